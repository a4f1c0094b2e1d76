"""Celery entry points of accounts."""

from typing import Protocol, TypedDict

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from clinic.accounts import drafts, mails
from clinic.core.access import system
from clinic.core.models import Membership, Practice, Token, User
from clinic.core.scope import practice_scope


class Retries(TypedDict):
    """Options of a task, as Celery names them."""

    acks_late: bool
    autoretry_for: tuple[type[Exception], ...]
    retry_backoff: int
    max_retries: int


# What nobody would ask for a second time: again after 5, 10, 20 … seconds, for about ten minutes; a worker that dies
# leaves it to the next one. Done twice it is one mail: the outbox knows an occasion.
AGAIN = Retries(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=7)


class Queue(Protocol):
    """Queues a mail to an account, inside its practice's scope."""

    def __call__(self, *, user: User, practice: Practice) -> None: ...


@shared_task(name="accounts.housekeeping")
def housekeeping() -> None:
    """Deletes sessions and tokens that have ended, and keys of drafts that nobody uses."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Token.objects.filter(expiry__lt=now).delete()
    drafts.delete_unused()


@shared_task(name="accounts.tell_of_failures", **AGAIN)
def tell_of_failures(address: str) -> None:
    """Tells whoever has this address that others try to sign in with it; nothing where nobody has it."""
    _mail(address, mails.tell_of_failures)


@shared_task(name="accounts.mail_link", **AGAIN)
def mail_link(address: str) -> None:
    """Mails whoever has this address a link to choose another password; nothing where nobody has it."""
    _mail(address, mails.send_link)


def _mail(address: str, queue: Queue) -> None:
    """Queues a mail to the open account with this address, in the name of its practice."""
    membership = Membership.objects.select_related("practice", "user").filter(user__email=address).first()
    if membership is None or not membership.user.is_active:
        return
    with practice_scope(membership.practice_id, system(membership.practice_id, "sign-in")):
        queue(user=membership.user, practice=membership.practice)
