"""The letter at the end of a treatment."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import PlainText, errors_at_fields
from clinic.core.paper import pdf_response
from clinic.workspace.closing_letter import MOST_NEXT_STEPS, MOST_OUTCOME, closing_letter_pdf, outcome_to_print

FILENAME = "letter.pdf"  # without anybody's name, and without a clinical word


class LetterForm(forms.Form):
    """What the therapist changes in the letter, and adds to it."""

    outcome = PlainText(
        label=_("Outcome"),
        max_length=MOST_OUTCOME,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed in the letter as you write it here. The plans are not changed."),
    )
    next_steps = PlainText(
        label=_("Next steps"),
        max_length=MOST_NEXT_STEPS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Printed in the letter, and not saved: keep the file if you need it again."),
    )


@page(May.RECORD)
def closing_letter(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The form with the next steps; sent, the letter as PDF, to give by hand."""
    client = client_for(request.actor, client_id, May.RECORD)
    initial = {"outcome": outcome_to_print(client)}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with errors_at_fields(form):
            content = closing_letter_pdf(client=client, by=request.actor, **form.cleaned_data)
            audit.log_access(client.pk, "closing letter")
            return pdf_response(FILENAME, content)
    return render(request, "workspace/closing_letter.html", {"section": "caseload", "client": client, "form": form})
