"""Codings of the Adult Attachment Interview."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions import AlreadyVoided
from assessments.interviews.actions import record_interview, void_interview
from assessments.interviews.definition import interview
from assessments.interviews.forms import InterviewForm
from assessments.interviews.queries import coding_for
from clients.queries import client_for
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_as_message, errors_at_fields


@page(May.RECORD)
def new(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """What a certified coder found, with who, when, and by which certificate."""
    client = client_for(request.actor, client_id, May.RECORD)
    form = InterviewForm(request.POST or None)
    if form.is_valid():
        with errors_at_fields(form):
            coding = record_interview(client=client, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            for warning in coding.warnings:
                messages.warning(request, str(warning))
            return redirect("assessments:client-assessments", client.pk)
    context = {"section": "caseload", "client": client, "form": form, "interview": interview()}
    return render(request, "interviews/interview_new.html", context)


@require_POST
@page(May.RECORD)
def void(request: ActorRequest, coding_id: UUID) -> HttpResponse:
    """Marks a coding as not to be counted, with a reason."""
    coding = coding_for(request.actor, coding_id, May.RECORD)
    try:
        with errors_as_message(request):
            void_interview(coding=coding, by=request.actor, reason=request.POST.get("reason", ""))
            messages.success(request, _("Voided. It stays in the record."))
    except AlreadyVoided:
        messages.info(request, _("It is voided already."))
    return redirect("assessments:client-assessments", coding.client_id)
