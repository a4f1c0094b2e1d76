"""Celery entry points of accounts."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from clinic.accounts import drafts
from clinic.core.models import Token


@shared_task(name="accounts.housekeeping")
def housekeeping() -> None:
    """Deletes sessions and tokens that have ended, and keys of drafts that nobody uses."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Token.objects.filter(expiry__lt=now).delete()
    drafts.delete_unused()
