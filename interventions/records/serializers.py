"""What the serializers of rows have in common: they take JSON's own types only, and name a field they do not know."""

from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from clinic.core.api import refuse_unknown


class Text(serializers.CharField):
    """Text, and no number that would be read as one. What it may hold is checked by the table."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("Must be text.")
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    """A whole number, and no text with digits."""

    def to_internal_value(self, data: object) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError("Must be a whole number.")
        return super().to_internal_value(data)


class YesOrNo(serializers.BooleanField):
    """True or false, and no word for it."""

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Must be true or false.")
        return data


class RowSerializer(serializers.ModelSerializer[Any]):
    """A row of a plan's record."""

    serializer_field_mapping: ClassVar = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: Text,
        models.PositiveSmallIntegerField: WholeNumber,
        models.BooleanField: YesOrNo,
    }
    revision = serializers.IntegerField(read_only=True)

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        made, options = super().build_standard_field(field_name, model_field)
        if made is Text:  # the table cleans a text before it looks for what it may not hold
            options.pop("validators", None)
        return made, options

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        made, options = super().build_relational_field(field_name, relation_info)
        return made, options | {"pk_field": serializers.UUIDField()}

    def to_internal_value(self, data: object) -> Any:
        if isinstance(data, dict):
            refuse_unknown(data, self.fields.keys() - {"id", "revision"})
        return super().to_internal_value(data)


def serializer_of(model: type[models.Model], fields: str, name: str = "") -> type[RowSerializer]:
    """The serializer of a kind of row whose table knows all that can be wrong; ``fields`` separated by blanks.

    ``name``: where several kinds share a table.
    """
    meta = type("Meta", (), {"model": model, "fields": ("id", "revision", *fields.split()), "validators": []})
    made = f"{name or model.__name__}Serializer"
    return type(made, (RowSerializer,), {"__doc__": model.__doc__, "Meta": meta})
