"""The practice as a whole: reports, the sink's mailbox, the first set-up."""

import csv
import email.policy
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.core import charts
from clinic.core.access import ActorRequest, May, Role, page
from clinic.core.models import Practice
from clinic.core.practices import add_staff, open_practice
from clinic.desk import queries
from clinic.desk.forms import PeriodForm, SetUpForm

OUTCOME_KINDS = ("recovered", "improved", "unchanged", "worse")
ATTENDANCE_KINDS = ("attended", "missed", "cancelled")
COLUMNS = {
    "outcomes": ("name", "clients", *OUTCOME_KINDS, "unmeasured"),
    "attendance": ("name", "clients", "sessions", *ATTENDANCE_KINDS),
}
SETUP_SALT, SETUP_SECONDS = "setup", 3600


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date, str]:
    """The form and what it says; the last twelve months where it says nothing that can be."""
    since, until = queries.default_period()
    start = {"since": since, "until": until, "group": "modality"}
    form = PeriodForm(request.GET if "since" in request.GET else start)
    if form.is_valid():
        return form, form.cleaned_data["since"], form.cleaned_data["until"], form.cleaned_data["group"]
    return form, since, until, "modality"


def _bars(rows: list[dict[str, Any]], kinds: tuple[str, ...]) -> list[tuple[charts.Bar, dict[str, Any]]]:
    made = charts.bars([(row["name"], row["hidden"], [(kind, row[kind]) for kind in kinds]) for row in rows])
    return list(zip(made, rows, strict=True))


@page(May.SEE_REPORTS)
def report(request: ActorRequest) -> HttpResponse:
    """Attendance and outcomes for a period: chart, table, CSV."""
    form, since, until, group = _period(request)
    found = queries.report(request.actor, since=since, until=until, group=group)
    context = {
        "section": "report", "form": form, "since": since, "until": until, "group": group,
        "outcomes": _bars(found.outcomes, OUTCOME_KINDS), "attendance": _bars(found.attendance, ATTENDANCE_KINDS),
        "least": queries.LEAST_GROUP,
    }  # fmt: skip
    return render(request, "desk/report.html", context)


def _cell(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


@page(May.SEE_REPORTS)
def report_csv(request: ActorRequest, table: str) -> HttpResponse:
    """One of the report's tables as CSV; hidden groups say so."""
    if table not in COLUMNS:
        raise Http404("no such table")
    form, since, until, group = _period(request)
    if not form.is_valid():
        return HttpResponse(_("The period is not right: %(errors)s") % {"errors": form.errors.as_text()}, status=400)
    found = queries.report(request.actor, since=since, until=until, group=group)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table}-{since}-{until}.csv"'
    writer = csv.writer(response)
    writer.writerow([group, *COLUMNS[table][1:]])
    for row in getattr(found, table):
        shown = [
            row[name] if not row["hidden"] or name == "name" else f"<{queries.LEAST_GROUP}" for name in COLUMNS[table]
        ]
        writer.writerow([_cell(value) for value in shown])
    return response


def _mails() -> list[Path]:
    folder = settings.MAIL_FOLDER
    return sorted(folder.glob("*.eml"), reverse=True)[:200] if folder.is_dir() else []


def _read_mail(path: Path) -> dict[str, Any]:
    message = message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return {
        "name": path.name, "to": message["X-Envelope-To"] or message["To"], "from": message["From"],
        "subject": message["Subject"], "date": message["Date"], "id": message["Message-ID"],
        "body": body.get_content() if body else "",
    }  # fmt: skip


@page(May.SEE_DESK)
def mailbox(request: ActorRequest) -> HttpResponse:
    """What the mail sink got: embedded mode only, where no mail leaves the machine."""
    mails = [_read_mail(path) for path in _mails()[:50]]
    return render(request, "desk/mailbox.html", {"section": "mailbox", "mails": mails})


@page(May.SEE_DESK)
def mail(request: ActorRequest, name: str) -> HttpResponse:
    """One mail."""
    path = next((path for path in _mails() if path.name == name), None)
    if path is None:
        raise Http404("no such mail")
    return render(request, "desk/mail.html", {"section": "mailbox", "mail": _read_mail(path)})


def set_up_token() -> str:
    """The token of the one-time link: good for an hour, and only while there is no practice."""
    return signing.dumps("first practice", salt=SETUP_SALT)


def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first practice and its first admin, on an empty system."""
    try:
        signing.loads(token, salt=SETUP_SALT, max_age=SETUP_SECONDS)
    except signing.BadSignature as error:
        raise Http404("no such link") from error
    if Practice.objects.exists():
        raise Http404("set up already")
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        found = form.cleaned_data
        try:
            with transaction.atomic():
                practice = open_practice(
                    name=found["practice"], time_zone=found["time_zone"], sender_name=found["sender_name"],
                    crisis_contacts=found["crisis_contacts"],
                )  # fmt: skip
                staff = add_staff(
                    practice_id=practice.pk, email=found["email"], name=found["name"], password=found["password"],
                    roles={Role.ADMIN, Role.THERAPIST} if found["therapist"] else {Role.ADMIN},
                )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            login(request, staff.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("desk:today")
    return render(request, "desk/setup.html", {"form": form})
