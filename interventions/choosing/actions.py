"""Noting what one was trained in, and what a client wishes."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from clinic.core.access import Actor
from clinic.core.keys import added_once
from clinic.core.text import clean_text, collect_errors
from interventions.choosing.models import EARLIEST_YEAR, ModalityWish, Training, TrainingLevel, WishAnswer
from interventions.library.queries import modalities


def _unknown(modality: str) -> dict[str, object]:
    return {} if modality in modalities() else {"modality": _("Choose a way of working from the list.")}


@transaction.atomic
def set_training(*, by: Actor, modality: str, level: str, year: int | None = None) -> Training:
    """How far one was trained in a modality; what one said before is replaced. Raises ValidationError by field."""
    errors = _unknown(modality)
    if level not in TrainingLevel.values:
        errors["level"] = _("Choose a level.")
    if year is not None and not EARLIEST_YEAR <= year <= timezone.localdate().year:
        errors["year"] = _("A year from %(first)s to this one.") % {"first": EARLIEST_YEAR}
    if errors:
        raise ValidationError(errors)
    given: Mapping[str, object] = {"level": level, "year": year, "noted_at": timezone.now()}
    row, _made = Training.objects.update_or_create(
        practice_id=by.practice_id, staff_id=by.as_staff(), modality=modality, defaults=given
    )
    return row


@transaction.atomic
def remove_training(*, by: Actor, modality: str) -> None:
    """Takes back what one said of a training; twice changes nothing."""
    Training.objects.filter(staff_id=by.as_staff(), modality=modality).delete()


@transaction.atomic
def note_wish(
    *, client: Client, by: Actor, modality: str, answer: str, note: str = "", key: UUID | None = None
) -> ModalityWish:
    """Notes what the client said about a modality; earlier answers stay. The same ``key`` again returns the first
    answer unchanged. Raises ValidationError by field, KeyReused where the key is that of another answer."""
    errors = _unknown(modality)
    if answer not in WishAnswer.values:
        errors["answer"] = _("Choose one of the answers.")
    with collect_errors(errors):
        note = clean_text(note, "note", 300, least=0)
    if errors:
        raise ValidationError(errors)
    return added_once(
        ModalityWish.objects.all(),
        key,
        {"practice_id": client.practice_id, "client": client},
        {"modality": modality, "answer": answer, "note": note},
        noted_by_id=by.as_staff(),
    )
