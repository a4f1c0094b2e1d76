"""Free times, by arithmetic of spans. Pure: no Django.

A span is a pair of moments in UTC: the first is in, the second is not.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from clinic.core.wallclock import at_minute, from_wall_clock, to_wall_clock

Span = tuple[datetime, datetime]


def windows(days: Iterable[date], hours: Iterable[tuple[int, int, int]], zone: ZoneInfo) -> list[Span]:
    """The working hours of certain days. ``hours``: (weekday, first minute, last minute) on the wall clock; 0 is
    Monday."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for weekday, starts, ends in hours:
        by_day.setdefault(weekday, []).append((starts, ends))
    return sorted(
        (at_minute(day, starts, zone), at_minute(day, ends, zone))
        for day in days
        for starts, ends in by_day.get(day.weekday(), ())
    )


def without(free: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of ``free`` is left when ``taken`` is cut out; both in any order, ``taken`` may overlap itself."""
    busy = sorted(taken)
    left: list[Span] = []
    past = 0  # what ends before a stretch also ends before the later ones
    for start, end in sorted(free):
        while past < len(busy) and busy[past][1] <= start:
            past += 1
        for from_, to in islice(busy, past, None):
            if to <= start:
                continue
            if from_ >= end or start >= end:
                break
            if from_ > start:
                left.append((start, from_))
            start = max(start, to)
        if start < end:
            left.append((start, end))
    return left


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that lie apart, in order; those given may overlap or touch."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def is_free(busy: Sequence[Span], span: Span) -> bool:
    """Whether nothing of the span is taken; ``busy`` as :func:`joined` has it."""
    before = bisect_left(busy, span[1], key=lambda one: one[0])  # how many begin before the span ends
    return before == 0 or busy[before - 1][1] <= span[0]


def starts_in(gap: Span, length: timedelta, step: int, zone: ZoneInfo) -> Iterator[datetime]:
    """When sessions of ``length`` could begin in a gap: at its first minute, then each ``step`` minutes on the wall
    clock."""
    start, end = gap
    at = start
    while at + length <= end:
        yield at
        shown = to_wall_clock(at, zone)
        minute = shown.hour * 60 + shown.minute
        following = shown.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            minutes=(minute // step + 1) * step
        )
        # On the night the clocks go back an hour comes twice: never step back in time.
        at = max(from_wall_clock(following, zone).at, at + timedelta(minutes=1))


def lanes(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """(lane, lanes) for each span, so that spans at the same time lie side by side; ``spans`` in order of start."""
    found: list[tuple[int, int]] = [(0, 1)] * len(spans)
    group: list[int] = []
    ends: list[datetime] = []

    def close() -> None:
        for number in group:
            found[number] = (found[number][0], len(ends))
        group.clear()
        ends.clear()

    for number, (start, end) in enumerate(spans):
        if group and all(other <= start for other in ends):
            close()
        lane = next((place for place, other in enumerate(ends) if other <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        found[number] = (lane, 1)
        group.append(number)
    close()
    return found
