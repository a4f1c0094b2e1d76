"""Typing in scores without answers, and putting them right."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from assessments.actions import AlreadyVoided
from assessments.catalogue import Instrument
from assessments.forms import TotalsForm, page_status, voided_meanwhile
from assessments.given import TotalsRefused, takes_totals
from assessments.queries import assessment_for
from assessments.totals import correct_totals, record_totals
from assessments.wording.queries import instrument_of, instruments
from clients.models import Client
from clients.queries import client_for
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import Refusals, errors_at_fields

# Errors appear at the scales that they concern.
REFUSALS: Refusals = {
    TotalsRefused: lambda error: ValidationError({f"total-{scale}": text for scale, text in error.texts.items()}),
    AlreadyVoided: voided_meanwhile,
}


def _page(request: ActorRequest, client: Client, instrument: Instrument, form: TotalsForm) -> HttpResponse:
    context = {"section": "caseload", "client": client, "instrument": instrument, "form": form}
    return render(request, "assessments/record_totals.html", context, status=page_status(form))


@page(May.RECORD)
def record(request: ActorRequest, client_id: UUID, key: str) -> HttpResponse:
    """The values of scales, with where they come from."""
    client = client_for(request.actor, client_id, May.RECORD)
    instrument = instruments().get(key)
    if instrument is None or not takes_totals(instrument):
        raise Http404("no such instrument, or none with totals")
    form = TotalsForm(instrument, request.POST or None, initial={"key": uuid7()})
    if form.is_valid():
        with errors_at_fields(form, REFUSALS):
            key_of = form.cleaned_data["key"]
            made = record_totals(client=client, instrument=instrument, by=request.actor, key=key_of, **form.values())
            return redirect("assessments:result", made.pk)
    return _page(request, client, instrument, form)


@page(May.RECORD)
def correct(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """The values again, to be put right with a reason; the old ones are voided and stay."""
    assessment = assessment_for(request.actor, assessment_id, May.RECORD)
    instrument = instrument_of(assessment.instrument, assessment.version)
    if assessment.totals is None:
        return redirect("assessments:correct", assessment.pk)
    if assessment.voided_at and request.method != "POST":  # what was typed is shown again
        messages.info(request, _("This assessment is voided; it cannot be corrected."))
        return redirect("assessments:result", assessment.pk)
    initial = {f"total-{scale}": value for scale, value in assessment.totals.items()} | {
        "completed_on": assessment.completed_on,
        "target": assessment.target,
        "totals_from": assessment.totals_from,
        "key": uuid7(),
    }
    form = TotalsForm(instrument, request.POST or None, initial=initial, with_reason=True)
    if form.is_valid():
        with errors_at_fields(form, REFUSALS):
            reason = form.cleaned_data["reason"]
            made = correct_totals(assessment=assessment, by=request.actor, reason=reason, **form.values())
            messages.success(request, _("Corrected. The earlier values stay in the record, voided."))
            return redirect("assessments:result", made.pk)
    return _page(request, assessment.client, instrument, form)
