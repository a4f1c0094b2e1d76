"""Geometry of the activation curve; ``charts/activation.html`` draws it. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic.core.charts import Dot, Rect, Scale, path
from clinic.core.maps import text_width, wrap_whole

LEFT, TOP, BOTTOM = 84.0, 14.0, 244.0
STEP = 24.0  # px between two marks at least: circles of 9 and their ring
EDGE = 12.0  # px that a mark keeps from the edge of its state's band
NARROWEST = 400.0
LINE, LEGEND_TOP = 16.0, 290.0
USUAL = (3, 7)  # where the window lies until it is known for the person


@dataclass(frozen=True)
class Mark:
    """A letter on the curve. ``moved``: its number lies outside the band of the chosen state, which decides."""

    x: float
    y: float
    letter: str
    level: int
    moved: bool


@dataclass(frozen=True)
class TextLine:
    """One line of text with its baseline."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Activation:
    """Ready for ``charts/activation.html``."""

    title: str
    description: str
    bands: list[Rect]
    path: str
    marks: list[Mark]
    minutes: list[tuple[int, float]]
    legend: list[TextLine]
    limits: list[TextLine]
    width: float
    height: float
    rows: list[tuple[int, str, str, int, str]] = field(default_factory=list)


Moment = tuple[int, str, str, int, str, str]  # minute, channel, words, activation, state's key, state in words


def activation(
    moments: Sequence[Moment],
    *,
    title: str,
    description: str,
    bands: tuple[str, str, str],
    window: tuple[int, int] = USUAL,
) -> Activation:
    """One session over the window of tolerance, in order of time.

    ``window``: where it begins and ends for this person, 0 to 10. The state that was chosen decides in which band a
    moment lies; its activation decides the height as far as the band allows. Words stand below, whole.
    """
    low, high = window
    up = Scale(0, 10, BOTTOM, TOP)
    edges = {"hyper": (up(10), up(high)), "window": (up(high), up(low)), "hypo": (up(low), up(0))}
    edges = _with_room(edges)
    xs, width = _places([moment[0] for moment in moments])
    rects = [
        Rect(LEFT, top, width - LEFT - 20, round(bottom - top, 1), key, words, round((top + bottom) / 2, 1))
        for (key, (top, bottom)), words in zip(edges.items(), bands, strict=True)
    ]
    marks = [_mark(x, moment, edges[moment[4]], up) for x, moment in zip(xs, moments, strict=True)]
    legend = _legend(moments, width)
    height = (legend[-1].y if legend else LEGEND_TOP - LINE) + 10
    limits = [
        TextLine(LEFT - 6, round(edges["window"][0] + 4, 1), str(high)),
        TextLine(LEFT - 6, round(edges["window"][1] + 4, 1), str(low)),
    ]
    dots = [Dot(mark.x, mark.y) for mark in marks]
    rows = [(minute, channel, words, level, state) for minute, channel, words, level, _key, state in moments]
    return Activation(
        title, description, rects, path(dots), marks, _ticks(moments, xs), legend, limits, width, round(height, 1), rows
    )


def _with_room(edges: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The same three bands, none lower than two marks: a window from 0 or up to 10 leaves the others their place."""
    least, total = 2 * EDGE + 6, BOTTOM - TOP
    sizes = {key: bottom - top for key, (top, bottom) in edges.items()}
    lacking = sum(max(0.0, least - size) for size in sizes.values())
    spare = sum(max(0.0, size - least) for size in sizes.values())
    found, y = {}, TOP
    for key, size in sizes.items():
        own = least if size <= least else size - lacking * (size - least) / spare
        found[key] = (round(y, 1), round(y + own, 1))
        y += own
    assert abs(y - TOP - total) < 1  # noqa: S101 - the bands fill the picture
    return found


def _places(minutes: Sequence[int]) -> tuple[list[float], float]:
    """Where the marks stand: by time, but never closer than a mark is wide; and how wide the picture is."""
    last = max(minutes, default=50)
    across = Scale(0, max(10, last), LEFT + 16, NARROWEST - 40)
    found: list[float] = []
    for minute in minutes:
        x = across(minute)
        found.append(round(max(x, found[-1] + STEP) if found else x, 1))
    return found, max(NARROWEST, round((found[-1] if found else 0) + 40, 1))


def _mark(x: float, moment: Moment, band: tuple[float, float], up: Scale) -> Mark:
    top, bottom = band[0] + EDGE, band[1] - EDGE
    y = up(moment[3])
    inside = min(max(y, top), bottom)
    return Mark(x, round(inside, 1), moment[1], moment[3], not band[0] <= y <= band[1])


def _ticks(moments: Sequence[Moment], xs: Sequence[float]) -> list[tuple[int, float]]:
    """(minute, x) under the marks, as far as there is room for the numbers."""
    found: list[tuple[int, float]] = []
    free = 0.0
    for moment, x in zip(moments, xs, strict=True):
        half = text_width(str(moment[0])) / 2
        if x - half >= free and (not found or found[-1][0] != moment[0]):
            found.append((moment[0], x))
            free = x + half + 6
    return found


def _legend(moments: Sequence[Moment], width: float) -> list[TextLine]:
    found: list[TextLine] = []
    y = LEGEND_TOP
    for minute, channel, words, level, _key, _state in moments:
        for number, line in enumerate(wrap_whole(f"{minute}′ {channel} {level} {words}".strip(), width - 40)):
            found.append(TextLine(4 + (14 if number else 0), round(y, 1), line))
            y += LINE
    return found
