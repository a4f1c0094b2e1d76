"""One session: moved, given to somebody, cancelled, attended."""

from collections.abc import Callable, Mapping
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
from clients.alerts.standing import chips_by_client
from clients.episodes.actions import refused_giving
from clients.households.joint import people_of
from clients.models import ViolenceScreen
from clients.queries import joint_violence, visible
from clinic.core import audit
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.address import uuid_of
from clinic.core.edit_forms import RevisedForm, Sent, status_of
from clinic.core.forms import Refusals, errors_as_message, errors_at_fields
from clinic.core.posting import sent_from
from clinic.core.revisions import EditConflict
from interventions.models import TherapySession
from interventions.notes.queries import notes_by_session
from interventions.notices import acts
from interventions.notices.acts import Done
from interventions.notices.outcome import Outcome
from interventions.notices.outlook import before_change, for_actor
from interventions.sessions import waiting
from interventions.sessions.actions import OnRecord, SlotTaken, has_signed_note, may_arrive, note_attendance
from interventions.sessions.forms import CancelForm, ExtendForm, GiveForm, MoveForm, RestoreForm
from interventions.sessions.queries import bookable_people, may_book, session_for, sessions
from interventions.sessions.series import last_day, when_in_words
from interventions.sessions.views.telling import asks_for_preview, describe_outcomes, say


@page(May.SEE_CLIENT)
def session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """One session: when, who, where; move, cancel, attendance."""
    return _show(request, session_id)


def _show(
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
    move: Any = forms.get("move") or _move_form(request, row)
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
        "violence": _violence_of(request, row),
        "alert_chips": chips_by_client(open_alerts_among(request.actor, people_of(row))),
        "session": row,
        "readable_client": _readable(request, row),
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


def _readable(request: ActorRequest, row: TherapySession) -> UUID | None:
    """Whose record the key r opens: the first of who comes that the reader may record for, none where there is none."""
    people = people_of(row)
    if row.household_id is None:
        return people[0]
    known = set(visible(request.actor, May.RECORD).filter(pk__in=people).values_list("pk", flat=True))
    return next((person for person in people if person in known), None)


def _violence_of(request: ActorRequest, row: TherapySession) -> list[ViolenceScreen]:
    """Who reported violence of those in a joint session, or who could come along to one person's within joint work."""
    if row.plan is not None and row.is_alone_in_joint_plan:
        return joint_violence(request.actor, row.plan)
    return joint_violence(request.actor, row)


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
                    return _show(request, row.pk, {name: form}, {name: for_actor(tried.outcomes, request.actor)})
                done = act(row)
                say(request, words(done), describe_outcomes(request, done))
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
    return _show(request, row.pk, {name: form})


def _move_form(request: ActorRequest, row: TherapySession, data: Sent = None) -> MoveForm:
    """The form by which a session is moved; of a joint plan, with those who could come alone."""
    form = MoveForm(data, row=row)
    if row.plan is not None and row.plan.household_id is not None:
        form.offer_alone(bookable_people(request.actor, [row.plan]))
    return form


@sent_from("sessions:session", "session_id")
@page(May.BOOK)
def move(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """To another time, room or length; with the sessions after it, if wanted."""
    row = session_for(request.actor, session_id)
    form, times = _move_form(request, row, request.POST), (row.starts_at, row.ends_at)

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
            takes_part=form.takes_part,
            knowing=form.knowing,
            **form.telling,
        )

    def words(done: Done) -> str:
        n, now = len(done.sessions), done.session(session_id)
        message = ngettext("Moved.", "%(n)s sessions are moved.", n) % {"n": n}
        if (now.starts_at, now.ends_at) == times:  # the room, the link, or who takes part
            message = ngettext("Changed.", "%(n)s sessions are changed.", n) % {"n": n}
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
        say(request, _("The session is booked again."), describe_outcomes(request, done))
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
