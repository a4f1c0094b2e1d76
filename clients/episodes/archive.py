"""The archive: clients whose treatment is closed, with the day and how it ended."""

from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from clients.care_team.actions import unassigned_for
from clients.models import Client, Episode
from clients.queries import listed
from clinic.core.access import Actor, May


class ArchiveOrder(StrEnum):
    """By what the archive is sorted."""

    NAME = "name"
    CLOSED = "closed"  # the newest first


def clients_shown(actor: Actor, show: str) -> QuerySet[Client]:
    """The clients of a list, of whom the actor may see: ``unassigned``, ``closed``, or all for an empty text."""
    if show == "unassigned":
        return unassigned_for(actor)
    seen = listed(actor, May.SEE_CLIENT)
    return closed_clients(seen) if show == "closed" else seen


def closed_clients(rows: QuerySet[Client]) -> QuerySet[Client]:
    """Those of these clients who have had a treatment and have none now.

    Each with ``closed_on``, ``ending`` and ``closing_reason`` of the last one.
    """
    theirs = Episode.objects.filter(client=OuterRef("pk"))
    last = theirs.closed().newest_first()
    return rows.filter(~Exists(theirs.open()), Exists(theirs.closed())).annotate(
        closed_on=Subquery(last.values("closed_on")[:1]),
        ending=Subquery(last.values("ending")[:1]),
        closing_reason=Subquery(last.values("closing_reason")[:1]),
    )
