"""Letters of a client: what there is, drafting, editing and signing one, its paper, and what was released."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.queries import client_for, may_for
from clients.shell import Header, render_tab
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.edit_forms import RevisionField
from clinic.core.forms import Refusals, errors_as_message, errors_at_fields
from clinic.core.paper import pdf_response
from clinic.core.posting import sent_from
from interventions.letters.actions import (
    LetterReplaced,
    LetterSigned,
    deliver_letter,
    discard_letter,
    draft_letter,
    save_letter,
    sign_letter,
    write_new_version,
)
from interventions.letters.composing import treatment_for
from interventions.letters.forms import KINDS, DeliveryForm, LetterForm, NewLetterForm, ReleaseForm
from interventions.letters.kinds import LetterKind, label_of
from interventions.letters.measures import letter_measures
from interventions.letters.models import Letter, Release
from interventions.letters.paper import FILENAME, letter_pdf, letter_text, limits, sections
from interventions.letters.queries import draft_for, letter_for, letters_of, release_for
from interventions.letters.releases import record_release, releases_of, withdraw_release

AS_IT_IS: Refusals = {kind: lambda error: ValidationError(str(error)) for kind in (LetterSigned, LetterReplaced)}


@page(May.SEE_LETTERS)
def letters(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The client's letters, what was handed over, and what was released to whom."""
    client = client_for(request.actor, client_id, May.SEE_LETTERS)
    rows, releases = letters_of(request.actor, client), releases_of(client)
    header = Header(request.actor, client).fetch()
    context = {
        "letters": rows,
        "releases": [(one, ", ".join(map(label_of, one.covers))) for one in releases],
        "kinds": KINDS,
        "may_write": may_for(request.actor, client, May.WRITE_LETTERS),
        "clinical": may_for(request.actor, client, May.READ_RECORD),
    }
    return render_tab(request, header, "letters:letters", "letters/letters.html", context)


def _kind(request: ActorRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in LetterKind.values else LetterKind.SUMMARY


@page(May.WRITE_LETTERS)
def new_letter(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Chooses of what a letter is drafted; where none can be written now, the page says why."""
    client, kind, refused = client_for(request.actor, client_id, May.WRITE_LETTERS), _kind(request), ""
    try:
        known = letter_measures(treatment_for(client, kind))
    except ValidationError as error:
        known, refused = [], " ".join(error.messages)
    releases = [one for one in releases_of(client) if one.kind == kind and one.is_running]
    form = NewLetterForm(request.POST or None, kind=kind, known=known, releases=releases)
    if not refused and form.is_valid():
        with errors_at_fields(form):
            draft = draft_letter(client=client, by=request.actor, kind=kind, **form.cleaned_data)
            return redirect("letters:letter-write", draft.pk)
    audit.log_access(client.pk, "letter new")
    context = {"section": "caseload", "client": client, "form": form, "refused": refused, "kind": kind, "kinds": KINDS}
    context |= {"kind_label": dict(KINDS)[kind], "outside": "release" in form.fields, "releases": releases}
    return render(request, "letters/letter_new.html", context)


@page(May.WRITE_LETTERS)
def write(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """The author's draft: saved, or saved and signed in one step. A signed one is led to its own page."""
    draft = draft_for(request.actor, letter_id)
    if draft.state == Letter.State.SIGNED:
        return redirect("letters:letter", draft.pk)
    releases = [one for one in releases_of(draft.client) if one.kind == draft.kind and one.is_running]
    form = LetterForm(request.POST or None, row=draft, releases=releases)
    if form.is_valid():
        with errors_at_fields(form, AS_IT_IS):
            found = save_letter(
                letter=draft,
                by=request.actor,
                parts=form.texts(),
                head=form.head(),
                release=form.cleaned_data.get("release"),
                revision=form.cleaned_data["revision"],
            )
            if "sign" not in request.POST:
                messages.success(request, _("Draft saved. Only you can see it until it is signed."))
                return redirect("letters:letter-write", found.pk)
            sign_letter(letter=found, by=request.actor, revision=found.revision)
            messages.success(request, _("Letter signed. Print it, and note here when it was handed over."))
            return redirect("letters:letter", found.pk)
    audit.log_access(draft.client_id, "letter draft")
    context = {"section": "caseload", "client": draft.client, "letter": draft, "form": form, "limits": limits(draft)}
    return render(request, "letters/letter_write.html", context, status=form.status)


@page(May.READ_LETTERS)
def letter(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """A signed letter as it stays, with its versions and when it was handed over."""
    found = letter_for(request.actor, letter_id)
    if found.state == Letter.State.DRAFT:
        return redirect("letters:letter-write", found.pk)
    return _show(request, found, DeliveryForm())


def _show(request: ActorRequest, found: Letter, form: DeliveryForm) -> HttpResponse:
    audit.log_access(found.client_id, "letter")
    context = {
        "section": "caseload",
        "client": found.client,
        "letter": found,
        "sections": sections(found),
        "limits": limits(found),
        "deliveries": found.deliveries.select_related("by").order_by("on", "made_at"),
        "next": found.replaced_by.filter(state=Letter.State.SIGNED).first(),
        "may_write": may_for(request.actor, found.client, May.WRITE_LETTERS),
        "form": form,
    }
    return render(request, "letters/letter.html", context)


@sent_from("letters:letter", "letter_id")
@page(May.WRITE_LETTERS)
def deliver(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """Notes that the letter was handed over."""
    found = letter_for(request.actor, letter_id, May.WRITE_LETTERS)
    form = DeliveryForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            deliver_letter(letter=found, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Noted that the letter was handed over."))
            return redirect("letters:letter", found.pk)
    return _show(request, found, form)


@require_POST
@page(May.WRITE_LETTERS)
def new_version(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """A draft that is to take the letter's place."""
    found = letter_for(request.actor, letter_id, May.WRITE_LETTERS)
    with errors_as_message(request, AS_IT_IS):
        draft = write_new_version(letter=found, by=request.actor)
        return redirect("letters:letter-write", draft.pk)
    return redirect("letters:letter", found.pk)


@require_POST
@page(May.WRITE_LETTERS)
def discard(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """Deletes the author's draft."""
    found = draft_for(request.actor, letter_id)
    with errors_as_message(request, AS_IT_IS):
        discard_letter(letter=found, by=request.actor, revision=RevisionField().clean(request.POST.get("revision")))
        messages.success(request, _("Draft deleted."))
    return redirect("letters:letters", found.client_id)


def _printed(request: ActorRequest, letter_id: UUID, what: str) -> Letter:
    """A signed letter, or one's own draft, to be printed."""
    found = letter_for(request.actor, letter_id)
    if found.state == Letter.State.DRAFT and found.author_id != request.actor.staff_id:
        raise PermissionDenied("a draft is its author's")
    audit.log_access(found.client_id, what)
    return found


@page(May.READ_LETTERS)
def as_pdf(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """The letter to print. The file's name contains nobody's name: files lie about."""
    return pdf_response(f"{FILENAME}.pdf", letter_pdf(_printed(request, letter_id, "letter pdf")))


@page(May.READ_LETTERS)
def as_text(request: ActorRequest, letter_id: UUID) -> HttpResponse:
    """The letter as plain text."""
    text = letter_text(_printed(request, letter_id, "letter text"))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILENAME}.txt"'
    return response


@page(May.KEEP_FILE)
def new_release(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Records what the client allows whom to be told."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    kind = request.GET.get("kind", "")
    form = ReleaseForm(request.POST or None, initial={"kind": kind})
    if form.is_valid():
        with errors_at_fields(form):
            record_release(client=client, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Release recorded."))
            return redirect("letters:letters", client.pk)
    audit.log_access(client.pk, "release new")
    context = {"section": "caseload", "client": client, "form": form}
    return render(request, "letters/release_new.html", context)


@require_POST
@page(May.KEEP_FILE)
def release_withdraw(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """The client takes a release back."""
    found: Release = release_for(request.actor, release_id, May.KEEP_FILE)
    withdraw_release(release=found)
    messages.success(request, _("Release taken back: no letter rests on it any more."))
    return redirect("letters:letters", found.client_id)
