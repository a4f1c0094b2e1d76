"""The week of a rota in minutes. Pure: no Django, no database, no clock."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinic.core.wallclock import to_wall_clock

DAY = 24 * 60
WEEK = 7 * DAY
Stretch = tuple[int, int]  # minutes since Monday 00:00; the second is not in it, and may lie in the week after


def stretch(weekday: int, starts: time, until: time) -> Stretch | None:
    """From one time of day to another, across midnight where that comes first; None for no length at all.

    Midnight to midnight is the whole day.
    """
    begins, ends = (60 * one.hour + one.minute for one in (starts, until))
    if begins == ends and begins:
        return None
    return weekday * DAY + begins, weekday * DAY + (ends if ends > begins else ends + DAY)


def minute_of(at: datetime, zone: ZoneInfo) -> int:
    """The minute of the week that a clock in the zone shows at a moment; an hour that is left out is nobody's.

    Where an hour comes twice, the rota does not go back with the clock: who took over during the first stays on call in
    the second, which counts as the last minute of the first."""
    while at.astimezone(zone).fold:
        at -= timedelta(minutes=1)
    shown = to_wall_clock(at, zone)
    return shown.weekday() * DAY + 60 * shown.hour + shown.minute


def covers(found: Stretch, minute: int) -> bool:
    """Whether a minute of the week lies in a stretch, also in what of it goes past the week's end."""
    return found[0] <= minute < found[1] or found[0] <= minute + WEEK < found[1]


def overlap(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches have a minute of the week in common."""
    return any(one[0] < other[1] + shift and other[0] + shift < one[1] for shift in (-WEEK, 0, WEEK))


def gaps(stretches: Iterable[Stretch]) -> list[Stretch]:
    """What of the week nobody has, in order from Monday; none for a whole week, and all of it for no stretch."""
    parts = sorted(
        part
        for begins, ends in stretches
        for part in ((begins, min(ends, WEEK)), (0, ends - WEEK))
        if part[0] < part[1]
    )
    found, free_from = [], 0
    for begins, ends in [*parts, (WEEK, WEEK)]:
        if begins > free_from:
            found.append((free_from, begins))
        free_from = max(free_from, ends)
    return found
