"""Leaves, or parts of them, in which nobody covers for somebody with clients in care."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from clients.care_team.covers import needing_cover
from clients.models import Cover
from clients.queries import therapists
from clinic.core.access import Actor, May
from interventions.models import Leave
from interventions.sessions.calendar_settings import therapists_in_reach

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Uncovered:
    """A period in which a therapist is away and nobody covers who is there. ``leave``: where to name somebody."""

    leave: UUID
    therapist: UUID
    name: str
    starts_at: datetime
    ends_at: datetime


def gaps(period: Period, taken: list[Period]) -> list[Period]:
    """What of a period is left without those that are ``taken``, in order of time."""
    found, begins = [], period[0]
    for starts_at, ends_at in sorted(taken):
        if starts_at > begins:
            found.append((begins, min(starts_at, period[1])))
        begins = max(begins, ends_at)
        if begins >= period[1]:
            break
    else:
        found.append((begins, period[1]))
    return [(first, last) for first, last in found if first < last]


def uncovered_for(actor: Actor) -> list[Uncovered]:
    """What nobody covers from now on, of therapists whose hours the actor keeps, in order of time.

    Who covers and is away in a part of it, has left, or is no therapist any more, does not cover then. Three
    statements.
    """
    now = timezone.now()
    kept = therapists_in_reach(actor, May.KEEP_HOURS).filter(needing_cover()).order_by()
    leaves = list(Leave.objects.filter(ends_at__gt=now, therapist__in=kept).select_related("therapist"))
    if not leaves:
        return []
    present = therapists().filter(pk=OuterRef("staff")).order_by()
    covers = Cover.objects.coming().filter(Exists(present), therapist__in={row.therapist_id for row in leaves})
    held = list(covers.values_list("therapist_id", "staff_id", "starts_at", "ends_at"))
    away: dict[UUID, list[Period]] = {}
    absent = Leave.objects.filter(ends_at__gt=now, therapist__in={staff for _for, staff, *_period in held})
    for staff, starts_at, ends_at in absent.values_list("therapist_id", "starts_at", "ends_at"):
        away.setdefault(staff, []).append((starts_at, ends_at))
    there: dict[UUID, list[Period]] = {}
    for therapist, staff, starts_at, ends_at in held:
        there.setdefault(therapist, []).extend(gaps((starts_at, ends_at), away.get(staff, [])))
    found = [
        Uncovered(row.pk, row.therapist_id, row.therapist.name, *period)
        for row in leaves
        for period in gaps((max(row.starts_at, now), row.ends_at), there.get(row.therapist_id, []))
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.name, one.therapist))
