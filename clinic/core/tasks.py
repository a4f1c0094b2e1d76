"""Celery entry points of the ground floor."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from clinic.core import outbox
from clinic.core.access import Actor, system
from clinic.core.models import Message, Practice, Token
from clinic.core.tenancy import practice_scope


@shared_task(name="core.deliver_messages", acks_late=True)
def deliver_messages(practice: str) -> int:
    """Sends what is due in one practice, a few messages at a time; returns how many the mail server took."""
    practice_id, sent = UUID(practice), 0
    actor = system(practice_id, "outbox")
    carrier = outbox.Carrier()
    while True:
        with practice_scope(practice_id, actor):
            rows = outbox.claim(settings.OUTBOX_BATCH)
        if not rows:
            carrier.close()
            return sent
        sent += sum(_deliver(row, carrier, actor) for row in rows)


def _deliver(row: Message, carrier: outbox.Carrier, actor: Actor) -> bool:
    """Marks the message sent, hands it over, and commits: between the server's yes and the record lies the commit."""
    try:
        with practice_scope(row.practice_id, actor):
            if reason := outbox.refusal(row):
                outbox.mark_unwanted(row, reason)
                return False
            if not outbox.mark_sent(row):
                return False  # the lease had ended, another worker has it
            carrier.send(row)
    except Exception as error:  # whatever the mail server does, the message gets its state
        with practice_scope(row.practice_id, actor):
            outbox.mark_failed(row, error)
        return False
    return True


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> None:
    """Wakes a delivery for every practice: what a lost broker message or a dead worker left is found here."""
    for practice_id in Practice.objects.values_list("pk", flat=True):
        deliver_messages.delay(str(practice_id))


@shared_task(name="core.housekeeping")
def housekeeping() -> None:
    """Deletes sessions and tokens that have ended."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Token.objects.filter(expiry__lt=now).delete()
