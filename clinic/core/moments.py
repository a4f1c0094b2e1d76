"""A moment in words, for pages, mails and files: the one place in which a time of day is written out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from clinic.core.wallclock import comes_twice


def local_text(local: datetime, form: str = "H:i") -> str:
    """What a clock shows, in Django's date format ``form``: 14:00; with the offset where the clocks go back and this
    time comes twice: 01:30 (UTC+01:00). ``local``: with the zone of who reads it."""
    shown = date_format(local, form)
    return f"{shown} (UTC{local.isoformat()[-6:]})" if "H:i" in form and comes_twice(local) else shown


def current_zone() -> ZoneInfo:
    """The zone of the current clock: that of the practice, or of whom a message goes to."""
    return ZoneInfo(str(timezone.get_current_timezone()))


def here_text(moment: datetime, form: str = "H:i") -> str:
    """:func:`local_text` of a moment on the current clock."""
    return local_text(timezone.localtime(moment), form)
