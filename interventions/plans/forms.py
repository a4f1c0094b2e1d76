"""Forms of a plan: beginning it, its phases, its goals, its end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Unpack
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.wording.queries import instruments
from clients.households.forms import TogetherForm
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText, day_field
from clinic.core.revisions import EditConflict
from clinic.core.types import Checked
from interventions.catalogue import Modality
from interventions.forms import override_field, reason_field
from interventions.models import Plan, PlanPhase
from interventions.plans.queries import current_phase


class PhaseForm(forms.Form):
    """The next phase, and the reason for an override where a gate is closed."""

    phase = forms.ChoiceField(label=_("Phase"))
    reason = PlainText(
        label=_("Reason for override"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Sent = None, *, modality: Modality, current: str, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        choices = [(phase.key, phase.name) for phase in modality.phases if phase.key != current]
        self.fields["phase"].choices = choices  # type: ignore[attr-defined]


class HealthReviewForm(forms.Form):
    """Why a plan continues although something of somebody's health asks for care. ``facts``: what was shown."""

    facts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    reason = PlainText(
        label=_("Considered, because"),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with your name. It asks again once there is a newer answer."),
    )

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        options["auto_id"] = "health_%s"  # the page has other fields of the name "reason"
        super().__init__(data, **options)

    def clean_facts(self) -> list[UUID]:
        """The ids that were shown; none where they cannot be read, which is then no longer what is on file."""
        try:
            return [UUID(one) for one in self.cleaned_data["facts"].split(",") if one]
        except ValueError:
            return []


class ChangeForm(forms.Form):
    """Another modality, or the end."""

    modality = forms.ChoiceField(label=_("Continue with"), required=False)
    outcome = PlainText(label=_("Outcome of the plan"), min_length=3, max_length=400)
    caution_reason = reason_field()
    reason = override_field()

    def __init__(
        self, data: Sent = None, *, plan: Plan, known: Mapping[str, Modality], **options: Unpack[FormOptions]
    ) -> None:
        options["auto_id"] = "change_%s"  # the page has another field of the name "reason"
        super().__init__(data, **options)
        fit = [m for m in known.values() if m.key != plan.modality and (plan.household_id or not m.is_joint_only)]
        others = [(m.key, m.name) for m in fit]
        self.fields["modality"].choices = [("", _("no modality: end the plan")), *others]  # type: ignore[attr-defined]


class FormulationForm(RevisedForm, forms.Form):
    """The formulation, what it is based on, and the review date."""

    formulation = PlainText(
        label=_("Formulation"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    linked = forms.ModelMultipleChoiceField(
        Assessment.objects.none(), label=_("Based on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    review_on = day_field(label=_("Review date"), required=False)

    def __init__(
        self, data: Sent = None, *, row: Plan, names: Mapping[str, str], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, row=row, **options)
        linked = self.initial["linked"]
        found = Assessment.objects.filter(client=row.client_id, voided_at__isnull=True)
        newest, field = found.order_by("-completed_on", "-id").values("pk")[:12], self.fields["linked"]
        shown = found.filter(Q(pk__in=newest) | Q(pk__in=linked))
        field.queryset = shown.order_by("-completed_on", "-id")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: (  # type: ignore[attr-defined]
            f"{names.get(row.instrument, row.instrument)}, {date_format(row.completed_on, 'j M Y')}"
        )

    def shown(self, row: Plan) -> Mapping[str, object]:
        linked = list(row.linked.values_list("assessment_id", flat=True))
        return {"formulation": row.formulation, "review_on": row.review_on, "linked": linked}


class SpecialistForm(RevisedForm, forms.Form):
    """A specialist's assessment."""

    specialist_note = PlainText(label=_("A specialist's assessment of dissociation"), min_length=3, max_length=400)


class ExitForm(RevisedForm, forms.Form):
    """How it showed that the exit criterion of the phase is met."""

    evidence = PlainText(
        label=_("Evidence that this phase is complete"),
        min_length=3,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Sent = None, *, row: Plan, current: PlanPhase | None, **options: Unpack[FormOptions]
    ) -> None:
        self.current = current
        super().__init__(data, row=row, **options)

    def shown(self, row: Plan) -> Mapping[str, object]:
        return {"evidence": self.current.exit_evidence if self.current else ""}

    def show_conflict(self, error: EditConflict) -> None:
        self.current = current_phase(error.row)
        super().show_conflict(error)


# Both stand on one page, and both ask for the client's words.
MEASURE_IDS, ATTAINMENT_IDS = "measure_%s", "attainment_%s"


class MeasureGoalForm(forms.Form):
    """A goal that a measure tracks."""

    words = PlainText(label=_("In the client's own words"), min_length=3, max_length=300)
    scale = forms.ChoiceField(label=_("Scale"))
    aim = forms.DecimalField(label=_("Target"), max_digits=6, decimal_places=2)
    by_date = day_field(label=_("By"), required=False)

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        scales = [
            (f"{one.key}:{key}", f"{one.short}, {subscale.name}")
            for one in instruments().values()
            for key, subscale in one.subscales.items()
        ]
        self.fields["scale"].choices = sorted(scales, key=lambda pair: pair[1])  # type: ignore[attr-defined]


class AttainmentGoalForm(forms.Form):
    """A goal on five described levels."""

    words = PlainText(label=_("In the client's own words"), min_length=3, max_length=300)
    level_2 = PlainText(label=_("+2 much better than expected"), max_length=300)
    level_1 = PlainText(label=_("+1 better than expected"), max_length=300)
    level_0 = PlainText(label=_("0 as expected"), max_length=300)
    level_m1 = PlainText(label=_("−1 less than expected"), max_length=300)
    level_m2 = PlainText(label=_("−2 as it is now, or worse"), max_length=300)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=5, initial=1)

    def levels(self) -> list[str]:
        """From −2 to +2."""
        return [self.cleaned_data[name] for name in ("level_m2", "level_m1", "level_0", "level_1", "level_2")]


class PlanForm(TogetherForm):
    """A plan: modality, phase to begin in, review date."""

    modality = forms.ChoiceField(label=_("Modality"), widget=forms.RadioSelect)
    phase = forms.ChoiceField(
        label=_("Begin in phase"), required=False, help_text=_("A later phase passes every gate before it.")
    )
    review_on = day_field(label=_("Review date"), required=False)
    formulation = PlainText(
        label=_("Formulation"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    caution_reason = reason_field()
    reason = override_field()

    def __init__(self, data: Sent = None, *, known: Mapping[str, Modality], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["modality"].choices = [(m.key, m.name) for m in known.values()]  # type: ignore[attr-defined]
        later = [(m.short, [(f"{m.key}:{p.key}", p.name) for p in m.phases[1:]]) for m in known.values()]
        self.fields["phase"].choices = [("", _("the first one")), *later]  # type: ignore[attr-defined]
        self.fields["review_on"].initial = timezone.localdate() + timedelta(weeks=12)

    def clean(self) -> Checked:
        found = super().clean() or {}
        modality, _colon, phase = (found.get("phase") or "").rpartition(":")
        if phase and found.get("modality") and modality != found["modality"]:
            self.add_error("phase", _("Choose a phase of the modality, or the first one."))
        return found | {"phase": phase}
