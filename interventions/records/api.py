"""The rows of a plan's record over the API, one kind at a time."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, refuse_unknown
from clinic.core.openapi import AnyOf
from interventions.library.queries import modality_of_plan
from interventions.modalities.packages import UnknownKind, kind_of, row_serializers
from interventions.models import Plan
from interventions.plans.queries import plan_with
from interventions.records.actions import remove_row, save_row
from interventions.records.kinds import Kind
from interventions.records.models import RecordRow
from interventions.records.queries import row_for, rows_of


def row_data(kind: Kind, row: RecordRow) -> dict[str, object]:
    """One row as JSON: its fields, with related rows by their ids."""
    if kind.serializer:
        return dict(kind.serializer(row).data)
    columns = [kind.model._meta.get_field(name) for name in kind.fields]
    return {"id": row.pk, "revision": row.revision} | {
        column.name: getattr(row, getattr(column, "attname", column.name)) for column in columns
    }


class OtherRowSerializer(serializers.Serializer[object]):
    """A row of another kind: its fields by their names, as the page for it shows them."""

    id = serializers.UUIDField(read_only=True)
    revision = serializers.IntegerField(read_only=True)


def _shapes() -> list[type[serializers.Serializer[Any]]]:
    return [*row_serializers(), OtherRowSerializer]


WRONG = OpenApiResponse(description="By field: what is wrong. `__all__`: fields that contradict each other.")
GONE = OpenApiResponse(description="No such plan, kind of row in its record, or row.")

# For the schema only: which of them it is, says the kind in the address.
SHAPES: dict[str, Any] = {
    "component_name": "PlanRecordRow",
    "serializers": _shapes,
    "resource_type_field_name": None,
}
ROW = AnyOf(**SHAPES)


class RowsSerializer(serializers.Serializer[object]):
    """For the schema only."""

    results = AnyOf(**SHAPES, many=True)


class _Rows(PracticeAPIView):
    def _found(self, plan_id: UUID, key: str, capability: May) -> tuple[Plan, Kind]:
        plan = plan_with(self.actor, plan_id, capability)
        try:
            return plan, kind_of(modality_of_plan(plan).record_key, key)
        except UnknownKind as error:
            raise exceptions.NotFound from error

    def _values(self, plan: Plan, kind: Kind, data: object, *, partial: bool = False) -> dict[str, object]:
        """The body's fields as the table takes them; raises ValidationError by field for what cannot be."""
        if not isinstance(data, dict):
            raise exceptions.ValidationError({"detail": ["Must be an object."]})
        if kind.serializer:
            serializer = kind.serializer(data=data, partial=partial)
            serializer.is_valid(raise_exception=True)
            return dict(serializer.validated_data)
        refuse_unknown(data, kind.fields)
        values, errors = {}, {}
        for name, value in data.items():
            column = kind.model._meta.get_field(name)
            try:
                values[name] = self._value(plan, column, value)
            except (TypeError, ValueError) as error:
                errors[name] = [str(error) or "Is of the wrong type."]
        if errors:
            raise exceptions.ValidationError(errors)
        return values

    def _value(self, plan: Plan, column: Any, value: object) -> Any:
        if isinstance(column, models.ForeignKey):
            if value is None:
                return None
            related = column.related_model._default_manager.filter(pk=UUID(str(value))).first()
            if related is None:
                raise ValueError("No such row.")
            return related
        if isinstance(column, models.CharField) and not isinstance(value, str):
            raise TypeError("Must be text.")
        if isinstance(column, models.BooleanField) and not isinstance(value, bool):
            raise TypeError("Must be true or false.")
        if isinstance(column, models.PositiveSmallIntegerField) and (
            isinstance(value, bool) or not isinstance(value, int | None)
        ):
            raise TypeError("Must be a whole number.")
        return value


class RowsView(_Rows):
    """All rows of one kind; adding one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}
    etags: ClassVar = {"POST": None}

    @extend_schema(responses=RowsSerializer, operation_id="plan_record_list")
    def get(self, request: Request, plan_id: UUID, kind: str) -> Response:
        plan, found = self._found(plan_id, kind, May.READ_RECORD)
        audit.log_access(plan.client_id, f"api {plan.modality} {found.key}")
        return Response({"results": [row_data(found, row) for row in rows_of(plan, found, self.actor)]})

    @extend_schema(request=ROW, responses={201: ROW, 400: WRONG, 404: GONE})
    def post(self, request: Request, plan_id: UUID, kind: str) -> Response:
        plan, found = self._found(plan_id, kind, May.PLAN)
        row = save_row(plan=plan, kind=found, by=self.actor, values=self._values(plan, found, request.data))
        return self.respond_with_etag(row_data(found, row), row, 201)


class RowView(_Rows):
    """One row: reading it, changing it, taking it out."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "PATCH": May.PLAN, "DELETE": May.PLAN}
    etags: ClassVar = {"GET": None, "PATCH": True, "DELETE": False}

    @extend_schema(responses={200: ROW, 404: GONE})
    def get(self, request: Request, plan_id: UUID, kind: str, row_id: UUID) -> Response:
        plan, found = self._found(plan_id, kind, May.READ_RECORD)
        row = row_for(plan, found, row_id, self.actor)
        audit.log_access(plan.client_id, f"api {plan.modality} {found.key}")
        return self.respond_with_etag(row_data(found, row), row)

    @extend_schema(
        request=ROW,
        responses={200: ROW, 400: WRONG, 404: GONE},
    )
    def patch(self, request: Request, plan_id: UUID, kind: str, row_id: UUID) -> Response:
        plan, found = self._found(plan_id, kind, May.PLAN)
        row = row_for(plan, found, row_id, self.actor)
        values = self._values(plan, found, request.data, partial=True)
        revision = self.expected_revision()
        saved = save_row(plan=plan, kind=found, by=self.actor, values=values, row_id=row.pk, revision=revision)
        return self.respond_with_etag(row_data(found, saved), saved)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, plan_id: UUID, kind: str, row_id: UUID) -> Response:
        plan, found = self._found(plan_id, kind, May.PLAN)
        row = self.unchanged(row_for(plan, found, row_id, self.actor))
        remove_row(plan=plan, kind=found, row_id=row.pk)
        return Response(status=204)
