"""Small pieces of the templates."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from html import escape
from typing import Any, SupportsFloat

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.core import charts, phones
from clinic.core.moments import local_text
from clinic.core.periods import from_in_words, until_in_words

register = template.Library()


@lru_cache(maxsize=8192)
def _day_in(day: date, language: str) -> str:
    return date_format(day, "j M Y")


def day_text(day: date) -> str:
    """A day in words; tables of numbers hold hundreds of them, page after page the same."""
    return _day_in(day, get_language() or "")


def _table_rows(rows: Iterable[Sequence[str]]) -> SafeString:
    """Rows of a table, escaped; there are hundreds, and ``format_html_join`` takes ten times as long for them."""
    return SafeString("".join(f"<tr><td>{'</td><td>'.join(map(escape, row))}</td></tr>" for row in rows))


@register.inclusion_tag("charts/sparkline.html")
def sparkline(values: Sequence[float], kind: str = "") -> dict[str, object]:
    """A small line of scores; ``kind``: good, risk or nothing."""
    return {"line": charts.sparkline(values, kind)}


@register.inclusion_tag("charts/plane.html")
def plane(chart: charts.Plane, chart_id: str = "plane") -> dict[str, object]:
    """The attachment plane. Its numbers are put into words here: a filter a cell would take most of the time."""
    rows = [(day_text(p.on), f"{p.x:.2f}", f"{p.y:.2f}") for p in chart.rows]
    rows += [(f"{m.name}, {day_text(m.point.on)}", f"{m.point.x:.2f}", f"{m.point.y:.2f}") for m in chart.marks]
    return {
        "chart": chart,
        "chart_id": chart_id,
        "rows": _table_rows(rows),
    }


@register.inclusion_tag("charts/course.html")
def course(chart: charts.Course, chart_id: str | int = "course") -> dict[str, object]:
    """A score over time."""
    cells = [(day_text(row.on), f"{row.value:g}", row.verdict or "–") for row in chart.rows]
    return {"chart": chart, "chart_id": chart_id, "rows": _table_rows(cells)}


@register.inclusion_tag("charts/profile.html")
def profile(chart: charts.Profile, chart_id: str | int = "profile") -> dict[str, object]:
    """Several scales of one instrument."""
    return {"chart": chart, "chart_id": chart_id}


@register.inclusion_tag("charts/timeline.html")
def timeline(chart: charts.Timeline, chart_id: str = "timeline") -> dict[str, object]:
    """A treatment on one line."""
    words = [(day_text(day), lane, text) for day, lane, text in chart.rows]
    return {"chart": chart, "chart_id": chart_id, "rows": _table_rows(words)}


@register.simple_tag
def picture(name: str, chart: object, chart_id: str) -> str:
    """Any chart by the name of its template."""
    return render_to_string(f"charts/{name}.html", {"chart": chart, "chart_id": chart_id})


@register.filter
def when(moment: datetime | None) -> str:
    """A moment as people say it: today 14:00, tomorrow 09:00, Fri 11:30, 3 Mar 09:00."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    days = (local.date() - timezone.localdate()).days
    if days == 0:
        return _("today %(time)s") % {"time": local_text(local)}
    if days == 1:
        return _("tomorrow %(time)s") % {"time": local_text(local)}
    return local_text(local, "D H:i" if 0 < days < 7 else "j M H:i" if abs(days) < 300 else "j M Y")


@register.filter(expects_localtime=True)
def at(local: datetime | None, form: str) -> str:
    """A moment in Django's date format ``form``, in place of the filter ``date`` wherever a time of day is shown: as
    the clocks go back it says which of the two."""
    return local_text(local, form) if local else ""


@register.filter
def of_ten(value: int, of: int) -> float:
    """``value`` of ``of`` as a width from 0 to 72."""
    return round(72 * min(1.0, value / of), 1) if of else 0


@register.filter
def margin(sem: Any) -> str:
    """Half of the 95 % interval of a score with this standard error."""
    return f"{1.96 * float(sem):.2f}"


@register.filter
def signed(value: SupportsFloat) -> str:
    """A difference with its sign."""
    return f"{float(value):+g}".replace("-", "−")


@register.filter
def weekday(number: int) -> str:
    """The short name of a day of the week; 0 is Monday."""
    return str(WEEKDAYS_ABBR[number])


@register.filter
def clock(minute: int) -> str:
    """Minutes after midnight as a time of day."""
    return f"{minute // 60}:{minute % 60:02}"


@register.filter
def minutes(value: float | None) -> str:
    """A duration in minutes, for example "45 min" or "3 h 20 min" or "2 d 4 h"; a dash for none."""
    if value is None:
        return "–"
    whole = round(value)
    if whole < 60:
        return _("%(n)s min") % {"n": whole}
    if whole < 48 * 60:
        return _("%(h)s h %(n)s min") % {"h": whole // 60, "n": whole % 60}
    return _("%(d)s d %(h)s h") % {"d": whole // 1440, "h": whole % 1440 // 60}


@register.filter
def stretch(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, in words: days alone where it is whole days."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if first.time() == last.time() == time():
        last -= timedelta(days=1)
        days = date_format(first, "D j M"), date_format(last, "D j M")
        return days[0] if first.date() >= last.date() else f"{days[0]} – {days[1]}"
    return f"{local_text(first, 'D j M, H:i')} – {local_text(last, 'D j M, H:i')}"


register.filter("from_in_words", from_in_words)
register.filter("until_in_words", until_in_words)


@register.filter
def dialled(number: str) -> str:
    """A telephone number as a link dials it, for example +442079460958."""
    return phones.dialled(number)


@register.filter
def phone_links(text: str) -> SafeString:
    """Text, escaped, whose telephone numbers can be called by a tap."""
    return phones.as_links(text)
