"""Migrations of tables with rows: what forced row security hides is found, nothing blocks, nothing is half done."""

import os
import subprocess
import sys
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import IntegrityError, OperationalError, connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState, StateApps
from pytest_django import DjangoDbBlocker

from clients.households.models import Household, HouseholdMember
from clients.models import Client
from clinic.core.fields import EncryptableTextField
from clinic.core.live_migrations import AddTenantKeyNotValid, ForEachPractice, RowCountError, ValidateTenantKey
from clinic.core.migration_rules import OURS, lint, problems
from clinic.core.models import Practice
from clinic.core.tenancy import RowLevelSecurity, SameTenant, TenantForeignKey
from tests import servers
from tests.core.test_isolation import a_full_practice
from tests.factories import a_client, a_staff, inside
from tests.servers import as_owner

KEY = "clients_episode_client_tenant"


def a_migration(*operations: object, **attributes: object) -> migrations.Migration:
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **attributes})
    made = kind("9999_trial", "clients")
    assert isinstance(made, migrations.Migration)
    return made


@pytest.fixture(scope="module")
def models_now(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> ProjectState:
    with django_db_blocker.unblock():
        return MigrationExecutor(connection).loader.project_state()


def apply(state: ProjectState, *operations: object) -> ProjectState:
    """Migrates as `manage.py migrate` does: as the owner, in one transaction. Returns the models after it."""
    with as_owner(), connection.schema_editor(atomic=True) as editor:
        return a_migration(*operations).apply(state.clone(), editor)


def pronouns(practice: Practice) -> set[str]:
    with inside(practice):
        return set(Client.objects.values_list("pronouns", flat=True))


def left(apps: StateApps) -> int:
    return int(apps.get_model("clients", "Client").objects.exclude(pronouns="new").count())


def change(apps: StateApps) -> int:
    return int(apps.get_model("clients", "Client").objects.exclude(pronouns="new").update(pronouns="new"))


def test_a_plain_update_of_the_owner_does_nothing_and_says_nothing(own_database: str, models_now: ProjectState) -> None:
    practice = a_full_practice()

    def plain(apps: StateApps, editor: object) -> None:
        change(apps)

    apply(models_now, migrations.RunPython(plain))
    assert pronouns(practice) == {""}


def test_rows_are_changed_in_every_practice_and_counted(own_database: str, models_now: ProjectState) -> None:
    practices = [a_full_practice(), a_full_practice()]
    apply(models_now, ForEachPractice(left, change))
    assert [pronouns(practice) for practice in practices] == [{"new"}, {"new"}]


def test_a_change_that_misses_rows_is_undone_in_all_practices(own_database: str, models_now: ProjectState) -> None:
    practices = [a_full_practice(), a_full_practice()]

    def change_one_practice(apps: StateApps) -> int:
        found = apps.get_model("clients", "Client").objects.filter(practice=practices[0].pk)
        return int(found.update(pronouns="new"))

    with pytest.raises(RowCountError, match=f"practice {practices[1].pk}: 0 of 1 rows were changed, 1 are left"):
        apply(models_now, ForEachPractice(left, change_one_practice))
    assert [pronouns(practice) for practice in practices] == [{""}, {""}]


def validated() -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = %s", [KEY])
        row = cursor.fetchone()
    return bool(row[0]) if row else None


def forced(*tables: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname = ANY(%s)", [list(tables)])
        return bool(cursor.fetchone()[0])


def test_a_planted_row_that_points_into_another_practice_is_found(own_database: str, models_now: ProjectState) -> None:
    mine, other = a_full_practice(), a_full_practice()
    with inside(other):
        foreign = Client.objects.get()
    with inside(mine):
        right = Client.objects.get()
    without = apply(models_now, migrations.RemoveConstraint("episode", KEY))
    with servers.superuser(own_database) as intruder:
        plant = (
            "UPDATE clients_episode SET client_id = %s, closed_on = opened_on, ending = 'other' WHERE practice_id = %s"
        )
        intruder.execute("SELECT set_config('clinic.practice', %s, false)", [str(mine.pk)])  # for its history
        intruder.execute(plant, [foreign.pk, mine.pk])
    plain = migrations.AddConstraint("episode", SameTenant("client", name=KEY))
    apply(without, plain)  # passes over it: what this module is for
    assert validated() is True
    apply(models_now, migrations.RemoveConstraint("episode", KEY))

    state = apply(without, AddTenantKeyNotValid("episode", SameTenant("client", name=KEY)))
    assert validated() is False
    with pytest.raises(IntegrityError, match=KEY):
        apply(state, ValidateTenantKey("episode", KEY))
    assert (validated(), forced("clients_episode", "clients_client")) == (False, True)

    with servers.superuser(own_database) as intruder:
        intruder.execute("SELECT set_config('clinic.practice', %s, false)", [str(mine.pk)])
        intruder.execute(plant, [right.pk, mine.pk])
    apply(state, ValidateTenantKey("episode", KEY))
    assert (validated(), forced("clients_episode", "clients_client")) == (True, True)


def test_a_tenant_key_may_stand_before_the_pair_that_it_points_at(own_database: str, models_now: ProjectState) -> None:
    """As makemigrations draws it: constraints by the names of the tables, not by what needs what."""

    def columns(**further: object) -> list[tuple[str, Any]]:
        practice = models.ForeignKey("core.Practice", on_delete=models.PROTECT, related_name="+", db_index=False)
        return [("id", models.UUIDField(primary_key=True)), ("practice", practice), *further.items()]

    apply(
        models_now,
        migrations.CreateModel("Parent", columns()),
        migrations.CreateModel("Child", columns(parent=TenantForeignKey("clients.Parent", related_name="+"))),
        migrations.AddConstraint("child", RowLevelSecurity(name="clients_child_rls")),
        migrations.AddConstraint("child", SameTenant("parent", name="clients_child_parent_tenant")),
        migrations.AddConstraint("parent", RowLevelSecurity(name="clients_parent_rls")),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'clients_child_parent_tenant'")
        assert cursor.fetchone() == (1,)


def test_a_planted_row_that_breaks_a_check_is_found(own_database: str, models_now: ProjectState) -> None:
    a_full_practice()
    check = models.CheckConstraint(condition=models.Q(name="Nobody"), name="clients_client_trial")
    state = apply(models_now, AddConstraintNotValid("client", check))
    with pytest.raises(IntegrityError, match="clients_client_trial"):
        apply(state, ValidateConstraint("client", "clients_client_trial"))


def test_a_migration_does_not_wait_for_ever_behind_somebody(own_database: str, models_now: ProjectState) -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from clinic.config.settings import DATABASES as d; print(d['default']['OPTIONS'])"],
        env={**os.environ, "DATABASE_ROLE": "owner", "DATABASE_LOCK_TIMEOUT": "1"},
        cwd=servers.BASE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'-c lock_timeout=1000'" in found.stdout
    connection.settings_dict["OPTIONS"]["options"] = "-c lock_timeout=1000"
    try:
        with servers.superuser(own_database) as reader, reader.transaction():
            reader.execute("SELECT count(*) FROM clients_client")
            with pytest.raises(OperationalError, match="lock timeout"):
                apply(models_now, migrations.AddField("client", "trial", models.TextField(null=True)))
    finally:
        del connection.settings_dict["OPTIONS"]["options"]


# --- the newest migrations, on a filled database ----------------------------------------------------------------------


def newest() -> dict[str, tuple[str, str]]:
    """The last migration of each app and the one before it, but for apps that have their initial one alone, and for
    those whose last one is needed by what another app goes back to."""
    graph = MigrationExecutor(connection).loader.graph
    found = {}
    for label in OURS:
        (leaf,) = graph.leaf_nodes(label)
        before = [parent.key for parent in graph.node_map[leaf].parents if parent.key[0] == label]
        if before:
            found[label] = (before[0][1], leaf[1])
    needed = {one for label, (earlier, _last) in found.items() for one in graph.forwards_plan((label, earlier))}
    return {label: names for label, names in found.items() if (label, names[1]) not in needed}


def rows() -> dict[str, int]:
    with servers.superuser(str(connection.settings_dict["NAME"])) as reader:
        tables = reader.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND relname ~ '^(core|clients|assessments|interventions)_'"
        ).fetchall()
        counts = {str(name): reader.execute(f"SELECT count(*) FROM {name}").fetchone() for (name,) in tables}
    return {name: int(str(count[0])) for name, count in counts.items() if count}


def test_the_newest_migrations_keep_every_row_of_a_filled_database(own_database: str) -> None:
    """Back by one and forth again, with rows in most tables; each app's initial migration has nothing before it.

    A table that the newest migration itself adds is gone with the step back: its rows are not expected again. A
    migration may mark summaries as stale, and never takes such a mark away.
    """
    steps = newest()
    for _ in range(3):
        a_full_practice()
    before = rows()
    assert sum(count > 0 for count in before.values()) > 20
    with as_owner():
        for which in (0, 1):
            targets = [(label, names[which]) for label, names in steps.items()]
            if targets:
                MigrationExecutor(connection).migrate(targets)
            if which == 0:
                older = rows()
    after = rows()
    assert before.keys() == after.keys()
    marked = before.pop("clients_stalesummary")
    assert after["clients_stalesummary"] >= marked
    assert older.keys() <= after.keys()
    assert {table: count for table, count in before.items() if table in older and after[table] != count} == {}


def test_households_that_overlapped_follow_one_another_from_then_on(
    own_database: str, models_now: ProjectState
) -> None:
    """The household that was entered later began too early; one of the past, and one of no day, stay as they are."""
    practice = a_full_practice()
    therapist = a_staff(practice)
    client, days = a_client(therapist), [date(2026, 1, day) for day in range(1, 10)]
    without = apply(models_now, migrations.RemoveConstraint("householdmember", "clients_householdmember_one_a_day"))
    with inside(practice):
        for began, ended in ((3, 6), (4, 7), (1, 2), (5, 5), (5, 6), (4, None)):
            household = Household.objects.create(practice=practice, began_on=days[began])
            HouseholdMember.objects.create(
                practice=practice,
                household=household,
                client=client,
                joined_on=days[began],
                left_on=days[ended] if ended else None,
            )
    steps = import_module("clients.migrations.0002_one_household_a_day").Migration.operations
    apply(without, *(step for step in steps if isinstance(step, ForEachPractice | migrations.AddConstraint)))
    with inside(practice):
        found = HouseholdMember.objects.filter(client=client).order_by("pk").values_list("joined_on", "left_on")
        kept = [(began.day - 1, ended and ended.day - 1) for began, ended in found]
    assert kept == [(3, 6), (6, 7), (1, 2), (5, 5), (6, 6), (7, None)]


# --- the linter -------------------------------------------------------------------------------------------------------

CHECK = models.CheckConstraint(condition=models.Q(name=""), name="clients_client_x")
INDEX = models.Index(fields=["name"], name="clients_client_by_x")


@pytest.mark.parametrize(
    ("operation", "instead"),
    [
        (migrations.AddIndex("client", INDEX), "AddIndexConcurrently"),
        (migrations.AddConstraint("client", CHECK), "AddConstraintNotValid"),
        (migrations.AddConstraint("episode", SameTenant("client", name="x")), "AddTenantKeyNotValid"),
        (
            migrations.AddConstraint("client", models.UniqueConstraint(fields=["name"], name="clients_client_u")),
            "reads the whole table",
        ),
        (migrations.AddField("client", "x", models.TextField(default="")), "null=True or db_default"),
        (migrations.AddField("client", "x", models.TextField(null=True, db_index=True)), "db_index=False"),
        (migrations.AlterField("client", "name", models.CharField(max_length=10)), "rewrites the table"),
        (migrations.AlterField("client", "name", models.IntegerField()), "rewrites the table"),
        (migrations.AlterField("client", "name", models.CharField(max_length=500, unique=True)), "index under a lock"),
        (
            migrations.AlterField("client", "name", models.CharField(max_length=500, db_index=True)),
            "index under a lock",
        ),
        (
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("DROP TABLE clients_client")]),
            "for anything else say",
        ),
        (migrations.RemoveField("client", "name"), "still runs reads it"),
        (migrations.RenameField("client", "name", "title"), "still runs reads it"),
        (migrations.DeleteModel("Client"), "still runs reads it"),
        (migrations.RunPython(lambda apps, editor: None), "ForEachPractice"),
        (migrations.RunSQL("UPDATE clients_client SET name = ''"), "ForEachPractice"),
    ],
)
def test_what_would_block_or_do_nothing_is_named(operation: object, instead: str, models_now: ProjectState) -> None:
    ((short, said),) = problems(a_migration(operation), models_now)
    assert instead in said
    assert list(problems(a_migration(operation, allowed={short: "nobody uses it yet"}), models_now)) == []
    assert list(problems(a_migration(operation, initial=True), models_now)) == []


@pytest.mark.parametrize(
    "operations",
    [
        [AddIndexConcurrently("client", INDEX)],
        [AddConstraintNotValid("client", CHECK)],
        [ValidateConstraint("client", "clients_client_x")],
        [AddTenantKeyNotValid("episode", SameTenant("client", name="x"))],
        [ValidateTenantKey("episode", "x")],
        [ForEachPractice(left, change)],
        [migrations.AddField("client", "x", models.TextField(null=True))],
        [migrations.AddField("client", "x", models.TextField(db_default=""))],
        [migrations.AlterField("client", "name", models.CharField(max_length=500))],
        [migrations.AlterField("client", "name", EncryptableTextField(max_length=500))],
        [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("client", "name")])],
        [
            migrations.CreateModel("Trial", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("trial", "x", models.TextField(default="")),
        ],
    ],
)
def test_what_may_run_while_the_product_does_passes(operations: list[object], models_now: ProjectState) -> None:
    assert list(problems(a_migration(*operations), models_now)) == []


def test_adding_and_validating_at_once_is_named() -> None:
    both = a_migration(AddConstraintNotValid("client", CHECK), ValidateConstraint("client", "clients_client_x"))
    assert [short for short, _ in problems(both)] == ["validation"]


def test_the_projects_own_migrations_pass() -> None:
    assert lint() == []
