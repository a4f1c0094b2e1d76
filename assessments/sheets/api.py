"""Questionnaires over the API: given by staff, answered by their client."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api import known_instrument
from assessments.models import Sheet
from assessments.scoring import AnswersRefused
from assessments.sheets.actions import AnswerChanged, SheetClosed, give_sheet, save_answers, submit_sheet
from assessments.sheets.queries import OpenSheet, own_sheet, own_sheets, raised_alert, sheets
from clients.api import CLIENT, OfClients, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, Own, Strict, pages_of, refuse_unknown
from clinic.core.models import Practice
from clinic.core.rest import Conflict


class SheetSerializer(serializers.ModelSerializer[Sheet]):
    class Meta:
        model = Sheet
        fields = ["id", "client", "instrument", "version", "target", "due_on", "state", "given_at", "assessment"]


class NewSheetSerializer(Strict):
    client = serializers.UUIDField()
    instrument = serializers.CharField(max_length=30)
    target = serializers.CharField(max_length=20, required=False, allow_blank=True)
    due_on = serializers.DateField(required=False)


class OwnSheetSerializer(serializers.Serializer[Any]):
    """A questionnaire as its client sees it."""

    id = serializers.UUIDField()
    instrument = serializers.CharField()
    target = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    state = serializers.CharField()
    published_wording = serializers.BooleanField()
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

    def validate_seen(self, seen: dict[str, Any]) -> dict[str, Any]:
        """A misspelt item would quietly overwrite what another device has answered."""
        responses = self.initial_data.get("responses")
        refuse_unknown(seen, responses if isinstance(responses, dict) else (), "item")
        return seen


class SentSerializer(serializers.Serializer[Any]):
    state = serializers.CharField()
    crisis_contacts = serializers.CharField(allow_null=True, help_text="Only when an answer spoke of danger.")


def _own_data(found: OpenSheet) -> dict[str, Any]:
    return {
        "id": found.sheet.pk,
        "instrument": found.instrument.short,
        "target": found.sheet.target,
        "due_on": found.sheet.due_on,
        "state": found.sheet.state,
        "published_wording": found.words.wording is not None,
        "prompts": found.words.prompts,
        "answers": [[{"value": v, "word": w} for v, w in found.choices(item)] for item in found.items],
        "responses": found.sheet.responses,
    }


class SheetsView(OfClients):
    """Questionnaires given, newest first; giving one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.RECORD}

    @extend_schema(
        parameters=[AFTER, CLIENT],
        responses=pages_of(SheetSerializer),
        operation_id="questionnaires_list",
    )
    def get(self, request: Request) -> Response:
        return self.listed(sheets(self.actor), many(SheetSerializer), by="given_at", what="api questionnaires")

    @extend_schema(request=NewSheetSerializer, responses={201: SheetSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewSheetSerializer)
        client = client_for(self.actor, found["client"], May.RECORD)
        sheet = give_sheet(
            client=client,
            instrument=known_instrument(found["instrument"]),
            by=self.actor,
            due_on=found.get("due_on"),
            target=found.get("target", ""),
        )
        return Response(SheetSerializer(sheet).data, status=201)


class OwnSheetsView(Own):
    """The caller's open questionnaires, the one due first in front."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=OwnSheetSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response([_own_data(found) for found in own_sheets(self.own_id)])


class OwnAnswersView(Own):
    """Keeping answers as they are given. Items that are not named stay as they are."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(request=AnswersSerializer, responses=OwnSheetSerializer)
    def post(self, request: Request, sheet_id: UUID) -> Response:
        found = self.body(AnswersSerializer)
        sheet = own_sheet(self.own_id, sheet_id).sheet
        try:
            save_answers(sheet=sheet, answers=found["responses"], seen=found.get("seen"))
        except AnswersRefused as error:
            raise exceptions.ValidationError({"responses": error.errors}) from error
        except SheetClosed as error:
            raise Conflict(f"This questionnaire is {error.sheet.get_state_display()}.") from error
        except AnswerChanged as error:
            raise Conflict(f"Item {error.item} was answered elsewhere: {error.stored}.") from error
        return Response(_own_data(own_sheet(self.own_id, sheet_id)))


class OwnSubmissionView(Own):
    """Sending a questionnaire. Sent twice, it is kept once."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(request=None, responses={201: SentSerializer})
    def post(self, request: Request, sheet_id: UUID) -> Response:
        sheet = own_sheet(self.own_id, sheet_id).sheet
        try:
            submit_sheet(sheet=sheet, by=self.actor)
        except SheetClosed as error:
            raise Conflict(f"This questionnaire is {error.sheet.get_state_display()}.") from error
        sent = own_sheet(self.own_id, sheet_id).sheet
        contacts = Practice.objects.get(pk=self.actor.practice_id).crisis_contacts if raised_alert(sent) else None
        return Response({"state": sent.state, "crisis_contacts": contacts}, status=201)
