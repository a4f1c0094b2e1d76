"""Pausing and closing a treatment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.episodes.actions import close_episode, pause_episode
from clients.episodes.forms import CloseForm
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
