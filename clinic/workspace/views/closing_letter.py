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
from clinic.workspace.closing_letter import MOST_NEXT_STEPS, closing_letter_pdf

FILENAME = "letter.pdf"  # without anybody's name, and without a clinical word


class LetterForm(forms.Form):
    """What the therapist adds to the letter."""

    next_steps = PlainText(
        label=_("Next steps"),
        max_length=MOST_NEXT_STEPS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Printed in the letter. It is not kept: keep the file if you need it again."),
    )


@page(May.RECORD)
def closing_letter(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The form with the next steps; sent, the letter as PDF, to give by hand."""
    client = client_for(request.actor, client_id, May.RECORD)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_at_fields(form):
            content = closing_letter_pdf(client=client, by=request.actor, **form.cleaned_data)
            audit.log_access(client.pk, "closing letter")
            return pdf_response(FILENAME, content)
    return render(request, "workspace/closing_letter.html", {"section": "caseload", "client": client, "form": form})
