"""The client's own pages: roomy, one thing at a time, plain words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from assessments.sheets.queries import own_sheets
from clinic.core.access import ActorRequest, May, page
from clinic.core.models import Practice
from clinic.portal.forms import LogForm
from interventions.catalogue import exercises
from interventions.exercises.actions import log_practice
from interventions.exercises.queries import open_assignments, own_assignment
from interventions.sessions.queries import own_appointments


def own_id(request: ActorRequest) -> UUID:
    """The client record of the person who asks; Http404 without one."""
    if request.actor.person_id is None:
        raise Http404("no record")
    return request.actor.person_id


@page(May.USE_PORTAL)
def today(request: ActorRequest) -> HttpResponse:
    """The exercises of today and the next appointment."""
    client_id = own_id(request)
    library = exercises()
    given = [(row, library[row.exercise]) for row in open_assignments(client_id) if row.exercise in library]
    due = [pair for pair in given if not pair[0].done_today and not pair[0].put_off_today]  # type: ignore[attr-defined]
    context = {
        "section": "today",
        "due": due,
        "later": [pair for pair in given if pair not in due],
        "sheets": own_sheets(client_id),
        "appointment": own_appointments(client_id).first(),
    }
    return render(request, "portal/today.html", context)


@page(May.USE_PORTAL)
def exercise(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """One exercise: how tense before, the steps one at a time, how tense after, a line, done."""
    assignment = own_assignment(own_id(request), assignment_id)
    known = exercises().get(assignment.exercise)
    if known is None:
        raise Http404("no such exercise")
    form = LogForm(request.POST or None, initial={"key": uuid7()})
    if form.is_valid():
        try:
            log = log_practice(assignment=assignment, **form.cleaned())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Noted. Well done.") if log.done != "no" else _("All right. Another day."))
            return redirect("portal:today")
    context: dict[str, Any] = {"section": "today", "assignment": assignment, "exercise": known, "form": form}
    return render(request, "portal/exercise.html", context)


@page(May.USE_PORTAL)
def help_now(request: ActorRequest) -> HttpResponse:
    """Who to call: one tap away from every page."""
    practice = Practice.objects.get(pk=request.actor.practice_id)
    return render(request, "portal/help.html", {"section": "help", "practice": practice})
