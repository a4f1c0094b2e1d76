"""Booking, and one session: moved, cancelled, attended."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clients.alerts.queries import open_alerts_among
from clients.episodes.actions import refused_giving
from clients.households.actions import household_with
from clients.households.joint import people_of
from clients.households.models import HouseholdMember
from clients.models import CareRelation, Client, ViolenceScreen
from clients.queries import client_for, joint_violence, same_care, violence_going_on
from clients.reach.actions import closed_channels
from clinic.core import audit
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.address import moment_of, uuid_of
from clinic.core.edit_forms import RevisedForm, status_of
from clinic.core.forms import Refusals, errors_as_message, errors_at_fields
from clinic.core.models import Staff
from clinic.core.posting import sent_from
from clinic.core.revisions import EditConflict
from clinic.core.types import Checked
from clinic.core.wallclock import from_wall_clock
from interventions.library.queries import modalities
from interventions.models import Plan, TherapySession
from interventions.notes.queries import notes_by_session
from interventions.notices import acts
from interventions.notices.acts import Done
from interventions.notices.changes import Appointment
from interventions.notices.outcome import Outcome, in_words
from interventions.notices.outlook import before_booking, before_change, for_actor
from interventions.sessions import waiting
from interventions.sessions.actions import (
    NewSession,
    OnRecord,
    SlotTaken,
    build_session,
    has_signed_note,
    may_arrive,
    minutes_of,
    note_attendance,
)
from interventions.sessions.availability import zone_of_practice
from interventions.sessions.booking_form import BookForm
from interventions.sessions.durations import USUAL
from interventions.sessions.forms import CancelForm, ExtendForm, GiveForm, MoveForm, RestoreForm
from interventions.sessions.next_slot import suggest_next_slot
from interventions.sessions.queries import bookable_people, day_bounds, may_book, session_for, sessions
from interventions.sessions.series import last_day, when_in_words


def asks_for_preview(request: ActorRequest) -> bool:
    """Whether only the words of the message are asked for."""
    return "preview" in request.POST


def describe_outcomes(request: ActorRequest, done: Done) -> str:
    """Who is told of what was done, and who is not and why."""
    return in_words(for_actor(done.outcomes, request.actor))


def _say(request: ActorRequest, *parts: str) -> None:
    messages.success(request, " ".join(part for part in parts if part))


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
        "outcomes": preview if preview is not None else _outlook(client, initial),
        "preview": preview is not None,
        "section": "caseload",
        "open_alerts": open_alerts_among(request.actor, [*client.file_ids, *together]),
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


def _outlook(client: Client, initial: Checked) -> list[Outcome]:
    """Who will be told of the session that the form proposes, in which words; after an error, of one in a week."""
    day, at = initial.get("day"), initial.get("time", "")
    starts_at = timezone.now() + timedelta(days=7)
    if day and at:
        starts_at = from_wall_clock(
            datetime.combine(day, time.fromisoformat(at)), zone_of_practice(client.practice_id)
        ).at
    ends_at = starts_at + timedelta(minutes=initial.get("minutes") or USUAL)
    return before_booking([client], Appointment(starts_at, ends_at, initial.get("link") or ""))


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
        _say(request, message % {"when": when, "n": many}, form.message, describe_outcomes(request, done))
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


@page(May.SEE_CLIENT)
def session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """One session: when, who, where; move, cancel, attendance."""
    return _session(request, session_id)


def _session(
    request: ActorRequest,
    session_id: UUID,
    forms: Mapping[str, Form] | None = None,
    previews: Mapping[str, list[Outcome]] | None = None,
) -> HttpResponse:
    """The page, with forms that were not accepted, or with the words of a message that were asked for."""
    forms = forms or {}
    row = sessions(request.actor).filter(pk=session_id).select_related("series").first() or session_for(
        request.actor, session_id
    )
    for person in people_of(row):
        audit.log_access(person, "session")
    move: Any = forms.get("move", MoveForm(row=row))
    cancelling: Any = forms.get("cancel", CancelForm(row=row))
    can_book = may_book(request.actor, row)
    last_on = last_day(row) if can_book else None
    notes = notes_by_session(request.actor, [row]) if may(request.actor, May.READ_NOTES) else {}
    outlook = for_actor(before_change(row), request.actor) if can_book else []
    refused = refused_giving(row.client) if last_on or row.state == TherapySession.State.CANCELLED else None
    on = timezone.localdate(row.starts_at)
    if any(one.reminded for one in outlook):
        move.warn()
        cancelling.warn()
    context = {
        "outlook": outlook,
        "previews": previews or {},
        "restore": RestoreForm(initial={"tell_client": any(one.told for one in outlook)}),
        "section": "calendar",
        "violence": joint_violence(request.actor, row),
        "open_alerts": open_alerts_among(request.actor, people_of(row)),
        "session": row,
        "readable_client": None if row.household_id else row.client_id,  # of several one may know the other alone
        "move": move,
        "give": forms.get("give", GiveForm(row=row)),
        "cancel": cancelling,
        "can_book": can_book,
        "may_arrive": may_arrive(row),
        "last_on": last_on,
        "refused": refused and refused_giving(row.client, on),  # taking a cancellation back
        "refused_more": refused,
        "extend": forms.get("extend", ExtendForm(initial={"last_on": last_on})),
        "now": timezone.now(),
        "signed": has_signed_note(row),
        "notes": notes.get(row.pk, []),
        "rest": row.series.sessions.movable().count() if row.series else 0,
        "despite": move["despite"].errors or move["despite"].value(),
        "writes": may(request.actor, May.WRITE_NOTES) and row.therapist_id == request.actor.staff_id,
    }
    return render(request, "sessions/session.html", context, status=status_of(forms.values()))


def _change(
    request: ActorRequest,
    row: TherapySession,
    name: str,
    form: Form,
    act: Callable[[TherapySession], Done],
    words: Callable[[Done], str],
) -> HttpResponse:
    """Does ``act`` to the session and says ``words`` and who is told; or shows the page with the form's errors, or
    with the words of the message where only these are asked for."""
    if form.is_valid():
        try:
            with errors_at_fields(form, {SlotTaken: lambda error: ValidationError(str(error))}):
                if asks_for_preview(request):
                    tried = acts.preview(lambda: act(row))
                    return _session(request, row.pk, {name: form}, {name: for_actor(tried.outcomes, request.actor)})
                done = act(row)
                _say(request, words(done), describe_outcomes(request, done))
                return redirect("sessions:session", row.pk)
        except (EditConflict, OnRecord) as error:
            messages.error(request, str(error))
            return redirect("sessions:session", row.pk)
        if isinstance(form, RevisedForm) and form.conflict and form.row.state != TherapySession.State.BOOKED:
            messages.error(request, str(EditConflict(form.row)))  # the page no longer has this form
            return redirect("sessions:session", row.pk)
    elif any(field.errors for field in form.hidden_fields()):
        messages.error(request, str(EditConflict(row)))
        return redirect("sessions:session", row.pk)
    return _session(request, row.pk, {name: form})


@sent_from("sessions:session", "session_id")
@page(May.BOOK)
def move(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """To another time, room or length; with the sessions after it, if wanted."""
    row = session_for(request.actor, session_id)
    form = MoveForm(request.POST, row=row)

    def act(row: TherapySession) -> Done:
        found = form.cleaned_data
        return acts.move(
            session=row,
            which=found["which"],
            starts_at=found["starts_at"],
            minutes=found["minutes"],
            room=found["room"],
            link=found["link"],
            revision=found["revision"],
            despite=found["despite"],
            knowing=form.knowing,
            **form.telling,
        )

    def words(done: Done) -> str:
        n = len(done.sessions)
        message = ngettext("Moved.", "%(n)s sessions are moved.", n) % {"n": n}
        return " ".join([message, form.message]).strip()

    return _change(request, row, "move", form, act, words)


@sent_from("sessions:session", "session_id")
@page(May.BOOK)
def give(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Another therapist holds it from now on."""
    row = session_for(request.actor, session_id)
    form = GiveForm(request.POST, row=row)

    def act(row: TherapySession) -> Done:
        found = form.cleaned_data
        return acts.give(
            session=row,
            to=found["therapist"].pk,
            by=request.actor,
            which=found["which"],
            revision=found["revision"],
            despite=found["despite"],
            **form.telling,
        )

    def words(done: Done) -> str:
        n = len(done.sessions)
        text = ngettext("%(name)s holds the session now.", "%(name)s holds %(n)s sessions now.", n)
        return text % {"n": n, "name": form.cleaned_data["therapist"].name}

    return _change(request, row, "give", form, act, words)


@sent_from("sessions:session", "session_id")
@page(May.BOOK)
def extend(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """More sessions by the rule of its series."""
    row, form = session_for(request.actor, session_id), ExtendForm(request.POST)

    def act(row: TherapySession) -> Done:
        found = {name: value for name, value in form.cleaned_data.items() if name != "tell_client"}
        return acts.extend(session=row, **found, **form.telling)

    def words(done: Done) -> str:
        made = done.sessions
        message = ngettext("%(n)s more session, on %(when)s.", "%(n)s more sessions, the last on %(when)s.", len(made))
        return message % {"n": len(made), "when": when_in_words(made[-1].starts_at, timezone.get_current_timezone())}

    return _change(request, row, "extend", form, act, words)


@sent_from("sessions:session", "session_id")
@page(May.BOOK)
def cancel(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Cancels; says so when the freed time would suit somebody who waits."""
    row = session_for(request.actor, session_id)
    form = CancelForm(request.POST, row=row)

    def act(row: TherapySession) -> Done:
        found = form.cleaned_data
        return acts.cancel(
            session=row,
            which=found["which"],
            by_client=found["by_client"],
            reason=found["reason"],
            revision=found["revision"],
            knowing=form.knowing,
            **form.telling,
        )

    def words(done: Done) -> str:
        rows = done.sessions
        message = ngettext(
            "Session cancelled. Its reminder is cancelled too.", "%(n)s sessions are cancelled.", len(rows)
        )
        parts = [message % {"n": len(rows)}]
        gone = {one.pk for one in rows}
        freed = waiting.freed_slots(request.actor, waiting.waiting_list(request.actor))
        names = {entry.client.name for one in freed if one.session.pk in gone for entry in one.matches}
        if names:
            parts.append(_("The time would suit %(names)s.") % {"names": ", ".join(sorted(names))})
        return " ".join(parts)

    return _change(request, row, "cancel", form, act, words)


@require_POST
@page(May.BOOK)
def restore(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Undoes a cancellation; those who were told of it are told again."""
    row, form = session_for(request.actor, session_id), RestoreForm(request.POST)
    asked = f"{form.add_prefix('tell_client')}_shown" in request.POST and form.is_valid()
    refusals: Refusals = {
        SlotTaken: lambda error: ValidationError(_("The cancellation cannot be undone. %(why)s") % {"why": error}),
        OnRecord: lambda error: ValidationError(str(error)),
    }
    with errors_as_message(request, refusals):
        done = acts.restore(session=row, tell=form.cleaned_data["tell_client"] if asked else None)
        _say(request, _("The session is booked again."), describe_outcomes(request, done))
    return redirect("sessions:session", row.pk)


@require_POST
@page(May.BOOK)
def attendance(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Notes that the client came or did not, or takes that back; returns to the page it was noted on."""
    row = session_for(request.actor, session_id)
    state = request.POST.get("state", "")
    with errors_as_message(request, {OnRecord: lambda error: ValidationError(str(error))}):
        if state not in TherapySession.State.values:
            raise ValidationError(_("Choose arrived, attended or did not attend."))
        note_attendance(session=row, state=TherapySession.State(state), reason=request.POST.get("reason", "")[:400])
    back = request.POST.get("from")
    if back == "today":
        return redirect("workspace:today")
    if back == "session":
        return redirect("sessions:session", row.pk)
    wanted = uuid_of(request.POST.get("client", ""))  # whose file it was noted in: one of two
    return redirect("sessions:client-sessions", wanted if wanted in people_of(row) else row.file_id)
