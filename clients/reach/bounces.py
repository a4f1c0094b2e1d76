"""What a mail provider reports of a mail, in django-anymail's one shape for all of them."""

from typing import Any
from uuid import UUID

from clinic.core import outbox
from clinic.core.access import system
from clinic.core.models import Message, Practice
from clinic.core.scope import practice_scope

FINAL = {"bounced", "complained", "rejected", "unsubscribed"}
ARRIVED = {"complained", "unsubscribed"}  # it was read, and is not wanted
SOFT = {"timed_out", "other"}  # reasons for which another try may do


def close_channel_on_bounce(sender: object, event: Any, esp_name: str, **kwargs: object) -> None:
    """Closes a client's channel after a hard bounce, a complaint, or an unsubscription at the provider.

    An event that names no message of ours is left alone: anybody may send us one.
    """
    if event.event_type not in FINAL or event.reject_reason in SOFT:
        return
    metadata = event.metadata or {}
    try:
        practice_id, message_id = UUID(str(metadata.get("practice"))), UUID(str(metadata.get("message")))
    except ValueError:
        return
    if not Practice.objects.filter(pk=practice_id).exists():
        return
    with practice_scope(practice_id, system(practice_id, f"mail provider {esp_name}")):
        row = Message.objects.filter(pk=message_id).first()
        if row is not None and row.to_address.casefold() == str(event.recipient or "").casefold():
            reason = f"{event.event_type}: {event.reject_reason or ''} {event.description or ''}".strip()
            outbox.mark_bounced(row, reason, arrived=event.event_type in ARRIVED)
