"""The session workspace and notes: draft, sign, add, cosign, search."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.tracked.queries import measures_of
from assessments.unanswered import to_ask_of
from clients.alerts.queries import standing_among
from clients.households.joint import people_of
from clients.models import Client
from clients.queries import joint_violence, may_for, visible
from clients.safety.queries import current_plans, parts_of
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, may, page
from clinic.core.address import search_of, uuid_of
from clinic.core.forms import errors_at_fields, errors_into
from clinic.core.posting import sent_from
from clinic.core.revisions import EditConflict
from clinic.core.types import Checked
from interventions.diary.queries import entries_of, has_diary
from interventions.library.queries import modality_of_plan
from interventions.models import Note, NoteTemplate, TherapySession
from interventions.notes.actions import (
    NoteSigned,
    SessionNotBegun,
    add_addendum,
    cosign_note,
    save_and_sign,
    save_note,
)
from interventions.notes.between import between_sessions
from interventions.notes.formats import GENERAL, USUAL, formats
from interventions.notes.forms import AddendumForm, CosignForm, NoteForm
from interventions.notes.note_templates import template_for, templates
from interventions.notes.pressed import SHEET, could_come_alone, minutes_since_start, press, pressed_in, proposal
from interventions.notes.queries import (
    my_draft,
    my_sessions_without_note,
    note_for,
    note_to_cosign,
    notes,
    notes_to_cosign,
    place_in_queue,
    search,
    session_of_record,
    session_to_note,
    unsigned_notes,
)
from interventions.plans.goals import readable_goal_progress
from interventions.plans.queries import dissociation_before_gate
from interventions.records.desk import desk_of
from interventions.records.queries import due_again, kinds_to_record, rows_in_session
from interventions.records.sheet import save_sheet, sheet_of
from interventions.sessions.actions import has_begun, minutes_of
from interventions.sessions.numbers import numbers_given
from interventions.sessions.queries import next_session_after, number_in_treatment
from interventions.sessions.tracks import panel_of

FEW_ENTRIES = 3  # of the diary, beside a note
UNWRITTEN = 20  # as many sessions without a note are listed


@page(May.WRITE_NOTES)
def session_workspace(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """The note on the left, what one needs beside it on the right. A script saves as one writes, or the button does.

    Who saves what another tab or device has changed meanwhile sees both texts (409) and chooses.
    """
    session = session_to_note(request.actor, session_id)
    note = my_draft(request.actor, session)
    if note is not None and note.state == Note.State.SIGNED:
        return _answer(request, note, status=410) if _by_script(request) else redirect("notes:note", note.pk)
    writing, act, sheet = _Writing(request, session, note), pressed_in(request), None
    if act:
        session_of_record(request.actor, session.pk)
    if act == SHEET:
        sheet = save_sheet(session=session, by=request.actor, data=request.POST)
        if sheet.done:
            messages.success(request, sheet.done)
    if act and not writing.wrote:  # there is no text to save with it
        if not (sheet and sheet.form.is_bound):  # typed and refused: it is shown again below
            press(request, session, act)
            return redirect("notes:session-note", session.pk)
    elif writing.form.is_valid():
        try:
            note = writing.save()
        except NoteSigned:
            return redirect("notes:session-note", session.pk)
        except (EditConflict, NotSigned, ValidationError) as error:
            writing.refuse(error)
        else:
            if not act:
                return _saved(request, note, session)
            if not (sheet and sheet.form.is_bound):
                press(request, session, act)
                return redirect("notes:session-note", session.pk)
            writing.show_saved(note)
    if _by_script(request):
        return _answer(request, writing.note, status=409 if writing.theirs else 400, problems=writing.form.errors)
    in_record = may_for(request.actor, session.client, May.WRITE_NOTES)
    context = _page_of(request, session, writing) | (_beside(request, session) if in_record else {})
    if sheet is not None:
        context["sheet"] = sheet
    audit.log_access(session.client_id, "session workspace")
    return render(request, "notes/session_workspace.html", context, status=409 if writing.theirs else 200)


class NotSigned(Exception):
    """The text is saved as a draft, ``note``; ``why`` it is not signed."""

    def __init__(self, note: Note, why: ValidationError) -> None:
        super().__init__(str(note.pk))
        self.note, self.why = note, why


class _Writing:
    """A note while it is written: its draft, its form, and ``theirs``, the other text where two have written."""

    def __init__(self, request: ActorRequest, session: TherapySession, note: Note | None) -> None:
        self.request, self.session, self.note = request, session, note
        self.theirs: Note | None = None
        begun = _template(request) if note is None else None
        usual = begun.form if begun else note.form if note else _form_of_plan(session)
        asked = request.POST.get("form") or request.GET.get("form") or usual
        self.kind = asked if asked in formats() else USUAL
        self._shown: Checked = {
            "kind": self.kind,
            "parts": begun.parts if begun and begun.form == self.kind else _carried(note, self.kind),
            "revision": note.revision if note else 0,
            "asks_attendance": has_begun(session) and session.state in TherapySession.COMING,
        }
        self.form = NoteForm(request.POST or None, **self._shown)

    @property
    def wrote(self) -> bool:
        """Whether any part of the note that was sent has text."""
        return any(self.request.POST.get(key, "").strip() for key, _label in formats()[self.kind].parts)

    def save(self) -> Note:
        """Saves what the form says, and signs it where that was pressed; raises NotSigned where it is only saved."""
        fields: Checked = {
            "session": self.session,
            "by": self.request.actor,
            "form": self.kind,
            "parts": self.form.parts(),
            "revision": self.form.cleaned_data["revision"],
        }
        if "sign" not in self.request.POST:
            return save_note(**fields)
        try:
            return save_and_sign(**fields, attendance=self.form.outcome())
        except SessionNotBegun as error:
            why = ValidationError(str(error))
        except ValidationError as error:
            if not any(fields["parts"].values()):
                raise  # nothing to keep either
            why = error
        raise NotSigned(save_note(**fields), why)

    def refuse(self, error: EditConflict | NotSigned | ValidationError) -> None:
        """Shows what was typed again, with what is wrong or what somebody else has written."""
        match error:
            case EditConflict():
                self.note = self.theirs = error.row
                self._show_typed(error.revision)  # saved again, it is a choice and no accident
            case NotSigned():  # what was typed is kept as a draft, and the page says what is missing
                self.note = error.note
                self._show_typed(error.note.revision)
                errors_into(self.form, error.why)
            case _:
                errors_into(self.form, error)

    def show_saved(self, note: Note) -> None:
        """Shows the text that was just saved, while something beside it was refused."""
        self.note = note
        self._show_typed(note.revision)

    def _show_typed(self, revision: int) -> None:
        typed = self.request.POST.copy()
        typed["revision"] = str(revision)
        self.form = NoteForm(typed, **self._shown)


def _page_of(request: ActorRequest, session: TherapySession, writing: _Writing) -> dict[str, object]:
    """What the left side shows: the note, and what is pressed while it is written."""
    return {
        "section": "caseload",
        "client": session.client,
        "session": session,
        "note": writing.note,
        "form": writing.form,
        "kind": writing.kind,
        "kinds": _kinds(session),
        "templates": templates() if writing.note is None else [],
        "begun": has_begun(session),
        "minutes": minutes_since_start(session, timezone.now()),
        "length": minutes_of(session),
        "theirs": writing.theirs,
        "theirs_parts": _labelled(writing.theirs) if writing.theirs else [],
    }


def _form_of_plan(session: TherapySession) -> str:
    """The form that the session's modality has of its own; the usual one without a plan, or where it has none."""
    return session.plan.modality if session.plan and session.plan.modality in formats() else USUAL


def _kinds(session: TherapySession) -> list[tuple[str, str]]:
    """The forms of a note: the general ones, and the one of the plan's modality."""
    own = session.plan.modality if session.plan else ""
    return [(key, str(form.name)) for key, form in formats().items() if key in GENERAL or key == own]


def _template(request: ActorRequest) -> NoteTemplate | None:
    wanted = uuid_of(request.GET.get("template", ""))
    return template_for(wanted) if wanted else None


def _labelled(note: Note) -> list[tuple[str, str]]:
    """The parts that have text, in the form's order, with their names."""
    return [(str(label), note.parts[key]) for key, label in formats()[note.form].parts if key in note.parts]


def _carried(note: Note | None, kind: str) -> dict[str, str]:
    """The draft's text in the form that is shown: in a different form than before, all of it is in the first part."""
    if note is None or note.form == kind:
        return note.parts if note else {}
    return {formats()[kind].parts[0][0]: "\n\n".join(f"{label}\n{text}" for label, text in _labelled(note))}


def _by_script(request: ActorRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _saved(request: ActorRequest, note: Note, session: TherapySession) -> HttpResponse:
    if _by_script(request):
        return _answer(request, note)
    if note.state == Note.State.SIGNED:
        messages.success(request, _("Note signed. It can no longer be changed, only added to with an addendum."))
        readable = notes(request.actor).filter(pk=note.pk).exists()
        return redirect("notes:note", note.pk) if readable else redirect("notes:notes")
    messages.success(request, _("Saved."))
    return redirect("notes:session-note", session.pk)


def _answer(request: ActorRequest, note: Note | None, status: int = 200, problems: Any = None) -> JsonResponse:
    """The answer to the script: the current revision, and a sentence with the time."""
    message = {
        200: _("Saved %(at)s") % {"at": f"{timezone.localtime(note.saved_at):%H:%M:%S}" if note else ""},
        409: _("Another tab or device has saved this note. Press Save to see both versions."),
        410: _("This note is signed."),
    }.get(status, " ".join(text for texts in (problems or {}).values() for text in texts))
    return JsonResponse({"revision": note.revision if note else 0, "message": message}, status=status)


def _beside(request: ActorRequest, session: TherapySession) -> dict[str, object]:
    """What is shown of the record: alerts, last note, measures, goals, targets to take up again, what is given, what is
    next. Who finishes the note of a session that they held for somebody away sees none of it."""
    client, plan = session.client, session.plan
    # Beside a joint session stands the last joint note, not what one of them told alone.
    earlier = notes(request.actor).of_same(session).filter(state=Note.State.SIGNED)
    last = earlier.filter(session__starts_at__lt=session.starts_at).first()
    plans = current_plans(request.actor, people_of(session))
    is_open = client.episodes.open().exists()  # nothing is booked or given into a treatment that is closed
    following = proposal(session) if is_open else None
    for one in plans:
        audit.log_access(one.client_id, "safety plan")
    readable = _readable(request.actor, session)
    return {
        "in_record": True,
        "panel": panel_of(session),
        "desk": desk_of(session, request.actor),
        "sheet": sheet_of(session),
        "recorded": rows_in_session(plan, session, request.actor) if plan else [],
        "to_record": kinds_to_record(session),
        "diary": entries_of(plan)[:FEW_ENTRIES] if plan and has_diary(plan) else [],
        "number": number_in_treatment(session, client),
        "open_alerts": standing_among(request.actor, people_of(session)),
        "last": last,
        "last_parts": _labelled(last) if last else [],
        "plan": plan,
        "violence": joint_violence(request.actor, session),
        "safety_plans": [(one, parts_of(one)) for one in plans],
        "modality": modality_of_plan(plan) if plan else None,
        "goals": readable_goal_progress(request.actor, plan)[0] if plan else [],
        "again": due_again([plan]).get(plan.pk, []) if plan else [],
        "readable": readable,
        "measured": [(person, found) for person in readable if (found := measures_of(person))],
        "to_ask": to_ask_of(request.actor, people_of(session)),
        "next_session": next_session_after(session),
        "proposal": following,
        "could_come_alone": could_come_alone(request.actor, session) if following and following.household_id else [],
        "between": between_sessions(request.actor, session, readable),
        "before_gate": dissociation_before_gate(plan) if plan else [],
        "today": timezone.localdate(),
    }


def _readable(actor: Actor, session: TherapySession) -> list[Client]:
    """Who takes part, of those whose record the actor may read: first whose file the session is in."""
    if session.household_id is None:
        return [session.client]
    found = visible(actor, May.READ_RECORD).filter(pk__in=people_of(session)).order_by("sort_name", "id")
    return sorted(found, key=lambda person: person.pk != session.client_id)


@page(May.READ_NOTES)
def note(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """A signed note with what was added; a draft leads to its workspace."""
    found = note_for(request.actor, note_id)
    if found.state == Note.State.DRAFT:
        return redirect("notes:session-note", found.session_id)
    return _show(request, found)


def _show(request: ActorRequest, found: Note, **forms: object) -> HttpResponse:
    audit.log_access(found.client_id, "note")
    in_record = may_for(request.actor, found.client, May.READ_NOTES)
    own, plan = found.author_id == request.actor.staff_id, found.session.plan if in_record else None
    context: dict[str, object] = {
        "in_record": in_record,
        "section": "caseload",
        "client": found.client,
        "may_read_client": in_record,
        "note": found,
        "violence": joint_violence(request.actor, found.session) if in_record else None,
        "parts": _labelled(found),
        "numbers": numbers_given([plan], session=found.session) if plan else [],
        "recorded": rows_in_session(plan, found.session, request.actor) if plan else [],
        "addenda": found.addenda.select_related("author").order_by("made_at"),
        "cosignatures": found.cosignatures.select_related("by").order_by("made_at"),
        "may_add": may_for(request.actor, found.client, May.WRITE_NOTES) or (own and not in_record),
        "queue": place_in_queue(request.actor, found) if may(request.actor, May.COSIGN) else None,
        "addendum_form": AddendumForm(),
        "cosign_form": CosignForm(),
    }
    return render(request, "notes/note.html", context | forms)


@sent_from("notes:note", "note_id")
@page(May.WRITE_NOTES)
def addendum(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """Adds to a signed note."""
    found, form = note_for(request.actor, note_id, May.WRITE_NOTES), AddendumForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            add_addendum(note=found, by=request.actor, text=form.cleaned_data["text"])
            messages.success(request, _("Added."))
            return redirect("notes:note", found.pk)
    return _show(request, found, addendum_form=form)


@sent_from("notes:note", "note_id")
@page(May.COSIGN)
def cosign(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """A supervisor cosigns, or returns the note with what should be added."""
    found, form = note_to_cosign(request.actor, note_id), CosignForm(request.POST)
    if form.is_valid():
        returned, place = "return" in request.POST, place_in_queue(request.actor, found)
        with errors_at_fields(form):
            cosign_note(note=found, by=request.actor, returned=returned, text=form.cleaned_data["text"])
            messages.success(request, _("Returned to its author.") if returned else _("Cosigned."))
            following = place and (place.next or place.previous)
            return redirect("notes:note", following) if following else redirect("notes:notes")
    return _show(request, found, cosign_form=form)


@page(May.READ_NOTES)
def index(request: ActorRequest) -> HttpResponse:
    """What is not written or signed yet, what waits for one's cosignature, and a search in one's own notes."""
    text, unwritten = search_of(request, 200), list(my_sessions_without_note(request.actor)[: UNWRITTEN + 1])
    context = {
        "section": "notes",
        "unwritten": unwritten[:UNWRITTEN],
        "more_unwritten": len(unwritten) > UNWRITTEN,
        "search": text,
        "found": search(request.actor, text)[:50] if text else [],
        "unsigned": unsigned_notes(request.actor)[:100],
        "to_cosign": notes_to_cosign(request.actor)[:100],
    }
    return render(request, "notes/notes.html", context)
