"""Which tables a modality's record is made of, and which of their fields a person fills in."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interventions.models import (
    BodyResource,
    CycleMoment,
    CycleSide,
    Mode,
    ModeStrength,
    Part,
    PartTie,
    SchemaRating,
    Sibam,
    Target,
    TargetMeasure,
)
from interventions.records.models import RecordRow


class UnknownKind(KeyError):
    """The modality's record has no such kind of row."""


@dataclass(frozen=True)
class Kind:
    """One kind of row. ``order``: how a list of them stands."""

    key: str
    model: type[RecordRow]
    name: str | Promise
    fields: tuple[str, ...]
    order: tuple[str, ...]


def _kind(key: str, model: Any, name: Any, fields: str, *order: str) -> Kind:
    return Kind(key, model, name, tuple(fields.split()), (*order, "id"))


KINDS: dict[str, tuple[Kind, ...]] = {
    "eft": (
        _kind(
            "side",
            CycleSide,
            _("side of the cycle"),
            "client position trigger action story secondary primary fear need",
            "made_at",
        ),
        _kind("moment", CycleMoment, _("turn of the work"), "kind on session note", "on"),
    ),
    "ifs": (
        _kind("part", Part, _("part"), "name kind does fears memory burden self_relation status steps", "kind", "name"),
        _kind("tie", PartTie, _("tie between parts"), "part kind other", "made_at"),
    ),
    "emdr": (
        _kind(
            "target",
            Target,
            _("target"),
            "label prong image negative positive emotions body status incomplete containment",
            "made_at",
        ),
        _kind("measure", TargetMeasure, _("SUD and VOC"), "target on session sets sud voc", "on", "sets"),
    ),
    "schema": (
        _kind("mode", Mode, _("mode"), "name kind trigger does need schemas", "kind", "name"),
        _kind("strength", ModeStrength, _("strength of a mode"), "mode on strength", "on"),
        _kind("schema", SchemaRating, _("rating of a schema"), "schema on rating questionnaire score", "on"),
    ),
    "se": (
        _kind(
            "moment", Sibam, _("moment of a session"), "on session minute channel text activation state", "on", "minute"
        ),
        _kind("resource", BodyResource, _("resource"), "text on", "on"),
    ),
}


def kind_of(modality: str, key: str) -> Kind:
    """The kind of row; raises UnknownKind."""
    for kind in KINDS.get(modality, ()):
        if kind.key == key:
            return kind
    raise UnknownKind(key)
