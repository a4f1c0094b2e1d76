"""Ending an open questionnaire, and what is still to be written about it."""

from django.utils import timezone

from assessments.models import Assessment, QuestionnaireAssignment
from clinic.core import outbox
from clinic.core.models import Message


def close(
    questionnaire: QuestionnaireAssignment, state: QuestionnaireAssignment.State, assessment: Assessment | None = None
) -> None:
    """Ends it, and takes back what was still to be written about it. The caller holds the row."""
    questionnaire.state, questionnaire.state_at, questionnaire.assessment = state, timezone.now(), assessment
    questionnaire.save(update_fields=["state", "state_at", "assessment"])
    outbox.withdraw(reason="no longer needed", prefixes=[f"questionnaire:{questionnaire.pk}:"])


def refuse(row: Message) -> str | None:
    """At the moment of sending: whether the questionnaire still waits for the client. A guard of the outbox."""
    if row.kind != Message.Kind.QUESTIONS or not row.dedupe_key.startswith("questionnaire:"):
        return None
    waits = QuestionnaireAssignment.objects.running().filter(pk=row.dedupe_key.split(":")[1]).exists()
    return None if waits else "the questionnaire no longer waits"


def settle(assessment: Assessment) -> None:
    """Closes the client's open questionnaire of the same kind: it has been answered, on the portal or on paper."""
    same = (
        QuestionnaireAssignment.objects.open()
        .select_for_update()
        .filter(client_id=assessment.client_id, instrument=assessment.instrument, target=assessment.target)
    )
    for questionnaire in same:
        close(questionnaire, QuestionnaireAssignment.State.SUBMITTED, assessment)
