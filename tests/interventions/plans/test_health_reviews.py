"""What is on file of somebody's health while a plan runs: named, considered with a reason, asked when it changes."""

import json
import tomllib
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clients.actions import note_violence_screen
from clients.health.actions import note_health
from clients.health.models import HealthFact
from clients.models import Client
from clinic.core.models import Staff
from interventions import catalogue
from interventions.library.actions import add_modality
from interventions.library.queries import modalities
from interventions.models import CautionReview, Plan
from interventions.plans.actions import assign_plan
from interventions.plans.reviewing import review_health
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_staff,
    actor,
    an_assignment,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
NOTICE = "Review whether this way of working is right as things are."


def noted(client: Client, kind: str, answer: str = "present", **fields: Any) -> HealthFact:
    with inside(client.practice):
        return note_health(client=client, by=actor(therapist_of(client)), kind=kind, answer=answer, **fields)


@pytest.fixture
def plan() -> Plan:
    found = a_plan(a_client(a_staff(a_practice())), "emdr")
    noted(found.client, "seizure")
    return found


class Two(NamedTuple):
    """Ana and Ben, each with a therapist of their own, in one joint plan."""

    ana: Client
    ben: Client
    hers: Staff
    his: Staff
    plan: Plan


def a_couple_modality() -> bytes:
    """A practice's own couple work that asks for care with psychosis, as JSON."""
    content = tomllib.loads(catalogue.definition_file("ifs").read_bytes().decode())
    own: dict[str, Any] = {
        "key": "pairs",
        "short": "Pairs",
        "name": "Work with pairs",
        "formats": ["couple"],
        "gates": [],
    }
    own |= {"phases": [{"key": "only", "name": "Only one", "exit": "done"}], "caution_kinds": ["psychosis"]}
    own["record"] = content["record"] | {"keeps": "ifs"}
    return json.dumps(content | own).encode()


@pytest.fixture
def two() -> Two:
    practice = a_practice()
    hers, his = a_staff(practice), a_staff(practice)
    ana, ben = a_client(hers, name="Ana Prior"), a_client(his, name="Ben Prior")
    household, by = a_household(ana, ben), actor(hers)
    with inside(practice, by):
        add_modality(data=a_couple_modality(), by=by)
        reason = "Not every partner could be asked about everything yet."
        found = assign_plan(
            client=ana, modality=modalities()["custom-pairs"], by=by, household=household, caution_reason=reason
        )
    return Two(ana, ben, hers, his, found)


def facts_of(api: Api, plan: Plan) -> list[dict[str, Any]]:
    return [one for one in read(api.get(f"plans/{plan.pk}/cautions/")) if one["fact"]]


def test_it_is_considered_on_the_page_with_who_and_when_and_comes_back_with_a_newer_answer(plan: Plan) -> None:
    therapist = therapist_of(plan.client)
    browser, path = pages(therapist), f"/plans/{plan.pk}/"
    page = browser.get(path).content.decode()
    assert NOTICE in page
    (fact,) = facts_of(Api(therapist), plan)
    sent = {"facts": fact["fact"], "reason": "the neurologist agrees, sets stay short"}
    assert browser.post(f"{path}health/", sent)["Location"] == path
    page = browser.get(path).content.decode()
    assert NOTICE not in page
    assert f"Considered by {therapist.name}" in page
    assert page.count("the neurologist agrees, sets stay short") == 2  # at the caution, and among the reviews
    noted(plan.client, "seizure", "past")
    page = browser.get(path).content.decode()
    assert NOTICE in page
    assert page.count("the neurologist agrees, sets stay short") == 1  # the history stays
    noted(plan.client, "seizure", "none")
    assert NOTICE not in browser.get(path).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": "so"}, "so"),
        ({"reason": "x" * 1001}, "At most 1,000"),
        ({"facts": ""}, "has changed since it was shown"),
        ({"facts": "no-id"}, "has changed since it was shown"),
        ({"facts": str(uuid4())}, "has changed since it was shown"),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_typed_is_lost(plan: Plan, change: dict[str, str], words: str) -> None:
    (fact,) = facts_of(Api(therapist_of(plan.client)), plan)
    sent = {"facts": fact["fact"], "reason": "typed with care"} | change
    answer = pages(therapist_of(plan.client)).post(f"/plans/{plan.pk}/health/", sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sent["reason"] in page
    if len(sent["reason"]) < 1000:
        assert words in page
    with inside(plan.practice):
        assert not CautionReview.objects.exists()


def test_programs_consider_it_by_the_same_rules(plan: Plan) -> None:
    api, path = Api(therapist_of(plan.client)), f"plans/{plan.pk}/cautions/"
    (fact,) = facts_of(api, plan)
    assert (fact["client"], fact["kind"], fact["reviewed"]) == (str(plan.client_id), "seizure", False)
    assert fact["said"]["code"] == "health-present"
    assert set(read(api.post(path, {"reason": "x", "facts": [str(uuid4())]}))) == {"reason"}
    assert set(read(api.post(path, {"reason": "long enough", "facts": []}))) == {"facts"}
    for _ in range(2):  # sent twice it is saved once
        (now,) = read(api.post(path, {"reason": "long enough", "facts": [fact["fact"]]}))
        assert [one["reason"] for one in now["considered"]] == ["long enough"]
    late = api.post(path, {"reason": "another reason", "facts": [fact["fact"]]})
    assert late.status_code == 400
    assert "has considered this already" in read(late)["facts"][0]
    (shown,) = read(api.get("plans/", client=str(plan.client_id)))["results"]
    assert [one["kind"] for one in shown["cautions_now"]] == ["seizure"]
    assert read(api.get(f"plans/{plan.pk}/"))["cautions_now"][0]["reviewed"] is True
    assert Api(a_staff(plan.practice)).post(path, {"reason": "long enough", "facts": [fact["fact"]]}).status_code == 404


def test_an_answer_that_came_between_is_read_first_and_of_two_the_second_is_told(plan: Plan) -> None:
    by = actor(therapist_of(plan.client))
    with inside(plan.practice, by):
        shown = HealthFact.objects.get()
        newer = noted(plan.client, "seizure", "past")
        with pytest.raises(ValidationError) as error:
            review_health(plan=plan, by=by, reason="as it was", facts=[shown.pk])
        assert set(error.value.message_dict) == {"facts"}
        review_health(plan=plan, by=by, reason="as it is", facts=[newer.pk])
        other = a_staff(plan.practice)
        with pytest.raises(ValidationError):  # out of reach: there is nothing that this one was shown
            review_health(plan=plan, by=actor(other), reason="as it is", facts=[newer.pk])
        assert CautionReview.objects.count() == 1


def test_a_joint_plan_says_whose_it_is_to_who_may_read_that_one(two: Two) -> None:
    noted(two.ana, "psychosis")
    hers, his = pages(two.hers), pages(two.his)
    path = f"/plans/{two.plan.pk}/"
    page = hers.get(path).content.decode()
    assert "<b>Ana Prior:</b>" in page
    assert "On file: psychosis." in page
    assert "On file: psychosis." not in his.get(path).content.decode()
    assert facts_of(Api(two.his), two.plan) == []
    noted(two.ben, "psychosis", "past")
    assert "<b>Ben Prior:</b>" in his.get(path).content.decode()
    assert "<b>Ben Prior:</b>" not in hers.get(path).content.decode()
    (of_ana,) = facts_of(Api(two.hers), two.plan)
    (of_ben,) = facts_of(Api(two.his), two.plan)
    assert (of_ana["client"], of_ben["client"]) == (str(two.ana.pk), str(two.ben.pk))
    foreign = Api(two.his).post(
        f"plans/{two.plan.pk}/cautions/", {"reason": "what she said", "facts": [of_ana["fact"]]}
    )
    assert foreign.status_code == 400
    fine = Api(two.hers).post(f"plans/{two.plan.pk}/cautions/", {"reason": "said to me", "facts": [of_ana["fact"]]})
    assert fine.status_code == 201
    assert "said to me" in hers.get(path).content.decode()
    assert "said to me" not in his.get(path).content.decode()
    (plan_of_his,) = read(Api(two.his).get("plans/", client=str(two.ben.pk)))["results"]
    assert [one["client"] for one in plan_of_his["cautions_now"]] == [str(two.ben.pk)]


def test_a_plan_that_is_begun_despite_it_does_not_ask_what_was_just_answered() -> None:
    client = a_client(a_staff(a_practice()))
    noted(client, "seizure")
    plan = a_plan(client, "emdr", caution_reason="agreed with the neurologist")
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert NOTICE not in page
    assert "agreed with the neurologist" in page
    noted(client, "seizure", "past")
    assert NOTICE in pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()


def test_an_exercise_that_runs_says_over_the_api_what_its_page_says(plan: Plan) -> None:
    client, api = plan.client, Api(therapist_of(plan.client))
    row = an_assignment(client, "tipp-temperature")
    an_assignment(client, "orienting")
    noted(client, "heart")
    found = {one["exercise"]: one for one in read(api.get("assignments/", client=str(client.pk)))["results"]}
    assert [one["code"] for one in found["tipp-temperature"]["cautions_now"]] == ["health-present"]
    assert found["orienting"]["cautions_now"] == []
    said = found["tipp-temperature"]["cautions_now"][0]["text"]
    assert said in pages(therapist_of(client)).get(f"/clients/{client.pk}/exercises/").content.decode()
    revision = read(api.get("assignments/", client=str(client.pk)))["results"]
    match = next(one["revision"] for one in revision if one["id"] == str(row.pk))
    assert api.post(f"assignments/{row.pk}/stop/", HTTP_IF_MATCH=f'"{match}"').status_code == 204
    stopped = {one["exercise"]: one for one in read(api.get("assignments/", client=str(client.pk)))["results"]}
    assert stopped["tipp-temperature"]["cautions_now"] == []


def test_the_database_keeps_a_review_about_one_thing(plan: Plan) -> None:
    (fact,) = facts_of(Api(therapist_of(plan.client)), plan)
    Api(therapist_of(plan.client)).post(f"plans/{plan.pk}/cautions/", {"reason": "fine so", "facts": [fact["fact"]]})
    with inside(plan.practice):
        screen = note_violence_screen(client=plan.client, by=actor(therapist_of(plan.client)), answer="past")
        with pytest.raises(IntegrityError), transaction.atomic():
            CautionReview.objects.update(screen=screen)


@pytest.mark.parametrize("where", ["health", "wishes"])
def test_a_button_pressed_twice_notes_one_answer_and_another_answer_is_not_lost(plan: Plan, where: str) -> None:
    client, key = plan.client, str(uuid4())
    body = {"health": {"kind": "heart", "answer": "present"}, "wishes": {"modality": "emdr", "answer": "wants"}}[where]
    other = body | {"answer": {"health": "past", "wishes": "against"}[where]}
    browser, api, path = pages(therapist_of(client)), Api(therapist_of(client)), f"/clients/{client.pk}/{where}/"
    before = len(read(api.get(f"clients/{client.pk}/{where}/"))["results"])
    for _ in range(2):
        assert browser.post(path, body | {"key": key}).status_code == 302
    again = browser.post(path, other | {"key": key})
    assert again.status_code == 200
    assert "Save again to add this as a new one" in again.content.decode()
    assert key not in again.content.decode()
    assert len(read(api.get(f"clients/{client.pk}/{where}/"))["results"]) == before + 1
    program = body | {"key": str(uuid4())}
    made = [read(api.post(f"clients/{client.pk}/{where}/", program))["id"] for _ in range(2)]
    assert len(set(made)) == 1
    assert set(read(api.post(f"clients/{client.pk}/{where}/", other | {"key": program["key"]}))) == {"key"}


def test_what_was_said_of_health_is_read_a_page_at_a_time_and_the_newest_always(plan: Plan) -> None:
    client, api = plan.client, Api(therapist_of(plan.client))
    for _ in range(30):
        noted(client, "heart", "none")
    first = read(api.get(f"clients/{client.pk}/health/"))
    assert {one["kind"]: one["answer"] for one in first["newest"]} == {"seizure": "present", "heart": "none"}
    assert len(first["results"]) == 25
    rest = read(api.get(f"clients/{client.pk}/health/", after=first["next"]))
    assert (len(rest["results"]), rest["next"]) == (6, None)
    assert {one["kind"] for one in rest["newest"]} == {"seizure", "heart"}
