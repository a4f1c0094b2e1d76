"""The gate before trauma is processed: what closes it, what opens it, and that no way leads past it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import catalogue as instruments
from assessments.actions import record_assessment, void_assessment
from assessments.models import Assessment
from clients.episodes.actions import close_episode
from clients.episodes.reopening import reopen_episode
from clients.models import Client
from interventions import catalogue
from interventions.dissociation import Dissociation
from interventions.models import CautionReview, GateOverride, Plan, PlanPhase
from interventions.plans.actions import assign_plan, change_modality, note_specialist
from interventions.plans.phases import GateShut, move_to_phase
from interventions.plans.queries import dissociation_forms, dissociation_of, facts_before
from tests.factories import a_client, a_plan, a_practice, a_staff, actor, inside, therapist_of
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
EMDR, TAXON = catalogue.modality("emdr"), instruments.get("des-ii").subscales["taxon"].items
GATE = "3-targets"


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def des(client: Client, value: int = 0, *, days_ago: int = 0, missing: int = 0, **items: int) -> Assessment:
    """A DES-II with one answer to every item but those named, and so many items left out."""
    responses: dict[str, object] = {str(n): items.get(f"item{n}", value) for n in range(1, 29 - missing)}
    with inside(client.practice, actor(therapist_of(client))) as scope:
        return record_assessment(
            client=client,
            instrument=instruments.get("des-ii"),
            responses=responses,
            by=scope.actor,
            completed_on=timezone.localdate() - timedelta(days=days_ago),
        )


def taxon(value: int) -> dict[str, int]:
    return {f"item{n}": value for n in TAXON}


def found(client: Client) -> Dissociation:
    with inside(client.practice):
        return dissociation_of(dissociation_forms(client))


# --- what the newest form says ----------------------------------------------------------------------------------------


def test_each_cause_closes_the_gate_and_a_newer_form_opens_it(client: Client) -> None:
    assert str(found(client).closes) == "No DES-II is on file."
    des(client, 10, days_ago=190)
    assert "older than 6 months" in str(found(client).closes)
    des(client, 30, days_ago=20)
    assert "is 30, not below 30" in str(found(client).closes)
    des(client, 10, days_ago=15, missing=9)
    assert "has no score" in str(found(client).closes)
    newest = des(client, 10, days_ago=10)
    assert found(client).closes is None
    high = des(client, 40, days_ago=5)
    assert "is 40" in str(found(client).closes)
    with inside(client.practice, actor(therapist_of(client))) as scope:  # a form that is voided says nothing
        void_assessment(assessment=high, by=scope.actor, reason="the wrong client's form")
    assert found(client).closes is None
    with inside(client.practice):
        Assessment.objects.filter(pk=newest.pk).update(completed_on=timezone.localdate())
        close_episode(client=client, reason="done")
        reopen_episode(client=client, by=actor(therapist_of(client)), reason="a new beginning")
    assert "from an earlier treatment" in str(found(client).closes)


@pytest.mark.parametrize(
    ("value", "items", "message"),
    [
        (0, {}, ""),
        (10, {}, ""),
        (20, {}, "a total of 20"),
        (0, taxon(20), "a taxon mean of 20"),
        (0, {f"item{TAXON[0]}": 30}, "a taxon item of 30"),
        (0, {f"item{TAXON[0]}": 20}, ""),
        (0, {"item1": 90}, ""),  # no taxon item
    ],
)
def test_below_the_cut_off_taxon_items_and_a_middling_total_ask(
    client: Client, value: int, items: dict[str, int], message: str
) -> None:
    des(client, value, **items)
    asks = found(client).asks
    assert (message in str(asks)) if message else asks is None
    assert found(client).closes is None


# --- entering a phase -------------------------------------------------------------------------------------------------


def move(plan: Plan, phase: str, reason: str = "") -> None:
    by = actor(therapist_of(plan.client))
    with inside(plan.practice, by):
        for row in PlanPhase.objects.filter(plan=plan, left_on=None):
            row.exit_evidence, row.exit_on, row.exit_by_id = "shown", timezone.localdate(), by.staff_id
            row.save()
        move_to_phase(plan=plan, phase=phase, by=by, reason=reason)
        plan.refresh_from_db(fields=["phase"])


def at_the_gate(client: Client) -> Plan:
    """Plan, history and preparation take no form at all."""
    plan = a_plan(client)
    move(plan, "2-preparation")
    return plan


def test_history_and_preparation_need_no_form_and_desensitisation_does(client: Client) -> None:
    plan = at_the_gate(client)
    with pytest.raises(GateShut, match="No DES-II is on file"):
        move(plan, GATE)
    with inside(client.practice):
        note_specialist(plan=plan, text="seen by Dr A.: no dissociative disorder")
    move(plan, GATE)
    with inside(client.practice):
        assert (plan.phase, GateOverride.objects.count()) == (GATE, 0)


def test_pathological_dissociation_below_the_cut_off_asks_and_the_answer_is_kept(client: Client) -> None:
    plan = at_the_gate(client)
    des(client, 0, **taxon(50))
    with pytest.raises(GateShut, match="a taxon mean of 50"):
        move(plan, GATE)
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert "a taxon mean of 50" in page
    move(plan, GATE, "SCID-D of May: no disorder")
    with inside(client.practice):
        row = CautionReview.objects.get()
        assert (row.phase, row.reason, GateOverride.objects.count()) == (GATE, "SCID-D of May: no disorder", 0)
        assert PlanPhase.objects.get(left_on=None).gate == "met"
    assert "SCID-D of May" in pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()


def test_the_gate_is_not_passed_by_going_beyond_it(client: Client) -> None:
    plan = at_the_gate(client)
    with pytest.raises(GateShut, match="No DES-II is on file"):
        move(plan, "4-closing")
    move(plan, "4-closing", "urgent")
    with inside(client.practice):
        assert PlanPhase.objects.get(left_on=None).gate == "overridden"


# --- beginning behind a gate ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "phase", "message"),
    [
        ("emdr", GATE, "No DES-II is on file"),
        ("emdr", "4-closing", "No DES-II is on file"),
        ("ifs", "witness", "No exile is chosen"),
        ("se", "titrate", "Two resources"),
    ],
)
def test_a_plan_begins_behind_a_gate_only_with_a_reason_that_the_supervisor_sees(
    key: str, phase: str, message: str
) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    therapist = therapist_of(client)
    api, body = Api(therapist), {"client": str(client.pk), "modality": key, "phase": phase}
    answer = api.post("plans/", body)
    assert answer.status_code == 409
    assert message in answer.content.decode()
    browser, path = pages(therapist), f"/clients/{client.pk}/plan/"
    page = browser.post(path, {"modality": key, "phase": f"{key}:{phase}"}).content.decode()
    assert message in page
    with inside(practice):
        assert not Plan.objects.exists()
    assert api.post("plans/", body | {"reason": "x"}).status_code == 400
    form = {"modality": key, "phase": f"{key}:{phase}", "reason": "taken over from Dr A. in this phase"}
    assert browser.post(path, form).status_code == 302
    with inside(practice):
        row = GateOverride.objects.get()
        assert (row.plan.phase, row.reason) == (phase, "taken over from Dr A. in this phase")
        assert any(message in str(one) for one in row.unmet)
        assert PlanPhase.objects.get().gate == "overridden"


def test_a_phase_of_another_modality_is_named_at_its_field(client: Client) -> None:
    page = pages(therapist_of(client)).post(
        f"/clients/{client.pk}/plan/", {"modality": "se", "phase": "emdr:2-preparation"}
    )
    assert "Choose a phase of the modality" in page.content.decode()
    answer = Api(therapist_of(client)).post(
        "plans/", {"client": str(client.pk), "modality": "se", "phase": "2-preparation"}
    )
    assert (answer.status_code, list(read(answer))) == (400, ["phase"])


def test_an_ungated_later_phase_needs_no_reason_and_a_change_of_modality_no_less(client: Client) -> None:
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        plan = assign_plan(client=client, modality=catalogue.modality("se"), by=by, phase="resource")
        with pytest.raises(GateShut):
            change_modality(plan=plan, modality=EMDR, by=by, outcome="more", phase=GATE)
        plan.refresh_from_db()
        assert plan.state == "active"
        change_modality(plan=plan, modality=EMDR, by=by, outcome="more", phase=GATE, reason="as agreed with Dr A.")
        assert GateOverride.objects.get().plan.follows_id == plan.pk
        assert facts_before(client, EMDR).exits == frozenset()


# --- the files --------------------------------------------------------------------------------------------------------


def test_the_data_files_name_kinds_and_every_modality_heeds_an_open_risk() -> None:
    for one in catalogue.modalities().values():
        assert "open-risk" in one.caution_kinds, one.key
    assert "dissociation" in catalogue.modality("schema").caution_kinds
    for key, kinds in (("cycle-catch", {"violence"}), ("witness", {"dissociation"}), ("tipp-temperature", {"heart"})):
        assert kinds <= set(catalogue.exercise(key).caution_kinds)


def test_an_unknown_kind_stops_the_start() -> None:
    data: dict[str, object] = catalogue.modality("se").model_dump() | {"caution_kinds": ["weather"]}
    with pytest.raises(ValueError, match="caution_kinds"):
        catalogue.Modality.model_validate(data)
    old = catalogue.modality("se").model_dump() | {"caution_kinds": [], "heeds": ["des-ii", "partner-violence"]}
    assert catalogue.Modality.model_validate(old).kinds == {"open-risk", "dissociation", "violence"}
