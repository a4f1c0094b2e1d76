"""Reads of sessions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.questionnaires.timing import LATE, Coming
from clients.households.joint import people_of
from clients.models import Client, Episode
from clients.queries import annotate_known_names, may_for, visible
from clients.shell import Chip, ChipSource
from clinic.core.access import Actor, May
from clinic.core.compiled import Part, column, compile_part, fill
from clinic.core.models import Practice
from clinic.core.types import SqlParameters
from interventions.models import Attendee, Plan, TherapySession
from interventions.sessions.models import SessionQuerySet


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Start of the day and of the next, in the current time zone; 23 or 25 hours apart on the two DST days."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def sessions(actor: Actor, capability: May = May.SEE_CLIENT) -> SessionQuerySet:
    """Sessions of clients to whom the actor may do this, joint ones with anybody in them, in order of time."""
    return (
        annotate_known_names(TherapySession.objects.of_any(visible(actor, capability)), actor)
        .select_related("client", "therapist", "room", "plan")
        .in_order()
    )


def session_for(actor: Actor, session_id: UUID) -> TherapySession:
    """The session, if the actor may book for somebody in it; otherwise Http404."""
    found = annotate_known_names(TherapySession.objects.of_any(visible(actor, May.BOOK)), actor).filter(pk=session_id)
    session = found.select_related("client").first()
    if session is None:
        raise Http404("no such session")
    return session


def may_book(actor: Actor, session: TherapySession) -> bool:
    """Whether the actor may move or cancel the session: by anybody in it."""
    return any(may_for(actor, person, May.BOOK) for person in session.people)


def bookable_people(actor: Actor, plans: Iterable[Plan]) -> QuerySet[Client]:
    """Who takes part in these joint plans, of those for whom the actor may book, by name: each could come alone."""
    people = {person for plan in plans if plan.household_id for person in people_of(plan)}
    return visible(actor, May.BOOK).filter(pk__in=people).order_by("sort_name", "id")


def next_session_of(plan: Plan) -> SessionQuerySet:
    """The next session of the plan's client; of a joint plan, the next of the household. One row at most."""
    return TherapySession.objects.of_same(plan).upcoming().in_order()[:1]


def next_session_after(session: TherapySession) -> TherapySession | None:
    """The client's next session after this one; after a joint one, the next of the household."""
    return TherapySession.objects.of_same(session).filter(starts_at__gt=session.starts_at).next()


class NextSession(ChipSource[datetime]):
    """When the client comes next, for the header of the file; amber when nothing is booked."""

    def rows(self, client: Client) -> QuerySet[Any, datetime]:
        return TherapySession.objects.of(client).upcoming().in_order().values_list("starts_at", flat=True)[:1]

    def chip(self, rows: Sequence[datetime]) -> Chip:
        return Chip(_("next"), at=rows[0]) if rows else Chip(_("no next session"), "amber")


def number_in_treatment(session: TherapySession, client: Client) -> int | None:
    """Which session of the client's treatment this is: one more than were attended in it before; None where it falls
    into no treatment. Two statements."""
    episode = client.episodes.covering(timezone.localdate(session.starts_at)).newest_first().first()
    if episode is None:
        return None
    before = TherapySession.objects.of(client).attended().filter(starts_at__lt=session.starts_at)
    return before.filter(starts_at__gte=day_bounds(episode.opened_on)[0]).count() + 1


def attended_in(episode: Episode, days: Iterable[date]) -> int:
    """How many of these days of attended sessions are in the treatment."""
    return sum(episode.covers(day) for day in days)


def attendees_part(session: str) -> Part:
    """For SQL: rows of one column, ``client_id``, of who takes part in the session of this alias."""
    found = Attendee.objects.filter(practice=column(f"{session}.practice_id"), session=column(f"{session}.id"))
    return compile_part("people", found.values("client_id"))


# Each client of each session: a joint session counts for everybody in it.
COMING = """
SELECT p.client_id, n.id::text, n.starts_at, n.state, (SELECT count(*) FROM ({counted}) counted)
FROM ({near}) n CROSS JOIN LATERAL ({people}) p
JOIN ({treatments}) e ON e.client_id = p.client_id
"""


def _coming_statement(practice: Practice, within: timedelta) -> tuple[str, SqlParameters]:
    """:data:`COMING` with the rules of sessions in it. The number counts what is not cancelled or missed, from the
    first hour of the treatment's first day on, as the practice's clock shows it."""
    rows, now = TherapySession.objects, timezone.now()
    near = rows.upcoming(now).filter(starts_at__lte=now + within) | rows.attended().over(now).filter(
        ends_at__gt=now - LATE - timedelta(days=1)
    )
    counted = rows.of(column("p.client_id")).filter(
        state__in=[*TherapySession.COMING, TherapySession.State.ATTENDED],
        starts_at__gte=column("e.opened_on::timestamp AT TIME ZONE %(zone)s"),
        starts_at__lte=column("n.starts_at"),
    )
    statement, parameters = fill(
        COMING,
        near=compile_part("near", near.values("id", "practice_id", "starts_at", "state")),
        people=attendees_part("n"),
        counted=compile_part("counted", counted.values("pk")),
        treatments=compile_part("treatments", Episode.objects.open().values("client_id", "opened_on")),
    )
    return statement, parameters | {"zone": practice.time_zone}


def coming_sessions(practice: Practice, within: timedelta) -> dict[UUID, list[Coming]]:
    """Client → booked sessions of the time to come, and those held in the last days, each with its number in the
    episode and its day in their zone."""
    found: dict[UUID, list[Coming]] = {}
    with connection.cursor() as cursor:
        cursor.execute(*_coming_statement(practice, within))
        rows = cursor.fetchall()
    zones = dict(Client.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "time_zone"))
    for client_id, session_id, starts_at, state, number in rows:
        on = starts_at.astimezone(ZoneInfo(zones[client_id] or practice.time_zone)).date()
        found.setdefault(client_id, []).append(Coming(session_id, number, on, state == TherapySession.State.ATTENDED))
    return found


def portal_appointments(client_id: UUID) -> SessionQuerySet:
    """A client's appointments until they are over; joint sessions are theirs too."""
    return TherapySession.objects.of(client_id).coming().select_related("room", "therapist").in_order()
