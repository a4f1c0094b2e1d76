"""The form of a leave's page: which of its sessions, and what becomes of them."""

from collections.abc import Iterable
from typing import Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.address import uuid_of
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


UNKNOWN = -1  # no revision: what was not shown is not changed


class LeaveSessionsForm(TellForm):
    """A tick box for each session of a leave, with the revision that is shown; one for all of them."""

    everything = forms.BooleanField(label=_("All of these"), required=False)
    act = forms.ChoiceField(label=_("What should happen to these sessions"), choices=ACTS, widget=forms.RadioSelect)
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
        """Session → the revision that was shown: those that were ticked, or all that were shown and no others.

        One that has left the list since is among them, so that it is refused and not forgotten.
        """
        every, found = self.cleaned_data["everything"], dict[UUID, int | None]()
        for name in self.data:
            kind, _sign, key = name.partition("_")
            pk = uuid_of(key) if kind in {"session", "revision"} else None
            if pk and (every or f"session_{key}" in self.data):
                shown = self.data.get(f"revision_{key}", "")
                found[pk] = int(shown) if shown.isdecimal() and len(shown) < 10 else UNKNOWN
        return found

    @property
    def rows(self) -> list[tuple[TherapySession, forms.BoundField, forms.BoundField]]:
        """Each session with its box and its revision."""
        return [(row, self[f"session_{row.pk}"], self[f"revision_{row.pk}"]) for row in self.sessions]
