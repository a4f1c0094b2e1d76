"""Closing an account over the API: the checklist, then the decisions on it."""

from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.accounts.closing.actions import ChecklistChanged, Decision, Listed, checklist, close_staff
from clinic.accounts.staff.api import GONE, OfStaff
from clinic.core.access import May
from clinic.core.api import PlainField, Strict
from clinic.core.models import AccountClosing, Staff
from clinic.core.rest import Conflict
from clinic.core.types import Checked


class HeldSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    text = serializers.CharField()


class TakerSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ListedSerializer(serializers.Serializer[object]):
    kind = serializers.CharField(source="item.kind", help_text="For example `clients`, `sessions`, `drafts`.")
    title = serializers.CharField(source="item.title")
    if_left = serializers.CharField(source="item.left", help_text="What it means to leave these.")
    held = HeldSerializer(many=True)
    takers = TakerSerializer(many=True, help_text="Who can take these over; empty where nobody can.")


class ChecklistSerializer(serializers.Serializer[object]):
    seen = serializers.CharField(help_text="Send it back when you close the account.")
    items = ListedSerializer(many=True)


class EachDecisionSerializer(Strict):
    id = serializers.UUIDField(help_text="Of what is held.")
    to = serializers.UUIDField()


class DecisionSerializer(Strict):
    kind = serializers.CharField(max_length=40)
    to = serializers.UUIDField(required=False, allow_null=True, help_text="Who takes over what `each` leaves out.")
    each = EachDecisionSerializer(many=True, required=False)
    with_client = serializers.BooleanField(default=False, help_text="Sessions: to each client's lead therapist.")
    leave = serializers.BooleanField(default=False, help_text="What is not handed over is knowingly left.")


class ClosingSerializer(Strict):
    seen = serializers.CharField(max_length=64)
    reason = PlainField(max_length=400, min_length=3, lines=False)
    decisions = DecisionSerializer(many=True, required=False)


class ClosedSerializer(serializers.ModelSerializer[AccountClosing]):
    class Meta:
        model = AccountClosing
        fields = ["id", "staff", "closed_by", "closed_at", "reason", "handed", "left"]


ERRORS = {
    400: OpenApiResponse(description="By kind: what is neither handed over nor left; `detail` for the last admin."),
    404: GONE,
    409: OpenApiResponse(description="What the person holds has changed since the checklist was read."),
}


class ClosingView(OfStaff):
    """What somebody holds, and closing the account once there is a decision on all of it."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "POST": May.MANAGE_PRACTICE}

    @extend_schema(responses={200: ChecklistSerializer, 404: GONE})
    def get(self, request: Request, staff_id: UUID) -> Response:
        return Response(ChecklistSerializer(checklist(self.found(staff_id))).data)

    @extend_schema(request=ClosingSerializer, responses={201: ClosedSerializer, **ERRORS})
    def post(self, request: Request, staff_id: UUID) -> Response:
        staff, found = self.found(staff_id), self.body(ClosingSerializer)
        rows: dict[str, Checked] = {}
        for row in found.get("decisions", []):
            if row["kind"] in rows:
                raise ValidationError({row["kind"]: "Decide once on each kind."})
            rows[row["kind"]] = row
        listed = {one.item.kind: one for one in checklist(staff).items}
        decisions = {kind: _decision(row, listed[kind]) for kind, row in rows.items() if kind in listed}
        try:
            closing = close_staff(
                staff=staff, by=self.actor, reason=found["reason"], decisions=decisions, seen=found["seen"]
            )
        except ChecklistChanged as error:
            raise Conflict(str(error)) from error
        return Response(ClosedSerializer(closing).data, status=201)


def _decision(row: Checked, listed: Listed) -> Decision:
    """A decision with its people looked up. Raises ValidationError by kind."""
    takers: dict[UUID, Staff] = {one.pk: one for one in listed.takers}
    each = {one["id"]: one["to"] for one in row.get("each", [])}
    if not {*each.values(), *([row["to"]] if row.get("to") else [])} <= takers.keys():
        raise ValidationError({listed.item.kind: "Choose somebody who can take this over."})
    return Decision(
        to=takers[row["to"]] if row.get("to") else None,
        each={pk: takers[to] for pk, to in each.items()},
        with_client=row["with_client"],
        leave=row["leave"],
    )
