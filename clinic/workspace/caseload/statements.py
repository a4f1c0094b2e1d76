"""The statement of the caseload: whom a filter shows, in which order, and what a row says.

In order of name it is read from an index of the summaries, only as far as it is shown. Another order has to look at
everybody whom the filter shows; it costs what their number costs.
"""
# ruff: noqa: S608 -- every text is put together from names in the source; what is given is a parameter

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from clinic.core.types import SqlParameters
from clinic.workspace.sql import IN_REACH, STALE

# Which of those in treatment a filter of the caseload shows. One that depends on the clock is several: each of them is
# read from an index of its own, and nobody is in two.
FILTERS: Mapping[str, tuple[str, ...]] = {
    "": ("true",),
    "attention": ("s.worse_on IS NOT NULL",),
    "risk": ("s.open_alerts > 0",),
    "unbooked": ("s.booked_until IS NULL", "s.booked_until <= %(now)s"),
}

# Of client c: the newest placement on the plane, times done and asked for in the last seven days.
_STYLE = """
        SELECT a.style, a.style_near FROM assessments_assessment a
        WHERE a.practice_id = c.practice_id AND a.client_id = c.id AND a.style <> '' AND a.voided_at IS NULL
        ORDER BY a.completed_on DESC, a.id DESC LIMIT 1
"""
_EXERCISES = """
        SELECT sum(g.times_per_week) AS asked, sum(g.done) AS done FROM (
            SELECT g.times_per_week, (
                SELECT count(*) FROM interventions_exerciselog w
                WHERE w.practice_id = g.practice_id AND w.client_id = g.client_id AND w.assignment_id = g.id
                  AND w.done <> 'no' AND w.at >= %(week_ago)s
            ) AS done
            FROM ({exercises}) g
        ) g
"""
NO_PLAN = "none"
# What changed for the worse first, then what did not change, then the better; what is not judged stands last.
_VERDICTS = ("worse", "risen", "unchanged", "improved", "recovered")


@dataclass(frozen=True)
class Order:
    """By what a list is ordered: an expression about client ``c``, its type, and how its text is read back.

    ``read`` raises ValueError or ArithmeticError for text that is no such value.
    """

    expression: str
    kind: str
    read: Callable[[str], str | Decimal | datetime]


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) > 10**9:
        raise ValueError(text[:20])
    return number


ORDERS: Mapping[str, Order] = {
    "style": Order(f"(SELECT t.style FROM ({_STYLE}) t)", "text", str),
    "plan": Order("(SELECT t.modality FROM interventions_plan t WHERE t.id = c.plan_id)", "text", str),
    "course": Order(
        f"(SELECT nullif(array_position(ARRAY{list(_VERDICTS)}::text[], t.verdict::text), 0)"
        " FROM ({tracked} LIMIT 1) t)",
        "integer",
        _number,
    ),
    "next": Order("({next})", "timestamptz", datetime.fromisoformat),
    "seen": Order("c.attended_at", "timestamptz", datetime.fromisoformat),
    "exercises": Order(f"(SELECT t.done / nullif(t.asked, 0) FROM ({_EXERCISES}) t)", "numeric", _number),
}

_SUMMARY = (
    "SELECT s.client_id AS id, s.practice_id, s.name, s.sort_name, s.plan_id, s.attended_at, s.open_alerts, "
    "s.has_joint_plan "  # whoever has one is listed with the others, whatever other plan is shown
    f"FROM {IN_REACH}"
)


def _by_name(conditions: tuple[str, ...], ordered: str, beyond: str) -> str:
    """Clients of a filter, in order of their names, as many as a page shows and one more."""
    each = (
        f"(SELECT c.*, NULL::text AS key FROM ({_SUMMARY} AND {condition} AND {{search}}) c "
        f"WHERE {{only}} AND {beyond} ORDER BY {ordered} LIMIT %(limit)s + 1)"
        for condition in conditions
    )
    return " UNION ALL ".join(each)


def _by(order: Order, conditions: tuple[str, ...]) -> str:
    """All clients of a filter, each with what it is ordered by."""
    return (
        f"SELECT c.*, {order.expression} AS key FROM ({_SUMMARY} AND ({' OR '.join(conditions)}) AND {{search}}) c "
        "WHERE {only}"
    )


# Columns: the rows as JSON, what the last one is ordered by with its sort_name and id when more follow, and whether a
# summary is stale.
_CASELOAD = """
WITH page AS MATERIALIZED (
    SELECT c.*, row_number() OVER (ORDER BY {order}) AS place
    FROM ({chosen}) c WHERE {from} ORDER BY {order} LIMIT %(limit)s + 1
)
SELECT coalesce(json_agg(row_to_json(rows) ORDER BY shown.place), '[]')::text, (
    SELECT array[coalesce(here.key::text, ''), here.sort_name, here.id::text] FROM page here
    WHERE here.place = %(limit)s AND (SELECT max(place) FROM page) > %(limit)s
), {stale} FROM (
    SELECT c.id, c.name, c.sort_name, person.pronouns,
        coalesce(style.style, '') AS style, coalesce(style.style_near, '') AS style_near,
        p.modality, p.version AS modality_version, p.phase, (
            SELECT string_agg(
                CASE WHEN EXISTS ({knows_other}) OR p.therapist_id = %(person)s THEN other.name ELSE %(unnamed)s END,
                ' & ' ORDER BY other.sort_name, other.id
            )
            FROM (SELECT * FROM ({joint_plans}) j ORDER BY j.started_on DESC, j.id DESC LIMIT 1) p
            CROSS JOIN LATERAL ({members}) m
            JOIN clients_client other ON other.id = m.client_id
            WHERE c.has_joint_plan AND other.id <> c.id
        ) AS together_with,
        scores.course, first.value AS score, first.verdict, first.completed_on AS measured_on,
        first.instrument AS measure, first.target AS measure_target, first.subscale AS measure_subscale,
        next.starts_at AS next_session, c.attended_at AS last_seen,
        exercises.done AS exercises_done, exercises.asked AS exercises_asked, c.open_alerts,
        ({covered_for} LIMIT 1) AS covered_for
    FROM page c
    JOIN clients_client person ON person.id = c.id
    LEFT JOIN interventions_plan p ON p.id = c.plan_id
    LEFT JOIN LATERAL ({style}) style ON true
    LEFT JOIN LATERAL ({tracked} LIMIT 1) first ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(l.value ORDER BY l.completed_on, l.assessment_id) AS course FROM ({course} LIMIT 8) l
    ) scores ON true
    LEFT JOIN LATERAL ({next}) next ON true
    LEFT JOIN LATERAL ({done}) exercises ON true
    WHERE c.place <= %(limit)s
) rows JOIN page shown ON shown.id = rows.id
"""


def _ordered(order: Order | None, *, descending: bool) -> str:
    """Those without a value stand last, in either direction; among equals the name decides."""
    down = " DESC" if descending else ""
    return f"c.key{down} NULLS LAST, c.sort_name, c.id" if order else f"c.sort_name{down}, c.id{down}"


def _beyond(order: Order | None, *, descending: bool, after_nothing: bool) -> str:
    """The condition of the rows after the one seen last, which may have had no value."""
    name, further = "(%(after_name)s, %(after_id)s::uuid)", "<" if descending else ">"
    if order is None:
        return f"(c.sort_name, c.id) {further} {name}"
    if after_nothing:
        return f"c.key IS NULL AND (c.sort_name, c.id) > {name}"
    key = f"%(after_key)s::{order.kind}"
    return f"(c.key IS NULL OR c.key {further} {key} OR c.key = {key} AND (c.sort_name, c.id) > {name})"


@cache
def caseload(show: str, by: str, *, descending: bool, after: bool, after_nothing: bool) -> str:
    """The statement of a filter and an order; ``after``: from behind the row seen last, which may have had no value."""
    order = ORDERS.get(by)
    ordered = _ordered(order, descending=descending)
    beyond = _beyond(order, descending=descending, after_nothing=after_nothing) if after else "true"
    chosen = _by(order, FILTERS[show]) if order else _by_name(FILTERS[show], ordered, beyond)
    return (
        _CASELOAD.replace("{chosen}", chosen)
        .replace("{order}", ordered)
        .replace("{from}", beyond if order else "true")
        .replace("{stale}", STALE)
        .replace("{style}", _STYLE)
        .replace("{done}", _EXERCISES)
    )


def only(*, plan: str, style: str) -> tuple[str, SqlParameters]:
    """The condition about client ``c`` of those with a plan of this modality (or ``none``) and this style, and what it
    asks for."""
    conditions: list[str] = []
    if plan == NO_PLAN:
        conditions.append("c.plan_id IS NULL")
    elif plan:
        conditions.append(
            "EXISTS (SELECT 1 FROM interventions_plan t WHERE t.id = c.plan_id AND t.modality = %(plan)s)"
        )
    if style:
        conditions.append(f"(SELECT t.style FROM ({_STYLE}) t) = %(style)s")
    asked: SqlParameters = {name: text for name, text in (("plan", plan), ("style", style)) if text and text != NO_PLAN}
    return " AND ".join(conditions) or "true", asked


# How many each filter shows, counted as far as MOST_COUNTED and one more: to count everybody would read everybody.
MOST_COUNTED = 200


def _counted(conditions: tuple[str, ...]) -> str:
    each = " UNION ALL ".join(
        f"(SELECT 1 FROM {IN_REACH} AND {condition} LIMIT %(most)s + 1)" for condition in conditions
    )
    return f"least((SELECT count(*) FROM ({each}) n), %(most)s + 1)"


COUNTS = f"SELECT {', '.join(_counted(FILTERS[name]) for name in ('', 'attention', 'unbooked', 'risk'))}, {STALE}"
