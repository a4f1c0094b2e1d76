"""Geometry of the cycle map; ``charts/cycle.html`` draws it. Pure: no Django.

Everything is measured before it is placed: a text is wrapped, never cut, and what holds it grows with it. Boxes and the
gaps between them are as wide as their texts need, within limits. For a phone people stand one beneath the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import ceil

from clinic.core.maps import text_width, wrap_whole

BOX, GAP, MARGIN, PAD, LINE = 270, 150, 12, 14, 16  # of boxes and gaps the most
LEAST_BOX, LEAST_GAP = 170, 92
LABELS, ASIDE = 72, 20  # widths of labels, and of what is beside the texts of a gap
BOLD = 0.86  # the share of a width that a bold text may take up by the measure of a plain one
TOP, ZONE, SPACE = 16, 32, 12  # above all; for the names of the two levels; between two texts of a box
PHONE, BETWEEN = 340, 94  # the whole width on a phone; of a text beside an arrow there
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
    """Ready for ``charts/cycle.html``. ``line``: the y between what shows and what is underneath; ``narrow``: the same
    for a phone, where several people side by side would not be seen at once."""

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
    narrow: "Cycle | None" = None


def _widest(texts: Iterable[str], width: float) -> float:
    """The width of the widest line, wrapped at most so wide: wrapped at that width, the lines are the same."""
    return max((text_width(line) for text in texts for line in wrap_whole(text, width)), default=0.0)


def _written(box: float) -> float:
    """The width of what was written beside the labels."""
    return box - 2 * PAD - LABELS - 8


def _box_for(people: Sequence[Partner], levels: tuple[str, str], *, alone: bool) -> int:
    """How wide the boxes have to be for what stands in them."""
    pairs = [pair for one in people for pair in (*one.shows, *one.feels, *([one.trigger] if alone else []))]
    inner = max(
        _widest((one.name for one in people), (BOX - 2 * PAD) * BOLD) / BOLD,
        _widest((one.position for one in people), BOX - 2 * PAD),
        _widest((text for _label, text in pairs), _written(BOX)) + LABELS + 8,
    )
    return max(LEAST_BOX, min(BOX, ceil(inner) + 2 * PAD), ceil(_widest(levels, BOX)) + PAD)


def _gap_for(people: Sequence[Partner]) -> int:
    """How wide the gaps have to be for what sets whom off."""
    return max(LEAST_GAP, min(GAP, ceil(_widest((one.trigger[1] for one in people), GAP - ASIDE)) + ASIDE))


class _Column:
    """Texts of one box, from its top down; ``bottom`` is where the next one would stand."""

    def __init__(self, x: float, top: float, box: float) -> None:
        self.x, self.bottom, self.box = x, top + PAD, box
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
            labels, lines = wrap_whole(label, LABELS), wrap_whole(text or "–", _written(self.box))
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
    box, gap = _box_for(people, levels, alone=alone), _gap_for(people)
    xs = [float(MARGIN + (box + gap) * place) for place in range(len(people))]
    top = float(TOP + ZONE)
    upper = [_upper(person, _Column(x, top, box), alone=alone) for person, x in zip(people, xs, strict=True)]
    loops = [_Loop(people[n], people[n + 1], xs[n] + box, gap, top, number) for n in range(len(people) - 1)]
    floor = max([one.bottom + PAD for one in upper] + [loop.bottom for loop in loops], default=top)
    line = floor + SPACE + 8
    lower = [_lower(person, _Column(x, line + ZONE - SPACE, box)) for person, x in zip(people, xs, strict=True)]
    end = max((one.bottom + PAD for one in lower), default=line + ZONE)
    words = [Words(levels[0], MARGIN + 2, TOP + 14), Words(levels[1], MARGIN + 2, line + 20)]
    return Cycle(
        title,
        description,
        float(2 * MARGIN + max(1, len(people)) * (box + gap) - gap),
        end + MARGIN,
        line,
        [Box(x, top, box, floor - top) for x in xs] + [Box(x, line + ZONE, box, end - line - ZONE) for x in xs],
        words
        + list(chain.from_iterable(group.words for group in (*upper, *lower)))
        + list(chain.from_iterable(loop.words for loop in loops)),
        [arrow for loop in loops for arrow in loop.arrows],
        [(p.name, label, text or "–") for p in people for label, text in (*p.shows, *p.feels, p.trigger) if label],
        [loop.disc for loop in loops if loop.disc],
    )


def _upper(person: Partner, column: _Column, *, alone: bool) -> _Column:
    inner = column.box - 2 * PAD
    column.add(person.name, inner * BOLD, "val")
    column.add(person.position, inner, person.kind)
    column.add_pairs([*([person.trigger] if alone and person.trigger[0] else []), *person.shows])
    return column


def _lower(person: Partner, column: _Column) -> _Column:
    column.add_pairs(person.feels)
    return column


class _Loop:
    """What stands between two boxes: an arrow each way, each with what it sets off in the one whom it reaches."""

    def __init__(
        self, left: Partner, right: Partner, x: float, gap: float, top: float, number: tuple[str, str] | None
    ) -> None:
        self.words: list[Words] = []
        self.gap, self.middle = gap, x + gap / 2
        self.disc = None if number is None else (0.0, 0.0)
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
        lines = wrap_whole(text, self.gap - ASIDE)
        self.words += [Words(line, self.middle, y + 12 + LINE * n, is_middle=True) for n, line in enumerate(lines)]
        return y + LINE * len(lines)

    def _arrow(self, x: float, y: float, to: int) -> Arrow:
        """From box to box, to the right bent upwards, to the left downwards."""
        begin, end = (x + 4, x + self.gap - 6) if to > 0 else (x + self.gap - 4, x + 6)
        d = f"M{begin:.1f} {y:.1f}Q{self.middle:.1f} {y - to * BOW:.1f} {end:.1f} {y:.1f}"
        return Arrow(d, f"M{end + 4 * to:.1f} {y + 2 * to:.1f}l{-12 * to} {-1 * to}l{5 * to} {-9 * to}z")


def cycle_with_narrow(
    people: Sequence[Partner],
    *,
    title: str,
    description: str,
    levels: tuple[str, str],
    number: tuple[str, str] | None = None,
) -> Cycle:
    """The map side by side, and of more than one person that for a phone with it."""
    made = cycle(people, title=title, description=description, levels=levels, number=number)
    return replace(made, narrow=_stacked(made, people, levels, number)) if len(people) > 1 else made


def _stacked(made: Cycle, people: Sequence[Partner], levels: tuple[str, str], number: tuple[str, str] | None) -> Cycle:
    """One beneath the other: what shows with the loop between two, then what is underneath."""
    y, boxes, columns, turns = float(TOP + ZONE), [], [], []
    for place, person in enumerate(people):
        columns.append(_upper(person, _Column(MARGIN, y, PHONE - 2 * MARGIN), alone=False))
        boxes.append(_framed(columns[-1], y))
        y += boxes[-1].height
        if place + 1 < len(people):
            turns.append(_Turn(person, people[place + 1], y, number))
            y = turns[-1].bottom
    line = y + SPACE + 8
    y = line + ZONE
    for person in people:
        column = _Column(MARGIN, y, PHONE - 2 * MARGIN)
        column.add(person.name, (column.box - 2 * PAD) * BOLD, "val")
        column.add_pairs(person.feels)
        columns.append(column)
        boxes.append(_framed(column, y))
        y += boxes[-1].height + SPACE
    words = [Words(levels[0], MARGIN + 2, TOP + 14), Words(levels[1], MARGIN + 2, line + 20)]
    return replace(
        made,
        width=float(PHONE),
        height=y - SPACE + MARGIN,
        line=line,
        boxes=boxes,
        words=words
        + [line for column in columns for line in column.words]
        + [line for turn in turns for line in turn.words],
        arrows=[arrow for turn in turns for arrow in turn.arrows],
        discs=[turn.disc for turn in turns if turn.disc],
    )


def _framed(column: _Column, top: float) -> Box:
    return Box(column.x, top, column.box, column.bottom + PAD - top)


class _Turn:
    """What stands between two boxes one beneath the other: an arrow down to the left, and one up to the right."""

    def __init__(self, upper: Partner, lower: Partner, top: float, number: tuple[str, str] | None) -> None:
        self.words: list[Words] = []
        half, aside = PHONE / 2, DISC + 4 + BETWEEN / 2
        down, up = (wrap_whole(one.trigger[1], BETWEEN) for one in (lower, upper))
        high = max(2 * DISC, LINE * len(down), LINE * len(up))
        self.top, self.bottom = top, top + high + 2 * SPACE
        middle = top + SPACE + high / 2
        for lines, x in ((down, half - aside), (up, half + aside)):
            first = middle - LINE * len(lines) / 2 + 12
            self.words += [Words(line, x, first + LINE * n, is_middle=True) for n, line in enumerate(lines)]
        self.disc = None if number is None else (half, middle)
        if number:
            self.words += [
                Words(number[0], half, middle - 2, "val", is_middle=True),
                Words(number[1], half, middle + 14, is_middle=True),
            ]
        edge = aside + BETWEEN / 2 + 14
        self.arrows = [self._arrow(half - edge, 1), self._arrow(half + edge, -1)]

    def _arrow(self, x: float, to: int) -> Arrow:
        """From box to box; ``to``: 1 downwards, -1 upwards."""
        begin, end = (self.top + 4, self.bottom - 6) if to > 0 else (self.bottom - 4, self.top + 6)
        d = f"M{x:.1f} {begin:.1f}Q{x - to * BOW / 2:.1f} {(begin + end) / 2:.1f} {x:.1f} {end:.1f}"
        return Arrow(d, f"M{x:.1f} {end + 4 * to:.1f}l-5 {-11 * to}h10z")
