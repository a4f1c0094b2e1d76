"""The letter at the end of a treatment."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import ActorRequest, May, page
from clinic.core.edit_forms import Sent
from clinic.core.forms import PlainText, errors_at_fields
from clinic.core.paper import pdf_response
from clinic.workspace.closing_letter import (
    MOST_NEXT_STEPS,
    MOST_OUTCOME,
    LetterMeasure,
    closing_letter_pdf,
    last_closed,
    letter_measures,
    outcomes_of,
)

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
    measures = forms.MultipleChoiceField(
        label=_("Measures"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is printed from its first to its last score in this treatment."),
    )
    next_steps = PlainText(
        label=_("Next steps"),
        max_length=MOST_NEXT_STEPS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Printed in the letter, and not saved: keep the file if you need it again."),
    )

    def __init__(self, data: Sent = None, *, known: Sequence[LetterMeasure], outcome: str) -> None:
        super().__init__(data, initial={"outcome": outcome, "measures": [one.key for one in known if one.is_main]})
        if known:
            self.fields["measures"].choices = [(one.key, one.sentence) for one in known]  # type: ignore[attr-defined]
        else:
            del self.fields["measures"]


@page(May.RECORD)
def closing_letter(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The form with the next steps; sent, the letter as PDF, to give by hand. While the treatment runs there is none:
    the page says why, and keeps what was typed."""
    client = client_for(request.actor, client_id, May.RECORD)
    sent, refused = request.POST if request.method == "POST" else None, ""
    try:
        form = LetterForm(sent, known=letter_measures(client), outcome="\n".join(outcomes_of(last_closed(client))))
    except ValidationError as error:
        form, refused = LetterForm(sent, known=(), outcome=""), " ".join(error.messages)
    if not refused and form.is_valid():
        with errors_at_fields(form):
            content = closing_letter_pdf(client=client, by=request.actor, **form.cleaned_data)
            audit.log_access(client.pk, "closing letter")
            return pdf_response(FILENAME, content)
    context = {"section": "caseload", "client": client, "form": form, "refused": refused}
    return render(request, "workspace/closing_letter.html", context)
