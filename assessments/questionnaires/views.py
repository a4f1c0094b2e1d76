"""Giving questionnaires to a client, once or by a rule, and taking them back; pausing and ending a treatment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.questionnaires.actions import QuestionnaireClosed, assign_questionnaire, withdraw_questionnaire
from assessments.questionnaires.forms import GiveForm
from assessments.questionnaires.queries import questionnaire_for, schedule_for
from assessments.questionnaires.schedules import add_schedule, stop_schedule
from assessments.wording.queries import instruments
from clients.episodes.actions import refused_giving
from clients.queries import client_for
from clients.reach.actions import closed_channels
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields


@page(May.RECORD)
def give(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """A questionnaire for the client to answer on the portal, now or whenever a rule says so."""
    client = client_for(request.actor, client_id, May.RECORD)
    form = GiveForm(request.POST or None, known=instruments(), initial={"instrument": request.GET.get("instrument")})
    if form.is_valid():
        found = form.cleaned_data
        with errors_at_fields(form):
            if form.once:
                assign_questionnaire(
                    client=client,
                    instrument=form.known[found["instrument"]],
                    by=request.actor,
                    due_on=found["due_on"],
                    target=found["target"],
                )
            else:
                add_schedule(client=client, by=request.actor, **form.rule())
            message = (
                _("Questionnaire given. The client can answer it on the portal.")
                if form.once
                else _("The rule runs from today.")
            )
            messages.success(request, message)
            return redirect("assessments:client-assessments", client.pk)
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "closed": closed_channels(client),
        "refused": refused_giving(client),
    }
    return render(request, "questionnaires/give.html", context)


@require_POST
@page(May.RECORD)
def take_back(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Takes an open questionnaire back."""
    questionnaire = questionnaire_for(request.actor, questionnaire_id, May.RECORD)
    try:
        withdraw_questionnaire(questionnaire=questionnaire)
    except QuestionnaireClosed:
        messages.info(request, _("It has already been closed."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("assessments:client-assessments", questionnaire.client_id)


@require_POST
@page(May.RECORD)
def stop(request: ActorRequest, schedule_id: UUID) -> HttpResponse:
    """Ends a rule."""
    schedule = schedule_for(request.actor, schedule_id, May.RECORD)
    stop_schedule(schedule=schedule)
    messages.success(request, _("Rule stopped. What it has already given stays."))
    return redirect("assessments:client-assessments", schedule.client_id)
