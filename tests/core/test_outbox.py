"""Outgoing messages: once, in the transaction that causes them, with growing pauses and a reason for every state."""

import smtplib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.config import registry
from clinic.core import outbox, tasks
from clinic.core.mail import Carrier, compose, message_id
from clinic.core.models import Message, Practice
from tests.factories import a_practice, inside

pytestmark = pytest.mark.django_db
ABOUT, START = uuid4(), timezone.now()


def a_draft(key: str = "one", **fields: Any) -> outbox.Draft:
    given: dict[str, Any] = {
        "kind": Message.Kind.REMINDER,
        "about_id": ABOUT,
        "recipient_id": ABOUT,
        "occasion": key,
        "occasion_at": START,
        "to_address": "somebody@example.org",
        "from_name": "Harbour House",
        "subject": "Your appointment",
        "body": "At ten.",
    }
    return outbox.Draft(**given | fields)


def test_the_same_cause_is_queued_once() -> None:
    with inside(a_practice()):
        assert outbox.queue([a_draft("a"), a_draft("b"), a_draft("a")]) == 2
        assert outbox.queue([a_draft("a"), a_draft("c")]) == 1
        assert Message.objects.count() == 3


def test_the_database_refuses_the_same_cause_twice() -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft("a")])
        message = Message.objects.get()
        message.pk = practice.pk
        with pytest.raises(IntegrityError, match="core_message_once"), transaction.atomic():
            message.save(force_insert=True)


def test_a_cause_that_is_rolled_back_sends_nothing() -> None:
    practice = a_practice()

    def cause() -> None:
        with inside(practice):
            outbox.queue([a_draft()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    with inside(practice):
        assert not Message.objects.exists()


def test_a_message_whose_worker_died_comes_back_when_the_lease_ends() -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft()])
        (first,) = outbox.claim(10)
        assert outbox.claim(10) == []
    with time_machine.travel(timezone.now() + timedelta(minutes=5)), inside(practice):
        (again,) = outbox.claim(10)
        assert again.pk == first.pk
        assert message_id(again) == message_id(first)
        assert not outbox.mark_sent(first)  # the dead worker's token no longer counts
        assert outbox.mark_sent(again)
        assert Message.objects.get().attempts == 2


def _fail(practice: Practice, error: Exception) -> Message:
    with inside(practice):
        for row in outbox.claim(1):
            outbox.mark_failed(row, error)
        return Message.objects.get()


def _until_given_up(error: Exception) -> tuple[list[float], Message]:
    """The pauses in minutes after each try, and the message when nothing is tried any more."""
    practice, pauses = a_practice(), list[float]()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with inside(practice):
            outbox.queue([a_draft()])
        while (message := _fail(practice, error)).state == Message.State.QUEUED:
            pauses.append((message.due_at - timezone.now()) / timedelta(minutes=1))
            clock.move_to(message.due_at + timedelta(seconds=1))
    return pauses, message


def test_pauses_grow_and_after_six_tries_it_is_given_up() -> None:
    pauses, message = _until_given_up(RuntimeError("no words for it"))
    assert pauses == [1, 2, 4, 8, 15]
    assert message.state == Message.State.FAILED
    assert "no words for it" in message.state_reason


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("connection refused"),
        TimeoutError("timed out"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPDataError(451, b"try later"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
    ],
)
def test_while_the_server_is_away_it_is_tried_for_a_day(error: Exception) -> None:
    pauses, message = _until_given_up(error)
    assert pauses[:6] == [1, 2, 4, 8, 15, 15]
    assert 23 * 60 < sum(pauses) < 26 * 60
    assert message.state == Message.State.FAILED


def test_an_outage_of_seventy_minutes_loses_nothing() -> None:
    practice = a_practice()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with inside(practice):
            outbox.queue([a_draft(f"number {number}") for number in range(4)])
            back = timezone.now() + timedelta(minutes=70)
        while timezone.now() < back:
            with inside(practice):
                for row in outbox.claim(10):
                    outbox.mark_failed(row, ConnectionRefusedError("connection refused"))
                clock.move_to(min(Message.objects.order_by("due_at")[0].due_at + timedelta(seconds=1), back))
        clock.move_to(back + timedelta(minutes=16))
        with inside(practice):
            assert all(outbox.mark_sent(row) for row in outbox.claim(10))
            assert [row.state for row in Message.objects.all()] == [Message.State.SENT] * 4


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"no such user")}),
        smtplib.SMTPDataError(554, b"spam"),
        ValueError("line break in header"),
    ],
)
def test_a_refusal_for_good_is_not_tried_again(error: Exception) -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft()])
    assert _fail(practice, error).state == Message.State.FAILED


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"x@example.org": (451, b"greylisted")}),
        smtplib.SMTPAuthenticationError(535, b"password expired"),
        TimeoutError(),
    ],
)
def test_a_refusal_for_now_is_tried_again(error: Exception) -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft()])
    message = _fail(practice, error)
    assert message.state == Message.State.QUEUED
    assert message.state_reason.startswith("try 1:")


def test_a_message_past_its_use_is_cancelled_not_sent() -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft(expires_at=timezone.now() + timedelta(minutes=1))])
    with time_machine.travel(timezone.now() + timedelta(minutes=2)), inside(practice):
        assert outbox.claim(10) == []
        message = Message.objects.get()
    assert (message.state, message.state_reason) == (Message.State.CANCELLED, "past its use")


def test_a_line_break_in_a_name_cannot_add_a_header() -> None:
    row = Message(from_name="Harbour\r\nBcc: all@example.org", to_address="a@example.org", subject="x", body="y")
    with pytest.raises(ValueError, match=r"(?i)header|newline"):
        compose(row).message()


# --- guards ----------------------------------------------------------------------------------------------------------


def test_a_kind_of_message_without_a_guard_stops_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outbox.find_unguarded_kinds() == []
    monkeypatch.setattr(outbox, "GUARDS", {**outbox.GUARDS, Message.Kind.STAFF: ()})
    assert outbox.find_unguarded_kinds() == ["staff"]
    with pytest.raises(ImproperlyConfigured, match="staff"):
        registry.check()


def test_each_guard_is_asked_for_what_the_ones_before_it_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def first(rows: Sequence[Message]) -> dict[UUID, str]:
        asked.append(("first", len(rows)))
        return {rows[0].pk: "no"}

    def second(rows: Sequence[Message]) -> dict[UUID, str]:
        asked.append(("second", len(rows)))
        return {row.pk: "neither" for row in rows}

    guards = {Message.Kind.REMINDER: (first, second), Message.Kind.TEST: (outbox.unconditional,)}
    monkeypatch.setattr(outbox, "GUARDS", guards)
    rows = [Message(kind=kind) for kind in ("reminder", "test", "reminder", "reminder")]
    answers = outbox.refusals(rows)
    assert [answers.get(row.pk) for row in rows] == ["no", None, "neither", "neither"]
    assert asked == [("first", 3), ("second", 2)]


def delivered(practice: Practice, guard: outbox.Guard, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Delivers what waits with this guard and to a server that takes all; occasion → state."""
    monkeypatch.setattr(outbox, "GUARDS", {Message.Kind.TEST: (guard,)})
    monkeypatch.setattr(Carrier, "send", lambda _self, _row: None)
    tasks.deliver_messages(str(practice.pk))
    with inside(practice):
        return dict(Message.objects.values_list("occasion", "state"))


def trials(number: int) -> Practice:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft(str(n), kind=Message.Kind.TEST) for n in range(number)])
    return practice


def test_a_message_at_which_a_guard_fails_stops_no_other_of_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(rows: Sequence[Message]) -> dict[UUID, str]:
        if any(row.occasion == "1" for row in rows):
            Message.objects.get(occasion="no such")  # what it has asked the database for is undone with it
        return {row.pk: "not wanted" for row in rows if row.occasion == "2"}

    found = delivered(trials(4), guard, monkeypatch)
    assert found == {"0": "sent", "1": "queued", "2": "cancelled", "3": "sent"}


@pytest.mark.parametrize(("holds", "asked"), [(60.0, [5]), (0.0, [5, 4, 3, 2, 1])])
def test_what_a_guard_answered_is_asked_again_when_it_is_old(
    monkeypatch: pytest.MonkeyPatch, holds: float, asked: list[int]
) -> None:
    found: list[int] = []

    def guard(rows: Sequence[Message]) -> dict[UUID, str]:
        found.append(len(rows))
        return {}

    monkeypatch.setattr(tasks, "ANSWER_HOLDS", holds)
    assert set(delivered(trials(5), guard, monkeypatch).values()) == {"sent"}
    assert found == asked


def test_a_delivery_lets_other_tasks_have_the_worker_and_goes_on_after_them(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[UUID] = []
    monkeypatch.setattr(tasks, "LONGEST_TURN", 0.0)
    monkeypatch.setattr(outbox, "wake", woken.append)
    practice = trials(3)
    assert set(delivered(practice, outbox.unconditional, monkeypatch).values()) == {"queued"}
    assert woken == [practice.pk]
