"""Row-level security and composite keys: with the application's filters taken out, the database alone keeps practices
apart."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from assessments.batteries.actions import add_battery
from assessments.favourites.actions import choose_favourites
from assessments.tracked.actions import choose_tracked, set_no_change_aside
from clients.alerts.actions import raise_alert, take_alert
from clients.escalation.actions import add_step
from clients.health.actions import note_health
from clients.models import CareRelation, CareRules, Client, Cover, Episode
from clients.on_call.actions import add_exception, add_shifts
from clinic.core.access import system
from clinic.core.checks import missing_isolation
from clinic.core.models import Practice
from clinic.core.scope import ScopeError, current_scope, practice_scope
from interventions.choosing.actions import note_wish, set_training
from interventions.letters.actions import deliver_letter, draft_letter, sign_letter
from interventions.letters.releases import record_release
from interventions.models import Plan
from tests.factories import (
    a_client,
    a_log,
    a_plan,
    a_practice,
    a_room,
    a_row,
    a_safety_plan,
    a_session,
    a_staff,
    actor,
    an_assessment,
    an_assignment,
    an_emergency_contact,
    inside,
    therapist_of,
)

pytestmark = pytest.mark.django_db


def practice_tables() -> list[type[models.Model]]:
    """Every model of a practice, event tables among them."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "practice" for field in model._meta.concrete_fields)
        and not getattr(model, "outside_tenancy", False)
    ]


def _an_inner_system(plan: Plan) -> None:
    """An exile as the target part, a protector that permits, and a healing step."""
    exile = a_row(plan, "part", name="young one", kind="exile")
    guard = a_row(plan, "part", name="planner", kind="manager")
    a_row(plan, "tie", part=guard, kind="protects", other=exile)
    a_row(plan, "target", part=exile)
    a_row(plan, "permission", protector=guard, target=exile, answer="given")
    a_row(plan, "healing", part=exile, steps=["witness"])


def a_full_practice() -> Practice:
    """A practice with a row in most tables."""
    practice = a_practice()
    client = a_client(a_staff(practice))
    an_assessment(client)
    an_assessment(client, "ecr-r", 5)
    a_plan(client)
    _an_inner_system(a_plan(client, "ifs"))
    a_session(client, room=a_room(practice))
    a_log(an_assignment(client, "time-alone"), before=1, after=9, facts={"highest": 10, "settled": "no"})
    a_safety_plan(client)
    an_emergency_contact(client)
    with inside(practice, actor(therapist_of(client))) as scope:
        note_health(client=client, by=scope.actor, kind="heart", answer="past", note="Own 1234567")
        set_training(by=scope.actor, modality="emdr", level="completed", year=2019)
        note_wish(client=client, by=scope.actor, modality="ifs", answer="wants", note="Own 1234567")
        alert = raise_alert(client=client, source="PHQ-9 item 9", source_id=client.pk, reason="x")
        take_alert(alert=alert, by=scope.actor)
        person, now = therapist_of(client), timezone.now()
        CareRules.objects.create(practice=practice, former_days=7)
        Cover.objects.create(
            practice=practice,
            therapist=person,
            staff=a_staff(practice),
            starts_at=now,
            ends_at=now + timedelta(hours=1),
        )
        add_battery(practice_id=practice.pk, name="Intake", keys=["phq-9", "gad-7"])
        choose_favourites(practice_id=practice.pk, instruments=["phq-9"])
        add_step(practice_id=practice.pk, minutes=30, whom="admins")
        choose_tracked(practice_id=practice.pk, by=scope.actor, instruments=["phq-9"])
        release = record_release(client=client, by=scope.actor, kind="gp", recipient="Dr Gray", covers=["treatment"])
        letter = draft_letter(client=client, by=scope.actor, kind="gp", release=release.pk)
        deliver_letter(letter=sign_letter(letter=letter, by=scope.actor), by=scope.actor, way="post")
        until = timezone.localdate() + timedelta(days=9)
        set_no_change_aside(client=client, by=scope.actor, until=until, reason="Own 1234567")
        add_shifts(practice_id=practice.pk, weekdays=[0], starts=time(9), until=time(17), staff=person)
        add_exception(practice_id=practice.pk, starts_at=now, ends_at=now + timedelta(hours=1), staff=person)
    return practice


@pytest.fixture
def two() -> tuple[Practice, Practice]:
    return a_full_practice(), a_full_practice()


def _count(table: str, practice: Practice | None = None) -> int:
    with connection.cursor() as cursor:
        where = " WHERE practice_id = %s" if practice else ""
        cursor.execute(f'SELECT count(*) FROM "{table}"{where}', [practice.pk] if practice else [])
        return int(cursor.fetchone()[0])


def test_row_security_alone_shows_no_foreign_row(two: tuple[Practice, Practice]) -> None:
    mine, other = two
    seen = 0
    with inside(mine):
        for model in practice_tables():
            table = model._meta.db_table
            assert _count(table, other) == 0, table
            assert _count(table) == _count(table, mine), table
            seen += _count(table) > 0
    assert seen > 20  # the tables were not empty


def test_without_a_scope_nothing_is_seen(two: tuple[Practice, Practice]) -> None:
    assert [m._meta.db_table for m in practice_tables() if _count(m._meta.db_table)] == []


def test_nothing_outlives_the_scope(two: tuple[Practice, Practice]) -> None:
    with inside(two[0]):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('clinic.practice', true), current_setting('pghistory.context_id', true)")
        assert all(not value for value in cursor.fetchone())
    with pytest.raises(ScopeError):
        current_scope()


def test_a_row_of_another_practice_cannot_be_written(two: tuple[Practice, Practice]) -> None:
    mine, other = two
    with inside(mine), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Client.objects.create(practice=other, name="Smuggled")


def test_a_row_cannot_be_moved_to_another_practice(two: tuple[Practice, Practice]) -> None:
    mine, other = two
    with inside(mine), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Client.objects.update(practice=other)


def test_a_foreign_row_cannot_be_changed_or_deleted(two: tuple[Practice, Practice]) -> None:
    mine, other = two
    with inside(other):
        foreign = Client.objects.get()
    with inside(mine):
        assert Client.objects.filter(pk=foreign.pk).update(name="Altered") == 0
        assert CareRelation.objects.filter(client_id=foreign.pk).delete()[0] == 0


def test_a_row_that_points_into_another_practice_is_refused(two: tuple[Practice, Practice]) -> None:
    mine, other = two
    with inside(other):
        foreign = Client.objects.get()
    with inside(mine), pytest.raises(IntegrityError, match="clients_episode_client_tenant"), transaction.atomic():
        Episode.objects.create(
            practice=mine, client=foreign, opened_on="2026-01-01", closed_on="2026-01-02", ending="other"
        )


def test_every_relation_between_practice_tables_is_a_composite_key_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, array_agg(a.attname::text ORDER BY a.attname) FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
            " WHERE contype = 'f' GROUP BY c.oid"
        )
        keys = {(table, tuple(columns)) for table, columns in cursor.fetchall()}
    tables = set(practice_tables())
    checked = 0
    for model in tables:
        if model.__name__.endswith("Event"):
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model in tables:
                pair = tuple(sorted(["practice_id", str(field.column)]))
                assert (model._meta.db_table, pair) in keys, f"{model.__name__}.{field.name}"
                checked += 1
    assert checked >= 25


def test_row_security_is_enabled_and_forced_on_every_practice_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        isolated = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in practice_tables()} <= isolated


def test_the_tests_run_under_a_role_that_row_security_binds() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("clinic_app", False, False)


def test_a_scope_of_another_practice_cannot_be_opened_inside_one(two: tuple[Practice, Practice]) -> None:
    with inside(two[0]), pytest.raises(ScopeError), inside(two[1]):
        pass


def test_an_unknown_practice_shows_nothing() -> None:
    with practice_scope(uuid4(), system(uuid4(), "test")):
        assert Client.objects.count() == 0


def test_a_model_without_isolation_fails_the_check() -> None:
    class Bare(models.Model):
        practice = models.ForeignKey("core.Practice", on_delete=models.PROTECT, related_name="+")
        client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "core"
            managed = False

    try:
        problems = list(missing_isolation(Bare))
    finally:
        registry: dict[str, Any] = apps.all_models["core"]
        registry.pop("bare")
        apps.clear_cache()
    assert len(problems) == 2
    assert "RowLevelSecurity" in problems[0]
    assert "client" in problems[1]
