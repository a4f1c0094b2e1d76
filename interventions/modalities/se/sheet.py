"""The SIBAM grid beside the note: what comes at one minute is typed by channel and saved in one press."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.core.access import Actor
from clinic.core.edit_forms import Sent
from clinic.core.forms import PlainText
from interventions.modalities.se.kinds import MOMENT
from interventions.modalities.se.models import Sibam, SibamChannel, SibamState
from interventions.plans.models import Plan
from interventions.records.actions import save_row
from interventions.sessions.models import TherapySession

ACTIVATION: list[tuple[str, str | Promise]] = [("", "–"), *((str(level), str(level)) for level in range(11))]


class SibamForm(forms.Form):
    """One minute of a session: a line for each channel that spoke, one activation, one state."""

    use_required_attribute = False
    minute = forms.IntegerField(label=gettext_lazy("Minute"), min_value=0, max_value=240)
    activation = forms.TypedChoiceField(label=gettext_lazy("Activation, 0 to 10"), choices=ACTIVATION, coerce=int)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=SibamState.choices, initial=SibamState.WINDOW, widget=forms.RadioSelect
    )

    def __init__(self, data: Sent = None, *, minute: int | None = None) -> None:
        super().__init__(data, prefix="sibam", initial={"minute": minute, "state": SibamState.WINDOW})
        for channel in SibamChannel:
            self.fields[channel.value] = PlainText(
                label=f"{channel.value} · {channel.label}", max_length=200, required=False
            )
        for field in self.fields.values():
            field.widget.attrs["form"] = "note-form"

    def said(self) -> dict[str, str]:
        """Channel → what was typed, of those that spoke."""
        return {one.value: text for one in SibamChannel if (text := self.cleaned_data.get(one.value))}

    def clean(self) -> dict[str, object]:
        if not self.errors and not self.said():
            raise forms.ValidationError(_("Write what came on at least one channel."))
        return self.cleaned_data


class SibamSheet:
    """See :class:`interventions.modalities.package.SessionSheet`."""

    template = "se/_sheet.html"

    def form(self, *, session: TherapySession, minute: int | None, data: Sent = None) -> SibamForm:
        """The grid, empty or as it was sent."""
        return SibamForm(data, minute=minute)

    def save(self, form: SibamForm, *, session: TherapySession, plan: Plan, by: Actor) -> str:
        """A moment for each channel that spoke; raises ValidationError."""
        values = {name: form.cleaned_data[name] for name in ("minute", "activation", "state")}
        said = form.said()
        for channel, text in said.items():
            own = {"session": session, "channel": channel, "text": text}
            save_row(plan=plan, kind=MOMENT, by=by, values=values | own)
        return _("Minute %(minute)s: %(channels)s saved.") % {"minute": values["minute"], "channels": ", ".join(said)}

    def rows(self, *, session: TherapySession) -> list[Sibam]:
        """What was saved in this session, in order of time."""
        return list(Sibam.objects.filter(session=session, removed_at__isnull=True).order_by("minute", "made_at"))
