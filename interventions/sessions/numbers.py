"""The numbers that were given in sessions, by their day: what plan, note, overview, report and API show of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from clinic.core.together import fetch_together
from interventions.catalogue import Modality
from interventions.library.queries import modalities_of
from interventions.modalities.packages import package_of
from interventions.models import Plan, SessionRating, TherapySession

MOST_NUMBERS = 20  # lines of a page


@dataclass(frozen=True)
class GivenNumbers:
    """What was given on one track in one session, in order; ``about``: the target that it belongs to, or nothing."""

    session_id: UUID
    on: date  # the day of the session, however late it was typed
    plan_id: UUID
    track: str
    label: str
    about: str
    values: list[int]

    @property
    def name(self) -> str:
        return f"{self.label}, {self.about}" if self.about else self.label

    @property
    def shown(self) -> str:
        """In order, as "7 · 5 · 2"."""
        return " · ".join(str(value) for value in self.values)


@dataclass(frozen=True)
class _Row:
    session: TherapySession
    plan_id: UUID
    track: str
    about: str
    value: int


def numbers_given(
    plans: Sequence[Plan],
    *,
    session: TherapySession | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[GivenNumbers]:
    """Numbers on the tracks of these plans, of the newest session first; of one session, or of the sessions of a period
    (both days included). One statement."""
    if not plans:
        return []
    known = {plan.pk: modality for plan, modality in zip(plans, _modalities(plans), strict=True)}
    found: dict[tuple[object, ...], GivenNumbers] = {}
    for row in sorted(_rows(plans, known, session), key=lambda row: row.session.starts_at, reverse=True):
        on = timezone.localdate(row.session.starts_at)
        if (since and on < since) or (until and on > until):
            continue
        labels = {track.key: track.label for track in known[row.plan_id].tracks}
        key = (row.session.pk, row.plan_id, row.track, row.about)
        given = found.setdefault(
            key,
            GivenNumbers(row.session.pk, on, row.plan_id, row.track, labels.get(row.track, row.track), row.about, []),
        )
        given.values.append(row.value)
    return list(found.values())


def _modalities(plans: Sequence[Plan]) -> list[Modality]:
    known = modalities_of(plans)
    return [known[plan.modality, plan.version] for plan in plans]


def _rows(plans: Sequence[Plan], known: dict[UUID, Modality], session: TherapySession | None) -> Iterable[_Row]:
    of_plans = SessionRating.objects.filter(plan__in=plans, removed_at__isnull=True).select_related("session")
    ratings = of_plans.order_by("at", "id")
    ledgers = []
    for key in sorted({modality.record_key for modality in known.values()}):
        package = package_of(key)
        if package and package.tracks:
            own = [plan for plan in plans if known[plan.pk].record_key == key]
            ledgers.append((package.tracks, package.tracks.given(own)))
    if session:
        ratings, ledgers = ratings.filter(session=session), [(at, rows.filter(session=session)) for at, rows in ledgers]
    fetch_together(ratings, *(rows for _tracks, rows in ledgers))
    for one in ratings:
        yield _Row(one.session, one.plan_id, one.track, "", one.value)
    for tracks, rows in ledgers:
        for row in rows:
            about, numbers = tracks.read(row)
            for track, value in numbers:
                yield _Row(row.session, row.plan_id, track, about, value)
