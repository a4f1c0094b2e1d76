"""What the demo practice shows of measures beyond the curves: targets of relationship, a profile, an interview."""

import random
from datetime import date, timedelta

from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from assessments.interviews.actions import record_interview
from assessments.models import Schedule
from assessments.questionnaires.actions import assign_questionnaire
from assessments.questionnaires.schedules import add_schedule
from clients.models import Client
from clinic.core.access import Actor
from clinic.workspace.demo.answers import answers_for

# Anxiety and avoidance in the relationship with each person, on the scale of the instrument.
TARGETS = {
    "mother": (4.5, 5.0),
    "father": (3.2, 5.6),
    "partner": (4.1, 2.6),
    "friend": (2.0, 2.2),
    "general": (3.4, 3.3),
}
# Hyperactivation, deactivation, disorganisation, security: at the beginning and now.
OBSERVED = ((3, 2, 2, 1), (1, 1, 1, 3))


def add_measures(client: Client, by: Actor) -> None:
    """Records one ECR-RS a person, two observations half a year apart, and a coded interview."""
    rng, today = random.Random(client.name), timezone.localdate()  # noqa: S311
    for target, (anxiety, avoidance) in TARGETS.items():
        _record(client, by, "ecr-rs", {"anxiety": anxiety, "avoidance": avoidance}, today, rng, target=target)
    observation = catalogue.get("attachment-observation")
    for days, levels in zip((180, 5), OBSERVED, strict=True):
        goal = dict(zip(observation.subscales, map(float, levels), strict=True))
        _record(client, by, "attachment-observation", goal, today - timedelta(days=days), rng)
    record_interview(
        client=client,
        by=by,
        interviewed_on=today - timedelta(days=170),
        coded_on=today - timedelta(days=150),
        coder="Ines Calder",
        certification="Reliable on the four-way classification, 2019",
        classification="U",
        secondary="E",
    )


def _record(
    client: Client, by: Actor, key: str, goal: dict[str, float], on: date, rng: random.Random, target: str = ""
) -> None:
    instrument = catalogue.get(key)
    answers = answers_for(instrument, goal, rng)
    record_assessment(client=client, instrument=instrument, responses=answers, by=by, completed_on=on, target=target)


def give_questionnaires(client: Client, by: Actor) -> None:
    """One to answer now, and a rule."""
    assign_questionnaire(client=client, instrument=catalogue.get("gad-7"), by=by)
    add_schedule(
        client=client,
        instrument=catalogue.get("phq-9"),
        by=by,
        rhythm=Schedule.Rhythm.WEEKS,
        every=2,
        starts_on=timezone.localdate() + timedelta(days=7),
    )
