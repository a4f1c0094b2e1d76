"""Mails about what is amiss, straight to the mail server: one when it has stood for two looks, one when it is over.

Where mail itself is refused they are tried again at each look; until then it stands on *Today* of the admins.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils.translation import gettext as _

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.practices import active_admins
from clinic.core.scope import practice_scope
from clinic.core.status.checks import Check, Code, Level
from clinic.core.status.models import Trouble
from clinic.core.status.words import over_in_words, text_of, title_of

logger = logging.getLogger(__name__)

HEADERS = {"Auto-Submitted": "auto-generated"}
AWAY, DAY = "status:database-away", 86400
FORGOTTEN = timedelta(days=30)  # ended troubles are kept so long


def tell(checks: Sequence[Check], now: datetime) -> None:
    """Mails what has been amiss since an earlier look and was not told, and what was told and is over."""
    found = {check.key: check for check in checks}
    settled = now - timedelta(seconds=0.8 * settings.WATCH_SECONDS)
    for row in Trouble.objects.filter(ended_at=None, told_at=None, noticed_at__lte=settled):
        check = found.get((row.code, row.subject))
        if check is not None and check.level is Level.TROUBLE and _claim(row, now):
            subject = _("Trouble: %(title)s") % {"title": title_of(check)}
            if not _mail(subject, f"{text_of(check)}\n\n{_since(row.since)}"):
                Trouble.objects.filter(pk=row.pk).update(told_at=None)
    was_told = Q(told_at__isnull=False) | Q(code=Code.MAIL, seen_at__gt=F("noticed_at"))  # refused mail tells nobody
    for row in Trouble.objects.filter(was_told, ended_at__isnull=False, over_told_at=None):
        if Trouble.objects.filter(pk=row.pk, over_told_at=None).update(over_told_at=now):
            title, text = over_in_words(Code(row.code), row.subject)
            if not _mail(_("Over: %(title)s") % {"title": title}, f"{text}\n\n{_since(row.since)}"):
                Trouble.objects.filter(pk=row.pk).update(over_told_at=None)
    Trouble.objects.filter(ended_at__lt=now - FORGOTTEN).delete()


def _claim(row: Trouble, now: datetime) -> bool:
    return bool(Trouble.objects.filter(pk=row.pk, told_at=None).update(told_at=now))


def _since(since: datetime) -> str:
    return _("Since %(time)s (UTC).") % {"time": f"{since:%Y-%m-%d %H:%M}"}


def _mail(subject: str, text: str) -> bool:
    """Sends it to the operator, or to each practice's admins where there is none; False when nobody could be told."""
    to = settings.OPERATOR_MAIL or _admins()
    if not to:
        return True
    body = f"{text}\n\n{settings.SITE_URL}/practice/status/\n"
    mails = [EmailMessage(f"Secure Base: {subject}", body, to=[one], headers=HEADERS) for one in to]
    return sum(_reaches(mail) for mail in mails) > 0


def _reaches(mail: EmailMessage) -> bool:
    """Whether the mail server took it. One address that does not exist keeps nobody else from being told."""
    try:
        mail.send()
    except Exception as error:  # of a provider's library too
        logger.warning("a mail about the installation could not go (%s)", type(error).__name__)
        return False
    return True


def _admins() -> list[str]:
    found: set[str] = set()
    for practice_id in Practice.objects.values_list("pk", flat=True):
        with practice_scope(practice_id, system(practice_id, "status")):
            found |= set(active_admins().values_list("user__email", flat=True))
    return sorted(found)


def tell_without_database() -> None:
    """The database does not answer: nobody's address can be read, so the operator's alone is told, once a day."""
    logger.error("the database does not answer")
    if settings.OPERATOR_MAIL and _first_to_say():
        title, text = _("the database does not answer"), _("Nobody can sign in or save anything until it does.")
        if not _mail(_("Trouble: %(title)s") % {"title": title}, text):
            cache.delete(AWAY)


def _first_to_say() -> bool:
    """Whether no other process has told it. Without the cache each of them tells it: rather twice than never."""
    try:
        return bool(cache.add(AWAY, "told", DAY))
    except Exception:
        return True


def tell_that_database_is_back() -> None:
    """It answers again, and it was told that it did not."""
    try:
        was_told = cache.delete(AWAY)
    except Exception:
        return
    if was_told:
        _mail(_("Over: %(title)s") % {"title": _("the database does not answer")}, _("It answers again."))
