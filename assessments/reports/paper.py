"""A client's report as PDF."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.catalogue import Instrument
from assessments.reports.queries import ClientReport, Part
from clinic.core import charts, paper
from clinic.core.moments import here_text

TEMPLATE = Path(__file__).parent / "report.typ"


def _drawn(name: str, chart: charts.Plane | charts.Course | charts.Profile) -> bytes:
    return paper.picture(render_to_string(f"charts/{name}.html", {"chart": chart, "chart_id": "c"}))


def _source(instrument: Instrument) -> str:
    return _("%(short)s, version %(version)s: %(source)s. %(checked)s") % {
        "short": instrument.short,
        "version": instrument.version,
        "source": instrument.source,
        "checked": instrument.checked,
    }


def _part(number: int, part: Part, pictures: dict[str, bytes]) -> dict[str, object]:
    shown = []
    drawn: list[tuple[str, charts.Plane | charts.Course | charts.Profile]] = [("course", c) for c in part.courses]
    if part.plane and part.plane.rows:
        drawn.insert(0, ("plane", part.plane))
    if part.profile:
        drawn.insert(0, ("profile", part.profile))
    for index, (name, chart) in enumerate(drawn):
        file = f"{number}-{index}.svg"
        pictures[file] = _drawn(name, chart)
        shown.append({"file": file, "alt": f"{chart.title}. {chart.description}", "wide": name == "course"})
    return {
        "title": part.instrument.short,
        "name": part.instrument.name,
        "pictures": shown,
        "sentences": [s for s in (part.placement, *part.sentences) if s],
        "note": part.instrument.note,
    }


def _rows(report: ClientReport) -> list[list[str]]:
    names = {part.instrument.key: part.instrument for part in report.parts}
    rows = []
    for assessment in report.assessments:
        instrument = names[assessment.instrument]
        for score in sorted(assessment.scores.all(), key=lambda score: score.subscale):
            subscale = instrument.subscales.get(score.subscale)
            value = "–" if score.value is None else f"{score.value:g}"
            verdict = _("baseline") if score.is_baseline else score.verdict_words or score.note
            called = f"{instrument.short} {assessment.target}".strip()
            scale = subscale.name if subscale else score.subscale
            rows.append([date_format(assessment.completed_on, "j M Y"), called, scale, value, score.band, verdict])
    return rows


class Table(TypedDict):
    """A table of the report: its title, the words above its columns, and its cells."""

    title: str
    head: list[str]
    rows: list[list[str]]


def report_pdf(
    report: ClientReport, *, practice: str, by: str, sentences: Sequence[str] = (), tables: Sequence[Table] = ()
) -> bytes:
    """The report as PDF: pictures, verdicts in plain words, all scores, and where the figures come from.

    ``sentences`` come first, ``tables`` after the scores: what other packages know of the period.
    """
    pictures: dict[str, bytes] = {}
    instruments = {part.instrument.key: part.instrument for part in report.parts}
    period = _("%(since)s to %(until)s") % {
        "since": date_format(report.since, "j F Y"),
        "until": date_format(report.until, "j F Y"),
    }
    data = {
        "practice": practice,
        "title": _("Measures of %(name)s") % {"name": report.client.name},
        "period": period,
        "made": _("Made on %(day)s by %(name)s. Confidential.")
        % {"day": here_text(timezone.now(), "j F Y, H:i"), "name": by},
        "empty": _("No measures recorded in this period."),
        "sentences": [*sentences],
        "more": [table for table in tables if table["rows"]],
        "parts": [_part(number, part, pictures) for number, part in enumerate(report.parts)],
        "table": {
            "title": _("All scores"),
            "head": [_("Date"), _("Instrument"), _("Scale"), _("Score"), _("Band"), _("Since baseline")],
            "rows": _rows(report),
        },
        "reading": {
            "title": _("How to read this"),
            "text": [
                _(
                    "A change is called reliable when it is larger than 95 % of the changes that measurement error"
                    " alone would bring; where a published criterion is at another confidence, that stands beside it."
                ),
                _(
                    "Recovered means a reliable improvement that also crossed the cut-off between the clinical and the"
                    " other sample."
                ),
                _(
                    "On the plane, the two dimensions are the measure; a quadrant's name is a shorthand, and the"
                    " quadrants meet in the middle of the scale. The box is the 95 % interval of each of the newest"
                    " scores (both hold at once with about 90 %), the dashed frame the smallest reliable change around"
                    " the baseline, the thin cross the mean of the norm sample."
                ),
            ],
        },
        "sources": {"title": _("Sources"), "lines": [_source(instrument) for instrument in instruments.values()]},
    }
    return paper.pdf(TEMPLATE, data, pictures)
