"""The forms that close a treatment and open it again."""

from typing import Any, Unpack

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.episodes.actions import MOST_CLOSING_REASON
from clients.episodes.closing import FOLLOW_UPS, Checklist, Listed, Treated
from clients.models import Client, Episode
from clients.queries import therapists
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field, reason_field
from clinic.core.models import Staff


class CloseForm(forms.Form):
    """Made of the checklist: how the treatment ended, and what ends with it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    on = day_field(label=_("Ended on"))
    ending = forms.ChoiceField(label=_("How it ended"), choices=[("", _("choose")), *Episode.Ending.choices])
    reason = PlainText(
        label=_("In words"),
        max_length=MOST_CLOSING_REASON,
        required=False,
        help_text=_("Required for “other”. Kept in the record."),
    )

    def __init__(self, data: Sent = None, *, found: Checklist, client: Client, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **{"initial": {"seen": found.seen, "on": timezone.localdate()}} | options)
        self.found = found
        self.on_paper = " ".join(text for one in FOLLOW_UPS if (text := one.refused(client)))
        for listed in found.items:
            if listed.item.treated == Treated.CHOSEN:
                label = _("Cancel these sessions") if listed.item.kind == "sessions" else _("End portal access now")
                self.fields[listed.item.kind] = forms.BooleanField(
                    label=label, required=False, initial=listed.item.preset
                )
        kinds = {listed.item.kind for listed in found.items}
        if "sessions" in kinds:
            self.fields["tell_client"] = forms.BooleanField(label=_("Tell the client"), required=False, initial=True)
        if "plans" in kinds:
            self.fields["outcome"] = PlainText(
                label=_("Outcome of the plans"),
                max_length=400,
                required=False,
                help_text=_("Printed in the closing letter. Left empty: how it ended, in the words of the list."),
            )
        if self.on_paper:
            return
        asked = [("", _("nothing")), *(pair for one in FOLLOW_UPS for pair in one.choices())]
        self.fields["follow_up"] = forms.ChoiceField(label=_("Ask afterwards"), choices=asked, required=False)
        self.fields["months"] = forms.TypedMultipleChoiceField(
            label=_("How long after the end"),
            choices=[(3, _("3 months")), (6, _("6 months")), (12, _("12 months"))],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def sections(self) -> list[tuple[Listed, list[forms.BoundField]]]:
        """Each kind with the fields that belong to it."""
        beside = {"sessions": ["sessions", "tell_client"], "plans": ["outcome"], "portal": ["portal"]}
        return [
            (listed, [self[name] for name in beside.get(listed.item.kind, []) if name in self.fields])
            for listed in self.found.items
        ]

    @property
    def blocked(self) -> bool:
        """Whether something has to be dealt with before."""
        return any(listed.item.treated == Treated.BLOCKS for listed in self.found.items)

    def closing(self) -> dict[str, Any]:
        """What :func:`~clients.episodes.closing.close_treatment` takes."""
        given = dict(self.cleaned_data)
        chosen = [listed.item.kind for listed in self.found.items if listed.item.treated == Treated.CHOSEN]
        end = [kind for kind in chosen if given.pop(kind, False)]
        return {**given, "end": end, "tell_client": given.get("tell_client", False)}


class ReopenForm(forms.Form):
    """A new treatment. ``lead``: who leads now; without one, somebody has to be chosen."""

    lead = forms.ModelChoiceField(Staff.objects.none(), label=_("Lead therapist"))
    reason = reason_field()

    def __init__(self, data: Sent = None, *, lead: Staff | None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **{"initial": {"lead": lead}} | options)
        self.fields["lead"].queryset = therapists()  # type: ignore[attr-defined]
