"""Celery entry points of accounts."""

from typing import TypedDict

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from clinic.accounts import drafts, factors, mails
from clinic.core.models import Token


class Retries(TypedDict):
    """Options of a task, as Celery names them."""

    acks_late: bool
    autoretry_for: tuple[type[Exception], ...]
    retry_backoff: int
    max_retries: int


# What nobody would ask for a second time: again after 5, 10, 20 … seconds, for about ten minutes; a worker that dies
# leaves it to the next one. Done twice it is one mail: the outbox knows an occasion.
AGAIN = Retries(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=7)


@shared_task(name="accounts.housekeeping")
def housekeeping() -> None:
    """Deletes sessions and tokens that have ended, and keys of drafts that nobody uses; seals second factors anew."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Token.objects.filter(expiry__lt=now).delete()
    drafts.delete_unused()
    factors.seal_anew()


@shared_task(name="accounts.mail_link", **AGAIN)
def mail_link(address: str) -> None:
    """Mails whoever has this address a link to choose another password; nothing where nobody has it."""
    mails.mail_to(address, mails.send_link)
