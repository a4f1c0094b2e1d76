"""Reads of pages that clients were given."""

from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.models import ReadingAssignment


def readings(actor: Actor) -> QuerySet[ReadingAssignment]:
    """Pages given to clients whose records the actor may read, the newest first."""
    found = ReadingAssignment.objects.filter(client__in=visible(actor, May.READ_RECORD), taken_back_at__isnull=True)
    return found.select_related("given_by").order_by("-given_at", "-id")


def reading_with(actor: Actor, reading_id: UUID, capability: May) -> ReadingAssignment:
    """The page given, if the actor may do this to its client; otherwise Http404."""
    allowed = ReadingAssignment.objects.filter(
        pk=reading_id, client__in=visible(actor, capability), taken_back_at__isnull=True
    )
    found = allowed.select_related("client").first()
    if found is None:
        raise Http404("no such page given")
    return found


def portal_readings(client_id: UUID) -> QuerySet[ReadingAssignment]:
    """A client's pages: unread first, then the newest."""
    rows = ReadingAssignment.objects.filter(client_id=client_id, taken_back_at__isnull=True)
    return rows.order_by(F("read_at").asc(nulls_first=True), "-given_at")


def portal_reading(client_id: UUID, reading_id: UUID) -> ReadingAssignment:
    """The client's own page; otherwise Http404."""
    found = portal_readings(client_id).filter(pk=reading_id).first()
    if found is None:
        raise Http404("no such page")
    return found
