"""Booking one session or a series."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.alerts.queries import open_alerts_among
from clients.alerts.standing import chips_by_client
from clients.episodes.actions import refused_giving
from clients.households.actions import household_with
from clients.households.joint import people_of
from clients.households.models import HouseholdMember
from clients.models import CareRelation, Client, ViolenceScreen
from clients.queries import client_for, same_care, violence_going_on
from clients.reach.actions import closed_channels
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.address import moment_of, uuid_of
from clinic.core.forms import errors_at_fields
from clinic.core.models import Staff
from clinic.core.types import Checked
from clinic.core.wallclock import from_wall_clock
from interventions.library.queries import modalities
from interventions.models import Plan, TherapySession
from interventions.notices import acts
from interventions.notices.acts import Done
from interventions.notices.changes import Appointment
from interventions.notices.outcome import Outcome
from interventions.notices.outlook import before_booking, for_actor
from interventions.sessions.actions import NewSession, SlotTaken, build_session, minutes_of
from interventions.sessions.availability import zone_of_practice
from interventions.sessions.booking_form import BookForm
from interventions.sessions.durations import USUAL
from interventions.sessions.forms import occurrence_of
from interventions.sessions.next_slot import suggest_next_slot
from interventions.sessions.queries import bookable_people, day_bounds, sessions
from interventions.sessions.series import when_in_words
from interventions.sessions.views.telling import asks_for_preview, describe_outcomes, say


def _initial(request: ActorRequest, client: Client, plans: Iterable[Plan]) -> Checked:
    """What the booking form proposes: the time that was chosen in the calendar, or the next one that fits."""
    team = client.care.current().filter(staff__is_active=True).select_related("staff").order_by("part")
    wanted, members = uuid_of(request.GET.get("therapist", "")), [relation.staff for relation in team]
    therapist = next((one for one in members if one.pk == wanted), members[0] if members else None)
    plan = next(iter(plans), None)
    if therapist is None:
        return {"plan": plan and plan.pk, "day": timezone.localdate() + timedelta(days=7), "time": "10:00"}
    found = suggest_next_slot(client, therapist)
    lately = [one for one in plans if one.pk == found.plan_id]
    fitting = lately or [one for one in plans if one.therapist_id == therapist.pk]
    plan = fitting[0] if fitting else plan
    shown = moment_of(request.GET.get("at", "")) or timezone.localtime(found.starts_at)
    minutes = request.GET.get("minutes", "")
    return {
        "plan": plan and plan.pk,
        "household": found.household_id,
        "therapist": therapist.pk,
        "day": shown.date(),
        "time": f"{shown:%H:%M}",
        "occurrence": occurrence_of(shown),
        "link": found.link,
        "room": uuid_of(request.GET.get("room", "")) or found.room_id,
        "minutes": int(minutes) if minutes.isdecimal() and len(minutes) < 4 else minutes_of(found),
    }


@page(May.BOOK)
def book(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """One session or a series; the next time that fits is already in the form."""
    client = client_for(request.actor, client_id, May.BOOK)
    therapists = Staff.objects.filter(
        is_active=True, pk__in=CareRelation.objects.current().filter(client=client).values("staff")
    ).order_by("name")
    running = list(Plan.objects.of(client).running().with_people().order_by("-started_on", "-id"))
    plans = [plan for plan in running if plan.state == Plan.State.ACTIVE]
    initial = {} if request.method == "POST" else _initial(request, client, plans)
    form = BookForm(
        request.POST or None,
        initial=initial,
        therapists=therapists,
        plans=plans,
        known=modalities(),
    )
    others = same_care(request.actor, client, May.BOOK)
    form.offer_together(request.actor, May.BOOK, client, others, _("alone, or as the plan says"))
    if any(plan.household_id for plan in plans):
        form.offer_alone(bookable_people(request.actor, plans))
    preview = None
    if form.is_valid() and (done := _booked(request, client, form)):
        if not asks_for_preview(request):
            return redirect("sessions:client-sessions", done.sessions[0].client_id)
        preview = for_actor(done.outcomes, request.actor)
    together = _together(client, running, form)
    context = {
        "outcomes": preview if preview is not None else _outlook(client, initial, form),
        "preview": preview is not None,
        "section": "caseload",
        "alert_chips": chips_by_client(open_alerts_among(request.actor, [*client.file_ids, *together])),
        "is_joint": bool(together),
        "client": client,
        "form": form,
        "day_sessions": _day_of(request, form, initial),
        "closed": closed_channels(client),
        "refused": refused_giving(client),
        "violence": _before_joint(request, client, together),
        "despite": form["despite"].errors or form["despite"].value(),
        "skip": form["skip_taken"].errors or form["skip_taken"].value(),
    }
    return render(request, "sessions/book.html", context)


def _together(client: Client, plans: Iterable[Plan], form: BookForm) -> set[UUID]:
    """Who may come along to a joint session: of a joint plan, of the household that is proposed or chosen, and a
    partner who is chosen in the form."""
    people = {person for plan in plans for person in people_of(plan)}
    partner, household = (uuid_of(str(form[name].value() or "")) for name in ("partner", "household"))
    if household:
        people |= set(HouseholdMember.objects.current().filter(household=household).values_list("client_id", flat=True))
    return (people | ({partner} if partner else set())) - {client.pk}


def _before_joint(request: ActorRequest, client: Client, together: Iterable[UUID]) -> list[ViolenceScreen]:
    """Who reported violence of the client and those who may come along, of whom the actor reads the record."""
    return violence_going_on(request.actor, [client.pk, *together]) if may(request.actor, May.READ_RECORD) else []


def _outlook(client: Client, initial: Checked, form: BookForm) -> list[Outcome]:
    """Who will be told of the session that the form proposes, or that was typed, in which words; where no time can be
    read, of one in a week. Of one that has begun nobody is."""
    typed: Checked = getattr(form, "cleaned_data", {})
    day, at = initial.get("day"), initial.get("time", "")
    starts_at = typed.get("starts_at") or timezone.now() + timedelta(days=7)
    if day and at:
        starts_at = from_wall_clock(
            datetime.combine(day, time.fromisoformat(at)), zone_of_practice(client.practice_id)
        ).at
    shown = typed or initial
    ends_at = starts_at + timedelta(minutes=shown.get("minutes") or USUAL)
    return before_booking([client], Appointment(starts_at, ends_at, shown.get("link") or ""))


def _booked(request: ActorRequest, client: Client, form: BookForm) -> Done | None:
    """Books what the form says, or tries it where only the words of the message are asked for; None with the form's
    errors."""
    found = form.cleaned_data
    fields: NewSession = {
        "client": client,
        "therapist_id": found["therapist"].pk,
        "starts_at": found["starts_at"],
        "minutes": found["minutes"],
        "room": found["room"],
        "plan": found["plan"],
        "alone_with": found["alone_with"],
        "link": found["link"],
    }
    options = {"despite": found["despite"], **form.telling}

    def act() -> Done:
        fields["household"] = household_with(
            client=client,
            household=found["household"],
            partner=found["partner"],
            began_on=min(timezone.localdate(), timezone.localdate(found["starts_at"])),
        )
        if not found["rule"]:
            outcome = TherapySession.State(found["attendance"]) if found["attendance"] else None
            return acts.book(**fields, attendance=outcome, **options)
        pattern = build_session(**fields)
        return acts.book_series(pattern=pattern, rule=found["rule"], skip_taken=found["skip_taken"], **options)

    with errors_at_fields(form, {SlotTaken: lambda error: ValidationError({"time": str(error)})}):
        if asks_for_preview(request):
            return acts.preview(act)
        done = act()
        many = len(done.sessions)
        when = when_in_words(done.sessions[0].starts_at, timezone.get_current_timezone())
        message = ngettext("Booked: %(when)s.", "Booked: %(n)s sessions, the first on %(when)s.", many)
        say(request, message % {"when": when, "n": many}, form.message, describe_outcomes(request, done))
        return done
    return None


def _day_of(request: ActorRequest, form: BookForm, initial: Checked) -> Iterable[TherapySession]:
    """The therapist's other sessions on the day that is proposed or was tried."""
    cleaned: Checked = getattr(form, "cleaned_data", initial)
    if not cleaned.get("day") or not cleaned.get("therapist"):
        return []
    start, end = day_bounds(cleaned["day"])
    found = sessions(request.actor).between(start, end).filter(therapist=cleaned["therapist"])
    return found.not_cancelled()
