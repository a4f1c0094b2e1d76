"""What is known of a client's health: a page with its history, and a form."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from clients.health.actions import note_health
from clients.health.forms import HealthForm
from clients.health.queries import MOST_SHOWN, conditions_of, health_of, newest_facts
from clients.queries import client_for
from clients.shell import Header, render_tab
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.keys import KeyReused


@page(May.READ_RECORD)
def health(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The newest answer about each condition, those before it, and a new one."""
    writing = request.method == "POST"
    client = client_for(request.actor, client_id, May.PLAN if writing else May.READ_RECORD)
    form = HealthForm(request.POST or None, initial={"kind": request.GET.get("kind", ""), "key": uuid7()})
    if form.is_valid():
        with errors_at_fields(form):
            try:
                note_health(client=client, by=request.actor, **form.cleaned_data)
            except KeyReused:
                form.begin_anew()
            else:
                messages.success(request, _("Saved."))
                return redirect("health:client-health", client.pk)
    facts, newest = health_of(client)[:MOST_SHOWN], newest_facts(request.actor, [client.pk])
    header = Header(request.actor, client).fetch(facts, newest)
    context = {"tab": "clients:client-file", "conditions": conditions_of(newest, facts), "health_form": form}
    return render_tab(request, header, "health:client-health", "health/client_health.html", context)
