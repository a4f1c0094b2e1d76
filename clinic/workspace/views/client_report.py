"""One client over one period, on screen, as PDF and as CSV."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.reports.paper import Table, report_pdf
from assessments.reports.queries import ClientReport, client_report, report_rows
from clients.models import Client
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.models import Practice
from clinic.core.paper import pdf_response
from clinic.core.tables import csv_response
from clinic.workspace.forms import DaysForm
from interventions.modalities.package import StepOfPlan
from interventions.models import TherapySession
from interventions.plans.queries import active_plan, plans_of, ribbon
from interventions.records.queries import steps_of
from interventions.sessions.numbers import GivenNumbers, numbers_given
from interventions.sessions.queries import attended_in


def _period(request: ActorRequest, client: Client) -> tuple[DaysForm, date, date]:
    """The form and what it says; from the beginning of the treatment to today where it says nothing that can be."""
    today = timezone.localdate()
    episode = client.episodes.newest_first().first()
    since = max(min(episode.opened_on if episode else today, today), today - timedelta(days=3650))
    form = DaysForm(request.GET if "since" in request.GET else {"since": since, "until": today})
    if form.is_valid():
        return form, form.cleaned_data["since"], form.cleaned_data["until"]
    return form, since, today


@page(May.READ_RECORD)
def client_page(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The period, what it holds, and the two files."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    audit.log_access(client.pk, "report")
    form, since, until = _period(request, client)
    context: dict[str, object] = {"section": "caseload", "client": client, "form": form, "since": since, "until": until}
    more = {"report": client_report(client, since, until), "work": _work(request, client, since, until)}
    return render(request, "workspace/client_report.html", context | more)


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


def _work(request: ActorRequest, client: Client, since: date, until: date) -> Work:
    episode = client.episodes.covering(until).newest_first().first()
    starts = TherapySession.objects.of(client).attended().values_list("starts_at", flat=True)
    days = [day for day in map(timezone.localdate, starts) if day <= until]
    own = [plan for plan in plans_of(request.actor, client) if plan.household_id is None]  # not what others said too
    return Work(
        attended=sum(since <= day for day in days),
        in_treatment=attended_in(episode, days) if episode else 0,
        numbers=numbers_given(own, since=since, until=until),
        steps=steps_of(own, since=since, until=until)[::-1],
    )


class _BadPeriod(Exception):
    """A period that cannot be; says why."""


def _found(request: ActorRequest, client_id: UUID, kind: str) -> ClientReport:
    client = client_for(request.actor, client_id, May.READ_RECORD)
    form, since, until = _period(request, client)
    if not form.is_valid():
        raise _BadPeriod(form.errors.as_text())
    audit.log_access(client.pk, f"report {kind}")
    attended = TherapySession.objects.of(client).attended().values_list("starts_at", flat=True)
    return client_report(
        client,
        since,
        until,
        sessions=[timezone.localtime(s).date() for s in attended],
        phases=ribbon(active_plan(client)),
    )


def _refused(error: _BadPeriod) -> HttpResponse:
    return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")


@page(May.READ_RECORD)
def as_pdf(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The report to print or hand over. The file's name contains nobody's name: files lie about."""
    try:
        found = _found(request, client_id, "pdf")
    except _BadPeriod as error:
        return _refused(error)
    practice = Practice.objects.get(pk=request.actor.practice_id)
    work = _work(request, found.client, found.since, found.until)
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
    content = report_pdf(
        found, practice=practice.name, by=request.actor.name, sentences=[work.sentence], tables=[steps, numbers]
    )
    return pdf_response(f"measures-{found.since}-{found.until}.pdf", content)


@page(May.READ_RECORD)
def as_csv(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """All scores of the period as a table."""
    try:
        found = _found(request, client_id, "csv")
    except _BadPeriod as error:
        return _refused(error)
    return csv_response(f"measures-{found.since}-{found.until}.csv", report_rows(found))
