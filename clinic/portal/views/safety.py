"""Help now: whom to call, and one's own safety plan. One tap away from every page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.models import Client
from clients.safety.actions import write_safety_plan
from clients.safety.forms import SafetyPlanForm
from clients.safety.models import SafetyPlan
from clients.safety.paper import safety_plan_pdf
from clients.safety.queries import current_plan, parts_of
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.paper import pdf_response
from clinic.core.practices import current_practice
from clinic.portal.views import portal_client_id


@page(May.USE_PORTAL)
def help_now(request: ActorRequest) -> HttpResponse:
    """The practice's crisis contacts, and the client's safety plan."""
    plan = current_plan(portal_client_id(request))
    context = {
        "section": "help",
        "practice": current_practice(),
        "plan": plan,
        "parts": [part for part in parts_of(plan) if part.text] if plan else [],
    }
    return render(request, "portal/help.html", context)


@page(May.USE_PORTAL)
def write(request: ActorRequest) -> HttpResponse:
    """Writes one's own safety plan, or changes it: a new version."""
    client = Client.objects.get(pk=portal_client_id(request))
    form = SafetyPlanForm(request.POST or None, row=current_plan(client) or SafetyPlan())
    if form.is_valid():
        with errors_at_fields(form):
            revision = form.cleaned_data["revision"]
            write_safety_plan(client=client, by=request.actor, parts=form.parts, revision=revision)
            messages.success(request, _("Saved. Your therapist can read it."))
            return redirect("portal:help")
    return render(request, "portal/safety_plan.html", {"section": "help", "form": form}, status=form.status)


@page(May.USE_PORTAL)
def as_pdf(request: ActorRequest) -> HttpResponse:
    """One's own safety plan to print."""
    client = Client.objects.get(pk=portal_client_id(request))
    practice = current_practice()
    return pdf_response("safety-plan.pdf", safety_plan_pdf(client, current_plan(client), practice))
