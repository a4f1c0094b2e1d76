"""The page of a practice's favourite instruments."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.favourites.actions import choose_favourites
from assessments.favourites.forms import FavouritesForm
from assessments.favourites.queries import favourites_of
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields


@page(May.MANAGE_PRACTICE)
def favourites(request: ActorRequest) -> HttpResponse:
    """Which instruments are offered first where one is chosen."""
    row = favourites_of(request.actor.practice_id)
    form = FavouritesForm(request.POST if request.method == "POST" else None, row=row)  # nothing ticked is an answer
    if form.is_valid():
        with errors_at_fields(form):
            choose_favourites(practice_id=request.actor.practice_id, **form.cleaned_data)
            messages.success(request, _("Saved. These instruments are offered first."))
            return redirect("favourites:favourites")
    context = {"section": "practice", "form": form}
    return render(request, "favourites/favourites.html", context, status=form.status)
