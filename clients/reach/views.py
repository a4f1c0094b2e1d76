"""How a client wants to be reached, and opening a channel again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.queries import client_for
from clients.reach.actions import choose, contact_of, open_channel
from clients.reach.forms import ReachForm
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.models import Message


@page(May.KEEP_FILE)
def reach(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """How a client wants to be reached, filled in for them."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    form = ReachForm(request.POST or None, row=contact_of(client))
    if form.is_valid():
        with errors_at_fields(form):
            choose(client=client, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("clients:client-file", client.pk)
    context = {"section": "caseload", "client": client, "form": form}
    return render(request, "reach/client_reach.html", context, status=form.status)


@require_POST
@page(May.KEEP_FILE)
def reopen(request: ActorRequest, client_id: UUID, channel: str) -> HttpResponse:
    """The address is right after all."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    if channel not in Message.Channel.values:
        raise Http404("no such channel")
    open_channel(client=client, channel=Message.Channel(channel))
    messages.success(request, _("Messages are sent there again."))
    return redirect("clients:client-file", client.pk)
