"""Exercises over the API for clients: those of now, and noting how one went."""

from typing import ClassVar, get_args
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PlainField, PortalAPIView, Strict
from clinic.core.types import Checked
from interventions.exercises.actions import NotOpen, log_exercise, read_facts
from interventions.exercises.definitions import RATINGS, Rated
from interventions.exercises.queries import open_assignments, portal_assignment, steadying_for
from interventions.exercises.serializers import ASKS, ExerciseFieldSerializer, LogSerializer, TimerSerializer
from interventions.library.queries import exercises_given
from interventions.models import Assignment, ExerciseLog


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


class NewLogSerializer(Strict):
    done = serializers.ChoiceField(ExerciseLog.Done.choices, default=ExerciseLog.Done.YES)
    before = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    after = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    note = PlainField(max_length=1000, required=False, allow_blank=True)
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same one again changes nothing.")
    facts = serializers.DictField(
        required=False, help_text="Key of one of the exercise's asks → a number, the key of an option, or a text."
    )


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
        found, _given = steadying_for(known, log.client_id)
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
        try:
            log = log_exercise(assignment=assignment, **self._sent(assignment))
        except NotOpen as error:  # stopped between the two
            raise exceptions.NotFound from error
        return Response(PortalLogSerializer(log).data, status=201)

    def _sent(self, assignment: Assignment) -> Checked:
        """What was sent; raises ValidationError with all that is wrong, also of what the steps ask."""
        try:
            return self.body(NewLogSerializer)
        except exceptions.ValidationError as error:
            sent = self.request.data
            if isinstance(sent, dict) and isinstance(sent.get("facts"), dict) and isinstance(error.detail, dict):
                ratings = {name: sent.get(name) for name in RATINGS}
                _noted, wrong = read_facts(assignment, sent["facts"], ratings)
                of_facts = {name: [text] for name, text in wrong.items()}
                raise exceptions.ValidationError({**error.detail, **of_facts}) from error
            raise
