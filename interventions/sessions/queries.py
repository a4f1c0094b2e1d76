"""Reads of sessions."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.questionnaires.timing import LATE, Coming
from clients.couples import of_sql
from clients.models import Client
from clients.queries import annotate_known_names, may_for, visible
from clients.shell import Chip
from clinic.core.access import Actor, May
from clinic.core.models import Practice
from interventions.models import Plan, TherapySession
from interventions.sessions.models import SessionQuerySet


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Start of the day and of the next, in the current time zone; 23 or 25 hours apart on the two DST days."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def sessions(actor: Actor) -> SessionQuerySet:
    """Sessions of clients that the actor may see, a couple's with either of the two, in order of time."""
    return (
        annotate_known_names(TherapySession.objects.of_any(visible(actor, May.SEE_CLIENT)), actor)
        .select_related("client", "partner", "therapist", "room", "plan")
        .order_by("starts_at", "id")
    )


def session_for(actor: Actor, session_id: UUID) -> TherapySession:
    """The session, if the actor may book for its client, or one of the two; otherwise Http404."""
    found = annotate_known_names(TherapySession.objects.of_any(visible(actor, May.BOOK)), actor).filter(pk=session_id)
    session = found.select_related("client", "partner").first()
    if session is None:
        raise Http404("no such session")
    return session


def may_book(actor: Actor, session: TherapySession) -> bool:
    """Whether the actor may move or cancel the session: by its client, or by one of the two."""
    people = [person for person in (session.client, session.partner) if person]
    return any(may_for(actor, person, May.BOOK) for person in people)


def next_session_of(plan: Plan) -> TherapySession | None:
    """The next session of the plan's client; of a couple's plan, the next that the two have together."""
    coming = TherapySession.objects.of(plan.client_id).upcoming()
    if plan.partner_id:
        coming = coming.of(plan.partner_id)
    return coming.order_by("starts_at").first()


def next_session_after(session: TherapySession) -> TherapySession | None:
    """The client's next session after this one."""
    later = TherapySession.objects.of(session.client_id).upcoming().filter(starts_at__gt=session.starts_at)
    return later.order_by("starts_at").first()


def next_session_chip(client: Client) -> Chip:
    """When the client comes next, for the header of the file; amber when nothing is booked."""
    row = TherapySession.objects.of(client).upcoming().order_by("starts_at").first()
    if row is None:
        return Chip(_("no next session"), "amber")
    return Chip(_("next"), at=row.starts_at)


# Each client of each session: a couple's session counts for both. The number counts what is not cancelled or missed.
COMING = f"""
SELECT p.client_id, n.id::text, n.starts_at, n.state = 'attended', (
    SELECT count(*) FROM interventions_therapysession m
    WHERE m.practice_id = n.practice_id AND {of_sql("m", "p.client_id")}
      AND m.state IN ('booked', 'arrived', 'attended') AND m.starts_at >= e.opened_on AND m.starts_at <= n.starts_at
)
FROM interventions_therapysession n
CROSS JOIN LATERAL (VALUES (n.client_id), (n.partner_id)) p (client_id)
JOIN clients_client c ON c.id = p.client_id
JOIN clients_episode e ON e.client_id = p.client_id AND e.closed_on IS NULL
WHERE (n.state = 'booked' AND n.starts_at > %(now)s AND n.starts_at <= %(until)s)
   OR (n.state = 'attended' AND n.ends_at <= %(now)s AND n.ends_at > %(since)s)
"""  # noqa: S608


def coming_sessions(practice: Practice, within: timedelta) -> dict[UUID, list[Coming]]:
    """Client → booked sessions of the time to come, and those held in the last days, each with its number in the
    episode and its day in their zone."""
    now = timezone.now()
    found: dict[UUID, list[Coming]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COMING, {"now": now, "until": now + within, "since": now - LATE - timedelta(days=1)})
        rows = cursor.fetchall()
    zones = dict(Client.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "time_zone"))
    for client_id, session_id, starts_at, held, number in rows:
        on = starts_at.astimezone(ZoneInfo(zones[client_id] or practice.time_zone)).date()
        found.setdefault(client_id, []).append(Coming(session_id, number, on, held))
    return found


def portal_appointments(client_id: UUID) -> SessionQuerySet:
    """A client's booked sessions from now on; a partner's joint sessions are theirs too."""
    return (
        TherapySession.objects.of(client_id)
        .filter(state__in=TherapySession.COMING, ends_at__gte=timezone.now())
        .select_related("room", "therapist")
        .order_by("starts_at")
    )
