"""For whom somebody covers now, and whom of their clients they have to know of first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from clients.care_team.covers import held_by, in_covered_care
from clients.models import Cover, RiskAlert
from clinic.core.access import Actor
from interventions.models import TherapySession
from interventions.sessions.queries import day_bounds

FEW = 8  # clients that are named; the caseload has all


@dataclass(frozen=True)
class CoveredClient:
    """A client of somebody who is away: whether an alert is open, and when today's first session begins."""

    id: UUID
    name: str
    has_alert: bool
    session_at: datetime | None


@dataclass(frozen=True)
class Covering:
    """One colleague for whom somebody covers: the clients who have to be known of first, and how many more."""

    cover: Cover
    clients: list[CoveredClient]
    more: int

    @property
    def has_begun(self) -> bool:
        """Whether the clients' files are open to whoever covers by now."""
        return self.cover.starts_at <= timezone.now()


def covering(actor: Actor, covers: Iterable[Cover] | None = None) -> list[Covering]:
    """For whom the actor covers now or later, or what is to be shown of these ``covers`` of theirs; of one to come no
    client is named. A statement for the covers, and two for each that has begun."""
    return [_covering(cover) for cover in (held_by(actor) if covers is None else covers)]


def _covering(cover: Cover) -> Covering:
    if cover.starts_at > timezone.now():
        return Covering(cover, [], 0)
    start, end = day_bounds(timezone.localdate())
    today = TherapySession.objects.of(OuterRef("pk")).between(start, end).not_cancelled().order_by("starts_at")
    open_alert = RiskAlert.objects.open().filter(client=OuterRef("pk"))
    rows = in_covered_care(cover.therapist_id)
    first = rows.annotate(has_alert=Exists(open_alert), session_at=Subquery(today.values("starts_at")[:1])).order_by(
        "-has_alert", F("session_at").asc(nulls_last=True), "sort_name", "id"
    )
    found = [CoveredClient(*one) for one in first.values_list("pk", "name", "has_alert", "session_at")[: FEW + 1]]
    more = rows.count() - FEW if len(found) > FEW else 0
    return Covering(cover, found[:FEW], more)
