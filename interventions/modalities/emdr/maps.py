"""Geometry of the target ledger; ``charts/ledger.html`` draws it. Pure: no Django.

SUD and VOC have a lane each, so that no course ever runs through the other's marks. Sessions stand side by side and go
on in the next row, as words do: a ledger is as wide on a phone as on a desk, and grows downwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from clinic.core.charts import Dot, Scale, path
from clinic.core.maps import text_width, wrap_whole

WIDTH, LEFT, RIGHT = (
    340,
    44,
    314,
)  # the numbers of the axis and of the first and last mark stand outside of LEFT and RIGHT
STEP, EDGE, GAP, LABEL = 16, 4, 6, 120  # a number's place, the edge of a session, between two, its label's usual width
SUD_HIGH, BETWEEN, VOC_HIGH, LINE, HEAD, FOOT = 72, 16, 42, 14, 12, 10
MOST_SITTINGS = 13  # drawn: the first, and the newest twelve; the table has all
MOST_POINTS = (RIGHT - LEFT - 2 * EDGE) // STEP


@dataclass(frozen=True)
class Sitting:
    """A day of work on the target: what stands under it, and its (SUD, VOC) in order."""

    label: Sequence[str]
    points: Sequence[tuple[int | None, int | None]]
    is_open: bool = False  # left incomplete


@dataclass(frozen=True)
class Box:
    """A session on the picture, from ``top`` on."""

    x: float
    top: float
    width: float
    height: float
    is_open: bool


@dataclass(frozen=True)
class Words:
    """A line of text; ``at``: start, middle or end."""

    x: float
    y: float
    text: str
    at: str = "start"
    look: str = ""


@dataclass(frozen=True)
class Ledger:
    """Ready for ``charts/ledger.html``: SUD falls in the upper lane, VOC rises in the lower one.

    ``rows``: the table; ``steps``: (name, state) of the target's steps; ``lines``: what was said of it, (label, text).
    """

    title: str
    description: str
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    grid: list[float] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    sud: list[Dot] = field(default_factory=list)
    voc: list[Dot] = field(default_factory=list)
    sud_paths: list[str] = field(default_factory=list)
    voc_paths: list[str] = field(default_factory=list)
    rows: Sequence[tuple[str, ...]] = ()
    steps: Sequence[tuple[object, str]] = ()
    lines: Sequence[tuple[str, str]] = ()
    width: float = WIDTH


@dataclass(frozen=True)
class _Placed:
    """A session in its row, with its label in lines."""

    x: float
    width: float
    lines: list[str]
    sitting: Sitting

    @property
    def places(self) -> list[float]:
        """Where its numbers stand."""
        count = len(self.sitting.points)
        first = self.x + (self.width - count * STEP) / 2 + STEP / 2
        return [round(first + STEP * number, 1) for number in range(count)]


def _pieces(sittings: Sequence[Sitting]) -> Iterator[Sitting]:
    """The sessions to be drawn; one with very many numbers goes on in another piece."""
    drawn = [*sittings[:1], *sittings[1:][-(MOST_SITTINGS - 1) :]]
    for one in drawn:
        for start in range(0, max(1, len(one.points)), MOST_POINTS):
            yield replace(one, points=one.points[start : start + MOST_POINTS])


def _in_rows(sittings: Sequence[Sitting]) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    x = float(RIGHT)
    for one in _pieces(sittings):
        label = min(LABEL, max((text_width(text) for text in one.label), default=0))
        width = max(len(one.points) * STEP + 2 * EDGE, label)
        if not rows or x + width > RIGHT:
            rows.append([])
            x = LEFT
        lines = [line for text in one.label for line in wrap_whole(text, width)]
        rows[-1].append(_Placed(x, width, lines, one))
        x += width + GAP
    return rows


def _ends(dots: Sequence[Dot], numbers: Sequence[int]) -> list[Words]:
    """The first and the newest number of a lane, beside their marks."""
    if not dots:
        return []
    found = [Words(dots[-1].x + 8, dots[-1].y + 4, str(numbers[-1]), look="val")]
    if len(dots) > 1:
        found.append(Words(dots[0].x - 8, dots[0].y + 4, str(numbers[0]), "end", "val"))
    return found


@dataclass
class _Lane:
    """The marks of one kind of number: ``which`` of a point, from ``low`` to ``high``."""

    which: int
    low: int
    high: int
    tall: int
    dots: list[Dot] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def draw(self, row: Sequence[_Placed], top: float) -> Scale:
        """The marks of a row whose lane begins at ``top``; returns where its numbers lie."""
        scale = Scale(self.low, self.high, top + self.tall, top)
        here: list[Dot] = []
        for placed in row:
            for x, point in zip(placed.places, placed.sitting.points, strict=True):
                if (value := point[self.which]) is not None:
                    here.append(Dot(x, scale(value)))
                    self.numbers.append(value)
        self.dots.extend(here)
        if len(here) > 1:
            self.paths.append(path(here))
        return scale


def _under(placed: _Placed, top: float, bottom: float) -> tuple[Box, list[Words]]:
    """The ground of a session, and its label under it."""
    ground = Box(placed.x, top, placed.width, bottom + 6 - top, placed.sitting.is_open)
    middle = placed.x + placed.width / 2
    lines = enumerate(placed.lines)
    return ground, [Words(middle, bottom + 22 + LINE * number, line, "middle") for number, line in lines]


def ledger(sittings: Sequence[Sitting], *, title: str, description: str) -> Ledger:
    """One target over its sessions, in order: SUD 0 to 10, VOC 1 to 7."""
    made, top = Ledger(title, description), 0.0
    sud, voc = _Lane(0, 0, 10, SUD_HIGH), _Lane(1, 1, 7, VOC_HIGH)
    has_voc = any(number is not None for one in sittings for _sud, number in one.points)
    for row in _in_rows(sittings):
        at = top + HEAD
        for lane in (sud, voc) if has_voc else (sud,):
            scale = lane.draw(row, at)
            made.grid.extend((scale.start, scale.end))
            ends = ((scale.end, lane.high), (scale.start, lane.low))
            made.words.extend(Words(20, y + 4, str(number), "end") for y, number in ends)
            at = scale.start + BETWEEN
        bottom = at - BETWEEN
        for placed in row:
            ground, words = _under(placed, top + HEAD - 6, bottom)
            made.boxes.append(ground)
            made.words.extend(words)
        top = bottom + 12 + LINE * max(len(placed.lines) for placed in row) + FOOT
    made.words.extend([*_ends(sud.dots, sud.numbers), *_ends(voc.dots, voc.numbers)])
    made.sud.extend(sud.dots)
    made.voc.extend(voc.dots)
    made.sud_paths.extend(sud.paths)
    made.voc_paths.extend(voc.paths)
    return replace(made, height=top)
