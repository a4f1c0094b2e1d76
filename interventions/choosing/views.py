"""One's trainings, and what a client wishes; what follows from both is shown where a plan is begun."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from uuid_utils.compat import uuid7

from clients.queries import client_for
from clients.shell import Header, render_tab
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.keys import KeyReused
from interventions.choosing.actions import note_wish, remove_training, set_training
from interventions.choosing.forms import TrainingForm, WishForm
from interventions.choosing.queries import MOST_SHOWN, trainings_of, wishes_of
from interventions.library.queries import modalities


@page(May.WRITE_NOTES)
def trainings(request: ActorRequest) -> HttpResponse:
    """What one was trained in."""
    known = modalities()
    form = TrainingForm(request.POST or None, known=known.values())
    if form.is_valid():
        with errors_at_fields(form):
            set_training(by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("choosing:trainings")
    rows = [(row, known.get(row.modality)) for row in trainings_of(request.actor)]
    return render(request, "choosing/trainings.html", {"section": "trainings", "form": form, "rows": rows})


@require_POST
@page(May.WRITE_NOTES)
def training_remove(request: ActorRequest, modality: str) -> HttpResponse:
    """Takes back what one said of a training."""
    remove_training(by=request.actor, modality=modality)
    messages.success(request, _("Removed."))
    return redirect("choosing:trainings")


@page(May.READ_RECORD)
def wishes(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """What the client said about ways of working, and a new answer."""
    writing = request.method == "POST"
    client = client_for(request.actor, client_id, May.PLAN if writing else May.READ_RECORD)
    known = modalities()
    initial = {"modality": request.GET.get("modality", ""), "key": uuid7()}
    form = WishForm(request.POST or None, known=known.values(), initial=initial)
    if form.is_valid():
        with errors_at_fields(form):
            try:
                note_wish(client=client, by=request.actor, **form.cleaned_data)
            except KeyReused:
                form.begin_anew()
            else:
                messages.success(request, _("Saved."))
                return redirect("choosing:client-wishes", client.pk)
    rows = wishes_of(client)[:MOST_SHOWN]
    header = Header(request.actor, client).fetch(rows)
    context = {"tab": "workspace:client", "wish_form": form, "rows": [(row, known.get(row.modality)) for row in rows]}
    return render_tab(request, header, "choosing:client-wishes", "choosing/client_wishes.html", context)
