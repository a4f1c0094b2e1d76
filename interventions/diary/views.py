"""The diary as the therapist reads it, whole."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from interventions.diary.queries import NEWEST, entries_of
from interventions.plans.queries import plan_with


@page(May.READ_RECORD)
def diary(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What the client wrote into the diary of a plan, the newest first. Who opens it has read it: see *today*."""
    plan = plan_with(request.actor, plan_id, May.READ_RECORD)
    audit.log_access(plan.client_id, "diary")
    found = Paginator(entries_of(plan), NEWEST).get_page(request.GET.get("page", "1"))
    context = {"section": "caseload", "client": plan.client, "plan": plan, "page": found}
    return render(request, "diary/diary.html", context)
