"""A household: begun from a client's file, seen from each member's, ended once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.standing import chips_by_client
from clients.households.actions import Ending, begin_household, end_household, joint_work_of
from clients.households.forms import BeginForm, EndForm
from clients.households.queries import (
    as_seen,
    household_for,
    households,
    members_in_keeping,
    open_alerts_of,
    running_household,
    without_household,
)
from clients.queries import client_for, listed
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.types import Checked


@page(May.KEEP_FILE)
def begin(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """A household of the client and others."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    others = listed(request.actor, May.KEEP_FILE).exclude(pk=client.pk).order_by("sort_name", "id")
    form = BeginForm(request.POST or None, others=without_household(others), initial={"began_on": timezone.localdate()})
    if form.is_valid():
        found = dict(form.cleaned_data)
        with errors_at_fields(form):
            made = begin_household(clients=[client, *found.pop("members")], **found)
            messages.success(request, _("Household started. Joint plans and sessions appear in each member's file."))
            return redirect("households:household", made.pk)
    context = {"section": "caseload", "client": client, "form": form, "running": running_household(client).first()}
    return render(request, "households/household_begin.html", context)


@page(May.SEE_CLIENT)
def household(request: ActorRequest, household_id: UUID) -> HttpResponse:
    """Who belongs to it, and its joint work."""
    found = household_for(request.actor, household_id)
    for member in found.members.all():
        audit.log_access(member.client_id, "household")
    kept = households(request.actor, May.KEEP_FILE).filter(pk=found.pk)
    seen = as_seen(found)
    context = {
        "section": "caseload",
        "seen": seen,
        "alert_chips": chips_by_client(open_alerts_of(request.actor, seen)),
        "joint_work": joint_work_of(found, request.actor),
        "may_end": found.ended_on is None and kept.exists(),
    }
    return render(request, "households/household.html", context)


@page(May.KEEP_FILE)
def end(request: ActorRequest, household_id: UUID) -> HttpResponse:
    """Ends it, showing the joint work that ends with it."""
    found = household_for(request.actor, household_id, May.KEEP_FILE)
    seen = as_seen(found)
    form = EndForm(request.POST or None, members=list(members_in_keeping(request.actor, found)))
    if form.is_valid():
        with errors_at_fields(form):
            end_household(household=found, ending=_ending(request, form.cleaned_data))
            messages.success(request, _("The household has ended. What was done together stays in each member's file."))
            return redirect("households:household", found.pk)
    context = {"section": "caseload", "seen": seen, "joint_work": joint_work_of(found, request.actor), "form": form}
    return render(request, "households/household_end.html", context)


def _ending(request: ActorRequest, found: Checked) -> Ending:
    kept = found["continue_with"]
    return Ending(
        by=request.actor,
        reason=found["reason"],
        continue_with=UUID(kept) if kept else None,
        tell_clients=found["tell_clients"],
    )
