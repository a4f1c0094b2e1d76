"""Merging a second file of a person: choosing it, comparing both, confirming, undoing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.merging.actions import merge_files, unmerge_file
from clients.merging.forms import MergeForm
from clients.merging.queries import files_to_merge, merged_file, obstacles, perhaps_same, side
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.address import search_of
from clinic.core.forms import errors_as_message, errors_at_fields


@page(May.KEEP_CARE)
def choose(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Which other file is the same person's: files that are like this one, and a search."""
    client, search = client_for(request.actor, client_id, May.KEEP_CARE), search_of(request)
    audit.log_access(client.pk, "merge files")
    context = {
        "section": "caseload",
        "client": client,
        "search": search,
        "found": files_to_merge(request.actor, client, search),
        "like": [] if search else perhaps_same(request.actor, client),
    }
    return render(request, "merging/merge_choose.html", context)


@page(May.KEEP_CARE)
def merge(request: ActorRequest, client_id: UUID, other_id: UUID) -> HttpResponse:
    """Both files side by side; merging the other one into this one."""
    client = client_for(request.actor, client_id, May.KEEP_CARE)
    other = client_for(request.actor, other_id, May.KEEP_CARE)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        with errors_at_fields(form):
            merge_files(kept=client, other=other, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Merged. The records of both files are here; you can undo it below."))
            return redirect("clients:client-file", client.pk)
    for file in (client, other):
        audit.log_access(file.pk, "merge files")
    context = {
        "section": "caseload",
        "client": client,
        "other": other,
        "sides": [side(request.actor, client), side(request.actor, other)],
        "obstacles": obstacles(request.actor, client, other) if client.pk != other.pk else [],
        "form": form,
    }
    return render(request, "merging/merge.html", context)


@require_POST
@page(May.KEEP_CARE)
def undo(request: ActorRequest, client_id: UUID, merged_id: UUID) -> HttpResponse:
    """Takes a merging back."""
    client = client_for(request.actor, client_id, May.KEEP_CARE)
    other = merged_file(client, merged_id)
    with errors_as_message(request):
        unmerge_file(other=other, by=request.actor)
        messages.success(request, _("Undone. %(name)s is a file of its own again.") % {"name": other.name})
    return redirect("clients:client-file", client.pk)
