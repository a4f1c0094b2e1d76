"""Noting what is known of a client's health."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.health.models import LONGEST_NOTE, HealthAnswer, HealthFact, HealthKind
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.keys import added_once
from clinic.core.text import clean_text, collect_errors


@transaction.atomic
def note_health(
    *, client: Client, by: Actor, kind: str, answer: str, note: str = "", key: UUID | None = None
) -> HealthFact:
    """Notes an answer about one condition; earlier ones stay. ``kind`` and ``answer`` are values of their enumerations.
    The same ``key`` again returns the first answer unchanged.

    Raises ValidationError by field, KeyReused where the key is that of another answer.
    """
    errors: dict[str, object] = {}
    if kind not in HealthKind.values:
        errors["kind"] = _("Choose a condition from the list.")
    if answer not in HealthAnswer.values:
        errors["answer"] = _("Choose one of the answers.")
    elif kind == HealthKind.PREGNANCY and answer == HealthAnswer.PAST:
        errors["answer"] = _("A pregnancy that is over is noted as “no”.")
    with collect_errors(errors):
        note = clean_text(note, "note", LONGEST_NOTE, least=0)
    if errors:
        raise ValidationError(errors)
    return added_once(
        HealthFact.objects.all(),
        key,
        {"practice_id": client.practice_id, "client": client},
        {"kind": kind, "answer": answer, "note": note},
        noted_by_id=by.as_staff(),
    )
