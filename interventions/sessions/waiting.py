"""The waiting list: who would come at which times, and whom a freed slot would suit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.episodes.actions import open_episode
from clients.households.joint import people_of
from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from clinic.core.models import Staff
from clinic.core.revisions import compare_revision
from clinic.core.wallclock import to_wall_clock
from interventions.models import Leave, TherapySession, Waiting
from interventions.sessions.availability import zone_of_practice
from interventions.sessions.durations import DAY, USUAL, duration_errors, is_stretch
from interventions.sessions.ranges import overlap
from interventions.sessions.slots import Span


@transaction.atomic
def wait(
    *,
    client: Client,
    therapist: Staff | None = None,
    weekdays: Sequence[int] = (),
    earliest: int = 0,
    latest: int = DAY,
    minutes: int = USUAL,
    before: date | None = None,
    note: str = "",
    revision: int | None = None,
) -> Waiting:
    """Puts a client on the waiting list, or changes their times. ``revision``: of the entry that was shown, 0
    for none. Raises ValidationError by field, TreatmentClosed, or EditConflict."""
    errors = duration_errors(minutes)
    if before is not None and before < timezone.localdate():
        errors["before"] = _("This day is past.")
    if not is_stretch(earliest, latest, minutes):
        errors["latest"] = _("There are fewer than %(n)s minutes between the two times.") % {"n": minutes}
    if any(day not in range(7) for day in weekdays):
        errors["weekdays"] = _("Choose days of the week.")
    if errors:
        raise ValidationError(errors)
    open_episode(client)
    Client.objects.select_for_update().get(pk=client.pk)  # one at a time
    row = entry_of(client)
    compare_revision(row, revision)
    row.therapist, row.weekdays, row.earliest, row.latest = therapist, sorted(set(weekdays)), earliest, latest
    row.minutes, row.before, row.note = minutes, before, note
    row.clean_fields(exclude=["client", "therapist", "practice"])
    row.save()
    return row


def entry_of(client: Client) -> Waiting:
    """The client's entry on the list; a new one, not yet saved, where they do not wait."""
    found = Waiting.objects.filter(client=client, state=Waiting.State.WAITING).first()
    return found or Waiting(practice_id=client.practice_id, client=client)


@transaction.atomic
def wait_no_longer(*, waiting: Waiting) -> Waiting:
    """Takes somebody off the list. Doing it twice changes nothing."""
    Waiting.objects.filter(pk=waiting.pk, state=Waiting.State.WAITING).update(state=Waiting.State.WITHDRAWN)
    waiting.refresh_from_db()
    return waiting


def matches(waiting: Waiting, therapist_id: UUID, span: Span, shown: Span) -> bool:
    """Whether a slot is what somebody waits for. ``shown``: the same on the practice's wall clock."""
    start = shown[0]
    minute = start.hour * 60 + start.minute
    return (
        waiting.therapist_id in {None, therapist_id}
        and (not waiting.weekdays or start.weekday() in waiting.weekdays)
        and waiting.earliest <= minute
        and minute + waiting.minutes <= waiting.latest
        and (waiting.before is None or start.date() < waiting.before)
        and (span[1] - span[0]).total_seconds() >= waiting.minutes * 60
    )


def remove_from_waiting_list(session: TherapySession) -> None:
    """Takes the client, or the two, off the list when what was booked is what they waited for."""
    rows = Waiting.objects.filter(client__in=people_of(session), state=Waiting.State.WAITING)
    zone = zone_of_practice(session.practice_id)
    span = (session.starts_at, session.ends_at)
    for row in rows:
        if matches(row, session.therapist_id, span, (to_wall_clock(span[0], zone), to_wall_clock(span[1], zone))):
            row.state = Waiting.State.PLACED
            row.save(update_fields=["state"])


def waiting_list(actor: Actor) -> QuerySet[Waiting]:
    """Who waits, longest wait first, of the clients for whom the actor may book."""
    found = Waiting.objects.filter(state=Waiting.State.WAITING, client__in=visible(actor, May.BOOK))
    return found.select_related("client", "therapist").order_by("since", "id")


def waiting_for(actor: Actor, waiting_id: UUID) -> Waiting:
    """The entry, if the actor may book for its client; otherwise Http404."""
    found = Waiting.objects.filter(pk=waiting_id, client__in=visible(actor, May.BOOK)).first()
    if found is None:
        raise Http404("not on the list")
    return found


@dataclass(frozen=True)
class Freed:
    """A time that a cancellation left free, and whom it would suit."""

    session: TherapySession
    matches: list[Waiting]


def freed_slots(actor: Actor, waiting: Iterable[Waiting]) -> list[Freed]:
    """Cancelled times to come that are still free, each with those whom it would suit; those that suit nobody are not
    named."""
    rows = list(waiting)
    if not rows:
        return []
    then = overlap(OuterRef("starts_at"), OuterRef("ends_at")) & Q(therapist=OuterRef("therapist"))
    taken = TherapySession.objects.filter(then).not_cancelled()
    free = TherapySession.objects.not_begun().filter(
        ~Exists(taken),
        ~Exists(Leave.objects.filter(then)),
        state=TherapySession.State.CANCELLED,
        therapist__is_active=True,
    )
    zone = zone_of_practice(actor.practice_id)
    found: dict[tuple[object, ...], Freed] = {}
    for session in free.select_related("therapist", "room").order_by("starts_at")[:200]:
        span = (session.starts_at, session.ends_at)
        shown = (to_wall_clock(span[0], zone), to_wall_clock(span[1], zone))
        matching = [row for row in rows if matches(row, session.therapist_id, span, shown)]
        matching = [row for row in matching if row.client_id not in people_of(session)]
        if matching:
            found.setdefault((session.therapist_id, *span), Freed(session, matching))
    return list(found.values())
