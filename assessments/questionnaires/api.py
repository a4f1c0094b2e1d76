"""Questionnaires over the API: given by staff, answered by their client."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api import known_instrument
from assessments.models import QuestionnaireAssignment
from assessments.questionnaires.actions import (
    AnswerChanged,
    QuestionnaireClosed,
    assign_questionnaire,
    save_answers,
    submit_questionnaire,
)
from assessments.questionnaires.queries import (
    OpenQuestionnaire,
    portal_questionnaire,
    portal_questionnaires,
    questionnaires,
    raised_alert,
)
from assessments.scoring import AnswersRefused
from clients.api import CLIENT, OfClients, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, PortalAPIView, Strict, pages_of, refuse_unknown
from clinic.core.models import Practice
from clinic.core.rest import Conflict


class QuestionnaireAssignmentSerializer(serializers.ModelSerializer[QuestionnaireAssignment]):
    class Meta:
        model = QuestionnaireAssignment
        fields = ["id", "client", "instrument", "version", "target", "due_on", "state", "given_at", "assessment"]


class NewQuestionnaireAssignmentSerializer(Strict):
    client = serializers.UUIDField()
    instrument = serializers.CharField(max_length=30)
    target = serializers.CharField(max_length=20, required=False, allow_blank=True)
    due_on = serializers.DateField(required=False)


class PortalQuestionnaireSerializer(serializers.Serializer[object]):
    """A questionnaire as its client sees it."""

    id = serializers.UUIDField()
    instrument = serializers.CharField()
    target = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    state = serializers.CharField()
    published_wording = serializers.BooleanField()
    recall_period = serializers.CharField(allow_blank=True, help_text="What it is about: the past two weeks.")
    instruction = serializers.CharField(allow_blank=True)
    scale_meaning = serializers.CharField(allow_blank=True, help_text="What the answers mean.")
    copyright_line = serializers.CharField(allow_blank=True, help_text="To be shown beneath the questions.")
    prompts = serializers.ListField(child=serializers.CharField())
    answers = serializers.JSONField(help_text="For each item, the answers it can have: value and word.")
    responses = serializers.JSONField(help_text="Item → value as kept so far, null for “rather not”.")


class AnswersSerializer(Strict):
    responses = serializers.DictField(child=serializers.JSONField(allow_null=True))
    seen = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        help_text="What you showed for these items: a different answer from elsewhere is then not overwritten.",
    )

    def validate_seen(self, seen: dict[str, object]) -> dict[str, object]:
        """A misspelt item would quietly overwrite what another device has answered."""
        responses = self.initial_data.get("responses")
        refuse_unknown(seen, responses if isinstance(responses, dict) else (), "item")
        return seen


class SentSerializer(serializers.Serializer[object]):
    state = serializers.CharField()
    crisis_contacts = serializers.CharField(allow_null=True, help_text="Only when an answer spoke of danger.")


def _portal_data(found: OpenQuestionnaire) -> dict[str, object]:
    return {
        "id": found.questionnaire.pk,
        "instrument": found.instrument.short,
        "target": found.questionnaire.target,
        "due_on": found.questionnaire.due_on,
        "state": found.questionnaire.state,
        "published_wording": found.words.wording is not None,
        "recall_period": found.words.recall_period,
        "instruction": found.words.instruction,
        "scale_meaning": found.words.scale_meaning,
        "copyright_line": found.words.copyright_line,
        "prompts": found.words.prompts,
        "answers": [[{"value": v, "word": w} for v, w in found.choices(item)] for item in found.items],
        "responses": found.questionnaire.responses,
    }


class QuestionnaireAssignmentsView(OfClients):
    """Questionnaires given, newest first; giving one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.RECORD}

    @extend_schema(
        parameters=[AFTER, CLIENT],
        responses=pages_of(QuestionnaireAssignmentSerializer),
        operation_id="questionnaires_list",
    )
    def get(self, request: Request) -> Response:
        return self.listed(
            questionnaires(self.actor),
            many(QuestionnaireAssignmentSerializer),
            by="given_at",
            what="api questionnaires",
        )

    @extend_schema(request=NewQuestionnaireAssignmentSerializer, responses={201: QuestionnaireAssignmentSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewQuestionnaireAssignmentSerializer)
        client = client_for(self.actor, found["client"], May.RECORD)
        questionnaire = assign_questionnaire(
            client=client,
            instrument=known_instrument(found["instrument"]),
            by=self.actor,
            due_on=found.get("due_on"),
            target=found.get("target", ""),
        )
        return Response(QuestionnaireAssignmentSerializer(questionnaire).data, status=201)


class PortalQuestionnairesView(PortalAPIView):
    """The caller's open questionnaires, the one due first in front."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=PortalQuestionnaireSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response([_portal_data(found) for found in portal_questionnaires(self.portal_client_id)])


class PortalAnswersView(PortalAPIView):
    """Keeping answers as they are given. Items that are not named stay as they are."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(request=AnswersSerializer, responses=PortalQuestionnaireSerializer)
    def post(self, request: Request, questionnaire_id: UUID) -> Response:
        found = self.body(AnswersSerializer)
        questionnaire = portal_questionnaire(self.portal_client_id, questionnaire_id).questionnaire
        try:
            save_answers(questionnaire=questionnaire, answers=found["responses"], seen=found.get("seen"))
        except AnswersRefused as error:
            raise exceptions.ValidationError({"responses": error.texts}) from error
        except QuestionnaireClosed as error:
            raise Conflict(f"This questionnaire is {error.questionnaire.get_state_display()}.") from error
        except AnswerChanged as error:
            raise Conflict(f"Item {error.item} was answered elsewhere: {error.stored}.") from error
        return Response(_portal_data(portal_questionnaire(self.portal_client_id, questionnaire_id)))


class PortalSubmissionView(PortalAPIView):
    """Submits a questionnaire. Sent twice, it is saved once."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(request=None, responses={201: SentSerializer})
    def post(self, request: Request, questionnaire_id: UUID) -> Response:
        questionnaire = portal_questionnaire(self.portal_client_id, questionnaire_id).questionnaire
        try:
            submit_questionnaire(questionnaire=questionnaire, by=self.actor)
        except QuestionnaireClosed as error:
            raise Conflict(f"This questionnaire is {error.questionnaire.get_state_display()}.") from error
        sent = portal_questionnaire(self.portal_client_id, questionnaire_id).questionnaire
        contacts = Practice.objects.get(pk=self.actor.practice_id).crisis_contacts if raised_alert(sent) else None
        return Response({"state": sent.state, "crisis_contacts": contacts}, status=201)
