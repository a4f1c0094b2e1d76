"""Sessions, series, free times, notes and the calendar feed from outside: ETag, If-Match, and clear errors."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from clinic.core.access import Role
from clinic.core.models import Practice, Staff
from interventions.models import TherapySession
from interventions.sessions.actions import cancel_session, move_session
from interventions.sessions.calendar_settings import close_feed, open_feed, set_hours
from tests.factories import (
    a_client,
    a_household,
    a_practice,
    a_room,
    a_series,
    a_session,
    a_staff,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def monday() -> datetime:
    """Ten o'clock of a Monday in two weeks."""
    now = timezone.localtime(timezone.now(), LONDON)
    return (now + timedelta(days=14 - now.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)


def send(api: Api, method: str, path: str, body: object = None, **headers: str) -> Any:
    act = getattr(api.browser, method)
    return act(f"/api/v1/{path}", body, content_type="application/json", headers={**api.headers, **headers})


def a_booked_one() -> tuple[Api, TherapySession]:
    client = a_client(a_staff(a_practice()))
    return Api(therapist_of(client)), a_session(client, monday())


def test_a_change_needs_what_was_read() -> None:
    api, session = a_booked_one()
    path = f"sessions/{session.pk}/"
    answer = api.get(path)
    assert answer["ETag"] == '"1"'
    assert send(api, "get", path, **{"If-None-Match": '"1"'}).status_code == 304
    later = {"starts_at": (monday() + timedelta(hours=2)).isoformat()}
    assert send(api, "patch", path, later).status_code == 428
    for wrong in ("x", "", '"99999999999"'):
        assert send(api, "patch", path, later, **{"If-Match": wrong}).status_code == 428
    moved = send(api, "patch", path, later, **{"If-Match": '"1"'})
    assert (moved.status_code, moved["ETag"], read(moved)["revision"]) == (200, '"2"', 2)
    again = send(api, "patch", path, later, **{"If-Match": '"1"'})
    assert (again.status_code, "This was changed meanwhile" in read(again)["detail"]) == (412, True)


def test_cancelled_taken_back_and_attended() -> None:
    api, session = a_booked_one()
    path = f"sessions/{session.pk}/"
    gone = send(api, "post", f"{path}cancellation/", {"reason": "ill", "by_client": True}, **{"If-Match": '"1"'})
    assert read(gone) | {"state": "cancelled", "cancelled_how": "client", "reason": "ill"} == read(gone)
    assert send(api, "delete", f"{path}cancellation/", **{"If-Match": '"1"'}).status_code == 412
    back = send(api, "delete", f"{path}cancellation/", **{"If-Match": gone["ETag"]})
    assert (read(back)["state"], read(back)["cancelled_how"]) == ("booked", "")
    early = send(api, "post", f"{path}attendance/", {"state": "attended"}, **{"If-Match": back["ETag"]})
    assert early.status_code == 400
    weeks_before = send(api, "post", f"{path}attendance/", {"state": "arrived"}, **{"If-Match": back["ETag"]})
    assert weeks_before.status_code == 400
    with time_machine.travel(session.starts_at - timedelta(hours=1)):
        api = Api(therapist_of(session.client))
        there = send(api, "post", f"{path}attendance/", {"state": "arrived"}, **{"If-Match": back["ETag"]})
        assert read(there)["state"] == "arrived"


def test_a_series_over_the_api() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, other = a_client(therapist), a_client(therapist)
    api = Api(therapist)
    a_session(other, monday() + timedelta(days=7))
    body = {"client": str(client.pk), "starts_at": monday().isoformat(), "rule": "FREQ=WEEKLY;COUNT=3"}
    taken = send(api, "post", "series/", body)
    assert taken.status_code == 400
    assert "another session at this time" in read(taken)["skip_taken"][0]
    made = send(api, "post", "series/", body | {"skip_taken": True})
    found = read(made)
    assert (made.status_code, len(found["sessions"]), len(found["left_out"])) == (201, 2, 1)
    first = found["sessions"][0]
    moved = send(
        api,
        "patch",
        f"sessions/{first['id']}/",
        {"starts_at": (monday() + timedelta(hours=3)).isoformat(), "which": "all"},
        **{"If-Match": '"1"'},
    )
    assert moved.status_code == 200
    with inside(practice):
        hours = {row.starts_at.astimezone(LONDON).hour for row in TherapySession.objects.filter(client=client)}
    assert hours == {13}
    others = a_household(a_client(therapist_of(client)), a_client(therapist_of(client)))
    bad: list[tuple[dict[str, object], str]] = [
        ({"rule": "FREQ=WEEKLY;COUNT=10000"}, "rule"),
        ({"rule": "often"}, "rule"),
        ({"minutes": 1500}, "minutes"),
        ({"starts_at": "2027-03-01T10:00:00+99:00"}, "starts_at"),
        ({"link": "http://insecure.example"}, "link"),
        ({"household": str(others.pk)}, "household"),
        ({"room": str(client.pk)}, "room"),
        ({"repeat": 3}, "repeat"),
    ]
    for fields, name in bad:
        answer = send(api, "post", "series/", body | fields)
        assert (answer.status_code, list(read(answer))) == (400, [name]), fields


def test_a_session_put_back_with_the_following_ones_moves_none_of_them_over_the_api() -> None:
    client = a_client(a_staff(a_practice()))
    api, tuesday = Api(therapist_of(client)), monday() + timedelta(days=1)
    made = api.post(
        "series/",
        {
            "client": str(client.pk),
            "therapist": str(therapist_of(client).pk),
            "minutes": 50,
            "starts_at": tuesday.isoformat(),
            "rule": "FREQ=WEEKLY;COUNT=4",
        },
    )
    second = read(made)["sessions"][1]
    path = f"sessions/{second['id']}/"
    alone = {"starts_at": (tuesday + timedelta(days=8, hours=2)).isoformat()}
    assert send(api, "patch", path, alone, **{"If-Match": '"1"'}).status_code == 200
    back = {"starts_at": (tuesday + timedelta(days=7)).isoformat(), "which": "following"}
    assert send(api, "patch", path, back, **{"If-Match": '"2"'}).status_code == 200
    shown = [datetime.fromisoformat(row["starts_at"]) for row in read(api.get("sessions/"))["results"]]
    local = [at.astimezone(LONDON).strftime("%a %H:%M") for at in shown]
    assert (local, len({at.date() for at in shown})) == (["Tue 10:00"] * 4, 4)


def test_a_monthly_rule_over_the_api_names_the_months_it_would_leave_out() -> None:
    client = a_client(a_staff(a_practice()))
    api, first = Api(therapist_of(client)), monday()
    while first.day != 31:
        first += timedelta(days=1)
    body = {
        "client": str(client.pk),
        "therapist": str(therapist_of(client).pk),
        "minutes": 50,
        "starts_at": first.isoformat(),
    }
    refused = api.post("series/", body | {"rule": "FREQ=MONTHLY;COUNT=8"})
    assert (refused.status_code, "BYMONTHDAY=-1" in read(refused)["rule"][0]) == (400, True)
    ended = api.post("series/", body | {"rule": f"FREQ=WEEKLY;UNTIL={first - timedelta(days=1):%Y%m%d}"})
    assert (ended.status_code, "before it begins" in read(ended)["rule"][0]) == (400, True)
    assert len(read(api.post("series/", body | {"rule": "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=8"}))["sessions"]) == 8


def test_a_series_is_made_longer_over_the_api() -> None:
    client = a_client(a_staff(a_practice()))
    api, other = Api(therapist_of(client)), Api(a_staff(a_practice()))
    body = {"client": str(client.pk), "starts_at": monday().isoformat(), "rule": "FREQ=WEEKLY;COUNT=2"}
    made = read(send(api, "post", "series/", body))
    path, last = f"sessions/{made['sessions'][0]['id']}/extension/", (monday() + timedelta(days=7)).date()
    more = send(api, "post", path, {"times": 2, "last_on": last.isoformat()})
    assert (more.status_code, len(read(more)["sessions"]), read(more)["series"]) == (201, 2, made["series"])
    assert send(api, "post", path, {"times": 2, "last_on": last.isoformat()}).status_code == 412
    assert send(other, "post", path, {"times": 2}).status_code == 404
    for fields, name in (
        ({}, "times"),
        ({"times": 0}, "times"),
        ({"times": "many"}, "times"),
        ({"times": 1, "last_on": "soon"}, "last_on"),
        ({"times": 1, "rule": "x"}, "rule"),
    ):
        answer = send(api, "post", path, fields)
        assert (answer.status_code, list(read(answer))) == (400, [name]), fields


def test_free_slots_over_the_api() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    room = a_room(practice, "Blue")
    with inside(practice):
        set_hours(therapist=therapist, hours=[(0, 9 * 60, 12 * 60)])
    a_session(client, monday())
    api, day = Api(therapist), monday().date().isoformat()
    found = read(api.get("free-slots/", since=day, until=day))
    shown = [datetime.fromisoformat(one["starts_at"]).astimezone(LONDON) for one in found]
    assert [f"{one:%H:%M}" for one in shown] == ["09:00", "10:50", "11:00"]
    found = read(api.get("free-slots/", since=day, until=day, room="any", weekdays="0,2", client=str(client.pk)))
    assert {one["room"] for one in found} == {str(room.pk)}
    slot = found[0]
    body = {"client": str(client.pk), "starts_at": slot["starts_at"], "room": slot["room"]}
    assert send(api, "post", "sessions/", body).status_code == 201
    for query, name in [
        ({"minutes": "5"}, "minutes"),
        ({"minutes": "soon"}, "minutes"),
        ({"weekdays": "7"}, "weekdays"),
        ({"since": "tomorrow"}, "since"),
        ({"until": "1800-01-01"}, "until"),
        ({"room": "blue"}, "room"),
        ({"therapist": "me"}, "therapist"),
    ]:
        answer = api.get("free-slots/", **query)
        assert (answer.status_code, list(read(answer))) == (400, [name]), query


def test_a_note_over_the_api_is_never_overwritten_unseen() -> None:
    practice = a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR)
    therapist = a_staff(practice, supervisor=supervisor)
    session = a_session(a_client(therapist), timezone.now() - timedelta(hours=1))
    api, path = Api(therapist), f"sessions/{session.pk}/note/"
    assert api.get(path).status_code == 404
    draft = {"form": "dap", "parts": {"data": "Came early."}}
    assert send(api, "put", path, draft).status_code == 428
    made = send(api, "put", path, draft, **{"If-None-Match": "*"})
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    other = draft | {"parts": {"data": "Came late."}}
    assert send(api, "put", path, other, **{"If-None-Match": "*"}).status_code == 412
    assert send(api, "put", path, other, **{"If-Match": '"1"'})["ETag"] == '"2"'
    note = read(api.get(path))
    signing = f"notes/{note['id']}/signature/"
    assert send(api, "post", signing, **{"If-Match": '"1"'}).status_code == 412
    signed = read(send(api, "post", signing, {"attendance": "attended"}, **{"If-Match": '"2"'}))
    assert signed["state"] == "signed"
    assert len(signed["content_hash"]) == 64
    assert send(api, "put", path, draft, **{"If-Match": '"2"'}).status_code == 409
    added = send(api, "post", f"notes/{note['id']}/addenda/", {"text": "Three minutes late."})
    assert added.status_code == 201
    assert read(api.get(f"notes/{note['id']}/"))["addenda"][0]["text"] == "Three minutes late."
    assert [row["id"] for row in read(api.get("notes/"))["results"]] == [note["id"]]
    bad: list[tuple[dict[str, object], str]] = [
        ({"form": "sonnet", "parts": {}}, "form"),
        ({"form": "dap", "parts": {"data": "x" * 70_000}}, "parts"),
        ({"form": "dap", "parts": "x"}, "parts"),
        ({"parts": {}}, "form"),
    ]
    for hours, (body, name) in enumerate(bad, 3):
        answer = send(api, "put", f"sessions/{another_session(therapist, hours)}/note/", body, **{"If-None-Match": "*"})
        assert (answer.status_code, list(read(answer))) == (400, [name])


def another_session(therapist: Staff, hours: int) -> Any:
    return a_session(a_client(therapist), timezone.now() - timedelta(hours=hours)).pk


# --- the feed ---------------------------------------------------------------------------------------------------------


def a_feed(practice: Practice, therapist: Staff) -> str:
    with inside(practice):
        return reverse("sessions:feed", args=[open_feed(therapist=therapist)])


def events(path: str) -> list[Any]:
    answer = Browser().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_feed_says_when_and_where_and_names_nobody() -> None:
    practice = a_practice()
    therapist = a_staff(practice, name="Dr Somatic")
    session = a_session(a_client(therapist, name="Quill Person"), monday(), room=a_room(practice, "Blue"))
    a_session(a_client(a_staff(practice)), monday())  # a colleague's
    path = a_feed(practice, therapist)
    (event,) = events(path)
    assert (event["dtstart"].dt, event["dtend"].dt) == (session.starts_at, session.ends_at)
    assert (str(event["location"]), str(event["summary"])) == ("Blue", "Appointment")
    text = Browser().get(path).content.decode()
    assert "Quill" not in text
    assert "Somatic" not in text
    assert "herap" not in text


def test_the_feeds_etag_stays_until_something_changes() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    session = a_session(a_client(therapist), monday())
    path = a_feed(practice, therapist)
    etag = Browser().get(path)["ETag"]
    assert Browser().get(path, headers={"If-None-Match": etag}).status_code == 304
    with inside(practice):
        move_session(session=session, starts_at=monday() + timedelta(hours=1))
    changed = Browser().get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag
    (event,) = events(path)
    assert event["sequence"] == 2
    with inside(practice):
        cancel_session(session=session)
    assert events(path) == []


def test_a_new_address_or_a_closed_account_ends_the_old_one() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    first = a_feed(practice, therapist)
    second = a_feed(practice, therapist)
    assert Browser().get(first).status_code == 404
    assert Browser().get(second).status_code == 200
    with inside(practice):
        Staff.objects.update(is_active=False)
    assert Browser().get(second).status_code == 404
    with inside(practice):
        Staff.objects.update(is_active=True)
        close_feed(therapist=therapist)
    assert Browser().get(second).status_code == 404
    assert Browser().get("/feeds/x.ics").status_code == 404
    assert pages(therapist).post(second).status_code == 405


def test_the_secret_itself_is_kept_nowhere() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    secret = a_feed(practice, therapist).split("/")[2].removesuffix(".ics")
    from interventions.models import Feed

    assert Feed.objects.get(therapist_id=therapist.pk).secret_hash != secret
    assert len(secret) >= 43  # 32 random bytes


@pytest.mark.parametrize("which", ["this", "following", "all"])
def test_a_session_that_has_begun_is_not_put_off(which: str) -> None:
    client = a_client(a_staff(a_practice()))
    begun = timezone.now() - timedelta(minutes=20)
    session = a_series(client, begun).sessions[0]
    therapist, later = therapist_of(client), begun + timedelta(hours=2)
    answer = Api(therapist).patch(
        f"sessions/{session.pk}/", {"starts_at": later.isoformat(), "which": which}, revision=session.revision
    )
    assert (answer.status_code, list(read(answer))) == (400, ["starts_at"])
    assert "has begun" in answer.content.decode()
    earlier = {"starts_at": (begun - timedelta(minutes=30)).isoformat()}
    kept = Api(therapist).patch(f"sessions/{session.pk}/", earlier, revision=session.revision)
    assert kept.status_code == 200, kept.content  # it began earlier than was written down
