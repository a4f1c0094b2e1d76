"""A leave with the sessions that lie in it: several are cancelled, moved or given away at once."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from clients.care_team.covers import covers_in
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.posting import sent_from
from interventions.models import Leave
from interventions.notices import acts
from interventions.notices.acts import Done
from interventions.notices.leave import settle
from interventions.notices.outcome import Outcome
from interventions.notices.outlook import for_actor
from interventions.sessions.calendar_settings import leave_for, sessions_in
from interventions.sessions.leave_changes import LeaveAct, SessionsRefused, shown_sessions
from interventions.sessions.leave_forms import LeaveSessionsForm
from interventions.sessions.models import SessionQuerySet
from interventions.sessions.views.telling import asks_for_preview, describe_outcomes


@page(May.KEEP_HOURS)
def leave_page(request: ActorRequest, leave_id: UUID) -> HttpResponse:
    """A leave, who covers, and the sessions that lie in it."""
    leave = leave_for(request.actor, leave_id)
    shown = shown_sessions(leave, request.actor)
    form = LeaveSessionsForm(sessions=shown.not_begun(), initial={"act": LeaveAct.CANCEL})
    return _leave(request, leave, shown, form)


def _leave(
    request: ActorRequest,
    leave: Leave,
    shown: SessionQuerySet,
    form: LeaveSessionsForm,
    preview: Sequence[Outcome] | None = None,
) -> HttpResponse:
    context = {
        "section": "calendar",
        "leave": leave,
        "covers": covers_in(leave.therapist_id, leave.starts_at, leave.ends_at),
        "form": form,
        "begun": (begun := list(shown.begun())),
        "others": sessions_in(leave).count() - len(form.sessions) - len(begun),
        "preview": preview,
    }
    return render(request, "sessions/leave.html", context)


@sent_from("sessions:leave", "leave_id")
@page(May.KEEP_HOURS)
def leave_sessions(request: ActorRequest, leave_id: UUID) -> HttpResponse:
    """Cancels, moves or gives away the sessions that were ticked; or shows the words of the messages."""
    leave = leave_for(request.actor, leave_id)
    shown = shown_sessions(leave, request.actor)
    form = LeaveSessionsForm(request.POST, sessions=shown.not_begun())

    def act() -> Done:
        found = form.cleaned_data
        return settle(
            leave=leave,
            by=request.actor,
            act=LeaveAct(found["act"]),
            chosen=form.chosen(),
            reason=found["reason"],
            knowing=form.knowing,
            **form.telling,
        )

    preview = None
    if form.is_valid():
        with errors_at_fields(form, {SessionsRefused: _at_rows}):
            if asks_for_preview(request):
                preview = for_actor(acts.preview(act).outcomes, request.actor)
            else:
                done = act()
                words = _words(LeaveAct(form.cleaned_data["act"]), len(done.sessions))
                messages.success(request, f"{words} {describe_outcomes(request, done)}".strip())
                return redirect("sessions:leave", leave.pk)
    if "tell_client" in form.errors or any(one.reminded for one in preview or []):
        form.warn()
    return _leave(request, leave, shown, form, preview)


def _at_rows(error: Exception) -> ValidationError:
    """What speaks against single sessions, each at its box."""
    reasons = error.reasons if isinstance(error, SessionsRefused) else {}
    return ValidationError({"": str(error)} | {f"session_{pk}": text for pk, text in reasons.items()})


def _words(act: LeaveAct, number: int) -> str:
    text = {
        LeaveAct.CANCEL: ngettext("%(n)s session is cancelled.", "%(n)s sessions are cancelled.", number),
        LeaveAct.MOVE: ngettext("%(n)s session is moved.", "%(n)s sessions are moved.", number),
        LeaveAct.GIVE: ngettext("%(n)s session is handed over.", "%(n)s sessions are handed over.", number),
    }[act]
    return text % {"n": number}
