"""Pausing and closing a treatment, and opening it again."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.care_team.actions import CareChanged
from clients.episodes.actions import pause_episode
from clients.episodes.closing import ChecklistChanged, Closed, checklist, close_treatment, record_death
from clients.episodes.forms import CloseForm, ReopenForm
from clients.episodes.reopening import AlreadyOpen, active_lead, reopen_episode
from clients.models import Client
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_as_message, errors_at_fields


@require_POST
@page(May.RECORD)
def pause(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Pauses the treatment, or takes it up again."""
    client = client_for(request.actor, client_id, May.RECORD)
    with errors_as_message(request):
        pause_episode(client=client, pause=request.POST.get("pause") == "1")
    return redirect("clients:client-file", client.pk)


@page(May.RECORD)
def close(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The checklist before a treatment is closed, and closing it."""
    client = client_for(request.actor, client_id, May.RECORD)
    audit.log_access(client.pk, "closing")
    form = CloseForm(request.POST or None, found=checklist(client, request.actor), client=client)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                closed = close_treatment(client=client, by=request.actor, **form.closing())
                _say(request, _("The treatment is closed."), closed)
                return redirect("clients:client-file", client.pk)
        except ChecklistChanged as error:
            form = _again(request, client)
            form.add_error(None, str(error))
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "is_open": client.episodes.open().exists(),
        "follow_up": [form[name] for name in ("follow_up", "months") if name in form.fields],
    }
    return render(request, "episodes/episode_close.html", context)


def _say(request: ActorRequest, first: str, closed: Closed) -> None:
    """The message after closing: what was closed, what ended with it, and who is told."""
    messages.success(request, " ".join([first, *(one.text for one in closed.ended if one.text)]))


def _again(request: ActorRequest, client: Client) -> CloseForm:
    """The form of what is open now, with what was chosen before."""
    found, chosen = checklist(client, request.actor), request.POST.copy()
    chosen["seen"] = found.seen
    form = CloseForm(chosen, found=found, client=client)
    form.is_valid()
    return form


def _as_error(error: Exception) -> ValidationError:
    return ValidationError(str(error))


@page(May.REOPEN)
def reopen(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Opens a new treatment of somebody whose treatment was closed."""
    client = client_for(request.actor, client_id, May.REOPEN)
    lead = active_lead(client)
    form = ReopenForm(request.POST or None, lead=lead)
    if form.is_valid():
        with errors_at_fields(form, {AlreadyOpen: _as_error, CareChanged: _as_error}):
            named = form.cleaned_data["lead"]
            reopen_episode(client=client, by=request.actor, lead=named.pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("A new treatment is open. Nothing of the earlier one runs in it."))
            return redirect("clients:client-file", client.pk)
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "lead": lead,
        "is_open": client.episodes.open().exists(),
        "last": client.episodes.newest_first().first(),
    }
    return render(request, "episodes/episode_reopen.html", context)


@page(May.REOPEN)
def death(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Notes that a client died after the treatment was closed; shown first, with what follows."""
    client = client_for(request.actor, client_id, May.REOPEN)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_at_fields(form):
            closed = record_death(client=client, by=request.actor)
            _say(request, _("The death is recorded. Nothing is sent to the client any more."), closed)
            return redirect("clients:client-file", client.pk)
    last = client.episodes.newest_first().first()
    context = {"section": "caseload", "client": client, "form": form, "last": last}
    return render(request, "episodes/episode_death.html", context)
