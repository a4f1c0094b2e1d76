"""What is on record stays: notes are signed of sessions held, sessions that began are not cancelled, and yesterday's
session can be entered."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from clinic.core import audit
from clinic.core.models import AccessLog, Message
from interventions.models import Note, TherapySession
from interventions.notes.actions import SessionNotBegun, save_and_sign, save_note, sign_note
from interventions.notes.sealing import note_hash
from interventions.reminders.actions import enqueue_due_reminders
from interventions.sessions.actions import (
    OnRecord,
    book_session,
    cancel_session,
    move_session,
    note_attendance,
    restore_session,
)
from interventions.sessions.series import Which
from interventions.sessions.series_changes import cancel_in_series, move_in_series
from interventions.sessions.waiting import wait
from tests.factories import (
    a_client,
    a_household,
    a_pattern,
    a_practice,
    a_series,
    a_session,
    a_staff,
    actor,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
State = TherapySession.State
TEXT = {"text": "Talked about the weekend."}


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def held(client: Client, hours: int = 3, **fields: object) -> TherapySession:
    """A session that began some hours ago."""
    return a_session(client, timezone.now() - timedelta(hours=hours), **fields)


def signed(session: TherapySession) -> Note:
    by = actor(therapist_of(session.client))
    with inside(session.practice, by):
        return save_and_sign(session=session, by=by, form="free", parts=TEXT, attendance=State.ATTENDED)


def send(api: Api, method: str, path: str, body: object = None, revision: int = 1) -> Any:
    act = getattr(api.browser, method)
    headers = {**api.headers, "If-Match": f'"{revision}"'}
    return act(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


# --- signing ----------------------------------------------------------------------------------------------------------


def test_a_note_is_not_signed_before_its_session_begins(client: Client) -> None:
    session, therapist = a_session(client), therapist_of(client)
    desk, path = pages(therapist), f"/sessions/{session.pk}/note/"
    assert "You can sign from" in desk.get(path).content.decode()
    shown = desk.post(path, {"form": "free", "revision": "0", **TEXT, "sign": "1"})
    assert "The session has not begun" in shown.content.decode()
    assert TEXT["text"] in shown.content.decode()
    assert (
        desk.post(path, {"form": "free", "revision": "1", "text": "more"}).status_code == 302
    )  # and goes on as a draft
    with inside(client.practice):
        note = Note.objects.get()
    assert (note.state, note.parts) == ("draft", {"text": "more"})
    answer = send(Api(therapist), "post", f"notes/{note.pk}/signature/", {"attendance": "attended"}, note.revision)
    assert answer.status_code == 409
    assert "has not begun" in read(answer)["detail"]
    with inside(client.practice, actor(therapist)) as scope, pytest.raises(SessionNotBegun):
        sign_note(note=note, by=scope.actor, revision=note.revision, attendance=State.ATTENDED)


def test_signing_asks_for_the_attendance_and_records_it_in_the_same_step(client: Client) -> None:
    session, therapist = held(client), therapist_of(client)
    desk, path = pages(therapist), f"/sessions/{session.pk}/note/"
    form = desk.get(path).context["form"]
    assert form["attendance"].value() == "attended"
    shown = desk.post(path, {"form": "free", "revision": "0", **TEXT, "sign": "1"})
    assert shown.context["form"].errors == {"attendance": ["Record the attendance first: attended, or did not attend."]}
    assert TEXT["text"] in shown.content.decode()
    desk.post(path, {"form": "free", "revision": "1", **TEXT, "sign": "1", "attendance": "missed"})
    with inside(client.practice):
        session.refresh_from_db()
        assert (session.state, session.notes.get().state) == ("missed", "signed")
        assert session.outcome_at is not None


def test_the_api_names_the_attendance_that_is_missing(client: Client) -> None:
    session, therapist = held(client), therapist_of(client)
    with inside(client.practice, actor(therapist)) as scope:
        note = save_note(session=session, by=scope.actor, form="free", parts=TEXT)
    api, path = Api(therapist), f"notes/{note.pk}/signature/"
    for wrong in ({}, None, {"attendance": "arrived"}, {"attendance": 7}):
        answer = send(api, "post", path, wrong)
        assert (answer.status_code, list(read(answer))) == (400, ["attendance"]), wrong
    assert send(api, "post", path, {"attendance": "attended"}).status_code == 200
    assert read(api.get(f"sessions/{session.pk}/"))["state"] == "attended"
    assert send(api, "post", path, {}).status_code == 200  # twice changes nothing


@pytest.mark.parametrize("state", ["booked", "arrived"])
def test_the_database_refuses_a_signature_without_an_outcome(client: Client, state: str) -> None:
    session = held(client)
    with inside(client.practice):
        TherapySession.objects.filter(pk=session.pk).update(state=state)
        with pytest.raises(IntegrityError, match="once its session has begun"), transaction.atomic():
            signed_row(session).save(force_insert=True)


def test_the_database_refuses_a_signature_older_than_the_session(client: Client) -> None:
    session = held(client, attendance=State.ATTENDED)
    with inside(client.practice):
        row = signed_row(session)
        row.signed_at = session.starts_at - timedelta(seconds=1)
        with pytest.raises(IntegrityError, match="once its session has begun"), transaction.atomic():
            row.save(force_insert=True)
        row = signed_row(session)
        row.save(force_insert=True)
        audit.log_signature(row.client_id, AccessLog.Kind.NOTE_SIGNED, row.pk, row.content_hash)


def signed_row(session: TherapySession) -> Note:
    """A signed note as it could be written past the actions."""
    row = Note(
        practice_id=session.practice_id,
        client_id=session.client_id,
        session=session,
        form="free",
        parts=TEXT,
        author_id=session.therapist_id,
        state="signed",
        signed_at=timezone.now(),
        signed_name="Somebody",
    )
    row.content_hash = note_hash(row)
    return row


def test_a_late_cancellation_can_be_noted_once_its_time_has_come(client: Client) -> None:
    session = a_session(client, timezone.now() + timedelta(seconds=2))
    with inside(client.practice):
        cancel_session(session=session, reason="ill")
        TherapySession.objects.filter(pk=session.pk).update(
            starts_at=timezone.now() - timedelta(hours=1),
            ends_at=timezone.now(),
            outcome_at=timezone.now() - timedelta(hours=2),
        )
    assert signed(session).state == "signed"
    with inside(client.practice), pytest.raises(OnRecord):
        restore_session(session=session)


# --- a session on record ----------------------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[TherapySession], dict[str, object]]] = {
    "cancelled": lambda _session: {"state": "cancelled", "outcome_at": timezone.now() - timedelta(hours=9)},
    "booked again": lambda _session: {"state": "booked", "outcome_at": None},
    "moved": lambda session: {"starts_at": session.starts_at - timedelta(minutes=5)},
    "longer": lambda session: {"ends_at": session.ends_at + timedelta(minutes=5)},
    "somebody else's": lambda session: {
        "household": a_household(session.client, a_client(therapist_of(session.client)))
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_database_keeps_a_session_with_a_signed_note(client: Client, name: str) -> None:
    session = held(client)
    signed(session)
    change = CHANGES[name](session)
    with inside(client.practice):
        with pytest.raises(IntegrityError), transaction.atomic():
            TherapySession.objects.filter(pk=session.pk).update(**change)
        TherapySession.objects.filter(pk=session.pk).update(state="missed")  # a correction
        with pytest.raises(IntegrityError), transaction.atomic():
            TherapySession.objects.filter(pk=session.pk)._raw_delete("default")


def test_the_database_refuses_a_cancellation_after_the_beginning_or_without_a_time(client: Client) -> None:
    session = held(client)
    with inside(client.practice):
        for at in (None, session.starts_at, timezone.now()):
            with pytest.raises(IntegrityError), transaction.atomic():
                TherapySession.objects.filter(pk=session.pk).update(state="cancelled", outcome_at=at)
        with pytest.raises(IntegrityError), transaction.atomic():  # what became of it is not known before it begins
            TherapySession.objects.filter(pk=session.pk).update(
                state="attended", outcome_at=session.starts_at - timedelta(seconds=1)
            )


def test_a_session_that_has_begun_is_not_cancelled_by_page_or_program(client: Client) -> None:
    session, therapist = held(client), therapist_of(client)
    page = pages(therapist).get(f"/sessions/{session.pk}/").content.decode()
    assert "Cancel the session" not in page
    answer = pages(therapist).post(
        f"/sessions/{session.pk}/cancel/", {"by_client": "1", "revision": "1", "which": "this"}, follow=True
    )
    assert "Record attended or no-show instead" in answer.content.decode()
    api = Api(therapist)
    answer = send(api, "post", f"sessions/{session.pk}/cancellation/", {"by_client": True})
    assert (answer.status_code, "can no longer be cancelled" in read(answer)["detail"]) == (409, True)
    assert send(api, "post", f"sessions/{session.pk}/attendance/", {"state": "missed"}).status_code == 200
    assert send(api, "post", f"sessions/{session.pk}/cancellation/", {"by_client": True}, 2).status_code == 409
    with inside(client.practice):
        assert TherapySession.objects.get().state == "missed"


def test_an_arrival_is_not_offered_weeks_before(client: Client) -> None:
    """A wrong press took a coming session out of what can be moved and cancelled."""
    later = a_session(client, timezone.now() + timedelta(days=12))
    today = a_session(client, timezone.now() + timedelta(hours=3))
    browser = pages(therapist_of(client))
    assert 'value="arrived"' not in browser.get(f"/sessions/{later.pk}/").content.decode()
    assert 'value="arrived"' in browser.get(f"/sessions/{today.pk}/").content.decode()


def test_a_signed_note_keeps_its_sessions_attendance_and_time(client: Client) -> None:
    session, therapist = held(client), therapist_of(client)
    signed(session)
    api, path = Api(therapist), f"sessions/{session.pk}/"
    for state in ("booked", "arrived"):
        answer = send(api, "post", f"{path}attendance/", {"state": state}, 2)
        assert (answer.status_code, "can be corrected" in read(answer)["detail"]) == (409, True)
    assert send(api, "post", f"{path}attendance/", {"state": "missed"}, 2).status_code == 200
    assert send(api, "patch", path, {"minutes": 60}, 3).status_code == 409
    pages(therapist).post(f"/sessions/{session.pk}/attendance/", {"state": "booked", "from": "session"})
    page = pages(therapist).get(f"/sessions/{session.pk}/").content.decode()
    assert "Correct to attended" in page
    assert "Take it back" not in page
    with inside(client.practice):
        assert TherapySession.objects.get().state == "missed"


def test_cancelling_a_series_from_a_session_that_has_begun_is_refused_whole(client: Client) -> None:
    start = (timezone.now() - timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    made = a_series(client, start)
    with inside(client.practice):
        with pytest.raises(OnRecord):
            cancel_in_series(session=made.sessions[0], which=Which.FOLLOWING)
        assert not TherapySession.objects.filter(state="cancelled").exists()
        assert len(cancel_in_series(session=made.sessions[1], which=Which.FOLLOWING)) == 3
        assert not TherapySession.objects.filter(state="cancelled", outcome_at__isnull=True).exists()


# --- entered afterwards -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["attended", "missed"])
def test_yesterdays_session_is_entered_over_the_api(client: Client, state: str) -> None:
    starts_at = timezone.now() - timedelta(days=1)
    body = {"client": str(client.pk), "starts_at": starts_at.isoformat(), "attendance": state}
    with inside(client.practice):
        entry = wait(client=client)
    answer = Api(therapist_of(client)).post("sessions/", body)
    assert (answer.status_code, read(answer)["state"]) == (201, state)
    with inside(client.practice):
        assert enqueue_due_reminders() == 0
        assert not Message.objects.filter(recipient_id=client.pk).exists()  # nobody is told
        entry.refresh_from_db()
        assert entry.state == "waiting"  # a session that is over is no place for who waits


def test_what_can_be_entered_ends_ninety_days_back(client: Client) -> None:
    api, now = Api(therapist_of(client)), timezone.now()
    for days, minutes, code in ((90, 5, 201), (90, -5, 400), (400, 0, 400)):
        starts_at = now - timedelta(days=days) + timedelta(minutes=minutes)
        body = {"client": str(client.pk), "starts_at": starts_at.isoformat(), "attendance": "attended", "minutes": 30}
        answer = api.post("sessions/", body)
        assert answer.status_code == code
        if code == 400:
            assert "90 days" in read(answer)["starts_at"][0]


def test_a_past_session_overlaps_nothing_and_asks_no_leave(client: Client) -> None:
    session = held(client, 50, attendance=State.ATTENDED)
    body = {"client": str(client.pk), "starts_at": session.starts_at.isoformat(), "attendance": "attended"}
    assert Api(therapist_of(client)).post("sessions/", body).status_code == 409


def test_an_outcome_is_for_a_session_that_has_begun(client: Client) -> None:
    body = {"client": str(client.pk), "starts_at": (timezone.now() + timedelta(days=1)).isoformat()}
    answer = Api(therapist_of(client)).post("sessions/", body | {"attendance": "attended"})
    assert (answer.status_code, list(read(answer))) == (400, ["attendance"])
    with inside(client.practice), pytest.raises(ValidationError):
        book_session(
            client=client,
            therapist_id=therapist_of(client).pk,
            starts_at=timezone.now() - timedelta(hours=2),
            attendance=State.CANCELLED,
        )


def test_the_page_asks_whether_the_client_came_when_the_time_has_passed(client: Client) -> None:
    therapist = therapist_of(client)
    day = timezone.localdate() - timedelta(days=1)
    desk, path = pages(therapist), f"/clients/{client.pk}/book/"
    form = {"day": str(day), "time": "10:00", "minutes": "50", "therapist": str(therapist.pk)}
    asked = desk.post(path, form)
    assert "Did the client attend?" in asked.content.decode()
    assert 'name="attendance"' in asked.content.decode()
    assert desk.post(path, form | {"attendance": "attended"}).status_code == 302
    with inside(client.practice):
        session = TherapySession.objects.get()
        assert (session.state, session.outcome_at is not None) == ("attended", True)
    old = form | {"day": str(day - timedelta(days=100)), "attendance": "attended"}
    assert "up to 90 days after" in desk.post(path, old).content.decode()


def test_a_series_does_not_lie_in_the_past(client: Client) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    body = {"client": str(client.pk), "starts_at": yesterday.isoformat(), "rule": "FREQ=WEEKLY;COUNT=3"}
    answer = Api(therapist_of(client)).post("series/", body)
    assert (answer.status_code, list(read(answer))) == (400, ["starts_at"])
    with inside(client.practice):
        assert a_pattern(client, yesterday).starts_at == yesterday
    made = a_series(client, timezone.now() + timedelta(days=1))
    with inside(client.practice), pytest.raises(ValidationError, match="one at a time"):
        move_in_series(session=made.sessions[0], which=Which.ALL, starts_at=timezone.now() - timedelta(days=3))


def test_a_booked_session_is_moved_to_when_it_really_took_place(client: Client) -> None:
    session = a_session(client)
    back = timezone.now() - timedelta(days=2)
    with inside(client.practice):
        moved = move_session(session=session, starts_at=back)
        assert (moved.starts_at, moved.state) == (back, "booked")
        note_attendance(session=moved, state=State.ATTENDED)
        with pytest.raises(OnRecord):
            move_session(session=moved, starts_at=back + timedelta(hours=1))
        old = timezone.now() - timedelta(days=91)
        TherapySession.objects.filter(pk=session.pk).update(
            state="booked", outcome_at=None, starts_at=old, ends_at=old + timedelta(minutes=50)
        )
        with pytest.raises(OnRecord, match="90 days"):
            move_session(session=moved, starts_at=back)


def test_who_cancelled_is_asked_and_nothing_is_preset() -> None:
    client = a_client(a_staff(a_practice()))
    session = a_session(client)
    therapist, path = therapist_of(client), f"/sessions/{session.pk}/"
    page = pages(therapist).get(path).content.decode()
    (choice,) = re.findall(r'<select name="by_client".*?</select>', page, re.DOTALL)
    assert re.findall(r'value="(\w*)" selected', choice) == [""]
    sent = {"revision": "1", "which": "this", "reason": "rang in ill", "by_client": ""}
    answer = pages(therapist).post(f"{path}cancel/", sent)
    assert "Say who cancelled" in answer.content.decode()
    assert "rang in ill" in answer.content.decode()
    refused = send(Api(therapist), "post", f"sessions/{session.pk}/cancellation/", {})
    assert (refused.status_code, list(read(refused))) == (400, ["by_client"])
    with inside(client.practice):
        session.refresh_from_db()
        assert session.state == "booked"
