"""Reads of assignments."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.models import Assignment, PracticeLog


def open_assignments(client_id: UUID) -> QuerySet[Assignment]:
    """A client's exercises that run today, with ``done_today`` and ``done_week`` (times in the last seven days)."""
    now = timezone.now()
    today = timezone.localdate()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = ~Q(logs__done=PracticeLog.Done.NO)
    return (
        Assignment.objects.filter(client_id=client_id, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .annotate(
            done_today=Count("logs", filter=counted & Q(logs__at__gte=midnight)),
            put_off_today=Count("logs", filter=Q(logs__done=PracticeLog.Done.NO, logs__at__gte=midnight)),
            done_week=Count("logs", filter=counted & Q(logs__at__gte=now - timedelta(days=7))),
        )
        .order_by("done_today", "starts_on", "id")
    )


def assignments(actor: Actor) -> QuerySet[Assignment]:
    """Exercises given to clients whose records the actor may read."""
    return Assignment.objects.filter(client__in=visible(actor, May.READ_RECORD))


def own_assignment(client_id: UUID, assignment_id: UUID) -> Assignment:
    """The client's own running assignment; otherwise Http404."""
    found = open_assignments(client_id).filter(pk=assignment_id).first()
    if found is None:
        raise Http404("no such exercise")
    return found
