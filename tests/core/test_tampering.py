"""Records that cannot be forged: what a person with the application's role, or with a superuser's, might try.

With the application's role each attempt is refused by the database, or found by ``verify_audit`` or ``verify_notes``.
A superuser, who may switch triggers off, is found too, as far as the last head that was kept elsewhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from clinic.core import audit
from clinic.core.access import Role
from clinic.core.heads import Head
from clinic.core.models import AccessLog, AuditHead, LoggedKind, Staff
from interventions.models import Addendum, Cosignature, Note, TherapySession
from interventions.notes.actions import add_addendum, cosign_note
from interventions.notes.sealing import addendum_hash, cosignature_hash, note_hash
from interventions.sessions.actions import note_attendance
from tests import servers
from tests.factories import a_client, a_practice, a_staff, actor, inside, therapist_of
from tests.interventions.notes.test_notes import a_note, a_past_session, supervisor_of


@dataclass(frozen=True)
class Record:
    """A signed note with an addendum and a cosignature, committed."""

    note: Note
    author: Staff
    supervisor: Staff
    database: str


@pytest.fixture
def record(own_database: str) -> Record:
    practice = a_practice()
    client = a_client(a_staff(practice, supervisor=a_staff(practice, Role.SUPERVISOR)))
    note, author, above = a_note(client, sign=True), therapist_of(client), supervisor_of(client)
    with inside(client.practice, actor(author)):
        add_addendum(note=note, by=actor(author), text="the date was wrong")
    with inside(client.practice, actor(above)):
        cosign_note(note=Note.objects.select_related("author").get(pk=note.pk), by=actor(above))
    assert verified() == ""
    return Record(note, author, above, own_database)


def verified(*arguments: str) -> str:
    """What the two commands complain of; empty when everything holds."""
    out = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
        call_command("verify_notes", stdout=out)
    except CommandError:
        return out.getvalue()
    return ""


# --- with the application's role --------------------------------------------------------------------------------------

IGNORE = "SELECT set_config('pgtrigger.ignore', %s, true)"
SAYS_NO = re.compile("permission denied|must be owner|cannot (update|delete) rows", re.IGNORECASE)
REFUSED = {
    "a signed text, triggers ignored": "UPDATE interventions_note SET parts = '{}'",
    "a signed note deleted": "DELETE FROM interventions_note",
    "an addendum changed": "UPDATE interventions_addendum SET text = 'forged'",
    "an addendum deleted": "DELETE FROM interventions_addendum",
    "a cosignature changed": "UPDATE interventions_cosignature SET word = 'returned', text = 'forged'",
    "a cosignature deleted": "DELETE FROM interventions_cosignature",
    "an opening changed": "UPDATE core_accesslog SET actor = 'nobody'",
    "an opening deleted": "DELETE FROM core_accesslog",
    "the head of the log": "UPDATE core_audithead SET sequence = 1",
    "a second head": "DELETE FROM core_audithead",
    "a history forged": "INSERT INTO clients_clientevent SELECT * FROM clients_clientevent LIMIT 1",
    "a history changed": "UPDATE clients_clientevent SET name = 'forged'",
    "a history deleted": "DELETE FROM clients_clientevent",
    "all notes at once": "TRUNCATE interventions_note CASCADE",
    "triggers off, by table": "ALTER TABLE interventions_note DISABLE TRIGGER ALL",
    "triggers off, by session": "SET session_replication_role = replica",
    "a trigger's function replaced": (
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN"
        " LANGUAGE sql AS 'SELECT true'"
    ),
    "row security dropped": "DROP POLICY practice ON interventions_note",
    "a schema put before the others": "CREATE SCHEMA forged",
}


def test_the_application_cannot_forge(record: Record) -> None:
    practice, answers = record.note.practice, {}
    with inside(practice), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal")
        cursor.execute(IGNORE, ["{" + ",".join(row[0] for row in cursor.fetchall()) + "}"])
        for attempt, statement in REFUSED.items():
            try:
                with transaction.atomic():
                    cursor.execute(statement)
                    answers[attempt] = "done"
            except DatabaseError as error:
                answers[attempt] = str(error)
    assert {attempt: said for attempt, said in answers.items() if not SAYS_NO.search(said)} == {}
    assert verified() == ""


def test_a_temporary_table_never_stands_in_for_the_head(record: Record) -> None:
    """Where a role may make temporary tables after all, as on a database that somebody else set up."""
    with servers.superuser(record.database) as root:
        root.execute(f"GRANT TEMPORARY ON DATABASE {record.database} TO PUBLIC")
    with inside(record.note.practice), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE core_audithead (LIKE public.core_audithead) ON COMMIT DROP")
        cursor.execute("SET LOCAL search_path = pg_temp, public, pg_catalog")
        audit.log_access(record.note.client_id, "looked")
    assert verified() == ""


def a_signed_row(record: Record, **fields: Any) -> Note:
    """A second note of the author's, of another session, as it could be written past the actions."""
    with inside(record.note.practice):
        client = record.note.client
    session = a_past_session(client, 5)
    with inside(record.note.practice, actor(record.author)):
        note_attendance(session=session, state=TherapySession.State.ATTENDED)
    row = a_note(client, session=session)
    with inside(record.note.practice):
        row.signed_at, row.signed_name, row.state = timezone.now(), "Somebody", Note.State.SIGNED
        for name, value in fields.items():
            setattr(row, name, value)
        row.content_hash = note_hash(row)
    return row


@pytest.mark.parametrize("kind", [Note, Addendum, Cosignature])
def test_nothing_is_signed_that_the_log_does_not_know(record: Record, kind: type[Any]) -> None:
    practice, at = record.note.practice, timezone.now()
    row: Any = a_signed_row(record)
    if kind is Addendum:
        row = Addendum(note=record.note, author=record.author, text="forged", made_at=at, practice=practice)
        row.content_hash = addendum_hash(row)
    elif kind is Cosignature:
        row = Cosignature(note=record.note, by=record.supervisor, word="returned", text="forged", made_at=at)
        row.practice, row.content_hash = practice, cosignature_hash(row)
    with pytest.raises(DatabaseError, match="signed_is_logged"), inside(practice):
        row.save()
    assert verified() == ""


def test_a_signature_dated_back_is_found(record: Record) -> None:
    with inside(record.note.practice, actor(record.author)):
        row = Addendum(practice=record.note.practice, note=record.note, author=record.author, text="I had said so.")
        row.made_at = timezone.now() - timedelta(hours=3)
        row.content_hash = addendum_hash(row)
        row.save(force_insert=True)
        audit.log_signature(record.note.client_id, LoggedKind.NOTE_ADDED, row.pk, row.content_hash)
    assert f"addendum {row.pk}" in (found := verified())
    assert "was signed at" in found


def test_a_cosignature_in_somebody_elses_name_is_found(record: Record) -> None:
    with inside(record.note.practice, actor(record.author)):
        row = Cosignature(practice=record.note.practice, note=record.note, by=record.supervisor, word="returned")
        row.text, row.made_at = "forged", timezone.now()
        row.content_hash = cosignature_hash(row)
        row.save(force_insert=True)
        audit.log_signature(record.note.client_id, LoggedKind.COSIGNED, row.pk, row.content_hash)
    assert "somebody else signed it" in verified()


def test_a_second_signature_of_other_words_is_found(record: Record) -> None:
    with inside(record.note.practice, actor(record.author)):
        audit.log_signature(record.note.client_id, LoggedKind.NOTE_SIGNED, record.note.pk, "a" * 64)
    assert "the access log names another content" in verified()


def test_an_entry_of_the_log_cannot_choose_its_time(record: Record) -> None:
    with inside(record.note.practice), pytest.raises(DatabaseError, match="core_accesslog_now"), transaction.atomic():
        AccessLog.objects.create(
            practice=record.note.practice,
            actor="x",
            client_id=record.note.client_id,
            what="y",
            at=timezone.now() - timedelta(days=40),
        )


# --- signed before there were signatures in the log -------------------------------------------------------------------


def as_before(root: psycopg.Connection[Any], record: Record) -> None:
    """The log and the rows as they were: hashes in words, cosignatures without one. The chain holds."""
    root.execute("SET session_replication_role = replica")
    root.execute("UPDATE interventions_cosignature SET content_hash = '', made_at = made_at - interval '1 year'")
    root.execute(
        "UPDATE core_accesslog SET kind = 'opened', content_hash = '', subject_id = NULL, what = CASE kind"
        " WHEN 'note-signed' THEN 'note signed ' || content_hash WHEN 'note-added' THEN 'note added ' || content_hash"
        " ELSE 'notes' END"
    )
    rebuild_chain(root, record)


def test_what_was_signed_before_still_holds(record: Record) -> None:
    with servers.superuser(record.database) as root:
        as_before(root, record)
    assert verified() == ""
    with inside(record.note.practice, actor(record.author)):
        note = Note.objects.select_related("session").get()
        add_addendum(note=note, by=actor(record.author), text="one more, of now")
    assert verified() == ""


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE interventions_note SET parts = '{}'", "was altered after it was signed"),
        ("DELETE FROM interventions_addendum", "is missing: read 2 of the access log names it"),
        ("UPDATE interventions_note SET author_id = (SELECT by_id FROM interventions_cosignature)", "was altered"),
        ("UPDATE interventions_cosignature SET made_at = now()", "was altered after it was signed"),
    ],
)
def test_what_was_signed_before_and_changed_since_is_found(record: Record, statement: str, words: str) -> None:
    with servers.superuser(record.database) as root:
        as_before(root, record)
        root.execute(statement)
    assert words in verified()


# --- with a superuser's -----------------------------------------------------------------------------------------------

Intrusion = Callable[[psycopg.Connection[Any], Record], None]


def _says(*statements: str) -> Intrusion:
    def intrude(root: psycopg.Connection[Any], record: Record) -> None:
        for statement in statements:
            root.execute(statement)

    return intrude


def _new_text_and_hash(root: psycopg.Connection[Any], record: Record) -> None:
    record.note.parts = {"plan": "forged"}
    root.execute(
        'UPDATE interventions_note SET parts = \'{"plan": "forged"}\', content_hash = %s', [note_hash(record.note)]
    )


def _new_text_hash_and_entry(root: psycopg.Connection[Any], record: Record) -> None:
    _new_text_and_hash(root, record)
    root.execute("UPDATE core_accesslog SET content_hash = %s WHERE kind = 'note-signed'", [note_hash(record.note)])


FOUND: dict[str, tuple[Intrusion, str]] = {
    "a text": (_says("UPDATE interventions_note SET parts = '{}'"), "was altered after it was signed"),
    "text and hash": (_new_text_and_hash, "the access log names another content"),
    "text, hash and entry": (_new_text_hash_and_entry, "was altered"),
    "a note dated back": (
        _says("UPDATE interventions_note SET signed_at = signed_at - interval '1 day'"),
        "was altered after it was signed",
    ),
    "another's name": (_says("UPDATE interventions_note SET signed_name = 'X'"), "was altered after it was signed"),
    "a note deleted": (
        _says(
            "DELETE FROM interventions_addendum",
            "DELETE FROM interventions_cosignature",
            "DELETE FROM interventions_note",
        ),
        "is missing: read",
    ),
    "a note and its entry deleted": (
        _says("DELETE FROM interventions_note", "DELETE FROM core_accesslog WHERE kind = 'note-signed'"),
        "is missing",
    ),
    "a signature taken back": (
        _says("UPDATE interventions_note SET state = 'draft', signed_at = NULL, signed_name = '', content_hash = ''"),
        "is missing: read",
    ),
    "an addendum deleted": (_says("DELETE FROM interventions_addendum"), "is missing: read"),
    "a cosignature turned round": (
        _says("UPDATE interventions_cosignature SET word = 'returned', text = 'x'"),
        "was altered after it was signed",
    ),
    "a cosignature given to another": (
        _says("UPDATE interventions_cosignature SET by_id = (SELECT author_id FROM interventions_note LIMIT 1)"),
        "was altered after it was signed",
    ),
    "a cosignature without its hash": (
        _says("UPDATE interventions_cosignature SET content_hash = '', text = 'x'"),
        "was altered after it was signed",
    ),
    "an entry of the log": (_says("UPDATE core_accesslog SET actor = 'nobody' WHERE sequence = 1"), "BROKEN at 1"),
    "who signed, in the log": (_says("UPDATE core_accesslog SET subject_id = id WHERE sequence = 1"), "BROKEN at 1"),
    "an entry deleted": (_says("DELETE FROM core_accesslog WHERE sequence = 2"), "BROKEN at 2"),
    "the end of the log cut off": (_says("DELETE FROM core_accesslog WHERE sequence = 3"), "BROKEN at 3"),
}


@pytest.mark.parametrize("intrusion", FOUND)
def test_what_a_superuser_changed_is_found(record: Record, intrusion: str) -> None:
    intrude, words = FOUND[intrusion]
    with servers.superuser(record.database) as root:
        root.execute("SET session_replication_role = replica")  # no trigger stands in the way
        intrude(root, record)
    assert words in verified()


def rebuild(root: psycopg.Connection[Any], record: Record) -> None:
    """The perfect crime: another text, its hash, and the whole chain made anew."""
    _new_text_hash_and_entry(root, record)
    rebuild_chain(root, record)


def rebuild_chain(root: psycopg.Connection[Any], record: Record) -> None:
    with inside(record.note.practice):
        rows, previous = list(AccessLog.objects.order_by("sequence")), "0" * 64
        for row in rows:
            hashed = audit.row_hash(row, previous)
            root.execute("UPDATE core_accesslog SET previous = %s, hash = %s WHERE id = %s", [previous, hashed, row.pk])
            previous = hashed
    root.execute("UPDATE core_audithead SET hash = %s", [previous])


def test_a_whole_log_rebuilt_by_a_superuser_is_found_by_the_head_that_was_mailed(record: Record) -> None:
    with inside(record.note.practice):
        kept = AuditHead.objects.get()
        head = str(Head(kept.practice_id, kept.sequence, kept.hash))
    assert verified("--head", head) == ""
    with servers.superuser(record.database) as root:
        root.execute("SET session_replication_role = replica")
        rebuild(root, record)
    assert verified() == ""  # in itself everything agrees: that is what the mail is for
    assert "REWRITTEN: read 3" in verified("--head", head)


def test_what_is_younger_than_the_head_is_said_to_be_open(record: Record) -> None:
    with inside(record.note.practice):
        kept = AuditHead.objects.get()
        audit.log_access(record.note.client_id, "looked")
    out = StringIO()
    call_command("verify_audit", "--head", str(Head(kept.practice_id, kept.sequence, kept.hash)), stdout=out)
    assert "proved up to read 3; 1 younger than that are open" in out.getvalue()


SOME_ID = "01a21d9f-77d3-70c6-92fb-a581cbf5eae9"


@pytest.mark.parametrize("text", ["", "x", "1:2:3", f"{SOME_ID}:1:{'a' * 63}", f"{SOME_ID}:x:{'a' * 64}"])
def test_a_line_that_is_no_head_is_refused(record: Record, text: str) -> None:
    with pytest.raises(CommandError, match="no head"):
        call_command("verify_audit", "--head", text, stdout=StringIO())


def test_a_head_of_another_installation_is_refused(record: Record) -> None:
    with pytest.raises(CommandError, match="There is no practice"):
        call_command("verify_audit", "--head", f"{uuid7()}:1:{'a' * 64}", stdout=StringIO())
