"""Tables kept by month: nothing is refused for want of a partition, each partition is as closed as its table, and old
months can be taken away without breaking the proof of the rest."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from clients.models import Client
from clinic.core import audit, partitions
from clinic.core.grants import grant_running_role
from clinic.core.models import GENESIS, AccessLog, Practice
from clinic.core.tasks import add_months
from tests import servers
from tests.factories import a_client, a_practice, a_session, a_staff, actor, an_assessment, inside
from tests.servers import as_owner

PARTS = """
    SELECT p.relname, c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'practice'),
           has_table_privilege(current_user, c.oid, 'SELECT, INSERT, UPDATE, DELETE'),
           EXISTS (
               SELECT FROM pg_trigger
               WHERE tgrelid = c.oid AND tgname LIKE 'pgtrigger_append_only%%' AND tgenabled = 'O'
           )
    FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid JOIN pg_class p ON p.oid = inhparent
    WHERE p.relkind = 'p' ORDER BY 2
"""


def parts() -> list[tuple[str, str, bool, bool, bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(PARTS)
        return list(cursor.fetchall())


def look(practice: Practice, times: int) -> None:
    staff = a_staff(practice)
    client = a_client(staff)
    for number in range(times):
        with inside(practice, actor(staff)):
            audit.log_access(client.pk, f"part {number}")


@pytest.mark.django_db
def test_the_tables_that_grow_have_this_month_the_next_three_and_a_default() -> None:
    tables = partitions.partitioned()
    assert set(tables) == {
        "core_accesslog",
        "assessments_assessmentevent",
        "assessments_scoreevent",
        "interventions_exerciselogevent",
        "interventions_exercisefactevent",
        "interventions_therapysessionevent",
    }
    for table in tables:
        names = [name for parent, name, *_ in parts() if parent == table]
        assert f"{table}_{timezone.now():%Y_%m}" in names
        assert f"{table}_default" in names
        assert len(names) >= 1 + 1 + partitions.MONTHS_AHEAD


@pytest.mark.django_db
def test_each_partition_is_secured_append_only_and_out_of_the_applications_reach() -> None:
    found = parts()
    assert len(found) >= 25
    for _, name, forced, policy, reachable, append_only in found:
        assert (name, forced, policy, reachable, append_only) == (name, True, True, False, True)


@pytest.mark.django_db
def test_the_application_makes_further_months_though_it_may_not_create_tables() -> None:
    partitions.add_months()
    before = len(parts())
    assert partitions.add_months(5) == 2 * len(partitions.partitioned())
    assert len(parts()) == before + 2 * len(partitions.partitioned())
    assert add_months() == 0  # what the daily task does: nothing is missing
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_its_own (id integer)")


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [-1, 25])
def test_no_caller_makes_partitions_without_end(ahead: int) -> None:
    with pytest.raises(DatabaseError, match="between 0 and 24"), transaction.atomic():
        partitions.add_months(ahead)


@pytest.mark.django_db
def test_rows_are_written_and_read_through_the_table() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    a_session(client)
    an_assessment(client)
    with inside(practice), connection.cursor() as cursor:
        for table in ("interventions_therapysessionevent", "assessments_scoreevent"):
            here = f"{table}_{timezone.now():%Y_%m}"
            cursor.execute(f"SELECT count(*), bool_and(tableoid::regclass::text = %s) FROM {table}", [here])
            count, all_here = cursor.fetchone()
            assert (count > 0, all_here) == (True, True)


@pytest.mark.django_db
def test_an_opening_is_logged_by_the_databases_clock_wherever_the_applications_stands() -> None:
    practice = a_practice()
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        look(practice, 1)
    with inside(practice):
        assert abs(AccessLog.objects.get().at - timezone.now()) < timedelta(minutes=5)
        assert audit.verify()[0::2] == (1, None)


@pytest.mark.django_db
def test_an_opening_cannot_be_dated_by_the_application() -> None:
    practice = a_practice()
    look(practice, 1)
    with inside(practice):
        for at in (timezone.now() - timedelta(days=40), timezone.now() + timedelta(days=40)):
            row = AccessLog(practice=practice, actor="x", client_id=practice.pk, what="y", at=at)
            with pytest.raises(IntegrityError, match="core_accesslog_now"), transaction.atomic():
                row.save(force_insert=True)
        assert audit.verify()[0] == 1


def age(database: str, practice: Practice, *numbers: int) -> None:
    """Makes openings two months older, as if the clock had stood elsewhere, and chains them anew."""
    with servers.superuser(database) as intruder:
        intruder.execute("SET session_replication_role = replica")
        intruder.execute(
            "UPDATE core_accesslog SET at = at - interval '2 months' WHERE sequence = ANY(%s)", [list(numbers)]
        )
        with inside(practice):
            rows, previous = list(AccessLog.objects.order_by("sequence")), GENESIS
        for row in rows:
            values = [previous, previous := audit.row_hash(row, previous), row.pk]
            intruder.execute("UPDATE core_accesslog SET previous = %s, hash = %s WHERE id = %s", values)
        intruder.execute("UPDATE core_audithead SET hash = %s", [previous])


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def where(practice: Practice) -> list[tuple[int, str]]:
    with inside(practice), connection.cursor() as cursor:
        cursor.execute("SELECT sequence, tableoid::regclass::text FROM core_accesslog ORDER BY 1")
        return [(int(number), str(table)) for number, table in cursor.fetchall()]


def test_a_row_of_a_month_without_a_partition_is_kept_and_moves_when_the_month_is_made(own_database: str) -> None:
    practice = a_practice()
    look(practice, 3)
    age(own_database, practice, 1, 2)
    assert [table for _, table in where(practice)][:2] == ["core_accesslog_default"] * 2
    assert partitions.add_months() == 1
    old = where(practice)[0][1]
    assert [table for _, table in where(practice)] == [old, old, f"core_accesslog_{timezone.now():%Y_%m}"]
    assert old.startswith("core_accesslog_20")
    with inside(practice):
        assert audit.verify()[0::2] == (3, None)
    assert {(forced, reach, append) for _, _, forced, _, reach, append in parts()} == {(True, False, True)}


def test_old_months_are_detached_and_what_is_left_is_proved(own_database: str) -> None:
    practice = a_practice(name="Old")
    look(practice, 3)
    age(own_database, practice, 1, 2)
    with as_owner():
        said = run("detach_months", f"{timezone.now():%Y-%m}")
    name = said.splitlines()[-1]
    assert "the access log now starts after read 2" in said
    assert name.startswith("core_accesslog_20")
    assert [number for number, _ in where(practice)] == [3]
    assert "Old: 3 reads hold" in run("verify_audit")
    look(practice, 1)
    assert "Old: 4 reads hold" in run("verify_audit")
    with as_owner():  # what runs after each later migration
        grant_running_role("default")
        assert "now starts after read 2" in run("detach_months", f"{timezone.now() - timedelta(days=365):%Y-%m}")
    for statement in ("SELECT count(*) FROM", "DELETE FROM"):
        with pytest.raises(DatabaseError, match="permission denied"), inside(practice), connection.cursor() as cursor:
            cursor.execute(f"{statement} {name}")
    with servers.superuser(own_database) as intruder:  # the proof does not begin anywhere
        intruder.execute("UPDATE core_audithead SET detached_sequence = 3")
    with pytest.raises(CommandError, match="1 broken"):
        run("verify_audit")


def test_what_is_older_than_the_log_is_not_unread_again(own_database: str) -> None:
    practice = a_practice()
    look(practice, 3)
    with inside(practice):
        reader = AccessLog.objects.filter(sequence=1).values_list("user_id", flat=True)[0]
        Client.objects.update(created_at=timezone.now() - timedelta(days=70))
    age(own_database, practice, 1, 2)

    def unread(*parts: str) -> list[Client]:
        with inside(practice):
            return list(Client.objects.filter(audit.unopened_since(reader, "pk", "created_at", parts)))

    assert not unread("part 0")
    assert len(unread("another part")) == 1
    with as_owner():
        run("detach_months", f"{timezone.now():%Y-%m}")
    assert not unread("part 0")
    assert not unread("another part")  # nobody can tell any more
    with inside(practice):
        Client.objects.update(created_at=timezone.now())
    assert len(unread("part 0")) == 1


def test_a_log_is_not_cut_where_it_is_broken_or_where_numbers_do_not_follow_times(own_database: str) -> None:
    practice = a_practice()
    look(practice, 3)
    age(own_database, practice, 2)
    month, before = f"{timezone.now():%Y-%m}", len(parts())
    with as_owner(), pytest.raises(CommandError, match="two openings cross that midnight"):
        run("detach_months", month)
    with servers.superuser(own_database) as intruder:
        intruder.execute("SET session_replication_role = replica")
        intruder.execute("UPDATE core_accesslog SET what = 'forged' WHERE sequence = 1")
    with as_owner(), pytest.raises(CommandError, match="the access log is broken at 1"):
        run("detach_months", month)
    assert len(parts()) == before


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["2024"], "is not a month"),
        (["9999-01"], "still being written"),
        (["2024-01", "--table=core_room"], "core_room: not kept by month"),
    ],
)
def test_a_detachment_that_cannot_be_meant_is_refused(arguments: list[str], refusal: str) -> None:
    with pytest.raises(CommandError, match=refusal):
        run("detach_months", *arguments)


def test_nothing_to_detach_is_no_error(own_database: str) -> None:
    with as_owner():
        assert "No month before 2001-01 is attached." in run("detach_months", "2001-01")
