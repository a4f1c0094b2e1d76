"""Reports for admins: attendance and outcomes, as chart, table and CSV. Never a single client's figures."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.alerts.response import response_times
from clinic.core import charts
from clinic.core.access import ActorRequest, May, page
from clinic.core.small_groups import LEAST_GROUP
from clinic.core.tables import csv_response
from clinic.core.types import SqlRow
from clinic.workspace import reporting
from clinic.workspace.forms import GROUPS, PeriodForm


@dataclass(frozen=True)
class Table:
    """One table of the report: its title, the columns that its bar shows as shares, and the others."""

    title: str | Promise
    note: str | Promise
    empty: str | Promise
    kinds: dict[str, str | Promise]
    others: dict[str, str | Promise]

    @property
    def columns(self) -> dict[str, str | Promise]:
        return {"clients": gettext_lazy("Clients"), **self.kinds, **self.others}


TABLES = {
    "outcomes": Table(
        gettext_lazy("Outcomes"),
        gettext_lazy("tracked measures, last scores against the treatment's baselines; worse on any counts as worse"),
        gettext_lazy("No outcomes yet. They appear once plans are running and a tracked measure is recorded."),
        {
            "recovered": gettext_lazy("Recovered"),
            "improved": gettext_lazy("Reliably improved"),
            "unchanged": gettext_lazy("No reliable change"),
            "worse": gettext_lazy("Reliably worse"),
        },
        {"unmeasured": gettext_lazy("Not measured")},
    ),
    "attendance": Table(
        gettext_lazy("Attendance"),
        "",
        gettext_lazy("No attendance yet. It appears once sessions have taken place."),
        {
            "attended": gettext_lazy("Attended"),
            "missed": gettext_lazy("Did not attend"),
            "cancelled": gettext_lazy("Cancelled"),
        },
        {"sessions": gettext_lazy("Sessions")},
    ),
}


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date, str]:
    """The form and what it says; the last twelve months where it says nothing that can be."""
    since, until = reporting.default_period()
    start = {"since": since, "until": until, "group": "modality"}
    form = PeriodForm(request.GET if "since" in request.GET else start)
    if form.is_valid():
        return form, form.cleaned_data["since"], form.cleaned_data["until"], form.cleaned_data["group"]
    return form, since, until, "modality"


def _table(name: str, rows: list[SqlRow]) -> dict[str, object]:
    """What the template draws of one table: each group's bar of shares and its figures."""
    table = TABLES[name]
    bars = charts.bars([(row["name"], row["hidden"], [(kind, row[kind] or 0) for kind in table.kinds]) for row in rows])
    return {
        "name": name,
        "table": table,
        "rows": [(bar, [row[column] for column in table.columns]) for bar, row in zip(bars, rows, strict=True)],
    }


@page(May.SEE_REPORTS)
def report(request: ActorRequest) -> HttpResponse:
    """Attendance and outcomes for a period: chart, table, CSV."""
    form, since, until, group = _period(request)
    found = reporting.report(request.actor, since=since, until=until, group=group)
    response = response_times(request.actor, since, until)
    context = {
        "section": "report",
        "form": form,
        "since": since,
        "until": until,
        "group": group,
        "group_label": dict(GROUPS)[group],
        "tables": [_table(name, getattr(found, name)) for name in TABLES],
        "least": LEAST_GROUP,
        "endings": reporting.endings(request.actor, since, until),
        "response": response,
        "response_raised": any(row.hidden or row.raised for row in response),
    }
    return render(request, "workspace/report.html", context)


@page(May.SEE_REPORTS)
def report_csv(request: ActorRequest, table: str) -> HttpResponse:
    """One of the report's tables as CSV; hidden groups say so."""
    if table not in reporting.COLUMNS:
        raise Http404("no such table")
    form, since, until, group = _period(request)
    if not form.is_valid():
        return HttpResponse(_("The period is not valid: %(errors)s") % {"errors": form.errors.as_text()}, status=400)
    lines = reporting.csv_table(request.actor, table, since=since, until=until, group=group)
    return csv_response(f"{table}-{since}-{until}.csv", lines)
