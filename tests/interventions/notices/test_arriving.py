"""What did not arrive is said once it can be: at another address, or when somebody holds the appointment again."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from clients.actions import change_contact
from clients.models import CareRelation, Client
from clients.reach.actions import open_channel
from clinic.core import outbox
from clinic.core.models import Message, Staff
from interventions.models import TherapySession
from interventions.notices import acts
from tests.factories import a_client, a_staff, actor, inside
from tests.interventions.notices.test_notices import booked, people, waiting
from tests.interventions.sessions.week import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NO_SUCH = smtplib.SMTPRecipientsRefused({"one@example.org": (550, b"no such mailbox")})
EMAIL = Message.Channel.EMAIL


def bounce(client: Client) -> Message:
    """The server refuses what is due for good."""
    with inside(client.practice):
        (claimed,) = outbox.claim(5)
        outbox.mark_failed(claimed, NO_SUCH)
    return claimed


def deliver(client: Client) -> None:
    with inside(client.practice):
        for claimed in outbox.claim(5):
            assert outbox.mark_sent(claimed)


def correct(client: Client, email: str = "right@example.org") -> None:
    with inside(client.practice):
        change_contact(client=Client.objects.get(pk=client.pk), email=email)


def test_a_notice_that_bounced_is_written_again_to_the_corrected_address() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    lost = bounce(client)
    assert waiting(practice) == []
    correct(client)
    (message,) = waiting(practice)
    assert (message.to_address, message.subject, message.body) == ("right@example.org", lost.subject, lost.body)
    deliver(client)
    correct(client, "other@example.org")
    assert waiting(practice) == []  # it has arrived


def test_what_has_changed_meanwhile_is_said_as_it_is_now() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    bounce(client)
    with inside(practice, actor(therapist)):
        row = TherapySession.objects.get(pk=session.pk)
        done = acts.move(session=row, starts_at=MONDAY + timedelta(hours=2), despite=True)
    assert [one.why for one in done.outcomes] == ["channel_closed"]
    correct(client)
    (message,) = waiting(practice)
    assert message.subject == "Your appointment on Monday 1 March at 12:00"
    assert "moved" not in message.body.lower()  # they never heard of the first time


def test_what_is_cancelled_meanwhile_is_not_said_at_all() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    bounce(client)
    with inside(practice, actor(therapist)):
        acts.cancel(session=TherapySession.objects.get(pk=session.pk), by_client=False)
    correct(client)
    assert waiting(practice) == []


def test_of_two_notices_only_what_did_not_arrive_is_said_again() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    deliver(client)
    with inside(practice, actor(therapist)):
        acts.move(
            session=TherapySession.objects.get(pk=session.pk), starts_at=MONDAY + timedelta(hours=2), despite=True
        )
    lost = bounce(client)
    correct(client)
    (message,) = waiting(practice)
    assert (message.subject, message.body) == (lost.subject, lost.body)  # moved, from the time they knew


def test_a_bounce_that_is_reported_later_makes_a_sent_message_one_that_failed() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    deliver(client)
    with inside(practice):
        sent = Message.objects.get(kind="appointment")
        outbox.mark_bounced(sent, "bounced: no such mailbox")
        sent.refresh_from_db()
        assert sent.state == Message.State.FAILED
        open_channel(client=client, channel=EMAIL)  # it was right after all
    (again,) = waiting(practice)
    assert again.subject == sent.subject


def test_a_complaint_is_about_a_message_that_arrived() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    deliver(client)
    with inside(practice):
        sent = Message.objects.get(kind="appointment")
        outbox.mark_bounced(sent, "complained", arrived=True)
        sent.refresh_from_db()
        assert sent.state == Message.State.SENT
        open_channel(client=client, channel=EMAIL)
    assert waiting(practice) == []


def refused(client: Client) -> dict[object, str]:
    """What the guards say at the moment of sending; what is refused is not sent."""
    with inside(client.practice):
        rows = outbox.claim(5)
        found = outbox.refusals(rows)
        for row in rows:
            if row.pk in found:
                outbox.mark_unwanted(row, found[row.pk])
        return {row.recipient_id: found.get(row.pk, "") for row in rows}


def test_a_booking_is_not_told_while_nobody_holds_it_and_is_told_once_somebody_does() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    other = a_staff(practice)
    with inside(practice):
        CareRelation.objects.create(
            practice=practice, client=client, staff=other, since=timezone.localdate(), part=CareRelation.Part.SECOND
        )
        Staff.objects.filter(pk=therapist.pk).update(is_active=False)
    assert refused(client) == {client.pk: "nobody holds the appointment now"}
    with inside(practice, actor(other)):
        row = TherapySession.objects.get(pk=session.pk)
        done = acts.give(session=row, to=other.pk, by=actor(other), despite=True)
    (outcome,) = done.outcomes
    (message,) = waiting(practice)
    assert outcome.told
    assert "else will see you" not in message.body  # they have not heard of the first therapist: it is a booking
    assert refused(client) == {client.pk: ""}


def test_a_cancellation_is_told_although_its_therapist_has_left() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    deliver(client)
    with inside(practice, actor(therapist)):
        acts.cancel(session=TherapySession.objects.get(pk=session.pk), by_client=False)
        Staff.objects.filter(pk=therapist.pk).update(is_active=False)
    assert refused(client) == {client.pk: ""}


def test_without_an_address_it_is_said_once_there_is_one() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    correct(client, "")
    assert waiting(practice) == []
    correct(client)
    assert [row.to_address for row in waiting(practice)] == ["right@example.org"]


def test_nothing_of_another_client_is_written_again() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    bounce(client)
    other = a_client(therapist, email="two@example.org")
    correct(other, "three@example.org")
    assert waiting(practice) == []
