"""How long messages and their histories are kept. Records of clients are not touched: they have no end here."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clinic.core.models import Message

STEP = 1000  # rows a transaction


@transaction.atomic
def delete_some() -> int:
    """Deletes up to ``STEP`` messages that came to an end, and as many rows of their history, of the practice in
    scope, that are older than MESSAGE_RETENTION_DAYS. Returns how many; 0 when nothing old is left."""
    before = timezone.now() - timedelta(days=settings.MESSAGE_RETENTION_DAYS)
    ended = Message.objects.exclude(state__in=Message.OPEN).filter(state_at__lt=before).order_by("state_at")
    messages, _kinds = Message.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:STEP])).delete()
    history = apps.get_model("core", "MessageEvent")._default_manager
    # Their numbers rise with time: the oldest come first, and no index on the time is needed.
    oldest = history.order_by("pgh_id").values_list("pgh_id", "pgh_created_at")[:STEP]
    events, _kinds = history.filter(pk__in=[number for number, at in oldest if at < before]).delete()
    return int(messages + events)
