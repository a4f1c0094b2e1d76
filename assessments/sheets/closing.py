"""Ending an open questionnaire."""

from django.utils import timezone

from assessments.models import Assessment, Sheet
from clinic.core import outbox


def close(sheet: Sheet, state: Sheet.State, assessment: Assessment | None = None) -> None:
    """Ends it, and takes back what was still to be written about it. The caller holds the row."""
    sheet.state, sheet.state_at, sheet.assessment = state, timezone.now(), assessment
    sheet.save(update_fields=["state", "state_at", "assessment"])
    outbox.withdraw(reason="no longer needed", prefixes=[f"sheet:{sheet.pk}:"])


def settle(assessment: Assessment) -> None:
    """Closes the client's open questionnaire of the same kind: it has been answered, on the portal or on paper."""
    same = Sheet.objects.select_for_update().filter(
        client_id=assessment.client_id, instrument=assessment.instrument, target=assessment.target,
        state=Sheet.State.OPEN,
    )  # fmt: skip
    for sheet in same:
        close(sheet, Sheet.State.SUBMITTED, assessment)
