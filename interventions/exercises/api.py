"""Exercises over the API: the library, giving them, a client's own, and what was logged."""

from datetime import date
from typing import ClassVar, get_args
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, PAPER, SIZE, OfClients, PaperView, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import (
    AFTER,
    MessageSerializer,
    PlainField,
    PortalAPIView,
    PracticeAPIView,
    RefusalSerializer,
    Strict,
    pages_of,
)
from clinic.core.rest import Conflict
from interventions import catalogue
from interventions.catalogue import UnknownExercise
from interventions.exercises.actions import (
    AlreadyAssigned,
    NotWorse,
    assign_exercise,
    log_exercise,
    read_worsening,
    stop_exercise,
)
from interventions.exercises.definitions import (
    MOST_NUMBER,
    MOST_TEXT,
    WORSE,
    CautionKind,
    Exercise,
    Kind,
    Pattern,
    Rated,
)
from interventions.exercises.paper import exercise_sheets
from interventions.exercises.queries import (
    assignment_with,
    assignments,
    exercise_of,
    log_with,
    logs,
    open_assignments,
    portal_assignment,
    without_private,
)
from interventions.exercises.suggesting import steadying_after
from interventions.library.actions import write_exercise
from interventions.library.queries import chosen_exercises, exercise_in_use, exercises, exercises_given
from interventions.models import Assignment, ExerciseFact, ExerciseLog
from interventions.plans.queries import plan_for


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    cautions = MessageSerializer(many=True, read_only=True, help_text="What in the file spoke against it.")
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
            "revision",
        ]


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
        help_text=f"An earlier number, or before: a rise of {WORSE} or more means that it made things worse.",
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


ASKS = "What the steps ask to note down."


class PortalExerciseSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField(help_text="Of the assignment.")
    title = serializers.CharField()
    purpose = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    rated = serializers.ChoiceField(list(get_args(Rated)), help_text="What is rated before and after.")
    before_at = serializers.IntegerField(help_text="The step that asks for the rating before; 0: ahead of the steps.")
    asks = ExerciseFieldSerializer(many=True, help_text=ASKS)
    timers = TimerSerializer(many=True)
    cautions = serializers.CharField(allow_blank=True)
    minutes = serializers.IntegerField()
    times_per_week = serializers.IntegerField()
    done_week = serializers.IntegerField(help_text="Times in the last seven days.")
    ends_on = serializers.DateField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


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


class NewLogSerializer(Strict):
    done = serializers.ChoiceField(ExerciseLog.Done.choices, default=ExerciseLog.Done.YES)
    before = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    after = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    note = PlainField(max_length=1000, required=False, allow_blank=True)
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same one again changes nothing.")
    facts = serializers.DictField(
        required=False, help_text="Key of one of the exercise's asks → a number, the key of an option, or a text."
    )


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
    steps = serializers.ListField(child=PlainField(max_length=300), max_length=20)
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
    before_at = serializers.IntegerField(min_value=0, max_value=20, required=False)
    asks = ExerciseFieldSerializer(many=True, required=False, source="fields", help_text=ASKS)
    timers = TimerSerializer(many=True, required=False)


class LibraryView(PracticeAPIView):
    """The exercises that can be given: shipped and the practice's own; writing one."""

    capabilities: ClassVar = {"GET": May.READ_LIBRARY, "POST": May.KEEP_LIBRARY}
    etags: ClassVar = {"POST": False}

    @extend_schema(
        parameters=[
            OpenApiParameter("pattern", str, enum=list(get_args(Pattern))),
            OpenApiParameter("modality", str),
            OpenApiParameter("minutes", int, description="The most minutes it may take."),
            OpenApiParameter("kind", str, enum=list(get_args(Kind))),
            OpenApiParameter("without_caution", bool),
        ],
        responses=ExerciseSerializer(many=True),
        operation_id="exercises_list",
    )
    def get(self, request: Request) -> Response:
        minutes = self.text("minutes")
        if minutes and not (minutes.isascii() and minutes.isdecimal()):
            raise exceptions.ValidationError({"minutes": ["Must be a whole number."]})
        found = chosen_exercises(
            exercises().values(),
            pattern=self.text("pattern"),
            modality=self.text("modality"),
            kind=self.text("kind"),
            minutes=int(minutes) if minutes else None,
            without_caution=self.text("without_caution") == "true",
        )
        return Response(ExerciseSerializer([one.model_dump() for one in found], many=True).data)

    @extend_schema(request=NewExerciseSerializer, responses={201: ExerciseSerializer})
    def post(self, request: Request) -> Response:
        """With ``key`` a new version of a custom exercise; its ETag is the number of its version."""
        row = write_exercise(by=self.actor, revision=self.expected_revision(), **self.body(NewExerciseSerializer))
        written = ExerciseSerializer(Exercise.model_validate(row.definition).model_dump()).data
        return self.respond_with_etag(written | {"version": row.version}, row, 201)


class AssignmentsView(OfClients):
    """Exercises given, newest first; giving one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}
    etags: ClassVar = {"POST": None}

    @extend_schema(
        parameters=[AFTER, CLIENT], responses=pages_of(AssignmentSerializer), operation_id="assignments_list"
    )
    def get(self, request: Request) -> Response:
        return self.listed(
            assignments(self.actor),
            lambda found: AssignmentSerializer(without_private(self.actor, found), many=True).data,
            by="starts_on",
            what="api exercises",
            parse=date.fromisoformat,
        )

    @extend_schema(request=NewAssignmentSerializer, responses={201: AssignmentSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewAssignmentSerializer)
        client = client_for(self.actor, found["client"], May.PLAN)
        try:
            assignment = assign_exercise(
                client=client,
                exercise=_exercise(found["exercise"]),
                by=self.actor,
                times_per_week=found.get("times_per_week"),
                starts_on=found.get("starts_on"),
                ends_on=found.get("ends_on"),
                note=found.get("note", ""),
                caution_reason=found.get("caution_reason", ""),
                plan=plan_for(self.actor, found["plan"]) if found.get("plan") else None,
            )
        except AlreadyAssigned as error:
            raise Conflict(f"The client has this exercise: {error}.") from error
        row = assignments(self.actor).get(pk=assignment.pk)
        return self.respond_with_etag(AssignmentSerializer(row).data, row, 201)


def _exercise(key: str) -> Exercise:
    try:
        return exercise_in_use(key)
    except UnknownExercise as error:
        raise exceptions.ValidationError({"exercise": ["No such exercise: see /exercises/."]}) from error


class AssignmentStopView(PracticeAPIView):
    """Taking an exercise from a client; what they logged stays."""

    capabilities: ClassVar = {"POST": May.PLAN}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, assignment_id: UUID) -> Response:
        stop_exercise(assignment=self.unchanged(assignment_with(self.actor, assignment_id, May.PLAN)))
        return Response(status=204)


class AssignmentPaperView(PaperView):
    """The exercise to take home, with room to write how it went."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(parameters=[SIZE], responses=PAPER, operation_id="assignment_paper")
    def get(self, request: Request, assignment_id: UUID) -> HttpResponse:
        row = assignment_with(self.actor, assignment_id, May.READ_RECORD)
        known = exercise_of(row)
        return self.printed(row.client, lambda: exercise_sheets(row, known), "exercise")


class LogsView(OfClients):
    """What clients noted, newest first."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(parameters=[AFTER, CLIENT], responses=pages_of(ClientLogSerializer), operation_id="logs_list")
    def get(self, request: Request) -> Response:
        return self.listed(logs(self.actor), many(ClientLogSerializer), by="at", what="api logs")


class WorseningSerializer(Strict):
    note = PlainField(max_length=500, required=False, allow_blank=True, help_text="What you decided.")


class WorseningView(PracticeAPIView):
    """That somebody has read that an exercise made things worse; it leaves *today* then."""

    capabilities: ClassVar = {"POST": May.PLAN}

    @extend_schema(
        request=WorseningSerializer,
        responses={
            201: ClientLogSerializer,
            400: OpenApiResponse(description="`note`: what is wrong with it."),
            404: OpenApiResponse(description="No such log, or none in reach."),
            409: OpenApiResponse(RefusalSerializer, description="It did not make things worse."),
        },
        operation_id="log_worsening_read",
    )
    def post(self, request: Request, log_id: UUID) -> Response:
        log = log_with(self.actor, log_id, May.PLAN)
        try:
            read_worsening(log=log, by=self.actor, **self.body(WorseningSerializer))
        except NotWorse as error:
            raise Conflict("This exercise did not make things worse.") from error
        return Response(ClientLogSerializer(logs(self.actor).get(pk=log.pk)).data, status=201)


class PortalExercisesView(PortalAPIView):
    """The exercises of now, with their steps."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=PortalExerciseSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = list(open_assignments(self.portal_client_id))
        library = exercises_given(rows)
        return Response(
            [
                {
                    "id": row.pk,
                    "title": known.title,
                    "purpose": known.purpose,
                    "steps": known.steps,
                    "rated": known.rated,
                    "before_at": known.before_at,
                    "asks": [field.model_dump() for field in known.fields],
                    "timers": [timer.model_dump() for timer in known.timers],
                    "cautions": known.cautions,
                    "minutes": known.minutes,
                    "times_per_week": row.times_per_week,
                    "done_week": row.done_week,  # type: ignore[attr-defined]
                    "ends_on": row.ends_on,
                    "note": row.note,
                }
                for row in rows
                if (known := library.get((row.exercise, row.version)))
            ]
        )


class SteadyingSerializer(serializers.Serializer[object]):
    key = serializers.CharField()
    title = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())


class PortalLogSerializer(LogSerializer):
    """With what steadies, where it made things worse: then show no praise, but this and where help is."""

    steadying = serializers.SerializerMethodField()

    class Meta(LogSerializer.Meta):
        fields = [*LogSerializer.Meta.fields, "steadying"]

    @extend_schema_field(SteadyingSerializer(allow_null=True))
    def get_steadying(self, log: ExerciseLog) -> dict[str, object] | None:
        known = exercises_given([log.assignment]).get((log.assignment.exercise, log.assignment.version))
        if log.worsening is None or known is None:
            return None
        found = steadying_after(known, catalogue.exercises().values())
        return {"key": found.key, "title": found.title, "steps": found.steps} if found else None


class PortalLogsView(PortalAPIView):
    """Noting that an exercise was done."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(
        request=NewLogSerializer,
        responses={
            201: PortalLogSerializer,
            400: OpenApiResponse(
                description="Errors by field; those of what the steps ask are named `facts.KEY`: an unknown key, a "
                "number out of its range or lower than one that it cannot be below, no such option, a text too long."
            ),
            404: OpenApiResponse(description="No such exercise, or it does not run now."),
        },
    )
    def post(self, request: Request, assignment_id: UUID) -> Response:
        assignment = portal_assignment(self.portal_client_id, assignment_id)
        log = log_exercise(assignment=assignment, **self.body(NewLogSerializer))
        return Response(PortalLogSerializer(log).data, status=201)
