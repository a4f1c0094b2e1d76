"""Reads of the staff's pages. Each is one statement; what it returns is what the page shows."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.texts import short_verdict_text
from assessments.tracked.queries import series_name, tone
from assessments.wording.queries import instrument_of
from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import count_overdue, on_call_problem
from clients.alerts.standing import standing_words
from clients.finding.queries import close_to, ids_found, matching
from clients.models import Client, RiskAlert
from clients.queries import visible
from clients.summaries.actions import settle_summaries
from clinic.core.access import Actor, May, may
from clinic.core.api import PAGE_SIZE, encode_cursor
from clinic.core.compiled import compile_part
from clinic.core.moments import current_zone
from clinic.core.types import SqlParameters, SqlRow
from clinic.core.wallclock import days_before
from clinic.workspace import sql
from clinic.workspace.words import put_into_words
from interventions.catalogue import Modality, heeded
from interventions.library.queries import modalities_kept
from interventions.models import Plan, TherapySession
from interventions.records.queries import due_again
from interventions.sessions.queries import day_bounds, sessions

LEAST_GROUP = 5


def _one(statement: str, parameters: SqlParameters) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def all_rows(statement: str, parameters: SqlParameters) -> list[SqlRow]:
    """Each row of a statement as a dictionary."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _settled(read: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
    """What ``read`` finds, without its last column: whether a summary was stale, so that it has to be read again."""
    *found, stale = read()
    if stale:
        settle_summaries()
        *found, _stale = read()
    return tuple(found)


def parameters_of(actor: Actor) -> SqlParameters:
    """What the parts of statements ask for: who, when, on which day."""
    now = timezone.now()
    return {
        "person": actor.person_id,
        "now": now,
        "today": timezone.localdate(),
        "week_ago": days_before(now, 7, current_zone()),
    }


def caseload_statement(
    actor: Actor, *, search: str = "", chosen: str = "", after: list[str] | None = None, limit: int = PAGE_SIZE
) -> tuple[str, SqlParameters]:
    """The caseload's statement and its parameters; arguments as of :func:`caseload_json`."""
    found = after_found = "true"
    parameters = parameters_of(actor) | {"limit": limit, "unnamed": _("partner")}
    if search:
        part = compile_part("search", ids_found(search))
        found = f"s.client_id = ANY (ARRAY({part.text}))"  # found first, see clients.finding.queries
        parameters |= part.parameters
    if after:
        after_found = "(s.sort_name, s.client_id) > (%(after_name)s, %(after_id)s::uuid)"
        parameters |= {"after_name": after[0], "after_id": after[1]}
    statement, own = sql.with_rules(
        sql.CASELOAD[chosen],
        reach=sql.clients_in_reach("reach", actor, May.SEE_CASELOAD, only="s.client_id"),
        knows_other=sql.clients_in_reach("knows_other", actor, May.SEE_CLIENT, only="other.id"),
        search=found,
        after=after_found,
    )
    return statement, parameters | dict(own)


def caseload_json(
    actor: Actor, *, search: str = "", chosen: str = "", after: list[str] | None = None, limit: int = PAGE_SIZE
) -> tuple[str, str | None]:
    """The caseload as the database's JSON, at most ``limit`` rows in order of name, and the next page's cursor.

    ``search``: what names somebody, see ``clients.finding``.
    ``chosen``: a key of ``sql.FILTERS``. ``after``: sort name and id of the last row seen.
    """
    statement = caseload_statement(actor, search=search, chosen=chosen, after=after, limit=limit)
    rows, last = _settled(lambda: _one(*statement))
    return rows, encode_cursor(*last) if last else None


def caseload_close_to(actor: Actor, text: str, chosen: str = "") -> list[Client]:
    """Clients of the caseload that a search without a result may have meant, see ``clients.finding``.

    Nobody where the text does name somebody whom only the filter ``chosen`` left out. One statement, or two with it.
    """
    caseload = visible(actor, May.SEE_CASELOAD).filter(summary__in_treatment=True)
    return [] if chosen and matching(caseload, text).exists() else close_to(caseload, text)


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


def caseload(actor: Actor, **options: Any) -> tuple[list[CaseloadRow], str | None]:
    """The caseload as rows and the next page's cursor, see :func:`caseload_json`."""
    text, following = caseload_json(actor, **options)
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
        return {name: f"{sql.MOST_COUNTED}+" if n > sql.MOST_COUNTED else str(n) for name, n in vars(self).items()}


def counts(actor: Actor) -> Counts:
    """Numbers for the filters of the caseload."""
    reached = sql.clients_in_reach("reach", actor, May.SEE_CASELOAD, only="s.client_id")
    statement, own = sql.with_rules(sql.COUNTS, reach=reached)
    return Counts(*_settled(lambda: _one(statement, parameters_of(actor) | dict(own) | {"most": sql.MOST_COUNTED})))


def open_risks(actor: Actor) -> list[SqlRow]:
    """Every open alert in reach (what nobody has in hand first, of these the highest, then the oldest), then every risk
    item without an answer, then what the actor is to follow up by today; one statement.

    Each: kind (risk, unanswered, follow-up), id (of the alert, of the assessment), client, what; for an alert its
    level, since when, and who has it; for a follow-up its day.
    """
    if not may(actor, May.SEE_ALERTS):
        return []
    statement, own = sql.with_rules(
        sql.ALERTS,
        alert_reach=sql.clients_in_reach("alert_reach", actor, May.SEE_ALERTS),
        open_alerts=sql.open_alerts_in_reach("open_alerts", actor),
        reach=sql.clients_in_reach("reach", actor, May.SEE_CASELOAD),
    )
    rows = all_rows(statement, parameters_of(actor) | dict(own))
    words = dict(RiskAlert.Level.choices)
    for row in rows:
        if row["kind"] == "unanswered":
            row["what"] = instrument_of(row["what"]).short
        row["level_word"] = words.get(row["level"], "")
        row["standing"] = _standing(row) if row["kind"] == "risk" else []
    return rows


def _standing(row: SqlRow) -> list[str]:
    return standing_words(
        holder=row["holder"],
        is_taken=row["taken_at"] is not None,
        unconfirmed=row["unconfirmed"],
        is_escalated=row["escalated_at"] is not None,
        is_voided=row["is_voided"],
    )


@dataclass(frozen=True)
class AlertWatch:
    """What an admin sees of alerts: how many wait too long, and why the person on call cannot act (or nothing)."""

    overdue: int
    on_call_problem: str


def alert_watch(actor: Actor) -> AlertWatch | None:
    """For who may see that alerts wait; None for others, and where there is nothing to say."""
    if not may(actor, May.WATCH_ALERTS):
        return None
    found = AlertWatch(count_overdue(), on_call_problem(alert_rules(actor.practice_id)))
    return found if found.overdue or found.on_call_problem else None


def needs(actor: Actor, limit: int = 12) -> list[SqlRow]:
    """What else needs the actor, by urgency, at most ``limit`` of a kind: rank, kind, client, and one fact each."""
    if not may(actor, May.SEE_CASELOAD):
        return []
    statement, own = sql.with_rules(
        sql.NEEDS,
        reach=sql.clients_in_reach("reach", actor, May.SEE_CASELOAD, only="s.client_id"),
    )
    found = all_rows(statement, parameters := parameters_of(actor) | dict(own) | {"limit": limit, "heeded": heeded()})
    if found and found[0]["kind"] == "stale":
        settle_summaries()
        found = [row for row in all_rows(statement, parameters) if row["kind"] != "stale"]
    put_into_words(found)
    return found


def sessions_today(actor: Actor, day: date) -> list[TherapySession]:
    """The day's sessions: a therapist's own, an admin's whole practice."""
    start, end = day_bounds(day)
    return list(sessions(actor, May.SEE_CALENDAR).between(start, end).not_cancelled())


def taken_up_again(actor: Actor, found: list[TherapySession]) -> dict[UUID, list[str]]:
    """Session → labels of the targets that are re-evaluated in it, where the actor may read the record."""
    planned = {row.pk: row.plan_id for row in found if row.plan_id}
    readable = Plan.objects.filter(pk__in=planned.values(), client__in=visible(actor, May.READ_RECORD))
    due = due_again(readable) if planned else {}
    return {pk: [one.label for one in due[plan]] for pk, plan in planned.items() if plan in due}
