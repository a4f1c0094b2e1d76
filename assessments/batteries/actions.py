"""Keeping batteries, and giving several questionnaires in one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import check_target
from assessments.batteries.models import Battery
from assessments.batteries.queries import chosen_instruments
from assessments.catalogue import Instrument
from assessments.models import QuestionnaireAssignment
from assessments.questionnaires.actions import (
    AlreadyGiven,
    check_asked,
    check_due,
    open_questionnaire,
    require_portal,
    write_about,
)
from assessments.questionnaires.closing import TOGETHER
from assessments.wording.queries import instruments
from clients.episodes.actions import lock_client, open_episode
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.text import clean_text


@transaction.atomic
def add_battery(*, practice_id: UUID, name: str, keys: Iterable[str]) -> Battery:
    """A new battery of these questionnaires, in this order. Raises ValidationError by field."""
    name = clean_text(name, "name", 60, least=2, lines=False)
    chosen = chosen_instruments(keys, instruments(), field="instruments")
    taken = ValidationError({"name": _("There is a battery with this name already.")})
    with constraint_errors({"assessments_battery_once": taken}):
        return Battery.objects.create(practice_id=practice_id, name=name, instruments=[one.key for one in chosen])


@transaction.atomic
def remove_battery(*, battery: Battery) -> None:
    """Takes a battery off the list; what was given from it stays. Twice changes nothing."""
    Battery.objects.filter(pk=battery.pk).delete()


@dataclass(frozen=True)
class Given:
    """What came of giving several: new ones, and those that were waiting for the client already."""

    given: list[QuestionnaireAssignment] = field(default_factory=list)
    waiting: list[Instrument] = field(default_factory=list)


@transaction.atomic
def give_questionnaires(
    *, client: Client, chosen: Sequence[Instrument], by: Actor, due_on: date | None = None
) -> Given:
    """Gives the client several questionnaires to answer on the portal, and writes to them once.

    One that waits for them already is not given a second time. Where an instrument asks about one person, it is the
    first of its targets. Raises TreatmentClosed, or ValidationError by field: no sign-in, or an impossible day.
    """
    require_portal(client)
    lock_client(client)  # of two who give at once, the second one finds what the first one has given
    due_on, episode, occasion = check_due(client, due_on), open_episode(client), f"{TOGETHER}{uuid4()}"
    found = Given()
    for instrument in chosen:
        check_asked(instrument, "instruments")
        target = check_target(instrument, "")
        try:
            row = open_questionnaire(
                client, episode, instrument, due_on, target=target, given_by_id=by.as_staff(), occasion=occasion
            )
        except AlreadyGiven:
            found.waiting.append(instrument)
        else:
            found.given.append(row)
    write_about(found.given[:1])
    return found
