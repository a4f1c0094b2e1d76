"""Celery entry points of accounts."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from clinic.accounts import drafts, mails
from clinic.core.access import system
from clinic.core.models import Membership, Token
from clinic.core.scope import practice_scope


@shared_task(name="accounts.housekeeping")
def housekeeping() -> None:
    """Deletes sessions and tokens that have ended, and keys of drafts that nobody uses."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Token.objects.filter(expiry__lt=now).delete()
    drafts.delete_unused()


@shared_task(name="accounts.tell_of_failures")
def tell_of_failures(address: str) -> None:
    """Tells whoever has this address that others try to sign in with it; nothing where nobody has it."""
    membership = Membership.objects.select_related("practice", "user").filter(user__email=address).first()
    if membership is None or not membership.user.is_active:
        return
    with practice_scope(membership.practice_id, system(membership.practice_id, "sign-in")):
        mails.tell_of_failures(user=membership.user, practice=membership.practice)
