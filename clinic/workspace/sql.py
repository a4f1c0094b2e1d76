"""The statements of the staff's pages: each list is one statement that returns what the page shows.

What a rule says (which session is the next, what runs, who may see whom) is compiled from its queryset: the
``{names}`` in the statements are the parts of :func:`rules` and :func:`clients_in_reach`.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from assessments.models import QuestionnaireAssignment
from clients.couples import people_sql
from clients.models import Episode, RiskAlert
from clients.queries import clients_within
from clinic.core.access import Actor, May, Reach, reach
from clinic.core.compiled import Part, column, compile_part, fill, value
from interventions.models import Assignment, Plan, TherapySession

# The measure whose course a caseload shows.
TRACKED_INSTRUMENT, TRACKED_SUBSCALE = "core-10", "total"
CLIENT = ("id", "practice_id", "name", "sort_name", "pronouns")
PLAN = ("id", "client_id", "partner_id", "therapist_id", "modality", "version", "phase", "started_on", "review_on")


@cache
def _clients_within(name: str, reached: frozenset[Reach], only: str) -> Part:
    found = clients_within(reached, value("person", "uuid"))
    return compile_part(name, found.filter(pk=column(only)).values("pk") if only else found.values(*CLIENT))


def clients_in_reach(name: str, actor: Actor, capability: May, only: str = "") -> Part:
    """The clients to whom the actor may do this, compiled from ``clients.queries``; or, of them, ``only`` the one with
    the id of this column. The statement needs the parameter ``person``."""
    return _clients_within(name, reach(actor, capability), only)


@cache
def rules() -> dict[str, Part]:
    """Name → what is asked of client ``c``, of one practice; the statement needs the parameters ``now``, ``today``."""
    now, today, client = value("now", "timestamptz"), value("today", "date"), column("c.id")
    sessions = TherapySession.objects.filter(practice=column("c.practice_id")).of(client)
    plans = Plan.objects.filter(practice=column("c.practice_id")).of(client)
    alerts = RiskAlert.objects.filter(practice=column("c.practice_id"), client=client)
    forms = QuestionnaireAssignment.objects.filter(practice=column("c.practice_id"), client=client)
    exercises = Assignment.objects.filter(practice=column("c.practice_id"), client=client)
    found = {
        "next": sessions.upcoming(now).in_order().values("starts_at")[:1],
        "attended": sessions.attended().values("starts_at"),
        "outcomes": sessions.with_outcome().begun(now).order_by("-starts_at").values("state", "starts_at")[:2],
        "plans": plans.values(*PLAN),
        "active_plans": plans.active().values(*PLAN),
        "joint_plans": plans.running().joint().values(*PLAN),
        "running_plans": plans.running().values(*PLAN, "agreement_question", "agreement_asked_at"),
        "plans_to_review": plans.to_review(today).values(*PLAN),
        "alerts": alerts.open().values("id", "source", "level", "raised_at"),
        "exercises": exercises.running(today).values("id", "practice_id", "client_id", "times_per_week"),
        "overdue": forms.overdue(today).values("instrument", "due_on"),
        "treatment": Episode.objects.open().filter(client=client).values("paused_on"),
        "running_treatment": Episode.objects.running().filter(client=client).values("pk"),
    }
    return {name: compile_part(name, rows) for name, rows in found.items()}


@lru_cache(maxsize=256)
def with_rules(statement: str, **given: Part | str) -> tuple[str, Mapping[str, Any]]:
    """The statement with what is given, and what it names of :func:`rules`, in place; and the parameters of all that.

    A text may name parts too.
    """
    for name, text in given.items():
        if isinstance(text, str):
            statement = statement.replace(f"{{{name}}}", text)
    known = rules() | {name: part for name, part in given.items() if isinstance(part, Part)}
    return fill(statement, **{name: part for name, part in known.items() if f"{{{name}}}" in statement})


# The newest score of the tracked measure, of client c.
LATEST = """
    SELECT s.value, s.verdict, s.completed_on FROM assessments_score s
    WHERE s.practice_id = c.practice_id AND s.client_id = c.id AND s.instrument = %(instrument)s
      AND s.subscale = %(subscale)s AND s.value IS NOT NULL
    ORDER BY s.completed_on DESC, s.assessment_id DESC LIMIT 1
"""
FILTERS = {
    "": "true",
    "attention": f"EXISTS (SELECT 1 FROM ({LATEST}) l WHERE l.verdict = 'worse')",  # noqa: S608
    "risk": "EXISTS ({alerts})",
    "unbooked": "NOT EXISTS ({next})",
}

# Two columns: the rows as JSON, and the last one's (sort_name, id) when more follow.
CASELOAD = """
WITH page AS MATERIALIZED (
    SELECT c.id, c.practice_id, c.name, c.sort_name, c.pronouns, row_number() OVER (ORDER BY c.sort_name, c.id) AS place
    FROM ({reach}) c
    WHERE {chosen} AND {search} AND {after} AND EXISTS ({treatment})
    ORDER BY c.sort_name, c.id LIMIT %(limit)s + 1
)
SELECT coalesce(json_agg(row_to_json(rows) ORDER BY rows.sort_name, rows.id), '[]')::text, (
    SELECT array[here.sort_name, here.id::text] FROM page here
    WHERE here.place = %(limit)s AND (SELECT max(place) FROM page) > %(limit)s
) FROM (
    SELECT c.id, c.name, c.sort_name, c.pronouns,
        coalesce(style.style, '') AS style, coalesce(style.style_near, '') AS style_near,
        plan.modality, plan.version AS modality_version, plan.phase, plan.partner,
        scores.course, scores.score, scores.verdict, scores.measured_on,
        next.starts_at AS next_session, seen.starts_at AS last_seen,
        exercises.done AS exercises_done, exercises.asked AS exercises_asked,
        (SELECT count(*) FROM ({alerts}) r) AS open_alerts
    FROM page c
    LEFT JOIN LATERAL (
        SELECT a.style, a.style_near FROM assessments_assessment a
        WHERE a.practice_id = c.practice_id AND a.client_id = c.id AND a.style <> '' AND a.voided_at IS NULL
        ORDER BY a.completed_on DESC, a.id DESC LIMIT 1
    ) style ON true
    LEFT JOIN LATERAL (
        SELECT p.modality, p.version, p.phase, CASE
            WHEN other.id IS NULL THEN NULL
            WHEN EXISTS ({knows_other}) OR p.therapist_id = %(person)s THEN other.name ELSE %(unnamed)s
        END AS partner
        FROM ({active_plans}) p
        LEFT JOIN clients_client other ON other.id = CASE p.client_id WHEN c.id THEN p.partner_id ELSE p.client_id END
        ORDER BY p.started_on DESC, p.id DESC LIMIT 1
    ) plan ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(l.value ORDER BY l.completed_on, l.assessment_id) AS course,
            (array_agg(l.value ORDER BY l.completed_on DESC, l.assessment_id DESC))[1] AS score,
            (array_agg(l.verdict ORDER BY l.completed_on DESC, l.assessment_id DESC))[1] AS verdict,
            max(l.completed_on) AS measured_on
        FROM (
            SELECT s.value, s.verdict, s.completed_on, s.assessment_id FROM assessments_score s
            WHERE s.practice_id = c.practice_id AND s.client_id = c.id AND s.instrument = %(instrument)s
              AND s.subscale = %(subscale)s AND s.value IS NOT NULL
            ORDER BY s.completed_on DESC, s.assessment_id DESC LIMIT 8
        ) l
    ) scores ON true
    LEFT JOIN LATERAL ({next}) next ON true
    LEFT JOIN LATERAL (
        SELECT n.starts_at FROM ({attended}) n ORDER BY n.starts_at DESC LIMIT 1
    ) seen ON true
    LEFT JOIN LATERAL (
        SELECT sum(g.times_per_week) AS asked, sum(g.done) AS done FROM (
            SELECT g.times_per_week, (
                SELECT count(*) FROM interventions_exerciselog w
                WHERE w.practice_id = g.practice_id AND w.client_id = g.client_id AND w.assignment_id = g.id
                  AND w.done <> 'no' AND w.at >= %(now)s::timestamptz - interval '7 days'
            ) AS done
            FROM ({exercises}) g
        ) g
    ) exercises ON true
    WHERE c.place <= %(limit)s
) rows
"""

COUNTS = """
SELECT count(*), count(*) FILTER (WHERE {attention}), count(*) FILTER (WHERE {unbooked}), count(*) FILTER (WHERE {risk})
FROM ({reach}) c WHERE EXISTS ({treatment})
"""

# Every open alert, oldest first, then the risk items that nobody answered: a list of its own, never cut, which pushes
# nothing else out.
ALERTS = """
SELECT kind, id, client_id, name, what, items, level, at FROM (
    SELECT 1 AS rank, 'risk' AS kind, r.id, c.id AS client_id, c.name, r.source AS what, NULL::smallint[] AS items,
        r.level, r.raised_at AS at
    FROM ({alert_reach}) c CROSS JOIN LATERAL ({alerts}) r
    UNION ALL
    SELECT 2, 'unanswered', a.id, c.id, c.name, a.instrument, a.unanswered_risk_items, '', a.recorded_at
    FROM ({reach}) c JOIN assessments_assessment a ON a.practice_id = c.practice_id AND a.client_id = c.id
        AND a.unanswered_risk_items <> '{{}}' AND a.risk_noted_at IS NULL AND a.voided_at IS NULL
) found ORDER BY rank, at, id
"""

# Of a plan p of client c: a couple's is listed once, for the partner only where the other one is not in reach.
_ONCE = "(p.client_id = c.id OR NOT EXISTS (SELECT 1 FROM mine m WHERE m.id = p.client_id))"

# What else needs somebody, by urgency: the reliably worse, ruptures, the stuck, plan reviews,
# questions before agreeing, gates passed without their condition, overdue questionnaires, two sessions missed in a row,
# notes that are not signed, no next session.
NEEDS = f"""
WITH mine AS (
    SELECT c.id, c.practice_id, c.name, EXISTS ({{running_treatment}}) AS running
    FROM ({{reach}}) c WHERE EXISTS ({{treatment}})
)
SELECT kind, id, client_id, name, what, at FROM (
    SELECT 2 AS rank, 'worse' AS kind, c.id, c.id AS client_id, c.name,
        trim_scale(l.first_value)::text || ' → ' || trim_scale(l.value)::text AS what, l.completed_on::timestamptz AS at
    FROM mine c CROSS JOIN LATERAL (
        SELECT s.value, s.verdict, s.completed_on, s.value - s.change AS first_value FROM assessments_score s
        WHERE s.practice_id = c.practice_id AND s.client_id = c.id AND s.instrument = %(instrument)s
          AND s.subscale = %(subscale)s AND s.value IS NOT NULL
        ORDER BY s.completed_on DESC, s.assessment_id DESC LIMIT 1
    ) l WHERE l.verdict = 'worse'
    UNION ALL
    SELECT 1, 'violence', p.id, c.id, c.name, p.modality, v.asked_at
    FROM mine c CROSS JOIN LATERAL ({{joint_plans}}) p
    CROSS JOIN LATERAL (
        SELECT s.id, s.answer, s.asked_at FROM clients_violencescreen s WHERE s.client_id = c.id
        ORDER BY s.asked_at DESC, s.id DESC LIMIT 1
    ) v WHERE v.answer = 'ongoing' AND NOT EXISTS (
        SELECT 1 FROM interventions_cautionreview w WHERE w.plan_id = p.id AND w.screen_id = v.id
    )
    UNION ALL
    SELECT 3, 'rupture', u.assessment_id, c.id, c.name, trim_scale(u.fell_by)::text, a.completed_on::timestamptz
    FROM mine c JOIN assessments_rupture u ON u.client_id = c.id AND u.repaired_at IS NULL
    JOIN assessments_assessment a ON a.id = u.assessment_id
    UNION ALL
    SELECT 4, 'stuck', c.id, c.id, c.name, t.sessions::text, t.last_at
    FROM mine c CROSS JOIN LATERAL ({LATEST}) l CROSS JOIN LATERAL (
        SELECT count(*) AS sessions, max(t.starts_at) AS last_at FROM ({{attended}}) t
    ) t WHERE l.verdict = 'unchanged' AND t.sessions >= 8
    UNION ALL
    SELECT 5, 'review', p.id, c.id, c.name, p.modality, p.review_on::timestamptz
    FROM mine c CROSS JOIN LATERAL ({{plans_to_review}}) p WHERE {_ONCE}
    UNION ALL
    SELECT 5, 'override', p.id, c.id, c.name, p.modality, o.made_at
    FROM mine c CROSS JOIN LATERAL ({{plans}}) p
    JOIN interventions_gateoverride o ON o.plan_id = p.id AND o.seen_at IS NULL AND o.made_by_id <> %(person)s
    WHERE {_ONCE}
    UNION ALL
    SELECT 5, 'question', p.id, c.id, c.name, p.modality, p.agreement_asked_at
    FROM mine c CROSS JOIN LATERAL ({{running_plans}}) p
    WHERE p.client_id = c.id AND p.agreement_question <> ''
    UNION ALL
    SELECT 6, 'overdue', c.id, c.id, c.name, string_agg(h.instrument, ', ' ORDER BY h.due_on),
        min(h.due_on)::timestamptz
    FROM mine c CROSS JOIN LATERAL ({{overdue}}) h WHERE c.running
    GROUP BY c.id, c.name
    UNION ALL
    SELECT 6, 'missed', c.id, c.id, c.name, '', max(t.starts_at)
    FROM mine c CROSS JOIN LATERAL ({{outcomes}}) t
    GROUP BY c.id, c.name HAVING count(*) = 2 AND bool_and(t.state = 'missed')
    UNION ALL
    SELECT 6, 'unsigned', NULL, NULL, '', count(*)::text, min(o.started_at)
    FROM interventions_note o WHERE o.author_id = %(person)s AND o.state = 'draft' HAVING count(*) > 0
    UNION ALL
    SELECT 7, 'unbooked', c.id, c.id, c.name, '', NULL FROM mine c WHERE c.running AND NOT EXISTS ({{next}})
) found ORDER BY rank, at DESC NULLS LAST, name LIMIT %(limit)s
"""  # noqa: S608

# Attendance and outcomes of a period, by modality and therapist. Outcome: the last verdict of the tracked measure in
# the episode of each plan that ran in the period, counted once a client and group. A couple is two clients: each has an
# outcome of their own, and the sessions that they had together count once.
OUTCOMES = """
WITH plans AS (
    SELECT DISTINCT ON (who.client_id, p.modality, p.therapist_id)
        who.client_id, who.episode_id, p.modality, p.therapist_id
    FROM interventions_plan p CROSS JOIN LATERAL (
        SELECT p.client_id, p.episode_id
        UNION ALL
        (SELECT e.client_id, e.id FROM clients_episode e
         WHERE e.client_id = p.partner_id AND e.opened_on <= coalesce(p.ended_on, %(until)s)
           AND (e.closed_on IS NULL OR e.closed_on >= p.started_on)
         ORDER BY e.opened_on DESC, e.id DESC LIMIT 1)
    ) who
    WHERE p.started_on <= %(until)s AND (p.ended_on IS NULL OR p.ended_on >= %(since)s)
    ORDER BY who.client_id, p.modality, p.therapist_id, p.started_on DESC
), results AS (
    SELECT p.*, (
        SELECT s.verdict FROM assessments_score s
        WHERE s.client_id = p.client_id AND s.episode_id = p.episode_id AND s.instrument = %(instrument)s
          AND s.subscale = %(subscale)s AND s.value IS NOT NULL AND NOT s.is_baseline
          AND s.completed_on BETWEEN %(since)s AND %(until)s
        ORDER BY s.completed_on DESC, s.assessment_id DESC LIMIT 1
    ) AS verdict FROM plans p
)
SELECT {group} AS name, count(DISTINCT r.client_id) AS clients,
    count(*) FILTER (WHERE r.verdict = 'recovered') AS recovered,
    count(*) FILTER (WHERE r.verdict = 'improved') AS improved,
    count(*) FILTER (WHERE r.verdict = 'unchanged') AS unchanged,
    count(*) FILTER (WHERE r.verdict = 'worse') AS worse,
    count(*) FILTER (WHERE r.verdict IS NULL) AS unmeasured
FROM results r JOIN core_staff t ON t.id = r.therapist_id
GROUP BY {group} ORDER BY {group}
"""

ATTENDANCE = f"""
SELECT {{group}} AS name, count(DISTINCT who.client_id) AS clients, count(DISTINCT n.id) AS sessions,
    count(DISTINCT n.id) FILTER (WHERE n.state = 'attended') AS attended,
    count(DISTINCT n.id) FILTER (WHERE n.state = 'missed') AS missed,
    count(DISTINCT n.id) FILTER (WHERE n.state = 'cancelled') AS cancelled
FROM interventions_therapysession n
CROSS JOIN LATERAL {people_sql("n")} who (client_id)
JOIN core_staff t ON t.id = n.therapist_id
LEFT JOIN interventions_plan r ON r.id = n.plan_id
WHERE n.starts_at >= %(start)s AND n.starts_at < %(end)s AND n.state IN ('attended', 'missed', 'cancelled')
GROUP BY {{group}} ORDER BY {{group}}
"""  # noqa: S608
GROUPS = {"modality": "coalesce(r.modality, '')", "therapist": "t.name"}
