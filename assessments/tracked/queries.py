"""Reads of what is followed: the choices, the newest scores, and what is set aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.catalogue import Instrument, UnknownInstrument
from assessments.change import WORSENING, Verdict, is_judged
from assessments.models import Score, SetAside, TrackedChoice
from assessments.queries import Series
from assessments.texts import short_verdict_text
from assessments.wording.queries import instrument_of, instruments
from clients.models import Client
from clients.shell import Chip, ChipSource

FEW = 8  # scores of a course in a list


def can_be_followed() -> dict[str, Instrument]:
    """Key → instrument with a published criterion of change, by its name; only these can be chosen."""
    found = [one for one in instruments().values() if is_judged(one)]
    return {one.key: one for one in sorted(found, key=lambda one: one.short.casefold())}


def choice_of(practice_id: UUID, client: Client | None = None) -> TrackedChoice:
    """The choice of the practice, or of one client; not saved yet where nobody has made one."""
    kept = TrackedChoice.objects.select_related("chosen_by")
    found = kept.filter(client=client).first() if client else kept.of_practice().first()
    return found or TrackedChoice(practice_id=practice_id, client=client)


def set_aside_of(client: Client) -> QuerySet[SetAside]:
    """What is set aside of a client today: one row or none."""
    return SetAside.objects.filter(client=client).in_force(timezone.localdate()).select_related("set_by")


@dataclass(frozen=True)
class Measure:
    """A series that is followed: its newest score, and its course in this treatment in order of time."""

    score: Score
    course: list[float]

    @property
    def name(self) -> str:
        """As "CORE-10", or "ECR-R anxiety, partner"."""
        return series_name(self.score.instrument, self.score.subscale, self.score.target)

    @property
    def verdict_word(self) -> str:
        return short_verdict_text(self.score.verdict)

    @property
    def tone(self) -> str:
        return tone(self.score.verdict)


TONES = {Verdict.RECOVERED: "good", Verdict.IMPROVED: "good", Verdict.WORSE: "risk", Verdict.RISEN: "risk"}


def tone(verdict: str) -> str:
    """The colour of a verdict: ``good``, ``risk``, or none. The word is always beside it."""
    return TONES.get(Verdict(verdict), "") if verdict else ""


def series_name(key: str, subscale: str, target: str) -> str:
    """What a series is called: the instrument, its scale where it has several, and whom it is about."""
    try:
        instrument = instrument_of(key)
    except UnknownInstrument:
        return key
    scales, name = instrument.subscales, instrument.short
    if len(scales) > 1 and subscale in scales:
        name = f"{name} {scales[subscale].name}"
    return f"{name}, {target}" if target else name


def tracked_scores(client: Client) -> QuerySet[Score]:
    """The newest score of each series that is followed of a client, the most urgent first; one statement."""
    return Score.objects.tracked(client)


def measures_of(client: Client) -> list[Measure]:
    """What is followed of a client with its course, the most urgent first; two statements."""
    newest = list(tracked_scores(client))
    rows = Score.objects.filter(client=client, instrument__in={one.instrument for one in newest}, value__isnull=False)
    return with_courses(newest, rows.order_by("completed_on", "assessment_id") if newest else ())


def with_courses(newest: Sequence[Score], rows: Iterable[Score]) -> list[Measure]:
    """The same, of scores that were read: the newest, and ``rows`` in order of time, among which are their courses."""
    courses: dict[tuple[object, ...], list[float]] = {}
    for row in rows:
        if row.value is not None:
            courses.setdefault(_series(row), []).append(float(row.value))
    return [Measure(one, courses.get(_series(one), [])[-FEW:]) for one in newest]


def _series(score: Score) -> tuple[object, ...]:
    return score.episode_id, score.instrument, score.target, score.subscale


def first_series(measures: Sequence[Measure], found: Mapping[tuple[str, str], Series]) -> Series | None:
    """The whole course of the most urgent measure, also of earlier treatments; None where nothing is followed yet."""
    if not measures:
        return None
    score = measures[0].score
    one = found[score.instrument, score.subscale]
    return Series(one.instrument, one.subscale, [row for row in one.scores if row.target == score.target])


class WorseMeasures(ChipSource[Score]):
    """In the header of a client's file: the tracked measures that are reliably worse."""

    clinical = True

    def rows(self, client: Client) -> QuerySet[Score]:
        return tracked_scores(client).filter(verdict__in=WORSENING)

    def chip(self, rows: Sequence[Score]) -> Chip | None:
        names = ", ".join(series_name(one.instrument, one.subscale, one.target) for one in rows)
        return Chip(_("worse: %(names)s") % {"names": names}, "amber") if names else None
