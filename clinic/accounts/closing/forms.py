"""Closing an account: a choice for each kind of thing that its owner holds."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.accounts.closing.actions import Checklist, Decision, Listed
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import reason_field
from clinic.core.models import Staff

WITH_CLIENT = "client"


class ClosingForm(forms.Form):
    """Made of the checklist: who takes over, by kind and where it matters one by one, and what is left."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = reason_field()

    def __init__(self, data: Sent = None, *, found: Checklist, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **{"initial": {"seen": found.seen}} | options)
        self.fields["reason"].help_text = _("Kept with the closed account.")
        self.found = found
        for listed in found.items:
            kind = listed.item.kind
            if listed.takers:
                people = [(str(one.pk), one.name) for one in listed.takers]
                if listed.item.follows_client:
                    people.insert(0, (WITH_CLIENT, str(_("each client's lead therapist"))))
                self.fields[f"{kind}_to"] = forms.ChoiceField(
                    label=_("Hand over to"), choices=[("", _("nobody")), *people], required=False
                )
                if listed.item.one_by_one and len(listed.held) > 1:
                    for one in listed.held:
                        self.fields[f"{kind}_{one.id}"] = forms.ChoiceField(
                            label=one.text, choices=[("", _("as above")), *people], required=False
                        )
            # The name of the field is the kind: an action's error on the kind appears at this box.
            self.fields[kind] = forms.BooleanField(label=_("Leave what is not handed over"), required=False)
            self.fields[kind].help_text = listed.item.left

    def sections(self) -> list[tuple[Listed, list[forms.BoundField]]]:
        """Each kind with its fields, the box to leave it last."""
        found = []
        for listed in self.found.items:
            names = [name for name in self.fields if name.startswith(f"{listed.item.kind}_")]
            found.append((listed, [self[name] for name in [*names, listed.item.kind]]))
        return found

    def decisions(self) -> dict[str, Decision]:
        """What was chosen, by kind."""
        return {listed.item.kind: self._decision(listed) for listed in self.found.items}

    def _decision(self, listed: Listed) -> Decision:
        kind, people = listed.item.kind, {str(one.pk): one for one in listed.takers}
        to = self.cleaned_data.get(f"{kind}_to", "")
        each: dict[UUID, Staff] = {}
        for one in listed.held:
            if chosen := people.get(self.cleaned_data.get(f"{kind}_{one.id}", "")):
                each[one.id] = chosen
        return Decision(
            to=people.get(to), each=each, with_client=to == WITH_CLIENT, leave=bool(self.cleaned_data.get(kind))
        )
