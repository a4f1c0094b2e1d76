"""The members of a household side by side."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from clients.households.queries import as_seen, household_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.workspace.side_by_side import readable_ids, side_by_side


@page(May.READ_RECORD)
def together(request: ActorRequest, household_id: UUID) -> HttpResponse:
    """Each member's own attachment plane, course, goals and exercises, of those whose records may be read."""
    household = household_for(request.actor, household_id, May.READ_RECORD)
    sides = side_by_side(request.actor, household)
    for client_id in readable_ids(sides):
        audit.log_access(client_id, "side by side")
    context = {"section": "caseload", "seen": as_seen(household), "sides": sides}
    return render(request, "workspace/together.html", context)
