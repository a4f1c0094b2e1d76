"""In whose words the instruments are shown: loading a published wording, adding an instrument of one's own."""

import base64
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.catalogue import Instrument, catalogue
from assessments.models import CustomInstrument, Wording
from assessments.wording.actions import (
    add_custom_instrument,
    load_wording,
    retire_wording,
)
from assessments.wording.encodings import ENCODINGS, samples
from assessments.wording.files import read_file
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import fit, matching
from assessments.wording.forms import CustomInstrumentForm, EncodingForm, FileForm, WordingForm
from assessments.wording.parsers import Loaded, from_data, to_data
from assessments.wording.queries import instruments, loaded_keys
from assessments.wording.texts import encoding_name
from clinic.core.access import ActorRequest, May, page
from clinic.core.definitions import retire as retire_definition
from clinic.core.forms import Refusals, errors_at_fields
from clinic.core.posting import sent_from

SALT, SECONDS = "wording", 3600


def _refused_at(field: str) -> Refusals:
    return {WordingRefused: lambda error: ValidationError({field: error.problems})}


@page(May.MANAGE_PRACTICE)
def wordings(request: ActorRequest) -> HttpResponse:
    """Whose words each instrument is shown in, and a place to load others; a file leads to its preview."""
    form = FileForm(request.POST or None, files=request.FILES or None)
    if form.is_valid():
        file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
        with errors_at_fields(form, _refused_at("file")):
            content = file.read()
            loaded = read_file(content, file.name or "", form.cleaned_data["encoding"])
            return _preview(request, loaded, _token(loaded, content))
    current = {w.instrument: w for w in Wording.objects.filter(retired_at__isnull=True).select_related("confirmed_by")}
    context = {
        "section": "practice",
        "form": form,
        "rows": [(one, current.get(one.key)) for one in catalogue().values() if one.items],
        "own": [
            (row, Instrument.model_validate(row.definition))
            for row in CustomInstrument.objects.filter(retired_at__isnull=True).order_by("key")
        ],
    }
    return render(request, "wording/wordings.html", context)


@page(May.READ_INSTRUMENTS)
def rights(request: ActorRequest) -> HttpResponse:
    """Where each instrument's wording is published, under which terms, and whether the practice has loaded it."""
    loaded = loaded_keys()
    rows = [(one, one.rights, one.key in loaded) for one in catalogue().values()]
    return render(request, "wording/rights.html", {"section": "caseload", "rows": rows})


def _token(loaded: Loaded, content: bytes) -> str:
    """What a file says, from one page to the next; with its bytes where it may have to be read in another encoding."""
    data = to_data(loaded)
    if not loaded.encoding.startswith("utf"):
        data["content"] = base64.b64encode(content).decode()
    return signing.dumps(data, salt=SALT, compress=True)


def _content(token: str) -> bytes:
    return base64.b64decode(signing.loads(token, salt=SALT, max_age=SECONDS).get("content", ""))


def _preview(request: ActorRequest, loaded: Loaded, token: str, **forms: object) -> HttpResponse:
    """The questions beside the project's prompts, for each instrument that they fit; nothing is saved yet."""
    known = instruments()
    fitting = [one for one in matching(loaded, known) if one.key in catalogue()]
    first = fitting[0] if fitting else None
    context = {
        "section": "practice",
        "loaded": loaded,
        "token": token,
        "fitting": fitting,
        "fitted": fit(first, loaded) if first else None,
        "pairs": list(zip(fit(first, loaded).prompts, first.prompts["en"], strict=True)) if first else [],
        "encoding": encoding_name(loaded.encoding),
        "samples": [(name, encoding_name(name), words) for name, words in samples(_content(token))],
        "wording_form": WordingForm(known=fitting),
        "custom_form": CustomInstrumentForm(initial={"name": loaded.title[:120]}),
    }
    return render(request, "wording/wording_preview.html", context | forms)


def _carried(request: ActorRequest) -> Loaded | None:
    try:
        return from_data(signing.loads(request.POST.get("token", ""), salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        messages.error(request, _("The preview is older than an hour. Please choose the file again."))
        return None


@sent_from("wording:wordings")
@page(May.MANAGE_PRACTICE)
def read_again(request: ActorRequest) -> HttpResponse:
    """Reads a previewed file in another encoding."""
    loaded = _carried(request)
    if loaded is None:
        return redirect("wording:wordings")
    content, form = _content(request.POST["token"]), EncodingForm(request.POST, known=list(ENCODINGS))
    if form.is_valid():
        with errors_at_fields(form, _refused_at("encoding")):
            loaded = read_file(content, loaded.title, form.cleaned_data["encoding"])
    token = _token(loaded, content) if form.is_valid() else request.POST["token"]
    return _preview(request, loaded, token, encoding_errors=form.errors.get("encoding"))


@sent_from("wording:wordings")
@page(May.MANAGE_PRACTICE)
def load(request: ActorRequest) -> HttpResponse:
    """Keeps a previewed file as the published wording of an instrument."""
    loaded = _carried(request)
    if loaded is None:
        return redirect("wording:wordings")
    known = instruments()
    form = WordingForm(request.POST, known=[one for one in matching(loaded, known) if one.key in catalogue()])
    if form.is_valid():
        found = form.cleaned_data
        instrument = known[found["instrument"]]
        with errors_at_fields(form, _refused_at("instrument")):
            load_wording(
                instrument=instrument,
                loaded=loaded,
                rights=found["rights"],
                by=request.actor,
                language=found["language"],
            )
            message = _("From now on %(name)s is shown in its published wording.")
            messages.success(request, message % {"name": instrument.short})
            return redirect("wording:wordings")
    return _preview(request, loaded, request.POST["token"], wording_form=form)


@sent_from("wording:wordings")
@page(May.MANAGE_PRACTICE)
def own(request: ActorRequest) -> HttpResponse:
    """Adds a previewed file as a custom instrument."""
    loaded = _carried(request)
    if loaded is None:
        return redirect("wording:wordings")
    form = CustomInstrumentForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form, _refused_at("")):
            row = add_custom_instrument(loaded=loaded, own=form.key(), by=request.actor)
            message = _("%(name)s can now be recorded and given to clients.")
            messages.success(request, message % {"name": row.definition["short"]})
            return redirect("wording:wordings")
    return _preview(request, loaded, request.POST["token"], custom_form=form)


@require_POST
@page(May.MANAGE_PRACTICE)
def retire(request: ActorRequest, wording_id: UUID) -> HttpResponse:
    """Goes back to the project's own prompts."""
    retire_wording(wording=get_object_or_404(Wording, pk=wording_id))
    return redirect("wording:wordings")


@require_POST
@page(May.MANAGE_PRACTICE)
def retire_custom_instrument(request: ActorRequest, custom_id: UUID) -> HttpResponse:
    """Takes a custom instrument out of use."""
    retire_definition(get_object_or_404(CustomInstrument, pk=custom_id))
    return redirect("wording:wordings")
