"""Whether a client has a sign-in for pages of their own, and what became of the link that opens it. Reads alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clients.models import Client
from clients.queries import portal_account
from clinic.core.models import Message, User


class PortalState(StrEnum):
    """How far a client has come with the portal."""

    NONE = "none"  # never invited
    INVITED = "invited"  # no password chosen yet
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True)
class PortalLink:
    """The newest mail with a link: its state in the outbox, since when, and until when the link can be used."""

    state: str
    state_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class PortalAccess:
    """``email``: the address to sign in with; empty without an account. ``link``: None where none is on file."""

    state: PortalState
    email: str
    link: PortalLink | None


def portal_state(account: User | None) -> PortalState:
    """How far the owner of this account has come; without one: not invited."""
    if account is None:
        return PortalState.NONE
    if not account.is_active:
        return PortalState.ENDED
    return PortalState.ACTIVE if account.has_usable_password() else PortalState.INVITED


def portal_access_of(client: Client) -> PortalAccess:
    """The client's sign-in and the newest link to it. At most two statements."""
    account = portal_account(client)
    if account is None:
        return PortalAccess(PortalState.NONE, "", None)
    links = Message.objects.filter(kind=Message.Kind.INVITATION, recipient_id=account.pk).order_by("-state_at", "-id")
    newest = links.values_list("state", "state_at", "expires_at").first()
    return PortalAccess(portal_state(account), account.email, PortalLink(*newest) if newest else None)
