"""Outgoing messages: once, in the transaction that causes them, with growing pauses and a reason for every state."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.core import outbox
from clinic.core.models import Message, Practice
from tests.factories import a_practice, inside

pytestmark = pytest.mark.django_db


def a_draft(key: str = "one", **fields: Any) -> outbox.Draft:
    given = {
        "kind": Message.Kind.REMINDER,
        "dedupe_key": key,
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
        assert outbox.message_id(again) == outbox.message_id(first)
        assert not outbox.mark_sent(first)  # the dead worker's token no longer counts
        assert outbox.mark_sent(again)
        assert Message.objects.get().attempts == 2


def _fail(practice: Practice, error: Exception) -> Message:
    with inside(practice):
        for row in outbox.claim(1):
            outbox.mark_failed(row, error)
        return Message.objects.get()


def test_pauses_grow_and_after_six_tries_it_is_given_up() -> None:
    practice = a_practice()
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        with inside(practice):
            outbox.queue([a_draft()])
        pauses = []
        for _ in range(6):
            message = _fail(practice, OSError("connection refused"))
            pauses.append((message.due_at - timezone.now()) / timedelta(minutes=1))
            clock.move_to(message.due_at + timedelta(seconds=1))
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert message.state == Message.State.FAILED
    assert "connection refused" in message.state_reason


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
        outbox.compose(row).message()
