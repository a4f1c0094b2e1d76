"""Booking, and one session: moved, cancelled, attended."""

from collections.abc import Callable, Iterable
from datetime import timedelta
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

from clients.contact import closed_channels
from clients.couples import people_of
from clients.models import CareRelation, Client
from clients.queries import client_for, same_care
from clinic.core import audit
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.models import Staff
from clinic.desk.address import moment_of, uuid_of
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.calendar import (
    BookForm,
    CancelForm,
    ExtendForm,
    GiveForm,
    MoveForm,
)
from interventions.models import Plan, TherapySession
from interventions.notes.queries import notes_by_session
from interventions.own.queries import modalities
from interventions.sessions import waiting
from interventions.sessions.actions import (
    Changed,
    OnRecord,
    SlotTaken,
    book_session,
    drafted,
    has_signed_note,
    minutes_of,
    note_attendance,
    restore_session,
)
from interventions.sessions.giving import give_session
from interventions.sessions.proposing import proposed
from interventions.sessions.queries import day_bounds, may_book, session_for, sessions
from interventions.sessions.series import (
    book_series,
    cancel_in_series,
    extend_series,
    last_day,
    move_in_series,
    when_in_words,
)


def _initial(request: ActorRequest, client: Client, plans: Iterable[Plan]) -> dict[str, Any]:
    """What the booking form proposes: the time that was chosen in the calendar, or the next one that fits."""
    team = client.care.filter(until__isnull=True, staff__is_active=True).select_related("staff").order_by("part")
    wanted, members = uuid_of(request.GET.get("therapist", "")), [relation.staff for relation in team]
    therapist = next((one for one in members if one.pk == wanted), members[0] if members else None)
    plan = next(iter(plans), None)
    if therapist is None:
        return {"plan": plan and plan.pk, "day": timezone.localdate() + timedelta(days=7), "time": "10:00"}
    found = proposed(client, therapist)
    lately = [one for one in plans if one.pk == found.plan_id]
    fitting = lately or [one for one in plans if one.therapist_id == therapist.pk]
    plan = fitting[0] if fitting else plan
    shown = moment_of(request.GET.get("at", "")) or timezone.localtime(found.starts_at)
    minutes = request.GET.get("minutes", "")
    return {
        "plan": plan and plan.pk, "partner": found.partner_id, "therapist": therapist.pk,
        "day": shown.date(), "time": f"{shown:%H:%M}", "link": found.link,
        "room": uuid_of(request.GET.get("room", "")) or found.room_id,
        "minutes": int(minutes) if minutes.isdecimal() and len(minutes) < 4 else minutes_of(found),
    }  # fmt: skip


@page(May.BOOK)
def book(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """One session or a series; the next time that fits stands in the form already."""
    client = client_for(request.actor, client_id, May.BOOK)
    therapists = Staff.objects.filter(
        is_active=True, pk__in=CareRelation.objects.filter(client=client, until__isnull=True).values("staff")
    ).order_by("name")
    plans = Plan.objects.of(client).active().order_by("-started_on", "-id")
    initial = {} if request.method == "POST" else _initial(request, client, plans)
    form = BookForm(
        request.POST or None, initial=initial, therapists=therapists, plans=plans, known=modalities(),
        partners=same_care(request.actor, client, May.BOOK),
    )  # fmt: skip
    if form.is_valid() and _booked(request, client, form):
        return redirect("desk:client-sessions", client.pk)
    context = {
        "section": "caseload", "client": client, "form": form, "day_sessions": _day_of(request, form, initial),
        "closed": closed_channels(client),
        "despite": form["despite"].errors or form["despite"].value(),
        "skip": form["skip_taken"].errors or form["skip_taken"].value(),
    }  # fmt: skip
    return render(request, "desk/book.html", context)


def _booked(request: ActorRequest, client: Client, form: BookForm) -> bool:
    """Books what the form says; False with the form's errors."""
    found = form.cleaned_data
    fields = {
        "client": client, "therapist_id": found["therapist"].pk, "starts_at": found["starts_at"],
        "minutes": found["minutes"], "room": found["room"], "plan": found["plan"],
        "partner": found["partner"], "link": found["link"],
    }  # fmt: skip
    try:
        if found["rule"]:
            series = book_series(
                pattern=drafted(**fields), rule=found["rule"], skip_taken=found["skip_taken"], despite=found["despite"]
            )
            made, many = series.sessions[0], len(series.sessions)
        else:
            outcome = TherapySession.State(found["attendance"]) if found["attendance"] else None
            made, many = book_session(**fields, despite=found["despite"], attendance=outcome), 1
    except SlotTaken as error:
        form.add_error("time", str(error))
    except ValidationError as error:
        errors_into(form, error)
    else:
        when = when_in_words(made.starts_at, timezone.get_current_timezone())
        said = ngettext("Booked: %(when)s.", "Booked: %(n)s sessions, the first on %(when)s.", many)
        messages.success(request, " ".join([said % {"when": when, "n": many}, form.said]).strip())
        return True
    return False


def _day_of(request: ActorRequest, form: BookForm, initial: dict[str, Any]) -> Any:
    """The therapist's other sessions on the day that is proposed or was tried."""
    cleaned: dict[str, Any] = getattr(form, "cleaned_data", initial)
    if not cleaned.get("day") or not cleaned.get("therapist"):
        return []
    start, end = day_bounds(cleaned["day"])
    found = sessions(request.actor).filter(therapist=cleaned["therapist"], starts_at__gte=start, starts_at__lt=end)
    return found.exclude(state="cancelled")


@page(May.SEE_CLIENT)
def session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """One session: when, who, where; move, cancel, attendance."""
    return _session(request, session_id)


def _session(request: ActorRequest, session_id: UUID, **forms: Form) -> HttpResponse:
    row = sessions(request.actor).filter(pk=session_id).select_related("series").first() or session_for(
        request.actor, session_id
    )
    for person in people_of(row):
        audit.note_read(person, "session")
    local = timezone.localtime(row.starts_at)
    initial = {
        "day": local.date(), "time": f"{local:%H:%M}", "minutes": minutes_of(row), "room": row.room_id,
        "link": row.link, "revision": row.revision,
    }  # fmt: skip
    move, cancelling = forms.get("move", MoveForm(initial=initial)), forms.get("cancel", CancelForm(initial=initial))
    can_book = may_book(request.actor, row)
    last_on = last_day(row) if can_book else None
    notes = notes_by_session(request.actor, [row]) if may(request.actor, May.READ_NOTES) else {}
    context = {
        "section": "calendar", "session": row, "move": move,
        "give": forms.get("give", GiveForm(initial=initial, now=row.therapist_id)),
        "cancel": cancelling, "can_book": can_book,
        "last_on": last_on, "extend": forms.get("extend", ExtendForm(initial={"last_on": last_on})),
        "now": timezone.now(), "signed": has_signed_note(row), "notes": notes.get(row.pk, []),
        "rest": row.series.sessions.filter(state="booked", starts_at__gte=timezone.now()).count() if row.series else 0,
        "despite": move["despite"].errors or move["despite"].value(),
        "writes": may(request.actor, May.WRITE_NOTES) and row.therapist_id == request.actor.staff_id,
    }  # fmt: skip
    return render(request, "desk/session.html", context)


def _change(
    request: ActorRequest, session_id: UUID, name: str, form: Form, act: Callable[[TherapySession], str]
) -> HttpResponse:
    """Does ``act`` to the session and says the words it returns; or shows the page with the form's errors."""
    row = session_for(request.actor, session_id)
    if form.is_valid():
        try:
            done = act(row)
        except (Changed, OnRecord) as error:
            messages.error(request, str(error))
            return redirect("desk:session", row.pk)
        except SlotTaken as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, done)
            return redirect("desk:session", row.pk)
    elif any(field.errors for field in form.hidden_fields()):
        messages.error(request, str(Changed()))
        return redirect("desk:session", row.pk)
    return _session(request, session_id, **{name: form})


@require_POST
@page(May.BOOK)
def move(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """To another time, room or length; with the sessions after it, if wanted."""
    form = MoveForm(request.POST)

    def act(row: TherapySession) -> str:
        found = form.cleaned_data
        rows = move_in_series(
            session=row, which=found["which"], starts_at=found["starts_at"], minutes=found["minutes"],
            room=found["room"], link=found["link"], revision=found["revision"],
            despite=found["despite"],
        )  # fmt: skip
        said = ngettext("Moved.", "%(n)s sessions are moved.", len(rows)) % {"n": len(rows)}
        return " ".join([said, form.said]).strip()

    return _change(request, session_id, "move", form, act)


@require_POST
@page(May.BOOK)
def give(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Another therapist holds it from now on."""
    form = GiveForm(request.POST, now=session_for(request.actor, session_id).therapist_id)

    def act(row: TherapySession) -> str:
        found = form.cleaned_data
        rows = give_session(
            session=row, to=found["therapist"].pk, by=request.actor, which=found["which"],
            revision=found["revision"], despite=found["despite"],
        )  # fmt: skip
        words = ngettext("%(name)s holds the session now.", "%(name)s holds %(n)s sessions now.", len(rows))
        return words % {"n": len(rows), "name": found["therapist"].name}

    return _change(request, session_id, "give", form, act)


@require_POST
@page(May.BOOK)
def extend(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """More sessions by the rule of its series."""
    form = ExtendForm(request.POST)

    def act(row: TherapySession) -> str:
        made = extend_series(session=row, **form.cleaned_data).sessions
        said = ngettext("%(n)s more session, on %(when)s.", "%(n)s more sessions, the last on %(when)s.", len(made))
        return said % {"n": len(made), "when": when_in_words(made[-1].starts_at, timezone.get_current_timezone())}

    return _change(request, session_id, "extend", form, act)


@require_POST
@page(May.BOOK)
def cancel(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Cancels; says so when the freed time would suit somebody who waits."""
    form = CancelForm(request.POST)

    def act(row: TherapySession) -> str:
        found = form.cleaned_data
        rows = cancel_in_series(
            session=row, which=found["which"], by_client=found["by_client"], reason=found["reason"],
            revision=found["revision"],
        )  # fmt: skip
        said = ngettext(
            "The session is cancelled, and its reminder with it.", "%(n)s sessions are cancelled.", len(rows)
        )
        done = [said % {"n": len(rows)}]
        gone = {one.pk for one in rows}
        freed = waiting.freed_slots(request.actor, waiting.waiting_list(request.actor))
        names = {entry.client.name for one in freed if one.session.pk in gone for entry in one.suits}
        if names:
            done.append(_("The time would suit %(names)s.") % {"names": ", ".join(sorted(names))})
        return " ".join(done)

    return _change(request, session_id, "cancel", form, act)


@require_POST
@page(May.BOOK)
def restore(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Takes a cancellation back."""
    row = session_for(request.actor, session_id)
    try:
        restore_session(session=row)
    except SlotTaken as error:
        messages.error(request, _("It cannot be taken back. %(why)s") % {"why": error})
    except OnRecord as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The session is booked again."))
    return redirect("desk:session", row.pk)


@require_POST
@page(May.BOOK)
def attendance(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Notes that the client came or did not, or takes that back; returns to the page it was noted on."""
    row = session_for(request.actor, session_id)
    state = request.POST.get("state", "")
    try:
        if state not in TherapySession.State.values:
            raise ValidationError(_("Choose arrived, attended or did not attend."))
        note_attendance(session=row, state=TherapySession.State(state), reason=request.POST.get("reason", "")[:400])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except OnRecord as error:
        messages.error(request, str(error))
    back = request.POST.get("from")
    if back == "today":
        return redirect("desk:today")
    if back == "session":
        return redirect("desk:session", row.pk)
    wanted = uuid_of(request.POST.get("client", ""))  # whose file it was noted in: one of two
    return redirect("desk:client-sessions", wanted if wanted in people_of(row) else row.file_id)
