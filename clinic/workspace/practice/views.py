"""The practice itself: its details, staff and rooms, and the first set-up."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.alerts.actions import set_alert_rules
from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import on_call_problem
from clients.care_team.rules import care_rules, set_care_rules
from clinic.accounts.staff.actions import add_staff, invite_staff, set_staff_active
from clinic.accounts.staff.forms import StaffForm
from clinic.core.access import ActorRequest, May, Role, page
from clinic.core.edit_forms import status_of
from clinic.core.forms import errors_at_fields, named_apart
from clinic.core.models import Practice, Room, Staff
from clinic.core.posting import sent_from
from clinic.core.practices import add_room, change_practice
from clinic.core.types import Checked
from clinic.workspace.practice.forms import (
    AlertRulesForm,
    CareRulesForm,
    PracticeForm,
    ReminderRulesForm,
    RoomForm,
    TrialForm,
)
from interventions.reminders.actions import send_trial, set_reminder_rules
from interventions.reminders.queries import rules_of as reminder_rules
from interventions.sessions.availability import rules_of as session_rules_of
from interventions.sessions.calendar_settings import set_session_rules
from interventions.sessions.forms import SessionRulesForm


def _practice(request: ActorRequest) -> Practice:
    return Practice.objects.get(pk=request.actor.practice_id)


@page(May.MANAGE_PRACTICE)
def manage(request: ActorRequest) -> HttpResponse:
    """Staff, rooms and the practice's details on one page; each form is sent on its own."""
    return _manage(request)


def _manage(request: ActorRequest, **forms: object) -> HttpResponse:
    practice = _practice(request)
    rules = alert_rules(practice.pk)
    context: dict[str, object] = {
        "section": "practice",
        "practice": practice,
        "staff": Staff.objects.select_related("user", "supervisor").order_by("-is_active", "name"),
        "rooms": Room.objects.order_by("name"),
        "staff_form": StaffForm(),
        "room_form": RoomForm(),
        "alert_form": AlertRulesForm(row=rules),
        "on_call_problem": on_call_problem(rules),
        "care_form": CareRulesForm(row=care_rules(practice.pk)),
        "details_form": PracticeForm(row=practice),
        "reminder_form": ReminderRulesForm(row=reminder_rules(practice.pk)),
        "session_rules_form": SessionRulesForm(row=session_rules_of(practice.pk)),
        "trial_form": TrialForm(),
    }
    context |= forms
    named_apart(context)
    return render(request, "practice/practice.html", context, status=status_of(forms.values()))


def submitted(
    request: ActorRequest, name: str, form: BaseForm, act: Callable[[Checked], str], then: str = "practice:practice"
) -> HttpResponse:
    """Does ``act`` with what the form says, and shows the words it returns on the page ``then``; or the page with the
    form's errors."""
    if form.is_valid():
        with errors_at_fields(form):
            done = act(form.cleaned_data)
            messages.success(request, done)
            return redirect(then)
    return _manage(request, **{name: form})


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def details(request: ActorRequest) -> HttpResponse:
    """Changes name, zone, sender and crisis contacts."""

    def act(found: Checked) -> str:
        change_practice(practice=_practice(request), **found)
        return _("Saved.")

    return submitted(request, "details_form", PracticeForm(request.POST, row=_practice(request)), act)


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def alert_rules_set(request: ActorRequest) -> HttpResponse:
    """Who is on call, and when the supervisor is notified."""

    rules = alert_rules(request.actor.practice_id)

    def act(found: Checked) -> str:
        set_alert_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "alert_form", AlertRulesForm(request.POST, row=rules), act)


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def care_rules_set(request: ActorRequest) -> HttpResponse:
    """How long former therapists may still read."""

    row = care_rules(request.actor.practice_id)

    def act(found: Checked) -> str:
        set_care_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "care_form", CareRulesForm(request.POST, row=row), act)


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def room_new(request: ActorRequest) -> HttpResponse:
    """Adds a room."""

    def act(found: Checked) -> str:
        room = add_room(practice_id=request.actor.practice_id, name=found["room"])
        return _("%(name)s can now be booked.") % {"name": room.name}

    return submitted(request, "room_form", RoomForm(request.POST), act)


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def staff_new(request: ActorRequest) -> HttpResponse:
    """Adds somebody and sends them a link to choose a password."""

    def act(found: Checked) -> str:
        roles = {Role(role) for role in found["roles"]}
        staff = add_staff(practice_id=request.actor.practice_id, by=request.actor, **found | {"roles": roles})
        invite_staff(staff=staff, by=request.actor)
        return _("%(name)s gets a mail with a link to sign in.") % {"name": staff.name}

    return submitted(request, "staff_form", StaffForm(request.POST), act)


@require_POST
@page(May.MANAGE_PRACTICE)
def staff_active(request: ActorRequest, staff_id: UUID) -> HttpResponse:
    """Opens a closed account again. Closing has a page of its own, with what has to be handed over first."""
    staff = get_object_or_404(Staff, pk=staff_id)
    set_staff_active(staff=staff, active=True, by=request.actor)
    messages.success(request, _("%(name)s gets a mail with a new link to sign in.") % {"name": staff.name})
    return redirect("practice:practice")


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def rules(request: ActorRequest) -> HttpResponse:
    """When clients and staff are reminded."""

    row = reminder_rules(request.actor.practice_id)

    def act(found: Checked) -> str:
        set_reminder_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "reminder_form", ReminderRulesForm(request.POST, row=row), act)


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def session_rules(request: ActorRequest) -> HttpResponse:
    """What counts as late, and the step of free times."""

    row = session_rules_of(request.actor.practice_id)

    def act(found: Checked) -> str:
        set_session_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "session_rules_form", SessionRulesForm(request.POST, row=row), act)


@sent_from("practice:practice")
@page(May.MANAGE_PRACTICE)
def trial(request: ActorRequest) -> HttpResponse:
    """A trial message to oneself."""

    def act(found: Checked) -> str:
        number = found["number"]
        send_trial(by=request.actor, number=number)
        return _("It is on its way to %(address)s.") % {"address": number or _("your address")}

    then = "workspace:today" if request.POST.get("from") == "today" else "practice:practice"
    return submitted(request, "trial_form", TrialForm(request.POST), act, then)
