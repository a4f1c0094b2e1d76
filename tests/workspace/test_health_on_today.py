"""What is on file of health and speaks against a running plan stands on *today* until it is considered or ends."""

import pytest

from clients.episodes.actions import close_episode
from clients.health.actions import note_health
from clients.merging.actions import merge_files
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Staff
from clinic.workspace.queries import needs
from interventions.library.actions import add_modality
from interventions.library.queries import modalities
from interventions.models import Plan
from interventions.plans.actions import assign_plan, end_plan, pause_plan
from tests.factories import a_client, a_household, a_plan, a_practice, a_staff, actor, inside, therapist_of
from tests.interventions.plans.test_health_reviews import a_couple_modality
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
WORDS = "EMDR: On file: seizures. This asks for care with it."


@pytest.fixture
def plan() -> Plan:
    return a_plan(a_client(a_staff(a_practice())), "emdr")


def noted(client: Client, kind: str, answer: str = "present") -> None:
    with inside(client.practice):
        note_health(client=client, by=actor(therapist_of(client)), kind=kind, answer=answer)


def rows(staff: Staff) -> list[tuple[str, str]]:
    """Of whom *today* says that something of their health asks for care, and what."""
    with inside(staff.practice, actor(staff)):
        return [(row["name"], row["what"]) for row in needs(actor(staff), 100) if row["kind"] == "health"]


def test_it_stands_there_until_somebody_considers_it_and_again_with_a_newer_answer(plan: Plan) -> None:
    therapist, name = therapist_of(plan.client), plan.client.name
    assert rows(therapist) == []
    noted(plan.client, "seizure")
    assert rows(therapist) == [(name, WORDS)]
    browser, api = pages(therapist), Api(therapist)
    assert WORDS in browser.get("/").content.decode()
    (group,) = read(api.get("today/", kind="health"))["results"]
    assert [(row["kind"], row["id"], row["what"]) for row in group["rows"]] == [("health", str(plan.pk), WORDS)]
    (fact,) = [one["fact"] for one in read(api.get(f"plans/{plan.pk}/cautions/"))]
    browser.post(f"/plans/{plan.pk}/health/", {"facts": fact, "reason": "the neurologist agrees"})
    assert rows(therapist) == []
    noted(plan.client, "seizure", "past")
    assert rows(therapist) == [(name, "EMDR: On file, in the past: seizures. This asks for care with it.")]
    noted(plan.client, "seizure", "none")
    assert rows(therapist) == []


def test_what_the_modality_does_not_heed_is_not_asked_about(plan: Plan) -> None:
    therapist = therapist_of(plan.client)
    noted(plan.client, "pregnancy")
    assert rows(therapist) == []
    with inside(plan.practice):
        assign_plan(client=plan.client, modality=modalities()["ifs"], by=actor(therapist))
    noted(plan.client, "psychosis")
    assert [what for _name, what in rows(therapist)] == ["IFS: On file: psychosis. This asks for care with it."]


def test_it_stays_while_the_plan_is_paused_and_ends_with_it(plan: Plan) -> None:
    therapist = therapist_of(plan.client)
    noted(plan.client, "seizure")
    with inside(plan.practice, actor(therapist)):
        pause_plan(plan=plan, pause=True)
    assert rows(therapist) == [(plan.client.name, WORDS)]
    with inside(plan.practice, actor(therapist)):
        end_plan(plan=plan, outcome="enough for now")
    assert rows(therapist) == []


def test_what_was_said_in_a_file_that_was_merged_counts(plan: Plan) -> None:
    therapist = therapist_of(plan.client)
    twin = a_client(therapist)
    noted(twin, "seizure")
    assert rows(therapist) == []
    with inside(plan.practice, actor(therapist)):
        close_episode(client=twin, ending="completed", reason="")
        merge_files(kept=plan.client, other=twin, by=actor(therapist), reason="the same person", confirm=True)
    assert rows(therapist) == [(plan.client.name, WORDS)]
    noted(plan.client, "seizure", "none")
    assert rows(therapist) == []


def test_of_joint_work_each_is_told_of_their_own_client_and_a_practices_own_modality_counts() -> None:
    practice = a_practice()
    hers, his = a_staff(practice), a_staff(practice)
    ana, ben = a_client(hers, name="Ana Prior"), a_client(his, name="Ben Prior")
    by = actor(hers)
    household = a_household(ana, ben)
    with inside(practice, by):
        add_modality(data=a_couple_modality(), by=by)
        assign_plan(
            client=ana, modality=modalities()["custom-pairs"], by=by, household=household, caution_reason="not asked"
        )
    noted(ben, "psychosis")
    assert rows(hers) == []
    assert rows(his) == [("Ben Prior", "Pairs: On file: psychosis. This asks for care with it.")]


def test_only_who_reads_the_file_is_told(plan: Plan) -> None:
    noted(plan.client, "seizure")
    assert rows(a_staff(plan.practice)) == []
    assert rows(a_staff(a_practice())) == []
    assert pages(a_staff(plan.practice, Role.ADMIN)).get("/").content.decode().count("seizures") == 0
