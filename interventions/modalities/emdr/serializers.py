"""The target ledger as JSON."""

from typing import Any, ClassVar

from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.records.serializers import RowSerializer


class TargetSerializer(RowSerializer):
    """A memory, trigger or future scene to be processed. A session left incomplete names its containment."""

    class Meta:
        model = Target
        fields = (
            "id",
            "revision",
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
        validators: ClassVar[list[Any]] = []


class TargetMeasureSerializer(RowSerializer):
    """SUD, VOC or both after a number of sets; without a day, of today."""

    class Meta:
        model = TargetMeasure
        fields = ("id", "revision", "target", "on", "session", "sets", "sud", "voc")
        validators: ClassVar[list[Any]] = []
