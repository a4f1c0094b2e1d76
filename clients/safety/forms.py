"""The forms of a safety plan and of whom to call."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clients.safety.models import LONGEST_NAME, LONGEST_PART, PARTS, EmergencyContact, SafetyPlan
from clients.safety.queries import label_of
from clinic.core.edit_forms import RevisedForm
from clinic.core.fields import PlainText

HINTS = {
    "warning_signs": _("Thoughts, feelings, places or times that show that a crisis may be coming."),
    "coping": _("What takes my mind off it without anybody else."),
    "distractions": _("People I like to be with and places where I am among others, without speaking of it."),
    "people": _("Whom I can tell, with their numbers."),
    "professionals": _("Therapist, doctor, crisis line, emergency number."),
    "environment": _("What I put out of reach, and who helps me with it."),
}


class SafetyPlanForm(RevisedForm, forms.Form):
    """The six parts. ``row``: the version that is shown, or a new one, not yet saved."""

    def __init__(self, *args: Any, row: SafetyPlan, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for part in PARTS:
            self.fields[part] = PlainText(
                label=label_of(part),
                help_text=HINTS[part],
                max_length=LONGEST_PART,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def shown(self, row: SafetyPlan) -> Mapping[str, str]:
        """The text of each part."""
        return {part: getattr(row, part) for part in PARTS}

    @property
    def parts(self) -> dict[str, str]:
        """What was typed, by part."""
        return {part: self.cleaned_data[part] for part in PARTS}


class EmergencyContactForm(RevisedForm, forms.Form):
    """Somebody to call about a client."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(value, capfirst(label)) for value, label in EmergencyContact.Kind.choices]
    )
    name = PlainText(label=_("Name"), max_length=LONGEST_NAME)
    relation = PlainText(
        label=_("Relation or practice"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("For example: sister, or the name of the surgery."),
    )
    phone = PlainText(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("With the country code, for example +44 20 7946 0958."),
    )
    agreed = forms.BooleanField(
        label=_("The client agrees that we call this person"),
        required=False,
        help_text=_("If not, the number is kept but marked “do not call”."),
    )

    def shown(self, row: EmergencyContact) -> Mapping[str, Any]:
        """What is saved, as the form shows it."""
        saved = {name: getattr(row, name) for name in ("kind", "name", "relation", "phone")}
        return saved | {"agreed": row.agreed_on is not None}
