"""Risk items that were left without an answer: why, and the outcome of asking. Each action is one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.catalogue import Instrument
from assessments.models import Assessment
from assessments.wording.queries import instrument_of
from clients.models import Client
from clients.queries import visible
from clients.shell import Chip, ChipSource
from clinic.core.access import Actor, May
from clinic.core.text import clean_text


class NothingUnanswered(Exception):
    """No risk item of this assessment is open: all are answered, it is voided, or the outcome of asking is recorded."""


def to_ask() -> QuerySet[Assessment]:
    """Those with a risk item without an answer about which nobody has recorded the outcome of asking."""
    found = Assessment.objects.filter(risk_noted_at__isnull=True, voided_at__isnull=True)
    return found.exclude(unanswered_risk_items=[])


def to_ask_of(actor: Actor, people: Iterable[UUID]) -> list[tuple[Assessment, str]]:
    """Of these clients, as far as the actor may read them: what has to be asked about, with the short name of each."""
    readable = visible(actor, May.READ_RECORD).filter(pk__in=list(people))
    found = to_ask().filter(client__in=readable).select_related("client").order_by("recorded_at", "id")
    return [(row, instrument_of(row.instrument).short) for row in found]


class RiskToAsk(ChipSource[str]):
    """In the header of a client's file: measures with a risk item that has to be asked about."""

    clinical = True

    def rows(self, client: Client) -> QuerySet[Any, str]:
        return to_ask().filter(client=client).order_by("recorded_at", "id").values_list("instrument", flat=True)

    def chip(self, rows: Sequence[str]) -> Chip | None:
        names = ", ".join(dict.fromkeys(instrument_of(key).short for key in rows))
        return Chip(_("risk item not answered: %(names)s") % {"names": names}, "amber") if names else None


def asks_for_reason(instrument: Instrument) -> bool:
    """Whether an item that is left open needs a reason: a clinician asks it, and a level is made of all answers."""
    return instrument.respondent == "clinician" and bool(instrument.alerting)


def check_incomplete_reason(reason: str) -> str:
    """The reason as stored; raises ValidationError when it is too short or too long."""
    message = _("Give the reason for leaving items open, in 3 to 300 characters.")
    return clean_text(reason, "incomplete_reason", 300, message=message)


def _open(assessment: Assessment) -> Assessment:
    locked = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if not locked.risk_is_open:
        raise NothingUnanswered(str(locked.pk))
    return locked


@transaction.atomic
def give_incomplete_reason(*, assessment: Assessment, reason: str) -> Assessment:
    """Records why items were left open. It stays on *today* even so: a reason is not an answer.

    Raises NothingUnanswered, or ValidationError by field.
    """
    reason, locked = check_incomplete_reason(reason), _open(assessment)
    locked.incomplete_reason = reason
    locked.save(update_fields=["incomplete_reason"])
    return locked


@transaction.atomic
def note_unanswered_risk(*, assessment: Assessment, by: Actor, note: str) -> Assessment:
    """Records that somebody asked, and the outcome: then it leaves *today*.

    A level that is made of all answers (C-SSRS) is not settled by a note: it stays until it is completed. Raises
    NothingUnanswered (also when somebody else noted it first), or ValidationError by field.
    """
    locked = _open(assessment)
    if asks_for_reason(instrument_of(locked.instrument, locked.version)):
        raise ValidationError(
            {"note": _("This stays on Today until it is completed. Complete the answers, or record a new form.")}
        )
    message = _("Write what you asked, and the outcome, in 3 to 2,000 characters.")
    note = clean_text(note, "note", 2000, message=message)
    locked.risk_note, locked.risk_noted_at, locked.risk_noted_by_id = note, timezone.now(), by.as_staff()
    locked.save(update_fields=["risk_note", "risk_noted_at", "risk_noted_by"])
    return locked


def complete_earlier(assessment: Assessment, staff_id: UUID) -> int:
    """Takes earlier incomplete forms of the same kind off *today*: all that had to be asked has now been answered.

    Call it for a complete form whose instrument ``asks_for_reason``. Returns how many there were.
    """
    earlier = to_ask().filter(
        client=assessment.client_id, instrument=assessment.instrument, completed_on__lte=assessment.completed_on
    )
    earlier = earlier.exclude(pk=assessment.pk)
    return earlier.update(
        risk_note=_("Completed by a later form."), risk_noted_at=timezone.now(), risk_noted_by=staff_id
    )
