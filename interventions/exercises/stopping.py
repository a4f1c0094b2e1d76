"""What follows at once when exercises stop, whatever stopped them."""

from uuid import UUID

from django.utils import timezone

from clinic.core import outbox
from clinic.core.models import Message
from interventions.models import Assignment


def take_back_reminders(*clients: UUID | None) -> None:
    """Takes back queued reminders of exercises of those who have none that runs; if one runs again, so do they."""
    for client_id in filter(None, clients):
        if not Assignment.objects.running(timezone.localdate()).filter(client_id=client_id).exists():
            outbox.withdraw(reason="no exercise runs any more", recipient_id=client_id, kinds=[Message.Kind.EXERCISE])
