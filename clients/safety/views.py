"""The tab *Safety*: the safety plan with its versions, and whom to call about the client."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.alerts.queries import alerts_of
from clients.alerts.standing import words_of
from clients.models import Client
from clients.queries import client_for, has_portal, portal_access
from clients.safety.actions import (
    add_emergency_contact,
    change_emergency_contact,
    remove_emergency_contact,
    write_safety_plan,
)
from clients.safety.forms import EmergencyContactForm, SafetyPlanForm
from clients.safety.models import EmergencyContact, SafetyPlan
from clients.safety.paper import safety_plan_pdf
from clients.safety.queries import contact_for, contacts_of, current_plan, parts_of, version_for, versions_of
from clients.shell import Header, render_tab
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.edit_forms import RevisionField
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.paper import pdf_response
from clinic.core.practices import current_practice

MOST_ALERTS = 30  # listed in the tab, the open ones first


@page(May.READ_RECORD)
def safety(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The client's safety plan, its versions, and whom to call."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    versions, contacts = versions_of(client), contacts_of(client)
    portal = portal_access(client)
    alerts = alerts_of(request.actor, client)[:MOST_ALERTS]
    header = Header(request.actor, client).fetch(versions, contacts, portal, alerts)
    context = {
        "plan": versions[0] if versions else None,
        "parts": parts_of(versions[0]) if versions else [],
        "versions": versions,
        "contacts": contacts,
        "portal": bool(portal),
        "alerts": [(row, [] if row.closed_at else words_of(row)) for row in alerts],
        "practice": current_practice(),
    }
    return render_tab(request, header, "safety:client-safety", "safety/client_safety.html", context)


@page(May.RECORD)
def write(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Writes a new version of the plan, beginning with the one of now."""
    client = client_for(request.actor, client_id, May.RECORD)
    form = SafetyPlanForm(request.POST or None, row=current_plan(client) or SafetyPlan())
    if form.is_valid():
        with errors_at_fields(form):
            revision = form.cleaned_data["revision"]
            write_safety_plan(client=client, by=request.actor, parts=form.parts, revision=revision)
            messages.success(request, _("Safety plan saved. Earlier versions are kept."))
            return redirect("safety:client-safety", client.pk)
    audit.log_access(client.pk, "safety plan")
    context = {"section": "caseload", "client": client, "form": form, "portal": has_portal(client)}
    return render(request, "safety/safety_plan_write.html", context, status=form.status)


@page(May.READ_RECORD)
def version(request: ActorRequest, client_id: UUID, number: int) -> HttpResponse:
    """One version of the plan as it was written."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    found = version_for(client, number)
    audit.log_access(client.pk, f"safety plan, version {number}")
    newest = current_plan(client)
    context = {
        "section": "caseload",
        "client": client,
        "plan": found,
        "parts": parts_of(found),
        "is_newest": newest is not None and newest.number == number,
    }
    return render(request, "safety/safety_plan_version.html", context)


@page(May.READ_RECORD)
def as_pdf(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The plan to print; without one a form to fill in by hand."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    audit.log_access(client.pk, "safety plan pdf")
    practice = current_practice()
    return pdf_response("safety-plan.pdf", safety_plan_pdf(client, current_plan(client), practice))


@page(May.KEEP_FILE)
def add_contact(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Adds somebody to call."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    form = EmergencyContactForm(request.POST or None, row=EmergencyContact())
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        with errors_at_fields(form):
            add_emergency_contact(client=client, **fields)
            messages.success(request, _("Contact added."))
            return redirect("clients:client-file", client.pk)
    return _show_contact(request, client, form, None)


@page(May.KEEP_FILE)
def change_contact(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Changes somebody to call, or the client's agreement to it."""
    contact = contact_for(request.actor, contact_id, May.KEEP_FILE)
    audit.log_access(contact.client_id, "emergency contact")
    form = EmergencyContactForm(request.POST or None, row=contact)
    if form.is_valid():
        with errors_at_fields(form):
            change_emergency_contact(contact=contact, **form.cleaned_data)
            messages.success(request, _("Contact saved."))
            return redirect("clients:client-file", contact.client_id)
    return _show_contact(request, contact.client, form, contact)


def _show_contact(
    request: ActorRequest, client: Client, form: EmergencyContactForm, contact: EmergencyContact | None
) -> HttpResponse:
    context = {"section": "caseload", "client": client, "form": form, "contact": contact}
    return render(request, "safety/emergency_contact.html", context, status=form.status)


@require_POST
@page(May.KEEP_FILE)
def remove_contact(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Takes somebody off the file."""
    contact = contact_for(request.actor, contact_id, May.KEEP_FILE)
    with errors_as_message(request):
        remove_emergency_contact(contact=contact, revision=RevisionField().clean(request.POST.get("revision")))
        messages.success(request, _("%(name)s is no longer on file.") % {"name": contact.name})
    return redirect("clients:client-file", contact.client_id)
