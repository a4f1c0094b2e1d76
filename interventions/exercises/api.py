"""Exercises over the API: the library, giving them, and what was logged."""

from datetime import date
from typing import ClassVar, get_args
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, PAPER, SIZE, OfClients, PaperView, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, PlainField, PracticeAPIView, RefusalSerializer, Strict, pages_of
from clinic.core.rest import Conflict
from interventions.catalogue import UnknownExercise
from interventions.exercises.actions import (
    AlreadyAssigned,
    AlreadyRead,
    NotWorse,
    assign_exercise,
    read_worsening,
    stop_exercise,
)
from interventions.exercises.definitions import Exercise, Kind, Pattern
from interventions.exercises.paper import exercise_sheets
from interventions.exercises.queries import (
    assignment_with,
    assignments,
    cautions_now,
    exercise_of,
    log_with,
    logs,
    without_private,
)
from interventions.exercises.serializers import (
    AssignmentSerializer,
    ClientLogSerializer,
    ExerciseSerializer,
    NewAssignmentSerializer,
    NewExerciseSerializer,
)
from interventions.library.actions import write_exercise
from interventions.library.queries import chosen_exercises, exercise_in_use, exercises
from interventions.models import Assignment
from interventions.plans.queries import plan_for


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
            without_caution=bool(self.flag("without_caution")),
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
            self._shown,
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
        return self.respond_with_etag(self._shown([row])[0], row, 201)

    def _shown(self, found: list[Assignment]) -> list[dict[str, object]]:
        """Assignments as JSON, each with what speaks against it now."""
        context = {"now": cautions_now(self.actor, found)}
        return list(AssignmentSerializer(without_private(self.actor, found), many=True, context=context).data)


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

    @extend_schema(
        parameters=[
            AFTER,
            CLIENT,
            OpenApiParameter("unread", bool, description="Only what made things worse and nobody has read."),
        ],
        responses=pages_of(ClientLogSerializer),
        operation_id="logs_list",
    )
    def get(self, request: Request) -> Response:
        rows = logs(self.actor)
        rows = rows.waiting() if self.flag("unread") else rows
        return self.listed(rows, many(ClientLogSerializer), by="at", what="api logs")


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
            409: OpenApiResponse(
                RefusalSerializer, description="It did not make things worse, or somebody has read it already."
            ),
        },
        operation_id="log_worsening_read",
    )
    def post(self, request: Request, log_id: UUID) -> Response:
        log = log_with(self.actor, log_id, May.PLAN)
        try:
            read_worsening(log=log, by=self.actor, **self.body(WorseningSerializer))
        except NotWorse as error:
            raise Conflict("This exercise did not make things worse.") from error
        except AlreadyRead as error:
            raise Conflict(str(error)) from error
        return Response(ClientLogSerializer(logs(self.actor).get(pk=log.pk)).data, status=201)
