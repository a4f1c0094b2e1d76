"""Geometry of the activation curve; ``charts/activation.html`` draws it. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic.core.charts import Dot, Rect, Scale, path
from clinic.core.maps import wrap_text


@dataclass(frozen=True)
class Mark:
    """A letter on the curve with its words."""

    x: float
    y: float
    letter: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Activation:
    """Ready for ``charts/activation.html``."""

    title: str
    description: str
    bands: list[Rect]
    path: str
    marks: list[Mark]
    minutes: list[tuple[int, float]]
    rows: list[tuple[int, str, str, int, str]] = field(default_factory=list)


def activation(
    moments: Sequence[tuple[int, str, str, int, str]], *, title: str, description: str, bands: tuple[str, str, str]
) -> Activation:
    """One session over the window of tolerance: (minute, channel, words, activation 0 to 10, state) in order of time.

    The window lies between 3 and 7: where it is for a person follows from the recorded state, not from the number.
    """
    last = max((m[0] for m in moments), default=50)
    across, up = Scale(0, max(10, last), 70, 680), Scale(0, 10, 244, 14)
    rects = [
        Rect(70, up(10), 610, up(7) - up(10), "hyper", bands[0], (up(10) + up(7)) / 2),
        Rect(70, up(7), 610, up(3) - up(7), "window", bands[1], (up(7) + up(3)) / 2),
        Rect(70, up(3), 610, up(0) - up(3), "hypo", bands[2], (up(3) + up(0)) / 2),
    ]
    dots = [Dot(across(m[0]), up(m[3])) for m in moments]
    marks = [
        Mark(dot.x, dot.y, m[1], wrap_text(m[2], 26, 1)[0] if m[2] else "", "end" if dot.x > 500 else "start")
        for dot, m in zip(dots, moments, strict=True)
    ]
    step = 5 if last <= 60 else 20
    return Activation(
        title, description, rects, path(dots), marks, [(n, across(n)) for n in range(0, last + 1, step)], list(moments)
    )
