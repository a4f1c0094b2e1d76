"""The form of a leave's page: which of its sessions, and what becomes of them."""

from collections.abc import Iterable
from typing import Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText
from interventions.models import TherapySession
from interventions.notices.forms import TellForm
from interventions.sessions.leave_changes import LeaveAct

ACTS = [
    (LeaveAct.CANCEL.value, _("Cancel them")),
    (LeaveAct.MOVE.value, _("Move each to the same hour on the first working day after the leave on which it is free")),
    (LeaveAct.GIVE.value, _("Give them to whoever covers, at the same times")),
]


class LeaveSessionsForm(TellForm):
    """A tick box for each session of a leave, with the revision that is shown; one for all of them."""

    everything = forms.BooleanField(label=_("All of these"), required=False)
    act = forms.ChoiceField(label=_("What becomes of them"), choices=ACTS, widget=forms.RadioSelect)
    reason = PlainText(
        label=_("Reason"), required=False, min_length=3, max_length=200, help_text=_("Kept with sessions you cancel.")
    )

    def __init__(
        self, data: Sent = None, *, sessions: Iterable[TherapySession], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        self.sessions = list(sessions)
        for row in self.sessions:
            self.fields[f"session_{row.pk}"] = forms.BooleanField(label=row.names, required=False)
            self.fields[f"revision_{row.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=row.revision
            )

    def chosen(self) -> dict[UUID, int | None]:
        """Session → the revision that was shown."""
        found, every = self.cleaned_data, self.cleaned_data["everything"]
        rows = [row for row in self.sessions if every or found[f"session_{row.pk}"]]
        return {row.pk: found[f"revision_{row.pk}"] for row in rows}

    @property
    def rows(self) -> list[tuple[TherapySession, forms.BoundField, forms.BoundField]]:
        """Each session with its box and its revision."""
        return [(row, self[f"session_{row.pk}"], self[f"revision_{row.pk}"]) for row in self.sessions]
