"""Who cares for a client: adding, ending, handing over."""

from collections.abc import Iterable
from typing import Unpack
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.care_team.handover_notes import LEAST_NOTE, MOST_NOTE
from clients.models import Client
from clients.queries import therapists
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, reason_field
from clinic.core.models import Staff


def note_field(label: str | Promise = "") -> PlainText:
    """What the new lead has to know; which clients need one is the action's to say."""
    return PlainText(
        label=label or _("Hand-over note"),
        required=False,
        min_length=LEAST_NOTE,
        max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Where things stand, risks, what was agreed. Kept in the record; needed while the client is in care."
        ),
    )


def tell_field() -> forms.BooleanField:
    """Whether the clients are told that somebody else holds sessions that go along."""
    return forms.BooleanField(
        label=_("Tell the clients whose sessions go along"),
        required=False,
        initial=True,
        help_text=_(
            "One message for each client who agreed to it: somebody else will see them, the times stay the same."
        ),
    )


class _CareForm(forms.Form):
    """Several of these forms are on one page: each has its own ids."""

    def __init__(self, data: Sent = None, *, without: Iterable[UUID] = (), **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **{"auto_id": f"{type(self).__name__}_%s"} | options)
        for name in ("to", "staff"):
            if name in self.fields:
                found = therapists().exclude(pk__in=list(without))
                self.fields[name].queryset = found  # type: ignore[attr-defined]


class TransferForm(_CareForm):
    """Another lead. ``lead``: who led when the page was shown."""

    lead = forms.UUIDField(widget=forms.HiddenInput, required=False)
    to = forms.ModelChoiceField(Staff.objects.none(), label=_("New lead therapist"))
    reason = reason_field()
    note = note_field()
    tell_client = tell_field()


class SecondForm(_CareForm):
    """Another therapist beside the lead."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("Second therapist"))
    reason = reason_field()


class EndCareForm(_CareForm):
    """Why somebody leaves the care team."""

    reason = reason_field()
    unassigned = forms.BooleanField(label=_("Leave this client without a responsible therapist"), required=False)


class TransferAllForm(_CareForm):
    """All of a therapist's clients to one or several others."""

    to = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("All clients without another choice below go to"),
        required=False,
        empty_label=_("nobody: they stay"),
    )
    reason = reason_field()
    note = note_field(_("Hand-over note for every file without one of its own"))
    tell_client = tell_field()

    def __init__(
        self, data: Sent = None, *, clients: Iterable[Client], without: Iterable[UUID], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, without=without, **options)
        listed = [(str(one.pk), one.name) for one in self.fields["to"].queryset]  # type: ignore[attr-defined]
        self.names = []
        for client in clients:
            self.names.append(f"client_{client.pk}")
            self.fields[self.names[-1]] = forms.ChoiceField(
                label=client.name, choices=[("", _("as above")), *listed], required=False
            )
            own = self.fields[f"note_{client.pk}"] = note_field(_("Note for %(name)s") % {"name": client.name})
            own.help_text, own.widget.attrs["rows"] = "", 2

    def each(self) -> dict[UUID, UUID]:
        """Client → therapist, where one was chosen."""
        found = {name: self.cleaned_data[name] for name in self.names if self.cleaned_data.get(name)}
        return {UUID(name.removeprefix("client_")): UUID(to) for name, to in found.items()}

    def notes(self) -> dict[UUID, str]:
        """Client → the note for their file alone, where one was written."""
        found = {
            name.removeprefix("client_"): self.cleaned_data.get(name.replace("client_", "note_", 1))
            for name in self.names
        }
        return {UUID(client): note for client, note in found.items() if note}

    @property
    def clients(self) -> list[forms.BoundField]:
        """The choice and the note for each client."""
        return [self[name] for one in self.names for name in (one, one.replace("client_", "note_", 1))]
