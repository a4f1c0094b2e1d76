"""Looking every half minute, keeping what was found, and telling people once that something is amiss and once that it
is over.

A thread of each web process does it, one process at a time: beat and the workers cannot say that they stand still, and
the mails go straight to the mail server, for the outbox needs both. See docs/decisions/0054-how-it-is.md.
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone
from pydantic import TypeAdapter

from clinic.core.status import telling
from clinic.core.status.checks import Check, Facts, Level, judge
from clinic.core.status.gather import gather
from clinic.core.status.models import Look, Trouble

logger = logging.getLogger(__name__)

FACTS = TypeAdapter(Facts)
STALE = 4  # rounds after which what was found is looked for anew by whoever asks
CLAIM = """
INSERT INTO core_look (id, begun_at) VALUES (1, %s)
ON CONFLICT (id) DO UPDATE SET begun_at = excluded.begun_at WHERE core_look.begun_at < %s
RETURNING id
"""


def start() -> None:
    """Begins to watch in a thread of this process; WATCH_SECONDS of 0 leaves it out."""
    if settings.WATCH_SECONDS > 0:
        threading.Thread(target=_watch, name="watch", daemon=True).start()


def _watch() -> None:
    rounds = threading.Event()
    while not rounds.wait(settings.WATCH_SECONDS):
        try:
            close_old_connections()
            take_turn()
        except DatabaseError:
            telling.tell_without_database()
        except Exception:  # one round that goes wrong must not end the watch
            logger.exception("a look at the installation failed; the next one comes")
        finally:
            connection.close()


def take_turn() -> bool:
    """A look, if no other process has had one in this round; returns whether it was this process's turn."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, now - timedelta(seconds=0.8 * settings.WATCH_SECONDS)])
        if cursor.fetchone() is None:
            return False
    telling.tell_that_database_is_back()
    look()
    return True


def look() -> Facts:
    """Looks, keeps what was found, and tells whom it concerns."""
    facts = gather()
    checks = judge(facts)
    with transaction.atomic():
        kept = {"facts": FACTS.dump_python(facts, mode="json")}
        Look.objects.update_or_create(pk=1, defaults=kept, create_defaults=kept | {"begun_at": facts.at})
        _keep(checks, facts.at)
    telling.tell(checks, facts.at)
    return facts


def _keep(checks: Iterable[Check], now: datetime) -> None:
    """Opens, goes on with and ends the rows of what is amiss."""
    amiss = {check.key: check for check in checks if check.level is Level.TROUBLE}
    rows = {(row.code, row.subject): row for row in Trouble.objects.filter(ended_at=None)}
    for key, row in rows.items():
        if key not in amiss:
            row.ended_at = max(now, row.since)
        else:
            row.seen_at = now
    Trouble.objects.bulk_update(rows.values(), ["seen_at", "ended_at"])
    fresh = [_opened(check, now) for key, check in amiss.items() if key not in rows]
    Trouble.objects.bulk_create(fresh, ignore_conflicts=True)


def _opened(check: Check, now: datetime) -> Trouble:
    since = min(check.since or now, now)
    return Trouble(code=check.code, subject=check.subject, since=since, noticed_at=now, seen_at=now)


def newest_facts(*, here: bool = False) -> Facts:
    """What the watch found, or what is found now where nobody has looked for a while (``here``: see ``gather``)."""
    row = Look.objects.filter(pk=1).first()
    if row is not None and row.facts is not None:
        facts = FACTS.validate_python(row.facts)
        if timezone.now() - facts.at < timedelta(seconds=STALE * max(settings.WATCH_SECONDS, 15)):
            return facts
    return gather(here=here)


def open_troubles() -> Sequence[Trouble]:
    """What the newest look found amiss, the oldest first. One statement."""
    return list(Trouble.objects.filter(ended_at=None).order_by("since", "code", "subject"))
