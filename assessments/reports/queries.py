"""What a client's report over a period holds: no answers to items, only scores and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessments.catalogue import Instrument
from assessments.models import Assessment, Score
from assessments.pictures import change_sentences, course_of, plane_of, profile_of, style_sentence
from assessments.queries import Series, in_order, series
from assessments.wording.queries import instrument_of
from clients.models import Client
from clinic.core import charts

Phases = Sequence[tuple[str, date, date]]


@dataclass(frozen=True)
class Part:
    """One instrument in the period: its pictures, and what its newest scores say."""

    instrument: Instrument
    newest: Assessment
    plane: charts.Plane | None
    profile: charts.Profile | None
    courses: list[charts.Course]
    placement: str
    sentences: list[str]


@dataclass(frozen=True)
class ClientReport:
    """A client over a period (both days included)."""

    client: Client
    since: date
    until: date
    parts: list[Part]
    assessments: list[Assessment]


def client_report(
    client: Client, since: date, until: date, *, sessions: Sequence[date] = (), phases: Phases = ()
) -> ClientReport:
    """Everything measured in the period; four statements, and one for each custom instrument."""
    rows = list(
        client.assessments.filter(completed_on__range=(since, until), voided_at__isnull=True)
        .prefetch_related("scores")
        .order_by("completed_on", "id")
    )
    known = {row.instrument: instrument_of(row.instrument) for row in rows}
    found = {
        key: Series(one.instrument, one.subscale, [s for s in one.scores if since <= s.completed_on <= until])
        for key, one in series(client, known).items()
    }
    newest: dict[str, dict[str, Assessment]] = {}
    for row in rows:
        newest.setdefault(row.instrument, {})[row.target] = row
    order = sorted(newest, key=lambda key: (known[key].plane is None, bool(known[key].targets), key))
    parts = [_part(known[key], newest[key], found, sessions, phases) for key in order]
    return ClientReport(client, since, until, parts, rows)


def _sentences(instrument: Instrument, newest: dict[str, Assessment]) -> list[str]:
    """What the newest scores say, for each target by its name."""
    lines = []
    for target in instrument.targets or [""]:
        if target in newest:
            line = " ".join(change_sentences(instrument, in_order(instrument, newest[target])))
            lines.append(f"{target.capitalize()}: {line}" if target else line)
    return lines


def _part(
    instrument: Instrument,
    newest: dict[str, Assessment],
    found: dict[tuple[str, str], Series],
    sessions: Sequence[date],
    phases: Phases,
) -> Part:
    target = next((one for one in instrument.targets if one in newest), "")
    courses = []
    profile = None if instrument.plane else profile_of(instrument, in_order(instrument, newest[target]))
    for subscale in instrument.subscales if not (instrument.plane or profile) else ():
        one = found[instrument.key, subscale]
        if len(one.scores) > 1:
            courses.append(course_of(one, sessions=sessions, phases=phases))
    return Part(
        instrument=instrument,
        newest=newest[target],
        plane=plane_of(instrument.key, found, target),
        profile=profile,
        courses=courses,
        placement=style_sentence(newest[target]),
        sentences=_sentences(instrument, newest),
    )


HEADINGS = (
    "date",
    "instrument",
    "version",
    "target",
    "scale",
    "score",
    "band",
    "standard error",
    "change since baseline",
    "verdict since baseline",
    "change since last",
    "verdict since last",
    "criterion",
    "published wording",
    "note",
)


def report_rows(report: ClientReport) -> list[Sequence[object]]:
    """The report's scores as rows, the first one the headings: one row a scale of an assessment."""
    rows: list[Sequence[object]] = [HEADINGS]
    for assessment in report.assessments:
        for score in sorted(assessment.scores.all(), key=lambda score: score.subscale):
            rows.append(_row(assessment, score))
    return rows


def _row(assessment: Assessment, score: Score) -> Sequence[object]:
    return (
        assessment.completed_on,
        assessment.instrument,
        assessment.version,
        assessment.target,
        score.subscale,
        score.value,
        score.band,
        score.sem,
        "baseline" if score.is_baseline else score.change,
        score.verdict,
        score.change_last,
        score.verdict_last,
        score.criterion,
        "yes" if assessment.published_wording else "no",
        score.note,
    )
