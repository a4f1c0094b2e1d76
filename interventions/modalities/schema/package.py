"""The package of schema therapy."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.catalogue import Modality
from interventions.modalities.package import Package
from interventions.modalities.schema.models import Mode, ModeStrength, SchemaRating
from interventions.modalities.schema.pictures import pictures_of
from interventions.records.kinds import Choices, kind


def _schemas(modality: Modality) -> Choices:
    return [(domain, [(name, name) for name in names]) for domain, names in modality.schemas.items()]


def _unknown(field: str, named: Iterable[str], modality: Modality) -> dict[str, object]:
    unknown = sorted(set(named) - {name for names in modality.schemas.values() for name in names})
    return {field: _("Unknown: %(names)s.") % {"names": ", ".join(unknown)}} if unknown else {}


def _check_mode(row: Mode, modality: Modality) -> dict[str, object]:
    return _unknown("schemas", row.schemas, modality)


def _check_rating(row: SchemaRating, modality: Modality) -> dict[str, object]:
    return _unknown("schema", [row.schema], modality)


PACKAGE = Package(
    kinds=(
        kind(
            "mode",
            Mode,
            gettext_lazy("mode"),
            "name kind trigger does need schemas",
            "kind name",
            "schema/_mode.html",
            choices={"schemas": _schemas},
            check=_check_mode,
        ),
        kind(
            "strength",
            ModeStrength,
            gettext_lazy("strength of a mode"),
            "mode on strength",
            "on",
            "schema/_strength.html",
        ),
        kind(
            "schema",
            SchemaRating,
            gettext_lazy("rating of a schema"),
            "schema on rating questionnaire score",
            "on",
            "schema/_rating.html",
            choices={"schema": _schemas},
            check=_check_rating,
        ),
    ),
    pictures=pictures_of,
)
