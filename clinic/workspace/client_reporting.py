"""One client over one period: what page, PDF, CSV and call show. Scores and what they mean, no answers to items."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.reports.paper import Table, report_pdf
from assessments.reports.queries import ClientReport, client_report
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.models import Practice
from interventions.modalities.package import StepOfPlan
from interventions.models import TherapySession
from interventions.plans.queries import active_plan, plans_of, ribbon
from interventions.records.queries import steps_of
from interventions.sessions.numbers import GivenNumbers, numbers_given
from interventions.sessions.queries import attended_in


def usual_period(client: Client) -> tuple[date, date]:
    """From the beginning of the treatment to today, ten years at most."""
    today = timezone.localdate()
    episode = client.episodes.newest_first().first()
    return max(min(episode.opened_on if episode else today, today), today - timedelta(days=3650)), today


@dataclass(frozen=True)
class Work:
    """What was done in the period: its attended sessions, those of the treatment so far, numbers given in them, and
    steps that the client's own work reached, the newest first."""

    attended: int
    in_treatment: int
    numbers: list[GivenNumbers]
    steps: list[StepOfPlan]

    @property
    def sentence(self) -> str:
        return _("Sessions attended in this period: %(n)s. In the treatment by its end: %(all)s.") % {
            "n": self.attended,
            "all": self.in_treatment,
        }


def work_of(actor: Actor, client: Client, since: date, until: date) -> Work:
    """What was done with the client in the period, both days included."""
    episode = client.episodes.covering(until).newest_first().first()
    starts = TherapySession.objects.of(client).attended().values_list("starts_at", flat=True)
    days = [day for day in map(timezone.localdate, starts) if day <= until]
    own = [plan for plan in plans_of(actor, client) if plan.household_id is None]  # not what others said too
    return Work(
        attended=sum(since <= day for day in days),
        in_treatment=attended_in(episode, days) if episode else 0,
        numbers=numbers_given(own, since=since, until=until),
        steps=steps_of(own, since=since, until=until)[::-1],
    )


def report_with_sessions(client: Client, since: date, until: date) -> ClientReport:
    """The client's report, its courses with the attended sessions and the phases of the running plan beneath."""
    attended = TherapySession.objects.of(client).attended().values_list("starts_at", flat=True)
    return client_report(
        client,
        since,
        until,
        sessions=[timezone.localtime(s).date() for s in attended],
        phases=ribbon(active_plan(client)),
    )


def report_on_paper(actor: Actor, client: Client, since: date, until: date) -> bytes:
    """The report as PDF, to print or hand over."""
    found, work = report_with_sessions(client, since, until), work_of(actor, client, since, until)
    numbers = Table(
        title=_("Numbers given in sessions"),
        head=[_("Date"), _("Number"), _("Given")],
        rows=[[date_format(one.on, "j M Y"), one.name, one.shown] for one in work.numbers],
    )
    steps = Table(
        title=_("Steps reached"),
        head=[_("Date"), _("Step")],
        rows=[[date_format(one.on, "j M Y"), one.words] for one in work.steps],
    )
    practice = Practice.objects.get(pk=actor.practice_id)
    return report_pdf(found, practice=practice.name, by=actor.name, sentences=[work.sentence], tables=[steps, numbers])


def file_name(since: date, until: date, ending: str) -> str:
    """What the file is called. It contains nobody's name: files lie about."""
    return f"measures-{since}-{until}.{ending}"
