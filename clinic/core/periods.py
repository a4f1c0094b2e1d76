"""The ends of a period in words."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clinic.core.moments import local_text


def from_in_words(starts_at: datetime) -> str:
    """Since when, on the current clock: the day alone where it begins at midnight."""
    local = timezone.localtime(starts_at)
    return local_text(local, "j M" if local.time() == time() else "j M, H:i")


def until_in_words(ends_at: datetime) -> str:
    """Until when, on the current clock: the last day alone where it ends at midnight."""
    local = timezone.localtime(ends_at)
    return from_in_words(local - timedelta(days=1) if local.time() == time() else local)
