"""Who held a session for somebody away finishes its note, and reaches nothing else of the record by that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.care_team.covers import name_cover
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Staff
from interventions.models import Note, TherapySession
from interventions.notes.actions import save_note
from interventions.notes.queries import my_sessions_without_note, notes_to_cosign, without_note
from interventions.reminders.queries import rules_of, waiting_for_staff
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.leave_changes import give_chosen, lock_covering
from tests.factories import a_client, a_plan, a_practice, a_session, a_staff, actor, inside, therapist_of
from tests.web import Api, pages

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = {"form": "free", "text": "He was calm."}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def held_by_cover(client: Client, deputy: Staff, state: str = "attended") -> TherapySession:
    """A session that the client's therapist's cover holds tomorrow; the cover ends an hour after it."""
    lead = therapist_of(client)
    session = a_session(client, NOW + 24 * HOUR, plan=a_plan(client))
    with inside(client.practice):
        leave, rows = add_leave(therapist=lead, starts_at=NOW, ends_at=session.ends_at + HOUR)
        name_cover(therapist=lead, staff_id=deputy.pk, starts_at=NOW, ends_at=leave.ends_at, by=actor(lead))
        give_chosen(lock_covering(leave), rows)
        TherapySession.objects.filter(pk=session.pk).update(state=state)
        return TherapySession.objects.get(pk=session.pk)


def test_the_note_of_a_session_held_as_cover_is_listed_written_and_signed_an_hour_after_the_cover_ended() -> None:
    practice = a_practice()
    client, deputy, stranger = a_client(a_staff(practice)), a_staff(practice), a_staff(practice)
    session = held_by_cover(client, deputy)
    path = reverse("notes:session-note", args=[session.pk])
    with time_machine.travel(session.ends_at + 2 * HOUR, tick=False):
        with inside(practice):
            assert list(without_note()) == [session]
            assert list(my_sessions_without_note(actor(deputy))) == [session]
        desk = pages(deputy)
        assert path in desk.get("/notes/").content.decode()
        page = desk.get(path)
        assert page.status_code == 200
        for part in ("Safety plan", "Last note", "Private process notes", 'name="attend"'):
            assert part not in page.content.decode()
        assert desk.post(path, {**TEXT, "revision": "0"}).status_code == 302
        answer = desk.post(path, {**TEXT, "revision": "1", "sign": "1"}, follow=True)
        assert "He was calm." in answer.content.decode()
        with inside(practice):
            note = Note.objects.get(session=session)
            assert (note.state, note.author_id) == ("signed", deputy.pk)
            assert not without_note().exists()
        added = desk.post(reverse("notes:note-addendum", args=[note.pk]), {"text": "He left early."}, follow=True)
        assert "He left early." in added.content.decode()
        assert Api(deputy).get(f"notes/{note.pk}/").status_code == 200
        assert Api(stranger).get(f"notes/{note.pk}/").status_code == 404
        assert pages(stranger).get(path).status_code == 404


def test_it_opens_nothing_else_of_the_record_after_the_cover_and_nothing_is_pressed_beside_it() -> None:
    practice = a_practice()
    client, deputy = a_client(a_staff(practice)), a_staff(practice)
    other = a_session(client, NOW + 2 * HOUR)
    session = held_by_cover(client, deputy)
    with inside(practice):
        by = actor(therapist_of(client))
        TherapySession.objects.filter(pk=other.pk).update(therapist=by.staff_id)
        theirs = save_note(session=session, by=by, form="free", parts={"text": "The lead's own."})
    path = reverse("notes:session-note", args=[session.pk])
    with time_machine.travel(session.ends_at + 2 * HOUR, tick=False):
        desk = pages(deputy)
        for route in ("workspace:client", "clients:client-file", "sessions:client-sessions"):
            assert desk.get(reverse(route, args=[client.pk])).status_code == 404
        assert desk.get(reverse("notes:session-note", args=[other.pk])).status_code == 404
        assert Api(deputy).get(f"notes/{theirs.pk}/").status_code == 404
        for act in ("track", "attend", "book", "give_exercise", "give_questionnaire"):
            assert desk.post(path, {act: "attended"}).status_code == 404
        assert desk.post(reverse("sessions:session-track", args=[session.pk]), {"track": "sud:7"}).status_code == 404


def test_the_morning_mail_counts_a_note_that_a_cover_has_not_written() -> None:
    practice = a_practice()
    client, deputy = a_client(a_staff(practice)), a_staff(practice)
    session = held_by_cover(client, deputy)
    with time_machine.travel(session.ends_at + 4 * 24 * HOUR, tick=False), inside(practice):
        found = waiting_for_staff(practice, rules_of(practice.pk))
        assert "1 session has no note." in found[deputy.pk]
        with time_machine.travel(session.starts_at - HOUR, tick=False):
            assert not my_sessions_without_note(actor(deputy)).exists()


def test_the_supervisor_of_who_covered_reads_and_cosigns_that_note_and_nothing_else() -> None:
    practice = a_practice()
    own, others = a_staff(practice, Role.SUPERVISOR), a_staff(practice, Role.SUPERVISOR)
    lead, deputy = a_staff(practice, supervisor=others), a_staff(practice, supervisor=own)
    client = a_client(lead)
    session = held_by_cover(client, deputy)
    with time_machine.travel(session.ends_at + 2 * HOUR, tick=False):
        desk = pages(deputy)
        path = reverse("notes:session-note", args=[session.pk])
        assert desk.post(path, {**TEXT, "revision": "0"}).status_code == 302
        assert desk.post(path, {**TEXT, "revision": "1", "sign": "1"}).status_code == 302
        with inside(practice):
            note = Note.objects.get(session=session)
            assert list(notes_to_cosign(actor(own))) == [note]
            assert list(notes_to_cosign(actor(others))) == []
        page = pages(own).get(reverse("notes:note", args=[note.pk]))
        assert page.status_code == 200
        assert "He was calm." in page.content.decode()
        assert f"/clients/{client.pk}/" not in page.content.decode()
        assert pages(own).get(f"/clients/{client.pk}/").status_code == 404
        assert pages(own).post(reverse("notes:note-cosign", args=[note.pk]), {"text": "Read."}).status_code == 302
        with inside(practice):
            assert not notes_to_cosign(actor(own)).exists()
