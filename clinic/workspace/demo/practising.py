"""What the demo practice shows of exercises with fields, of what made it worse, and of choosing a way of working."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from uuid_utils.compat import uuid7

from clients.models import Client
from clinic.core.access import Actor
from interventions.choosing.actions import note_wish, set_training
from interventions.diary.actions import write_entry
from interventions.exercises.actions import assign_exercise, log_exercise
from interventions.library.queries import exercise_in_use
from interventions.models import Assignment, ExerciseLog, Plan, Worsening

# Exercise → times it was noted: how many days ago, before, after, what the steps asked.
NOTED: Mapping[str, tuple[tuple[int, int, int, Mapping[str, object]], ...]] = {
    "time-alone": (
        (12, 5, 3, {"minutes": 10, "highest": 7, "settled": "yes"}),
        (9, 6, 4, {"minutes": 15, "highest": 8, "settled": "yes"}),
        (5, 4, 3, {"minutes": 20, "highest": 6, "settled": "yes"}),
        (1, 3, 7, {"minutes": 30, "highest": 9, "settled": "no"}),
    ),
    "small-disclosure": (
        (8, 6, 4, {"predicted": "They will change the subject.", "predicted-bad": 7, "actual-bad": 3}),
        (3, 5, 3, {"predicted": "They will laugh.", "predicted-bad": 6, "actual": "They asked more.", "actual-bad": 1}),
    ),
    "paced-breathing": (),
}


def practise(client: Client, plan: Plan | None, by: Actor) -> None:
    """Exercises whose steps ask something, each noted a few times; the newest time alone made it worse."""
    for key, times in NOTED.items():
        row = Assignment.objects.filter(client=client, exercise=key, stopped_at=None).first() or assign_exercise(
            client=client, exercise=exercise_in_use(key), by=by, plan=plan, caution_reason="agreed in the session"
        )
        for days_ago, before, after, facts in times:
            log = log_exercise(assignment=row, before=before, after=after, facts=facts)
            at = timezone.now() - timedelta(days=days_ago, hours=1)
            ExerciseLog.objects.filter(pk=log.pk).update(at=at)
            Worsening.objects.filter(log=log).update(at=at)
        Assignment.objects.filter(pk=row.pk).update(starts_on=timezone.localdate() - timedelta(days=14))


def say_what_counts(client: Client, by: Actor) -> None:
    """What the therapist was trained in, and what the client said about ways of working."""
    set_training(by=by, modality="emdr", level="completed", year=2019)
    set_training(by=by, modality="schema", level="certified", year=2022)
    set_training(by=by, modality="se", level="begun")
    note_wish(client=client, by=by, modality="ifs", answer="wants", note="A friend found it helpful.")
    note_wish(client=client, by=by, modality="se", answer="against", note="Not the body, for now.")


def write_diary(client: Client) -> None:
    """A hard moment that the client noted on the portal; nobody has read it yet."""
    texts = {"happened": "My manager did not answer my message, and I was sure that I had done something wrong."}
    write_entry(client_id=client.pk, key=uuid7(), texts=texts, strength=7)
