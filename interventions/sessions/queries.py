"""Reads of sessions."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.models import TherapySession


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Start of the day and of the next, in the current time zone; 23 or 25 hours apart on the two DST days."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def sessions(actor: Actor) -> QuerySet[TherapySession]:
    """Sessions of clients that the actor may see, in order of time."""
    return (
        TherapySession.objects.filter(client__in=visible(actor, May.SEE_CLIENT))
        .select_related("client", "partner", "therapist", "room", "plan")
        .order_by("starts_at", "id")
    )


def session_for(actor: Actor, session_id: UUID) -> TherapySession:
    """The session, if the actor may book for its client; otherwise Http404."""
    found = TherapySession.objects.filter(pk=session_id, client__in=visible(actor, May.BOOK))
    session = found.select_related("client").first()
    if session is None:
        raise Http404("no such session")
    return session


def own_appointments(client_id: UUID) -> QuerySet[TherapySession]:
    """A client's booked sessions from now on; a partner's joint sessions are theirs too."""
    return (
        TherapySession.objects.filter(
            Q(client_id=client_id) | Q(partner_id=client_id),
            state__in=[TherapySession.State.BOOKED, TherapySession.State.ARRIVED],
            ends_at__gte=timezone.now(),
        )
        .select_related("room", "therapist")
        .order_by("starts_at")
    )
