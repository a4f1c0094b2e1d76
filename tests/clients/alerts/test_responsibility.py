"""Who is told of an alert: decided over facts, for every constellation of a small practice."""

import itertools
import os
import random
from dataclasses import replace
from uuid import UUID

import pytest

from clients.alerts.responsibility import Facts, Person, decide
from clients.escalation.models import EscalationStep
from clients.escalation.queries import Step

TURNS, SEED = int(os.environ.get("TURNS", "60")), int(os.environ.get("SEED", "10"))  # more by `make prove`
NAMES = ("lead", "second", "on_call", "supervisor", "admin", "other")
LEAD, SECOND, ON_CALL, SUPERVISOR, ADMIN, OTHER = (UUID(int=n) for n in range(1, 7))
STAFF = {
    LEAD: Person(LEAD, supervisor=SUPERVISOR),
    SECOND: Person(SECOND),
    ON_CALL: Person(ON_CALL),
    SUPERVISOR: Person(SUPERVISOR),
    ADMIN: Person(ADMIN, opens_alerts=False, manages=True),
    OTHER: Person(OTHER),
}
WHOLE = Facts(STAFF, lead=LEAD, second=(SECOND,), on_call=ON_CALL)


def test_whoever_covers_comes_before_the_second_therapist_and_only_while_the_lead_is_away() -> None:
    covered = replace(WHOLE, cover=OTHER)
    assert set(decide(covered).first) == {LEAD, ON_CALL}
    assert set(decide(changed(covered, lead="away")).first) == {OTHER, ON_CALL}
    for state in ("away", "closed", "missing"):  # who covers is away or gone: the second therapist is next
        assert set(decide(changed(covered, lead="away", other=state)).first) == {SECOND, ON_CALL}
    assert set(decide(changed(covered, lead="away", other="away", second="closed")).first) == {ON_CALL, SUPERVISOR}


def changed(facts: Facts, **states: str) -> Facts:
    """The facts with these people closed or away; ``missing`` takes them out of their duty."""
    staff = dict(facts.staff)
    for name, state in states.items():
        one = UUID(int=NAMES.index(name) + 1)
        if state == "missing" and name == "second":
            facts = replace(facts, second=())
        elif state == "missing" and name == "lead":
            facts = replace(facts, lead=None)
        elif state == "missing" and name == "on_call":
            facts = replace(facts, on_call=None)
        elif state == "missing":
            staff.pop(one)
        else:
            staff[one] = replace(staff[one], is_active=state != "closed", is_away=state == "away")
    return replace(facts, staff=staff)


@pytest.mark.parametrize(
    ("states", "first", "ladder"),
    [
        ({}, {LEAD, ON_CALL}, [{SUPERVISOR}, {ADMIN}]),
        ({"lead": "away"}, {SECOND, ON_CALL}, [{SUPERVISOR}, {ADMIN}]),
        ({"lead": "closed"}, {SECOND, ON_CALL}, [{SUPERVISOR}, {ADMIN}]),
        ({"lead": "away", "second": "missing"}, {ON_CALL, SUPERVISOR}, [{ADMIN}]),
        ({"lead": "away", "second": "closed"}, {ON_CALL, SUPERVISOR}, [{ADMIN}]),
        ({"lead": "missing", "second": "missing"}, {ON_CALL, ADMIN}, []),  # without a lead there is no supervisor
        ({"on_call": "missing"}, {LEAD, SUPERVISOR}, [{ADMIN}]),
        ({"on_call": "closed", "supervisor": "away"}, {LEAD, ADMIN}, []),
        ({"lead": "closed", "second": "away", "on_call": "away"}, {SUPERVISOR, ADMIN}, []),
        ({"lead": "away", "second": "away", "on_call": "away", "supervisor": "closed"}, {ADMIN, OTHER}, []),
        (
            {"lead": "closed", "second": "closed", "on_call": "closed", "supervisor": "closed", "other": "closed"},
            {ADMIN},
            [],
        ),
        (
            dict.fromkeys(NAMES, "away") | {"other": "closed"},
            {LEAD, SECOND, ON_CALL, SUPERVISOR, ADMIN},
            [],
        ),
    ],
)
def test_each_who_is_missing_is_replaced_at_once_and_the_others_come_by_escalation(
    states: dict[str, str], first: set[UUID], ladder: list[set[UUID]]
) -> None:
    found = decide(changed(WHOLE, **states))
    assert set(found.first) == first
    assert [set(step) for step in found.ladder] == ladder
    again, _wait = found.next_round(found.everybody, len(ladder))
    assert set(again) == set(found.everybody)  # after the last step everybody, again and again


def test_in_every_constellation_somebody_with_an_open_account_is_told_and_nobody_with_a_closed_one() -> None:
    for states in itertools.product(("present", "away", "closed", "missing"), repeat=len(NAMES)):
        facts = changed(WHOLE, **{n: s for n, s in zip(NAMES, states, strict=True) if s != "present"})
        found, active = decide(facts), {p.id for p in facts.staff.values() if p.is_active}
        assert bool(found.first) == bool(active), states
        assert set(found.everybody) <= active, states
        assert len(set(found.everybody)) == len(found.everybody)
        present = {p.id for p in facts.staff.values() if p.is_present}
        assert set(found.first) <= present or not present, states
        if any(p.is_present and p.opens_alerts for p in facts.staff.values()):
            assert any(facts.staff[one].opens_alerts for one in found.first), states


def test_with_a_rota_and_any_steps_every_alert_reaches_somebody_active_and_nobody_with_a_closed_account() -> None:
    chance = random.Random(SEED)
    kinds = [*EscalationStep.Whom]
    for number in range(TURNS * 20):
        states = {name: chance.choice(("present", "away", "closed", "missing")) for name in NAMES}
        facts = changed(WHOLE, **{name: state for name, state in states.items() if state != "present"})
        rota = tuple(chance.sample([*STAFF], chance.randint(0, 2)))
        steps = tuple(
            Step(chance.randint(1, 600), kind, chance.choice([*STAFF]) if kind == "person" else None)
            for kind in chance.choices(kinds, k=chance.randint(1, 5))
        )
        facts = replace(facts, rota=rota, steps=steps)
        found, active = decide(facts), {p.id for p in facts.staff.values() if p.is_active}
        assert bool(found.first) == bool(active), (number, states)
        assert set(found.everybody) <= active, (number, states)
        present = {p.id for p in facts.staff.values() if p.is_present}
        assert set(found.everybody) <= present or not present, (number, states)
        if any(facts.can_act(one) for one in present):
            assert any(facts.can_act(one) for one in found.first), (number, states)
        assert len(found.waits) == max(1, len(found.ladder))
        told = set(found.first)
        for turn, (people, wait) in enumerate(zip(found.ladder, found.waits, strict=False)):
            assert found.next_round(told, turn) == (people, wait) or set(people) <= told
            told.update(people)
        assert told == set(found.everybody)
        assert found.next_round(told, len(found.waits)) == (found.everybody, None)  # then daily, everybody
        here = next((one for one in (*rota, ON_CALL) if facts.can_act(one)), None)
        if here and states["on_call"] != "missing":
            assert here in found.first, (number, states)


def test_steps_of_the_practice_take_the_place_of_the_usual_ones_and_each_has_its_own_wait() -> None:
    whom = EscalationStep.Whom
    steps = (Step(15, whom.SECOND), Step(30, whom.PERSON, OTHER), Step(45, whom.ON_CALL), Step(60, whom.ADMINS))
    found = decide(replace(WHOLE, steps=steps))
    assert [set(step) for step in found.ladder] == [{SECOND}, {OTHER}, {ADMIN}]  # who is on call was told at first
    assert found.waits == (15, 30, 60)
    told, waits = set(found.first), []
    for turn in range(4):
        people, wait = found.next_round(told, turn)
        told.update(people)
        waits.append(wait)
    assert waits == [15, 30, 60, None]
    alone = decide(changed(replace(WHOLE, steps=steps[1:2]), lead="closed", second="closed", other="closed"))
    assert (set(alone.first), alone.ladder, alone.waits) == ({ON_CALL, SUPERVISOR}, (), (30,))


def test_a_supervisor_who_is_on_call_does_not_stand_in_for_the_lead_as_well() -> None:
    facts = replace(changed(WHOLE, lead="away", second="missing"), on_call=SUPERVISOR)
    assert set(decide(facts).first) == {SUPERVISOR, ADMIN}
