"""Celery entry points of the core: outbox and housekeeping."""

import logging
from uuid import UUID

from celery import shared_task
from django.conf import settings

from clinic.core import outbox, partitions
from clinic.core.access import Actor, system
from clinic.core.models import Message
from clinic.core.scope import practice_scope
from clinic.core.sweeps import for_each_practice

logger = logging.getLogger(__name__)


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
    """Marks the message sent, hands it over, and commits: between the server's yes and the record lies the commit.

    Nothing that goes wrong with one message stops the others of its practice.
    """
    try:
        with practice_scope(row.practice_id, actor):
            if reason := outbox.refusal(row):
                outbox.mark_unwanted(row, reason)
                return False
            if not outbox.mark_sent(row):
                return False  # the lease had ended, another worker has it
            carrier.send(row)
    except Exception as error:  # whatever the mail server does, the message gets its state
        _fail(row, error, actor)
        return False
    return True


def _fail(row: Message, error: Exception, actor: Actor) -> None:
    try:
        with practice_scope(row.practice_id, actor):
            outbox.mark_failed(row, error)
    except Exception:  # its lease ends and it is claimed again
        logger.exception("message %s could not be marked after %r", row.pk, error)


@shared_task(name="core.poll_outbox")
def poll_outbox() -> None:
    """Wakes a delivery for every practice: what a lost broker message or a dead worker left is found here."""

    def wake(practice_id: UUID) -> int:
        outbox.wake(practice_id)
        return 1

    for_each_practice("outbox", wake)


@shared_task(name="core.add_months")
def add_months() -> int:
    """Makes the partitions of the coming months of tables kept by month; returns how many were missing."""
    return partitions.add_months()
