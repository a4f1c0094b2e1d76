"""Pages of the library: reading one, giving it to a client, withdrawing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.queries import client_for, has_portal
from clinic.core.access import ActorRequest, May, page
from interventions import catalogue
from interventions.education.actions import AlreadyGiven, give_page, take_back_page
from interventions.education.forms import PageForm
from interventions.education.queries import reading_with


@page(May.READ_LIBRARY)
def read_page(request: ActorRequest, key: str) -> HttpResponse:
    """A page as the client reads it."""
    found = catalogue.pages().get(key)
    if found is None:
        raise Http404("no such page")
    return render(request, "education/library_page.html", {"section": "library", "page": found})


@require_POST
@page(May.PLAN)
def give(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Gives a client a page to read."""
    client = client_for(request.actor, client_id, May.PLAN)
    form = PageForm(request.POST, known=catalogue.pages())
    if not form.is_valid():
        messages.error(request, _("Choose a page; a line has at most 300 characters."))
        return redirect("exercises:client-exercises", client.pk)
    try:
        give_page(
            client=client,
            page=catalogue.pages()[form.cleaned_data["page"]],
            by=request.actor,
            note=form.cleaned_data["note"],
        )
    except AlreadyGiven:
        messages.error(request, _("The client already has this page and has not read it yet."))
    else:
        messages.success(
            request,
            _("The page is on the client's list.")
            if has_portal(client)
            else _("Noted. The client has no sign-in for the portal: open the page and print it for them."),
        )
    return redirect("exercises:client-exercises", client.pk)


@require_POST
@page(May.PLAN)
def take_back(request: ActorRequest, reading_id: UUID) -> HttpResponse:
    """Takes back a page that was not read."""
    reading = reading_with(request.actor, reading_id, May.PLAN)
    take_back_page(reading=reading)
    return redirect("exercises:client-exercises", reading.client_id)
