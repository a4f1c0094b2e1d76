"""Who works in the practice, over the API: the pages' actions, for admins."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.accounts.staff.actions import add_staff, change_staff, invite_staff, reset_factor, set_staff_active
from clinic.core.access import May, Role
from clinic.core.api import AFTER, PlainField, PracticeAPIView, Strict, keyset_page, pages_of
from clinic.core.models import Staff
from clinic.core.types import Checked

STATES = ["active", "invited", "closed"]
WRONG = OpenApiResponse(description="By field: what is wrong, also the last admin's role, or an address that is taken.")
GONE = OpenApiResponse(description="Nobody of this practice has this id.")
ERRORS = {400: WRONG, 404: GONE}


class StaffSerializer(serializers.ModelSerializer[Staff]):
    email = serializers.EmailField(source="user.email")
    supervisor = serializers.UUIDField(source="supervisor_id", allow_null=True)
    state = serializers.SerializerMethodField(help_text="invited: the link was not used yet.")

    class Meta:
        model = Staff
        fields = [
            "id",
            "name",
            "email",
            "phone",
            "roles",
            "supervisor",
            "state",
            "invited_at",
            "factor_reset_at",
            "works_until",
            "revision",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, staff: Staff) -> str:
        if not staff.is_active:
            return "closed"
        return "active" if staff.has_started else "invited"


class NewStaffSerializer(Strict):
    name = PlainField(max_length=120, lines=False)
    email = serializers.EmailField(max_length=254)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.staff_choices()), min_length=1, max_length=3)
    supervisor = serializers.UUIDField(required=False, allow_null=True)
    phone = PlainField(max_length=40, lines=False, required=False, allow_blank=True, help_text="For urgent texts.")


class StaffChangeSerializer(Strict):
    name = PlainField(max_length=120, lines=False, required=False)
    email = serializers.EmailField(
        max_length=254,
        required=False,
        help_text="Another address ends sessions, tokens and feed; the person gets a link at the new one.",
    )
    roles = serializers.ListField(
        child=serializers.ChoiceField(Role.staff_choices()), min_length=1, max_length=3, required=False
    )
    supervisor = serializers.UUIDField(required=False, allow_null=True)
    phone = PlainField(max_length=40, lines=False, required=False, allow_blank=True, help_text="For urgent texts.")
    works_until = serializers.DateField(
        required=False, allow_null=True, help_text="The last day, where it is agreed on: no leave or cover is longer."
    )


class OfStaff(PracticeAPIView):
    """What the views on staff share."""

    def found(self, staff_id: UUID) -> Staff:
        """Somebody of this practice; raises NotFound."""
        staff = Staff.objects.select_related("user").filter(pk=staff_id).first()
        if staff is None:
            raise exceptions.NotFound
        return staff

    def fields(self, serializer: type[Strict]) -> Checked:
        """The request's content for an action: roles and supervisor as it takes them. Raises ValidationError."""
        found = self.body(serializer)
        if "roles" in found:
            found["roles"] = {Role(role) for role in found["roles"]}
        if found.get("supervisor"):
            supervisor = Staff.objects.filter(pk=found["supervisor"]).first()
            if supervisor is None:
                raise exceptions.ValidationError({"supervisor": ["Choose an active supervisor of the practice."]})
            found["supervisor"] = supervisor
        return found

    def shown(self, staff: Staff, status: int = 200) -> Response:
        return self.respond_with_etag(StaffSerializer(staff).data, staff, status)


class StaffView(OfStaff):
    """Everybody who works or worked here, by name."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "POST": May.MANAGE_PRACTICE}
    etags: ClassVar = {"POST": None}

    @extend_schema(parameters=[AFTER], responses=pages_of(StaffSerializer), operation_id="staff_list")
    def get(self, request: Request) -> Response:
        rows = Staff.objects.select_related("user")
        found, following = keyset_page(rows, "name", request.query_params.get("after", ""))
        return Response({"results": StaffSerializer(found, many=True).data, "next": following})

    @extend_schema(request=NewStaffSerializer, responses={201: StaffSerializer, 400: WRONG})
    def post(self, request: Request) -> Response:
        """Adds somebody, who is mailed a link to choose a password."""
        fields = self.fields(NewStaffSerializer)
        staff = add_staff(practice_id=self.actor.practice_id, by=self.actor, **fields)
        return self.shown(invite_staff(staff=staff, by=self.actor), 201)


class StaffMemberView(OfStaff):
    """Somebody who works or worked here."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses={200: StaffSerializer, 404: GONE})
    def get(self, request: Request, staff_id: UUID) -> Response:
        return self.shown(self.found(staff_id))

    @extend_schema(
        request=StaffChangeSerializer,
        responses={200: StaffSerializer, **ERRORS},
    )
    def patch(self, request: Request, staff_id: UUID) -> Response:
        """Changes what is sent of name, address, roles and supervisor."""
        staff, revision = self.found(staff_id), self.expected_revision()
        changed = change_staff(staff=staff, by=self.actor, revision=revision, **self.fields(StaffChangeSerializer))
        return self.shown(changed)


class InvitationView(OfStaff):
    """A link to choose a password, for the first time or again."""

    capabilities: ClassVar = {"POST": May.MANAGE_PRACTICE}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=None, responses={200: StaffSerializer, **ERRORS})
    def post(self, request: Request, staff_id: UUID) -> Response:
        revision = self.expected_revision()
        return self.shown(invite_staff(staff=self.found(staff_id), by=self.actor, revision=revision))


class FactorResetView(OfStaff):
    """Takes the second factors away of somebody who has lost theirs; they and all admins are told by mail."""

    capabilities: ClassVar = {"POST": May.MANAGE_PRACTICE}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=None, responses={200: StaffSerializer, **ERRORS})
    def post(self, request: Request, staff_id: UUID) -> Response:
        revision = self.expected_revision()
        return self.shown(reset_factor(staff=self.found(staff_id), by=self.actor, revision=revision))


class ReopeningView(OfStaff):
    """Opens a closed account: it starts from a new link, and nothing from before is valid."""

    capabilities: ClassVar = {"POST": May.MANAGE_PRACTICE}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=None, responses={200: StaffSerializer, **ERRORS})
    def post(self, request: Request, staff_id: UUID) -> Response:
        staff, revision = self.found(staff_id), self.expected_revision()
        return self.shown(set_staff_active(staff=staff, active=True, by=self.actor, revision=revision))
