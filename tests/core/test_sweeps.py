"""Sweeps: what goes wrong in one practice, or with one row, stays there and is tried again."""

import logging
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

import pytest
from celery import current_app
from django.db import DatabaseError, connection
from django.utils import timezone

from clients.models import Client
from clinic.core import outbox, tasks
from clinic.core.mail import Carrier
from clinic.core.models import Message, Practice
from clinic.core.scope import current_scope
from clinic.core.sweeps import one_by_one, run
from interventions.tasks import enqueue_due_work_reminders, enqueue_reminders
from tests.factories import a_client, a_practice, a_session, everywhere, inside
from tests.interventions.reminders.reaching import reminded

pytestmark = pytest.mark.django_db


def three() -> list[Practice]:
    return [reminded()[0] for _ in range(3)]


@pytest.mark.parametrize("error", [ValueError("bug"), KeyError("x"), DatabaseError("gone"), ZoneInfoNotFoundError()])
def test_the_trouble_of_one_practice_stops_no_other_and_is_tried_again(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    practices = three()
    poisoned, seen = practices[1].pk, []

    def act() -> int:
        practice_id = current_scope().practice_id
        seen.append(practice_id)
        Client.objects.update(pronouns="touched")
        if practice_id == poisoned:
            raise error
        return 1

    with caplog.at_level(logging.ERROR):
        assert everywhere(lambda practice: run("trial", UUID(practice), act)) == 2
    assert str(poisoned) in caplog.text
    assert {practice.pk for practice in practices} <= set(seen)
    for practice in practices:
        with inside(practice):  # what the failing one had done is undone
            assert (Client.objects.get().pronouns == "touched") == (practice.pk != poisoned)
    poisoned = UUID(int=0)
    assert everywhere(lambda practice: run("trial", UUID(practice), act)) == 3


def test_a_statement_that_the_database_refuses_stops_no_other_practice() -> None:
    practices = three()

    def act() -> int:
        if current_scope().practice_id == practices[0].pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return 1

    assert everywhere(lambda practice: run("trial", UUID(practice), act)) == 2


def test_a_practice_whose_zone_is_unknown_does_not_stop_the_reminders_of_the_others() -> None:
    practices = three()
    Practice.objects.filter(pk=practices[0].pk).update(time_zone="Mars/Olympus")
    assert everywhere(enqueue_reminders) == 2
    everywhere(enqueue_due_work_reminders)  # the same practice fails at the morning mail; nothing is raised
    Practice.objects.filter(pk=practices[0].pk).update(time_zone="Europe/London")
    assert everywhere(enqueue_reminders) == 1


def test_a_client_whose_zone_is_unknown_does_not_stop_the_reminders_of_the_practice() -> None:
    practice, client = reminded()
    with inside(practice):
        Client.objects.filter(pk=client.pk).update(time_zone="Mars/Olympus")
    with inside(practice):
        lead = client.care.select_related("staff").get().staff
    other = a_client(lead)
    a_session(other, timezone.now() + timedelta(hours=22))
    assert everywhere(enqueue_reminders) == 1


def test_one_bad_row_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert one_by_one("halving", [4, 0, 2], lambda n: 8 // n) == [2, 4]
    assert "halving failed at 0" in caplog.text


def test_a_wake_that_fails_for_one_practice_wakes_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    practices, woken = three(), []

    def wake(practice_id: UUID) -> None:
        if practice_id == practices[0].pk:
            raise RuntimeError("no route")
        woken.append(practice_id)

    monkeypatch.setattr(outbox, "wake", wake)
    tasks.poll_outbox()
    assert {practice.pk for practice in practices[1:]} <= set(woken)


def test_a_message_whose_failure_cannot_be_noted_does_not_stop_those_after_it() -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue(
            [
                outbox.Draft(
                    kind=Message.Kind.STAFF,
                    about_id=practice.pk,
                    recipient_id=practice.pk,
                    occasion=f"k{n}",
                    to_address=f"{n}@example.org",
                    from_name="A",
                    subject="s",
                    body="b",
                )
                for n in range(3)
            ]
        )

    def send(_self: object, row: Message) -> None:
        if row.occasion == "k0":
            raise OSError("421 \0 go away")

    def mark_failed(row: Message, error: Exception) -> None:
        raise DatabaseError("gone")

    with patch.object(Carrier, "send", send):
        with patch.object(outbox, "mark_failed", mark_failed):
            assert tasks.deliver_messages(str(practice.pk)) == 2
        with inside(practice):  # a lease that ended; then even a reason with U+0000 is kept
            Message.objects.filter(occasion="k0").update(lease_until=timezone.now() - timedelta(minutes=1))
        assert tasks.deliver_messages(str(practice.pk)) == 0
    with inside(practice):
        row = Message.objects.get(occasion="k0")
        assert row.state == "queued"
        assert "421  go away" in row.state_reason


def test_everything_that_beat_sends_expires_and_so_does_what_it_sends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    practices = {str(practice.pk) for practice in three()}
    schedule = current_app.conf.beat_schedule.values()
    current_app.loader.import_default_modules()  # the tasks, as a worker finds them
    assert all(0 < entry["options"]["expires"] <= max(5, 2 * entry["schedule"]) for entry in schedule)
    sent: list[tuple[str, list[str], float]] = []

    def send_task(name: str, args: list[str], *, expires: float) -> None:
        sent.append((name, args, expires))

    monkeypatch.setattr(current_app, "send_task", send_task)
    for entry in schedule:
        if entry["task"] not in {"accounts.housekeeping", "core.add_months"}:  # they concern no practice alone
            sent.clear()
            current_app.tasks[entry["task"]]()
            assert practices <= {args[0] for _name, args, _expires in sent}
            assert {expires for _name, _args, expires in sent} == {entry["options"]["expires"]}
            name = "core.deliver_messages" if entry["task"] == "core.poll_outbox" else entry["task"]
            assert {name for name, _args, _expires in sent} == {name}
