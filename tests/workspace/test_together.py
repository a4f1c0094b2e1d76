"""A household's members side by side: each one's own measures, goals and exercises, for who may read them."""

from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.actions import note_violence_screen
from clients.households.actions import Ending, end_household
from clients.households.models import Household
from clients.models import CareRelation, Client
from clinic.core.models import AccessLog, Staff
from tests.factories import (
    a_client,
    a_goal,
    a_household,
    a_plan,
    a_practice,
    a_staff,
    actor,
    an_assessment,
    an_assignment,
    inside,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


class Couple(NamedTuple):
    """Ana and Ben with their therapist; Cleo is Ben's own therapist and does not know Ana."""

    ana: Client
    ben: Client
    therapist: Staff
    cleo: Staff
    household: Household


def a_couple() -> Couple:
    practice = a_practice()
    therapist, cleo = a_staff(practice), a_staff(practice)
    ana, ben = a_client(therapist, name="Ana Prior"), a_client(therapist, name="Ben Quist")
    with inside(practice):
        CareRelation.objects.create(
            practice=practice, client=ben, staff=cleo, since=timezone.localdate(), part=CareRelation.Part.SECOND
        )
    household = a_household(ana, ben)
    for person, value, words in ((ana, 2, "Ana sleeps again"), (ben, 6, "Ben speaks up")):
        an_assessment(person, "ecr-r", value)
        an_assessment(person, "core-10", value // 2)
        a_goal(a_plan(person, "emdr"), words=words)
        an_assignment(person, "paced-breathing")
    a_goal(a_plan(ana, "eft", household=household), words="Talk every evening")
    return Couple(ana, ben, therapist, cleo, household)


def page_of(staff: Staff, couple: Couple) -> str:
    answer = pages(staff).get(reverse("workspace:together", args=[couple.household.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_reads_both_sees_each_ones_own_side_and_the_look_is_logged_in_both_files() -> None:
    couple = a_couple()
    page = page_of(couple.therapist, couple)
    ana, _second, ben = page.partition("Ben Quist</a></h2>")
    for words in ("Ana sleeps again", "Ben speaks up", "plane-1", "plane-2", "distress-1", "distress-2"):
        assert words in page
    assert "Talk every evening" not in page  # the joint plan's goal is nobody's own
    assert page.count("Paced breathing") == 2
    assert ("Ana sleeps again" in ana, "Ana sleeps again" in ben) == (True, False)
    with inside(couple.ana.practice):
        seen = AccessLog.objects.filter(what="side by side").values_list("client_id", flat=True)
        assert set(seen) == {couple.ana.pk, couple.ben.pk}
    rows = {row["client"]: row["own"] for row in read(Api(couple.therapist).get(path(couple)))["results"]}
    assert [goal["words"] for goal in rows[str(couple.ana.pk)]["goals"]] == ["Ana sleeps again"]
    assert rows[str(couple.ben.pk)]["tracked"] == [23.0]
    assert [one["title"] for one in rows[str(couple.ben.pk)]["exercises"]] == ["Paced breathing"]


def path(couple: Couple) -> str:
    return f"households/{couple.household.pk}/together/"


def test_who_reads_one_of_the_two_sees_that_one_alone_and_partner_for_the_other() -> None:
    couple = a_couple()
    page = page_of(couple.cleo, couple)
    assert "Ben speaks up" in page
    assert "partner" in page
    for words in ("Ana", str(couple.ana.pk), "Talk every evening"):
        assert words not in page
    answer = Api(couple.cleo).get(path(couple))
    assert [(row["client"], row["own"] is None) for row in read(answer)["results"]] == [
        (str(couple.ben.pk), False),
        (None, True),
    ]
    assert str(couple.ana.pk) not in answer.content.decode()
    stranger = a_staff(couple.ana.practice)
    assert pages(stranger).get(reverse("workspace:together", args=[couple.household.pk])).status_code == 404
    assert Api(stranger).get(path(couple)).status_code == 404


def test_what_somebody_said_of_violence_changes_nothing_on_it_for_anybody() -> None:
    couple = a_couple()
    before = [page_of(reader, couple).count("iolence") for reader in (couple.therapist, couple.cleo)]
    with inside(couple.ana.practice):
        note_violence_screen(client=couple.ana, by=actor(couple.therapist), answer="ongoing")
    assert [page_of(reader, couple).count("iolence") for reader in (couple.therapist, couple.cleo)] == before


def test_after_the_household_has_ended_both_histories_stay_readable() -> None:
    couple = a_couple()
    with inside(couple.ana.practice):
        end_household(household=couple.household, ending=Ending(by=actor(couple.therapist), reason="They separated."))
    page = page_of(couple.therapist, couple)
    assert "Ana sleeps again" in page
    assert "Ben speaks up" in page
    for person in (couple.ana, couple.ben):
        answer = pages(couple.therapist).get(reverse("workspace:client", args=[person.pk])).content.decode()
        assert "EFT ended" in answer


def test_the_page_takes_the_same_statements_however_much_each_has() -> None:
    couple = a_couple()
    browser, address = pages(couple.therapist), reverse("workspace:together", args=[couple.household.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _number in range(4):
        an_assessment(couple.ana, "ecr-r", 3)
    an_assignment(couple.ana, "tipp-temperature")
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)
