"""A therapist's account is closed while sessions of theirs are to come: nothing vanishes, no client is sent there."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clinic.core.access import Role
from clinic.core.models import Message, Practice, Staff
from interventions.models import TherapySession
from interventions.reminders.actions import enqueue_due_reminders
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.giving import give_session
from interventions.sessions.series import Which
from interventions.sessions.unheld import sessions_without_outcome, unheld_for
from tests.factories import a_client, a_practice, a_series, a_session, a_staff, actor, inside, refusal
from tests.interventions.sessions.week import MONDAY
from tests.web import Api, pages, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def leave_the_practice(staff: Staff) -> None:
    """The account as it is once it is closed, however that was done."""
    with inside(staff.practice):
        Staff.objects.filter(pk=staff.pk).update(is_active=False)


def reminders(practice: Practice) -> list[Message]:
    with inside(practice):
        enqueue_due_reminders()
        return list(Message.objects.filter(kind="reminder"))


def test_no_reminder_is_queued_for_a_session_that_nobody_will_hold() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    session = a_session(a_client(therapist), MONDAY)
    leave_the_practice(therapist)
    with time_machine.travel(MONDAY - timedelta(hours=20)):
        assert reminders(practice) == []
        with inside(practice):
            assert [row.pk for row in sessions_without_outcome()] == [session.pk]


def test_a_reminder_queued_before_the_account_was_closed_is_not_sent_and_comes_after_the_hand_over() -> None:
    practice = a_practice()
    therapist, other = a_staff(practice), a_staff(practice)
    session = a_session(a_client(therapist), MONDAY)
    with time_machine.travel(MONDAY - timedelta(hours=20)):
        (message,) = reminders(practice)
        leave_the_practice(therapist)
        with inside(practice):
            reason = refusal(message)
            assert reason is not None
            assert "nobody holds" in reason
            Message.objects.update(state="cancelled", state_reason=reason)  # as the worker does
        assert [row.state for row in reminders(practice)] == ["cancelled"]
        with inside(practice):
            TherapySession.objects.filter(pk=session.pk).update(therapist=other)
        (message,) = reminders(practice)
        assert message.state == "queued"
        with inside(practice):
            assert refusal(message) is None


def test_the_calendar_keeps_sessions_of_who_left_and_says_so() -> None:
    practice = a_practice()
    admin, therapist, stayed = a_staff(practice, Role.ADMIN), a_staff(practice, name="Ines Gone"), a_staff(practice)
    client = a_client(therapist, name="Quill Person")
    a_session(client, MONDAY)
    a_session(a_client(stayed), MONDAY)
    leave_the_practice(therapist)
    week = reverse("sessions:calendar")
    page = pages(admin).get(week, {"on": "2027-03-01"}).content.decode()
    assert "Quill Person" in page
    assert "left the practice" in page
    day = pages(admin).get(week, {"on": "2027-03-01", "view": "day", "therapist": "all"}).content.decode()
    assert "Ines Gone" in day
    assert "Quill Person" in day
    alone = pages(admin).get(week, {"on": "2027-03-01", "therapist": str(therapist.pk)}).content.decode()
    assert "Quill Person" in alone
    other_week = pages(admin).get(week, {"on": "2027-03-08"}).content.decode()
    assert "Ines Gone" not in other_week


def test_an_admin_and_a_therapist_of_the_client_see_today_what_nobody_will_hold() -> None:
    practice = a_practice()
    admin, therapist, stranger = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    a_session(a_client(therapist, name="Quill Person"), MONDAY)
    with inside(practice):
        assert list(unheld_for(actor(admin))) == []
    leave_the_practice(therapist)
    with inside(practice):
        assert len(unheld_for(actor(admin))) == 1
        assert len(unheld_for(actor(stranger))) == 0
    page = pages(admin).get("/").content.decode()
    assert "Sessions that nobody will hold" in page
    assert "Quill Person" in page
    assert "Sessions that nobody will hold" not in pages(stranger).get("/").content.decode()


def test_a_session_is_given_to_another_therapist_by_page_and_by_call() -> None:
    practice = a_practice()
    admin, therapist, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice, name="Noor New")
    client = a_client(therapist)
    session = a_session(client, MONDAY)
    leave_the_practice(therapist)
    form = {"therapist": str(new.pk), "revision": "1"}
    answer = pages(admin).post(f"/sessions/{session.pk}/therapist/", form, follow=True)
    assert "Noor New holds the session now." in answer.content.decode()
    assert Api(new).get(f"clients/{client.pk}/").status_code == 200  # in the care team by now
    assert "Sessions that nobody will hold" not in pages(admin).get("/").content.decode()
    other, busy = a_staff(practice), a_staff(practice)
    a_session(a_client(busy), MONDAY)
    path, headers = f"sessions/{session.pk}/therapist/", {"HTTP_IF_MATCH": '"2"'}
    taken = Api(admin).post(path, {"therapist": str(busy.pk)}, **headers)
    assert (taken.status_code, list(read(taken))) == (400, ["therapist"])
    assert Api(new).post(path, {"therapist": str(other.pk)}, **headers).status_code == 400  # no lead: may not add them
    with inside(practice):
        add_leave(therapist=other, starts_at=MONDAY - timedelta(days=1), ends_at=MONDAY + timedelta(days=1))
    assert list(read(Api(admin).post(path, {"therapist": str(other.pk)}, **headers))) == ["despite"]
    given = Api(admin).post(path, {"therapist": str(other.pk), "despite": True}, **headers)
    assert (given.status_code, read(given)["therapist"], read(given)["revision"]) == (200, str(other.pk), 3)
    assert Api(admin).post(path, {"therapist": str(new.pk)}, **headers).status_code == 412  # an older one was read
    assert Api(admin).post(path, {"therapist": str(admin.pk)}, HTTP_IF_MATCH='"3"').status_code == 400


def test_the_sessions_of_a_series_are_given_from_one_on() -> None:
    practice = a_practice()
    admin, therapist, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    rows = a_series(a_client(therapist), MONDAY).sessions
    with inside(practice, actor(admin)):
        given = give_session(session=rows[1], to=new.pk, by=actor(admin), which=Which.FOLLOWING)
        assert [row.pk for row in given] == [row.pk for row in rows[1:]]
        held = TherapySession.objects.order_by("starts_at").values_list("therapist_id", flat=True)
        assert list(held) == [therapist.pk, new.pk, new.pk, new.pk]
