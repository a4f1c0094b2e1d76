"""The letter at the end of a treatment: its dates, sessions, outcome and measures, and the next steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models.recorded import FIRST_INSTRUMENT, Score
from assessments.scoring import Remark
from assessments.tracked.queries import series_name
from clients.models import Client, Episode
from clinic.core import paper
from clinic.core.access import Actor
from clinic.core.models import Practice
from clinic.core.text import clean_text
from interventions.models import Plan, TherapySession
from interventions.sessions.queries import attended_in

TEMPLATE = Path(__file__).parent / "closing_letter.typ"
MOST_NEXT_STEPS = 2000  # characters
MOST_OUTCOME = 4000


def last_closed(client: Client) -> Episode:
    """The client's last treatment, which is closed. Raises ValidationError where none is, or one is open again."""
    episode: Episode | None = client.episodes.newest_first().first()
    if episode is None or episode.closed_on is None:
        raise ValidationError(_("Close the treatment first: the letter is about a treatment that has ended."))
    if episode.ending == Episode.Ending.DIED:
        raise ValidationError(_("No letter is written to a client who has died."))
    return episode


def outcomes_of(episode: Episode) -> list[str]:
    """The outcomes of the client's own plans in a treatment, as they were written."""
    plans = Plan.objects.filter(episode=episode, household=None).exclude(outcome="").order_by("started_on", "id")
    return [plan.outcome for plan in plans]


@dataclass(frozen=True)
class LetterMeasure:
    """A measure that is followed, and was taken at least twice in the treatment. ``key`` names it in a form;
    ``first`` and ``last``: its scores. ``is_main``: printed unless the therapist chooses otherwise."""

    key: str
    name: str
    first: Score
    last: Score
    is_main: bool

    @property
    def sentence(self) -> str:
        """From the first to the last score; one that was prorated says so, for it is an estimate."""
        text = _("%(measure)s went from %(first)s on %(first_on)s to %(last)s on %(last_on)s.")
        return text % {
            "measure": self.name,
            "first": _in_words(self.first),
            "last": _in_words(self.last),
            "first_on": date_format(self.first.completed_on, "j F Y"),
            "last_on": date_format(self.last.completed_on, "j F Y"),
        }


def _in_words(score: Score) -> str:
    prorated = [str(note) for note in score.notes if note.code == Remark.PRORATED]
    return f"{score.value:g} ({', '.join(prorated)})" if prorated else f"{score.value:g}"


def letter_measures(client: Client) -> list[LetterMeasure]:
    """What the letter can print of the last treatment: the main measure first. Raises ValidationError where no letter
    can be made."""
    episode = last_closed(client)
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


def _chosen(client: Client, measures: Sequence[str] | None) -> list[LetterMeasure]:
    """Those that are printed: the main one where nothing was chosen. Raises ValidationError at ``measures``."""
    known = letter_measures(client)
    if measures is None:
        return [one for one in known if one.is_main]
    if unknown := set(measures) - {one.key for one in known}:
        text = _("No measure with a course in this treatment: %(names)s.")
        raise ValidationError({"measures": text % {"names": ", ".join(sorted(unknown))}})
    return [one for one in known if one.key in measures]


def closing_letter_pdf(
    *, client: Client, by: Actor, next_steps: str, outcome: str | None = None, measures: Sequence[str] | None = None
) -> bytes:
    """The letter as PDF; nothing of it is kept but on the paper. ``outcome``: in place of the plans' outcomes, empty
    for none. ``measures``: keys of :func:`letter_measures`, empty for none; the main one where absent. Raises
    ValidationError by field."""
    next_steps = clean_text(next_steps, "next_steps", MOST_NEXT_STEPS, least=0)
    if outcome is not None:
        outcome = clean_text(outcome, "outcome", MOST_OUTCOME, least=0)
    episode, practice = last_closed(client), Practice.objects.get(pk=client.practice_id)
    outcomes = outcomes_of(episode) if outcome is None else [outcome] if outcome else []
    data = {
        "practice": practice.name,
        "day": date_format(timezone.localdate(), "j F Y"),
        "title": _("Closing letter"),
        "name": client.name,
        "sentences": [_dates(client, episode), *(one.sentence for one in _chosen(client, measures))],
        "outcome_title": _("Outcome"),
        "outcomes": outcomes,
        "next_title": _("Next steps"),
        "next_steps": next_steps,
        "by": by.name,
    }
    return paper.pdf(TEMPLATE, data, {})


def _dates(client: Client, episode: Episode) -> str:
    held = TherapySession.objects.of(client).attended().values_list("starts_at", flat=True)
    last = episode.closed_on or timezone.localdate()
    number = attended_in(episode, map(timezone.localdate, held))
    return _("The treatment lasted from %(first)s to %(last)s. Sessions: %(number)s.") % {
        "first": date_format(episode.opened_on, "j F Y"),
        "last": date_format(last, "j F Y"),
        "number": number,
    }
