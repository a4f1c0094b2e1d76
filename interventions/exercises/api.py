"""Exercises over the API: the library, giving them, a client's own, and what was logged."""

from datetime import date
from typing import ClassVar, get_args
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, PAPER, SIZE, OfClients, PaperView, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, MessageSerializer, PlainField, PortalAPIView, PracticeAPIView, Strict, pages_of
from clinic.core.rest import Conflict
from interventions.catalogue import UnknownExercise
from interventions.exercises.actions import AlreadyAssigned, assign_exercise, log_exercise, stop_exercise
from interventions.exercises.definitions import CautionKind, Exercise, Kind, Pattern
from interventions.exercises.paper import exercise_sheets
from interventions.exercises.queries import (
    assignment_with,
    assignments,
    exercise_of,
    logs,
    open_assignments,
    portal_assignment,
    without_private,
)
from interventions.library.actions import write_exercise
from interventions.library.queries import chosen_exercises, exercise_in_use, exercises, exercises_given
from interventions.models import Assignment, ExerciseLog
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


class PortalExerciseSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField(help_text="Of the assignment.")
    title = serializers.CharField()
    purpose = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    cautions = serializers.CharField(allow_blank=True)
    minutes = serializers.IntegerField()
    times_per_week = serializers.IntegerField()
    done_week = serializers.IntegerField(help_text="Times in the last seven days.")
    ends_on = serializers.DateField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class LogSerializer(serializers.ModelSerializer[ExerciseLog]):
    class Meta:
        model = ExerciseLog
        fields = ["id", "at", "done", "before", "after", "note"]


class NewLogSerializer(Strict):
    done = serializers.ChoiceField(ExerciseLog.Done.choices, default=ExerciseLog.Done.YES)
    before = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    after = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    note = PlainField(max_length=1000, required=False, allow_blank=True)
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same one again changes nothing.")


class ClientLogSerializer(LogSerializer):
    exercise = serializers.CharField(source="assignment.exercise")

    class Meta(LogSerializer.Meta):
        fields = ["id", "client", "assignment", "exercise", "at", "done", "before", "after", "note"]


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
        return Response(ExerciseSerializer(found, many=True).data)

    @extend_schema(request=NewExerciseSerializer, responses={201: ExerciseSerializer})
    def post(self, request: Request) -> Response:
        """With ``key`` a new version of a custom exercise; its ETag is the number of its version."""
        row = write_exercise(by=self.actor, revision=self.expected_revision(), **self.body(NewExerciseSerializer))
        return self.respond_with_etag(row.definition | {"version": row.version}, row, 201)


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


class PortalLogsView(PortalAPIView):
    """Noting that an exercise was done."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(request=NewLogSerializer, responses={201: LogSerializer})
    def post(self, request: Request, assignment_id: UUID) -> Response:
        assignment = portal_assignment(self.portal_client_id, assignment_id)
        log = log_exercise(assignment=assignment, **self.body(NewLogSerializer))
        return Response(LogSerializer(log).data, status=201)
