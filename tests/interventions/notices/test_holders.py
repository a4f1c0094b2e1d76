"""Clients are told that somebody else holds their sessions: one message an act, neutral words, by page and API."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from clients.care_team import actions as care
from clinic.core.access import Role
from clinic.core.models import Message
from clinic.core.tasks import deliver_messages
from interventions.models import SessionNotice, TherapySession
from interventions.notices import acts
from tests.factories import a_client, a_series, a_staff, actor, inside
from tests.interventions.notices.test_notices import booked, events_of, people, sink, text_of, waiting
from tests.interventions.notices.test_notices_pages import BOX, UNTICKED, sent
from tests.interventions.reminders.test_reminders import FORBIDDEN
from tests.interventions.sessions.test_session_api import send
from tests.interventions.sessions.week import MONDAY
from tests.web import Api, pages, read

__all__ = ["sink"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOTE = "Going well; the next review is in May."
WORDS = "Somebody else will see you"


@pytest.mark.parametrize(("box", "told"), [(BOX, True), (UNTICKED, False)])
def test_giving_a_session_on_the_page_tells_unless_it_is_unticked(box: dict[str, str], told: bool) -> None:
    practice, therapist, client = people(name="Priya Raman")
    other = a_staff(practice, name="Noor New")
    session = booked(client, therapist)
    sent(practice)
    page = pages(therapist).get(reverse("sessions:session", args=[session.pk])).content.decode()
    assert 'id="give_tell_client"' in page
    path, form = reverse("sessions:session-give", args=[session.pk]), {"therapist": str(other.pk), "revision": "1"}
    tried = pages(therapist).post(path, form | box | {"preview": "1"}).content.decode()
    assert (WORDS in tried) == told
    with inside(practice):
        assert TherapySession.objects.get(pk=session.pk).therapist_id == therapist.pk
    answer = pages(therapist).post(path, form | box, follow=True).content.decode()
    assert "Noor New holds the session now." in answer
    messages = waiting(practice)
    assert len(messages) == told
    for message in messages:
        assert WORDS in message.body
        assert all(word not in message.subject + message.body for word in ("Noor", "New holds", *FORBIDDEN))


def test_a_series_given_over_the_api_is_one_message_and_updates_the_calendar(sink: list[EmailMessage]) -> None:
    practice, therapist, client = people()
    other = a_staff(practice)
    rows = a_series(client, MONDAY, rule="FREQ=WEEKLY;COUNT=3").sessions
    body = {"therapist": str(other.pk), "which": "all", "despite": True}
    answer = send(Api(therapist), "post", f"sessions/{rows[0].pk}/therapist/", body, **{"If-Match": '"1"'})
    assert answer.status_code == 200, answer.content
    assert len(read(answer)["told"]) == 1
    deliver_messages(str(practice.pk))
    (mail,) = sink
    assert WORDS in text_of(mail)
    events = events_of(mail)
    assert len(events) == 3
    with inside(practice):
        assert {event[2] for event in events} == {row.revision for row in TherapySession.objects.all()}


def test_given_and_given_back_before_the_mail_leaves_says_nothing() -> None:
    practice, therapist, client = people()
    other = a_staff(practice)
    session = booked(client, therapist)
    sent(practice)
    with inside(practice, actor(therapist)) as scope:
        care.add_second(client=client, staff_id=other.pk, by=scope.actor, reason="Joint work")
        acts.give(session=session, to=other.pk, by=scope.actor, despite=True)
        assert len(waiting(practice)) == 1
        session.refresh_from_db()
        acts.give(session=session, to=therapist.pk, by=scope.actor, despite=True)
    assert waiting(practice) == []


@pytest.mark.parametrize("told", [True, False])
def test_a_hand_over_tells_each_client_once_of_the_sessions_that_go_along(told: bool) -> None:
    practice, therapist, client = people()
    admin, new = a_staff(practice, Role.ADMIN), a_staff(practice)
    a_series(client, MONDAY + timedelta(hours=3))
    silent = a_client(therapist, email="two@example.org", consents=[])
    booked(silent, therapist)
    sent(practice)
    form = {"to": str(new.pk), "reason": "Parental leave", "note": NOTE} | ({"tell_client": "on"} if told else {})
    path = reverse("care_team:staff-transfer", args=[therapist.pk])
    assert 'name="tell_client"' in pages(admin).get(path).content.decode()
    assert pages(admin).post(path, form).status_code == 302
    assert [message.to_address for message in waiting(practice)] == (["one@example.org"] if told else [])


def test_a_message_from_before_the_therapist_was_kept_is_still_sent() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    with inside(practice):
        SessionNotice.objects.update(was_therapist=None, now_therapist=None)
    deliver_messages(str(practice.pk))
    assert waiting(practice) == []
    with inside(practice):
        assert [row.state for row in Message.objects.filter(kind="appointment")] == ["sent"]
