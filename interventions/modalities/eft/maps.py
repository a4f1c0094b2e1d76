"""Geometry of the cycle map; ``charts/cycle.html`` draws it. Pure: no Django.

Everything is measured before it is placed: a text is wrapped, never cut, and what holds it grows with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from clinic.core.maps import wrap_whole

BOX, GAP, MARGIN, PAD, LINE = 270, 150, 12, 14, 16
LABELS, WORDS, BETWEEN = 72, BOX - 2 * PAD - 72 - 8, GAP - 20  # widths of texts; WORDS of what was written
BOLD = 0.86  # the share of a width that a bold text may take up by the measure of a plain one
TOP, ZONE, SPACE = 16, 32, 12  # above all; for the names of the two levels; between two texts of a box
BOW, DISC = 24, 28  # how far an arrow is bent; the radius of the number between two people
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Partner:
    """What the map needs of a person. ``shows`` and ``feels``: (label, text) above and below the line.

    ``kind``: the key of the position; ``trigger``: what sets this person off, with its label.
    """

    name: str
    position: str
    kind: str
    shows: Pairs
    feels: Pairs
    trigger: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Words:
    """A line of text: where it begins, or where its middle is."""

    text: str
    x: float
    y: float
    look: str = ""
    is_middle: bool = False


@dataclass(frozen=True)
class Box:
    """A frame around texts."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Arrow:
    """One's action as the other's trigger: ``d`` its way, ``head`` its head."""

    d: str
    head: str


@dataclass(frozen=True)
class Cycle:
    """Ready for ``charts/cycle.html``. ``line``: the y between what shows and what is underneath."""

    title: str
    description: str
    width: float
    height: float
    line: float
    boxes: list[Box]
    words: list[Words]
    arrows: list[Arrow]
    rows: list[tuple[str, str, str]]
    discs: list[tuple[float, float]] = field(default_factory=list)


class _Column:
    """Texts of one box, from its top down; ``bottom`` is where the next one would stand."""

    def __init__(self, x: float, top: float) -> None:
        self.x, self.bottom = x, top + PAD
        self.words: list[Words] = []

    def add(self, text: str, width: float, look: str) -> None:
        """Lines over the whole width."""
        for line in wrap_whole(text, width):
            self.words.append(Words(line, self.x + PAD, self.bottom + 12, look))
            self.bottom += LINE

    def add_pairs(self, pairs: Pairs) -> None:
        """Labels to the left, what was written beside them."""
        for label, text in pairs:
            self.bottom += SPACE
            labels, lines = wrap_whole(label, LABELS), wrap_whole(text or "–", WORDS)
            for number, line in enumerate(labels):
                self.words.append(Words(line, self.x + PAD, self.bottom + 12 + LINE * number))
            for number, line in enumerate(lines):
                x = self.x + PAD + LABELS + 8
                self.words.append(Words(line, x, self.bottom + 12 + LINE * number, "ink"))
            self.bottom += LINE * max(len(labels), len(lines))


def cycle(
    people: Sequence[Partner],
    *,
    title: str,
    description: str,
    levels: tuple[str, str],
    number: tuple[str, str] | None = None,
) -> Cycle:
    """The loop between people side by side, or one person's own side, where the trigger stands in the box.

    ``levels``: the names of what shows and what is underneath; ``number``: the newest intensity, and "of 10".
    """
    alone = len(people) == 1
    xs = [float(MARGIN + (BOX + GAP) * place) for place in range(len(people))]
    top = float(TOP + ZONE)
    upper = [_upper(person, x, top, alone=alone) for person, x in zip(people, xs, strict=True)]
    loops = [_Loop(people[n], people[n + 1], xs[n] + BOX, top, number) for n in range(len(people) - 1)]
    floor = max([one.bottom + PAD for one in upper] + [loop.bottom for loop in loops], default=top)
    line = floor + SPACE + 8
    lower = [_lower(person, x, line + ZONE) for person, x in zip(people, xs, strict=True)]
    end = max((one.bottom + PAD for one in lower), default=line + ZONE)
    words = [Words(levels[0], MARGIN + 2, TOP + 14), Words(levels[1], MARGIN + 2, line + 20)]
    return Cycle(
        title,
        description,
        float(2 * MARGIN + max(1, len(people)) * (BOX + GAP) - GAP),
        end + MARGIN,
        line,
        [Box(x, top, BOX, floor - top) for x in xs] + [Box(x, line + ZONE, BOX, end - line - ZONE) for x in xs],
        words
        + list(chain.from_iterable(group.words for group in (*upper, *lower)))
        + list(chain.from_iterable(loop.words for loop in loops)),
        [arrow for loop in loops for arrow in loop.arrows],
        [(p.name, label, text or "–") for p in people for label, text in (*p.shows, *p.feels, p.trigger) if label],
        [loop.disc for loop in loops if loop.disc],
    )


def _upper(person: Partner, x: float, top: float, *, alone: bool) -> _Column:
    column = _Column(x, top)
    column.add(person.name, (BOX - 2 * PAD) * BOLD, "val")
    column.add(person.position, BOX - 2 * PAD, person.kind)
    column.add_pairs([*([person.trigger] if alone and person.trigger[0] else []), *person.shows])
    return column


def _lower(person: Partner, x: float, top: float) -> _Column:
    column = _Column(x, top - SPACE)
    column.add_pairs(person.feels)
    return column


class _Loop:
    """What stands between two boxes: an arrow each way, each with what it sets off in the one whom it reaches."""

    def __init__(self, left: Partner, right: Partner, x: float, top: float, number: tuple[str, str] | None) -> None:
        self.words: list[Words] = []
        self.middle, self.disc = x + GAP / 2, None if number is None else (0.0, 0.0)
        y = self._texts(right.trigger[1], top)
        there = self._arrow(x, y + BOW, 1)
        y += BOW + SPACE
        if number:
            self.disc = (self.middle, y + DISC)
            self.words += [
                Words(number[0], self.middle, y + DISC - 2, "val", is_middle=True),
                Words(number[1], self.middle, y + DISC + 14, is_middle=True),
            ]
            y += 2 * DISC + SPACE
        back = self._arrow(x, y, -1)
        self.arrows = [there, back]
        self.bottom = self._texts(left.trigger[1], y + BOW) + SPACE

    def _texts(self, text: str, y: float) -> float:
        lines = wrap_whole(text, BETWEEN)
        self.words += [Words(line, self.middle, y + 12 + LINE * n, is_middle=True) for n, line in enumerate(lines)]
        return y + LINE * len(lines)

    def _arrow(self, x: float, y: float, to: int) -> Arrow:
        """From box to box, to the right bent upwards, to the left downwards."""
        begin, end = (x + 4, x + GAP - 6) if to > 0 else (x + GAP - 4, x + 6)
        d = f"M{begin:.1f} {y:.1f}Q{self.middle:.1f} {y - to * BOW:.1f} {end:.1f} {y:.1f}"
        return Arrow(d, f"M{end + 4 * to:.1f} {y + 2 * to:.1f}l{-12 * to} {-1 * to}l{5 * to} {-9 * to}z")
