"""Ending an open questionnaire, and what is still to be written about it."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from assessments.models import Assessment, QuestionnaireAssignment
from clinic.core import outbox
from clinic.core.models import Message

TOGETHER = "together:"  # begins the occasion of those that were given in one step, which one message is about


def _others(questionnaire: QuestionnaireAssignment) -> QuestionnaireAssignment | None:
    """Another one that was given in the same step and still waits."""
    if not questionnaire.occasion.startswith(TOGETHER):
        return None
    same = QuestionnaireAssignment.objects.open().filter(
        client_id=questionnaire.client_id, occasion=questionnaire.occasion
    )
    return same.exclude(pk=questionnaire.pk).order_by("id").first()


def close(
    questionnaire: QuestionnaireAssignment, state: QuestionnaireAssignment.State, assessment: Assessment | None = None
) -> None:
    """Ends it, and takes back what was still to be written about it; what is about others too stays, and is theirs.
    The caller holds the row."""
    questionnaire.state, questionnaire.state_at, questionnaire.assessment = state, timezone.now(), assessment
    questionnaire.save(update_fields=["state", "state_at", "assessment"])
    if other := _others(questionnaire):
        outbox.hand_over(kind=Message.Kind.QUESTIONS, about=questionnaire.pk, to=other.pk)
    outbox.withdraw(reason="no longer needed", kinds=[Message.Kind.QUESTIONS], about=[questionnaire.pk])


def refuse(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: whether the questionnaires still wait for the clients. A guard of the outbox."""
    running = QuestionnaireAssignment.objects.running().filter(pk__in={row.about_id for row in rows})
    waiting = set(running.values_list("pk", flat=True))
    return {row.pk: "the questionnaire no longer waits" for row in rows if row.about_id not in waiting}


def settle(assessment: Assessment) -> None:
    """Closes the client's open questionnaire of the same kind: it has been answered, on the portal or on paper."""
    same = (
        QuestionnaireAssignment.objects.open()
        .select_for_update()
        .filter(client_id=assessment.client_id, instrument=assessment.instrument, target=assessment.target)
        .order_by("pk")
    )
    for questionnaire in same:
        close(questionnaire, QuestionnaireAssignment.State.SUBMITTED, assessment)
