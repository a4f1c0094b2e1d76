"""In the session room: numbers by one key, templates, and notes that are the author's alone."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from clients.models import Client
from clinic.core.access import Actor, Role
from interventions.modalities.emdr.models import TargetMeasure
from interventions.models import Note, NoteTemplate, PrivateNote, SessionRating, TherapySession
from interventions.notes import private
from interventions.notes.formats import formats
from interventions.notes.note_templates import add_template, retire_template
from interventions.notes.process_note_models import PrivateNote as Stored
from interventions.sessions.tracks import note_track, panel_of, undo_track
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    actor,
    inside,
    past_the_gate,
    therapist_of,
)
from tests.web import pages

pytestmark = pytest.mark.django_db


def a_held_session(modality: str = "emdr") -> TherapySession:
    """A session that began a while ago, of a running plan."""
    client = a_client(a_staff(a_practice()))
    plan = a_plan(client, modality)
    if modality == "emdr":
        a_row(past_the_gate(plan), "target", label="the stairs")
    return a_session(client, timezone.now() - timedelta(minutes=20), plan=plan)


def by(session: TherapySession) -> Actor:
    return actor(therapist_of(session.client))


def values(session: TherapySession) -> dict[str, list[int]]:
    panel = panel_of(session)
    assert panel
    return {line.track.key: line.values for line in panel.lines}


def press(session: TherapySession, what: str, **more: str) -> Any:
    browser = pages(therapist_of(session.client))
    return browser.post(reverse("sessions:session-track", args=[session.pk]), {"track": what, **more})


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("modality", ["eft", "efit", "ifs", "schema", "se"])
def test_each_track_of_a_modality_takes_its_range_and_no_more(modality: str) -> None:
    session = a_held_session(modality)
    with inside(session.practice):
        panel = panel_of(session)
        assert panel
        assert len({line.key for line in panel.lines} - {""}) == len(panel.lines)  # each has a letter of its own
        for line in panel.lines:
            for value in (line.track.min, line.track.max):
                note_track(session=session, by=by(session), key=line.track.key, value=value)
            for value in (line.track.min - 1, line.track.max + 1):
                with pytest.raises(ValidationError, match="from"):
                    note_track(session=session, by=by(session), key=line.track.key, value=value)
        assert values(session) == {line.track.key: [line.track.min, line.track.max] for line in panel.lines}
        undo_track(session=session, by=by(session), key=panel.lines[0].track.key)
        assert values(session)[panel.lines[0].track.key] == [panel.lines[0].track.min]


def test_sud_and_voc_go_into_the_targets_ledger_and_count_its_sets() -> None:
    session = a_held_session()
    with inside(session.practice):
        target = panel_of(session).target  # type: ignore[union-attr]
        assert target
        for value in (8, 6, 3):
            note_track(session=session, by=by(session), key="sud", value=value, target_id=target.pk)
        with pytest.raises(ValidationError, match="Installation begins at SUD 0; the newest is 3"):
            note_track(session=session, by=by(session), key="voc", value=5, target_id=target.pk)
        note_track(session=session, by=by(session), key="sud", value=0, target_id=target.pk)
        for value in (5, 7):
            note_track(session=session, by=by(session), key="voc", value=value, target_id=target.pk)
        assert values(session) == {"sud": [8, 6, 3, 0], "voc": [5, 7], "sets": [4]}
        rows = list(TargetMeasure.objects.order_by("made_at").values_list("phase", "sets", "sud", "voc"))
        assert rows == [
            ("assessment", 0, 8, None),
            ("set", 1, 6, None),
            ("set", 2, 3, None),
            ("set", 3, 0, None),
            ("installation", 3, None, 5),
            ("installation", 4, None, 7),
        ]
        assert not SessionRating.objects.exists()
        undo_track(session=session, by=by(session), key="voc", target_id=target.pk)
        assert values(session)["voc"] == [5]
        for wrong in (None, session.pk):
            with pytest.raises(ValidationError, match="Choose the target"):
                note_track(session=session, by=by(session), key="sud", value=2, target_id=wrong)


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("sud:11", "from 0 to 10"),
        ("voc:0", "from 1 to 7"),
        ("sets:61", "from 0 to 60"),
        ("sets:-", "from 0 to 60"),
        ("sud:+", "Press a number"),
        ("mood:3", "no such track"),
        ("sud:x", "Press a number"),
        ("sud:999999", "Press a number"),
        ("sud:-1", "Press a number"),
    ],
)
def test_a_number_that_cannot_be_is_told_in_the_panel(what: str, word: str) -> None:
    session = a_held_session()
    with inside(session.practice):
        target = panel_of(session).target  # type: ignore[union-attr]
        assert target
    assert word in press(session, what, target=str(target.pk)).content.decode()
    with inside(session.practice):
        assert not TargetMeasure.objects.exists()


def test_a_pressed_number_answers_with_the_panel_alone() -> None:
    session = a_held_session("se")
    page = press(session, "activation_peak:7").content.decode()
    assert "<html" not in page
    assert 'aria-live="polite">7</span>' in page


def test_without_a_script_the_button_saves_the_note_as_well() -> None:
    session = a_held_session("se")
    browser = pages(therapist_of(session.client))
    path = reverse("notes:session-note", args=[session.pk])
    form = {"form": "free", "text": "A long look at the door.", "revision": "0", "track": "activation_peak:7"}
    assert browser.post(path, form)["Location"] == path
    page = browser.get(path).content.decode()
    assert "A long look at the door." in page
    with inside(session.practice):
        assert values(session)["activation_peak"] == [7]


def test_a_session_without_plan_has_no_panel() -> None:
    client = a_client(a_staff(a_practice()))
    session = a_session(client, timezone.now() - timedelta(minutes=20))
    page = pages(therapist_of(client)).get(reverse("notes:session-note", args=[session.pk])).content.decode()
    assert "data-tracks" not in page
    assert "has no plan" in press(session, "sud:3").content.decode()


def test_the_database_refuses_a_number_out_of_any_range() -> None:
    session = a_held_session("se")
    with inside(session.practice), pytest.raises(IntegrityError), transaction.atomic():
        SessionRating.objects.create(
            practice=session.practice,
            session=session,
            plan=session.plan,
            made_by=session.therapist,
            track="x",
            value=101,
        )


# --- forms and templates ----------------------------------------------------------------------------------------------


def test_each_modality_has_a_form_of_note_and_the_workspace_offers_the_plans() -> None:
    session = a_held_session("schema")
    page = pages(therapist_of(session.client)).get(reverse("notes:session-note", args=[session.pk])).content.decode()
    assert 'href="?form=schema"' in page
    assert 'href="?form=emdr"' not in page
    assert (
        {"eft", "efit", "ifs", "emdr", "schema", "se"}
        <= set(formats())
        == {key for key, _label in Note._meta.get_field("form").flatchoices}
    )


def test_a_note_of_a_modalitys_form_is_signed_like_any_other() -> None:
    session = a_held_session("se")
    browser = pages(therapist_of(session.client))
    form = {"form": "se", "sensation": "Warm hands.", "plan": "The garden.", "revision": "0", "sign": "1"}
    page = browser.post(reverse("notes:session-note", args=[session.pk]), form, follow=True).content.decode()
    assert "What the body showed" in page
    assert "Warm hands." in page


def test_a_note_begins_with_a_template_once() -> None:
    session = a_held_session("se")
    therapist = therapist_of(session.client)
    browser = pages(therapist)
    path = reverse("notes:note-templates")
    answer = browser.post(path, {"form": "free", "name": "First meeting", "text": "Came because of …"}, follow=True)
    assert "Saved." in answer.content.decode()
    with inside(session.practice):
        template = NoteTemplate.objects.get()
    room = reverse("notes:session-note", args=[session.pk])
    assert "First meeting" in browser.get(room).content.decode()
    assert "Came because of …" in browser.get(room, {"template": str(template.pk)}).content.decode()
    assert browser.get(room, {"template": str(session.pk)}).status_code == 404
    browser.post(room, {"form": "free", "text": "Mine.", "revision": "0"})
    page = browser.get(room, {"template": str(template.pk)}).content.decode()
    assert "Mine." in page  # a template never stands in the place of what was written
    assert "Came because of" not in page


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": "x"}, "name"),
        ({"form": "sonnet"}, "form"),
        ({"parts": {}}, "form"),
        ({"parts": {"text": "x" * 10_001}}, "form"),
        ({"parts": {"text": "a\u202eb"}}, None),
    ],
)
def test_a_template_that_cannot_be_is_refused(fields: dict[str, Any], name: str | None) -> None:
    practice = a_practice()
    given = {"name": "First meeting", "form": "free", "parts": {"text": "x"}}
    with inside(practice):
        with pytest.raises(ValidationError) as refused:
            add_template(practice_id=practice.pk, **given | fields)
        assert name is None or name in refused.value.message_dict
        assert not NoteTemplate.objects.exists()


def test_two_templates_of_one_name_but_not_at_the_same_time() -> None:
    practice = a_practice()
    given: dict[str, Any] = {"name": "First meeting", "form": "free", "parts": {"text": "x"}}
    with inside(practice):
        first = add_template(practice_id=practice.pk, **given)
        with pytest.raises(ValidationError, match="already a template with this name"):
            add_template(practice_id=practice.pk, **given)
        for _ in range(2):
            retire_template(template=first)
        add_template(practice_id=practice.pk, **given)


# --- psychotherapy notes ----------------------------------------------------------------------------------------------


def a_private_note(client: Client, text: str = "He reminds me of my brother.") -> PrivateNote:
    with inside(client.practice):
        return private.write_private_note(client=client, by=actor(therapist_of(client)), text=text)


def test_the_author_alone_reads_it() -> None:
    practice = a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR, Role.THERAPIST)
    therapist = a_staff(practice, supervisor=supervisor)
    client = a_client(therapist)
    note = a_private_note(client)
    path, one = reverse("notes:private-notes", args=[client.pk]), reverse("notes:private-note", args=[note.pk])
    assert "reminds me of my brother" in pages(therapist).get(path).content.decode()
    second = a_staff(practice)
    with inside(practice):
        client.care.create(practice=practice, staff=second, part="second", since=timezone.localdate())
    assert "brother" not in pages(second).get(path).content.decode()  # in care of the same client, and yet not theirs
    assert pages(second).get(one).status_code == 404
    assert pages(supervisor).get(path).status_code == 404
    assert pages(a_staff(practice, Role.ADMIN)).get(path).status_code == 403
    with inside(practice), pytest.raises(Http404):
        private.change_private_note(note=note, by=actor(second), text="x", revision=1)
    for name in (
        "workspace:client-report",
        "workspace:client-report-csv",
        "workspace:client-report-pdf",
        "workspace:client",
        "clients:client-file",
    ):
        page = pages(therapist).get(reverse(name, args=[client.pk]))
        assert b"brother" not in page.content


def test_the_database_and_its_history_hold_no_word_of_it() -> None:
    client = a_client(a_staff(a_practice()))
    note = a_private_note(client, "lighthouse " * 20)
    with inside(client.practice):
        private.change_private_note(note=note, by=actor(therapist_of(client)), text="harbour " * 20, revision=1)
        with connection.cursor() as cursor:
            for table in ("interventions_privatenote", "interventions_privatenoteevent"):
                cursor.execute(f"SELECT encode(t::text::bytea, 'escape') FROM {table} t")
                rows = " ".join(row[0] for row in cursor.fetchall())
                assert rows
                assert "lighthouse" not in rows
                assert "harbour" not in rows
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
                ["interventions_privatenoteevent"],
            )
            assert "sealed" not in {row[0] for row in cursor.fetchall()}


def test_changed_deleted_and_two_tabs() -> None:
    client = a_client(a_staff(a_practice()))
    note, browser = a_private_note(client), pages(therapist_of(client))
    one = reverse("notes:private-note", args=[note.pk])
    assert browser.post(one, {"text": "Of my uncle.", "revision": "1"}).status_code == 302
    page = browser.post(one, {"text": "Of nobody.", "revision": "1"}).content.decode()
    assert "This was changed meanwhile" in page
    assert "Saved now: Of my uncle." in page
    assert "Of nobody." in page  # what was written is still there
    assert browser.post(one, {"delete": "1"}).status_code == 302
    with inside(client.practice):
        assert not PrivateNote.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 60_001, "a\x00b"])
def test_a_text_that_cannot_be_is_refused(text: str) -> None:
    client = a_client(a_staff(a_practice()))
    with pytest.raises(ValidationError):
        a_private_note(client, text)


def keys(number: int) -> list[str]:
    return [base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in range(1, number + 1)]


def test_a_key_is_changed_without_losing_a_word(settings: Settings) -> None:
    old, new = keys(2)
    settings.NOTES_KEYS = [old]
    client = a_client(a_staff(a_practice()))
    note = a_private_note(client)
    settings.NOTES_KEYS = [new, old]
    for _ in range(2):  # safe to repeat
        call_command("rotate_notes_keys")
    settings.NOTES_KEYS = [new]
    with inside(client.practice):
        assert private.decrypt_note(PrivateNote.objects.get(pk=note.pk)) == "He reminds me of my brother."
    settings.NOTES_KEYS = [old]
    with inside(client.practice), pytest.raises(private.Unreadable):
        private.decrypt_note(PrivateNote.objects.get(pk=note.pk))
    path = reverse("notes:private-notes", args=[client.pk])
    assert "No key that is set opens this note" in pages(therapist_of(client)).get(path).content.decode()
    with pytest.raises(CommandError, match=r"1 note\(s\) open with no key"):
        call_command("rotate_notes_keys")


def test_a_sealed_text_opens_in_its_own_row_only() -> None:
    client = a_client(a_staff(a_practice()))
    one, two = a_private_note(client, "one"), a_private_note(client, "two")
    with inside(client.practice):
        Stored.objects.filter(pk=two.pk).update(sealed=bytes(one.sealed))
        with pytest.raises(private.Unreadable):
            private.decrypt_note(PrivateNote.objects.get(pk=two.pk))
        Stored.objects.filter(pk=one.pk).update(sealed=bytes(one.sealed)[:-4] + b"AAAA")
        with pytest.raises(private.Unreadable):
            private.decrypt_note(PrivateNote.objects.get(pk=one.pk))


def test_without_keys_or_with_a_bad_one_it_says_so(settings: Settings) -> None:
    client = a_client(a_staff(a_practice()))
    settings.NOTES_KEYS = []
    with pytest.raises(ValidationError, match="NOTES_KEYS is empty"):
        a_private_note(client)
    path = reverse("notes:private-notes", args=[client.pk])
    assert "not set up here" in pages(therapist_of(client)).get(path).content.decode()
    with pytest.raises(CommandError, match="NOTES_KEYS is empty"):
        call_command("rotate_notes_keys")
    settings.NOTES_KEYS = ["not a key"]
    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        a_private_note(client)


def test_the_seal_is_fernet_with_the_key_alone(settings: Settings) -> None:
    (key,) = keys(1)
    settings.NOTES_KEYS = [key]
    client = a_client(a_staff(a_practice()))
    note = a_private_note(client, "plain to who has the key")
    assert Fernet(key).decrypt(bytes(note.sealed)).decode().endswith("plain to who has the key")
