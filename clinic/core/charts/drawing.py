"""What all charts are drawn with: scales, and shapes in the picture's own units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

NameDay = Callable[[date], str]  # a day's month, in the words of whoever looks


@dataclass(frozen=True)
class Scale:
    """Maps ``low``..``high`` to ``start``..``end`` on the picture, clamped to the ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return self.start
        share = min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        return round(self.start + (self.end - self.start) * share, 1)


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    kind: str = ""
    text: str = ""
    text_y: float = 0


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    kind: str = ""


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


def span(one: float, other: float) -> tuple[float, float]:
    """The lower of two places, and how far the other is from it."""
    low, high = sorted((one, other))
    return low, round(high - low, 1)


def specks(dots: Sequence[Dot]) -> str:
    """All points between the first and the last as one path of strokes without length, which round ends make dots."""
    return "".join(f"M{dot.x} {dot.y}h0" for dot in dots[1:-1])


def path(dots: Sequence[Dot]) -> str:
    """The points of a polyline."""
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)
