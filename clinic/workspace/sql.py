"""The statements of the staff's pages: each list is one statement that returns what the page shows.

What a rule says (which session is the next, what runs, who may see whom) is compiled from its queryset: the
``{names}`` in the statements are the parts of :func:`rules` and :func:`clients_in_reach`. What a list selects and sorts
by is in the clients' summaries (``s``), so that it is read from an index in its order, and only as far as it is
shown: no list reads everybody.
"""
# ruff: noqa: S608 -- every text is put together from names in the source; what is given is a parameter

from functools import cache, lru_cache

from django.db.models import F

from assessments.models import QuestionnaireAssignment, Score, SetAside
from assessments.models.recorded import SERIES
from assessments.summary import WORSE
from clients.alerts.standing import with_standing
from clients.households.models import HouseholdMember
from clients.models import RiskAlert
from clients.queries import AsOf, alerts_within, clients_within, covered_relations
from clients.summaries.models import STUCK_AFTER
from clinic.core.access import Actor, May, Reach, reach
from clinic.core.compiled import Part, column, compile_part, fill, value
from clinic.core.types import SqlParameters
from interventions.models import Assignment, Plan, TherapySession, Worsening
from interventions.sessions.queries import attendees_part

CLIENT = ("id", "practice_id", "name", "sort_name", "pronouns")
ALERT = ("id", "source", "level", "raised_at", "taken_at", "escalated_at", "unconfirmed", "is_voided")
SCORE = ("episode_id", *SERIES, "value", "change", "verdict", "completed_on", "assessment_id")
PLAN = (
    "id",
    "client_id",
    "household_id",
    "therapist_id",
    "modality",
    "version",
    "phase",
    "started_on",
    "ended_on",
    "review_on",
)


def _as_of() -> AsOf:
    return AsOf(value("now", "timestamptz"), value("today", "date"))


@cache
def _clients_within(name: str, reached: frozenset[Reach], only: str) -> Part:
    found = clients_within(reached, value("person", "uuid"), _as_of())
    return compile_part(name, found.filter(pk=column(only)).values("pk") if only else found.values(*CLIENT))


def clients_in_reach(name: str, actor: Actor, capability: May, only: str = "") -> Part:
    """The clients to whom the actor may do this, compiled from ``clients.queries``; or, of them, ``only`` the one with
    the id of this column. The statement needs the parameters ``person``, ``now`` and ``today``."""
    return _clients_within(name, reach(actor, capability), only)


@cache
def _alerts_within(name: str, reached: frozenset[Reach]) -> Part:
    rows = alerts_within(reached, value("person", "uuid"), _as_of()).open()
    rows = rows.filter(practice=column("c.practice_id"), client=column("c.id"))
    return compile_part(name, with_standing(rows).values(*ALERT, holder=F("taken_by__name")))


def open_alerts_in_reach(name: str, actor: Actor) -> Part:
    """The open alerts of client ``c`` that the actor may see, compiled from ``clients.queries``. The statement needs
    the parameters ``person``, ``now`` and ``today``."""
    return _alerts_within(name, reach(actor, May.SEE_ALERTS))


@cache
def rules() -> dict[str, Part]:
    """Name → what is asked of client ``c``, of one practice; the statement needs the parameters ``now``, ``today``.

    The plans of ``reviewed`` and ``questioned``, and what is in ``worsened``, are the practice's.
    """
    now, today, client = value("now", "timestamptz"), value("today", "date"), column("c.id")
    sessions = TherapySession.objects.filter(practice=column("c.practice_id")).of(client)
    plans = Plan.objects.filter(practice=column("c.practice_id")).of(client)
    members = HouseholdMember.objects.filter(household=column("p.household_id"))  # of plan p
    members = members.between(column("p.started_on"), column("p.ended_on"))
    alerts = RiskAlert.objects.filter(practice=column("c.practice_id"), client=client)
    forms = QuestionnaireAssignment.objects.filter(practice=column("c.practice_id"), client=client)
    exercises = Assignment.objects.filter(practice=column("c.practice_id"), client=client)
    scores = Score.objects.filter(practice=column("c.practice_id"))
    covered = covered_relations(value("person", "uuid"), _as_of()).filter(
        practice=column("c.practice_id"), client=client
    )
    found = {
        "next": sessions.upcoming(now).in_order().values("starts_at")[:1],
        "running_plans": plans.running().values(*PLAN),
        "joint_plans": plans.running().joint().values(*PLAN),
        "reviewed": Plan.objects.to_review(today).values(*PLAN),
        "questioned": Plan.objects.running().with_question().values(*PLAN, "agreement_asked_at"),
        "members": members.values("client_id"),
        "alerts": with_standing(alerts.open()).values(*ALERT, holder=F("taken_by__name")),
        "follow_ups": alerts.follow_ups_of(value("person", "uuid"), today).values("id", "source", "follow_up_on"),
        "covered_for": covered.values("staff__name").order_by("staff__name"),
        "exercises": exercises.running(today).values("id", "practice_id", "client_id", "times_per_week"),
        "worsened": Worsening.objects.unread().values(
            "id", "practice_id", "client_id", "at", exercise=F("log__assignment__exercise")
        ),
        "overdue": forms.overdue(today).values("instrument", "due_on"),
        "tracked": scores.tracked(client).values(*SCORE),
        "course": scores.filter(client=client, episode=column("first.episode_id"))  # of the series of score "first"
        .in_series(*(column(f"first.{name}") for name in SERIES))
        .values("value", "completed_on", "assessment_id"),
        "last_verdicts": Score.objects.filter(  # of plan p
            client=column("p.client_id"),
            episode=column("p.episode_id"),
            is_baseline=False,
            completed_on__range=(value("since", "date"), value("until", "date")),
        )
        .followed()
        .newest()
        .values("verdict"),
        "set_aside": SetAside.objects.filter(practice=column("c.practice_id"), client=client)
        .in_force(today)
        .values("pk"),
    }
    return {name: compile_part(name, rows) for name, rows in found.items()} | {"people": attendees_part("n")}


@lru_cache(maxsize=256)
def with_rules(statement: str, **given: Part | str) -> tuple[str, SqlParameters]:
    """The statement with what is given, and what it names of :func:`rules`, in place; and the parameters of all that.

    A text may name parts too.
    """
    for name, text in given.items():
        if isinstance(text, str):
            statement = statement.replace(f"{{{name}}}", text)
    known = rules() | {name: part for name, part in given.items() if isinstance(part, Part)}
    return fill(statement, **{name: part for name, part in known.items() if f"{{{name}}}" in statement})


IN_REACH = "clients_clientsummary s WHERE s.in_treatment AND EXISTS ({reach})"

# Each statement also says whether a summary waits to be worked out; then that is done, and it is sent again.
STALE = "EXISTS (SELECT 1 FROM clients_stalesummary)"

# Every open alert: those that nobody has in hand first, of these the highest, then the oldest; then the risk items that
# nobody answered, then the closed alerts that the reader is to follow up: a list of its own, never cut, which pushes
# nothing else out.
ALERTS = """
SELECT kind, id, client_id, name, what, items, level, at, holder, taken_at, escalated_at,
    unconfirmed, is_voided, due_on FROM (
    SELECT 1 AS rank, 'risk' AS kind, r.id, c.id AS client_id, c.name, r.source AS what, NULL::smallint[] AS items,
        r.level, r.raised_at AS at, r.holder, r.taken_at, r.escalated_at,
        r.unconfirmed, r.is_voided, NULL::date AS due_on
    FROM ({alert_reach}) c CROSS JOIN LATERAL ({open_alerts}) r
    UNION ALL
    SELECT 2, 'unanswered', a.id, c.id, c.name, a.instrument, a.unanswered_risk_items, '', a.recorded_at,
        NULL, NULL, NULL, NULL, NULL, NULL
    FROM ({reach}) c JOIN assessments_assessment a ON a.practice_id = c.practice_id AND a.client_id = c.id
        AND a.unanswered_risk_items <> '{{}}' AND a.risk_noted_at IS NULL AND a.voided_at IS NULL
    UNION ALL
    SELECT 3, 'follow-up', r.id, c.id, c.name, r.source, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, r.follow_up_on
    FROM ({alert_reach}) c CROSS JOIN LATERAL ({follow_ups}) r
) found ORDER BY rank, kind = 'risk' AND taken_at IS NOT NULL,
    CASE level WHEN 'high' THEN 0 WHEN 'moderate' THEN 1 ELSE 2 END, at, due_on, id
"""

# Of plans p: one client in reach whom it concerns. A joint one is listed once: by the client in whose file it was made,
# or where that one is not in reach, by the first of the others.
_OF_PLAN = """
    CROSS JOIN LATERAL (
        SELECT s.client_id, s.name
        FROM (SELECT p.client_id UNION SELECT m.client_id FROM ({members}) m) who (client_id)
        JOIN clients_clientsummary s ON s.client_id = who.client_id AND s.in_treatment
        WHERE EXISTS ({reach})
        ORDER BY s.client_id <> p.client_id, s.sort_name, s.client_id LIMIT 1
    ) s
"""
_MINE = f"(SELECT s.*, s.client_id AS id FROM {IN_REACH})"

# What somebody said last of a condition that asks for care with a plan which runs, and nobody has considered for it. Of
# shipped modalities the parameter ``heeded`` says what each heeds, of a practice's own their definition.
_HEALTH = """
    SELECT p.id AS plan_id, c.id AS client_id, c.name, p.modality, p.version, f.kind, f.answer, f.noted_at
    FROM clients_healthfact f
    JOIN clients_client own ON own.id = f.client_id
    JOIN LATERAL (
        SELECT s.client_id AS id, s.practice_id, s.name FROM clients_clientsummary s
        WHERE s.client_id = coalesce(own.merged_into_id, own.id) AND s.in_treatment AND EXISTS ({reach})
    ) c ON true
    CROSS JOIN LATERAL ({running_plans}) p
    WHERE f.answer <> 'none' AND NOT EXISTS (
        SELECT 1 FROM clients_healthfact newer WHERE newer.practice_id = c.practice_id AND newer.client_id IN (
            SELECT o.id FROM clients_client o
            WHERE o.practice_id = c.practice_id AND (o.id = c.id OR o.merged_into_id = c.id)
        ) AND newer.kind = f.kind AND (newer.noted_at, newer.id) > (f.noted_at, f.id)
    ) AND NOT EXISTS (
        SELECT 1 FROM interventions_cautionreview w WHERE w.plan_id = p.id AND w.fact_id = f.id
    ) AND (
        p.modality || ' ' || p.version || ' ' || f.kind = ANY(%(heeded)s) OR EXISTS (
            SELECT 1 FROM interventions_custommodality m WHERE m.key = p.modality AND m.version = p.version
              AND m.definition -> 'caution_kinds' ? f.kind
        )
    )
"""

# What else needs somebody, by urgency: violence in joint treatment, the reliably worse, ruptures, exercises that made
# things worse, conditions that ask for care with a plan, the stuck, plan reviews, questions before agreeing, gates
# passed without their condition, overdue questionnaires, two sessions missed in a row, notes that are not signed, no
# next session. Each is read in its own order, and no further than it is shown: of a kind with several rows a client,
# the first rows belong to the first clients.
_NEEDS = (
    f"SELECT 0, 'stale', NULL::uuid, NULL::uuid, '', '', NULL::timestamptz WHERE {STALE}",
    f"""SELECT 1, 'violence', p.id, c.id, c.name, p.modality, c.violence_at
    FROM {_MINE} c CROSS JOIN LATERAL ({{joint_plans}}) p
    WHERE c.violence_at IS NOT NULL AND c.has_joint_plan AND NOT EXISTS (
        SELECT 1 FROM interventions_cautionreview w WHERE w.plan_id = p.id AND w.screen_id = (
            SELECT v.id FROM clients_violencescreen v WHERE v.practice_id = c.practice_id AND v.client_id IN (
                SELECT f.id FROM clients_client f
                WHERE f.practice_id = c.practice_id AND (f.id = c.id OR f.merged_into_id = c.id)
            ) ORDER BY v.asked_at DESC, v.id DESC LIMIT 1
        )
    ) ORDER BY c.violence_at DESC, c.name""",
    f"""SELECT 2, 'worse', c.id, c.id, c.name, (
        SELECT json_agg(json_build_array(
            l.instrument, l.subscale, l.target, trim_scale(l.value - l.change)::text, trim_scale(l.value)::text
        ))::text FROM ({{tracked}}) l WHERE l.verdict IN {WORSE}
    ), c.worse_on::timestamptz
    FROM {_MINE} c WHERE c.worse_on IS NOT NULL ORDER BY c.worse_on DESC, c.name""",
    f"""SELECT 3, 'rupture', u.assessment_id, c.id, c.name,
        json_build_array(a.instrument, u.sign, u.fell_by, (
            SELECT json_object_agg(s.subscale, s.value) FROM assessments_score s
            WHERE s.assessment_id = u.assessment_id AND s.value IS NOT NULL
        ))::text, a.completed_on::timestamptz
    FROM (
        SELECT * FROM {_MINE} c WHERE c.ruptured_on IS NOT NULL ORDER BY c.ruptured_on DESC, c.name LIMIT %(limit)s
    ) c
    JOIN assessments_rupture u ON u.practice_id = c.practice_id AND u.client_id = c.id AND u.repaired_at IS NULL
    JOIN assessments_assessment a ON a.id = u.assessment_id ORDER BY a.completed_on DESC, c.name""",
    """SELECT 3, 'exercise-worse', w.id, s.client_id, s.name, w.exercise, w.at
    FROM ({worsened}) w
    JOIN clients_clientsummary s ON s.client_id = w.client_id AND EXISTS ({reach})
    ORDER BY w.at DESC, s.name""",
    f"""SELECT 3, 'health', h.plan_id, h.client_id, h.name,
        json_build_array(h.modality, h.version, json_object_agg(h.kind, h.answer))::text, max(h.noted_at)
    FROM ({_HEALTH}) h GROUP BY h.plan_id, h.client_id, h.name, h.modality, h.version
    ORDER BY max(h.noted_at) DESC, h.name""",
    f"""SELECT 4, 'stuck', c.id, c.id, c.name, c.attended::text, c.attended_at
    FROM {_MINE} c WHERE c.unchanged_on IS NOT NULL AND c.attended >= {STUCK_AFTER} AND NOT EXISTS ({{set_aside}})
    ORDER BY c.attended_at DESC, c.name""",
    f"""SELECT 5, 'review', p.id, s.client_id, s.name, p.modality, p.review_on::timestamptz
    FROM ({{reviewed}}) p {_OF_PLAN} ORDER BY p.review_on DESC, s.name""",
    f"""SELECT 5, 'override', p.id, s.client_id, s.name, p.modality, g.made_at
    FROM interventions_gateoverride g JOIN interventions_plan p ON p.id = g.plan_id {_OF_PLAN}
    WHERE g.seen_at IS NULL AND g.made_by_id <> %(person)s ORDER BY g.made_at DESC, s.name""",
    """SELECT 5, 'question', p.id, s.client_id, s.name, p.modality, p.agreement_asked_at
    FROM ({questioned}) p
    JOIN clients_clientsummary s ON s.client_id = p.client_id AND s.in_treatment AND EXISTS ({reach})
    ORDER BY p.agreement_asked_at DESC NULLS LAST, s.name""",
    f"""SELECT 6, 'overdue', c.id, c.id, c.name,
        (SELECT string_agg(h.instrument, ', ' ORDER BY h.due_on) FROM ({{overdue}}) h), c.due_on::timestamptz
    FROM {_MINE} c WHERE c.is_running AND c.due_on < %(today)s ORDER BY c.due_on DESC, c.name""",
    f"""SELECT 6, 'missed', c.id, c.id, c.name, '', c.missed_at
    FROM {_MINE} c WHERE c.missed_at IS NOT NULL ORDER BY c.missed_at DESC, c.name""",
    """SELECT 6, 'unsigned', NULL, NULL, '', count(*)::text, min(o.started_at)
    FROM interventions_note o WHERE o.author_id = %(person)s AND o.state = 'draft' HAVING count(*) > 0""",
    f"""SELECT 7, 'unbooked', c.id, c.id, c.name, '', NULL
    FROM {_MINE} c WHERE c.is_running AND c.booked_until IS NULL ORDER BY c.name""",
    f"""SELECT 7, 'unbooked', c.id, c.id, c.name, '', NULL
    FROM {_MINE} c WHERE c.is_running AND c.booked_until <= %(now)s ORDER BY c.name""",
)
NEEDS = f"""
SELECT rank, kind, id, client_id, name, what, at
FROM ({" UNION ALL ".join(f"({each} LIMIT %(limit)s)" for each in _NEEDS)}) found
    (rank, kind, id, client_id, name, what, at)
ORDER BY rank, at DESC NULLS LAST, name, id
"""
