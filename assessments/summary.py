"""What the tables of measures tell of a client, for their summary."""

from django.db.models import F

from assessments.change import WORSENING, Verdict
from assessments.models import QuestionnaireAssignment, Rupture, Score
from clients.summaries.facts import CLIENT, PRACTICE
from clients.summaries.keeping import Fact

JUDGED = tuple(str(one.value) for one in Verdict if one not in {Verdict.UNKNOWN, Verdict.OWN_WORDS})
WORSE = tuple(str(one.value) for one in WORSENING)

# Worse on any tracked measure; without a reliable change where at least one is judged and none has moved.
MEASURE = f"""
    SELECT max(n.completed_on) FILTER (WHERE n.verdict IN {WORSE}),
        CASE WHEN bool_and(n.verdict = '{Verdict.UNCHANGED}') FILTER (WHERE n.verdict IN {JUDGED})
            THEN max(n.completed_on) FILTER (WHERE n.verdict = '{Verdict.UNCHANGED}') END
    FROM ({{newest}}) n
"""  # noqa: S608 -- values of an enumeration

FACTS = (
    Fact(
        "measure",
        ("worse_on", "unchanged_on"),
        MEASURE,
        lambda: {
            "newest": Score.objects.filter(practice=PRACTICE)
            .in_open_treatment(CLIENT)
            .values("verdict", "completed_on"),
        },
    ),
    Fact(
        "ruptures",
        ("ruptured_on",),
        "SELECT max(n.fell_on) FROM ({open}) n",
        lambda: {
            "open": Rupture.objects.filter(practice=PRACTICE, client=CLIENT, repaired_at__isnull=True).values(
                fell_on=F("assessment__completed_on")
            )
        },
    ),
    Fact(
        "questionnaires",
        ("due_on",),
        "SELECT min(n.due_on) FROM ({open}) n",
        lambda: {
            "open": QuestionnaireAssignment.objects.open().filter(practice=PRACTICE, client=CLIENT).values("due_on")
        },
    ),
)
