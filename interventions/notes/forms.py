"""A note in its form, an addendum, a supervisor's word."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText
from interventions.models import PrivateNote, TherapySession
from interventions.notes.formats import FREE, formats
from interventions.notes.private import readable_text


class NoteForm(forms.Form):
    """The parts of one form; ``revision`` is the one that was shown, ``attendance`` what signing records with it."""

    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)
    attendance = forms.ChoiceField(
        label=_("Attendance"),
        required=False,
        choices=TherapySession.outcome_choices(),
        initial="attended",
        help_text=_("Recorded when you sign."),
    )

    def __init__(
        self,
        data: Sent = None,
        *,
        kind: str,
        parts: Mapping[str, str],
        revision: int,
        asks_attendance: bool = False,
        **options: Unpack[FormOptions],
    ) -> None:
        options["initial"] = {**parts, "revision": revision}
        super().__init__(data, **options)
        attendance = self.fields.pop("attendance")
        rows = 14 if kind == FREE else 5
        for key, label in formats()[kind].parts:
            self.fields[key] = PlainText(
                label=str(label), required=False, widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
            )
        if asks_attendance:
            self.fields["attendance"] = attendance

    def parts(self) -> dict[str, str]:
        """Part → text, as ``save_note`` takes it."""
        return {key: value for key, value in self.cleaned_data.items() if key not in {"revision", "attendance"}}

    def outcome(self) -> TherapySession.State | None:
        """What became of the session, where the form says so."""
        found = self.cleaned_data.get("attendance")
        return TherapySession.State(found) if found else None


class TemplateForm(forms.Form):
    """A template: its name, and the words of each part of its form."""

    name = PlainText(label=_("Name"), min_length=3, max_length=60)

    def __init__(self, data: Sent = None, *, kind: str, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        for key, label in formats()[kind].parts:
            widget = forms.Textarea(attrs={"rows": 3})
            self.fields[key] = PlainText(label=str(label), required=False, max_length=5000, widget=widget)

    def parts(self) -> dict[str, str]:
        """Part → text, as ``add_template`` takes it."""
        return {key: value for key, value in self.cleaned_data.items() if key != "name"}


class PrivateNoteForm(forms.Form):
    """A psychotherapy note."""

    text = PlainText(
        label=_("Private process notes"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )


class PrivateNoteEditForm(RevisedForm, PrivateNoteForm):
    """A psychotherapy note that is changed; empty where no key opens it."""

    needs_revision = True

    def shown(self, row: PrivateNote) -> Mapping[str, object]:
        return {"text": readable_text(row) or ""}


class AddendumForm(forms.Form):
    """What is added to a signed note."""

    text = PlainText(label=_("Addendum"), min_length=3, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))


class CosignForm(forms.Form):
    """A supervisor's word."""

    text = PlainText(
        label=_("What should be added, if it is returned"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
