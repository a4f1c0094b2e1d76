"""The first steps over the API, and the trial message."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict
from clinic.workspace.first_steps.steps import STEPS, first_steps, put_step_away
from interventions.reminders.actions import send_trial

KEYS = [(key, key) for key in STEPS]


class FirstStepSerializer(serializers.Serializer[object]):
    key = serializers.ChoiceField(KEYS)
    label = serializers.CharField()  # type: ignore[assignment]
    why = serializers.CharField()
    url = serializers.CharField(help_text="The page on which it is done.")
    done = serializers.BooleanField(help_text="By what is there, not by what was pressed.")
    put_away = serializers.BooleanField(help_text="The caller said that it is not needed.")


class PutAwaySerializer(Strict):
    step = serializers.ChoiceField(KEYS)
    put_away = serializers.BooleanField(help_text="False: back on the list.")


class FirstStepsView(PracticeAPIView):
    """What an empty practice does first, as far as the caller may do it."""

    capabilities: ClassVar = {"GET": May.SEE_DESK, "POST": May.SEE_DESK}

    @extend_schema(responses=FirstStepSerializer(many=True), operation_id="first_steps")
    def get(self, request: Request) -> Response:
        return Response(FirstStepSerializer(first_steps(self.actor), many=True).data)

    @extend_schema(
        request=PutAwaySerializer,
        responses={
            200: FirstStepSerializer(many=True),
            400: OpenApiResponse(description="`step`: none of the caller's."),
        },
        operation_id="first_steps_put_away",
    )
    def post(self, request: Request) -> Response:
        found = self.body(PutAwaySerializer)
        put_step_away(self.actor, found["step"], away=found["put_away"])
        return self.get(request)


class TrialSerializer(Strict):
    number = PlainField(
        max_length=40, required=False, allow_blank=True, help_text="A text to this number; without one, a mail to you."
    )


class TrialView(PracticeAPIView):
    """A trial message to the caller: it shows that mail, or text, arrives."""

    capabilities: ClassVar = {"POST": May.MANAGE_PRACTICE}

    @extend_schema(
        request=TrialSerializer,
        responses={202: None, 400: OpenApiResponse(description="`number`: not one that texts can go to.")},
        operation_id="trial_message",
    )
    def post(self, request: Request) -> Response:
        send_trial(by=self.actor, number=self.body(TrialSerializer).get("number", ""))
        return Response(status=202)
