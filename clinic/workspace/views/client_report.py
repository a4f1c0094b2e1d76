"""One client over one period, on screen, as PDF and as CSV."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from assessments.reports.queries import client_report, report_rows
from clients.models import Client
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.paper import pdf_response
from clinic.core.tables import csv_response
from clinic.workspace.client_reporting import file_name, report_on_paper, report_with_sessions, usual_period, work_of
from clinic.workspace.forms import DaysForm


def _period(request: ActorRequest, client: Client) -> tuple[DaysForm, date, date]:
    """The form and what it says; the usual period where it says nothing that can be."""
    since, until = usual_period(client)
    form = DaysForm(request.GET if "since" in request.GET else {"since": since, "until": until})
    if form.is_valid():
        return form, form.cleaned_data["since"], form.cleaned_data["until"]
    return form, since, until


@page(May.READ_RECORD)
def client_page(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The period, what it holds, and the two files."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    audit.log_access(client.pk, "report")
    form, since, until = _period(request, client)
    context: dict[str, object] = {"section": "caseload", "client": client, "form": form, "since": since, "until": until}
    more = {"report": client_report(client, since, until), "work": work_of(request.actor, client, since, until)}
    return render(request, "workspace/client_report.html", context | more)


class _BadPeriod(Exception):
    """A period that cannot be; says why."""


def _asked(request: ActorRequest, client_id: UUID, kind: str) -> tuple[Client, date, date]:
    """The client and the period; that the file was made is logged. Raises _BadPeriod."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    form, since, until = _period(request, client)
    if not form.is_valid():
        raise _BadPeriod(form.errors.as_text())
    audit.log_access(client.pk, f"report {kind}")
    return client, since, until


def _refused(error: _BadPeriod) -> HttpResponse:
    return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")


@page(May.READ_RECORD)
def as_pdf(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The report to print or hand over."""
    try:
        client, since, until = _asked(request, client_id, "pdf")
    except _BadPeriod as error:
        return _refused(error)
    return pdf_response(file_name(since, until, "pdf"), report_on_paper(request.actor, client, since, until))


@page(May.READ_RECORD)
def as_csv(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """All scores of the period as a table."""
    try:
        client, since, until = _asked(request, client_id, "csv")
    except _BadPeriod as error:
        return _refused(error)
    return csv_response(file_name(since, until, "csv"), report_rows(report_with_sessions(client, since, until)))
