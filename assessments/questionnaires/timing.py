"""When a questionnaire is due. Pure: no Django, no clock; days are the client's own calendar days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

FRESH = timedelta(days=6)  # an occasion older than this is past its use: the next one comes
EARLY = timedelta(days=2)  # how long before a session its questionnaire is given
LATE = timedelta(days=2)  # how long after a session its questionnaire may be given
MORNING, EVENING = time(9), time(20)  # nobody is written to outside of these hours


@dataclass(frozen=True)
class Occasion:
    """One cause for giving a questionnaire. ``name`` is the same each time the same cause is found."""

    name: str
    on: date


@dataclass(frozen=True)
class Coming:
    """A session to come, or just held: which one of the episode it is, and its day."""

    session: str
    number: int
    on: date
    held: bool = False  # it was, a day or two ago


def weekly(starts_on: date, every: int, today: date) -> Occasion | None:
    """The newest occasion of "every ``every`` weeks from ``starts_on``" that is not past its use, or None."""
    if today < starts_on:
        return None
    on = starts_on + timedelta(weeks=every * ((today - starts_on).days // (7 * every)))
    return Occasion(f"week:{on}", on) if today - on <= FRESH else None


def before_sessions(sessions: Iterable[Coming], every: int, today: date) -> Occasion | None:
    """The occasion of the next session whose number divides by ``every`` and that is at most two days away."""
    found = [s for s in sessions if not s.held and s.number % every == 0 and timedelta() <= s.on - today <= EARLY]
    first = min(found, key=lambda s: s.on, default=None)
    return Occasion(f"session:{first.session}", first.on) if first else None


def after_sessions(sessions: Iterable[Coming], every: int, today: date) -> Occasion | None:
    """The occasion of the last session held, if its number divides by ``every`` and it is at most two days ago."""
    held = [s for s in sessions if s.held and timedelta() <= today - s.on <= LATE]
    last = max(held, key=lambda s: s.number, default=None)
    return Occasion(f"after:{last.session}", last.on) if last and last.number % every == 0 else None


def course(
    *, at_start: bool, at_end: bool, follow_ups: Iterable[int], starts_on: date, closed_on: date | None, today: date
) -> Occasion | None:
    """The newest occasion (start, end, or a number of months after the end) that has not expired."""

    def all_of_them() -> Iterator[Occasion]:
        if at_start:
            yield Occasion("start", starts_on)
        if closed_on is not None:
            if at_end:
                yield Occasion("end", closed_on)
            for months in sorted(follow_ups):
                yield Occasion(f"follow-up:{months}", closed_on + relativedelta(months=months))

    now = [occasion for occasion in all_of_them() if timedelta() <= today - occasion.on <= FRESH]
    return max(now, key=lambda occasion: occasion.on, default=None)


def waking(now: datetime, zone: ZoneInfo) -> datetime:
    """``now`` in UTC if messages may go out at this hour, otherwise the next morning."""
    local = now.astimezone(zone)
    if local.time() < MORNING:
        return morning(local.date(), zone)
    if local.time() >= EVENING:
        return morning(local.date() + timedelta(days=1), zone)
    return now


def morning(day: date, zone: ZoneInfo) -> datetime:
    """Nine o'clock of that day on the zone's wall clock, as a moment."""
    return datetime.combine(day, MORNING, zone).astimezone(ZoneInfo("UTC"))
