"""The measures of a treatment as a letter says them: from the first to the last score, and what that means."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.change import Verdict
from assessments.models.recorded import FIRST_INSTRUMENT, Score
from assessments.scoring import Remark
from assessments.tracked.queries import series_name
from clients.models import Episode
from interventions.letters.kinds import LetterKind


@dataclass(frozen=True)
class LetterMeasure:
    """A measure that is followed, and was taken at least twice in the treatment. ``key`` names it in a form;
    ``first`` and ``last``: its scores. ``is_main``: the one that a closing letter has unless others are chosen."""

    key: str
    name: str
    first: Score
    last: Score
    is_main: bool

    def is_usual(self, kind: str) -> bool:
        """Whether a letter of this kind has it unless others are chosen: a closing letter the main one alone."""
        return self.is_main or kind != LetterKind.CLOSING

    @property
    def verdict(self) -> str:
        """What the change since the baseline means; empty where no criterion is known or it was not compared."""
        known = self.first.is_baseline and self.last.verdict != Verdict.UNKNOWN
        return self.last.verdict_words if known else ""

    @property
    def sentence(self) -> str:
        """From the first to the last score; one that was prorated says so, for it is an estimate."""
        text = _("%(measure)s went from %(first)s on %(first_on)s to %(last)s on %(last_on)s%(verdict)s.")
        return text % {
            "measure": self.name,
            "first": _in_words(self.first),
            "last": _in_words(self.last),
            "first_on": date_format(self.first.completed_on, "j F Y"),
            "last_on": date_format(self.last.completed_on, "j F Y"),
            "verdict": f": {self.verdict}" if self.verdict else "",
        }


def _in_words(score: Score) -> str:
    prorated = [str(note) for note in score.notes if note.code == Remark.PRORATED]
    value = f"{float(score.value or 0):g}"  # a decimal would keep its zeros
    return f"{value} ({', '.join(prorated)})" if prorated else value


def letter_measures(episode: Episode) -> list[LetterMeasure]:
    """What a letter about this treatment can say: the main measure first. One statement."""
    rows = Score.objects.filter(client=episode.client_id, episode=episode, value__isnull=False).followed()
    series: dict[tuple[str, str, str], list[Score]] = {}
    for row in rows.order_by("completed_on", "assessment_id"):
        series.setdefault((row.instrument, row.subscale, row.target), []).append(row)
    order = sorted(series, key=lambda key: (key[0] != FIRST_INSTRUMENT, key))
    courses = [(key, series[key]) for key in order if len(series[key]) > 1]
    return [
        LetterMeasure("/".join(key), series_name(*key), found[0], found[-1], is_main=number == 0)
        for number, (key, found) in enumerate(courses)
    ]
