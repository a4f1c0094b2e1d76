"""Where the parts map puts parts, and by which way its ties go. Pure: no Django.

Columns of cells: managers to the left, exiles in the middle with Self among them, firefighters to the right. Between
the columns are gutters and between the rows bands, and a tie runs in those alone, but for the straight piece beside its
own two parts: so no line can go through another part or a name, however many there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

RADIUS, REACH = 18, 24  # of a part; of what a tie keeps clear of at its ends (the ring of the target)
CELL, GUTTER, MARGIN, ROWS = 90, 46, 28, 10
LINE, ABOVE, BELOW, BAND, LANE, TOP = 14, 28, 24, 6, 7, 34
ASIDE = 8  # ties of the second kind leave a part this much lower
SELF_ROW = 1
SIDES = ("manager", "exile", "firefighter")

Place = tuple[int, int]  # column, row
Point = tuple[float, float]


def slot(kind: str, number: int) -> Place:
    """(column of its kind, row) of the number-th part of a kind; Self has a cell among the exiles."""
    if kind == "exile" and number >= SELF_ROW:
        number += 1
    return divmod(number, ROWS)


@dataclass(frozen=True)
class Line:
    """A tie's way: ``d`` as SVG has it, and the head of the arrow, empty where it has none."""

    d: str
    head: str


class Grid:
    """The columns and rows of a map with these parts (key → kind, number among its kind, lines of its name)."""

    def __init__(self, parts: Mapping[str, tuple[str, int, int]], ties: Sequence[tuple[str, str, str]]) -> None:
        slots = {key: (kind, *slot(kind, number)) for key, (kind, number, _lines) in parts.items()}
        columns: dict[str, int] = {"exile": 1}
        for kind, column, _row in slots.values():
            columns[kind] = max(columns.get(kind, 0), column + 1)
        self.columns = columns
        left, middle = columns.get("manager", 0), columns["exile"]
        self.count = left + middle + columns.get("firefighter", 0)
        begin = {"exile": left, "firefighter": left + middle}
        self.place: dict[str, Place] = {
            key: (left - 1 - column if kind == "manager" else begin[kind] + column, row)
            for key, (kind, column, row) in slots.items()
        }
        self.self_place: Place = (left, SELF_ROW)
        self.rows = 1 + max([SELF_ROW, *(row for _column, row in self.place.values())])
        self._lanes = self._give_lanes(ties)
        self._tops = self._stack_rows({key: lines for key, (_kind, _number, lines) in parts.items()})
        self.width = 2 * MARGIN + self.count * CELL + (self.count - 1) * GUTTER
        self.height = self._band_top(self.rows) + self._band_height(self.rows) + 8

    def _far(self, one: str, other: str) -> bool:
        """Whether another column lies between two parts."""
        return abs(self.place[one][0] - self.place[other][0]) > 1

    def _give_lanes(self, ties: Sequence[tuple[str, str, str]]) -> dict[int, tuple[int, int]]:
        """Number of a tie that crosses a column → its band, and which lane of it."""
        used: dict[int, int] = {}
        found = {}
        for number, (one, _kind, other) in enumerate(ties):
            if self._far(one, other):
                band = (self.place[one][1] + self.place[other][1] + 1) // 2
                found[number] = (band, used.get(band, 0))
                used[band] = used.get(band, 0) + 1
        self._used = used
        return found

    def _stack_rows(self, lines: Mapping[str, int]) -> list[float]:
        """The upper edge of each row, and of what comes after the last."""
        tallest = [1] * self.rows
        for key, (_column, row) in self.place.items():
            tallest[row] = max(tallest[row], lines[key])
        tops, y = [], float(TOP)
        for row, most in enumerate(tallest):
            y += self._band_height(row)
            tops.append(y)
            y += ABOVE + BELOW + LINE * most
        return [*tops, y]

    def _band_height(self, band: int) -> float:
        return BAND + LANE * self._used.get(band, 0)

    def _band_top(self, band: int) -> float:
        """Of the band above a row, or below the last."""
        return self._tops[band] - (self._band_height(band) if band < self.rows else 0)

    def left(self, column: int) -> float:
        """The left edge of a column."""
        return float(MARGIN + column * (CELL + GUTTER))

    def centre(self, place: Place) -> Point:
        """The middle of what stands in a cell."""
        return self.left(place[0]) + CELL / 2, self._tops[place[1]] + ABOVE

    def headings(self) -> Iterable[tuple[str, float]]:
        """Each kind that has columns, and the middle of them."""
        first = 0
        for kind in SIDES:
            if count := self.columns.get(kind, 0):
                yield kind, (self.left(first) + self.left(first + count - 1) + CELL) / 2
                first += count

    def line(self, number: int, tie: tuple[str, str, str]) -> Line:
        """The way of a tie (one, its kind, other): ``protects`` has a head, ``polarised`` leaves lower and has none."""
        one, kind, other = tie
        aside = 0 if kind == "protects" else ASIDE
        (x1, y1), (x2, y2) = self.centre(self.place[one]), self.centre(self.place[other])
        y1, y2 = (y1 - ASIDE, y2 + ASIDE) if one == other else (y1 + aside, y2 + aside)
        (start, _row), (end, _other_row) = self.place[one], self.place[other]
        if start == end:
            d, towards = self._beside(start, kind, (x1, y1), (x2, y2))
        else:
            d, towards = self._across(number, start, end, (x1, y1), (x2, y2)), 1 if start < end else -1
        tip = x2 - towards * REACH
        head = f"M{tip:.1f} {y2:.1f}l{-9 * towards} -5v10z" if kind == "protects" else ""
        return Line(d, head)

    def _beside(self, column: int, kind: str, one: Point, other: Point) -> tuple[str, int]:
        """Between two parts of a column: out into the gutter (of polarised ones the other gutter), and back."""
        outside = -1 if column < self.self_place[0] else 1
        out = outside if kind == "protects" else -outside
        x = self.left(column) + (CELL if out > 0 else 0)
        bulge = x + out * min(MARGIN - 10.0, 22 + abs(one[1] - other[1]) / 12)
        begin, end = one[0] + out * REACH, other[0] + out * REACH
        curve = f"C{bulge:.1f} {one[1]:.1f} {bulge:.1f} {other[1]:.1f} {x:.1f} {other[1]:.1f}"
        return f"M{begin:.1f} {one[1]:.1f}H{x:.1f}{curve}H{end:.1f}", -out

    def _across(self, number: int, start: int, end: int, one: Point, other: Point) -> str:
        """From a column to another one: through the gutter, or through two and a lane between the rows."""
        to = 1 if start < end else -1

        def side(column: int, out: int) -> float:
            return self.left(column) + (CELL if out > 0 else 0)

        def bend(begin: float, y1: float, finish: float, y2: float) -> str:
            half = (begin + finish) / 2
            return f"H{begin:.1f}C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {finish:.1f} {y2:.1f}"

        way = f"M{one[0] + to * REACH:.1f} {one[1]:.1f}"
        if number in self._lanes:
            band, lane = self._lanes[number]
            y = self._band_top(band) + BAND / 2 + LANE * (lane + 0.5)
            way += bend(side(start, to), one[1], side(start + to, -to), y)
            way += bend(side(end - to, to), y, side(end, -to), other[1])
        else:
            way += bend(side(start, to), one[1], side(end, -to), other[1])
        return f"{way}H{other[0] - to * REACH:.1f}"
