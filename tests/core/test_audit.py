"""Who changed what, and who looked: kept by the database, and provably whole."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from clinic.core import audit
from clinic.core.models import AccessLog, AuditHead, Practice
from tests import servers
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.web import pages


def _look(practice: Practice, times: int = 3) -> None:
    """Somebody opens a client's file a few times."""
    staff = a_staff(practice)
    client = a_client(staff)
    for number in range(times):
        with inside(practice, actor(staff)):
            audit.log_access(client.pk, f"part {number} “ü”")


@pytest.mark.django_db
def test_opening_a_file_is_logged_with_who_what_and_request() -> None:
    practice = a_practice()
    staff = a_staff(practice)
    client = a_client(staff)
    answer = pages(staff).get(reverse("workspace:client", args=[client.pk]))
    with inside(practice):
        row = AccessLog.objects.get()
    assert (row.client_id, row.what, row.user_id) == (client.pk, "client", staff.user_id)
    assert row.actor == f"staff {staff.name}"
    assert row.request_id == answer["X-Request-ID"]


@pytest.mark.django_db
def test_an_answer_of_404_logs_no_reading() -> None:
    practice = a_practice()
    staff, other = a_staff(practice), a_staff(practice)
    client = a_client(other)
    assert pages(staff).get(reverse("workspace:client", args=[client.pk])).status_code == 404
    with inside(practice):
        assert not AccessLog.objects.exists()


@pytest.mark.django_db
def test_a_change_is_kept_with_actor_request_and_both_states() -> None:
    practice = a_practice()
    staff = a_staff(practice)
    client = a_client(staff, name="Before")
    fields = {"name": "After", "email": "a@example.org"}
    answer = pages(staff).post(reverse("clients:client-contact", args=[client.pk]), fields)
    assert answer.status_code == 302
    event = apps.get_model("clients", "ClientEvent")
    with inside(practice):
        rows = list(event.objects.filter(pgh_obj_id=client.pk).order_by("pgh_id"))
    assert [row.pgh_label for row in rows] == ["insert", "update"]
    assert (rows[0].name, rows[1].name) == ("Before", "After")
    assert rows[1].pgh_context["actor"] == f"staff {staff.name}"
    assert rows[1].pgh_context["request"] == answer["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_accesslog SET practice_id = practice_id",
        "UPDATE clients_clientevent SET practice_id = practice_id",
        "UPDATE core_messageevent SET practice_id = practice_id",
        "DELETE FROM core_accesslog",
        "DELETE FROM clients_clientevent",  # of messages it may: what is older than the retention, see test_retention
    ],
)
def test_history_cannot_be_changed_by_the_application(statement: str) -> None:
    practice = a_practice()
    _look(practice)
    with (
        inside(practice),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_numbers_and_hashes_whatever_the_application_says() -> None:
    practice = a_practice()
    _look(practice, times=1)
    with inside(practice):
        forged = AccessLog(practice=practice, actor="x", client_id=practice.pk, what="y")
        forged.sequence, forged.hash, forged.previous = 99, "f" * 64, "e" * 64
        forged.save(force_insert=True)
        numbers = list(AccessLog.objects.order_by("sequence").values_list("sequence", flat=True))
        assert numbers == [1, 2]
        assert audit.verify()[2] is None


def _verify() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_a_whole_chain_is_proved(own_database: str) -> None:
    _look(a_practice(name="Whole"))
    assert "Whole: 3 reads hold, last hash " in _verify()


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE core_accesslog SET what = 'nothing' WHERE sequence = 2", "BROKEN at 2: row 2"),
        ("UPDATE core_accesslog SET at = at + interval '1 second' WHERE sequence = 1", "BROKEN at 1: row 1"),
        ("DELETE FROM core_accesslog WHERE sequence = 2", "BROKEN at 2: row 2 is missing"),
        ("DELETE FROM core_accesslog WHERE sequence = 3", "BROKEN at 3: 2 rows are left, but the head counts 3"),
        ("TRUNCATE core_accesslog", "BROKEN at 1: 0 rows are left, but the head counts 3"),
        ("UPDATE core_accesslog SET hash = repeat('a', 64) WHERE sequence = 3", "BROKEN at 3"),
    ],
)
def test_tampering_by_a_superuser_is_found_and_named(own_database: str, tampering: str, found: str) -> None:
    _look(a_practice())
    with servers.superuser(own_database) as intruder:
        intruder.execute("SET session_replication_role = replica")  # switches the triggers off
        intruder.execute(tampering)
    out = StringIO()
    with pytest.raises(CommandError, match="1 broken"):
        call_command("verify_audit", stdout=out)
    assert found in out.getvalue()


def test_readers_at_the_same_time_make_one_chain(own_database: str) -> None:
    from tests.threads import at_once

    practice = a_practice()
    staff = a_staff(practice)
    client = a_client(staff)

    def look(number: int) -> None:
        with inside(practice, actor(staff)):
            audit.log_access(client.pk, f"reader {number}")

    at_once(look, 12)
    with inside(practice):
        assert audit.verify()[0::2] == (12, None)
        assert AuditHead.objects.get().sequence == 12
