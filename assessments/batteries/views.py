"""The practice's batteries, and giving several questionnaires to a client, on the portal or on paper."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments.batteries.actions import Given, add_battery, give_questionnaires, remove_battery
from assessments.batteries.forms import BatteryForm, SeveralForm
from assessments.batteries.queries import batteries, battery_for, chosen_instruments
from assessments.questionnaires.paper import questionnaire_sheets
from assessments.wording.queries import instruments
from clients.episodes.actions import refused_giving
from clients.queries import client_for, has_portal
from clients.reach.actions import closed_channels
from clients.reach.paper import client_pdf
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.paper import pdf_response
from clinic.core.posting import sent_from
from clinic.core.sheets import LARGE


@page(May.MANAGE_PRACTICE)
def kept(request: ActorRequest) -> HttpResponse:
    """The practice's batteries, and a place to add one."""
    return _kept(request, BatteryForm(known=instruments()))


def _kept(request: ActorRequest, form: BatteryForm) -> HttpResponse:
    known = instruments()
    rows = [(row, [known[key].short if key in known else key for key in row.instruments]) for row in batteries()]
    return render(request, "batteries/batteries.html", {"section": "practice", "rows": rows, "form": form})


@sent_from("batteries:batteries")
@page(May.MANAGE_PRACTICE)
def battery_new(request: ActorRequest) -> HttpResponse:
    """Keeps a new battery."""
    form = BatteryForm(request.POST, known=instruments())
    if form.is_valid():
        with errors_at_fields(form):
            add_battery(practice_id=request.actor.practice_id, name=form.cleaned_data["name"], keys=form.keys)
            messages.success(request, _("Saved. Therapists can now give this battery."))
            return redirect("batteries:batteries")
    return _kept(request, form)


@require_POST
@page(May.MANAGE_PRACTICE)
def battery_remove(request: ActorRequest, battery_id: UUID) -> HttpResponse:
    """Takes a battery off the list."""
    remove_battery(battery=battery_for(battery_id))
    messages.success(request, _("Removed. Questionnaires that were given stay."))
    return redirect("batteries:batteries")


@page(May.RECORD)
def give(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Several questionnaires for a client in one step: on the portal, or as one PDF to fill in by hand."""
    client, known = client_for(request.actor, client_id, May.RECORD), instruments()
    form = SeveralForm(request.POST or None, known=known)
    if form.is_valid():
        found = form.cleaned_data
        with errors_at_fields(form):
            chosen = chosen_instruments(found["instruments"], known, found["battery"], field="instruments")
            if request.POST.get("how") == "paper":
                query = [("instrument", one.key) for one in chosen] + [("size", LARGE)] * found["large"]
                return redirect(f"{reverse('batteries:questionnaires-pdf', args=[client.pk])}?{urlencode(query)}")
            given = give_questionnaires(client=client, chosen=chosen, by=request.actor, due_on=found["due_on"])
            _say(request, given)
            return redirect("assessments:client-assessments", client.pk)
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "portal": has_portal(client),
        "closed": closed_channels(client),
        "refused": refused_giving(client),
    }
    return render(request, "batteries/give_several.html", context)


@page(May.RECORD)
def as_pdf(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Questionnaires to fill in by hand: those named by ``instrument``, in one PDF."""
    client, size = client_for(request.actor, client_id, May.RECORD), request.GET.get("size", "")
    with errors_as_message(request):
        chosen = chosen_instruments(request.GET.getlist("instrument"), instruments())
        content = client_pdf(client, lambda: questionnaire_sheets(client, chosen), what="questionnaires pdf", size=size)
        return pdf_response("questionnaires.pdf", content)
    return redirect("batteries:give-several", client.pk)


def _say(request: ActorRequest, found: Given) -> None:
    if count := len(found.given):
        words = ngettext("%(n)s questionnaire given.", "%(n)s questionnaires given.", count) % {"n": count}
        messages.success(request, words)
    if found.waiting:
        names = ", ".join(one.short for one in found.waiting)
        messages.info(request, _("Already waiting for the client, and not given again: %(names)s.") % {"names": names})
