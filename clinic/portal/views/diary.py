"""The client's cards and diary."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.keys import KeyReused
from clinic.core.practices import current_practice
from clinic.portal.views import portal_client_id
from interventions.diary.actions import write_entry
from interventions.diary.forms import DiaryForm
from interventions.diary.queries import NEWEST, keeps_diary, portal_cards, portal_entries


@page(May.USE_PORTAL)
def diary(request: ActorRequest) -> HttpResponse:
    """The cards one was given, and a diary of hard moments: writing, and reading what one wrote."""
    client_id = portal_client_id(request)
    cards, keeps, entries = portal_cards(client_id), keeps_diary(client_id), portal_entries(client_id)[:NEWEST]
    form = DiaryForm(request.POST or None, initial={"key": uuid7()}) if keeps else None
    if form and form.is_valid():
        values = form.cleaned_data
        with errors_at_fields(form):
            try:
                write_entry(
                    client_id=client_id,
                    key=values["key"],
                    texts=form.texts(),
                    strength=values["strength"],
                    on=values["on"],
                )
            except KeyReused:
                form.begin_anew()
            else:
                messages.success(request, _("Saved. Your therapist can read it, but may not see it today."))
                return redirect("portal:diary")
    context = {"section": "today", "cards": cards, "form": form, "entries": entries, "practice": current_practice()}
    return render(request, "portal/diary.html", context)
