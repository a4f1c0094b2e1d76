"""What clients without the portal get on paper: an exercise, the plan, their appointments; and no page claims that they
could see it on pages that they do not have."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from clinic.core.models import AccessLog, Practice
from interventions.models import Plan
from tests.factories import (
    a_client,
    a_goal,
    a_household,
    a_plan,
    a_practice,
    a_room,
    a_row,
    a_session,
    a_staff,
    an_assignment,
    inside,
    portal_user,
)
from tests.web import Api, pages

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def size_of(answer: Any) -> int:
    """The largest type on the paper, in points."""
    sizes: list[float] = []
    reader = PdfReader(io.BytesIO(answer.content))
    reader.pages[0].extract_text(visitor_text=lambda text, _cm, _tm, _font, size: sizes.append(size * abs(_tm[0])))
    return round(max(sizes))


def test_an_exercise_has_its_steps_and_room_to_write_on_page_and_api() -> None:
    therapist = a_staff(a_practice(name="Harbour Lane"))
    client = a_client(therapist, name="Ana #Đorđević *x*")
    row = an_assignment(client)
    page, api = f"/exercises/{row.pk}/exercise.pdf", f"assignments/{row.pk}/paper/"
    for found in (words(pages(therapist).get(page)), words(Api(therapist).get(api))):
        for said in ("Harbour Lane", "Ana #Đorđević *x*", "Inner secure base", "Sit where you feel", "Tense before"):
            assert said in found
    with inside(client.practice):
        assert {"exercise pdf", "api exercise pdf"} <= set(AccessLog.objects.values_list("what", flat=True))


def test_large_type_is_larger_and_no_other_size_is_known() -> None:
    therapist = a_staff(a_practice())
    row = an_assignment(a_client(therapist))
    small, large = (pages(therapist).get(f"/exercises/{row.pk}/exercise.pdf{more}") for more in ("", "?size=large"))
    assert size_of(large) > 1.3 * size_of(small)
    assert Api(therapist).get(f"assignments/{row.pk}/paper/", size="large").status_code == 200
    wrong = Api(therapist).get(f"assignments/{row.pk}/paper/", size="huge")
    assert (wrong.status_code, wrong.json()) == (400, {"size": ["One of: large."]})


def test_the_plan_on_paper_says_what_the_portal_says_and_nothing_clinical() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    plan = a_plan(client, "emdr")
    goal = a_goal(plan)
    with inside(client.practice):
        Plan.objects.filter(pk=plan.pk).update(formulation="Private formulation")
    page = f"/plans/{plan.pk}/for/{client.pk}/plan.pdf"
    for found in (words(pages(therapist).get(page)), words(Api(therapist).get(f"plans/{plan.pk}/paper/"))):
        assert goal.words in found
        assert "Our plan" in found
        assert "Private formulation" not in found
        assert "Done when" not in found
    assert f"Print for {client.name}" in pages(therapist).get(f"/plans/{plan.pk}/agreement/").content.decode()


def test_a_joint_plan_is_printed_for_each_with_their_own_goals_by_who_may_read_them() -> None:
    practice = a_practice()
    therapist, other = a_staff(practice), a_staff(practice)
    ana, ben = a_client(therapist, name="Ana"), a_client(other, name="Ben")
    household = a_household(ana, ben)
    plan = a_plan(ana, "eft", household=household)
    goal = a_goal(plan)
    mine = f"/plans/{plan.pk}/for/{ana.pk}/plan.pdf"
    theirs = f"/plans/{plan.pk}/for/{ben.pk}/plan.pdf"
    assert goal.words in words(pages(therapist).get(mine))
    assert pages(therapist).get(theirs).status_code == 404  # not their client
    assert goal.words not in words(pages(other).get(theirs))
    assert pages(other).get(mine).status_code == 404
    assert Api(other).get(f"plans/{plan.pk}/paper/", client=str(ana.pk)).status_code == 404
    assert goal.words not in words(Api(other).get(f"plans/{plan.pk}/paper/"))
    page = pages(therapist).get(f"/plans/{plan.pk}/agreement/").content.decode()
    assert mine in page
    assert theirs not in page


@time_machine.travel("2026-03-20T09:00Z", tick=False)
def test_the_card_names_appointments_by_the_clients_clock_on_both_sides_of_the_change() -> None:
    practice = a_practice(name="Harbour Lane", reply_to="desk@harbour.example")
    therapist = a_staff(practice, name="Dr Lead")
    client = a_client(therapist, time_zone="Pacific/Chatham")
    room = a_room(practice, "Blue room")
    for text in ("2026-03-24T20:00+00:00", "2026-04-07T20:00+00:00"):  # the clocks go back there on 5 April
        a_session(client, datetime.fromisoformat(text), room=room)
    a_session(a_client(therapist), timezone.now() + timedelta(days=3))
    for answer in (
        pages(therapist).get(f"/clients/{client.pk}/appointments.pdf"),
        Api(therapist).get(f"clients/{client.pk}/appointment-card/"),
    ):
        found = words(answer)
        for said in (
            "Wednesday 25 March 2026 09:45 to 10:35 Blue room Dr Lead",
            "Wednesday 8 April 2026 08:45 to 09:35 Blue room Dr Lead",
            "All times are Chatham time",
            "desk@harbour.example",
        ):
            assert said in found
        assert found.count("Blue room") == 2
        assert "therap" not in found.lower()


def test_a_card_without_appointments_says_so() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    answer = pages(therapist).get(f"/clients/{client.pk}/appointments.pdf")
    assert "No appointment is booked at the moment." in words(answer)


@pytest.mark.parametrize("portal", [False, True])
def test_only_for_who_has_a_portal_something_is_said_to_be_on_it(portal: bool) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    plan = a_plan(client, "se")
    if portal:
        portal_user(client)
    browser = pages(therapist)
    given = browser.post(
        f"/clients/{client.pk}/exercises/new/", {"exercise": "paced-breathing", "times_per_week": 3}, follow=True
    ).content.decode()
    assert ("The exercise is on the client&#x27;s page." in given) is portal
    assert ("print it here" in given) is not portal
    page = browser.post(f"/clients/{client.pk}/reading/", {"page": "earned-security"}, follow=True).content.decode()
    assert ("The page is on the client&#x27;s list." in page) is portal
    assert ("Ask on the portal" in browser.get(f"/plans/{plan.pk}/agreement/").content.decode()) is portal


def test_a_plan_waits_on_no_page_of_a_client_whose_sign_in_has_ended() -> None:
    therapist = a_staff(a_practice())
    plan = a_plan(a_client(therapist), "se")
    with inside(therapist.practice):
        Plan.objects.filter(pk=plan.pk).update(agreement_asked_at=timezone.now())
    page = pages(therapist).get(f"/plans/{plan.pk}/agreement/").content.decode()
    assert "has no sign-in there any more" in page
    assert "on the client&#x27;s page and waits" not in page


def test_the_practice_is_named_as_it_is_now() -> None:
    therapist = a_staff(a_practice(name="Old name"))
    client = a_client(therapist)
    Practice.objects.filter(pk=client.practice_id).update(name="New name")
    assert "New name" in words(pages(therapist).get(f"/clients/{client.pk}/appointments.pdf"))


def test_the_safety_tab_speaks_of_the_clients_pages_only_where_there_are_some() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    path = f"/clients/{client.pk}/safety/"
    assert "print the empty form" in pages(therapist).get(path).content.decode()
    assert "print it for them" in pages(therapist).get(f"{path}plan/").content.decode()
    portal_user(client)
    assert "The client sees it under Help now" in pages(therapist).get(f"{path}plan/").content.decode()
    assert "on their own pages under Help now" in pages(therapist).get(path).content.decode()


def test_a_plan_on_paper_says_what_its_marks_mean_and_tells_targets_without_idle_zeros() -> None:
    therapist = a_staff(a_practice())
    plan = a_plan(a_client(therapist), "emdr")
    target = a_row(plan, "target", label="the stairs")
    a_row(plan, "measure", target=target, sets=0, sud=8, voc=2)
    a_goal(plan, aim=Decimal("10.00"))
    said = words(pages(therapist).get(f"/plans/{plan.pk}/plan.pdf"))
    assert "SUD, 0–10" in said
    assert "VOC, 1–7, at assessment and in installation" in said
    assert "not measured yet, target 10" in said
    assert "10.00" not in said
