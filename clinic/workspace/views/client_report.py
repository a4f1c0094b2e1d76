"""One client over one period, on screen, as PDF and as CSV."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.reports.paper import report_pdf
from assessments.reports.queries import ClientReport, client_report, report_rows
from clients.models import Client
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.models import Practice
from clinic.core.paper import pdf_response
from clinic.core.tables import csv_response
from clinic.workspace.forms import DaysForm
from interventions.models import TherapySession
from interventions.plans.queries import active_plan, ribbon


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
    return render(request, "workspace/client_report.html", context | {"report": client_report(client, since, until)})


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
    content = report_pdf(found, practice=practice.name, by=request.actor.name)
    return pdf_response(f"measures-{found.since}-{found.until}.pdf", content)


@page(May.READ_RECORD)
def as_csv(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """All scores of the period as a table."""
    try:
        found = _found(request, client_id, "csv")
    except _BadPeriod as error:
        return _refused(error)
    return csv_response(f"measures-{found.since}-{found.until}.csv", report_rows(found))
