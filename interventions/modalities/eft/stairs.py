"""Geometry of the steps over time; ``charts/stairs.html`` draws it. Pure: no Django."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clinic.core.charts import Dot, Scale
from clinic.core.maps import wrap_whole
from interventions.modalities.eft.steps import LAST_OF_STAGE

WIDTH, LEFT, RIGHT = 360.0, 64.0, 14.0
ROW, PAD, LINE, FOOT, GAP = 13.0, 10.0, 16.0, 20.0, 16.0
STEPS = 9


@dataclass(frozen=True)
class Stand:
    """From ``on`` a person stands at ``step``; ``words`` with its number, ``day`` in words."""

    on: date
    step: int
    words: str
    day: str


@dataclass(frozen=True)
class Words:
    """A line of text at its place."""

    text: str
    x: float
    y: float
    look: str = ""
    anchor: str = "start"


@dataclass(frozen=True)
class Band:
    """A stage behind the way of a person."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Stairs:
    """Ready for ``charts/stairs.html``. ``rows``: (name, day, step) behind the picture."""

    title: str
    description: str
    width: float
    height: float
    bands: list[Band]
    ways: list[str]
    dots: list[Dot]
    words: list[Words]
    rows: list[tuple[str, str, str]]


def stairs(
    courses: Mapping[str, Sequence[Stand]],
    *,
    title: str,
    description: str,
    until: date,
    stages: Sequence[str],
    name_day: Callable[[date], str],
) -> Stairs:
    """One person beneath the other, the same days across: nine steps in three stages, a stair from day to day.

    ``courses``: name → where they stood, the days rising; ``until``: the last day of the picture, which is named below
    with the first.
    """
    first = min((stand.on for course in courses.values() for stand in course), default=until)
    last = max([until, *(stand.on for course in courses.values() for stand in course)])
    across = Scale(0, max(1, (last - first).days), LEFT + 6, WIDTH - RIGHT - 6)
    made = Stairs(title, description, WIDTH, 0.0, [], [], [], [], [])
    y = 0.0
    for name, course in courses.items():
        if course:
            y = _person(made, name, course, y, across, (first, last), stages) + GAP
            made.words.append(Words(name_day(first), LEFT, y - GAP - 6))
            if last > first:
                made.words.append(Words(name_day(last), WIDTH - RIGHT, y - GAP - 6, anchor="end"))
            made.rows.extend((name, stand.day, stand.words) for stand in course)
    height = max(y - GAP, LINE)
    return Stairs(title, description, WIDTH, height, made.bands, made.ways, made.dots, made.words, made.rows)


def _person(
    made: Stairs,
    name: str,
    course: Sequence[Stand],
    y: float,
    across: Scale,
    days: tuple[date, date],
    stages: Sequence[str],
) -> float:
    """Draws one person from ``y`` down; returns where it ends."""
    for text, look in ((name, "val"), (course[-1].words, "ink")):
        for line in wrap_whole(text, (WIDTH - 4) * 0.86):
            made.words.append(Words(line, 2, y + 12, look))
            y += LINE
    top, floor = y + 4, y + 4 + STEPS * ROW
    low = 0
    for number, high in enumerate(LAST_OF_STAGE):
        band = Band(LEFT, floor - high * ROW, WIDTH - LEFT - RIGHT, (high - low) * ROW, f"stage-{number + 1}")
        made.bands.append(band)
        made.words.append(Words(stages[number], LEFT - 8, band.y + band.height / 2 + 4, anchor="end"))
        low = high
    up = Scale(1, STEPS, floor - ROW / 2, top + ROW / 2)
    dots = [Dot(across((stand.on - days[0]).days), up(stand.step)) for stand in course]
    made.dots.extend(dots)
    way = f"M{dots[0].x:.1f} {dots[0].y:.1f}"
    way += "".join(f"H{dot.x:.1f}V{dot.y:.1f}" for dot in dots[1:])
    made.ways.append(f"{way}H{across((days[1] - days[0]).days):.1f}")
    return floor + FOOT
