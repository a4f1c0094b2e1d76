"""The closure of a session beside the note: body scan, complete or contained by what; saved in one press."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.core.access import Actor
from clinic.core.edit_forms import Sent
from clinic.core.forms import PlainText
from interventions.modalities.emdr.desk import targets_in
from interventions.modalities.emdr.models import Target
from interventions.modalities.emdr.tracks import open_targets
from interventions.modalities.emdr.work import record_work
from interventions.modalities.emdr.work_models import BodyScan, Closure, InnerResource, Processing
from interventions.plans.models import Plan
from interventions.sessions.models import TherapySession

FIELDS = ("scan", "remains", "closure", "containment", "resource")


class ClosureForm(forms.Form):
    """How a target was left. What is empty changes nothing that is recorded."""

    use_required_attribute = False
    target = forms.ModelChoiceField(Target.objects.none(), label=gettext_lazy("Target"), empty_label=None)
    scan = forms.ChoiceField(
        label=gettext_lazy("Body scan"),
        choices=[("", gettext_lazy("not done")), *BodyScan.choices],
        required=False,
    )
    remains = PlainText(label=gettext_lazy("What is left in the body"), max_length=200, required=False)
    closure = forms.ChoiceField(
        label=gettext_lazy("Closure"), choices=Closure.choices, widget=forms.RadioSelect, required=False
    )
    containment = PlainText(label=gettext_lazy("Contained by"), max_length=200, required=False)
    resource = forms.ModelChoiceField(
        InnerResource.objects.none(), label=gettext_lazy("Resource that was used"), required=False
    )

    def __init__(self, data: Sent = None, *, session: TherapySession) -> None:
        at_hand = targets_in(session, session.plan) if session.plan else []
        first = at_hand[0] if at_hand else None
        initial: dict[str, object] = {"target": first.target.pk if first else None}
        if first and first.work:
            initial |= {name: getattr(first.work, name) for name in FIELDS}
        super().__init__(data, prefix="closing", initial=initial)
        held = {"plan": session.plan, "removed_at__isnull": True}
        names = [one.target.pk for one in at_hand]
        if session.plan:
            names += [target.pk for target, _course in open_targets(session.plan)]
        self._offer("target", Target.objects.filter(**held, pk__in=names).order_by("made_at", "id"))
        self._offer("resource", InnerResource.objects.filter(**held).order_by("made_at", "id"))
        for field in self.fields.values():
            field.widget.attrs["form"] = "note-form"

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def said(self) -> dict[str, object]:
        """Field → what was typed, of those that were not left empty."""
        return {name: value for name in FIELDS if (value := self.cleaned_data.get(name))}

    def clean(self) -> dict[str, object]:
        if not self.errors and not self.said():
            raise forms.ValidationError(_("Choose the closure, or the outcome of the body scan."))
        return self.cleaned_data


class ClosureSheet:
    """See :class:`interventions.modalities.package.SessionSheet`."""

    template = "emdr/_sheet.html"

    def form(self, *, session: TherapySession, minute: int | None, data: Sent = None) -> ClosureForm:
        """What is recorded of the session's target, or the sheet as it was sent."""
        return ClosureForm(data, session=session)

    def save(self, form: ClosureForm, *, session: TherapySession, plan: Plan, by: Actor) -> str:
        """Keeps what was typed in the session's row of the target; raises ValidationError."""
        target, values = form.cleaned_data["target"], form.said()
        if values.get("scan") == BodyScan.CLEAR:
            values["remains"] = ""
        if values.get("closure") == Closure.COMPLETE:
            values |= {"containment": "", "resource": None}
        row = record_work(plan=plan, session=session, by=by, target=target, values=values)
        shown = row.get_closure_display() or _("closure not recorded yet")
        return _("%(name)s: %(closure)s.") % {"name": target.label, "closure": shown}

    def rows(self, *, session: TherapySession) -> list[Processing]:
        """How the session's targets were worked on and left."""
        found = Processing.objects.filter(session=session, removed_at__isnull=True)
        return list(found.select_related("target", "resource").order_by("made_at", "id"))
