"""Celery entry points of the ground floor."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from clinic.core import outbox
from clinic.core.access import system
from clinic.core.models import Practice, Token
from clinic.core.tenancy import practice_scope


@shared_task(name="core.deliver_messages", acks_late=True)
def deliver_messages(practice: str) -> int:
    """Sends what is due in one practice. Each claim and each mark is a transaction of its own; sending is in none."""
    practice_id, sent = UUID(practice), 0
    actor = system(practice_id, "outbox")
    carrier = outbox.Carrier()
    while True:
        with practice_scope(practice_id, actor):
            rows = outbox.claim(settings.OUTBOX_BATCH)
        if not rows:
            carrier.close()
            return sent
        for row in rows:
            failure: Exception | None = None
            try:
                carrier.send(row)
            except Exception as error:
                failure = error
            with practice_scope(practice_id, actor):
                outbox.mark_failed(row, failure) if failure else outbox.mark_sent(row)
            sent += failure is None


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
