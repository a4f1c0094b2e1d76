"""Working hours, leave, the address of the feed, and the waiting list."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clients.care_team.covers import coming_covers
from clients.episodes.actions import refused_giving
from clients.queries import client_for
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.models import Staff
from clinic.core.posting import sent_from
from interventions.models import CalendarSettings, Feed, Leave
from interventions.sessions import calendar_settings, waiting
from interventions.sessions.availability import calendar_settings_of
from interventions.sessions.forms import CalendarSettingsForm, LeaveForm, WaitForm


@page(May.BOOK)
def waiting_page(request: ActorRequest) -> HttpResponse:
    """Who waits, and which freed times would suit them."""
    rows = list(waiting.waiting_list(request.actor))
    context = {"section": "calendar", "rows": rows, "freed": waiting.freed_slots(request.actor, rows)}
    return render(request, "sessions/waiting.html", context)


@page(May.BOOK)
def wait(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Puts a client on the waiting list, or changes which times they can take."""
    client = client_for(request.actor, client_id, May.BOOK)
    therapists = calendar_settings.therapists_in_reach(request.actor, May.SEE_CALENDAR)
    known = waiting.entry_of(client)
    form = WaitForm(request.POST or None, therapists=therapists, row=known)
    if form.is_valid():
        with errors_at_fields(form):
            waiting.wait(client=client, **form.query())
            messages.success(request, _("%(name)s is on the waiting list.") % {"name": client.name})
            return redirect("sessions:waiting")
    context = {"section": "calendar", "client": client, "form": form, "refused": refused_giving(client)}
    return render(request, "sessions/wait.html", context, status=form.status)


@require_POST
@page(May.BOOK)
def wait_no_longer(request: ActorRequest, waiting_id: UUID) -> HttpResponse:
    """Takes somebody off the list."""
    waiting.wait_no_longer(waiting=waiting.waiting_for(request.actor, waiting_id))
    return redirect("sessions:waiting")


@page(May.KEEP_HOURS)
def hours(request: ActorRequest, therapist_id: UUID) -> HttpResponse:
    """A therapist's working hours, leave and calendar feed."""
    therapist = calendar_settings.therapist_with(request.actor, therapist_id, May.KEEP_HOURS)
    form = CalendarSettingsForm(request.POST or None, row=_settings_of(therapist))
    if form.is_valid():
        found = form.cleaned_data
        with errors_at_fields(form):
            calendar_settings.set_calendar(
                therapist=therapist,
                hours=found["hours"],
                minutes=found["minutes"],
                buffer_minutes=found["buffer_minutes"],
                revision=found["revision"],
            )
            messages.success(request, _("Saved."))
            return redirect("sessions:hours", therapist.pk)
    return _hours(request, therapist, form=form)


def _settings_of(therapist: Staff) -> CalendarSettings:
    return calendar_settings_of(therapist.practice_id, therapist.pk)


def _hours(
    request: ActorRequest, therapist: Staff, form: CalendarSettingsForm | None = None, **extra: object
) -> HttpResponse:
    form = form or CalendarSettingsForm(row=_settings_of(therapist))
    context: dict[str, object] = {
        "section": "calendar",
        "therapist": therapist,
        "feed": Feed.objects.filter(therapist_id=therapist.pk).first(),
        "leaves": Leave.objects.filter(therapist=therapist, ends_at__gt=timezone.now()).order_by("starts_at"),
        "leave_form": LeaveForm(therapist=therapist),
        "covers": coming_covers(therapist),
        "form": form,
    }
    return render(request, "sessions/hours.html", context | extra, status=form.status)


@sent_from("sessions:hours", "therapist_id")
@page(May.KEEP_HOURS)
def leave(request: ActorRequest, therapist_id: UUID) -> HttpResponse:
    """Notes leave; the sessions that lie in it are listed, for somebody has to move them."""
    therapist = calendar_settings.therapist_with(request.actor, therapist_id, May.KEEP_HOURS)
    form = LeaveForm(request.POST, therapist=therapist)
    if form.is_valid():
        found, (cover, nobody) = form.cleaned_data, form.covering()
        with errors_at_fields(form):
            row, booked = calendar_settings.take_leave(
                therapist=therapist,
                starts_at=found["starts_at"],
                ends_at=found["ends_at"],
                label=found["label"],
                by=request.actor,
                cover=cover,
                nobody=nobody,
            )
            if booked:
                return redirect("sessions:leave", row.pk)
            messages.success(request, _("Leave saved. No session is booked in that time."))
            return redirect("sessions:hours", therapist.pk)
    return _hours(request, therapist, leave_form=form)


@require_POST
@page(May.KEEP_HOURS)
def leave_remove(request: ActorRequest, leave_id: UUID) -> HttpResponse:
    """Takes a leave back; the sessions that were given to whoever covers come back with it."""
    row = calendar_settings.leave_for(request.actor, leave_id)
    with errors_as_message(request):
        alerts = len(calendar_settings.remove_leave(leave=row))
        words = ngettext(
            "%(n)s risk alert is with %(name)s again.", "%(n)s risk alerts are with %(name)s again.", alerts
        )
        again = words % {"n": alerts, "name": row.therapist.name} if alerts else ""
        removed = _("Removed. If sessions were handed over for it, they are back.")
        messages.success(request, f"{removed} {again}".strip())
    return redirect("sessions:hours", row.therapist_id)


@sent_from("sessions:hours", "therapist_id")
@page(May.KEEP_HOURS)
def feed_secret(request: ActorRequest, therapist_id: UUID) -> HttpResponse:
    """Makes a new secret address for the feed, shown once; or revokes it."""
    therapist = calendar_settings.therapist_with(request.actor, therapist_id, May.KEEP_HOURS)
    if request.POST.get("act") == "revoke":
        calendar_settings.close_feed(therapist=therapist)
        messages.success(request, _("The address no longer works."))
        return redirect("sessions:hours", therapist.pk)
    secret = calendar_settings.open_feed(therapist=therapist)
    address = f"{settings.SITE_URL}{reverse('sessions:feed', args=[secret])}"
    return _hours(request, therapist, address=address)
