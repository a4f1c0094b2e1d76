"""What is known of a client's health: noted with its history, and heeded where something is given."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clients.health.actions import note_health
from clients.health.models import HealthFact, HealthKind
from clients.health.queries import health_among, newest_facts
from clients.models import Client
from clinic.core.access import Role
from interventions import catalogue
from interventions.cautions import HEALTH, File, for_exercise, for_modality, health_to_ask, while_it_runs, with_reason
from interventions.models import Assignment
from tests.factories import a_client, a_plan, a_practice, a_staff, actor, an_assignment, inside, therapist_of
from tests.web import Api, pages, read

COOL = catalogue.exercise("tipp-temperature")  # heart, eating disorder


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def noted(client: Client, kind: str, answer: str) -> None:
    with inside(client.practice):
        note_health(client=client, by=actor(therapist_of(client)), kind=kind, answer=answer)


def test_the_cautions_of_data_files_and_the_fields_of_a_file_are_the_same_conditions() -> None:
    assert tuple(HealthKind.values) == HEALTH


@pytest.mark.parametrize("answer", ["present", "past"])
def test_a_condition_on_file_asks_for_a_reason_and_one_not_asked_about_is_a_question(answer: str) -> None:
    file = File(health={"heart": answer, "pregnancy": "none"})
    assert str(for_exercise(COOL, file)[0]).startswith("On file")
    assert "heart trouble" in str(for_exercise(COOL, file)[0])
    assert [str(one) for one in health_to_ask(COOL.caution_kinds, file)] == [
        "Not on file: ask about an eating disorder."
    ]
    assert for_exercise(COOL, File(health={"heart": "none", "eating-disorder": "none"})) == []
    assert while_it_runs(COOL, file)
    assert not while_it_runs(COOL, File(health={"heart": "none", "pregnancy": "present"}))


def test_a_modality_heeds_what_is_on_file() -> None:
    emdr = catalogue.modality("emdr")
    found = for_modality(emdr, File(health={"seizure": "past"}), couple=False)
    assert [str(one) for one in with_reason(found)] == ["On file, in the past: seizures. This asks for care with it."]
    assert not with_reason(for_modality(emdr, File(health={"seizure": "none"}), couple=False))


@pytest.mark.django_db
def test_the_newest_answer_counts_and_the_earlier_ones_stay(client: Client) -> None:
    browser, path = pages(therapist_of(client)), f"/clients/{client.pk}/health/"
    assert browser.get(path).content.decode().count("nobody has asked") == len(HEALTH)
    form = {"kind": "heart", "answer": "present", "note": "arrhythmia, says Dr Lund"}
    assert browser.post(path, form).status_code == 302
    assert browser.post(path, form | {"answer": "none", "note": "ruled out in June"}).status_code == 302
    page = browser.get(path).content.decode()
    assert "ruled out in June" in page
    assert "arrhythmia, says Dr Lund" in page
    assert page.index("ruled out in June") < page.index("arrhythmia, says Dr Lund")
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        assert health_among(newest_facts(by, [client.pk])) == {"heart": "none"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "asthma"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"answer": "perhaps"}, "answer"),
        ({"kind": "pregnancy", "answer": "past"}, "answer"),
        ({"note": "x" * 401}, "note"),
    ],
)
def test_a_bad_answer_is_refused_at_its_field_by_page_and_api(
    client: Client, change: dict[str, str], field: str
) -> None:
    body = {"kind": "heart", "answer": "present", "note": "typed and not lost"} | change
    answer = pages(therapist_of(client)).post(f"/clients/{client.pk}/health/", body)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert body["note"] in answer.content.decode()
    refused = Api(therapist_of(client)).post(f"clients/{client.pk}/health/", body)
    assert refused.status_code == 400
    assert field in read(refused)
    with inside(client.practice):
        assert not HealthFact.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_what_there_is_not(client: Client) -> None:
    noted(client, "pregnancy", "present")
    changes: list[dict[str, Any]] = [{"answer": "past"}, {"kind": "asthma"}, {"answer": "perhaps"}]
    with inside(client.practice):
        for change in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                HealthFact.objects.update(**change)


@pytest.mark.django_db
def test_an_exercise_is_given_against_it_with_a_reason_only_and_warns_while_it_runs(client: Client) -> None:
    noted(client, "heart", "present")
    api, path = Api(therapist_of(client)), f"/clients/{client.pk}/exercises/"
    body = {"client": str(client.pk), "exercise": COOL.key}
    refused = api.post("assignments/", body)
    assert refused.status_code == 400
    assert "On file: heart trouble." in read(refused)["caution_reason"][0]
    assert api.post("assignments/", body | {"caution_reason": "cardiologist agrees"}).status_code == 201
    browser = pages(therapist_of(client))
    assert "Consider stopping this." in browser.get(path).content.decode()
    noted(client, "heart", "none")
    assert "Consider stopping this." not in browser.get(path).content.decode()
    with inside(client.practice):
        assert Assignment.objects.get().caution_reason == "cardiologist agrees"


@pytest.mark.django_db
def test_a_running_plan_and_the_record_say_so(client: Client) -> None:
    plan = a_plan(client, "emdr")
    an_assignment(client, "orienting")
    noted(client, "seizure", "present")
    browser = pages(therapist_of(client))
    assert "On file: seizures." in browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "Seizures: yes, at present" in browser.get(f"/clients/{client.pk}/file/").content.decode()
    assert "Consider stopping this." not in browser.get(f"/clients/{client.pk}/exercises/").content.decode()


@pytest.mark.django_db
def test_it_is_part_of_the_record_and_not_of_the_office(client: Client) -> None:
    noted(client, "psychosis", "past")
    admin, other = a_staff(client.practice, Role.ADMIN), a_staff(client.practice)
    assert "Psychosis: in the past" not in pages(admin).get(f"/clients/{client.pk}/file/").content.decode()
    assert Api(other).get(f"clients/{client.pk}/health/").status_code == 404
    found = read(Api(therapist_of(client)).get(f"clients/{client.pk}/health/"))
    assert [one["kind"] for one in found["newest"]] == ["psychosis"]
    assert found["not_asked"] == ["heart", "eating-disorder", "seizure", "pregnancy"]
