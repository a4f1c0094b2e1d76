"""What the tests of reminders share: a client with an appointment tomorrow, and where what is queued goes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clients.models import Client, Consent
from clinic.core.models import Message, Practice
from interventions.reminders.actions import (
    enqueue_due_reminders,
)
from tests.factories import (
    a_client,
    a_practice,
    a_session,
    a_staff,
    inside,
)

PHONE = "+447400123456"

EMAIL, TEXT = (Consent.Kind.EMAIL,), (Consent.Kind.TEXT,)


def sent_to(practice: Practice, **fields: Any) -> list[tuple[str, str]]:
    """(channel, address) of what is queued."""
    with inside(practice):
        enqueue_due_reminders()
        rows = Message.objects.filter(state="queued", **fields).order_by("to_address")
        return [(row.channel, row.to_address) for row in rows]


def reminded(**fields: Any) -> tuple[Practice, Client]:
    """A client with an appointment tomorrow, in half a day from now."""
    practice = a_practice()
    client = a_client(a_staff(practice), **{"email": "one@example.org"} | fields)
    a_session(client, timezone.now() + timedelta(hours=20))
    return practice, client


def lead(client: Client) -> Any:
    with inside(client.practice):
        return client.care.get().staff


def actor_email(client: Client) -> str:
    with inside(client.practice):
        return str(client.care.select_related("staff__user").get().staff.user.email)
