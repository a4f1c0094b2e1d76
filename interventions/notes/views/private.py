"""Psychotherapy notes, which their author alone reads."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from interventions.notes import private
from interventions.notes.forms import PrivateNoteEditForm, PrivateNoteForm


@page(May.WRITE_NOTES)
def private_notes(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """One's own thoughts about a client, apart from the record."""
    client = client_for(request.actor, client_id, May.WRITE_NOTES)
    form = PrivateNoteForm(request.POST or None)
    if form.is_valid():
        with errors_at_fields(form):
            private.write_private_note(client=client, by=request.actor, text=form.cleaned_data["text"])
            messages.success(request, _("Saved. Only you can read it."))
            return redirect("notes:private-notes", client.pk)
    audit.log_access(client.pk, "psychotherapy notes")
    rows = [(row, private.readable_text(row)) for row in private.private_notes(request.actor, client)[:100]]
    context = {"section": "caseload", "client": client, "rows": rows, "form": form, "set_up": private.is_set_up()}
    return render(request, "notes/private_notes.html", context)


@page(May.WRITE_NOTES)
def private_note(request: ActorRequest, private_id: UUID) -> HttpResponse:
    """Changes one, or deletes it for good."""
    row = private.private_note_for(request.actor, private_id)
    if "delete" in request.POST:
        private.delete_private_note(note=row, by=request.actor)
        messages.success(request, _("Deleted for good."))
        return redirect("notes:private-notes", row.client_id)
    unreadable = private.readable_text(row) is None
    form = PrivateNoteEditForm(request.POST or None, row=row)
    if form.is_valid():
        with errors_at_fields(form):
            private.change_private_note(
                note=row, by=request.actor, text=form.cleaned_data["text"], revision=form.cleaned_data["revision"]
            )
            messages.success(request, _("Saved."))
            return redirect("notes:private-notes", row.client_id)
    audit.log_access(row.client_id, "psychotherapy note")
    context = {"section": "caseload", "client": row.client, "note": row, "form": form, "unreadable": unreadable}
    return render(request, "notes/private_note.html", context, status=form.status)
