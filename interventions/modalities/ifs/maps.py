"""Geometry of the parts map; ``charts/parts.html`` draws it. Pure: no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clinic.core.maps import wrap_whole
from interventions.modalities.ifs.grid import CELL, LINE, RADIUS, REACH, Grid

AROUND = 113.1  # the length of a ring with the radius of a part
STEPS = ("noticed", "befriended", "permitted", "witnessed", "unburdened", "new-role")


@dataclass(frozen=True)
class PartOnMap:
    """A part as the map needs it. ``number``: among all of its kind that ever were; ``stage``: one of STEPS.

    ``words``: its kind and stage in words; ``mark``: what stands below its name.
    """

    key: str
    name: str
    kind: str
    stage: str
    number: int
    words: tuple[str, str] = ("", "")
    mark: str = ""


@dataclass(frozen=True)
class TextLine:
    """A line of a name, with the y of its baseline."""

    text: str
    y: float


@dataclass(frozen=True)
class Node:
    """A part on the map. ``arc`` is the ring's length that shows how far it has come, of ``around``."""

    key: str
    name: str
    lines: list[TextLine]
    kind: str
    words: tuple[str, str]
    x: float
    y: float
    arc: float
    is_target: bool = False
    around: float = AROUND


@dataclass(frozen=True)
class Edge:
    """A tie: ``d`` its way, ``head`` the arrow's. ``answer``: of a protector of the target, its permission."""

    kind: str
    d: str
    head: str
    text: str
    answer: str = ""


@dataclass(frozen=True)
class PartsMap:
    """Ready for ``charts/parts.html``."""

    title: str
    description: str
    nodes: list[Node]
    edges: list[Edge]
    width: float
    height: float
    self_text: str
    self_at: tuple[float, float]
    headings: list[tuple[str, float]]
    has_target: bool = False
    reach: int = REACH - 1
    radius: int = RADIUS


@dataclass(frozen=True)
class Ties:
    """``rows``: (key of the one, ``protects`` or ``polarised``, key of the other). ``words``: of the two kinds.

    ``answers``: key of a protector of the target → what it answered, and that in words.
    """

    rows: Sequence[tuple[str, str, str]] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def parts_map(
    parts: Sequence[PartOnMap], ties: Ties, *, title: str, description: str, self_text: str = "Self", target: str = ""
) -> PartsMap:
    """Managers to the left, firefighters to the right, exiles and Self between them. ``target``: the key of a part.

    A part keeps its column and row however many are added. Ties to parts that are not there are left out.
    """
    names = {part.key: part for part in parts}
    lines = {key: [*wrap_whole(one.name, CELL), *wrap_whole(one.mark, CELL)] for key, one in names.items()}
    drawn = [tie for tie in ties.rows if tie[0] in names and tie[2] in names]
    grid = Grid({key: (one.kind, one.number, len(lines[key])) for key, one in names.items()}, drawn)
    nodes = [_node(part, grid, lines[part.key], target) for part in parts]
    edges = []
    for number, tie in enumerate(drawn):
        one, kind, other = tie
        answer, said = ties.answers.get(one, ("", "")) if (kind, other) == ("protects", target) else ("", "")
        words = f"{names[one].name} {ties.words.get(kind, kind)} {names[other].name}"
        way = grid.line(number, tie)
        edges.append(Edge(kind, way.d, way.head, f"{words}: {said}" if said else words, answer))
    return PartsMap(
        title,
        description,
        nodes,
        edges,
        grid.width,
        round(grid.height, 1),
        self_text,
        grid.centre(grid.self_place),
        list(grid.headings()),
        target in names,
    )


def _node(part: PartOnMap, grid: Grid, lines: Sequence[str], target: str) -> Node:
    x, y = grid.centre(grid.place[part.key])
    texts = [TextLine(text, y + REACH + 11 + LINE * number) for number, text in enumerate(lines)]
    arc = round(AROUND * (STEPS.index(part.stage) + 1) / len(STEPS), 1)
    return Node(part.key, part.name, texts, part.kind, part.words, x, y, arc, part.key == target)
