"""Celery entry points of the core: outbox and housekeeping."""

import logging
import time
from collections.abc import Sequence
from uuid import UUID

from celery import shared_task
from django.conf import settings

from clinic.core import heads, outbox, partitions, retention
from clinic.core.access import Actor, system
from clinic.core.mail import Carrier
from clinic.core.models import Message, Practice
from clinic.core.practices import current_practice
from clinic.core.scope import practice_scope
from clinic.core.sweeps import for_each_practice, run, sweep

logger = logging.getLogger(__name__)

# Seconds. The guards are asked for a batch at once; what they answered is asked again when it is older than this.
ANSWER_HOLDS = 1.0
# Seconds after which a delivery lets other tasks have the worker, and is sent again as one of them.
LONGEST_TURN = 20.0


@shared_task(name="core.deliver_messages", acks_late=True)
def deliver_messages(practice: str) -> int:
    """Sends what is due in one practice, a few messages at a time; returns how many the mail server took."""
    practice_id, sent, end = UUID(practice), 0, time.monotonic() + LONGEST_TURN
    actor = system(practice_id, "outbox")
    carrier = Carrier()
    while time.monotonic() < end:
        with practice_scope(practice_id, actor):
            rows = outbox.claim(settings.OUTBOX_BATCH)
        if not rows:
            break
        sent += _deliver(rows, carrier, actor)
    else:
        outbox.wake(practice_id)
    carrier.close()
    return sent


def _deliver(rows: Sequence[Message], carrier: Carrier, actor: Actor) -> int:
    """Sends the messages that may still go; returns how many the mail server took."""
    sent, wanted, ask_after = 0, dict[UUID, Practice](), 0.0
    for position, row in enumerate(rows):
        if time.monotonic() > ask_after:
            wanted, ask_after = _ask(rows[position:], actor), time.monotonic() + ANSWER_HOLDS
        if row.pk in wanted:
            if _send(row, wanted[row.pk], carrier, actor):
                sent += 1
            else:
                ask_after = 0.0  # an address that does not exist closes its channel for those behind it too
    return sent


def _ask(rows: Sequence[Message], actor: Actor) -> dict[UUID, Practice]:
    """The messages that may go, each with its practice as it is now; what may not is marked.

    A message at which a guard fails stops no other: then each is asked for alone.
    """
    try:
        with practice_scope(actor.practice_id, actor):
            refused, practice = outbox.refusals(rows), current_practice()
            for row in rows:
                if row.pk in refused:
                    outbox.mark_unwanted(row, refused[row.pk])
    except Exception as error:
        if len(rows) == 1:
            _fail(rows[0], error, actor)
            return {}
        return {pk: practice for row in rows for pk, practice in _ask([row], actor).items()}
    return {row.pk: practice for row in rows if row.pk not in refused}


def _send(row: Message, practice: Practice, carrier: Carrier, actor: Actor) -> bool:
    """Marks the message sent, hands it over, and commits: the commit is between the server's acceptance and the record.

    Nothing that goes wrong with one message stops the others of its practice.
    """
    try:
        with practice_scope(row.practice_id, actor) as scope:
            scope.practice = practice
            if not outbox.mark_sent(row):
                return False  # the lease had ended, another worker has it
            carrier.send(row)
    except outbox.Unwanted as reason:
        with practice_scope(row.practice_id, actor):
            outbox.mark_unwanted(row, str(reason))
        return False
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


@shared_task(name="core.mail_heads")
def mail_heads(practice: str | None = None) -> int:
    """Mails each admin the state of the practice's access log, once a week; returns how many mails were queued."""
    return sweep("core.mail_heads", practice, {"heads": heads.mail_heads})


@shared_task(name="core.delete_old_messages")
def delete_old_messages(practice: str | None = None) -> int:
    """Deletes what the retention of messages leaves of a practice, a step a transaction; returns how many rows."""
    if practice is None:
        return sweep("core.delete_old_messages", None, {})
    total = 0
    while done := run("retention", UUID(practice), retention.delete_some):
        total += done
    return total
