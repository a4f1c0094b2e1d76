"""A treatment on one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.core.charts.drawing import Label, NameDay, Rect, Scale
from clinic.core.charts.time_axis import Phase, month_labels, phase_ribbon


@dataclass(frozen=True)
class Lane:
    """One kind of thing that happened: ``marks`` are places across."""

    name: str
    kind: str
    y: float
    marks: list[float]

    @property
    def mark_path(self) -> str:
        """All marks as strokes without length, which round ends make dots."""
        return "".join(f"M{x} {self.y}h0" for x in self.marks)


@dataclass(frozen=True)
class Timeline:
    """Ready for ``charts/timeline.html``; ``rows`` are (day, lane, in words), the newest first."""

    title: str
    description: str
    lanes: list[Lane]
    ribbon: list[Rect]
    months: list[Label]
    rows: list[tuple[date, str, str]]
    height: float


def timeline(
    lanes: Sequence[tuple[str, str, Sequence[tuple[date, str]]]],
    *,
    title: str,
    description: str,
    since: date,
    until: date,
    phases: Sequence[Phase] = (),
    name_month: NameDay = "{:%b}".format,
) -> Timeline:
    """What happened between two days, a lane a kind: (name, kind, [(day, in words)]). Days outside are left out."""
    across = Scale(since.toordinal(), max(until.toordinal(), since.toordinal() + 1), 120, 700)
    made, rows = [], []
    for number, (name, kind, events) in enumerate(lanes):
        inside = [(day, words) for day, words in events if since <= day <= until]
        marks = sorted({across(day.toordinal()) for day, _words in inside})
        made.append(Lane(name, kind, 18.0 + 22 * number, marks))
        rows += [(day, name, words) for day, words in inside]
    floor = 18.0 + 22 * len(made)
    months = [
        Label(label.x, floor + 28, label.text) for label in month_labels(since, until, across, name_month, right=724)
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    return Timeline(
        title, description, made, phase_ribbon(phases, across, floor - 8, floor + 5), months, rows, floor + 36
    )
