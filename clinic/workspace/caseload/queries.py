"""Reads of the caseload. Each is one statement; what it returns is what the page shows."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.texts import short_verdict_text
from assessments.tracked.queries import series_name, tone
from clients.finding.queries import close_to, ids_found, matching
from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from clinic.core.api import PAGE_SIZE, BadCursor, decode_cursor, encode_cursor
from clinic.core.compiled import compile_part
from clinic.core.types import SqlParameters
from clinic.workspace import sql
from clinic.workspace.caseload import statements
from clinic.workspace.caseload.listing import BY_NAME, EVERYBODY, Listing
from clinic.workspace.queries import one_row, parameters_of, settled
from interventions.catalogue import Modality
from interventions.library.queries import modalities_kept

Place = tuple[str, str, str]  # the text of what the last row is ordered by, its sort name, its id


def caseload_statement(
    actor: Actor,
    listing: Listing = EVERYBODY,
    *,
    search: str = "",
    after: Place | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[str, SqlParameters]:
    """The caseload's statement and its parameters; arguments as of :func:`caseload_json`."""
    found = "true"
    parameters = parameters_of(actor) | {"limit": limit, "unnamed": _("partner")}
    if search:
        part = compile_part("search", ids_found(search))
        found = f"s.client_id = ANY (ARRAY({part.text}))"  # found first, see clients.finding.queries
        parameters |= part.parameters
    if after:
        key, parameters["after_name"], parameters["after_id"] = after
        if key and listing.by != BY_NAME:
            parameters["after_key"] = statements.ORDERS[listing.by].read(key)
    only, asked = statements.only(plan=listing.plan, style=listing.style)
    statement, own = sql.with_rules(
        statements.caseload(
            listing.show,
            listing.by,
            descending=listing.descending,
            after=after is not None,
            after_nothing=after is not None and not after[0],
        ),
        reach=sql.clients_in_reach("reach", actor, May.SEE_CASELOAD, only="s.client_id"),
        knows_other=sql.clients_in_reach("knows_other", actor, May.SEE_CLIENT, only="other.id"),
        search=found,
        only=only,
    )
    return statement, parameters | asked | dict(own)


def place_of(text: str, listing: Listing) -> Place | None:
    """The place that a cursor names in this list; None without one. Raises BadCursor, also for one of another order."""
    values = decode_cursor(text, 4)
    if values is None:
        return None
    order, key, name, client = values
    try:
        if order != listing.order:
            raise BadCursor
        if key and listing.by != BY_NAME:
            statements.ORDERS[listing.by].read(key)
    except (ValueError, ArithmeticError) as error:
        raise BadCursor from error
    return key, name, client


def caseload_json(
    actor: Actor,
    listing: Listing = EVERYBODY,
    *,
    search: str = "",
    after: Place | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[str, str | None]:
    """The caseload as the database's JSON, at most ``limit`` rows in the list's order, and the next page's cursor.

    ``search``: what names somebody, see ``clients.finding``. ``after``: the last row seen, see :func:`place_of`.
    """
    statement = caseload_statement(actor, listing, search=search, after=after, limit=limit)
    rows, last = settled(lambda: one_row(*statement))
    return rows, encode_cursor(listing.order, *last) if last else None


def close_in_caseload(actor: Actor, text: str, listing: Listing = EVERYBODY) -> list[Client]:
    """Clients of the caseload that a search without a result may have meant, see ``clients.finding``.

    Nobody where the text does name somebody whom only the filter left out. One statement, or two with a filter.
    """
    caseload = visible(actor, May.SEE_CASELOAD).filter(summary__in_treatment=True)
    return [] if listing.is_filtered and matching(caseload, text).exists() else close_to(caseload, text)


@dataclass(frozen=True)
class CaseloadRow:
    """A client's line. ``course``: up to eight scores of the most urgent tracked measure in order of time; the rest as
    in the API."""

    id: UUID
    name: str
    sort_name: str
    pronouns: str
    style: str
    style_near: str
    modality: str | None
    modality_version: int | None
    phase: str | None
    together_with: str | None
    course: list[float]
    measure: str | None
    measure_target: str | None
    measure_subscale: str | None
    score: float | None
    verdict: str
    measured_on: date | None
    next_session: datetime | None
    last_seen: datetime | None
    exercises_done: int
    exercises_asked: int
    open_alerts: int
    covered_for: str | None
    modality_name: str
    phase_name: str

    @property
    def letter(self) -> str:
        return self.style[:1].upper()

    @property
    def days_since(self) -> int | None:
        return (timezone.localdate() - timezone.localtime(self.last_seen).date()).days if self.last_seen else None

    @property
    def measure_name(self) -> str:
        return series_name(self.measure, self.measure_subscale or "", self.measure_target or "") if self.measure else ""

    @property
    def verdict_word(self) -> str:
        return short_verdict_text(self.verdict)

    @property
    def verdict_tone(self) -> str:
        return tone(self.verdict)


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _names(modality: Modality | None, key: str | None, phase: str | None) -> dict[str, str]:
    phases = {one.key: one.name for one in modality.phases} if modality else {}
    return {"modality_name": modality.short if modality else key or "", "phase_name": phases.get(phase or "", "")}


def caseload(actor: Actor, listing: Listing = EVERYBODY, **options: Any) -> tuple[list[CaseloadRow], str | None]:
    """The caseload as rows and the next page's cursor, see :func:`caseload_json`."""
    text, following = caseload_json(actor, listing, **options)
    rows = json.loads(text)
    known = modalities_kept((row["modality"], row["modality_version"]) for row in rows if row["modality"])
    found = [
        CaseloadRow(
            **row
            | _names(known.get((row["modality"], row["modality_version"])), row["modality"], row["phase"])
            | {
                "id": UUID(row["id"]),
                "course": row["course"] or [],
                "verdict": row["verdict"] or "",
                "measured_on": date.fromisoformat(row["measured_on"]) if row["measured_on"] else None,
                "next_session": _moment(row["next_session"]),
                "last_seen": _moment(row["last_seen"]),
                "exercises_done": int(row["exercises_done"] or 0),
                "exercises_asked": int(row["exercises_asked"] or 0),
            }
        )
        for row in rows
    ]
    return found, following


@dataclass(frozen=True)
class Counts:
    """How many active clients, and how many of them are in each filter, as far as they were counted."""

    active: int
    attention: int
    unbooked: int
    risk: int

    @property
    def words(self) -> dict[str, str]:
        """Each as it is shown."""
        return {
            name: f"{statements.MOST_COUNTED}+" if n > statements.MOST_COUNTED else str(n)
            for name, n in vars(self).items()
        }


def counts(actor: Actor) -> Counts:
    """Numbers for the filters of the caseload."""
    reached = sql.clients_in_reach("reach", actor, May.SEE_CASELOAD, only="s.client_id")
    statement, own = sql.with_rules(statements.COUNTS, reach=reached)
    return Counts(
        *settled(lambda: one_row(statement, parameters_of(actor) | dict(own) | {"most": statements.MOST_COUNTED}))
    )
