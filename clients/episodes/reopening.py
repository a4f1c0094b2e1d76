"""Opening a treatment again: a new one, deliberately, with somebody who leads it."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.care_team.actions import lead_id, taker, transfer
from clients.models import Client, Episode
from clients.queries import therapists
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.text import MOST_REASON, clean_text

# Called with the client when a new treatment is opened: what was still asked after an earlier one ends. See
# clinic/config/registry.py.
REOPENED: list[Callable[[Client], None]] = []


class AlreadyOpen(Exception):
    """A treatment of this client is open, perhaps since a moment ago."""

    def __init__(self) -> None:
        super().__init__(_("This client's treatment is already open."))


def active_lead(client: Client) -> Staff | None:
    """Who leads the client and can go on doing so: an active therapist. None where the lead has gone."""
    found = lead_id(client)
    return therapists().filter(pk=found).first() if found else None


@transaction.atomic
def reopen_episode(*, client: Client, by: Actor, reason: str, lead: UUID | None = None) -> Episode:
    """Opens a new treatment today. Nothing of an earlier one comes back: no session, plan, exercise or rule; what was
    still asked after its end is asked no more.

    ``lead``: who leads from now on; whoever leads continues where nobody is named. Raises AlreadyOpen, or
    ValidationError by field: ``lead`` where the former lead has gone and nobody is named.
    """
    reason = clean_text(reason, "reason", MOST_REASON)
    named = taker(lead, "lead") if lead else None
    Client.objects.select_for_update().get(pk=client.pk)
    if client.episodes.open().exists():
        raise AlreadyOpen
    if named is None and active_lead(client) is None:
        raise ValidationError({"lead": _("The former lead therapist has gone. Choose who leads from now on.")})
    episode = Episode.objects.create(
        practice_id=client.practice_id, client=client, opened_on=timezone.localdate(), opening_reason=reason
    )
    for follow in REOPENED:
        follow(client)
    now = lead_id(client)
    if named is not None and named.pk != now:
        note = _("A new treatment was opened: %(reason)s") % {"reason": reason}  # this reason is what there is to tell
        transfer(client=client, to=named.pk, by=by, reason=reason, lead=now, note=note)
    return episode
