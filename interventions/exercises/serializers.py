"""What exercises look like over the API: their definitions, giving them, what was logged."""

from typing import ClassVar, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clinic.core.api import MessageSerializer, PlainField, Strict
from interventions.exercises.definitions import (
    MOST_NUMBER,
    MOST_STEPS,
    MOST_TEXT,
    WORSE,
    CautionKind,
    Kind,
    Pattern,
    Rated,
)
from interventions.models import Assignment, ExerciseFact, ExerciseLog

ASKS = "What the steps ask to note down."


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    cautions = MessageSerializer(many=True, read_only=True, help_text="What in the file spoke against it.")
    cautions_now = serializers.SerializerMethodField(
        help_text="What in the file speaks against it while it runs: a reason to look at it again."
    )
    running = serializers.BooleanField(
        read_only=True, help_text="Whether the client has it today: not before its start, nor stopped, nor paused."
    )

    class Meta:
        model = Assignment
        fields = [
            "id",
            "client",
            "plan",
            "exercise",
            "version",
            "times_per_week",
            "starts_on",
            "ends_on",
            "note",
            "stopped_at",
            "running",
            "cautions",
            "caution_reason",
            "cautions_now",
            "revision",
        ]

    @extend_schema_field(MessageSerializer(many=True))
    def get_cautions_now(self, row: Assignment) -> object:
        return MessageSerializer(self.context["now"].get(row.pk, []), many=True).data


class NewAssignmentSerializer(Strict):
    client = serializers.UUIDField()
    exercise = serializers.CharField(max_length=40, help_text="A key of /exercises/.")
    times_per_week = serializers.IntegerField(min_value=1, max_value=21, required=False)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    note = PlainField(max_length=300, required=False, allow_blank=True)
    caution_reason = PlainField(
        max_length=500, required=False, allow_blank=True, help_text="Why, where the file speaks against it; kept."
    )
    plan = serializers.UUIDField(required=False, allow_null=True)


class ExerciseOptionSerializer(Strict):
    key = serializers.CharField(max_length=40)
    label = PlainField(lines=False, max_length=60)  # type: ignore[assignment]  # the name of an attribute of fields


class ExerciseFieldSerializer(Strict):
    """Something that a step asks to note down; it may always be left empty."""

    key = serializers.CharField(max_length=40)
    label = PlainField(lines=False, max_length=120)  # type: ignore[assignment]
    kind = serializers.ChoiceField(["number", "choice", "text"])
    step = serializers.IntegerField(min_value=1, help_text="The step that asks it, counted from 1.")
    least = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Of a number.")
    most = serializers.IntegerField(min_value=1, max_value=MOST_NUMBER, required=False, default=10)
    unit = PlainField(lines=False, max_length=20, required=False, allow_blank=True, default="")
    compared_with = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text=f"An earlier number, or before: {WORSE} points or more to the worse mean that it made things worse.",
    )
    higher_is = serializers.ChoiceField(
        ["worse", "better"], required=False, default="worse", help_text="Of a number that is compared."
    )
    not_below = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        default=list,
        help_text="Numbers, before or after, that it cannot be lower than.",
    )
    options = ExerciseOptionSerializer(many=True, required=False, default=list, help_text="Of a choice.")
    longest = serializers.IntegerField(min_value=1, max_value=MOST_TEXT, required=False, default=300)


class TimerSerializer(Strict):
    """How long a step takes; with breaths a pacer."""

    step = serializers.IntegerField(min_value=1)
    seconds = serializers.IntegerField(min_value=5, max_value=14_400)
    minutes_of = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="", help_text="The number whose minutes count instead."
    )
    breath_in = serializers.IntegerField(min_value=2, max_value=12, required=False, allow_null=True, default=None)
    breath_out = serializers.IntegerField(min_value=2, max_value=12, required=False, allow_null=True, default=None)


class FactSerializer(serializers.ModelSerializer[ExerciseFact]):
    class Meta:
        model = ExerciseFact
        fields = ["field", "number", "choice", "text", "rise"]
        extra_kwargs: ClassVar = {"rise": {"help_text": "How far it is above what it is compared with."}}


class LogSerializer(serializers.ModelSerializer[ExerciseLog]):
    facts = FactSerializer(many=True, read_only=True, help_text="What was noted of what the steps ask.")
    worse_by = serializers.IntegerField(
        source="worsening.by", read_only=True, default=None, allow_null=True, help_text="Points; null: not worse."
    )

    class Meta:
        model = ExerciseLog
        fields = ["id", "at", "done", "before", "after", "note", "facts", "worse_by"]


class ClientLogSerializer(LogSerializer):
    exercise = serializers.CharField(source="assignment.exercise")
    read_at = serializers.DateTimeField(
        source="worsening.read_at", read_only=True, default=None, allow_null=True, help_text="When staff read that."
    )

    class Meta(LogSerializer.Meta):
        fields = [
            *("id", "client", "assignment", "exercise", "at", "done", "before", "after", "note", "facts", "worse_by"),
            "read_at",
        ]


class ExerciseSerializer(serializers.Serializer[object]):
    key = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    minutes = serializers.IntegerField()
    times_per_week = serializers.IntegerField()
    patterns = serializers.ListField(child=serializers.CharField())
    modalities = serializers.ListField(child=serializers.CharField())
    cautions = serializers.CharField(allow_blank=True)
    caution_kinds = serializers.ListField(child=serializers.CharField(), help_text="Checked against the client's file.")
    kind = serializers.CharField()
    rated = serializers.ChoiceField(list(get_args(Rated)), help_text="What is rated before and after.")
    before_at = serializers.IntegerField()
    asks = ExerciseFieldSerializer(many=True, source="fields", help_text=ASKS)
    timers = TimerSerializer(many=True)


class NewExerciseSerializer(Strict):
    key = serializers.CharField(
        max_length=40, required=False, help_text="The key of a custom exercise: makes a new version of it."
    )
    title = PlainField(lines=False, max_length=60, min_length=3)
    purpose = PlainField(max_length=300, min_length=3)
    steps = serializers.ListField(child=PlainField(max_length=300), max_length=MOST_STEPS)
    minutes = serializers.IntegerField(min_value=1, max_value=240)
    times_per_week = serializers.IntegerField(min_value=1, max_value=21)
    patterns = serializers.ListField(
        child=serializers.ChoiceField(list(get_args(Pattern))), required=False, default=list
    )
    modalities = serializers.ListField(child=serializers.CharField(max_length=40), required=False, default=list)
    cautions = PlainField(max_length=300, required=False, allow_blank=True, default="")
    caution_kinds = serializers.ListField(
        child=serializers.ChoiceField(list(get_args(CautionKind))), required=False, default=list
    )
    kind = serializers.ChoiceField(list(get_args(Kind)))
    rated = serializers.ChoiceField(list(get_args(Rated)), required=False)
    before_at = serializers.IntegerField(min_value=0, max_value=MOST_STEPS, required=False)
    asks = ExerciseFieldSerializer(many=True, required=False, source="fields", help_text=ASKS)
    timers = TimerSerializer(many=True, required=False)
