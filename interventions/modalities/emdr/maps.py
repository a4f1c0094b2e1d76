"""Geometry of the target ledger; ``charts/ledger.html`` draws it. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic.core.charts import Dot, Scale, path


@dataclass(frozen=True)
class Ledger:
    """Ready for ``charts/ledger.html``: SUD falls, VOC rises."""

    title: str
    description: str
    sud: list[Dot]
    voc: list[Dot]
    sud_path: str
    voc_path: str
    cuts: list[float]
    rows: list[tuple[str, str, str, str]]


def ledger(measures: Sequence[tuple[str, int, int | None, int | None]], *, title: str, description: str) -> Ledger:
    """One target over sets and sessions, in order: (day, sets so far, SUD 0 to 10, VOC 1 to 7)."""
    across = Scale(0, max(1, len(measures) - 1), 26, 300)
    sud_up, voc_up = Scale(0, 10, 104, 12), Scale(1, 7, 104, 12)
    sud = [Dot(across(i), sud_up(s)) for i, (_d, _n, s, _v) in enumerate(measures) if s is not None]
    voc = [Dot(across(i), voc_up(v)) for i, (_d, _n, _s, v) in enumerate(measures) if v is not None]
    cuts = [
        round((across(i - 1) + across(i)) / 2, 1)
        for i in range(1, len(measures))
        if measures[i][0] != measures[i - 1][0]
    ]
    rows = [(d, str(n), "–" if s is None else str(s), "–" if v is None else str(v)) for d, n, s, v in measures]
    return Ledger(title, description, sud, voc, path(sud), path(voc), cuts, rows)
