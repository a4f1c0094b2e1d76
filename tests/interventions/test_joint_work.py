"""What a household's end, and a change of its plan, do beyond the household: care teams, answers, locks, statements."""

import threading
import time
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions import note_violence_screen
from clients.households.actions import Ending, end_household
from clients.households.models import Household
from clients.models import CareRelation, Client
from clinic.core.access import Role
from clinic.core.models import Staff
from interventions import catalogue
from interventions.models import Plan, TherapySession
from interventions.plans.actions import change_modality
from interventions.plans.queries import plans, plans_of
from interventions.sessions.actions import HouseholdEnded, book_session
from tests.factories import a_client, a_household, a_plan, a_practice, a_series, a_session, a_staff, actor, inside
from tests.threads import at_once
from tests.web import Api, read

EFT = catalogue.modality("eft")


class Couple(NamedTuple):
    """Ana's therapist holds their sessions; Ben has another one, who is no therapist of Ana's."""

    ana: Client
    ben: Client
    hers: Staff
    his: Staff
    household: Household


@pytest.fixture
def couple() -> Couple:
    practice = a_practice()
    hers, his = a_staff(practice), a_staff(practice)
    ana, ben = a_client(hers, name="Ana Prior"), a_client(his, name="Ben Quist")
    return Couple(ana, ben, hers, his, a_household(ana, ben))


def end(couple: Couple, by: Staff, keep: Client | None) -> None:
    with inside(by.practice, actor(by)) as scope:
        end_household(household=couple.household, ending=Ending(scope.actor, "apart", keep.pk if keep else None))


def another_joint_plan(client: Client, household: Household) -> Plan:
    """A joint plan of another modality than EFT, which is the only one for couples that is shipped now."""
    plan = a_plan(client, "eft", household=household)
    with inside(client.practice):
        Plan.objects.filter(pk=plan.pk).update(modality="schema")
        return Plan.objects.get(pk=plan.pk)


def in_team(client: Client, staff: Staff) -> bool:
    with inside(client.practice):
        return CareRelation.objects.current().filter(client=client, staff=staff).exists()


@pytest.mark.django_db
def test_who_holds_the_sessions_that_go_on_joins_that_members_care_team(couple: Couple) -> None:
    session = a_session(couple.ana, household=couple.household)
    end(couple, a_staff(couple.ana.practice, Role.ADMIN), couple.ben)
    assert in_team(couple.ben, couple.hers)
    assert read(Api(couple.hers).get(f"sessions/{session.pk}/"))["client"] == str(couple.ben.pk)


@pytest.mark.django_db
def test_sessions_do_not_go_on_with_a_therapist_whom_nobody_may_add_to_the_care_team(couple: Couple) -> None:
    session = a_session(couple.ana, household=couple.household)
    third = a_staff(couple.ana.practice)
    with inside(couple.ana.practice):
        CareRelation.objects.create(
            practice=couple.ana.practice, client=couple.ben, staff=third, since=timezone.localdate(), part="second"
        )
    with pytest.raises(ValidationError, match="is not in the care team") as refused:
        end(couple, third, couple.ben)
    assert list(refused.value.message_dict) == ["continue_with"]
    assert not in_team(couple.ben, couple.hers)
    with inside(couple.ana.practice):
        assert TherapySession.objects.movable().get(pk=session.pk).household_id == couple.household.pk
        assert Household.objects.running().filter(pk=couple.household.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("alone", [False, True], ids=["cancelled", "one goes on"])
def test_ending_a_household_takes_as_many_statements_for_many_sessions_as_for_few(alone: bool) -> None:
    taken = [_statements(count, alone) for count in (2, 9)]
    assert taken[0] == taken[1]


def _statements(count: int, alone: bool) -> int:
    therapist = a_staff(a_practice())
    ana, ben = a_client(therapist), a_client(therapist)
    household = a_household(ana, ben)
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    a_series(
        ana, first, f"FREQ=WEEKLY;COUNT={count}", household=household, plan=a_plan(ana, "eft", household=household)
    )
    with CaptureQueriesContext(connection) as queries:
        end(Couple(ana, ben, therapist, therapist, household), therapist, ben if alone else None)
    return len(queries)


@pytest.mark.django_db
def test_a_change_to_couple_work_does_not_tell_of_an_answer_the_therapist_may_not_read(couple: Couple) -> None:
    plan = another_joint_plan(couple.ana, couple.household)
    with inside(couple.ana.practice):
        note_violence_screen(client=couple.ben, by=actor(couple.his), answer="ongoing")
    with inside(couple.ana.practice, actor(couple.hers)) as scope:
        made = change_modality(plan=plan, modality=EFT, by=scope.actor, outcome="together now")
        assert (made.cautions, made.caution_reason) == ([], "")


@pytest.mark.django_db
def test_a_change_to_couple_work_still_asks_where_the_therapist_may_read_the_answer(couple: Couple) -> None:
    plan = another_joint_plan(couple.ana, couple.household)
    with inside(couple.ana.practice, actor(couple.hers)) as scope:
        note_violence_screen(client=couple.ana, by=scope.actor, answer="ongoing")
        with pytest.raises(ValidationError, match="contra-indicated"):
            change_modality(plan=plan, modality=EFT, by=scope.actor, outcome="together now")


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.fetchone() is not None


def test_a_change_of_modality_waits_for_who_ends_the_household_without_holding_the_plan(own_database: str) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    household = a_household(client, a_client(therapist))
    plan, held = another_joint_plan(client, household), threading.Event()

    def act(number: int) -> Any:
        with inside(client.practice, actor(therapist)) as scope:
            if number == 1:
                assert held.wait(30)
                return change_modality(plan=plan, modality=EFT, by=scope.actor, outcome="together now").modality
            Household.objects.select_for_update().get(pk=household.pk)  # as who ends it does first, and the plan then
            held.set()
            until = time.monotonic() + 30
            while not _somebody_waits() and time.monotonic() < until:
                time.sleep(0.02)
            try:
                return Plan.objects.select_for_update(nowait=True).get(pk=plan.pk).modality
            except OperationalError:
                return "held"

    assert at_once(act, 2) == ["schema", "eft"]


@pytest.mark.django_db
def test_the_plans_of_a_readable_client_are_those_of_all_that_somebody_may_read(couple: Couple) -> None:
    joint = a_plan(couple.ana, "eft", household=couple.household)
    own, partners = a_plan(couple.ana, "emdr"), a_plan(couple.ben, "emdr")
    shown = {couple.hers: couple.ana, couple.his: couple.ben}
    for reader, client in shown.items():
        with inside(client.practice, actor(reader)) as scope:
            found = [(plan.pk, plan.reads_client, plan.reads_all) for plan in plans_of(scope.actor, client)]
            everything = plans(scope.actor).of(client)
            assert found == [(plan.pk, plan.reads_client, plan.reads_all) for plan in everything]
            mine = own if client == couple.ana else partners
            assert {pk: rest for pk, *rest in found} == {
                mine.pk: [True, True],
                joint.pk: [client == couple.ana, False],
            }


def test_who_books_one_partner_alone_waits_for_who_ends_the_household(own_database: str) -> None:
    therapist = a_staff(a_practice())
    ana, ben = a_client(therapist), a_client(therapist)
    household = a_household(ana, ben)
    plan, ended = a_plan(ana, "eft", household=household), threading.Event()
    at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)

    def act(number: int) -> str:
        with inside(ana.practice, actor(therapist)) as scope:
            if number == 1:
                assert ended.wait(30)  # written, not yet committed: what is read here still says that it goes on
                with pytest.raises(HouseholdEnded):
                    book_session(client=ana, therapist_id=therapist.pk, starts_at=at, plan=plan, alone_with=ben)
                return "refused"
            end_household(household=household, ending=Ending(scope.actor, "apart"))
            ended.set()
            until = time.monotonic() + 30
            while not _somebody_waits() and time.monotonic() < until:
                time.sleep(0.02)
            return "ended"

    assert at_once(act, 2) == ["ended", "refused"]
    with inside(ana.practice):
        assert not TherapySession.objects.exists()
