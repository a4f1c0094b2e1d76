"""Whether somebody who is to be added is perhaps on file already: asked before a second file is made of one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import cast
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from clients.finding import folding
from clients.finding.keys import EMAIL, NAME, PHONE, is_close_name, keys_of
from clients.finding.models import SearchKey
from clients.finding.queries import is_one_of
from clients.models import CareRelation, Client
from clients.queries import visible
from clinic.core import audit
from clinic.core.access import Actor, May

MOST_FOUND = 8  # files that are named
_LOOKED_AT = 200  # rows that are compared letter by letter
_MOST_IN_ANY_ORDER = 4  # words of a name whose orders are all asked for


class Likeness(TextChoices):
    """What two files have in common, the surest first."""

    NAME_AND_BIRTH = "name_and_birth", _("same name and date of birth")
    CLOSE_NAME_AND_BIRTH = "close_name_and_birth", _("similar name, same date of birth")
    EMAIL = "email", _("same e-mail address")
    PHONE = "phone", _("same phone number")
    NAME = "name", _("same name, and no date of birth to compare")


# Said of files that one may not see, whatever they have in common: neither who it is nor which detail was right.
_UNSEEN = _("A colleague's client may be the same person. Ask an admin before you create a second file.")


@dataclass(frozen=True)
class OnFile:
    """A file that may be the same person's. ``lead``: the lead therapist's name, empty without one."""

    id: UUID
    name: str
    birth_date: date | None
    reference: str
    lead: str
    likeness: Likeness


class PerhapsOnFile(Exception):
    """The new client may be on file already. ``found``: who, of whom the actor may see; ``unseen``: sentences about
    files that the actor may not see, which name nobody."""

    def __init__(self, found: list[OnFile], unseen: list[str]) -> None:
        super().__init__(str(_("This person may be on file already.")))
        self.detail, self.code = str(self), "perhaps_on_file"
        self.found, self.unseen = found, unseen


def refuse_second_file(actor: Actor, client: Client) -> None:
    """Raises PerhapsOnFile where a client who is not saved yet is like one of the practice; two statements. Each file
    that is like it has this in its access log: who asks about a stranger is seen.

    Who is added at the same moment in the same practice waits until this transaction ends, and then finds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"add_client:{client.practice_id}"])
    found: list[OnFile] = []
    unseen = False
    for row, likeness in alike(actor, client):
        if row.seen:  # type: ignore[attr-defined]
            lead = row.lead or ""  # type: ignore[attr-defined]
            found.append(OnFile(row.pk, row.name, row.birth_date, row.reference, lead, likeness))
        elif likeness != Likeness.NAME:
            unseen = True
        else:
            continue
        audit.log_told(row.pk, "second-file check")
    if found or unseen:
        raise PerhapsOnFile(found[:MOST_FOUND], [str(_UNSEEN)] if unseen else [])


def alike(actor: Actor, client: Client) -> list[tuple[Client, Likeness]]:
    """Files of the practice and how each is like this one, the surest first. One statement, by keys alone."""
    order, found = list(Likeness), []
    for row in candidates(actor, client):
        files = [row, *row.merged.all()] if row.has_merged else [row]
        if row.pk != client.pk and (alike := [one for each in files if (one := likeness_of(client, each))]):
            found.append((row, min(alike, key=order.index)))
    return sorted(found, key=lambda pair: (order.index(pair[1]), pair[0].sort_name, pair[0].pk))


def candidates(actor: Actor, client: Client) -> QuerySet[Client]:
    """Clients with a key of the same date of birth, address, number or whole name, and whether the actor sees them."""
    keys = SearchKey.objects.filter(key__in=sorted(_whole_keys(client))).values("client")
    leads = CareRelation.objects.leading().filter(client=OuterRef("pk"))
    rows = Client.objects.filter(is_one_of(cast("QuerySet[SearchKey, UUID]", keys)))
    return rows.annotate(
        seen=Exists(visible(actor, May.SEE_CLIENT).filter(pk=OuterRef("pk"))),
        lead=Subquery(leads.values("staff__name")[:1]),
    ).order_by("id")[:_LOOKED_AT]


def _whole_keys(client: Client) -> Iterator[str]:
    """Keys that somebody who is the same person is likely to have."""
    yield from keys_of(name="", phone=client.phone, email=client.email, birth_date=client.birth_date)
    for spelt in (*folding.words(client.name), *folding.parts(client.name)):
        for order in permutations(spelt) if 1 < len(spelt) <= _MOST_IN_ANY_ORDER else ():
            yield NAME + "".join(order)[: folding.MOST_LETTERS]


def likeness_of(one: Client, other: Client) -> Likeness | None:
    """How two files are alike; None where they are not. A name of one word alone says nothing without a day."""
    same_name = not _marks(one.name).isdisjoint(_marks(other.name))
    if one.birth_date and one.birth_date == other.birth_date:
        if same_name:
            return Likeness.NAME_AND_BIRTH
        if is_close_name(one.name, other.name) or is_close_name(other.name, one.name):
            return Likeness.CLOSE_NAME_AND_BIRTH
    for kind, likeness in ((EMAIL, Likeness.EMAIL), (PHONE, Likeness.PHONE)):
        if _details(one, kind) == _details(other, kind) != set():
            return likeness
    undated = one.birth_date is None or other.birth_date is None
    return Likeness.NAME if same_name and undated and " " in one.name.strip() else None


def _marks(name: str) -> set[str]:
    """What two spellings of one name share: the same words in any order, or the same letters written as one."""
    spelt = [*folding.words(name), *folding.parts(name)]
    return {"".join(words) for words in spelt} | {" ".join(sorted(words)) for words in spelt}


def _details(client: Client, kind: str) -> set[str]:
    return {key for key in keys_of(name="", phone=client.phone, email=client.email) if key.startswith(kind)}
