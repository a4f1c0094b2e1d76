"""Ending an open questionnaire, and what is still to be written about it."""

from django.utils import timezone

from assessments.models import Assessment, Sheet
from clinic.core import outbox
from clinic.core.models import Message


def close(sheet: Sheet, state: Sheet.State, assessment: Assessment | None = None) -> None:
    """Ends it, and takes back what was still to be written about it. The caller holds the row."""
    sheet.state, sheet.state_at, sheet.assessment = state, timezone.now(), assessment
    sheet.save(update_fields=["state", "state_at", "assessment"])
    outbox.withdraw(reason="no longer needed", prefixes=[f"sheet:{sheet.pk}:"])


def refuse(row: Message) -> str | None:
    """At the moment of sending: whether the questionnaire still waits for the client. A guard of the outbox."""
    if row.kind != Message.Kind.QUESTIONS or not row.dedupe_key.startswith("sheet:"):
        return None
    waits = Sheet.objects.running().filter(pk=row.dedupe_key.split(":")[1]).exists()
    return None if waits else "the questionnaire no longer waits"


def settle(assessment: Assessment) -> None:
    """Closes the client's open questionnaire of the same kind: it has been answered, on the portal or on paper."""
    same = Sheet.objects.select_for_update().filter(
        client_id=assessment.client_id,
        instrument=assessment.instrument,
        target=assessment.target,
        state=Sheet.State.OPEN,
    )
    for sheet in same:
        close(sheet, Sheet.State.SUBMITTED, assessment)
