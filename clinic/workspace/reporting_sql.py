"""The statements of the report of a practice: attendance and outcomes of a period."""
# ruff: noqa: S608 -- every text is put together from names in the source; what is given is a parameter

from assessments.change import Verdict
from interventions.models import TherapySession

_JUDGED = (Verdict.RECOVERED, Verdict.IMPROVED, Verdict.UNCHANGED, Verdict.WORSE)
_COUNTED = "ARRAY['worse', 'recovered', 'improved', 'unchanged']"  # the first that a client has is the outcome
_VERDICTS = ", ".join(f"count(*) FILTER (WHERE r.verdict = '{verdict}') AS {verdict}" for verdict in _JUDGED)

# Whose file this row ("c") is: of two merged files, the one that is kept. Figures count people, not files.
_PERSON = "coalesce(c.merged_into_id, c.id)"

# Attendance and outcomes of a period, by modality and therapist: by what tells groups apart (``group``), not by what
# they are called, since two therapists may have one name. Outcome: from the last verdict of each tracked measure in
# the period, in the episode of the newest plan of a person and group that ran in it. Who got reliably worse on any
# counts as worse, then who recovered, then who improved. A household is several clients: each has an outcome of their
# own, and the sessions that they had together count once.
OUTCOMES = f"""
WITH plans AS (
    SELECT DISTINCT ON ({{group}}, {_PERSON})
        {{group}} AS key, {{label}} AS name, {_PERSON} AS person, who.client_id, who.episode_id
    FROM interventions_plan p JOIN core_staff t ON t.id = p.therapist_id
    CROSS JOIN LATERAL (
        SELECT p.client_id, p.episode_id
        UNION ALL
        (SELECT DISTINCT ON (e.client_id) e.client_id, e.id
         FROM ({{members}}) m JOIN clients_episode e ON e.client_id = m.client_id
         WHERE e.client_id <> p.client_id AND e.opened_on <= coalesce(p.ended_on, %(until)s)
           AND (e.closed_on IS NULL OR e.closed_on >= p.started_on)
         ORDER BY e.client_id, e.opened_on DESC, e.id DESC)
    ) who JOIN clients_client c ON c.id = who.client_id
    WHERE p.started_on <= %(until)s AND (p.ended_on IS NULL OR p.ended_on >= %(since)s)
    ORDER BY {{group}}, {_PERSON}, p.started_on DESC, p.id DESC
), results AS (
    SELECT p.key, p.name, (
        SELECT l.verdict FROM ({{last_verdicts}}) l
        ORDER BY array_position({_COUNTED}, l.verdict::text) LIMIT 1
    ) AS verdict FROM plans p
)
SELECT r.key, r.name, count(*) AS clients, {_VERDICTS}, count(*) FILTER (WHERE r.verdict IS NULL) AS unmeasured
FROM results r GROUP BY r.key, r.name ORDER BY r.name, r.key
"""

# What became of sessions, a column each.
_STATES = [str(state.value) for state in (*TherapySession.OUTCOMES, TherapySession.State.CANCELLED)]
_REPORTED = ", ".join(f"count(DISTINCT n.id) FILTER (WHERE n.state = '{state}') AS {state}" for state in _STATES)
ATTENDANCE = f"""
SELECT {{group}} AS key, {{label}} AS name, count(DISTINCT {_PERSON}) AS clients, count(DISTINCT n.id) AS sessions,
    {_REPORTED}
FROM interventions_therapysession n
CROSS JOIN LATERAL ({{people}}) who
JOIN clients_client c ON c.id = who.client_id
JOIN core_staff t ON t.id = n.therapist_id
LEFT JOIN interventions_plan p ON p.id = n.plan_id
WHERE n.starts_at >= %(start)s AND n.starts_at < %(end)s AND n.state IN {tuple(_STATES)}
GROUP BY {{group}}, {{label}} ORDER BY {{label}}, {{group}}
"""

# What groups are told apart by, and what they are called.
GROUPS = {"modality": ("coalesce(p.modality, '')",) * 2, "therapist": ("t.id::text", "t.name")}
