"""The form that gives a questionnaire, once or by a rule."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.catalogue import Instrument
from assessments.models import Schedule
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import day_field
from clinic.core.types import Checked


class GiveForm(forms.Form):
    """A questionnaire for the client to answer: once, or by a rule."""

    ONCE = "once"

    instrument = forms.ChoiceField(label=_("Questionnaire"))
    target = forms.ChoiceField(label=_("About"), required=False, help_text=_("Only if it asks about one person."))
    rhythm = forms.ChoiceField(
        label=_("When"), choices=[(ONCE, _("once, now")), *Schedule.Rhythm.choices], initial=ONCE
    )
    due_on = day_field(
        label=_("Due on"), required=False, help_text=_("For a single questionnaire. Empty: in three days.")
    )
    every = forms.IntegerField(label=_("Every"), required=False, help_text=_("Weeks, or sessions: from 1 to 52."))
    moments = forms.MultipleChoiceField(
        label=_("At the start, at the end, afterwards"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("start", _("at the start")),
            ("end", _("at the end")),
            ("3", _("3 months after the end")),
            ("6", _("6 months after the end")),
            ("12", _("12 months after the end")),
        ],
    )
    days = forms.IntegerField(label=_("Days to answer"), required=False, initial=3)

    def __init__(self, data: Sent = None, *, known: Mapping[str, Instrument], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.known = {key: one for key, one in known.items() if one.respondent == "client"}
        names = [(one.key, f"{one.short} · {one.about}") for one in self.known.values()]
        self.fields["instrument"].choices = sorted(names, key=lambda pair: pair[1])  # type: ignore[attr-defined]
        targets = dict.fromkeys(target for one in self.known.values() for target in one.targets)
        self.fields["target"].choices = [("", _("nobody in particular")), *((t, t) for t in targets)]  # type: ignore[attr-defined]

    @property
    def once(self) -> bool:
        return bool(self.cleaned_data["rhythm"] == self.ONCE)

    def rule(self) -> Checked:
        """What ``add_schedule`` takes of it."""
        found, moments = self.cleaned_data, set(self.cleaned_data["moments"])
        return {
            "instrument": self.known[found["instrument"]],
            "target": found["target"],
            "every": found["every"],
            "rhythm": Schedule.Rhythm(found["rhythm"]),
            "at_start": "start" in moments,
            "at_end": "end" in moments,
            "follow_ups": [int(m) for m in moments if m.isdecimal()],
            "days": found["days"] or 3,
        }
