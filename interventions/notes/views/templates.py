"""The practice's templates of notes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from interventions.notes.formats import USUAL, formats, note_choices
from interventions.notes.forms import TemplateForm
from interventions.notes.note_templates import add_template, retire_template, template_for, templates


@page(May.KEEP_TEMPLATES)
def note_templates(request: ActorRequest) -> HttpResponse:
    """The practice's templates, and a new one."""
    kind = request.POST.get("form") or request.GET.get("form") or USUAL
    kind = kind if kind in formats() else USUAL
    form = TemplateForm(request.POST or None, kind=kind)
    if form.is_valid():
        with errors_at_fields(form):
            add_template(
                practice_id=request.actor.practice_id, name=form.cleaned_data["name"], form=kind, parts=form.parts()
            )
            messages.success(request, _("Saved."))
            return redirect("notes:note-templates")
    names = dict(note_choices())
    rows = [(row, names.get(row.form, row.form)) for row in templates()]
    context = {"section": "notes", "rows": rows, "form": form, "kind": kind, "kinds": note_choices()}
    return render(request, "notes/note_templates.html", context)


@require_POST
@page(May.KEEP_TEMPLATES)
def template_retire(request: ActorRequest, template_id: UUID) -> HttpResponse:
    """Takes a template out."""
    retire_template(template=template_for(template_id))
    return redirect("notes:note-templates")
