"""Care teams over the API: who cares for a client, added, ended and handed over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.care_team import actions as care
from clients.care_team.actions import CareChanged, Handed
from clients.care_team.handover_notes import LEAST_NOTE, MOST_NOTE, confirm, handed_to, unread_of
from clients.models import CareRelation, Client
from clients.queries import client_for, may_for
from clinic.core import audit
from clinic.core.access import Actor, May
from clinic.core.api import PlainField, PracticeAPIView, Strict
from clinic.core.rest import Conflict
from clinic.core.types import Checked

ERRORS = {
    400: OpenApiResponse(
        description="By field, what cannot be: `to`, `staff`, `each`, `reason`, `note`, `unassigned`."
    ),
    404: OpenApiResponse(description="Not there, or not yours to change."),
    409: OpenApiResponse(description="Somebody else has changed this care team."),
}


TELL = "Tell each client who agreed to it, in one message, that somebody else holds sessions that go along."


class NoteField(PlainField):
    """The hand-over note for a new lead."""

    def __init__(self, help_text: str = "") -> None:
        text = help_text or "For the new lead: where things stand, risks, what was agreed."
        text += f" {LEAST_NOTE} to {MOST_NOTE} characters; needed for a client in care whom somebody leads now."
        super().__init__(max_length=MOST_NOTE, required=False, allow_blank=True, default="", help_text=text)


class CareSerializer(serializers.ModelSerializer[CareRelation]):
    name = serializers.CharField(source="staff.name")
    active = serializers.BooleanField(source="staff.is_active", help_text="False: the account is closed.")
    note = serializers.SerializerMethodField(
        help_text="The hand-over note to this lead; null for those who do not read the record."
    )

    def get_note(self, row: CareRelation) -> str | None:
        """Only callers that have asked who reads it say so."""
        return row.note if self.context.get("reads") else None

    class Meta:
        model = CareRelation
        fields = [
            "id",
            "client",
            "staff",
            "name",
            "active",
            "part",
            "since",
            "until",
            "reason",
            "added_by",
            "end_reason",
            "ended_by",
            "note",
            "handed_at",
            "read_at",
        ]


class CareTeamSerializer(serializers.Serializer[object]):
    unassigned = serializers.BooleanField(help_text="In care, and nobody is responsible.")
    results = CareSerializer(many=True, help_text="Who cares now, the lead first; then who did.")


class NewCareSerializer(Strict):
    staff = serializers.UUIDField(help_text="A therapist of the practice.")
    part = serializers.ChoiceField(
        choices=CareRelation.Part.choices, default="second", help_text="`lead` where the client has none."
    )
    reason = PlainField(max_length=400)
    note = NoteField()


class EndCareSerializer(Strict):
    reason = PlainField(max_length=400)
    unassigned = serializers.BooleanField(
        default=False, help_text="An admin leaves a client in care without a lead, knowingly."
    )


class TransferSerializer(Strict):
    to = serializers.UUIDField(help_text="Who leads from now on.")
    reason = PlainField(max_length=400)
    lead = serializers.UUIDField(
        required=False, allow_null=True, help_text="Who led when you read it; 409 where it is somebody else by now."
    )
    note = NoteField()
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class EachSerializer(Strict):
    client = serializers.UUIDField()
    to = serializers.UUIDField()
    note = NoteField("For this client's file, in place of the one for all.")


class TransferAllSerializer(Strict):
    to = serializers.UUIDField(required=False, allow_null=True, help_text="For all who are not in `each`.")
    each = EachSerializer(many=True, required=False)
    reason = PlainField(max_length=400)
    note = NoteField("For every file without a note of its own.")
    tell_client = serializers.BooleanField(default=True, help_text=TELL)

    def validate_each(self, rows: list[dict[str, UUID]]) -> list[dict[str, UUID]]:
        """A client is named once."""
        if len({row["client"] for row in rows}) < len(rows):
            raise serializers.ValidationError("A client is named twice.")
        return rows


class StayedSerializer(serializers.Serializer[object]):
    kind = serializers.CharField(help_text="For example `sessions`.")
    id = serializers.UUIDField()
    text = serializers.CharField()


class HandedSerializer(serializers.Serializer[object]):
    clients = serializers.IntegerField()
    moved = serializers.DictField(child=serializers.IntegerField(), help_text="What went along, by kind.")
    stayed = StayedSerializer(many=True, help_text="What could not go along, for example a session at a taken time.")


@contextmanager
def answered() -> Iterator[None]:
    """Who came second is told with 409."""
    try:
        yield
    except CareChanged as error:
        raise Conflict(str(error)) from error


def team(client: Client, actor: Actor) -> Response:
    """The care team as JSON, for somebody who may know of it."""
    found = {"unassigned": care.unassigned_clients().filter(pk=client.pk).exists(), "results": care.team_of(client)}
    return Response(CareTeamSerializer(found, context=_context(client, actor)).data)


def _context(client: Client, actor: Actor) -> dict[str, bool]:
    return {"reads": may_for(actor, client, May.READ_RECORD)}


class CareTeamView(PracticeAPIView):
    """Who cares and cared for a client; adding somebody."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.KEEP_CARE}

    @extend_schema(responses={200: CareTeamSerializer, 404: ERRORS[404]})
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.SEE_CLIENT)
        audit.log_access(client.pk, "api care")
        return team(client, self.actor)

    @extend_schema(request=NewCareSerializer, responses={201: CareSerializer, **ERRORS})
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_CARE)
        found = self.body(NewCareSerializer)
        with answered():
            row = care.add(client=client, staff_id=found.pop("staff"), by=self.actor, **found)
        return Response(CareSerializer(row, context=_context(client, self.actor)).data, status=201)


class CareEndView(PracticeAPIView):
    """Ending one care relation."""

    capabilities: ClassVar = {"POST": May.KEEP_CARE}

    @extend_schema(request=EndCareSerializer, responses={200: HandedSerializer, **ERRORS})
    def post(self, request: Request, relation_id: UUID) -> Response:
        relation = care.relation_for(self.actor, relation_id)
        with answered():
            handed = care.end_care(relation=relation, by=self.actor, **self.body(EndCareSerializer))
        return Response(HandedSerializer(handed).data)


class TransferView(PracticeAPIView):
    """Another therapist leads a client from now on; sessions, plans and places on the waiting list go along."""

    capabilities: ClassVar = {"POST": May.KEEP_CARE}

    @extend_schema(request=TransferSerializer, responses={200: HandedSerializer, **ERRORS})
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_CARE)
        lead = care.lead_id(client)
        found: Checked = {"lead": lead} | self.body(TransferSerializer)
        with answered():
            handed = care.transfer(client=client, by=self.actor, tell=found.pop("tell_client"), **found)
        return Response(HandedSerializer(handed).data)


class TransferAllView(PracticeAPIView):
    """All of a therapist's clients to one therapist or several: all of them or, with an error, none."""

    capabilities: ClassVar = {"POST": May.KEEP_CARE}

    @extend_schema(request=TransferAllSerializer, responses={200: HandedSerializer, **ERRORS})
    def post(self, request: Request, staff_id: UUID) -> Response:
        staff = care.hander_over(self.actor, staff_id)
        found = self.body(TransferAllSerializer)
        each = {row["client"]: row["to"] for row in found.get("each", [])}
        handed: Handed = care.transfer_all(
            of=staff,
            by=self.actor,
            reason=found["reason"],
            to=found.get("to"),
            each=each,
            note=found["note"],
            tell=found["tell_client"],
            notes={row["client"]: row["note"] for row in found.get("each", []) if row["note"]},
        )
        return Response(HandedSerializer(handed).data)


class HandedOverSerializer(CareSerializer):
    client_name = serializers.CharField(source="client.name")

    class Meta(CareSerializer.Meta):
        fields = [*CareSerializer.Meta.fields, "client_name"]


class HandedOversSerializer(serializers.Serializer[object]):
    results = HandedOverSerializer(many=True)


class HandedOverView(PracticeAPIView):
    """The clients who were handed over to the caller and whose hand-over they have not confirmed; the oldest first."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(responses={200: HandedOversSerializer})
    def get(self, request: Request) -> Response:
        rows = list(unread_of(self.actor))
        for row in rows:
            audit.log_access(row.client_id, "api hand-over note")
        return Response(HandedOversSerializer({"results": rows}, context={"reads": True}).data)


class CareReadView(PracticeAPIView):
    """The new lead confirms that they have read what they were handed; again, it stays as it was."""

    capabilities: ClassVar = {"POST": May.READ_RECORD}

    @extend_schema(
        request=None,
        responses={
            200: CareSerializer,
            400: OpenApiResponse(description="Somebody else leads this client now."),
            404: OpenApiResponse(description="Not there, or not handed over to you."),
        },
    )
    def post(self, request: Request, relation_id: UUID) -> Response:
        row = confirm(relation=handed_to(self.actor, relation_id))
        return Response(CareSerializer(row, context={"reads": True}).data)
