"""The kinds of row in schema therapy's record."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.catalogue import Modality
from interventions.modalities.schema.models import Mode, ModeStrength, SchemaRating
from interventions.modalities.schema.work_models import ChairWork, FlashCard, Reparenting, Rescripting
from interventions.records.kinds import Choices, kind
from interventions.records.serializers import serializer_of


def domains(modality: Modality) -> dict[str, list[str]]:
    """Domain → schemas, those of the revised list after the others."""
    found = {domain: [*names] for domain, names in modality.schemas.items()}
    for domain, names in modality.schemas_revised.items():
        known = found.setdefault(domain, [])
        known += [name for name in names if name not in known]
    return found


def _schemas(modality: Modality) -> Choices:
    return [(domain, [(name, name) for name in names]) for domain, names in domains(modality).items()]


def _unknown(field: str, named: Iterable[str], modality: Modality) -> dict[str, object]:
    unknown = sorted(set(named) - {name for names in domains(modality).values() for name in names})
    return {field: _("Unknown: %(names)s.") % {"names": ", ".join(unknown)}} if unknown else {}


def _check_mode(row: Mode, modality: Modality) -> dict[str, object]:
    return _unknown("schemas", row.schemas, modality)


def _check_rating(row: SchemaRating, modality: Modality) -> dict[str, object]:
    return _unknown("schema", [row.schema], modality)


def _check_card(row: FlashCard, modality: Modality) -> dict[str, object]:
    if row.given_on and row.given_on > timezone.localdate():
        return {"given_on": _("A day up to today.")}
    return {}


MODE = kind(
    "mode",
    Mode,
    gettext_lazy("mode"),
    "name kind style trigger does need schemas",
    "kind made_at",
    "schema/_mode.html",
    at_hand=True,
    choices={"schemas": _schemas},
    check=_check_mode,
    serializer=serializer_of(Mode, "name kind style trigger does need schemas"),
)
STRENGTH = kind(
    "strength",
    ModeStrength,
    gettext_lazy("strength of a mode"),
    "mode on session strength",
    "on made_at",
    "schema/_strength.html",
    is_number=True,
    serializer=serializer_of(ModeStrength, "mode on session strength"),
)
SCHEMA = kind(
    "schema",
    SchemaRating,
    gettext_lazy("rating of a schema"),
    "schema on rating questionnaire score",
    "on",
    "schema/_rating.html",
    choices={"schema": _schemas},
    check=_check_rating,
    serializer=serializer_of(SchemaRating, "schema on rating questionnaire score"),
)
RESCRIPTING = kind(
    "rescripting",
    Rescripting,
    gettext_lazy("imagery rescripting"),
    "on session scene mode need helper changed takes_along distress_before distress_after",
    "on made_at",
    "schema/_rescripting.html",
    in_session=True,
    serializer=serializer_of(
        Rescripting, "on session scene mode need helper changed takes_along distress_before distress_after"
    ),
)
CHAIRS = kind(
    "chairs",
    ChairWork,
    gettext_lazy("chair work"),
    "on session form first second person said moved healthy",
    "on made_at",
    "schema/_chairs.html",
    in_session=True,
    serializer=serializer_of(ChairWork, "on session form first second person said moved healthy"),
)
REPARENTING = kind(
    "reparenting",
    Reparenting,
    gettext_lazy("limited reparenting"),
    "on session form need mode given taken frame",
    "on made_at",
    "schema/_reparenting.html",
    in_session=True,
    serializer=serializer_of(Reparenting, "on session form need mode given taken frame"),
)
CARD = kind(
    "card",
    FlashCard,
    gettext_lazy("flash card"),
    "title mode feeling old healthy instead given_on",
    "made_at",
    "schema/_card.html",
    at_hand=True,
    check=_check_card,
    serializer=serializer_of(FlashCard, "title mode feeling old healthy instead given_on"),
)
