"""Each rule has one definition: querysets, the statements compiled from them, and a plain oracle find the same rows.

The data are random, in several practices at once; the clock stands at ordinary moments, at the first moment of a
session, on both nights on which the clocks change, and in a zone 13:45 ahead of UTC.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models import QuestionnaireAssignment
from clients.alerts.queries import open_alerts
from clients.alerts.responsibility import facts_for
from clients.care_team.actions import lead_id
from clients.households.models import Household
from clients.models import (
    AlertRecipient,
    AlertRules,
    CareRelation,
    CareRules,
    Client,
    ClientSummary,
    Cover,
    Episode,
    RiskAlert,
)
from clients.queries import alerts_within, clients_within, may_for, visible, visible_alerts
from clinic.core.access import Actor, May, Role, reach
from clinic.core.compiled import compile_condition
from clinic.core.models import Practice, Staff
from clinic.workspace import queries, sql
from interventions.models import Assignment, Plan, TherapySession
from interventions.sessions.models import SessionQuerySet
from interventions.sessions.queries import next_session_after, next_session_of, portal_appointments
from tests.factories import a_client, a_new_household, a_plan, a_practice, a_staff, actor, inside

pytestmark = pytest.mark.django_db

ZONES = ("Europe/London", "Pacific/Chatham", "Europe/London")
# An ordinary noon, then the hour before, in and after which the clocks of London and of the Chatham Islands change.
MOMENTS = [
    datetime(2026, 6, 10, 12, tzinfo=UTC),
    *(datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in (0, 1)),
    *(datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)),
    *(datetime(2026, 4, 4, hour, tzinfo=UTC) for hour in (13, 14)),
    *(datetime(2026, 9, 26, hour, tzinfo=UTC) for hour in (13, 14)),
    datetime(2026, 6, 10, 10, 15, tzinfo=UTC),  # midnight on the Chatham Islands
]
SEEDS = st.tuples(st.integers(0, 2**32 - 1), st.sampled_from(MOMENTS))
EXAMPLES = settings(max_examples=12)


@dataclass
class Place:
    """A practice with its people."""

    practice: Practice
    therapists: list[Staff]
    supervisor: Staff
    admin: Staff
    clients: list[Client] = field(default_factory=list)

    @property
    def staff(self) -> list[Staff]:
        return [*self.therapists, self.supervisor, self.admin]


def some_practices() -> list[Place]:
    """Three practices; in each a therapist with a supervisor, one without, one who supervises as well, and an admin."""
    found = []
    for zone in ZONES:
        practice = a_practice(time_zone=zone)
        supervisor, admin = a_staff(practice, Role.SUPERVISOR), a_staff(practice, Role.ADMIN)
        supervised = a_staff(practice, supervisor=supervisor)
        therapists = [supervised, a_staff(practice), a_staff(practice, Role.THERAPIST, Role.SUPERVISOR)]
        place = Place(practice, therapists, supervisor, admin)
        with inside(practice):
            place.clients = [Client.objects.create(practice=practice, name=f"Client {n}") for n in range(5)]
        found.append(place)
    return found


def in_each(places: Iterable[Place], seed: tuple[int, datetime], check: Callable[[Place, random.Random], None]) -> None:
    """``check`` in each practice, at the moment of the seed; what it writes is taken back."""
    dice, now = random.Random(seed[0]), seed[1]
    with time_machine.travel(now, tick=False):
        for place in places:
            with timezone.override(ZoneInfo(place.practice.time_zone)), inside(place.practice), transaction.atomic():
                check(place, dice)
                transaction.set_rollback(True)


def select(text: str, **more: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement whose parts are those of ``clinic.workspace.sql``."""
    statement, own = sql.with_rules(text)
    parameters = {"now": timezone.now(), "today": timezone.localdate()} | dict(own) | more
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def by_client(part: str, column: str) -> dict[UUID, set[Any]]:
    """Client → values of a column of a part of ``sql.rules``, for those who have any."""
    found: dict[UUID, set[Any]] = {}
    for client, one in select(f"SELECT c.id, x.{column} FROM clients_client c CROSS JOIN LATERAL ({{{part}}}) x"):
        found.setdefault(client, set()).add(one)
    return found


People = dict[UUID, set[UUID]]  # row → who takes part, in plain words


def together(one: Client, other: Client) -> Household | None:
    """A household of these two; those that they were in end, and what was done in them stays."""
    return a_new_household(one, other) if one != other else None


def pks(rows: Any) -> set[UUID]:
    return set(rows.values_list("pk", flat=True))


# --- sessions ----------------------------------------------------------------------------------------------------


def random_sessions(place: Place, dice: random.Random) -> tuple[list[TherapySession], People]:
    """Sessions an hour long or shorter around now, some of which begin or end at this very moment."""
    now, rows = timezone.now(), []
    people: People = {}
    edges = [timedelta(), timedelta(), timedelta(microseconds=1), timedelta(microseconds=-1)]
    for hour in range(-4, 5):
        starts_at = now + timedelta(hours=hour) + dice.choice(edges[:2] if dice.random() < 0.7 else edges)
        client, partner = dice.sample(place.clients, 2)
        joint = dice.random() < 0.5
        rows.append(
            TherapySession(
                practice=place.practice,
                client=client,
                household=together(client, partner) if joint else None,
                therapist=dice.choice(place.therapists),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=dice.choice([50, 59, 59, 60]), microseconds=-1),
                state=dice.choice(["booked", "booked", "arrived", "attended", "missed", "cancelled"]),
            )
        )
        if dice.random() < 0.3:
            rows[-1].ends_at = starts_at.replace(microsecond=0) + timedelta(minutes=55)
        rows[-1].save(force_insert=True)  # at once: the next one may end this one's household
        people[rows[-1].pk] = {client.pk, partner.pk} if joint else {client.pk}
    return rows, people


# What the words mean, of one session at a moment.
MEANING: dict[str, Callable[[TherapySession, datetime], bool]] = {
    "begun": lambda row, now: row.starts_at <= now,
    "not_begun": lambda row, now: row.starts_at > now,
    "over": lambda row, now: row.ends_at <= now,
    "upcoming": lambda row, now: row.state in {"booked", "arrived"} and row.starts_at > now,
    "movable": lambda row, now: row.state == "booked" and row.starts_at > now,
    "coming": lambda row, now: row.state in {"booked", "arrived"} and row.ends_at > now,
    "held": lambda row, _now: row.state in {"arrived", "attended"},
    "attended": lambda row, _now: row.state == "attended",
    "with_outcome": lambda row, _now: row.state in {"attended", "missed"},
    "not_cancelled": lambda row, _now: row.state != "cancelled",
}
TIMELESS = {"held", "attended", "with_outcome", "not_cancelled"}


def check_sessions(place: Place, dice: random.Random) -> None:
    (rows, people), now = random_sessions(place, dice), timezone.now()
    nexts = by_client("next", "starts_at")
    for client in place.clients:
        own = [row for row in rows if client.pk in people[row.pk]]
        queryset = TherapySession.objects.of(client)
        assert pks(queryset) == {row.pk for row in own} == pks(TherapySession.objects.of_any([client.pk]))
        for word, means in MEANING.items():
            found: SessionQuerySet = getattr(queryset, word)() if word in TIMELESS else getattr(queryset, word)(now)
            assert pks(found) == {row.pk for row in own if means(row, now)}, word
        upcoming = sorted(row.starts_at for row in own if MEANING["upcoming"](row, now))
        first = queryset.next()
        assert (first.starts_at if first else None) == (upcoming[0] if upcoming else None)
        assert nexts.get(client.pk, set()) == set(upcoming[:1])
        summary = ClientSummary.objects.get(client=client)
        held = {row.starts_at for row in own if row.state == "attended"}
        assert (summary.attended, summary.attended_at) == (len(held), max(held, default=None))
        past = sorted((row.starts_at, row.state) for row in own if row.state in {"attended", "missed"})[-2:]
        assert summary.missed_at == (past[1][0] if [state for _at, state in past] == ["missed", "missed"] else None)
        unbooked = summary.booked_until is None or summary.booked_until <= now
        assert unbooked == (not upcoming)
        mine = {row.pk for row in own if MEANING["coming"](row, now)}
        assert [row.pk for row in portal_appointments(client.pk)] == [
            row.pk for row in sorted(rows, key=lambda row: row.starts_at) if row.pk in mine
        ]
    some = dice.sample(place.clients, 2)
    assert pks(TherapySession.objects.of_any(some)) == {
        row.pk for row in rows if people[row.pk] & {client.pk for client in some}
    }
    for row in rows:
        later = [
            other.starts_at
            for other in rows
            if (row.household_id == other.household_id if row.household_id else row.client_id in people[other.pk])
            and MEANING["upcoming"](other, now)
            and other.starts_at > row.starts_at
        ]
        following = next_session_after(row)
        assert (following.starts_at if following else None) == min(later, default=None)


def test_sessions_of_a_client_are_the_same_for_querysets_sql_and_a_plain_reading() -> None:
    places = some_practices()

    @EXAMPLES
    @given(SEEDS)
    def check(seed: tuple[int, datetime]) -> None:
        in_each(places, seed, check_sessions)

    check()


# --- plans, exercises, questionnaires, alerts -----------------------------------------------------------------------


@dataclass
class Treatment:
    """What one client has, as written."""

    episode: Episode
    plans: list[Plan]
    people: People
    exercises: list[Assignment]
    questionnaires: list[QuestionnaireAssignment]
    alerts: list[RiskAlert]

    @property
    def goes_on(self) -> bool:
        return self.episode.closed_on is None and self.episode.paused_on is None


def _near(dice: random.Random, today: date) -> date:
    return today + timedelta(days=dice.choice([-9, -1, 0, 1, 9]))


def random_treatment(place: Place, client: Client, dice: random.Random) -> Treatment:
    today, now = timezone.localdate(), timezone.now()
    base = {"practice": place.practice, "client": client}
    fate = dice.choice(["open", "open", "paused", "closed"])
    episode = Episode.objects.create(
        **base,
        opened_on=today - timedelta(days=dice.choice([0, 1, 30])),
        closed_on=today if fate == "closed" else None,
        ending="completed" if fate == "closed" else "",
        paused_on=today if fate == "paused" else None,
    )
    others = [dice.choice([client, *place.clients]) for _number in range(3)]
    plans = [
        Plan.objects.create(
            **base,
            household=together(client, other),
            episode=episode,
            therapist=place.therapists[0],
            modality=f"modality-{number}",
            version=1,
            phase="first",
            started_on=today - timedelta(days=20),
            review_on=dice.choice([None, _near(dice, today)]),
            state=(state := dice.choice(["active", "paused", "ended"])),
            ended_on=today if state == "ended" else None,
        )
        for number, other in enumerate(others)
    ]
    people = {plan.pk: {client.pk, other.pk} for plan, other in zip(plans, others, strict=True)}
    exercises = []
    for number in range(6):
        starts_on = _near(dice, today)
        exercises.append(
            Assignment.objects.create(
                **base,
                plan=dice.choice([None, *plans]),
                assigned_by=place.therapists[0],
                exercise=f"exercise-{number}",
                version=1,
                times_per_week=3,
                starts_on=starts_on,
                ends_on=dice.choice([None, starts_on, starts_on + timedelta(days=1)]),
                stopped_at=dice.choice([None, None, now]),
            )
        )
    questionnaires = [
        QuestionnaireAssignment.objects.create(
            **base,
            episode=episode,
            instrument=f"form-{number}",
            version=1,
            due_on=_near(dice, today),
            state=(state := dice.choice(["open", "withdrawn"])),
            state_at=None if state == "open" else now,
        )
        for number in range(3)
    ]
    alerts = [
        RiskAlert.objects.create(
            **base,
            source=f"item {number}",
            source_id=uuid4(),
            reason="answered",
            closed_at=(at := dice.choice([None, now])),
            closed_by=place.therapists[0] if at else None,
            outcome="safe" if at else "",
            closing_note="Called." if at else "",
        )
        for number in range(2)
    ]
    return Treatment(episode, plans, people, exercises, questionnaires, alerts)


def runs(one: Assignment, treatment: Treatment, today: date) -> bool:
    """Whether an exercise runs, in plain words."""
    if not treatment.goes_on or treatment.episode.opened_on > one.starts_on or one.stopped_at:
        return False
    if one.plan is not None and one.plan.state != "active":
        return False
    return one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)


def check_treatments(place: Place, dice: random.Random) -> None:
    today = timezone.localdate()
    known = {client.pk: random_treatment(place, client, dice) for client in place.clients}
    people = {plan.pk: treatment.people[plan.pk] for treatment in known.values() for plan in treatment.plans}
    every = [(plan, treatment) for treatment in known.values() for plan in treatment.plans]
    parts = {name: by_client(name, "id") for name in ("joint_plans", "exercises")}
    reviewed = {row[0] for row in select("SELECT p.id FROM ({reviewed}) p")}
    alerts, overdue = by_client("alerts", "id"), by_client("overdue", "instrument")
    for client in place.clients:
        treatment, plans = known[client.pk], Plan.objects.of(client)
        theirs = [(plan, of) for plan, of in every if client.pk in people[plan.pk]]
        active = {plan.pk for plan, _of in theirs if plan.state == "active"}
        followed = {plan.pk for plan, of in theirs if plan.state == "active" and of.goes_on}
        review = {plan.pk for plan, _of in theirs if plan.pk in followed and plan.review_on and plan.review_on <= today}
        joint = {plan.pk for plan, _of in theirs if plan.state != "ended" and plan.household_id}
        summary = ClientSummary.objects.get(client=client)
        assert pks(plans.active()) == active
        newest = max(((plan.started_on, plan.pk) for plan, _of in theirs if plan.pk in active), default=(None, None))
        assert summary.plan_id == newest[1]
        assert pks(plans.in_treatment()) == followed
        assert pks(plans.to_review(today)) == review == reviewed & {plan.pk for plan, _of in theirs}
        assert pks(plans.running().joint()) == joint == parts["joint_plans"].get(client.pk, set())
        assert summary.has_joint_plan == bool(joint)
        given_now = {one.pk for one in treatment.exercises if runs(one, treatment, today)}
        assert pks(Assignment.objects.running(today).filter(client=client)) == given_now
        assert parts["exercises"].get(client.pk, set()) == given_now
        unsent = [row for row in treatment.questionnaires if row.state == "open"]
        assert pks(client.questionnaires.open()) == {row.pk for row in unsent}
        assert pks(client.questionnaires.running()) == {row.pk for row in unsent if treatment.goes_on}
        late = {row.instrument for row in unsent if row.due_on < today}
        assert set(client.questionnaires.overdue(today).values_list("instrument", flat=True)) == late
        assert overdue.get(client.pk, set()) == late
        assert (summary.due_on is not None and summary.due_on < today) == bool(late)
        waiting = {row.pk for row in treatment.alerts if row.closed_at is None}
        assert {row.pk for row in open_alerts(client)} == waiting == alerts.get(client.pk, set())
        is_open = treatment.episode.closed_on is None
        assert client.episodes.open().exists() == is_open == summary.in_treatment
        assert client.episodes.running().exists() == treatment.goes_on == summary.is_running
        assert summary.open_alerts == len(waiting)
    for plan, _of in every:
        assert next_session_of(plan).first() is None


def test_plans_exercises_questionnaires_and_alerts_are_the_same_for_querysets_sql_and_a_plain_reading() -> None:
    places = some_practices()

    @EXAMPLES
    @given(SEEDS)
    def check(seed: tuple[int, datetime]) -> None:
        in_each(places, seed, check_treatments)

    check()


# --- who may see whom, and who is responsible -----------------------------------------------------------------------


def random_care(place: Place, dice: random.Random) -> list[CareRelation]:
    """Who cares, and who did: at most one lead now, nobody twice at a time."""
    today, rows = timezone.localdate(), []
    for client in place.clients:
        for number, staff in enumerate(dice.sample(place.therapists, dice.randint(0, 3))):
            ended = dice.random() < 0.3
            rows.append(
                CareRelation.objects.create(
                    practice=place.practice,
                    client=client,
                    staff=staff,
                    part="lead" if number == 0 else "second",
                    since=today - timedelta(days=dice.choice([5, 9])),
                    until=today - timedelta(days=dice.choice([0, 4, 5])) if ended else None,
                )
            )
    return rows


def random_alerts(place: Place, dice: random.Random) -> tuple[list[RiskAlert], set[tuple[UUID, UUID]]]:
    """Alerts, and (client, staff) of who was told of an open one."""
    now, alerts, told = timezone.now(), [], set()
    for client in place.clients:
        at = dice.choice([None, now])
        alert = RiskAlert.objects.create(
            practice=place.practice,
            client=client,
            source="item 9",
            source_id=uuid4(),
            reason="answered",
            closed_at=at,
            closed_by=place.therapists[0] if at else None,
            outcome="safe" if at else "",
            closing_note="Called." if at else "",
        )
        alerts.append(alert)
        for staff in dice.sample(place.staff, dice.randint(0, 2)):
            AlertRecipient.objects.create(practice=place.practice, alert=alert, staff=staff)
            if at is None:
                told.add((client.pk, staff.pk))
    return alerts, told


def random_covers(place: Place, dice: random.Random) -> list[Cover]:
    """Who covers for whom: past, now, from this moment on, until this moment, later."""
    now, found = timezone.now(), []
    for therapist in place.therapists:
        if dice.random() < 0.6:
            hours = dice.choice([(-9, -1), (-1, 0), (-1, 1), (0, 1), (1, 2)])
            found.append(
                Cover.objects.create(
                    practice=place.practice,
                    therapist=therapist,
                    staff=dice.choice([one for one in place.therapists if one != therapist]),
                    starts_at=now + timedelta(hours=hours[0]),
                    ends_at=now + timedelta(hours=hours[1]),
                )
            )
    return found


def random_merging(place: Place, dice: random.Random) -> dict[UUID, UUID]:
    """Files that were merged → the one that is kept, as they were found: none, one or two into the same."""
    kept, *others = dice.sample(place.clients, 3)
    merged = {other.pk: kept.pk for other in others[: dice.choice([0, 1, 2])]}
    Client.objects.filter(pk=kept.pk).update(has_merged=bool(merged))
    Client.objects.filter(pk__in=merged).update(
        merged_into=kept, merged_at=timezone.now(), merged_by=place.admin, merge_reason="twice"
    )
    return merged


@dataclass
class Care:
    """What the oracle of access looks at."""

    place: Place
    current: list[CareRelation]
    waiting: set[UUID]  # clients with an open alert
    told: set[tuple[UUID, UUID]]
    on_call: Staff | None
    covers: list[Cover]
    ended: list[CareRelation]
    former_days: int
    merged: dict[UUID, UUID]  # file → the one that was kept of this person

    def allows(self, staff: Staff, client: Client, capability: May) -> bool:
        """What the table of access says, in plain words, for the capabilities that are checked."""
        file = self.merged.get(client.pk, client.pk)  # whoever reaches the kept file reaches the other one, nobody else
        roles, own = set(staff.roles), [row for row in self.current if row.client_id == file]
        now = timezone.now()
        away = {row.therapist_id for row in self.covers if row.staff == staff and row.starts_at <= now < row.ends_at}
        cares = "therapist" in roles and any(row.staff_id in {staff.pk, *away} for row in own)
        today = timezone.localdate()
        last = [row.until + timedelta(days=self.former_days) for row in self.ended if row.until]
        whose = [(row.staff_id, row.client_id) for row in self.ended]
        read = {pair for pair, day in zip(whose, last, strict=True) if self.former_days and day >= today}
        former = "therapist" in roles and (staff.pk, file) in read
        leads = "therapist" in roles and any(row.staff_id == staff.pk and row.part == "lead" for row in own)
        under = {one.pk for one in self.place.staff if one.supervisor_id == staff.pk}
        supervises = "supervisor" in roles and any(row.staff_id in under for row in own)
        admin, alarmed = "admin" in roles, client.pk in self.waiting and bool(roles & {"therapist", "supervisor"})
        called = self.on_call == staff or (client.pk, staff.pk) in self.told
        return {
            May.SEE_CLIENT: cares or supervises or admin or former,
            May.READ_RECORD: cares or supervises or former,
            May.SEE_CASELOAD: cares or supervises,
            May.BOOK: cares or admin,
            May.KEEP_CARE: leads or admin,
            May.COSIGN: supervises,
            May.SEE_ALERTS: cares or supervises or (alarmed and called),
            May.SEE_REPORTS: admin,
        }[capability]


CAPABILITIES = (
    May.SEE_CLIENT,
    May.READ_RECORD,
    May.SEE_CASELOAD,
    May.BOOK,
    May.KEEP_CARE,
    May.COSIGN,
    May.SEE_ALERTS,
    May.SEE_REPORTS,
)


def reached_by_sql(by: Actor, capability: May) -> tuple[set[UUID], set[UUID]]:
    """The clients of the compiled rule, and those whom its form for one column lets through."""
    parameters = {"person": by.person_id, "now": timezone.now(), "today": timezone.localdate()}
    whole = sql.with_rules("SELECT x.id FROM ({part}) x", part=sql.clients_in_reach("part", by, capability))
    one = sql.with_rules(
        "SELECT c.id FROM clients_client c WHERE EXISTS ({part})",
        part=sql.clients_in_reach("part", by, capability, only="c.id"),
    )
    found = []
    for statement, own in (whole, one):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters | dict(own))
            found.append({row[0] for row in cursor.fetchall()})
    return found[0], found[1]


def check_access(place: Place, dice: random.Random) -> None:
    every = random_care(place, dice)
    current, ended = [row for row in every if row.until is None], [row for row in every if row.until]
    if days := dice.choice([0, 0, 1, 4, 5, 9]):
        CareRules.objects.create(practice=place.practice, former_days=days)
    alerts, told = random_alerts(place, dice)
    on_call = dice.choice([None, *place.staff])
    AlertRules.objects.create(practice=place.practice, on_call=on_call)
    waiting = {row.client_id for row in alerts if row.closed_at is None}
    care = Care(
        place, current, waiting, told, on_call, random_covers(place, dice), ended, days, random_merging(place, dice)
    )
    for staff in place.staff:
        by = actor(staff)
        for capability in CAPABILITIES:
            expected = {client.pk for client in place.clients if care.allows(staff, client, capability)}
            assert pks(visible(by, capability)) == expected, (staff.roles, capability)
            assert pks(clients_within(reach(by, capability), by.person_id)) == expected, (staff.roles, capability)
            assert reached_by_sql(by, capability) == (expected, expected), (staff.roles, capability)
            inside_another = RiskAlert.objects.filter(client__in=visible(by, capability))  # under other names of tables
            assert pks(inside_another) == {row.pk for row in alerts if row.client_id in expected}
        assert pks(visible_alerts(by)) == pks(alerts_within(reach(by, May.SEE_ALERTS), by.person_id))
        one = Client.objects.get(pk=dice.choice(place.clients).pk)
        capability = dice.choice(CAPABILITIES)
        assert may_for(by, one, capability) == care.allows(staff, one, capability)
        risks = {row["client_id"] for row in queries.open_risks(by)}
        assert risks == {client.pk for client in place.clients if care.allows(staff, client, May.SEE_ALERTS)} & waiting
    facts = facts_for([client.pk for client in place.clients])
    for client in place.clients:
        lead = next((row.staff_id for row in current if row.client_id == client.pk and row.part == "lead"), None)
        second = {row.staff_id for row in current if row.client_id == client.pk and row.part == "second"}
        assert (lead_id(client), facts[client.pk].lead, set(facts[client.pk].second)) == (lead, lead, second)
        assert facts[client.pk].on_call == (on_call.pk if on_call else None)


def test_whom_somebody_may_see_is_the_same_for_querysets_sql_and_a_plain_reading() -> None:
    places = some_practices()

    @settings(max_examples=10)
    @given(SEEDS)
    def check(seed: tuple[int, datetime]) -> None:
        in_each(places, seed, check_access)

    check()


def test_a_condition_of_more_than_one_table_is_not_kept() -> None:
    with pytest.raises(ValueError, match="one table"):
        compile_condition(Client.objects.filter(practice__name="Harbour House"))


# --- which day it is --------------------------------------------------------------------------------------------------


def test_today_lists_a_review_and_an_overdue_questionnaire_from_the_practices_midnight_on() -> None:
    practice = a_practice(time_zone="Pacific/Chatham")
    therapist = a_staff(practice)
    client = a_client(therapist)
    plan = a_plan(client)
    midnight = datetime(2030, 6, 10, 11, 15, tzinfo=UTC)  # of 11 June, 12:45 ahead of UTC
    with inside(practice), timezone.override(ZoneInfo("Pacific/Chatham")):
        Plan.objects.filter(pk=plan.pk).update(review_on=date(2030, 6, 11))
        QuestionnaireAssignment.objects.create(
            practice=practice,
            client=client,
            episode=client.episodes.get(),
            instrument="phq-9",
            version=1,
            due_on=date(2030, 6, 10),
        )
        for at, expected in ((midnight - timedelta(seconds=1), set()), (midnight, {"review", "overdue"})):
            with time_machine.travel(at, tick=False):
                assert {row["kind"] for row in queries.needs(actor(therapist))} & {"review", "overdue"} == expected
