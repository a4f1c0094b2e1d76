"""What needs somebody, by client: the rows of *today* gathered from its lists, filtered and paged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.queries import visible
from clinic.core.access import Actor, May, may
from clinic.core.types import SqlRow
from clinic.workspace.queries import needs
from interventions.models import Note
from interventions.notes.queries import notes_to_cosign, returned_notes

CLIENTS_A_PAGE = 15
MOST_OF_A_KIND = 50  # of every kind; of one that was chosen, MOST_OF_CHOSEN
MOST_OF_CHOSEN = 1000

# What can be chosen → the kinds of rows in it.
KINDS: Mapping[str, tuple[str | Promise, frozenset[str]]] = {
    "worse": (_("worse, ruptures, violence"), frozenset({"worse", "rupture", "violence", "exercise-worse"})),
    "stuck": (_("no reliable change"), frozenset({"stuck"})),
    "health": (_("health that asks for care"), frozenset({"health"})),
    "plans": (_("plans"), frozenset({"review", "override", "question"})),
    "notes": (_("notes"), frozenset({"unsigned", "returned", "cosign"})),
    "questionnaires": (_("questionnaires"), frozenset({"overdue"})),
    "sessions": (_("sessions"), frozenset({"missed", "unbooked"})),
}
WHOSE = {"mine": _("mine"), "supervised": _("of those I supervise")}
# The places of notes among the other kinds, see ``sql.NEEDS``.
RETURNED, TO_COSIGN = 2, 4


@dataclass(frozen=True)
class Wanted:
    """What is shown: a key of KINDS, one client, a key of WHOSE; empty for everything."""

    kind: str = ""
    client: UUID | None = None
    whose: str = ""


@dataclass
class Group:
    """One client's rows, the most urgent first; without a client, what concerns several."""

    client_id: UUID | None
    name: str
    rows: list[SqlRow] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """A page of groups, all clients there are rows of, and whether a kind has more rows than were read."""

    page: Page[Group]
    people: list[tuple[UUID, str]]
    cut: bool


def desk(actor: Actor, wanted: Wanted, number: int | str = 1) -> Desk:
    """What needs the actor, one client's rows together, the client with the most urgent row first. Risk alerts are a
    list of their own (``queries.open_risks``). Three statements, and one more for whose clients they are."""
    most = MOST_OF_CHOSEN if wanted.kind or wanted.client else MOST_OF_A_KIND
    rows = sorted([*needs(actor, most + 1), *_notes(actor, most + 1)], key=lambda row: row["rank"])  # newest first
    counted: dict[str, int] = {}
    for row in rows:
        counted[row["kind"]] = counted.get(row["kind"], 0) + 1
    shown = [row for row in rows if not wanted.kind or row["kind"] in KINDS[wanted.kind][1]]
    if wanted.whose:
        shown = _of(actor, wanted.whose, shown)
    people = dict.fromkeys((row["client_id"], row["name"]) for row in shown if row["client_id"])
    if wanted.client:
        shown = [row for row in shown if row["client_id"] == wanted.client]
    groups = Paginator(_grouped(shown), CLIENTS_A_PAGE)
    is_cut = max(counted.values(), default=0) > most
    return Desk(groups.get_page(number), sorted(people, key=lambda one: one[1]), is_cut)


def has_both(actor: Actor) -> bool:
    """Whether the actor treats clients and supervises others who do."""
    return may(actor, May.RECORD) and may(actor, May.COSIGN)


def _of(actor: Actor, whose: str, rows: list[SqlRow]) -> list[SqlRow]:
    found = visible(actor, May.RECORD).filter(pk__in={row["client_id"] for row in rows if row["client_id"]})
    own = set(found.values_list("pk", flat=True))
    return [row for row in rows if (row["client_id"] is None or row["client_id"] in own) is (whose == "mine")]


def _grouped(rows: Iterable[SqlRow]) -> list[Group]:
    found: dict[UUID | None, Group] = {}
    for row in rows:
        found.setdefault(row["client_id"], Group(row["client_id"], row["name"])).rows.append(row)
    return list(found.values())


def _notes(actor: Actor, most: int) -> list[SqlRow]:
    """Notes that were returned to the actor, and those that wait for their word, as rows."""
    returned = returned_notes(actor)[:most] if may(actor, May.WRITE_NOTES) else []
    waiting = notes_to_cosign(actor)[:most] if may(actor, May.COSIGN) else []
    return [_note("returned", RETURNED, one) for one in returned] + [_note("cosign", TO_COSIGN, one) for one in waiting]


def _note(kind: str, rank: int, note: Note) -> SqlRow:
    return {
        "rank": rank,
        "kind": kind,
        "id": note.pk,
        "client_id": note.client_id,
        "name": note.client.name,
        "what": note.author.name if kind == "cosign" else "",
        "at": note.session.starts_at,
        "days": days_waiting(note.signed_at),
    }


def days_waiting(since: datetime | None) -> int:
    """Whole days on the practice's calendar since a moment."""
    return (timezone.localdate() - timezone.localdate(since)).days if since else 0
