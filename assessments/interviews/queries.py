"""Reads of interview codings."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from assessments.models import InterviewCoding
from clients.queries import visible
from clinic.core.access import Actor, May


def codings(actor: Actor) -> QuerySet[InterviewCoding]:
    """Codings of clients whose records the actor may read, the newest interview first."""
    rows = InterviewCoding.objects.filter(client__in=visible(actor, May.READ_RECORD))
    return rows.order_by("-interviewed_on", "-id")


def coding_for(actor: Actor, coding_id: UUID, capability: May) -> InterviewCoding:
    """The coding, if the actor may do this to its client; otherwise Http404."""
    found = InterviewCoding.objects.filter(pk=coding_id, client__in=visible(actor, capability)).first()
    if found is None:
        raise Http404("no such coding")
    return found
