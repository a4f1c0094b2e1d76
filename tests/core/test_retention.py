"""How long messages and their histories are kept, and what the history says."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import Settings

from clinic.core import outbox, retention, tasks
from clinic.core.models import Message
from tests import servers
from tests.core.test_outbox import a_draft
from tests.factories import a_practice, inside


def history() -> Any:
    return apps.get_model("core", "MessageEvent")._default_manager.order_by("pgh_id")


@pytest.mark.django_db
def test_the_history_has_neither_words_nor_claims() -> None:
    with inside(a_practice()):
        outbox.queue([a_draft()])
        (row,) = outbox.claim(1)
        outbox.mark_failed(row, OSError("away"))
        Message.objects.update(due_at=timezone.now())
        (row,) = outbox.claim(1)
        outbox.mark_sent(row)
        found = list(history().values_list("pgh_label", "state"))
        assert found == [("insert", "queued"), ("update", "queued"), ("update", "queued"), ("update", "sent")]
        assert not {"subject", "body", "from_name", "lease_token"} & {f.name for f in history().model._meta.fields}


@pytest.mark.django_db
def test_the_database_keeps_young_history_whatever_the_program_says() -> None:
    with inside(a_practice()):
        outbox.queue([a_draft()])
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            history().all().delete()
        with pytest.raises(DatabaseError, match=r"permission denied|Cannot update"), transaction.atomic():
            history().update(state="sent")


def make_older(database: str, days: int) -> None:
    """Moves the history's times back; its trigger writes the real one."""
    with servers.superuser(database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE core_messageevent SET pgh_created_at = pgh_created_at - %s", [timedelta(days=days)])


def test_old_messages_and_their_histories_are_deleted_in_steps_and_what_waits_stays(
    own_database: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.MESSAGE_RETENTION_DAYS = 40
    monkeypatch.setattr(retention, "STEP", 2)
    practice, other = a_practice(), a_practice()
    later = timezone.now() + timedelta(days=1)
    for one in (practice, other):
        with time_machine.travel(timezone.now() - timedelta(days=41)), inside(one):
            outbox.queue([a_draft(str(n)) for n in range(5)])
            outbox.queue([a_draft("waits", due_at=later)])
            for row in outbox.claim(5):
                outbox.mark_sent(row)
    make_older(own_database, 41)
    with inside(practice):
        outbox.queue([a_draft("new")])
        for row in outbox.claim(5):
            outbox.mark_sent(row)
    assert tasks.delete_old_messages(str(practice.pk)) == 5 + 11  # five messages; they and the one that waits changed
    with inside(practice):
        assert sorted(Message.objects.values_list("occasion", "state")) == [("new", "sent"), ("waits", "queued")]
        assert set(history().values_list("occasion", flat=True)) == {"new"}
    assert tasks.delete_old_messages(str(practice.pk)) == 0
    with inside(other):
        assert (Message.objects.count(), history().count()) == (6, 11)


@pytest.mark.django_db
def test_nothing_is_deleted_before_its_time(settings: Settings) -> None:
    settings.MESSAGE_RETENTION_DAYS = 40
    practice = a_practice()
    with time_machine.travel(timezone.now() - timedelta(days=39)), inside(practice):
        outbox.queue([a_draft()])
        for row in outbox.claim(5):
            outbox.mark_sent(row)
    assert tasks.delete_old_messages(str(practice.pk)) == 0
    with inside(practice):
        assert Message.objects.count() == 1
