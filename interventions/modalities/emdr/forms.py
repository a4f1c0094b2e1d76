"""The forms of the target ledger."""

from typing import Unpack

from django import forms
from django.utils import timezone

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.plans.models import Plan
from interventions.records.row_forms import RowForm, sessions_of

LINES = ("label", "image", "negative", "positive", "emotions", "body", "containment")


class TargetForm(RowForm):
    """A memory, trigger or future scene to be processed."""

    class Meta:
        model = Target
        fields = (
            "label",
            "prong",
            "image",
            "negative",
            "positive",
            "emotions",
            "body",
            "status",
            "incomplete",
            "containment",
        )
        field_classes = dict.fromkeys(LINES, PlainText)


class TargetMeasureForm(RowForm):
    """SUD, VOC or both of a target after a number of sets."""

    on = day_field(label=TargetMeasure._meta.get_field("on").verbose_name.capitalize(), initial=timezone.localdate)

    class Meta:
        model = TargetMeasure
        fields = ("target", "on", "session", "sets", "sud", "voc")

    def __init__(self, data: Sent = None, *, plan: Plan, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, plan=plan, **options)
        targets, session = self.fields["target"], self.fields["session"]
        if isinstance(targets, forms.ModelChoiceField) and isinstance(session, forms.ModelChoiceField):
            targets.queryset, targets.empty_label = Target.objects.filter(plan=plan, removed_at__isnull=True), None
            session.queryset = sessions_of(plan)
