"""The letter at the end of a treatment: its dates, sessions, outcome and measures, and the next steps."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models.recorded import FIRST_INSTRUMENT, Score
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


def outcome_to_print(client: Client) -> str:
    """What the letter says of the outcome unless the therapist changes it; empty where no letter can be made."""
    try:
        return "\n".join(outcomes_of(last_closed(client)))
    except ValidationError:
        return ""


def closing_letter_pdf(*, client: Client, by: Actor, next_steps: str, outcome: str | None = None) -> bytes:
    """The letter as PDF; nothing of it is kept but on the paper. ``outcome``: in place of the plans' outcomes, empty
    for none. Raises ValidationError by field."""
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
        "sentences": [_dates(client, episode), *_courses(episode)],
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


def _courses(episode: Episode) -> list[str]:
    """Each measure that is followed from its first to its last score, in one sentence; none where there are not two."""
    rows = Score.objects.filter(client=episode.client_id, episode=episode, value__isnull=False).followed()
    series: dict[tuple[str, str, str], list[Score]] = {}
    for row in rows.order_by("completed_on", "assessment_id"):
        series.setdefault((row.instrument, row.subscale, row.target), []).append(row)
    return [
        _("%(measure)s went from %(first)g on %(first_on)s to %(last)g on %(last_on)s.")
        % {
            "measure": series_name(*key),
            "first": found[0].value,
            "last": found[-1].value,
            "first_on": date_format(found[0].completed_on, "j F Y"),
            "last_on": date_format(found[-1].completed_on, "j F Y"),
        }
        for key, found in sorted(series.items(), key=lambda one: (one[0][0] != FIRST_INSTRUMENT, one[0]))
        if len(found) > 1
    ]
