"""Risk alerts: reading, taking, handing on and closing one; and for the practice's admins whom to reach."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.alerts.actions import (
    AlertClosed,
    AlertNotClosed,
    AlertTaken,
    close_alert,
    follow_up_alert,
    hand_over_alert,
    reopen_alert,
    take_alert,
)
from clients.alerts.acts import history_of
from clients.alerts.forms import CloseForm, FollowUpForm, HandOverForm, ReopenForm
from clients.alerts.holding import may_take
from clients.alerts.queries import alert_for, alert_rules, alerts_in_reach, linked_alerts, may_hand_over, takers
from clients.alerts.responsibility import on_call_problem, whom_to_reach
from clients.alerts.sources import screenings_of, source_of
from clients.alerts.standing import words_of
from clients.models import AlertAct, RiskAlert
from clients.queries import visible
from clients.safety.queries import contacts_of, current_plan, parts_of
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, may, page, require
from clinic.core.forms import errors_at_fields
from clinic.core.posting import sent_from
from clinic.core.practices import current_practice


def _reaches(actor: Actor, alert_id: UUID) -> bool:
    return may(actor, May.SEE_ALERTS) and alerts_in_reach(actor).filter(pk=alert_id).exists()


@page(May.SEE_DESK)
def alert(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """One alert, and the place to close it; who may only watch reads whom to reach."""
    actor = request.actor
    if request.method == "GET" and may(actor, May.WATCH_ALERTS) and not _reaches(actor, alert_id):
        return _whom_to_reach(request, [get_object_or_404(RiskAlert, pk=alert_id)])
    require(actor, May.SEE_ALERTS)
    found = alert_for(actor, alert_id)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                given = form.cleaned_data
                close_alert(
                    alert=found,
                    by=actor,
                    outcome=given["outcome"],
                    note=given["closing_note"],
                    follow_up_on=given["follow_up_on"],
                )
                messages.success(request, _("Closed. What you wrote stays in the record."))
                return redirect("workspace:today")
        except AlertClosed:
            return _closed_before(request, found, form.cleaned_data["closing_note"])
    return _show(request, found, {"form": form})


def _closed_before(request: ActorRequest, found: RiskAlert, note: str) -> HttpResponse:
    """Somebody else was first: how they closed it, and what was written here, to be kept by following it up."""
    messages.warning(
        request,
        _("Somebody has already closed this alert. What you wrote was not saved: it is below, in case it is needed."),
    )
    found.refresh_from_db()
    return _show(request, found, {"form": CloseForm(), "unsaved": note})


def _show(request: ActorRequest, found: RiskAlert, shown: Mapping[str, forms.Form | str] | None = None) -> HttpResponse:
    """The alert's page; ``shown``: forms with errors in place of empty ones, and a text that was not saved."""
    actor = request.actor
    audit.log_access(found.client_id, "alert")
    reads = visible(actor, May.READ_RECORD).filter(pk=found.client_id).exists()  # on call, one may not
    plan = current_plan(found.client)  # also for who is on call: it is for the moment in which they act
    if plan:
        audit.log_access(found.client_id, "safety plan")
    asked_from, raised = linked_alerts(actor, found)
    history = history_of(found)
    context: dict[str, object] = {
        "section": "today",
        "alert": found,
        "asked_from": asked_from,
        "raised": raised,
        "form": CloseForm(),
        "reopen_form": ReopenForm(),
        "follow_up_form": FollowUpForm(),
        "reads": reads,
        "readable_client": found.client_id if reads else None,
        "is_mine": found.taken_by_id == actor.staff_id,
        "can_take": not found.closed_at and may_take(found, actor.staff_id),
        "source": source_of(found),
        "screenings": screenings_of(found),
        "history": history,
        "voided": next((line for line in reversed(history) if line.kind == AlertAct.Kind.VOIDED), None),
        "standing": words_of(found),
        "contacts": list(contacts_of(found.client)),
        "parts": parts_of(plan) if plan else [],
        "practice": current_practice(),
    }
    if not found.closed_at and may_hand_over(actor, found):
        context["hand_over_form"] = HandOverForm(alert=found, takers=takers(found, actor))
    return render(request, "alerts/alert.html", context | dict(shown or {}))


@require_POST
@page(May.SEE_ALERTS)
def take(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """Takes an alert in hand."""
    found = alert_for(request.actor, alert_id)
    try:
        take_alert(alert=found, by=request.actor)
        messages.success(request, _("You have it now. Write down what you did, and close it."))
    except AlertTaken as error:
        messages.warning(request, _("%(name)s has already taken this alert.") % {"name": error.holder})
    except AlertClosed:
        messages.info(request, _("Somebody has already closed this alert."))
    return redirect("alerts:alert", found.pk)


@sent_from("alerts:alert", "alert_id")
@page(May.HAND_ALERTS)
def hand_over(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """Hands an alert to somebody; an admin does so without reading whose it is."""
    found = alert_for(request.actor, alert_id, May.HAND_ALERTS)
    form = HandOverForm(request.POST, alert=found, takers=takers(found, request.actor))
    reads = _reaches(request.actor, alert_id)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                handed = hand_over_alert(alert=found, by=request.actor, **form.cleaned_data)
                name = {"name": handed.taken_by.name if handed.taken_by else ""}
                messages.success(request, _("Handed to %(name)s, who is being told now.") % name)
                return redirect("alerts:alert", found.pk)
        except AlertClosed:
            messages.info(request, _("Somebody has already closed this alert."))
            return redirect("alerts:alert", found.pk)
        except AlertTaken as error:
            text = _("%(name)s has this alert by now. Check it, then hand it over again if that is still right.")
            messages.warning(request, text % {"name": error.holder})
            return redirect("alerts:alert", found.pk)
    return _show(request, found, {"hand_over_form": form}) if reads else _whom_to_reach(request, [found], form)


@sent_from("alerts:alert", "alert_id")
@page(May.SEE_ALERTS)
def reopen(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """Opens a closed alert again, with a reason."""
    found = alert_for(request.actor, alert_id)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                reopen_alert(alert=found, by=request.actor, reason=form.cleaned_data["reason"])
                messages.success(request, _("Open again. Whoever is responsible now is being told."))
                return redirect("alerts:alert", found.pk)
        except AlertNotClosed:
            messages.info(request, _("This alert is open already."))
            return redirect("alerts:alert", found.pk)
    return _show(request, found, {"reopen_form": form})


@sent_from("alerts:alert", "alert_id")
@page(May.SEE_ALERTS)
def follow_up(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """Writes what came of following an alert up."""
    found = alert_for(request.actor, alert_id)
    form = FollowUpForm(request.POST)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                follow_up_alert(alert=found, by=request.actor, note=form.cleaned_data["note"])
                messages.success(request, _("Saved. It no longer appears on Today."))
                return redirect("workspace:today")
        except AlertNotClosed:
            messages.info(request, _("Nothing is left to follow up here."))
            return redirect("alerts:alert", found.pk)
    return _show(request, found, {"follow_up_form": form})


@page(May.WATCH_ALERTS)
def waiting(request: ActorRequest) -> HttpResponse:
    """The practice's open alerts for who may not read them: since when, and whom to reach. Not whose they are."""
    return _whom_to_reach(request, list(RiskAlert.objects.open().select_related("taken_by").order_by("raised_at")))


def _whom_to_reach(request: ActorRequest, alerts: list[RiskAlert], sent: HandOverForm | None = None) -> HttpResponse:
    """``sent``: the form of the only alert that is shown, with its errors."""
    problem = on_call_problem(alert_rules(request.actor.practice_id))
    rows = [
        (
            alert,
            people,
            sent or HandOverForm(alert=alert, takers=takers(alert, request.actor), auto_id=f"{alert.pk}-%s"),
        )
        for alert, people in whom_to_reach(alerts)
    ]
    context = {"section": "today", "rows": rows, "on_call_problem": problem}
    return render(request, "alerts/alerts_waiting.html", context)
