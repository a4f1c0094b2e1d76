"""The practice's library: its own exercises and modalities, and the pages given to clients."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.core.access import ActorRequest, May, may, page
from clinic.core.definitions import retire as retire_definition
from clinic.core.edit_forms import Sent, status_of
from clinic.core.forms import errors_at_fields
from interventions import catalogue
from interventions.catalogue import Modality
from interventions.exercises.definitions import MOST_FIELDS, WORSE, Exercise
from interventions.exercises.log_form import LogForm
from interventions.exercises.words import rated_words
from interventions.library.actions import add_modality, write_exercise
from interventions.library.forms import FilterForm, ModalityFileForm
from interventions.library.parsers import FileRefused
from interventions.library.queries import chosen_exercises, exercises, modalities
from interventions.library.row_forms import changed_rows
from interventions.library.write_form import RewriteForm, WriteForm, shown_at_first
from interventions.models import CustomExercise, CustomModality


@page(May.READ_LIBRARY)
def library(request: ActorRequest) -> HttpResponse:
    """All exercises, shipped and own, filtered; the pages for clients."""
    known = modalities()
    filters = FilterForm(request.GET, known=known)
    own = {row.key: row for row in CustomExercise.objects.filter(retired_at__isnull=True).select_related("added_by")}
    found = chosen_exercises(exercises().values(), **filters.chosen())
    context = {
        "section": "library",
        "filters": filters,
        "rows": [(one, own.get(one.key)) for one in found],
        "modalities": known,
        "pages": catalogue.pages().values(),
        "may_write": may(request.actor, May.KEEP_LIBRARY),
    }
    return render(request, "library/library.html", context)


@page(May.KEEP_LIBRARY)
def write(request: ActorRequest, key: str = "") -> HttpResponse:
    """A custom exercise, or a new version of one; its rows grow by a button, and it is looked at before it is saved."""
    row = get_object_or_404(CustomExercise, key=key, retired_at=None) if key else None  # no shipped one
    changed = changed_rows(request.POST)
    form = _write_form(request, row, changed or request.POST or None)
    if changed:
        form.show_as_typed()
    elif form.is_valid() and "preview" not in request.POST:
        with errors_at_fields(form):
            write_exercise(by=request.actor, key=key, **form.written())
            messages.success(request, _("Exercise saved. Clients who have an earlier version keep that one."))
            return redirect("library:library")
    shown = form.exercise if "preview" in request.POST else row and Exercise.model_validate(row.definition)
    context = {"section": "library", "form": form, "exercise": row and row.definition, "begun_with": form.begun_with}
    context |= {"following": form.following(), "most_asked": MOST_FIELDS, "worse": WORSE, "shown": shown}
    if shown:
        asked = LogForm(exercise=shown, auto_id="preview_%s")
        context |= {"preview": asked, "steps": asked.steps(), "rated": rated_words(shown)}
    return render(request, "library/library_write.html", context, status=status_of([form]))


def _write_form(request: ActorRequest, row: CustomExercise | None, data: Sent) -> WriteForm:
    """The form of an exercise; a new one may begin as a copy of one that is there (``?from=``)."""
    known = modalities()
    if row:
        return RewriteForm(data, known=known, row=row)
    begun = exercises().get(request.GET.get("from", ""))
    return WriteForm(data, known=known, initial=shown_at_first(begun) | {"title": ""} if begun else None)


@require_POST
@page(May.KEEP_LIBRARY)
def retire_exercise(request: ActorRequest, exercise_id: UUID) -> HttpResponse:
    """Removes a custom exercise from the library; clients who have it keep it."""
    retire_definition(get_object_or_404(CustomExercise, pk=exercise_id))
    messages.success(request, _("Exercise removed. Clients who have it keep it."))
    return redirect("library:library")


@page(May.MANAGE_PRACTICE)
def custom_modalities(request: ActorRequest) -> HttpResponse:
    """The practice's own modalities, and a place to load one from a file."""
    form = ModalityFileForm(request.POST or None, files=request.FILES or None)
    if form.is_valid():
        file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
        with errors_at_fields(form, {FileRefused: lambda error: ValidationError({"file": error.problems})}):
            row = add_modality(data=file.read(), by=request.actor)
            message = _("%(name)s, version %(version)s, can be assigned.")
            messages.success(request, message % {"name": row.definition["short"], "version": row.version})
            return redirect("library:modalities")
    own = CustomModality.objects.filter(retired_at__isnull=True).select_related("added_by").order_by("key")
    context = {
        "section": "practice",
        "form": form,
        "shipped": catalogue.modalities().values(),
        "own": [(row, Modality.model_validate(row.definition)) for row in own],
    }
    return render(request, "library/modalities.html", context)


@page(May.MANAGE_PRACTICE)
def modality_file(request: ActorRequest, key: str) -> HttpResponse:
    """A shipped modality's file, as a start for a custom one."""
    if key not in catalogue.modalities():
        raise Http404("no such modality")
    text = catalogue.definition_file(key).read_bytes()
    answer = HttpResponse(text, content_type="application/toml")
    answer["Content-Disposition"] = f'attachment; filename="{key}.toml"'
    return answer


@require_POST
@page(May.MANAGE_PRACTICE)
def retire_modality(request: ActorRequest, modality_id: UUID) -> HttpResponse:
    """Takes a custom modality out of use; its running plans continue."""
    retire_definition(get_object_or_404(CustomModality, pk=modality_id))
    messages.success(request, _("Modality retired. Running plans continue."))
    return redirect("library:modalities")
