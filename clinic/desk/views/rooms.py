"""Beside the note: numbers on the plan's tracks, templates, and psychotherapy notes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.desk.address import uuid_of
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.notes import PrivateNoteForm, TemplateForm
from interventions.models import Note, PrivateNote, TherapySession
from interventions.notes import private
from interventions.notes.beginnings import add_template, retire_template, template_for, templates
from interventions.notes.forms import PARTS
from interventions.notes.queries import session_to_note
from interventions.sessions.tracks import note_track, panel_of, undo_track


def note_number(request: ActorRequest, session: TherapySession) -> str:
    """Notes what was pressed: ``track=sud:7``, or ``track=sud:undo``. Returns what is wrong, empty when nothing is."""
    key, _colon, value = request.POST.get("track", "").partition(":")
    target = uuid_of(request.POST.get("target", ""))
    try:
        if value == "undo":
            undo_track(session=session, by=request.actor, key=key, target_id=target)
        elif value.isdecimal() and len(value) < 4:
            note_track(session=session, by=request.actor, key=key, value=int(value), target_id=target)
        elif value:
            raise ValidationError(_("Press a number."))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_POST
@page(May.WRITE_NOTES)
def track(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """A number on a track, by a script: the answer is the panel. Without one the button saves the whole room."""
    session = session_to_note(request.actor, session_id)
    problem = note_number(request, session)
    panel = panel_of(session, uuid_of(request.POST.get("target", "")))
    context = {"panel": panel, "session": session, "problem": problem}
    return render(request, "desk/_tracks.html", context, status=200)


@page(May.KEEP_TEMPLATES)
def note_templates(request: ActorRequest) -> HttpResponse:
    """The practice's templates, and a new one."""
    kind = request.POST.get("form") or request.GET.get("form") or Note.Form.SOAP
    kind = kind if kind in PARTS else Note.Form.SOAP
    form = TemplateForm(request.POST or None, kind=kind)
    if form.is_valid():
        try:
            add_template(
                practice_id=request.actor.practice_id, name=form.cleaned_data["name"], form=kind, parts=form.parts()
            )
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:note-templates")
    names = dict(Note.Form.choices)
    rows = [(row, names.get(row.form, row.form)) for row in templates()]
    context = {"section": "notes", "rows": rows, "form": form, "kind": kind, "kinds": Note.Form.choices}
    return render(request, "desk/note_templates.html", context)


@require_POST
@page(May.KEEP_TEMPLATES)
def template_retire(request: ActorRequest, template_id: UUID) -> HttpResponse:
    """Takes a template out."""
    retire_template(template=template_for(template_id))
    return redirect("desk:note-templates")


def _read(row: PrivateNote) -> tuple[PrivateNote, str | None]:
    """The note with its text; None where no key opens it."""
    try:
        return row, private.opened(row)
    except private.Unreadable:
        return row, None


@page(May.WRITE_NOTES)
def private_notes(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """One's own thoughts about a client, apart from the record."""
    client = client_for(request.actor, client_id, May.WRITE_NOTES)
    form = PrivateNoteForm(request.POST or None)
    if form.is_valid():
        try:
            private.write_private_note(client=client, by=request.actor, text=form.cleaned_data["text"])
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("Kept. Nobody but you reads it."))
            return redirect("desk:private-notes", client.pk)
    audit.note_read(client.pk, "psychotherapy notes")
    rows = [_read(row) for row in private.private_notes(request.actor, client)[:100]]
    context = {"section": "caseload", "client": client, "rows": rows, "form": form, "set_up": private.is_set_up()}
    return render(request, "desk/private_notes.html", context)


@page(May.WRITE_NOTES)
def private_note(request: ActorRequest, private_id: UUID) -> HttpResponse:
    """Changes one, or deletes it for good."""
    row = private.private_note_for(request.actor, private_id)
    if "delete" in request.POST:
        private.delete_private_note(note=row, by=request.actor)
        messages.success(request, _("Deleted for good."))
        return redirect("desk:private-notes", row.client_id)
    _row, text = _read(row)
    form = PrivateNoteForm(request.POST or None, initial={"text": text or "", "revision": row.revision})
    if form.is_valid():
        try:
            private.change_private_note(
                note=row, by=request.actor, text=form.cleaned_data["text"], revision=form.cleaned_data["revision"]
            )
        except private.Altered:
            form.add_error(None, _("Another tab or device has saved since. Copy your text, then open this page again."))
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:private-notes", row.client_id)
    audit.note_read(row.client_id, "psychotherapy note")
    context = {"section": "caseload", "client": row.client, "note": row, "form": form, "unreadable": text is None}
    return render(request, "desk/private_note.html", context)
