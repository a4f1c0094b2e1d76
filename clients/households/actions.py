"""Beginning and ending a household."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.households.models import (
    LONGEST_NAME,
    LONGEST_REASON,
    SHORTEST_REASON,
    Household,
    HouseholdMember,
)
from clients.households.queries import free_from, members_in_keeping
from clients.models import EARLIEST_BIRTH, Client
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.text import clean_text, collect_errors

LARGEST = 12  # members


@dataclass(frozen=True)
class JointWorkRow:
    """Joint work of a household: a plan, a coming session. ``text``: without anybody's name.

    ``id``: None where the reader may not know more than that there is something.
    """

    kind: str
    id: UUID | None
    text: str


@dataclass(frozen=True)
class Ending:
    """What becomes of joint work when a household ends, and who ends it.

    ``continue_with``: the member who keeps the coming sessions alone; None: they are cancelled. ``tell_clients``:
    whoever loses an appointment is sent word of it.
    """

    by: Actor
    reason: str
    continue_with: UUID | None = None
    tell_clients: bool = True


class JointWork:
    """One kind of joint work, which a higher package knows: what is running, and how it ends with the household."""

    def running(self, household: Household, actor: Actor) -> list[JointWorkRow]:
        """What is running, in order of time, as far as the actor may know of it."""
        raise NotImplementedError

    def end(self, household: Household, ending: Ending) -> None:
        """Ends it, in the transaction that ends the household.

        Raises ValidationError, by field or where ``ending.by`` may not end this.
        """
        raise NotImplementedError


JOINT_WORK: list[JointWork] = []


def joint_work_of(household: Household, actor: Actor) -> list[JointWorkRow]:
    """The household's running joint work as the actor may see it, by kind and time; nothing once it has ended."""
    return [] if household.ended_on else [row for kind in JOINT_WORK for row in kind.running(household, actor)]


@transaction.atomic
def begin_household(*, clients: Sequence[Client], name: str = "", began_on: date | None = None) -> Household:
    """A household of at least two clients, none of whom is in another one on any day from ``began_on`` on.

    Raises ValidationError by field.
    """
    people = list({client.pk: client for client in clients}.values())
    began_on = began_on or timezone.localdate()
    errors: dict[str, object] = {}
    if len(people) < 2:
        errors["members"] = _("A household needs at least two clients.")
    elif len(people) > LARGEST:
        errors["members"] = _("A household has at most %(n)s members.") % {"n": LARGEST}
    elif placed := _placed(people):
        errors["members"] = _("Already in a household: %(names)s. End that one first.") % {"names": ", ".join(placed)}
    # Whoever is to leave a household first leaves it on a day of its own: then there is nothing to say of this one.
    if refused := _refused_day(began_on, [] if "members" in errors else people):
        errors["began_on"] = refused
    with collect_errors(errors):
        name = clean_text(name, "name", LONGEST_NAME, least=0)
    if errors:
        raise ValidationError(errors)
    with constraint_errors(_taken()):
        household = Household.objects.create(practice_id=people[0].practice_id, name=name, began_on=began_on)
        HouseholdMember.objects.bulk_create(
            HouseholdMember(
                practice_id=household.practice_id, household=household, client=client, joined_on=household.began_on
            )
            for client in sorted(people, key=lambda client: client.pk)  # two at once wait for each other in one order
        )
    return household


def _refused_day(began_on: date, people: Iterable[Client]) -> str:
    """Why no household of these people began on this day; empty where it may have."""
    if not EARLIEST_BIRTH <= began_on <= timezone.localdate():
        return _("Choose today or an earlier day.")
    if (free := free_from(people)) and began_on < free:
        message = _("A member was in another household until %(day)s. Choose that day or a later one.")
        return message % {"day": date_format(free, "j F Y")}
    return ""


def _taken() -> dict[str, Exception]:
    """The error where somebody else began or ended a member's household at the same moment."""
    running = _("One of these clients is now in another household. Reload the page and check.")
    ended = _("One of these clients was in another household until after this day. Choose a later day.")
    return {
        "clients_householdmember_one_running": ValidationError({"members": running}),
        "clients_householdmember_one_a_day": ValidationError({"began_on": ended}),
    }


def _placed(people: Iterable[Client]) -> list[str]:
    """The names of those who are in a household now."""
    found = HouseholdMember.objects.current().filter(client__in=people)
    return list(found.order_by("client__sort_name").values_list("client__name", flat=True))


def household_with(
    *, client: Client, household: Household | None, partner: Client | None, began_on: date | None = None
) -> Household | None:
    """The household that was chosen for joint work, or a new one of the client and ``partner``; None: work alone.

    A new one begins on ``began_on`` (today when absent), or on the day on which the last of the two left another one,
    where that is later: who takes part in work of an earlier day is on record with that work. Raises ValidationError
    by field (``partner``).
    """
    if partner is None:
        return household
    if household is not None:
        raise ValidationError({"partner": _("Choose the household, or a partner to begin a new one with.")})
    people = [client, partner]
    earliest = began_on or timezone.localdate()
    try:
        return begin_household(clients=people, began_on=max(earliest, free_from(people) or earliest))
    except ValidationError as error:
        raise ValidationError({"partner": error.messages}) from error


@transaction.atomic
def end_household(*, household: Household, ending: Ending) -> Household:
    """Ends a household today, and with it its joint work; nothing is deleted, both histories stay.

    Raises ValidationError by field, when it has ended, or when joint work is running that ``ending.by`` may not end.
    """
    found = Household.objects.select_for_update().get(pk=household.pk)
    if found.ended_on is not None:
        raise ValidationError(_("This household has already ended. Nothing was changed."))
    reason = clean_text(ending.reason, "reason", LONGEST_REASON, least=SHORTEST_REASON)
    members, kept = found.members.current(), ending.continue_with
    if kept is not None and not members_in_keeping(ending.by, found).filter(pk=kept).exists():
        raise ValidationError({"continue_with": _("Choose a member of the household, or cancel the sessions.")})
    for kind in JOINT_WORK:
        kind.end(found, replace(ending, reason=reason))
    today = timezone.localdate()
    for member in members:
        member.left_on = max(today, member.joined_on)
        member.save(update_fields=["left_on"])
    found.ended_on, found.end_reason = max(today, found.began_on), reason
    found.save(update_fields=["ended_on", "end_reason"])
    return found
