"""Reads of the staff's pages. Each is one statement; what it returns is what the page shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from assessments.wording.queries import instrument_of
from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import count_overdue, on_call_problem
from clients.alerts.standing import standing_words
from clients.models import RiskAlert
from clients.queries import visible
from clients.summaries.actions import settle_summaries
from clinic.core.access import Actor, May, may
from clinic.core.moments import current_zone
from clinic.core.types import SqlParameters, SqlRow
from clinic.core.wallclock import days_before
from clinic.workspace import sql
from clinic.workspace.words import put_into_words
from interventions.catalogue import heeded
from interventions.models import Plan, TherapySession
from interventions.records.queries import due_again
from interventions.sessions.queries import day_bounds, sessions

LEAST_GROUP = 5


def one_row(statement: str, parameters: SqlParameters) -> tuple[Any, ...]:
    """The only row of a statement."""
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


def settled(read: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
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
