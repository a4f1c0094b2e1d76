"""A plan's life: exits, gates, overrides, agreement, pause, change, end; and what the database itself refuses."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from clients.alerts.actions import raise_alert
from clients.models import Client
from clinic.core.access import Role
from interventions import catalogue
from interventions.dissociation import Dissociation
from interventions.modalities import packages
from interventions.modalities.packages import kind_of
from interventions.models import GateOverride, Plan, PlanPhase
from interventions.plans import gates
from interventions.plans.actions import PlanExists, assign_plan, change_modality, end_plan, note_specialist, pause_plan
from interventions.plans.agreement import note_agreement
from interventions.plans.gates import Facts, Missing
from interventions.plans.phases import GateShut, move_to_phase, record_exit, see_override
from interventions.records.actions import save_row
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_row,
    a_staff,
    actor,
    an_assessment,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

EMDR = catalogue.modality("emdr")


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def scored(total: float | None, **form: Any) -> Dissociation:
    return Dissociation(on_file=True, total=total, **form)


class Working:
    """One plan, worked on by its therapist."""

    def __init__(self, client: Client, key: str = "emdr") -> None:
        self.client, self.plan = client, a_plan(client, key)
        self.by = actor(therapist_of(client))

    def exit(self, evidence: str = "shown in session") -> None:
        with inside(self.client.practice, self.by):
            record_exit(plan=self.plan, by=self.by, evidence=evidence)

    def move(self, phase: str, reason: str = "") -> None:
        with inside(self.client.practice, self.by):
            move_to_phase(plan=self.plan, phase=phase, by=self.by, reason=reason)
            self.plan.refresh_from_db(fields=["phase"])

    def missing(self, phase: str) -> list[str]:
        with pytest.raises(GateShut) as caught:
            self.move(phase)
        return [str(one) for one in caught.value.unmet]


# --- the rules, without a database ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(catalogue.modalities()))
@given(data=st.data())
def test_going_back_is_free_and_going_on_needs_every_exit_between(key: str, data: st.DataObject) -> None:
    modality = catalogue.modality(key)
    keys = [phase.key for phase in modality.phases]
    here, there = (data.draw(st.sampled_from(keys)) for _ in range(2))
    missing = gates.unmet_conditions(modality, here, there, Facts())
    between = keys.index(there) - keys.index(here)
    if between <= 0:
        assert missing == []
    else:
        assert len(missing) >= between
        everything = Facts(frozenset(keys), scored(10), record=dict.fromkeys(packages.needs()))
        assert gates.unmet_conditions(modality, here, there, everything) == []


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (Facts(frozenset({"2-preparation"})), "No DES-II is on file."),
        (Facts(frozenset({"2-preparation"}), scored(30)), "The DES-II is 30, not below 30"),
        (Facts(frozenset(), scored(10)), "The exit of “Preparation and stabilisation” is not recorded."),
    ],
)
def test_the_gate_of_desensitisation(facts: Facts, message: str) -> None:
    unmet = gates.unmet_conditions(EMDR, "2-preparation", "3-targets", facts)
    assert message in str(unmet[0])
    assert [one.code for one in unmet[1:]] == ([Missing.NO_SPECIALIST] if facts.dissociation.is_high else [])
    open_facts = Facts(frozenset({"2-preparation"}), scored(30), specialist_note="seen by Dr A.")
    assert gates.unmet_conditions(EMDR, "2-preparation", "3-targets", open_facts) == []


def test_each_gate_names_conditions_that_exist() -> None:
    gated = {gate.phase for m in catalogue.all_versions().values() for gate in m.gates}
    needs = {need for m in catalogue.modalities().values() for gate in m.gates for need in gate.needs}
    assert needs == set(packages.needs())
    from interventions.plans.models import GATED

    assert gated == set(GATED)  # the database's list is the files'


# --- the whole course -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_emdr_from_history_to_desensitisation(client: Client) -> None:
    work = Working(client)
    assert work.missing("2-preparation") == ["The exit of “History and target sequence” is not recorded."]
    work.exit()
    work.move("2-preparation")
    work.exit()
    assert work.missing("3-targets") == ["No DES-II is on file."]
    an_assessment(client, "des-ii", 40)
    assert "The DES-II is 40" in work.missing("3-targets")[0]
    with inside(client.practice, work.by):
        note_specialist(plan=work.plan, text="Dr A. sees no dissociative disorder, 3 March")
    work.move("3-targets")
    with inside(client.practice):
        row = PlanPhase.objects.get(plan=work.plan, left_on=None)
        assert (row.phase, row.gate) == ("3-targets", "met")
        assert not GateOverride.objects.exists()


@pytest.mark.django_db
def test_ifs_needs_the_permission_of_every_protector_of_the_target(client: Client) -> None:
    work = Working(client, "ifs")
    exile = a_row(work.plan, "part", name="young one", kind="exile")
    guards = [a_row(work.plan, "part", name=name, kind="manager") for name in ("planner", "pleaser")]
    work.exit()
    a_row(work.plan, "target", part=guards[0])
    assert work.missing("witness") == ["No exile is chosen as the target part."]
    a_row(work.plan, "target", part=exile)
    assert work.missing("witness") == ["No protector of the target part “young one” is on the parts map."]
    for guard in guards:
        a_row(work.plan, "tie", part=guard, kind="protects", other=exile)

    def missing(*names: str) -> list[str]:
        listed = ", ".join(names)
        return [f"To approach “young one”, these protectors have not given permission: {listed}."] if names else []

    assert work.missing("witness") == missing("planner", "pleaser")
    a_row(work.plan, "permission", protector=guards[0], target=exile, answer="given")
    assert work.missing("witness") == missing("pleaser")
    a_row(work.plan, "permission", protector=guards[1], target=exile, answer="given")
    a_row(work.plan, "permission", protector=guards[0], target=exile, answer="withdrawn")
    assert work.missing("witness") == missing("planner")
    a_row(work.plan, "permission", protector=guards[0], target=exile, answer="given")
    work.move("witness")


@pytest.mark.django_db
def test_se_needs_two_resources(client: Client) -> None:
    work = Working(client, "se")
    work.exit()
    work.move("track")
    work.exit()
    assert work.missing("titrate") == ["Two resources that settle the body are needed; 0 noted."]
    for text in ("feet on the floor", "the dog"):
        a_row(work.plan, "resource", text=text)
    work.move("titrate")


@pytest.mark.django_db
def test_an_override_needs_a_reason_is_kept_and_is_shown_to_the_supervisor(client: Client) -> None:
    practice = client.practice
    supervisor = a_staff(practice, Role.SUPERVISOR)
    therapist = therapist_of(client)
    with inside(practice):
        therapist.supervisor = supervisor
        therapist.save()
    work = Working(client)
    with pytest.raises(ValidationError):
        work.move("3-targets", reason="x")
    work.move("3-targets", reason="transferred in the middle of processing")
    with inside(practice):
        override = GateOverride.objects.get()
        assert len(override.unmet) == 3
        assert PlanPhase.objects.get(plan=work.plan, left_on=None).gate == "overridden"
    assert "a gate was passed without its condition" in pages(supervisor).get("/").content.decode()
    assert "a gate was passed without its condition" not in pages(therapist).get("/").content.decode()
    page = pages(supervisor).get(f"/plans/{work.plan.pk}/").content.decode()
    assert "transferred in the middle of processing" in page
    seen = f"/plans/{work.plan.pk}/overrides/{override.pk}/seen/"
    assert "somebody else has to review it" in pages(therapist).post(seen, follow=True).content.decode()
    with inside(practice), pytest.raises(ValidationError):
        see_override(override=override, by=actor(therapist))
    assert "a gate was passed without its condition" in pages(supervisor).get("/").content.decode()
    pages(supervisor).post(seen)
    assert "a gate was passed" not in pages(supervisor).get("/").content.decode()
    with inside(practice):
        override.refresh_from_db()
        assert override.seen_by_id == supervisor.pk
        seen_at = override.seen_at
        see_override(override=override, by=actor(supervisor))
        override.refresh_from_db()
        assert (override.seen_by_id, override.seen_at) == (supervisor.pk, seen_at)  # the first look counts


@pytest.mark.django_db
def test_page_and_api_refuse_as_the_action_does(client: Client) -> None:
    work = Working(client, "se")
    therapist = therapist_of(client)
    message = "The exit of “Resource and orient” is not recorded."
    assert message in pages(therapist).post(f"/plans/{work.plan.pk}/phase/", {"phase": "track"}).content.decode()
    api = Api(therapist)
    answer = api.post(f"plans/{work.plan.pk}/phase/", {"phase": "track"})
    assert (answer.status_code, read(answer)["detail"]) == (409, message)
    assert api.post(f"plans/{work.plan.pk}/phase/", {"phase": "nope"}).status_code == 400
    assert api.post(f"plans/{work.plan.pk}/exit/", {"evidence": "x"}).status_code == 400
    assert api.post(f"plans/{work.plan.pk}/exit/", {"evidence": "two resources"}).status_code == 201
    assert read(api.post(f"plans/{work.plan.pk}/phase/", {"phase": "track"}))["phase"] == "track"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "before", "phase", "condition"),
    [
        ("emdr", ["2-preparation"], "3-targets", "No DES-II is on file."),
        ("ifs", [], "witness", "No exile is chosen as the target part."),
        ("se", ["track"], "titrate", "Two resources that settle the body are needed; 0 noted."),
    ],
)
def test_each_gate_refuses_on_page_and_api_for_its_own_condition_alone(
    client: Client, key: str, before: list[str], phase: str, condition: str
) -> None:
    work = Working(client, key)
    for step in before:
        work.exit()
        work.move(step)
    work.exit()
    therapist = therapist_of(client)
    assert condition in pages(therapist).post(f"/plans/{work.plan.pk}/phase/", {"phase": phase}).content.decode()
    answer = Api(therapist).post(f"plans/{work.plan.pk}/phase/", {"phase": phase})
    assert (answer.status_code, read(answer)["detail"]) == (409, condition)
    assert work.missing(phase) == [condition]
    with inside(client.practice):
        work.plan.refresh_from_db()
        assert work.plan.phase == (before[-1] if before else catalogue.modality(key).phases[0].key)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"phase": "3-targets", "gate": ""},
        {"phase": "witness", "gate": ""},
        {"phase": "titrate", "gate": "perhaps"},
        {"exit_evidence": "shown"},
    ],
)
def test_the_database_itself_refuses(client: Client, fields: dict[str, object]) -> None:
    plan = a_plan(client)
    with inside(client.practice), pytest.raises(IntegrityError), transaction.atomic():
        PlanPhase.objects.filter(plan=plan).update(**fields)


@pytest.mark.django_db
def test_agreement_pause_change_and_end(client: Client) -> None:
    work = Working(client)
    with inside(client.practice, work.by):
        with pytest.raises(ValidationError):
            note_agreement(plan=work.plan, how=Plan.Agreed.TOLD, on=date(2090, 1, 1))
        assert note_agreement(plan=work.plan, how=Plan.Agreed.TOLD).agreed_how == "told"
        pause_plan(plan=work.plan, pause=True)
        with pytest.raises(ValidationError, match="paused"):
            move_to_phase(plan=work.plan, phase="2-preparation", by=work.by)
        pause_plan(plan=work.plan, pause=False)
        with pytest.raises(ValidationError, match="has this modality"):
            change_modality(plan=work.plan, modality=EMDR, by=work.by, outcome="stays")
        made = change_modality(
            plan=work.plan, modality=catalogue.modality("se"), by=work.by, outcome="too much activation"
        )
        work.plan.refresh_from_db()
        assert (work.plan.state, work.plan.outcome, made.follows_id) == ("ended", "too much activation", work.plan.pk)
        assert not work.plan.phases.filter(left_on=None).exists()
        with pytest.raises(ValidationError, match="ended"):
            end_plan(plan=work.plan, outcome="again")
        with pytest.raises(PlanExists):
            assign_plan(client=client, modality=catalogue.modality("se"), by=work.by)
        with pytest.raises(ValidationError):
            end_plan(plan=made, outcome="")


@pytest.mark.django_db
def test_a_couples_plan_is_seen_from_both_files_but_each_side_only_by_whom_it_concerns() -> None:
    practice = a_practice()
    one, other = a_staff(practice), a_staff(practice)
    client, partner = a_client(one), a_client(other)
    with inside(practice, actor(one)):
        plan = assign_plan(
            client=client,
            modality=catalogue.modality("eft"),
            by=actor(one),
            household=a_household(client, partner),
            formulation="hers alone",
        )
    a_row(plan, "side", client=client, position="pursuer", need="to be reached for")
    with pytest.raises(ValidationError, match="whose record you may read"):
        a_row(plan, "side", client=partner, position="withdrawer", need="to be enough")
    with inside(practice, actor(other)) as scope:
        values = {"client": partner, "position": "withdrawer", "need": "to be enough"}
        save_row(plan=plan, kind=kind_of("eft", "side"), by=scope.actor, values=values)
    parts = ("", "record/", "agreement/")
    hers, his = (
        "".join(browser.get(f"/plans/{plan.pk}/{part}").content.decode() for part in parts)
        for browser in (pages(one), pages(other))
    )
    assert "to be reached for" in hers
    assert "to be enough" not in hers
    assert "to be enough" in his
    assert "to be reached for" not in his
    assert "hers alone" not in his


@pytest.mark.django_db
def test_what_the_file_says_stands_beside_the_choice_of_a_modality(client: Client) -> None:
    browser, path = pages(therapist_of(client)), f"/clients/{client.pk}/plan/"
    assert "No DES-II is on file" in browser.get(path).content.decode()
    an_assessment(client, "des-ii", 40)
    with inside(client.practice):
        raise_alert(client=client, source="PHQ-9 item 9", source_id=client.pk, reason="x")
    page = browser.get(path).content.decode()
    assert "The DES-II is 40" in page
    assert "An alert is open (PHQ-9 item 9)" in page
    an_assessment(client, "des-ii", 10)
    assert "The DES-II is" not in browser.get(path).content.decode()
