"""The form that records a coded interview."""

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.interviews.definition import interview
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field


class InterviewForm(forms.Form):
    """The coding of an interview."""

    interviewed_on = day_field(label=_("Interviewed on"))
    coded_on = day_field(label=_("Coded on"))
    coder = PlainText(label=_("Coder"), max_length=120)
    certification = PlainText(label=_("Certification"), max_length=200, help_text=_("By whom and when."))
    classification = forms.ChoiceField(label=_("Classification"))
    secondary = forms.ChoiceField(label=_("Best-fitting secondary"), required=False, help_text=_("With U alone."))
    alternates = forms.MultipleChoiceField(
        label=_("Best-fitting others"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the interview cannot be classified, alone (CC) or beside U (U/CC)."),
    )
    earned = forms.BooleanField(label=_("F earned: adverse parenting inferred"), required=False)
    coherence_of_transcript = forms.DecimalField(
        label=_("Coherence of transcript"),
        required=False,
        max_digits=2,
        decimal_places=1,
        help_text=_("1 to 9, in halves."),
    )
    coherence_of_mind = forms.DecimalField(
        label=_("Coherence of mind"), required=False, max_digits=2, decimal_places=1, help_text=_("1 to 9, in halves.")
    )

    unresolved_loss = forms.DecimalField(
        label=_("Unresolved loss"), required=False, max_digits=2, decimal_places=1, help_text=_("1 to 9, in halves.")
    )
    unresolved_trauma = forms.DecimalField(
        label=_("Unresolved trauma"), required=False, max_digits=2, decimal_places=1, help_text=_("1 to 9, in halves.")
    )

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        known = interview()
        named = [(code, f"{code} {meaning}") for code, meaning in known.classification.items()]
        self.fields["classification"].choices = named  # type: ignore[attr-defined]
        organised = [(code, name) for code, name in named if code in known.secondary]
        second = [*organised, *((code, name) for code, name in named if code == known.unclassified)]
        self.fields["secondary"].choices = [("", _("none")), *second]  # type: ignore[attr-defined]
        self.fields["alternates"].choices = organised  # type: ignore[attr-defined]
