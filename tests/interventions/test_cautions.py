"""What in a client's file speaks against a modality or an exercise: shown, and refused without a reason."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from clients.actions import give_consent, note_violence_screen
from clients.alerts.actions import raise_alert
from clients.households.models import Household
from clients.models import Client, Consent, ViolenceScreen
from clinic.core.access import Role
from clinic.core.messages import joined
from interventions import catalogue
from interventions.cautions import File, for_exercise, for_file, for_modality, with_reason
from interventions.dissociation import Dissociation
from interventions.exercises.actions import AlreadyAssigned, assign_exercise, stop_exercise
from interventions.models import Assignment, Plan
from interventions.plans.actions import assign_plan, change_modality
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_staff,
    actor,
    an_assessment,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

EFT, EMDR, SE = (catalogue.modality(key) for key in ("eft", "emdr", "se"))
CAREFUL = next(one for one in catalogue.exercises().values() if one.cautions)


def scored(total: float | None, **form: Any) -> Dissociation:
    return Dissociation(on_file=True, total=total, **form)


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def at_risk(client: Client) -> None:
    with inside(client.practice):
        raise_alert(client=client, source="PHQ-9 item 9", source_id=client.pk, reason="x")


def asked(client: Client, answer: str) -> None:
    with inside(client.practice):
        note_violence_screen(client=client, by=actor(therapist_of(client)), answer=answer)


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modality", "file", "couple", "message", "weighs"),
    [
        ("eft", File(violence=("none", "ongoing")), True, "contra-indicated", True),
        ("eft", File(violence=("none", "")), True, "Not every partner has been asked", False),
        ("eft", File(violence=("past", "none")), True, "in the past", False),
        ("eft", File(violence=("none", "none")), True, "", False),
        ("eft", File(violence=("ongoing",)), False, "", False),
        ("emdr", File(dissociation=scored(30)), False, "EMDR with a DES-II of 30", True),
        ("emdr", File(dissociation=scored(29.9)), False, "a total of 29.9", True),
        ("emdr", File(dissociation=scored(19.9, taxon=20)), False, "a taxon mean of 20", True),
        ("emdr", File(dissociation=scored(5, taxon=4, highest=30)), False, "a taxon item of 30", True),
        ("emdr", File(dissociation=scored(19.9, taxon=19.9, highest=29)), False, "ask about seizures", False),
        ("schema", File(dissociation=scored(25)), False, "a total of 25", True),
        ("schema", File(dissociation=scored(40)), False, "Schema with a DES-II of 40", True),
        ("ifs", File(dissociation=scored(25)), False, "a total of 25", False),
        ("emdr", File(alerts=("PHQ-9 item 9",)), False, "while an alert is open (PHQ-9 item 9)", True),
        ("schema", File(alerts=("x",)), False, "while an alert is open", True),
        ("ifs", File(dissociation=scored(44)), False, "IFS with a DES-II of 44", True),
        ("se", File(alerts=("x",)), False, "SE while an alert is open", True),
        ("se", File(), False, "No consent to touch", False),
        ("se", File(touch=True), False, "", False),
    ],
)
def test_what_a_modality_heeds(modality: str, file: File, couple: bool, message: str, weighs: bool) -> None:
    found = for_modality(catalogue.modality(modality), file, couple=couple)
    assert (message in found[0].text) if message else found == []
    assert bool(with_reason(found)) == weighs


@given(st.none() | st.floats(0, 100), st.booleans(), st.sampled_from(["", "none", "past", "ongoing"]))
def test_an_exercise_weighs_by_its_kinds_and_its_caution(des: float | None, alert: bool, violence: str) -> None:
    file = File(("x",) if alert else (), scored(des), (violence,))
    for one in catalogue.exercises().values():
        kinds, high, lower = set(one.caution_kinds), (des or 0) >= 30, 20 <= (des or 0) < 30
        weighs = bool(one.cautions) and (alert or high)
        weighs |= "violence" in kinds and violence == "ongoing"
        weighs |= "open-risk" in kinds and alert
        weighs |= "dissociation" in kinds and (high or lower)
        assert bool(for_exercise(one, file)) == weighs, one.key


def test_without_a_way_to_reach_the_client_that_is_said() -> None:
    assert any("go on paper" in caution.text for caution in for_file(File(reachable=False)))


# --- plans ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_couple_work_against_violence_needs_a_reason_that_is_kept_and_shown(client: Client) -> None:
    therapist = therapist_of(client)
    partner = a_client(therapist)
    asked(client, "none")
    asked(partner, "past")
    asked(partner, "ongoing")
    browser, path = pages(therapist), f"/clients/{client.pk}/plan/"
    form = {"modality": "eft", "partner": str(partner.pk)}
    refused = browser.post(path, form).content.decode()
    assert "Couple work is contra-indicated" in refused
    assert "Give a reason for going ahead despite the caution" in refused
    api = Api(therapist)
    with inside(client.practice):
        assert not Household.objects.exists()  # nothing is half done
    body = {"client": str(client.pk), "modality": "eft", "household": str(a_household(client, partner).pk)}
    answer = api.post("plans/", body)
    assert answer.status_code == 400
    assert "contra-indicated" in read(answer)["caution_reason"][0]
    with inside(client.practice):
        assert not Plan.objects.exists()
    form = {"modality": "eft", "household": body["household"]}
    made = browser.post(path, form | {"caution_reason": "Both live apart; safety plan of 3 March"})
    assert made.status_code == 302
    with inside(client.practice):
        plan = Plan.objects.get()
        assert plan.caution_reason == "Both live apart; safety plan of 3 March"
        assert "contra-indicated" in str(plan.cautions[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(caution_reason="")
    assert "safety plan of 3 March" in browser.get(f"/plans/{plan.pk}/").content.decode()


@pytest.mark.django_db
def test_a_reason_without_a_caution_is_not_kept(client: Client) -> None:
    plan = a_plan(client, "se", caution_reason="nothing speaks against it")
    assert (plan.cautions, plan.caution_reason) == ([], "")


@pytest.mark.django_db
def test_a_change_of_modality_asks_too_and_nothing_is_half_done(client: Client) -> None:
    plan = a_plan(client, "se")
    at_risk(client)
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        with pytest.raises(ValidationError, match="while an alert is open"):
            change_modality(plan=plan, modality=EMDR, by=by, outcome="more resources")
        plan.refresh_from_db()
        assert plan.state == "active"
        made = change_modality(
            plan=plan, modality=EMDR, by=by, outcome="more resources", caution_reason="preparation only"
        )
        assert made.caution_reason == "preparation only"


@pytest.mark.django_db
def test_a_partners_answer_stays_in_the_partners_file() -> None:
    practice = a_practice()
    one, other = a_staff(practice), a_staff(practice)
    client, partner = a_client(one), a_client(other)
    asked(partner, "ongoing")
    with inside(practice, actor(one)):
        plan = assign_plan(client=client, modality=EFT, by=actor(one), household=a_household(client, partner))
        assert (plan.cautions, plan.caution_reason) == ([], "")
    assert "Nobody has asked yet" in pages(one).get(f"/clients/{client.pk}/file/").content.decode()
    assert pages(one).get(f"/clients/{partner.pk}/file/").status_code == 404


# --- the screen -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_answer_is_noted_the_newest_counts_and_an_admin_does_not_see_it(client: Client) -> None:
    therapist, admin = therapist_of(client), a_staff(client.practice, Role.ADMIN)
    browser, path = pages(therapist), f"/clients/{client.pk}/violence/"
    assert "Nobody has asked yet" in browser.get(f"/clients/{client.pk}/file/").content.decode()
    for bad in ({}, {"answer": "maybe"}, {"answer": "none", "note": "x" * 401}):
        assert "Choose an answer" in browser.post(path, bad, follow=True).content.decode()
    browser.post(path, {"answer": "past", "note": "in 2019"})
    browser.post(path, {"answer": "none"})
    page = browser.get(f"/clients/{client.pk}/file/").content.decode()
    assert "None, and no fear of the partner" in page
    with inside(client.practice):
        assert ViolenceScreen.objects.count() == 2
    assert "Violence" not in pages(admin).get(f"/clients/{client.pk}/file/").content.decode()


# --- exercises --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["alert", "des"])
def test_an_exercise_against_its_caution_needs_a_reason(client: Client, why: str) -> None:
    if why == "alert":
        at_risk(client)
    else:
        an_assessment(client, "des-ii", 40)
    therapist = therapist_of(client)
    body = {"client": str(client.pk), "exercise": CAREFUL.key}
    answer = Api(therapist).post("assignments/", body)
    assert answer.status_code == 400
    assert CAREFUL.cautions in read(answer)["caution_reason"][0]
    browser, path = pages(therapist), f"/clients/{client.pk}/exercises/new/"
    assert (
        "Give a reason for going ahead despite the caution"
        in browser.post(path, {"exercise": CAREFUL.key}).content.decode()
    )
    form = {"exercise": CAREFUL.key, "caution_reason": "with me in the room, eyes open"}
    assert browser.post(path, form).status_code == 302
    with inside(client.practice):
        row = Assignment.objects.get()
        assert CAREFUL.cautions in joined(row.cautions)
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.filter(pk=row.pk).update(caution_reason="")
    assert "with me in the room" in browser.get(f"/clients/{client.pk}/exercises/").content.decode()


@pytest.mark.django_db
def test_stopped_it_is_gone_from_the_portal_and_can_be_given_again(client: Client) -> None:
    by = actor(therapist_of(client))
    exercise = catalogue.exercise("paced-breathing")
    with inside(client.practice, by):
        row = assign_exercise(client=client, exercise=exercise, by=by)
        with pytest.raises(AlreadyAssigned):
            assign_exercise(client=client, exercise=exercise, by=by)
    browser = pages(therapist_of(client))
    assert browser.post(f"/exercises/{row.pk}/stop/").status_code == 302
    with inside(client.practice, by):
        stop_exercise(assignment=row)  # twice changes nothing
        again = assign_exercise(client=client, exercise=exercise, by=by)
    assert Api(therapist_of(client)).post(f"assignments/{again.pk}/stop/").status_code == 204
    with inside(client.practice):
        assert Assignment.objects.filter(stopped_at=None).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"starts_on": "2090-01-01"}, "starts_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"times_per_week": 22}, "times_per_week"),
        ({"note": "x" * 301}, "note"),
        ({"exercise": "nothing"}, "exercise"),
    ],
)
def test_bad_fields_are_named(client: Client, fields: dict[str, object], field: str) -> None:
    answer = Api(therapist_of(client)).post(
        "assignments/", {"client": str(client.pk), "exercise": "orienting"} | fields
    )
    assert (answer.status_code, list(read(answer))) == (400, [field])


@pytest.mark.django_db
def test_touch_is_a_consent_but_no_way_of_being_contacted(client: Client) -> None:
    with inside(client.practice):
        give_consent(client=client, kind=Consent.Kind.TOUCH)
    page = pages(therapist_of(client)).get("/clients/new/").content.decode()
    assert 'value="portal"' in page
    assert 'value="touch"' not in page
    assert "No consent to touch" not in pages(therapist_of(client)).get(f"/clients/{client.pk}/plan/").content.decode()
