"""Reminders: what the practice sends, how a client wants to be reached, a trial."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.contact import choose, contact_of, open_channel
from clients.forms import ReachForm
from clients.queries import client_for
from clinic.core.access import ActorRequest, May, page
from clinic.core.models import Message, Staff
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.calendar import SessionRulesForm
from clinic.desk.forms.practice import ReminderRulesForm, TrialForm
from clinic.desk.views.practice import submitted
from interventions.reminders.actions import send_trial, set_reminder_rules
from interventions.sessions.diary import set_session_rules


@page(May.KEEP_FILE)
def reach(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """How a client wants to be reached, filled in for them."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    form = ReachForm(request.POST or None, instance=contact_of(client))
    if form.is_valid():
        try:
            choose(client=client, **form.cleaned_data)
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:client-file", client.pk)
    return render(request, "desk/client_reach.html", {"section": "caseload", "client": client, "form": form})


@require_POST
@page(May.KEEP_FILE)
def reopen(request: ActorRequest, client_id: UUID, channel: str) -> HttpResponse:
    """The address is right after all."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    if channel not in Message.Channel.values:
        raise Http404("no such channel")
    open_channel(client=client, channel=Message.Channel(channel))
    messages.success(request, _("Messages go there again."))
    return redirect("desk:client-file", client.pk)


@require_POST
@page(May.MANAGE_PRACTICE)
def rules(request: ActorRequest) -> HttpResponse:
    """When clients and staff are reminded."""

    def act(found: dict[str, Any]) -> str:
        set_reminder_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "reminder_form", ReminderRulesForm(request.POST), act)


@require_POST
@page(May.MANAGE_PRACTICE)
def session_rules(request: ActorRequest) -> HttpResponse:
    """What counts as late, and the step of free times."""

    def act(found: dict[str, Any]) -> str:
        set_session_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "session_rules_form", SessionRulesForm(request.POST), act)


@require_POST
@page(May.MANAGE_PRACTICE)
def trial(request: ActorRequest) -> HttpResponse:
    """A trial message to oneself."""

    def act(found: dict[str, Any]) -> str:
        number = found["number"]
        channel = Message.Channel.TEXT if number else Message.Channel.EMAIL
        send_trial(staff=Staff.objects.get(pk=request.actor.as_staff()), channel=channel, address=number)
        return _("It is on its way to %(address)s.") % {"address": number or _("your address")}

    return submitted(request, "trial_form", TrialForm(request.POST), act)
