"""Pausing and closing a treatment, and opening it again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.care_team.actions import CareChanged
from clients.episodes.actions import close_episode, pause_episode
from clients.episodes.forms import CloseForm, ReopenForm
from clients.episodes.reopening import AlreadyOpen, active_lead, reopen_episode
from clients.queries import client_for
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
    """Ends the treatment."""
    client = client_for(request.actor, client_id, May.RECORD)
    form = CloseForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        with errors_at_fields(form):
            close_episode(client=client, **form.cleaned_data)
            messages.success(request, _("The treatment is closed."))
            return redirect("clients:client-file", client.pk)
    return render(request, "episodes/episode_close.html", {"section": "caseload", "client": client, "form": form})


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
        "last": client.episodes.order_by("-opened_on", "-id").first(),
    }
    return render(request, "episodes/episode_reopen.html", context)
