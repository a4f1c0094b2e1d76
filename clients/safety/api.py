"""Safety plans and emergency contacts over the API, for staff and for the client."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.models import Client
from clients.queries import client_for
from clients.safety.actions import (
    add_emergency_contact,
    change_emergency_contact,
    remove_emergency_contact,
    write_safety_plan,
)
from clients.safety.models import LONGEST_NAME, LONGEST_PART, PARTS, EmergencyContact, SafetyPlan
from clients.safety.queries import contact_for, contacts_of, current_plan, versions_of
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PortalAPIView, PracticeAPIView, Strict

WRONG = OpenApiResponse(description="Errors by field, for example a text that is too long.")
GONE = OpenApiResponse(description="Not there, or not within the caller's reach.")


class SafetyPlanSerializer(serializers.ModelSerializer[SafetyPlan]):
    """One version of a safety plan."""

    written_by = serializers.UUIDField(
        source="written_by_id", allow_null=True, read_only=True, help_text="null: the client."
    )

    class Meta:
        model = SafetyPlan
        fields = ["number", *PARTS, "written_by", "written_at"]


class SafetyPlanVersionsSerializer(serializers.Serializer[Any]):
    results = SafetyPlanSerializer(many=True)


class PortalSafetyPlanSerializer(serializers.ModelSerializer[SafetyPlan]):
    """The same for the client it belongs to."""

    class Meta:
        model = SafetyPlan
        fields = ["number", *PARTS, "written_at"]


class SafetyPlanChangeSerializer(Strict):
    """The parts that change; what is left out stays as it is."""

    warning_signs = PlainField(max_length=LONGEST_PART, required=False, allow_blank=True)
    coping = PlainField(max_length=LONGEST_PART, required=False, allow_blank=True)
    distractions = PlainField(max_length=LONGEST_PART, required=False, allow_blank=True)
    people = PlainField(max_length=LONGEST_PART, required=False, allow_blank=True)
    professionals = PlainField(max_length=LONGEST_PART, required=False, allow_blank=True)
    environment = PlainField(max_length=LONGEST_PART, required=False, allow_blank=True)


def _current(client: Client | UUID) -> SafetyPlan:
    plan = current_plan(client)
    if plan is None:
        raise exceptions.NotFound
    return plan


class SafetyPlanView(PracticeAPIView):
    """The client's safety plan. A PATCH writes a new version; for the first one send ``If-Match: "0"``."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "PATCH": May.RECORD}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses={200: SafetyPlanSerializer, 404: GONE})
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        audit.log_access(client.pk, "api safety plan")
        plan = _current(client)
        return self.respond_with_etag(SafetyPlanSerializer(plan).data, plan)

    @extend_schema(request=SafetyPlanChangeSerializer, responses={200: SafetyPlanSerializer, 400: WRONG, 404: GONE})
    def patch(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.RECORD)
        revision, parts = self.expected_revision(), self.body(SafetyPlanChangeSerializer)
        plan = write_safety_plan(client=client, by=self.actor, parts=parts, revision=revision)
        audit.log_access(client.pk, "api safety plan")
        return self.respond_with_etag(SafetyPlanSerializer(plan).data, plan)


class SafetyPlanVersionsView(PracticeAPIView):
    """Every version of the client's safety plan, the newest first."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(responses={200: SafetyPlanVersionsSerializer, 404: GONE}, operation_id="safety_plan_versions")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        audit.log_access(client.pk, "api safety plan versions")
        return Response({"results": SafetyPlanSerializer(versions_of(client), many=True).data})


class PortalSafetyPlanView(PortalAPIView):
    """The caller's own safety plan. A PATCH writes a new version; for the first one send ``If-Match: "0"``."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL, "PATCH": May.USE_PORTAL}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses={200: PortalSafetyPlanSerializer, 404: GONE})
    def get(self, request: Request) -> Response:
        plan = _current(self.portal_client_id)
        return self.respond_with_etag(PortalSafetyPlanSerializer(plan).data, plan)

    @extend_schema(
        request=SafetyPlanChangeSerializer, responses={200: PortalSafetyPlanSerializer, 400: WRONG, 404: GONE}
    )
    def patch(self, request: Request) -> Response:
        client = Client.objects.get(pk=self.portal_client_id)
        revision, parts = self.expected_revision(), self.body(SafetyPlanChangeSerializer)
        plan = write_safety_plan(client=client, by=self.actor, parts=parts, revision=revision)
        return self.respond_with_etag(PortalSafetyPlanSerializer(plan).data, plan)


class EmergencyContactSerializer(serializers.ModelSerializer[EmergencyContact]):
    """Somebody to call about a client."""

    class Meta:
        model = EmergencyContact
        fields = ["id", "client", "kind", "name", "relation", "phone", "agreed_on", "revision"]
        extra_kwargs: ClassVar = {"agreed_on": {"help_text": "null: the client has not agreed; do not call."}}


class EmergencyContactsSerializer(serializers.Serializer[Any]):
    results = EmergencyContactSerializer(many=True)


class NewEmergencyContactSerializer(Strict):
    kind = serializers.ChoiceField(choices=EmergencyContact.Kind.choices, default=EmergencyContact.Kind.EMERGENCY)
    name = PlainField(lines=False, max_length=LONGEST_NAME)
    relation = PlainField(lines=False, max_length=LONGEST_NAME, required=False, allow_blank=True)
    phone = PlainField(lines=False, max_length=40)
    agreed = serializers.BooleanField(default=False, help_text="The client agrees that this person is called.")


class EmergencyContactChangeSerializer(Strict):
    kind = serializers.ChoiceField(choices=EmergencyContact.Kind.choices, required=False)
    name = PlainField(lines=False, max_length=LONGEST_NAME, required=False)
    relation = PlainField(lines=False, max_length=LONGEST_NAME, required=False, allow_blank=True)
    phone = PlainField(lines=False, max_length=40, required=False)
    agreed = serializers.BooleanField(required=False, help_text="The client agrees that this person is called.")


class EmergencyContactsView(PracticeAPIView):
    """Whom to call about a client; adding somebody."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.KEEP_FILE}
    etags: ClassVar = {"POST": None}

    @extend_schema(responses={200: EmergencyContactsSerializer, 404: GONE}, operation_id="emergency_contacts_list")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.SEE_CLIENT)
        audit.log_access(client.pk, "api emergency contacts")
        return Response({"results": EmergencyContactSerializer(contacts_of(client), many=True).data})

    @extend_schema(
        request=NewEmergencyContactSerializer, responses={201: EmergencyContactSerializer, 400: WRONG, 404: GONE}
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_FILE)
        contact = add_emergency_contact(client=client, **self.body(NewEmergencyContactSerializer))
        return self.respond_with_etag(EmergencyContactSerializer(contact).data, contact, 201)


class EmergencyContactView(PracticeAPIView):
    """Somebody to call: reading, changing, removing them."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "PATCH": May.KEEP_FILE, "DELETE": May.KEEP_FILE}
    etags: ClassVar = {"GET": None, "PATCH": False, "DELETE": False}

    @extend_schema(responses={200: EmergencyContactSerializer, 404: GONE})
    def get(self, request: Request, contact_id: UUID) -> Response:
        contact = contact_for(self.actor, contact_id, May.SEE_CLIENT)
        audit.log_access(contact.client_id, "api emergency contact")
        return self.respond_with_etag(EmergencyContactSerializer(contact).data, contact)

    @extend_schema(
        request=EmergencyContactChangeSerializer, responses={200: EmergencyContactSerializer, 400: WRONG, 404: GONE}
    )
    def patch(self, request: Request, contact_id: UUID) -> Response:
        contact = contact_for(self.actor, contact_id, May.KEEP_FILE)
        audit.log_access(contact.client_id, "api emergency contact")
        revision, found = self.expected_revision(), self.body(EmergencyContactChangeSerializer)
        contact = change_emergency_contact(contact=contact, revision=revision, **found)
        return self.respond_with_etag(EmergencyContactSerializer(contact).data, contact)

    @extend_schema(responses={204: None, 404: GONE})
    def delete(self, request: Request, contact_id: UUID) -> Response:
        contact = contact_for(self.actor, contact_id, May.KEEP_FILE)
        remove_emergency_contact(contact=contact, revision=self.expected_revision())
        return Response(status=204)
