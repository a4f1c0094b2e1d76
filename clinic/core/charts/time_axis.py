"""What lies beneath a chart over time: months, and the phases of the treatment."""

from collections.abc import Sequence
from datetime import date

from clinic.core.charts.drawing import Label, NameDay, Rect, Scale, span

Phase = tuple[str, date, date]  # name, from, to


def month_labels(first: date, last: date, across: Scale, name_month: NameDay, right: float = 438) -> list[Label]:
    """Seven months at most, in even steps; January is named by its year."""
    count = max(1, (last.year - first.year) * 12 + last.month - first.month)
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 1200) if count / s <= 7)
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        day = date(year, month, 1)
        if day >= first and across(day.toordinal()) < right - 24:
            found.append(Label(across(day.toordinal()), 240, name_month(day) if month != 1 else f"{year}"))
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return found


def phase_ribbon(phases: Sequence[Phase], across: Scale, y: float, text_y: float = 0) -> list[Rect]:
    """A box for each phase that is wide enough to be seen, with its name where that fits."""
    ribbon = []
    for number, (name, start, end) in enumerate(phases):
        x, width = span(across(start.toordinal()), across(end.toordinal()))
        if width > 2:
            text = name if len(name) * 6.2 < width - 8 else ""
            ribbon.append(Rect(x, y, max(2, width - 2), 18, "two" if number % 2 else "", text, text_y))
    return ribbon
