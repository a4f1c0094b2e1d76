"""The practice itself: its details, staff and rooms, and the first set-up."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import set_alert_rules
from clients.queries import alert_rules
from clients.responsibility import on_call_problem
from clinic.core.access import ActorRequest, May, Role, page
from clinic.core.models import Practice, Room, Staff
from clinic.core.practices import add_room, add_staff, change_practice, invite_staff, open_practice, set_staff_active
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.calendar import SessionRulesForm
from clinic.desk.forms.practice import (
    AlertRulesForm,
    PracticeForm,
    ReminderRulesForm,
    RoomForm,
    SetUpForm,
    StaffForm,
    TrialForm,
    reminders_initial,
)
from interventions.reminders.queries import rules_of as reminder_rules
from interventions.sessions.fitting import rules_of as session_rules

SETUP_SALT, SETUP_SECONDS = "setup", 3600


def _practice(request: ActorRequest) -> Practice:
    return Practice.objects.get(pk=request.actor.practice_id)


@page(May.MANAGE_PRACTICE)
def manage(request: ActorRequest) -> HttpResponse:
    """Staff, rooms and the practice's details on one page; each form is sent on its own."""
    return _manage(request)


def _manage(request: ActorRequest, **forms: object) -> HttpResponse:
    practice = _practice(request)
    rules = alert_rules(practice.pk)
    context = {
        "section": "practice",
        "practice": practice,
        "staff": Staff.objects.select_related("user", "supervisor").order_by("-is_active", "name"),
        "rooms": Room.objects.order_by("name"),
        "staff_form": StaffForm(),
        "room_form": RoomForm(),
        "alert_form": AlertRulesForm(initial={"on_call": rules.on_call, "escalate_minutes": rules.escalate_minutes}),
        "on_call_problem": on_call_problem(rules),
        "details_form": PracticeForm(instance=practice),
        "reminder_form": ReminderRulesForm(initial=reminders_initial(reminder_rules(practice.pk))),
        "session_rules_form": SessionRulesForm(initial=model_to_dict(session_rules(practice.pk))),
        "trial_form": TrialForm(),
    }
    return render(request, "desk/practice.html", context | forms)


def submitted(request: ActorRequest, name: str, form: BaseForm, act: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """Does ``act`` with what the form says, and shows the words it returns; or the page with the form's errors."""
    if form.is_valid():
        try:
            with transaction.atomic():
                done = act(form.cleaned_data)
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, done)
            return redirect("desk:practice")
    return _manage(request, **{name: form})


@require_POST
@page(May.MANAGE_PRACTICE)
def details(request: ActorRequest) -> HttpResponse:
    """Changes name, zone, sender and crisis contacts."""

    def act(found: dict[str, Any]) -> str:
        change_practice(practice=_practice(request), **found)
        return _("Saved.")

    return submitted(request, "details_form", PracticeForm(request.POST, instance=_practice(request)), act)


@require_POST
@page(May.MANAGE_PRACTICE)
def alert_rules_set(request: ActorRequest) -> HttpResponse:
    """Who is on call, and when the supervisor is told."""

    def act(found: dict[str, Any]) -> str:
        set_alert_rules(practice_id=request.actor.practice_id, **found)
        return _("Saved.")

    return submitted(request, "alert_form", AlertRulesForm(request.POST), act)


@require_POST
@page(May.MANAGE_PRACTICE)
def room_new(request: ActorRequest) -> HttpResponse:
    """Adds a room."""

    def act(found: dict[str, Any]) -> str:
        room = add_room(practice_id=request.actor.practice_id, name=found["room"])
        return _("%(name)s is there to be booked.") % {"name": room.name}

    return submitted(request, "room_form", RoomForm(request.POST), act)


@require_POST
@page(May.MANAGE_PRACTICE)
def staff_new(request: ActorRequest) -> HttpResponse:
    """Adds somebody and sends them a link to choose a password."""

    def act(found: dict[str, Any]) -> str:
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
    return redirect("desk:practice")


def set_up_token() -> str:
    """The token of the one-time link: good for an hour, and only while there is no practice."""
    return signing.dumps("first practice", salt=SETUP_SALT)


def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first practice and its first admin, on an empty system."""
    try:
        signing.loads(token, salt=SETUP_SALT, max_age=SETUP_SECONDS)
    except signing.BadSignature as error:
        raise Http404("no such link") from error
    if Practice.objects.exists():
        raise Http404("set up already")
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        found = form.cleaned_data
        try:
            with transaction.atomic():
                practice = open_practice(
                    name=found["practice"],
                    time_zone=found["time_zone"],
                    sender_name=found["sender_name"],
                    crisis_contacts=found["crisis_contacts"],
                )
                staff = add_staff(
                    practice_id=practice.pk,
                    email=found["email"],
                    name=found["name"],
                    password=found["password"],
                    roles={Role.ADMIN, Role.THERAPIST} if found["therapist"] else {Role.ADMIN},
                )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            login(request, staff.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("desk:today")
    return render(request, "desk/setup.html", {"form": form})
