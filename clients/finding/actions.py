"""Making keys anew."""

from uuid import UUID

from celery import current_app
from django.db import transaction

from clients.models import Client
from clinic.core.access import system
from clinic.core.scope import practice_scope

BATCH = 500  # clients of one transaction


def rebuild_keys(practice_id: UUID) -> int:
    """Makes the sort and search keys of all clients of a practice anew; returns how many were different.

    A transaction for each batch, so that people who work wait for a moment at most.
    """
    actor = system(practice_id, "rebuild_keys")
    changed, last = 0, None
    while True:
        with practice_scope(practice_id, actor):
            rows = Client.objects.select_for_update(no_key=True).order_by("pk")
            page = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
            different = [row for row in page if _made_anew(row)]
            Client.objects.bulk_update(different, Client.MADE)
        changed += len(different)
        if len(page) < BATCH:
            return changed
        last = page[-1].pk


def rebuild_later(practice_id: UUID) -> None:
    """Has the keys made anew by a worker, when what made it necessary is committed. Lists are in the old order until
    then; where nothing could be sent, ``manage.py rebuild_keys`` does it."""

    def send() -> None:
        current_app.send_task("clients.rebuild_keys", [str(practice_id)])

    transaction.on_commit(send, robust=True)


def _made_anew(row: Client) -> bool:
    """Whether its keys became others."""
    before = [getattr(row, name) for name in Client.MADE]
    row.set_keys()
    return before != [getattr(row, name) for name in Client.MADE]
