"""Closing a treatment by its checklist: what is still open for the client, and what becomes of it.

Packages above say what may be open (``ITEMS``, filled when they are ready). No page or call closes past the list.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.episodes.actions import close_episode, lock_client, lock_open_episode
from clients.models import Client, Episode
from clinic.core import outbox
from clinic.core.access import Actor
from clinic.core.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class ChecklistChanged(Exception):
    """What is open is no longer what was shown to whoever closes the treatment."""

    def __init__(self) -> None:
        super().__init__(_("Something was added or changed since you opened this list. Check it again, then close."))


class Treated(StrEnum):
    """What becomes of one kind when the treatment is closed."""

    BLOCKS = "blocks"  # has to be dealt with before
    CHOSEN = "chosen"  # ends where the person says so, else stays
    ENDS = "ends"  # ends with the treatment
    STAYS = "stays"  # is named, and stays to be done


@dataclass(frozen=True)
class Open:
    """One thing that is open, in words, with the page where it can be dealt with."""

    id: UUID
    text: str
    url: str = ""


@dataclass(frozen=True)
class Closing:
    """How a treatment is closed. ``end``: the kinds that end because the person chose so; ``outcome``: of its plans."""

    client: Client
    by: Actor
    ending: str
    tell_client: bool
    outcome: str
    end: Collection[str]

    @property
    def died(self) -> bool:
        return self.ending == Episode.Ending.DIED


class ClosingItem:
    """One kind of thing that may be open. ``means``: what closing means for it, in a sentence."""

    kind = ""
    title: "str | StrPromise" = ""
    means: "str | StrPromise" = ""
    treated = Treated.STAYS
    clinical = True  # whether only who reads the record may know of it
    preset = True  # whether a kind that is CHOSEN is ticked at first

    def open(self, client: Client, by: Actor) -> list[Open]:
        """What is open of this kind now, of what ``by`` may know."""
        raise NotImplementedError  # pragma: no cover

    def end(self, closing: Closing) -> str:
        """Ends what is open of it; what was done, in a sentence for who closes, or nothing to say."""
        raise NotImplementedError  # pragma: no cover

    def keeps_apart(self, client: Client, by: Actor) -> bool:
        """Whether something of this kind goes on, whoever may know of it: then the file is not merged yet."""
        return bool(self.open(client, by))


class FollowUps:
    """Questionnaires that are asked some months after the end."""

    def choices(self) -> list[tuple[str, str]]:
        """(key, name) of what can be asked."""
        raise NotImplementedError  # pragma: no cover

    def refused(self, client: Client) -> str:
        """Why this client cannot be asked afterwards, in words; empty where they can."""
        raise NotImplementedError  # pragma: no cover

    def give(self, closing: Closing, instrument: str, months: Sequence[int]) -> None:
        """A rule that asks for it so many months after the end. Raises ValidationError by field."""
        raise NotImplementedError  # pragma: no cover


ITEMS: list[ClosingItem] = []
FOLLOW_UPS: list[FollowUps] = []


@dataclass(frozen=True)
class Listed:
    """One kind with what is open of it."""

    item: ClosingItem
    open: list[Open]


@dataclass(frozen=True)
class Ended:
    """What became of one kind, in a sentence: for example how many sessions were cancelled, and who is told."""

    kind: str
    text: str


@dataclass(frozen=True)
class Closed:
    """A treatment that was closed, with what ended with it."""

    episode: Episode
    ended: list[Ended]


@dataclass(frozen=True)
class Checklist:
    """Everything that is open for a client. ``seen`` is its fingerprint: sent back on closing, it shows any change."""

    items: list[Listed]
    seen: str


def checklist(client: Client, by: Actor) -> Checklist:
    """What is open now, by kind; kinds of which there is nothing are left out."""
    items = [Listed(item, found) for item in ITEMS if (found := item.open(client, by))]
    keys = sorted(f"{listed.item.kind}:{one.id}" for listed in items for one in listed.open)
    return Checklist(items, hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32])


@transaction.atomic
def close_treatment(
    *,
    client: Client,
    by: Actor,
    seen: str,
    ending: str,
    reason: str = "",
    on: date | None = None,
    end: Collection[str] = (),
    tell_client: bool = True,
    outcome: str = "",
    follow_up: str = "",
    months: Sequence[int] = (),
) -> Closed:
    """Closes a treatment with what is open in it, all or nothing.

    ``seen``: of the checklist that was shown. ``end``: kinds of the list that may stay, and end nevertheless. After a
    death everything ends, and the client is told nothing. ``follow_up``: an instrument that is asked ``months`` after
    the end. Raises ChecklistChanged where more or less is open by now, and ValidationError by field or kind.
    """
    lock_client(client)  # before the treatment: whoever sends or takes back a questionnaire locks in this order too
    lock_open_episode(client)
    found = checklist(client, by)
    if found.seen != seen:
        raise ChecklistChanged
    if set(end) - {item.kind for item in ITEMS if item.treated == Treated.CHOSEN}:
        raise ValidationError({"end": _("Name kinds of the list that may stay.")})
    closing = Closing(client, by, ending, tell_client, outcome.strip() or _in_words(ending), end)
    if blocking := [one.item for one in found.items if one.item.treated == Treated.BLOCKS]:
        raise ValidationError({item.kind: str(item.means) for item in blocking})
    _refuse_follow_up(closing, follow_up, months)
    ended = _end_open(closing, found)
    if follow_up:
        FOLLOW_UPS[0].give(closing, follow_up, months)
    return Closed(close_episode(client=client, ending=ending, reason=reason, on=on), ended)


@transaction.atomic
def record_death(*, client: Client, by: Actor) -> Closed:
    """Notes that the client died after the last treatment was closed: its ending becomes the death, its day and the
    reason stay. What was left open ends, but for alerts, and nothing is sent to the client any more.

    Twice changes nothing. Raises ValidationError while a treatment is open, or where there never was one.
    """
    lock_client(client)
    episode = client.episodes.newest_first().first()
    if episode is None or episode.closed_on is None:
        raise ValidationError(_("The treatment is still open: close it, and choose “died” as its ending."))
    if episode.ending == Episode.Ending.DIED:
        return Closed(episode, [])
    ending = Episode.Ending.DIED
    ended = _end_open(Closing(client, by, ending, False, _in_words(ending), ()), checklist(client, by))
    episode.ending = ending
    episode.save(update_fields=["ending"])
    outbox.withdraw(reason="the client has died", recipient_id=client.pk, kinds=Message.TO_CLIENTS)
    return Closed(episode, ended)


def _end_open(closing: Closing, found: Checklist) -> list[Ended]:
    """Ends what ends with the treatment, and what may stay where somebody chose so; all of it after a death."""
    ended = []
    for listed in found.items:
        kind, treated = listed.item.kind, listed.item.treated
        if treated == Treated.ENDS or (treated == Treated.CHOSEN and (kind in closing.end or closing.died)):
            ended.append(Ended(kind, listed.item.end(closing)))
    return ended


def _in_words(ending: str) -> str:
    """The outcome of a plan where nobody wrote one. Never the reason that was typed: letters print outcomes."""
    known = ending in Episode.Ending.values
    return _("Treatment closed: %(how)s.") % {"how": Episode.Ending(ending).label if known else ""}


def _refuse_follow_up(closing: Closing, instrument: str, months: Sequence[int]) -> None:
    """Raises ValidationError by field for follow-up measures that cannot be asked."""
    if bool(instrument) != bool(months):
        raise ValidationError({"follow_up": _("Choose both a questionnaire and when it is asked, or neither.")})
    if instrument and closing.died:
        raise ValidationError({"follow_up": _("Nothing is asked after a death.")})
    if instrument and "portal" in closing.end:
        raise ValidationError({"follow_up": _("Follow-up questionnaires are answered on the portal: keep its access.")})
