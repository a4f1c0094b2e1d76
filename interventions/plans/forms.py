"""A plan's life: phases, gates, goals, and the rows of its record."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.wording.queries import instruments
from clients.couples import people_of
from clients.models import Client
from clinic.core.forms import PlainText, day_field
from interventions.catalogue import Modality
from interventions.forms import override_field, reason_field
from interventions.models import Plan, SchemaRating, TherapySession
from interventions.records.kinds import Kind
from interventions.records.models import SIX_FS, RecordRow


class PhaseForm(forms.Form):
    """Where the plan goes next; why, if a gate is shut."""

    phase = forms.ChoiceField(label=_("Phase"))
    reason = PlainText(
        label=_("Reason for override"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, modality: Modality, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(phase.key, phase.name) for phase in modality.phases if phase.key != current]
        self.fields["phase"].choices = choices  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Another modality, or the end."""

    modality = forms.ChoiceField(label=_("Go on with"), required=False)
    outcome = PlainText(label=_("What came of it"), min_length=3, max_length=400)
    caution_reason = reason_field()
    reason = override_field()

    def __init__(self, *args: Any, current: str, known: Mapping[str, Modality], **kwargs: Any) -> None:
        kwargs["auto_id"] = "change_%s"  # the page has another field of the name "reason"
        super().__init__(*args, **kwargs)
        others = [(m.key, m.name) for m in known.values() if m.key != current]
        self.fields["modality"].choices = [("", _("nothing: the plan ends")), *others]  # type: ignore[attr-defined]


class FormulationForm(forms.Form):
    """The formulation, what it rests on, and the day to look again."""

    formulation = PlainText(
        label=_("Formulation"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    linked = forms.ModelMultipleChoiceField(
        Assessment.objects.none(), label=_("Rests on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    review_on = day_field(label=_("Look again on"), required=False)

    def __init__(self, *args: Any, plan: Plan, names: Mapping[str, str], **kwargs: Any) -> None:
        linked = list(plan.linked.values_list("assessment_id", flat=True))
        kwargs.setdefault("initial", {"formulation": plan.formulation, "review_on": plan.review_on, "linked": linked})
        super().__init__(*args, **kwargs)
        found = Assessment.objects.filter(client=plan.client_id, voided_at__isnull=True)
        newest = found.order_by("-completed_on", "-id").values_list("pk", flat=True)[:12]
        field = self.fields["linked"]
        field.queryset = found.filter(pk__in=[*newest, *linked]).order_by("-completed_on", "-id")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: (  # type: ignore[attr-defined]
            f"{names.get(row.instrument, row.instrument)}, {date_format(row.completed_on, 'j M Y')}"
        )


class MeasureGoalForm(forms.Form):
    """A goal that a measure shows."""

    words = PlainText(label=_("In the client's own words"), min_length=3, max_length=300)
    scale = forms.ChoiceField(label=_("Scale"))
    aim = forms.DecimalField(label=_("Target"), max_digits=6, decimal_places=2)
    by_date = day_field(label=_("By"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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


def _schemas(modality: Modality) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(domain, [(name, name) for name in names]) for domain, names in modality.schemas.items()]


def record_form(plan: Plan, kind: Kind, modality: Modality, **options: Any) -> forms.Form:
    """The form of one row, made from the table: what a choice offers is of this plan and this client alone."""
    fields: dict[str, forms.Field] = {}
    for name in kind.fields:
        column = kind.model._meta.get_field(name)
        assert isinstance(column, models.Field)  # noqa: S101 - kinds name columns only
        fields[name] = _choice(plan, kind, name, column, modality) or column.formfield() or forms.CharField()
        if isinstance(fields[name], forms.CharField) and not isinstance(column, models.TextField):
            label, most, needed = capfirst(column.verbose_name), column.max_length, not column.blank
            fields[name] = PlainText(label=label, max_length=most, required=needed)
        if isinstance(column, models.DateField):
            fields[name] = day_field(label=capfirst(column.verbose_name), initial=timezone.localdate)
    made = type("RecordForm", (forms.Form,), fields)
    form: forms.Form = made(**options)
    return form


def _choice(plan: Plan, kind: Kind, name: str, column: Any, modality: Modality) -> forms.Field | None:
    """Fields that offer something: related rows of the plan, the client's sessions, names from the modality's file."""
    label, needed = capfirst(column.verbose_name), not column.blank
    if name == "session":
        rows = TherapySession.objects.of(plan.client_id).order_by("-starts_at")[:60]
        return forms.ModelChoiceField(
            TherapySession.objects.filter(pk__in=[row.pk for row in rows]), label=label, required=False
        )
    if name == "client":
        return forms.ModelChoiceField(
            type(plan.client).objects.filter(pk__in=people_of(plan)), label=label, empty_label=None
        )
    if isinstance(column, models.ForeignKey) and issubclass(column.related_model, RecordRow):
        related: Any = column.related_model
        rows_of_plan = related._default_manager.filter(plan=plan, removed_at__isnull=True)
        return forms.ModelChoiceField(rows_of_plan, label=label, required=needed, empty_label=None)
    if name == "steps":
        return forms.MultipleChoiceField(
            label=label, choices=SIX_FS, required=False, widget=forms.CheckboxSelectMultiple
        )
    if name == "schemas":
        return forms.MultipleChoiceField(label=label, choices=_schemas(modality), required=False)
    if kind.model is SchemaRating and name == "schema":
        return forms.ChoiceField(label=label, choices=_schemas(modality))
    if column.choices:
        return forms.ChoiceField(label=label, choices=column.choices, required=needed)
    return None


class PlanForm(forms.Form):
    """A plan: modality, phase to begin in, day to look again."""

    modality = forms.ChoiceField(label=_("Modality"), widget=forms.RadioSelect)
    partner = forms.ModelChoiceField(
        Client.objects.none(), label=_("Partner"), required=False, help_text=_("Couple work only.")
    )
    phase = forms.ChoiceField(
        label=_("Begin in phase"), required=False, help_text=_("A later phase passes every gate before it.")
    )
    review_on = day_field(label=_("Look again on"), required=False)
    formulation = PlainText(
        label=_("Formulation"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    caution_reason = reason_field()
    reason = override_field()

    def __init__(self, *args: Any, known: Mapping[str, Modality], partners: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modality"].choices = [(m.key, m.name) for m in known.values()]  # type: ignore[attr-defined]
        later = [(m.short, [(f"{m.key}:{p.key}", p.name) for p in m.phases[1:]]) for m in known.values()]
        self.fields["phase"].choices = [("", _("the first one")), *later]  # type: ignore[attr-defined]
        if partners is not None:
            self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        self.fields["review_on"].initial = timezone.localdate() + timedelta(weeks=12)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        modality, _colon, phase = (found.get("phase") or "").rpartition(":")
        if phase and found.get("modality") and modality != found["modality"]:
            self.add_error("phase", _("Choose a phase of the modality, or the first one."))
        return found | {"phase": phase}
