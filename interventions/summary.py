"""What sessions and plans tell of a client, for their summary."""

from clients.summaries.facts import CLIENT, PRACTICE
from clients.summaries.keeping import Fact
from interventions.models import Plan, TherapySession
from interventions.sessions.states import SessionState

SESSIONS = f"""
    SELECT (SELECT max(n.starts_at) FROM ({{booked}}) n), a.number, a.last_at, m.last_at
    FROM (SELECT count(*) AS number, max(n.starts_at) AS last_at FROM ({{attended}}) n) a
    LEFT JOIN (
        SELECT max(n.starts_at) AS last_at FROM ({{outcomes}}) n
        HAVING count(*) = 2 AND bool_and(n.state = '{SessionState.MISSED}')
    ) m ON true
"""  # noqa: S608 -- a value of an enumeration

FACTS = (
    Fact(
        "sessions",
        ("booked_until", "attended", "attended_at", "missed_at"),
        SESSIONS,
        lambda: {
            "booked": TherapySession.objects.filter(practice=PRACTICE).of(CLIENT).booked().values("starts_at"),
            "attended": TherapySession.objects.filter(practice=PRACTICE).of(CLIENT).attended().values("starts_at"),
            "outcomes": TherapySession.objects.filter(practice=PRACTICE)
            .of(CLIENT)
            .with_outcome()
            .order_by("-starts_at", "-id")
            .values("state", "starts_at")[:2],
        },
    ),
    Fact(
        "plans",
        ("plan_id", "has_joint_plan"),
        "SELECT (SELECT n.id FROM ({active}) n ORDER BY n.started_on DESC, n.id DESC LIMIT 1), EXISTS ({joint})",
        lambda: {
            "active": Plan.objects.filter(practice=PRACTICE).of(CLIENT).active().values("id", "started_on"),
            "joint": Plan.objects.filter(practice=PRACTICE).of(CLIENT).running().joint().values("pk"),
        },
    ),
)
