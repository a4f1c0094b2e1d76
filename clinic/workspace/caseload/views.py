"""The caseload as a page."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.core import api
from clinic.core.access import ActorRequest, May, page
from clinic.core.address import search_of
from clinic.core.forms import errors_at_fields
from clinic.core.models import SavedList
from clinic.core.posting import sent_from
from clinic.workspace.caseload import queries
from clinic.workspace.caseload.forms import KeepForm, ListingForm
from clinic.workspace.caseload.listing import BY_NAME, COLUMNS, EVERYBODY, Listing, listing_of
from clinic.workspace.caseload.saved import keep_list, listing_kept, remove_list, saved_lists
from interventions.catalogue import Modality
from interventions.library.queries import modalities

ASKED = ("show", "plan", "style", "order", "columns", "search", "after")  # any of them: not the list that opens
PURPOSES = ("record", "book")  # what somebody came for, who is asked with whom


@dataclass(frozen=True)
class Head:
    """A column's head: its key, its words, the query of the list ordered by it, and how it is ordered by it now."""

    key: str
    words: str
    query: str
    sorted: str


def heads_of(listing: Listing) -> list[Head]:
    """The heads of the columns that a list shows, the name first."""
    way = "descending" if listing.descending else "ascending"
    return [
        Head(key, str(words), listing.ordered(key).address or "show=", way if key == listing.by else "")
        for key, words in {BY_NAME: _("Client"), **COLUMNS}.items()
        if key == BY_NAME or key in listing.columns
    ]


def _asked(query: QueryDict, known: dict[str, Modality]) -> Listing:
    """The list of an address; what cannot be asked for stays as usual."""
    asked = {name: query.get(name, "") for name in ("show", "plan", "style", "order")}
    return listing_of(asked | {"columns": ",".join(query.getlist("columns"))}, known)[0]


@page(May.SEE_CASELOAD)
def caseload(request: ActorRequest) -> HttpResponse:
    """All active clients in reach, 25 at a time; with htmx only the table is sent."""
    if getattr(request, "htmx", False):
        known = modalities() if request.GET.get("plan") else {}
        return render(request, "caseload/_rows.html", _rows(request, _asked(request.GET, known)))
    known, lists = modalities(), list(saved_lists(request.actor))
    listing = _asked(request.GET, known)
    if not any(name in request.GET for name in (*ASKED, "to")):
        opens = [one for one in lists if one.opens]
        listing = listing_kept(opens[0], known) if opens else listing
    return _page(request, listing, known, lists, KeepForm())


def _rows(request: ActorRequest, listing: Listing) -> dict[str, object]:
    """What the table shows."""
    search, actor = search_of(request), request.actor
    to = request.GET.get("to", "")
    try:
        after = queries.place_of(request.GET.get("after", ""), listing)
    except api.BadCursor:
        after = None
    rows, following = queries.caseload(actor, listing, search=search, after=after)
    purpose = {"to": to} if to in PURPOSES else {}
    return {
        "section": "caseload",
        "rows": rows,
        "heads": heads_of(listing),
        "listing": listing,
        "search": search,
        "close": queries.close_in_caseload(actor, search, listing) if search and not (rows or after) else [],
        "to": purpose.get("to", ""),
        "kept": urlencode(purpose | ({"search": search} if search else {})),
        "next": following or "",
        "paged": after is not None,
    }


def _page(
    request: ActorRequest, listing: Listing, known: dict[str, Modality], lists: list[SavedList], form: KeepForm
) -> HttpResponse:
    address = listing.address
    kept = [(one, listing_kept(one, known).address) for one in lists]
    context = _rows(request, listing) | {
        "counts": queries.counts(request.actor),
        "lists": [(one, query, query == address) for one, query in kept],
        "current": [one for one, query in kept if query == address],
        "form": ListingForm(listing, known),
        "keep": form,
        "is_usual": listing == EVERYBODY,
        "hidden": QueryDict(address).items(),
    }
    return render(request, "caseload/caseload.html", context, status=400 if form.errors else 200)


def _back(listing: Listing) -> HttpResponse:
    return redirect(f"{reverse('workspace:caseload')}?{listing.address or 'show='}")


@sent_from("workspace:caseload")
@page(May.SEE_CASELOAD)
def keep(request: ActorRequest) -> HttpResponse:
    """Keeps the list that is shown under a name."""
    known = modalities()
    listing, form = _asked(request.POST, known), KeepForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            row = keep_list(request.actor, listing, **form.cleaned_data)
            messages.success(request, _("The list “%(name)s” is kept.") % {"name": row.name})
            return _back(listing)
    return _page(request, listing, known, list(saved_lists(request.actor)), form)


@sent_from("workspace:caseload")
@page(May.SEE_CASELOAD)
def remove(request: ActorRequest, list_id: UUID) -> HttpResponse:
    """Removes a list; whom it showed stays as they are."""
    try:
        row = remove_list(request.actor, list_id)
    except SavedList.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The list “%(name)s” is removed. The clients on it stay.") % {"name": row.name})
    return _back(EVERYBODY)
