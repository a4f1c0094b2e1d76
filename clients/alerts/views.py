"""Risk alerts: reading and acknowledging one, and for the practice's admins whom to reach."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.alerts.actions import AlertAlreadyAcknowledged, acknowledge_alert
from clients.alerts.forms import AcknowledgeForm
from clients.alerts.queries import alert_for, alert_rules, alerts_in_reach
from clients.alerts.responsibility import on_call_problem, whom_to_reach
from clients.models import RiskAlert
from clients.queries import visible
from clients.safety.queries import contacts_of, current_plan, parts_of
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, may, page, require
from clinic.core.forms import errors_at_fields
from clinic.core.practices import current_practice


def _reaches(actor: Actor, alert_id: UUID) -> bool:
    return may(actor, May.SEE_ALERTS) and alerts_in_reach(actor).filter(pk=alert_id).exists()


@page(May.SEE_DESK)
def alert(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """One alert, and the place to say what was done about it; who may only watch reads whom to reach."""
    actor = request.actor
    if request.method == "GET" and may(actor, May.WATCH_ALERTS) and not _reaches(actor, alert_id):
        return _whom_to_reach(request, [get_object_or_404(RiskAlert, pk=alert_id)])
    require(actor, May.SEE_ALERTS)
    found = alert_for(actor, alert_id)
    audit.log_access(found.client_id, "alert")
    form = AcknowledgeForm(request.POST or None)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                acknowledge_alert(alert=found, by=request.actor, text=form.cleaned_data["acknowledgement"])
                messages.success(request, _("Acknowledged."))
                return redirect("workspace:today")
        except AlertAlreadyAcknowledged:
            messages.info(request, _("Somebody has already acknowledged this."))
            return redirect("alerts:alert", found.pk)
    reads = visible(request.actor, May.READ_RECORD).filter(pk=found.client_id).exists()  # on call, one may not
    plan = current_plan(found.client_id)  # also for who is on call: it is for the moment in which they act
    if plan:
        audit.log_access(found.client_id, "safety plan")
    context = {
        "section": "today",
        "alert": found,
        "form": form,
        "reads": reads,
        "contacts": list(contacts_of(found.client_id)),
        "parts": parts_of(plan) if plan else [],
        "practice": current_practice(),
    }
    return render(request, "alerts/alert.html", context)


@page(May.WATCH_ALERTS)
def waiting(request: ActorRequest) -> HttpResponse:
    """The practice's open alerts for who may not read them: since when, and whom to reach. Not whose they are."""
    return _whom_to_reach(request, list(RiskAlert.objects.open().order_by("raised_at")))


def _whom_to_reach(request: ActorRequest, alerts: list[RiskAlert]) -> HttpResponse:
    problem = on_call_problem(alert_rules(request.actor.practice_id))
    context = {"section": "today", "rows": whom_to_reach(alerts), "on_call_problem": problem}
    return render(request, "alerts/alerts_waiting.html", context)
