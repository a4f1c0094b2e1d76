"""The parts map and the work with the target part as JSON."""

from typing import Any, ClassVar

from rest_framework import serializers

from interventions.modalities.ifs.forms import HealingForm, PartForm, PermissionForm, TargetPartForm, TieForm
from interventions.modalities.ifs.models import SIX_FS, Healing, HealingStep, Part, PartTie, Permission, TargetPart
from interventions.records.serializers import RowSerializer


class PartSerializer(RowSerializer):
    """A part of the inner system. The status that can be stated: noticed, befriended, new-role; permission, witnessing
    and unburdening follow from the rows about them."""

    steps = serializers.ListField(
        child=serializers.ChoiceField(choices=[key for key, _label in SIX_FS]), max_length=len(SIX_FS), required=False
    )

    class Meta:
        model = Part
        fields = ("id", "revision", *PartForm.Meta.fields)
        validators: ClassVar[list[Any]] = []


class TieSerializer(RowSerializer):
    """One part protects another, or two are polarised."""

    class Meta:
        model = PartTie
        fields = ("id", "revision", *TieForm.Meta.fields)
        validators: ClassVar[list[Any]] = []


class TargetPartSerializer(RowSerializer):
    """The part that the work is about, from a day on; without ``until`` it ends the one before it."""

    class Meta:
        model = TargetPart
        fields = ("id", "revision", *TargetPartForm.Meta.fields)
        validators: ClassVar[list[Any]] = []


class PermissionSerializer(RowSerializer):
    """What a protector answered; the newest answer counts. With a session the day is the session's."""

    class Meta:
        model = Permission
        fields = ("id", "revision", *PermissionForm.Meta.fields)
        validators: ClassVar[list[Any]] = []


class HealingSerializer(RowSerializer):
    """Steps of healing with a part. A released burden is named; a legacy burden needs no witnessing."""

    steps = serializers.ListField(
        child=serializers.ChoiceField(choices=HealingStep.choices), min_length=1, max_length=len(HealingStep)
    )

    class Meta:
        model = Healing
        fields = ("id", "revision", *HealingForm.Meta.fields)
        validators: ClassVar[list[Any]] = []
