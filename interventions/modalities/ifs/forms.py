"""The forms of the parts map, the target part, permissions and healing steps."""

from typing import Unpack

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field
from interventions.modalities.ifs.models import (
    SIX_FS,
    STATED,
    Healing,
    HealingStep,
    Part,
    PartKind,
    PartTie,
    Permission,
    TargetPart,
)
from interventions.plans.models import Plan
from interventions.records.row_forms import RowForm, sessions_of


def _day(model: type[TargetPart | Permission | Healing]) -> forms.DateField:
    return day_field(label=capfirst(model._meta.get_field("on").verbose_name), initial=timezone.localdate)


class OfPartsForm(RowForm):
    """A row about parts: it offers the plan's own parts, and sessions of its client."""

    KINDS: tuple[str, ...] = tuple(PartKind.values)

    def __init__(self, data: Sent = None, *, plan: Plan, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, plan=plan, **options)
        parts = Part.objects.filter(plan=plan, removed_at__isnull=True).order_by("kind", "name", "id")
        for name, field in self.fields.items():
            if name == "session" and isinstance(field, forms.ModelChoiceField):
                field.queryset = sessions_of(plan)
            elif isinstance(field, forms.ModelChoiceField):
                field.queryset, field.empty_label = parts, None


class PartForm(RowForm):
    """A part. Its status is what is said of it; permission, witnessing and unburdening are recorded as such."""

    steps = forms.MultipleChoiceField(
        label=capfirst(Part._meta.get_field("steps").verbose_name),
        choices=SIX_FS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Part
        fields = ("name", "kind", "self_like", "does", "fears", "memory", "burden", "self_relation", "status", "steps")
        field_classes = dict.fromkeys(("name", "does", "fears", "memory", "burden"), PlainText)

    def __init__(self, data: Sent = None, *, plan: Plan, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, plan=plan, **options)
        status = self.fields["status"]
        if isinstance(status, forms.ChoiceField):
            status.choices = [(one.value, one.label) for one in STATED]


class TieForm(OfPartsForm):
    """A tie between two parts."""

    class Meta:
        model = PartTie
        fields = ("part", "kind", "other")


class TargetPartForm(OfPartsForm):
    """Which part the work is about, from a day on. Saved without a last day, it ends the target before it."""

    on = _day(TargetPart)
    until = day_field(label=capfirst(TargetPart._meta.get_field("until").verbose_name), required=False)

    class Meta:
        model = TargetPart
        fields = ("part", "on", "session", "until", "reason")
        field_classes = dict.fromkeys(("reason",), PlainText)


class PermissionForm(OfPartsForm):
    """What a protector answered."""

    on = _day(Permission)

    class Meta:
        model = Permission
        fields = ("protector", "target", "answer", "on", "session", "concern")
        field_classes = dict.fromkeys(("concern",), PlainText)


class HealingForm(OfPartsForm):
    """Steps of healing with a part."""

    on = _day(Healing)
    steps = forms.MultipleChoiceField(
        label=capfirst(Healing._meta.get_field("steps").verbose_name),
        choices=HealingStep.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Healing
        fields = (
            "part",
            "on",
            "session",
            "steps",
            "burden",
            "legacy",
            "from_whom",
            "released_to",
            "qualities",
            "despite",
        )
        field_classes = dict.fromkeys(("burden", "from_whom", "qualities", "despite"), PlainText)
