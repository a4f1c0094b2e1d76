"""Clients are told by the pages and the API: ticked by default, with a preview, and who is not told and why."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clients.reach.actions import choose
from clinic.core.access import Role
from clinic.core.models import Message, Practice, Staff
from interventions.models import TherapySession
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_series,
    a_session,
    a_staff,
    inside,
    therapist_of,
)
from tests.interventions.notices.test_notices import people, waiting
from tests.interventions.sessions.test_session_api import send
from tests.interventions.sessions.week import MONDAY, NOW
from tests.web import Api, pages, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
BOX = {"tell_client_shown": "1", "tell_client": "on"}
UNTICKED = {"tell_client_shown": "1"}


def sent(practice: Practice) -> None:
    with inside(practice):
        Message.objects.filter(state="queued").update(state="sent")


def form_of(therapist: Staff, **fields: object) -> dict[str, object]:
    at = fields.pop("at", MONDAY)
    return {"day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "minutes": "50", "therapist": str(therapist.pk)} | fields


@pytest.mark.parametrize(("box", "told"), [(BOX, True), (UNTICKED, False), ({}, True)])
def test_booking_on_the_page_tells_unless_it_is_unticked(box: dict[str, str], told: bool) -> None:
    practice, therapist, client = people(name="Priya Raman")
    browser, path = pages(therapist), reverse("sessions:book", args=[client.pk])
    shown = browser.get(path).content.decode()
    assert re.search(r'name="tell_client"[^>]* checked', shown)
    assert "e-mail to one@example.org" in shown
    assert "Your appointment is booked." in shown  # the words of the proposed time
    page = browser.post(path, form_of(therapist) | box, follow=True).content.decode()
    assert ("Priya Raman is told by e-mail." in page) == told
    assert ("Priya Raman is not told." in page) == (not told)
    assert len(waiting(practice)) == told


def test_a_preview_on_the_page_shows_the_words_of_what_was_typed_and_books_nothing() -> None:
    practice, therapist, client = people()
    browser, path = pages(therapist), reverse("sessions:book", args=[client.pk])
    series = form_of(therapist, repeat="1", times="3") | BOX
    page = browser.post(path, series | {"preview": "1"}).content.decode()
    assert "3 appointments are booked" in page
    assert "Monday 15 March 2027, 10:00 to 10:50" in page
    assert waiting(practice) == []
    with inside(practice):
        assert not TherapySession.objects.exists()
    assert "Booked: 3 sessions" in browser.post(path, series, follow=True).content.decode()
    assert [row.subject for row in waiting(practice)] == ["3 appointments are booked"]


def test_moving_cancelling_and_restoring_on_the_page() -> None:
    practice, therapist, client = people(name="Priya Raman")
    session, browser = a_session(client, MONDAY), pages(therapist)
    path = reverse("sessions:session", args=[session.pk])

    def do(act: str, **fields: object) -> str:
        answer = browser.post(reverse(f"sessions:session-{act}", args=[session.pk]), fields, follow=True)
        return str(answer.content.decode())

    move = form_of(therapist, at=MONDAY + DAY, revision="1") | BOX
    assert "Your appointment has moved." in do("move", **move, preview="1")
    assert waiting(practice) == []
    assert "Priya Raman is told by e-mail." in do("move", **move)
    sent(practice)
    shown = browser.get(path).content.decode()
    assert "Your appointment on Tuesday 2 March at 10:00 is cancelled" in shown  # the words of a cancellation
    assert "Priya Raman is told by e-mail." in do("cancel", revision="2", by_client="1", **BOX)
    sent(practice)
    restoring = browser.get(path).content.decode()
    assert re.search(r'name="tell_client"[^>]* checked', restoring)
    assert "Priya Raman is told by e-mail." in do("restore", **BOX)
    assert [row.subject for row in waiting(practice)] == ["Your appointment on Tuesday 2 March at 10:00 is going ahead"]
    log = browser.get(reverse("clients:client-file", args=[client.pk])).content.decode()
    assert "Appointment booked or changed" in log


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_that_a_reminder_has_gone_out_is_said_before_nobody_is_told(act: str) -> None:
    practice, therapist, client = people()
    session, browser = a_session(client, NOW + timedelta(hours=21)), pages(therapist)
    with inside(practice):
        Message.objects.create(
            practice=practice,
            kind="reminder",
            about_id=session.pk,
            recipient_id=client.pk,
            occasion="24h",
            occasion_at=session.starts_at,
            to_address="one@example.org",
            state="sent",
            due_at=NOW,
        )
    shown = browser.get(reverse("sessions:session", args=[session.pk])).content.decode()
    assert "has already gone out" in shown
    assert 'name="tell_client_shown" value="reminded"' in shown
    path = reverse(f"sessions:session-{act}", args=[session.pk])
    form = form_of(therapist, at=MONDAY, revision="1", by_client="1")
    page = browser.post(path, form | UNTICKED).content.decode()  # the page was older than the reminder
    assert "Leave this ticked to correct it" in page
    with inside(practice):
        assert TherapySession.objects.get().revision == 1
    browser.post(path, form | {"tell_client_shown": "reminded"})
    with inside(practice):
        assert TherapySession.objects.get().revision == 2
    assert waiting(practice) == []


def test_the_page_says_who_is_not_told_and_why_and_of_a_stranger_nothing() -> None:
    practice, therapist, client = people(name="Priya Raman")
    other = a_client(a_staff(practice), name="Rowan Vale", email="two@example.org")
    plan = a_plan(client, "eft", household=a_household(client, other))
    with inside(practice):
        choose(client=client, sessions="off")
    session = a_session(client, MONDAY, plan=plan)
    shown = pages(therapist).get(reverse("sessions:session", args=[session.pk])).content.decode()
    assert "Priya Raman wants no messages about appointments" in shown
    assert "The partner is told as they have agreed" in shown  # how, is not this therapist's to know
    assert "two@example.org" not in shown
    form = form_of(therapist, at=MONDAY + DAY, revision="1") | BOX
    pages(therapist).post(reverse("sessions:session-move", args=[session.pk]), form)
    assert [row.to_address for row in waiting(practice)] == ["two@example.org"]


def test_the_api_tells_by_default_and_answers_who_is_told() -> None:
    practice, therapist, client = people()
    api = Api(therapist)
    body = {"client": str(client.pk), "starts_at": MONDAY.isoformat()}
    made = read(send(api, "post", "sessions/", body))
    (told,) = made["told"]
    assert (told["client"], told["channel"], made["not_told"]) == (str(client.pk), "email", [])
    assert told["subject"] == "Your appointment on Monday 1 March at 10:00"
    sent(practice)
    path, match = f"sessions/{made['id']}/", {"If-Match": '"1"'}
    moved = send(api, "patch", path, {"starts_at": (MONDAY + DAY).isoformat(), "tell_client": False}, **match)
    assert read(moved)["not_told"] == [{"client": str(client.pk), "reason": "not_asked", "reminded": False}]
    gone = send(api, "post", f"{path}cancellation/", {"by_client": True}, **{"If-Match": moved["ETag"]})
    assert read(gone)["told"][0]["subject"] == "Your appointment on Tuesday 2 March at 10:00 is cancelled"
    sent(practice)
    back = send(api, "delete", f"{path}cancellation/", **{"If-Match": gone["ETag"]})
    assert read(back)["told"][0]["subject"] == "Your appointment on Tuesday 2 March at 10:00 is going ahead"
    again = send(
        api, "post", f"{path}cancellation/", {"by_client": True, "tell_client": False}, **{"If-Match": back["ETag"]}
    )
    bad = send(api, "delete", f"{path}cancellation/?tell_client=maybe", **{"If-Match": again["ETag"]})
    assert (bad.status_code, "tell_client" in read(bad)) == (400, True)
    quiet = send(api, "delete", f"{path}cancellation/", {"tell_client": False}, **{"If-Match": again["ETag"]})
    assert read(quiet)["told"] == []
    wrong = send(api, "post", "sessions/", body | {"tell_client": "perhaps"})
    assert (wrong.status_code, list(read(wrong))) == (400, ["tell_client"])


def test_a_series_and_its_extension_over_the_api_are_one_message_each() -> None:
    practice, therapist, client = people()
    api = Api(therapist)
    body = {"client": str(client.pk), "starts_at": MONDAY.isoformat(), "rule": "FREQ=WEEKLY;COUNT=12"}
    made = read(send(api, "post", "series/", body))
    assert [one["subject"] for one in made["told"]] == ["12 appointments are booked"]
    sent(practice)
    first = made["sessions"][0]["id"]
    more = read(send(api, "post", f"sessions/{first}/extension/", {"times": 2}))
    assert [one["subject"] for one in more["told"]] == ["2 appointments are booked"]
    sent(practice)
    path, later = f"sessions/{made['sessions'][4]['id']}/", (MONDAY + 29 * DAY).isoformat()
    moved = send(api, "patch", path, {"starts_at": later, "which": "following"}, **{"If-Match": '"1"'})
    assert [one["subject"] for one in read(moved)["told"]] == ["10 appointments have moved"]
    assert len(waiting(practice)) == 1


def test_the_session_page_takes_the_same_statements_for_a_long_series(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _practice, therapist, client = people()
    made = a_series(client, MONDAY, "FREQ=WEEKLY;COUNT=40")
    browser, path = pages(therapist), reverse("sessions:session", args=[made.sessions[0].pk])
    browser.get(path)
    with django_assert_max_num_queries(24):
        browser.get(path)


def test_the_practice_sets_its_reply_address_and_whether_it_tells_by_page_and_api() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    api, browser = Api(admin), pages(admin)
    assert 'name="reply_to"' in browser.get(reverse("practice:practice")).content.decode()
    details = {"name": "P", "sender_name": "Harbour", "time_zone": "Europe/London", "language": "en-gb"}
    bad = browser.post(reverse("practice:practice-details"), details | {"reply_to": "nobody"}).content.decode()
    assert "valid email address" in bad
    browser.post(reverse("practice:practice-details"), details | {"reply_to": "desk@harbour.example"})
    assert read(api.get("practice/"))["reply_to"] == "desk@harbour.example"
    assert send(api, "patch", "practice/", {"reply_to": "x@y"}).status_code == 400
    assert send(api, "patch", "practice/", {"reply": "x@y.example"}).status_code == 400
    assert read(send(api, "patch", "practice/", {"reply_to": ""}))["reply_to"] == ""
    assert read(api.get("reminder-rules/"))["changes"] is True
    assert send(api, "patch", "reminder-rules/", {"offsets": [1]}).status_code == 400
    assert read(send(api, "patch", "reminder-rules/", {"changes": False}))["offsets"] == [24]
    therapist = a_staff(practice)
    answer = send(
        Api(therapist),
        "post",
        "sessions/",
        {"client": str(a_client(therapist).pk), "starts_at": MONDAY.isoformat()},
    )
    assert [one["reason"] for one in read(answer)["not_told"]] == ["practice_off"]


def test_a_partner_of_another_therapist_is_told_and_not_named_in_the_answer() -> None:
    practice, _therapist, client = people()
    other = a_client(a_staff(practice), email="two@example.org")
    plan = a_plan(client, "eft", household=a_household(client, other))
    session = a_session(client, MONDAY, plan=plan)
    gone = send(
        Api(therapist_of(client)),
        "post",
        f"sessions/{session.pk}/cancellation/",
        {"by_client": True},
        **{"If-Match": '"1"'},
    )
    found = read(gone)
    assert [one["client"] for one in found["told"]] == [str(client.pk)]
    assert found["not_told"] == []
    assert [row.to_address for row in waiting(practice)] == ["one@example.org", "two@example.org"]
