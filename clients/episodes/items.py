"""What a client's own package names on the checklist before a treatment is closed."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions import withdraw_consent
from clients.alerts.queries import open_alerts
from clients.episodes.closing import Closing, ClosingItem, Open, Treated
from clients.models import Client, Consent
from clients.queries import portal_account
from clinic.core.access import Actor


class OpenAlerts(ClosingItem):
    """Risk alerts that nobody has closed."""

    kind, title, treated = "alerts", gettext_lazy("Open risk alerts"), Treated.BLOCKS
    means = gettext_lazy("Close the risk alerts first: each one opens from this list.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        return [
            Open(row.pk, f"{row.source}, {date_format(row.raised_at, 'j F Y')}", reverse("alerts:alert", args=[row.pk]))
            for row in open_alerts(client)
        ]


class PortalAccess(ClosingItem):
    """The client's sign-in for the portal, and a pending invitation."""

    kind, title, treated, preset = "portal", gettext_lazy("Portal access"), Treated.CHOSEN, False
    clinical = False
    means = gettext_lazy("It stays until you end it, here or in the record. A pending invitation ends with it.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        account = portal_account(client)
        if account is None or not account.is_active:
            return []
        url = reverse("clients:client-file", args=[client.pk])
        return [Open(client.pk, _("Signs in as %(email)s.") % {"email": account.email}, url)]

    def end(self, closing: Closing) -> str:
        withdraw_consent(client=closing.client, kind=Consent.Kind.PORTAL)
        return _("Access to the portal has ended.")
