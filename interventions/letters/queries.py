"""Reads of letters. A draft is its author's alone; that a signed one exists is seen by more than may read it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.letters.models import Letter, LetterState, Release


def _rows(actor: Actor, capability: May) -> QuerySet[Letter]:
    """Signed letters of clients to whom the actor may do this, and their own drafts; the newest first.

    ``may_read``: whether the actor may read the text. ``replaced``: a newer version of it is signed.
    """
    own = Q(author_id=actor.staff_id)
    newer = Letter.objects.filter(replaces=OuterRef("pk"), state=LetterState.SIGNED)
    found = Letter.objects.filter(Q(state=LetterState.SIGNED) | own, client__in=visible(actor, capability))
    readable = visible(actor, May.READ_LETTERS).filter(pk=OuterRef("client_id"))
    found = found.annotate(may_read=Exists(readable), replaced=Exists(newer))
    return found.select_related("client", "author", "release").order_by("-started_at", "-id")


def letters(actor: Actor) -> QuerySet[Letter]:
    """Those of which the actor may see that they exist."""
    return _rows(actor, May.SEE_LETTERS)


def letters_of(actor: Actor, client: Client) -> QuerySet[Letter]:
    """The same of one client, with when each was handed over."""
    return letters(actor).filter(client=client).prefetch_related("deliveries")


def letter_for(actor: Actor, letter_id: UUID, capability: May = May.READ_LETTERS) -> Letter:
    """The letter, if the actor may read it and do this to its client; otherwise Http404."""
    return _found(_rows(actor, capability), letter_id)


def draft_for(actor: Actor, letter_id: UUID) -> Letter:
    """The actor's own letter, draft or signed, of a client for whom they write; otherwise Http404."""
    return _found(_rows(actor, May.WRITE_LETTERS).filter(author_id=actor.staff_id), letter_id)


def _found(rows: QuerySet[Letter], letter_id: UUID) -> Letter:
    found = rows.filter(pk=letter_id).first()
    if found is None:
        raise Http404("no such letter")
    return found


def release_for(actor: Actor, release_id: UUID, capability: May) -> Release:
    """The release, if the actor may do this to its client; otherwise Http404."""
    reached = visible(actor, capability)
    found = Release.objects.filter(pk=release_id, client__in=reached).select_related("client").first()
    if found is None:
        raise Http404("no such release")
    return found
