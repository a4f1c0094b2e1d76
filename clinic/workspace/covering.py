"""For whom somebody covers now, and whom of their clients they have to know of first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Window
from django.utils import timezone

from clients.care_team.covers import held_by, in_covered_care
from clients.models import Client, Cover, RiskAlert
from clinic.core.access import Actor
from clinic.core.together import fetch_together
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
    client is named. A statement for the covers, and one for the clients of all that have begun."""
    found = list(held_by(actor) if covers is None else covers)
    first = {cover.pk: _first(cover) for cover in found if cover.starts_at <= timezone.now()}
    fetch_together(*first.values())
    return [_covering(cover, list(first.get(cover.pk, ()))) for cover in found]


def _first(cover: Cover) -> QuerySet[Client, tuple[Any, ...]]:
    """The clients to know of first, each with how many there are."""
    start, end = day_bounds(timezone.localdate())
    today = TherapySession.objects.of(OuterRef("pk")).between(start, end).not_cancelled().order_by("starts_at")
    rows = in_covered_care(cover.therapist_id).annotate(
        has_alert=Exists(RiskAlert.objects.open().filter(client=OuterRef("pk"))),
        session_at=Subquery(today.values("starts_at")[:1]),
        among=Window(Count("*")),
    )
    rows = rows.order_by("-has_alert", F("session_at").asc(nulls_last=True), "sort_name", "id")
    return rows.values_list("pk", "name", "has_alert", "session_at", "among")[:FEW]


def _covering(cover: Cover, rows: list[tuple[Any, ...]]) -> Covering:
    more = rows[0][-1] - len(rows) if rows else 0
    return Covering(cover, [CoveredClient(*row) for *row, _among in rows], more)
