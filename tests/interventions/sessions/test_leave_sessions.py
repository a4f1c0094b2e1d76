"""The sessions that lie in a leave: several at once, all or none, each client told once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.care_team.covers import name_cover
from clients.models import Consent, Cover
from clinic.core.models import Message, Staff
from interventions.models import Leave, TherapySession
from interventions.sessions.actions import cancel_session
from interventions.sessions.calendar_settings import add_leave, set_hours
from tests.factories import a_client, a_household, a_practice, a_room, a_series, a_session, a_staff, actor, inside
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOW = datetime(2027, 2, 24, 12, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
AT_TEN = MONDAY + timedelta(hours=10)
TOLD = (Consent.Kind.EMAIL,)
State = TherapySession.State


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def a_leave(therapist: Staff, starts_at: datetime = MONDAY, days: int = 7) -> Leave:
    with inside(therapist.practice):
        return add_leave(therapist=therapist, starts_at=starts_at, ends_at=starts_at + days * DAY)[0]


def covered(leave: Leave, staff: Staff, days: int | None = None) -> None:
    with inside(staff.practice):
        ends_at = leave.starts_at + days * DAY if days else leave.ends_at
        therapist = Staff.objects.get(pk=leave.therapist_id)
        name_cover(
            therapist=therapist, staff_id=staff.pk, starts_at=leave.starts_at, ends_at=ends_at, by=actor(therapist)
        )


def path_of(leave: Leave) -> str:
    return f"leave/{leave.pk}/sessions/"


def body(act: str, *rows: TherapySession, **more: object) -> dict[str, object]:
    return {"act": act, "sessions": [{"session": str(row.pk), "revision": row.revision} for row in rows]} | more


def now_of(row: TherapySession) -> TherapySession:
    with inside(row.practice):
        return TherapySession.objects.select_related("client").get(pk=row.pk)


def mails(of: Staff) -> list[str]:
    with inside(of.practice):
        found = Message.objects.filter(kind=Message.Kind.APPOINTMENT).order_by("to_address")
        return list(found.values_list("to_address", flat=True))


def test_the_page_lists_what_lies_in_the_leave_names_joint_sessions_and_cancels_what_is_ticked() -> None:
    therapist = a_staff(a_practice())
    ana, ben = (a_client(therapist, name=name, email=f"{name}@example.org", consents=TOLD) for name in ("Ana", "Ben"))
    own, other = a_session(ana, AT_TEN), a_session(ana, AT_TEN + 2 * DAY)
    joint = a_session(ana, AT_TEN + DAY, household=a_household(ana, ben))
    outside = a_session(ana, AT_TEN + WEEK)
    leave, browser = a_leave(therapist), pages(therapist)
    page = browser.get(reverse("sessions:leave", args=[leave.pk])).content.decode()
    assert page.count('name="session_') == 3
    assert str(outside.pk) not in page
    assert page.count("joint session</span>") == 1
    path = reverse("sessions:leave-sessions", args=[leave.pk])
    sent = {"act": "cancel", "reason": "Leave", "tell_client": "on", "tell_client_shown": "1"}
    sent |= {f"session_{row.pk}": "on" for row in (own, joint)}
    sent |= {f"revision_{row.pk}": str(row.revision) for row in (own, joint, other)}
    preview = browser.post(path, sent | {"preview": "1"}).content.decode()
    assert "Message to Ana" in preview
    assert now_of(own).state == State.BOOKED
    assert mails(therapist) == []
    answer = browser.post(path, sent, follow=True).content.decode()
    assert "2 sessions are cancelled." in answer
    assert [now_of(row).state for row in (own, joint, other)] == [State.CANCELLED, State.CANCELLED, State.BOOKED]
    assert now_of(own).reason == "Leave"
    assert mails(therapist) == ["Ana@example.org", "Ben@example.org"]  # one each, for both sessions


def test_a_series_of_104_sessions_in_one_leave_is_cancelled_in_one_act_with_one_message() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist, email="ana@example.org", consents=TOLD)
    booked = a_series(client, AT_TEN, "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=104")
    assert len(booked.sessions) == 104
    leave = a_leave(therapist, days=399)
    browser, path = pages(therapist), reverse("sessions:leave-sessions", args=[leave.pk])
    sent = {"act": "cancel", "everything": "on", "tell_client": "on", "tell_client_shown": "1"}
    sent |= {f"revision_{row.pk}": str(row.revision) for row in booked.sessions}
    with CaptureQueriesContext(connection) as few:
        browser.post(path, sent | {"preview": "1"})
    assert len(few) < 80  # not some for each session
    assert "104 sessions are cancelled." in browser.post(path, sent, follow=True).content.decode()
    assert mails(therapist) == ["ana@example.org"]


def test_what_was_not_shown_stays_and_what_is_no_longer_there_is_refused() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    shown, moved = a_session(client, AT_TEN), a_session(client, AT_TEN + DAY)
    leave = a_leave(therapist)
    browser, path = pages(therapist), reverse("sessions:leave-sessions", args=[leave.pk])
    sent = {"act": "cancel", "everything": "on"}
    sent |= {f"revision_{row.pk}": str(row.revision) for row in (shown, moved)}
    later = a_session(client, AT_TEN + 2 * DAY, despite=True)  # since the page was opened
    with inside(therapist.practice):
        cancel_session(session=moved, by_client=True)
    page = browser.post(path, sent).content.decode()
    assert "Nothing was changed." in page
    assert now_of(shown).state == State.BOOKED
    del sent[f"revision_{moved.pk}"]
    assert browser.post(path, sent).status_code == 302
    assert [now_of(row).state for row in (shown, later)] == [State.CANCELLED, State.BOOKED]
    ticked = {"act": "cancel", f"session_{later.pk}": "on"}  # with no revision, or none that can be
    for odd in ({}, {f"revision_{later.pk}": "x"}, {f"revision_{later.pk}": "9" * 30}):
        browser.post(path, ticked | odd)
        assert now_of(later).state == State.BOOKED


def test_nothing_is_moved_beyond_the_last_day_of_work() -> None:
    therapist = a_staff(a_practice())
    session = a_session(a_client(therapist), AT_TEN)
    leave = a_leave(therapist)
    with inside(therapist.practice):
        Staff.objects.filter(pk=therapist.pk).update(works_until=(MONDAY + 6 * DAY).date())
    answer = Api(therapist).post(path_of(leave), body("move", session))
    assert answer.status_code in {400, 409}, answer.content
    assert now_of(session).starts_at == AT_TEN


def test_each_is_moved_to_its_hour_on_the_first_working_day_after_the_leave_on_which_it_is_free() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    ana, ben, cem = (a_client(therapist, name=name) for name in ("Ana", "Ben", "Cem"))
    room = a_room(practice)
    morning, same_hour, evening = (
        a_session(ana, AT_TEN, room=room),
        a_session(ben, AT_TEN + DAY),
        a_session(cem, MONDAY + timedelta(hours=18)),
    )
    with inside(practice):  # no Mondays, Tuesdays in the morning only, the rest of the week all day
        hours = [(1, 9 * 60, 13 * 60), *((day, 8 * 60, 20 * 60) for day in (2, 3, 4))]
        set_hours(therapist=therapist, hours=hours)
    leave = a_leave(therapist)
    answer = Api(therapist).post(path_of(leave), body("move", morning, same_hour, evening))
    assert answer.status_code == 200, answer.content
    tuesday = AT_TEN + WEEK + DAY
    found = [now_of(row) for row in (morning, same_hour, evening)]
    assert [row.starts_at for row in found] == [tuesday, tuesday + DAY, tuesday + DAY + timedelta(hours=8)]
    assert found[0].room_id == room.pk
    assert all(row.ends_at - row.starts_at == timedelta(minutes=50) for row in found)


def test_the_hour_stays_on_the_wall_clock_where_the_clocks_change_in_the_leave() -> None:
    practice = a_practice(time_zone="Pacific/Chatham")
    therapist = a_staff(practice)
    row = a_session(a_client(therapist), datetime(2027, 4, 1, 22, 15, tzinfo=UTC))  # Fri 2 Apr, 12:00 (+13:45)
    with inside(practice):
        leave, _booked = add_leave(
            therapist=therapist,
            starts_at=datetime(2027, 4, 1, 10, 15, tzinfo=UTC),  # Fri 2 Apr, 0:00
            ends_at=datetime(2027, 4, 4, 11, 15, tzinfo=UTC),  # Mon 5 Apr, 0:00 (+12:45): the clocks went back
        )
    assert Api(therapist).post(path_of(leave), body("move", row)).status_code == 200
    assert now_of(row).starts_at == datetime(2027, 4, 4, 23, 15, tzinfo=UTC)  # Mon 5 Apr, 12:00


def test_sessions_are_given_to_whoever_covers_at_their_time_without_a_place_in_the_care_team() -> None:
    practice = a_practice()
    therapist, one, two = a_staff(practice), a_staff(practice), a_staff(practice)
    ana = a_client(therapist, email="ana@example.org", consents=TOLD)
    first, last = a_session(ana, AT_TEN), a_session(ana, AT_TEN + 4 * DAY)
    leave = a_leave(therapist)
    covered(leave, one, days=3)
    refused = Api(therapist).post(path_of(leave), body("give", first, last))
    assert read(refused)["refused"] == {str(last.pk): ["Nobody covers at this time."]}
    assert now_of(first).therapist_id == therapist.pk
    with inside(practice):
        name_cover(
            therapist=therapist,
            staff_id=two.pk,
            starts_at=MONDAY + 3 * DAY,
            ends_at=leave.ends_at,
            by=actor(therapist),
        )
    assert Api(therapist).post(path_of(leave), body("give", first, last)).status_code == 200
    assert [now_of(row).therapist_id for row in (first, last)] == [one.pk, two.pk]
    assert mails(therapist) == ["ana@example.org"]
    workspace = reverse("notes:session-note", args=[first.pk])
    assert pages(one).get(workspace).status_code == 404
    with time_machine.travel(AT_TEN, tick=False):
        assert pages(one).get(workspace).status_code == 200
    with time_machine.travel(MONDAY + 3 * DAY, tick=False):
        assert pages(one).get(workspace).status_code == 200  # the note can be finished, and nothing else is read
        assert pages(one).get(f"/clients/{ana.pk}/").status_code == 404


def test_what_was_changed_taken_or_has_begun_meanwhile_is_refused_at_its_row_and_nothing_is_done() -> None:
    practice = a_practice()
    therapist, cover = a_staff(practice), a_staff(practice)
    ana, foreign = a_client(therapist), a_session(a_client(a_staff(a_practice())), AT_TEN)
    good, changed, gone, busy = (a_session(ana, AT_TEN + n * DAY) for n in range(4))
    a_session(a_client(cover), busy.starts_at)
    leave = a_leave(therapist)
    covered(leave, cover)
    api, path = Api(therapist), path_of(leave)
    with inside(practice):
        TherapySession.objects.filter(pk=changed.pk).update(link="https://video.example/1")
        cancel_session(session=gone)
    wanted = body("cancel", good, changed, gone)
    wanted["sessions"] += [{"session": str(foreign.pk)}, {"session": str(UNKNOWN)}]  # type: ignore[operator]
    answer = api.post(path, wanted)
    assert answer.status_code == 400
    refused = {UUID(pk): texts[0] for pk, texts in read(answer)["refused"].items()}
    assert refused.keys() == {changed.pk, gone.pk, foreign.pk, UNKNOWN}
    assert refused[foreign.pk] == refused[UNKNOWN] == "It no longer lies in this leave."
    assert "changed it meanwhile" in refused[changed.pk]
    assert now_of(good).state == State.BOOKED
    answer = api.post(path, body("give", good, busy))
    assert list(read(answer)["refused"]) == [str(busy.pk)]
    assert now_of(good).therapist_id == therapist.pk
    sent = {"act": "cancel", f"session_{changed.pk}": "on", f"revision_{changed.pk}": str(changed.revision)}
    sent |= {f"session_{good.pk}": "on", "reason": "Typed words"}
    page = pages(therapist).post(reverse("sessions:leave-sessions", args=[leave.pk]), sent).content.decode()
    assert "Somebody has changed it meanwhile" in page
    assert "Typed words" in page
    assert page.count(" checked") >= 3  # what was ticked stays ticked: two sessions and what becomes of them
    with time_machine.travel(AT_TEN + timedelta(minutes=1), tick=False):
        answer = Api(therapist).post(path, body("cancel", good))
        assert "has begun" in str(read(answer)["refused"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"act": "burn"}, "act"),
        ({"sessions": []}, "sessions"),
        ({"sessions": "all"}, "sessions"),
        ({"sessions": [{"session": "no"}]}, "sessions"),
        ({"sessions": [{"session": str(UNKNOWN)}] * 2}, "sessions"),
        ({"reason": "x" * 201}, "reason"),
        ({"reason": "x"}, "reason"),
        ({"more": 1}, "more"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(change: dict[str, object], field: str) -> None:
    therapist = a_staff(a_practice())
    row, leave = a_session(a_client(therapist), AT_TEN), a_leave(therapist)
    answer = Api(therapist).post(path_of(leave), body("cancel", row) | change)
    assert answer.status_code == 400
    assert field in read(answer)


def test_who_wants_no_message_says_so_and_a_colleagues_leave_is_not_there() -> None:
    practice = a_practice()
    therapist, stranger = a_staff(practice), a_staff(practice)
    row = a_session(a_client(therapist, email="ana@example.org", consents=TOLD), AT_TEN)
    leave = a_leave(therapist)
    assert Api(stranger).get(path_of(leave)).status_code == 404
    assert Api(stranger).post(path_of(leave), body("cancel", row)).status_code == 404
    assert [one["id"] for one in read(Api(therapist).get(path_of(leave)))["results"]] == [str(row.pk)]
    assert Api(therapist).post(path_of(leave), body("cancel", row, tell_client=False)).status_code == 200
    assert mails(therapist) == []


def test_what_was_given_for_a_leave_comes_back_with_it_and_holds_a_cover_that_would_go() -> None:
    practice = a_practice()
    therapist, cover = a_staff(practice, name="Lea"), a_staff(practice, name="Dan")
    client = a_client(therapist, email="ana@example.org", consents=TOLD)
    session = a_session(client, AT_TEN)
    own = a_session(a_client(cover), AT_TEN + DAY)
    leave = a_leave(therapist)
    covered(leave, cover)
    answer = Api(therapist).post(path_of(leave), body("give", session))
    assert answer.status_code == 200, answer.content
    assert now_of(session).therapist_id == cover.pk
    with inside(practice):
        row = Cover.objects.get()
    refused = Api(therapist).browser.delete(
        f"/api/v1/staff/{therapist.pk}/covers/{row.pk}/", headers=Api(therapist).headers
    )
    assert refused.status_code == 400
    assert "Dan holds sessions for this time" in read(refused)["cover"][0]
    with inside(practice):
        assert Cover.objects.exists()
    page = pages(therapist).post(reverse("sessions:leave-remove", args=[leave.pk]), follow=True).content.decode()
    assert "If sessions were handed over for it, they are back." in page
    assert [now_of(row).therapist_id for row in (session, own)] == [therapist.pk, cover.pk]
    with inside(practice):
        assert not Leave.objects.exists()
        assert not Cover.objects.exists()
    with inside(practice):  # given and back before anything was sent: nothing is left to say
        assert [row.state for row in Message.objects.filter(kind=Message.Kind.APPOINTMENT)] == [Message.State.CANCELLED]


def test_a_leave_stays_where_a_session_that_was_given_for_it_cannot_come_back() -> None:
    practice = a_practice()
    therapist, cover = a_staff(practice, name="Lea"), a_staff(practice, name="Dan")
    session = a_session(a_client(therapist), AT_TEN)
    leave = a_leave(therapist)
    covered(leave, cover)
    assert Api(therapist).post(path_of(leave), body("give", session)).status_code == 200
    a_session(a_client(therapist), AT_TEN, despite=True)
    page = pages(therapist).post(reverse("sessions:leave-remove", args=[leave.pk]), follow=True).content.decode()
    assert "Dan holds sessions for this time" in page
    assert now_of(session).therapist_id == cover.pk
    with inside(practice):
        assert Leave.objects.exists()


def test_a_session_that_a_cover_holds_goes_to_the_new_lead_when_the_client_is_handed_over() -> None:
    practice = a_practice()
    therapist, cover, new = a_staff(practice, name="Lea"), a_staff(practice, name="Dan"), a_staff(practice)
    client = a_client(therapist)
    session = a_session(client, AT_TEN)
    leave = a_leave(therapist)
    covered(leave, cover)
    assert Api(therapist).post(path_of(leave), body("give", session)).status_code == 200
    transfer = {"to": str(new.pk), "reason": "Parental leave", "note": "Comes on time, works on sleep."}
    assert Api(therapist).post(f"clients/{client.pk}/transfer/", transfer).status_code == 200
    assert now_of(session).therapist_id == new.pk


def test_today_says_what_is_still_booked_in_ones_own_leave_until_it_is_settled() -> None:
    therapist, colleague = (a_staff(practice := a_practice()), a_staff(practice))
    client = a_client(therapist)
    rows = [a_session(client, AT_TEN + number * DAY) for number in range(2)]
    leave = a_leave(therapist)
    shown = pages(therapist).get("/").content.decode()
    assert "2 sessions are still booked: decide what happens to them" in shown
    assert f"/calendar/leave/{leave.pk}/" in shown
    assert "still booked" not in pages(colleague).get("/").content.decode()
    assert Api(therapist).post(path_of(leave), body("cancel", *rows)).status_code == 200
    assert "still booked" not in pages(therapist).get("/").content.decode()
