"""What goes along when clients change their therapist: sessions to come, running plans, places on the waiting list."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from clients.care import Handed, Handover, Stayed
from clients.models import CareRelation
from interventions.models import Leave, Plan, TherapySession, Waiting
from interventions.sessions.fitting import zone_of_practice
from interventions.sessions.series import when_in_words

State = TherapySession.State


def coming_session() -> Exists:
    """The condition on Client that a session of theirs is to come; a partner's is theirs too."""
    return Exists(TherapySession.objects.of(OuterRef("pk")).upcoming())


def sessions_follow(handover: Handover) -> Handed:
    """Booked sessions to come go along where the new therapist is free; the others stay and are named.

    Those that a closed account was left with go along as well. A couple's session stays with a therapist who still
    cares for the other of the two. Working hours and pauses are not asked about: the time was agreed on with the
    client.
    """
    theirs = TherapySession.objects.of_any(handover.clients).filter(_left_behind(handover))
    return give_sessions(locked_to_come(theirs.exclude(therapist=handover.to)), handover.to.pk, handover.clients)


def _left_behind(handover: Handover) -> Q:
    """The condition on a session or plan that its therapist cares for nobody of it any more."""
    other = Q(client=OuterRef("client")) | Q(client=OuterRef("partner"))
    caring = CareRelation.objects.filter(other, staff=OuterRef("therapist"), until__isnull=True, staff__is_active=True)
    theirs = Q(therapist__is_active=False)
    if handover.of is not None:
        theirs |= Q(therapist=handover.of)
    return theirs & ~Q(Exists(caring))


def locked_to_come(rows: QuerySet[TherapySession]) -> QuerySet[TherapySession]:
    """The booked ones of these that are still to come, locked, in order of time."""
    coming = rows.filter(state=State.BOOKED, starts_at__gt=timezone.now()).select_related("client", "partner")
    return coming.select_for_update(of=("self",)).order_by("starts_at", "id")


def give_sessions(rows: Iterable[TherapySession], to: UUID, named: Collection[UUID]) -> Handed:
    """Gives sessions to a therapist where they have neither another session nor leave then; the others stay.

    ``named``: the clients who may be named to whoever hands over. ``rows`` are locked by the caller, in order of time.
    Four statements for any number, more only where somebody books at the same moment.
    """
    found = list(rows)
    if not found:
        return Handed()
    fit = _free(found, to)
    moved = _assign(fit, to)
    stayed = [row for row in found if row.pk not in moved]
    zone = zone_of_practice(found[0].practice_id)
    return Handed(
        moved={"sessions": len(moved)},
        stayed=[
            Stayed("sessions", row.pk, ", ".join([when_in_words(row.starts_at, zone), *_names(row, named)]))
            for row in stayed
        ],
    )


def _names(row: TherapySession, named: Collection[UUID]) -> list[str]:
    return [person.name for person in (row.client, row.partner) if person and person.pk in named]


def _free(rows: Sequence[TherapySession], to: UUID) -> list[TherapySession]:
    """Those at whose time the therapist has nothing else, nor one of these given before."""
    span = Q(starts_at__lt=max(row.ends_at for row in rows), ends_at__gt=min(row.starts_at for row in rows))
    own = TherapySession.objects.filter(span, therapist=to).exclude(state=State.CANCELLED)
    busy = list(own.values_list("starts_at", "ends_at"))
    busy += Leave.objects.filter(span, therapist=to).values_list("starts_at", "ends_at")
    free = []
    for row in rows:
        if all(end <= row.starts_at or start >= row.ends_at for start, end in busy):
            free.append(row)
            busy.append((row.starts_at, row.ends_at))
    return free


def _assign(rows: Sequence[TherapySession], to: UUID) -> set[UUID]:
    """Writes the new therapist under the next revision; returns which sessions the database took."""
    if not rows:
        return set()
    change = {"therapist": to, "revision": F("revision") + 1}
    ids = {row.pk for row in rows}
    try:
        with transaction.atomic():
            TherapySession.objects.filter(pk__in=ids).update(**change)
    except IntegrityError:  # somebody has booked one of these times at this moment: one by one
        if len(rows) == 1:
            return set()
        return set().union(*(_assign([row], to) for row in rows))
    return ids


def plans_follow(handover: Handover) -> Handed:
    """Running plans go along: reviews are the new therapist's to look at."""
    running = Plan.objects.of_any(handover.clients).filter(_left_behind(handover)).exclude(state=Plan.State.ENDED)
    return Handed(moved={"plans": running.update(therapist=handover.to)})


def waiting_follows(handover: Handover) -> Handed:
    """Who waits for a time with the former therapist waits for one with the new one."""
    rows = Waiting.objects.filter(
        client__in=handover.clients, therapist=handover.of, state=Waiting.State.WAITING
    ).exclude(therapist=None)
    return Handed(moved={"waiting": rows.update(therapist=handover.to)})
