"""Forms of households, and the part of other forms that asks who takes part."""

from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clients.households.models import LONGEST_NAME, LONGEST_REASON, SHORTEST_REASON, Household
from clients.households.queries import as_seen, households, joinable, running_household, without_household
from clients.models import Client
from clinic.core.access import Actor, May
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.fields import PlainText
from clinic.core.forms import day_field


class TogetherForm(forms.Form):
    """The part of a form that asks who takes part: the client's household, or somebody to begin one with."""

    household = forms.ModelChoiceField(Household.objects.none(), label=_("Household"), required=False)
    partner = forms.ModelChoiceField(
        Client.objects.none(),
        label=_("Partner"),
        required=False,
        help_text=_("Begins a household with both clients."),
    )

    in_household = False  # whether the client is in one now

    def offer_together(
        self, actor: Actor, capability: May, client: Client, others: QuerySet[Client], alone: str
    ) -> None:
        """Offers the household that the client is in, where the actor may do this to everybody in it, or else
        ``others`` who are in none; ``alone``: neither."""
        household, partner = self.fields["household"], self.fields["partner"]
        running = running_household(client)
        self.in_household = running.exists()
        household.queryset = joinable(actor, capability) & running  # type: ignore[attr-defined]
        offered = households(actor).filter(pk__in=household.queryset.values("pk"))  # type: ignore[attr-defined]
        found = [as_seen(row) for row in offered] if self.in_household else []
        household.choices = [  # type: ignore[attr-defined]
            ("", alone),
            *((str(one.household.pk), one.names_beside(client)) for one in found),
        ]
        partner.queryset = without_household(others)  # type: ignore[attr-defined]
        partner.empty_label = alone  # type: ignore[attr-defined]

    def add_error(self, field: str | None, error: Any) -> None:
        """An error about the household appears at the field that is shown."""
        super().add_error("partner" if field == "household" and not self.in_household else field, error)


class BeginForm(forms.Form):
    """Who belongs to a new household besides the client."""

    members = forms.ModelMultipleChoiceField(
        Client.objects.none(), label=_("Members"), help_text=_("Clients who are in no household.")
    )
    name = PlainText(label=_("Name (optional)"), required=False, max_length=LONGEST_NAME)
    began_on = day_field(label=_("Began on"))

    def __init__(self, data: Sent = None, *, others: QuerySet[Client], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["members"].queryset = others  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a household ends, and what becomes of its coming sessions."""

    reason = PlainText(label=_("Reason"), min_length=SHORTEST_REASON, max_length=LONGEST_REASON)
    continue_with = forms.ChoiceField(label=_("Coming joint sessions"), required=False)
    tell_clients = forms.BooleanField(label=_("Tell those who lose an appointment"), required=False, initial=True)

    def __init__(self, data: Sent = None, *, members: list[Client], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        keep = [(str(client.pk), _("Continue with %(name)s alone") % {"name": client.name}) for client in members]
        self.fields["continue_with"].choices = [("", _("Cancel them")), *keep]  # type: ignore[attr-defined]
