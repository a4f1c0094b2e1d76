"""One factory a model. Each makes the smallest thing that can be, in the practice it is given."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments import catalogue as instruments
from assessments.actions import record_assessment
from assessments.interviews.actions import record_interview
from assessments.models import Assessment, InterviewCoding, QuestionnaireAssignment, Schedule, Wording
from assessments.questionnaires.actions import assign_questionnaire
from assessments.questionnaires.schedules import add_schedule
from assessments.totals import record_totals
from assessments.wording.queries import needs_wording
from clients.actions import add_client, give_portal_access
from clients.episodes.actions import close_episode
from clients.households.actions import begin_household
from clients.households.models import Household, HouseholdMember
from clients.households.queries import free_from, running_household
from clients.merging.actions import merge_files
from clients.models import CareRelation, Client, Consent
from clients.queries import portal_account
from clients.safety.actions import add_emergency_contact, write_safety_plan
from clients.safety.models import EmergencyContact, SafetyPlan
from clinic.accounts.signin import actor_of
from clinic.accounts.staff.actions import add_staff
from clinic.core import outbox
from clinic.core.access import Actor, Role, system
from clinic.core.models import Membership, Message, Practice, Room, Staff, User
from clinic.core.practices import open_practice
from clinic.core.scope import Scope, practice_scope
from interventions import catalogue
from interventions.education.actions import give_page
from interventions.exercises.actions import assign_exercise, log_exercise
from interventions.library.actions import write_exercise
from interventions.library.queries import exercise_in_use
from interventions.modalities.packages import kind_of
from interventions.models import Assignment, CustomExercise, ExerciseLog, Goal, Plan, ReadingAssignment, TherapySession
from interventions.plans.actions import assign_plan
from interventions.plans.goals import set_attainment_goal, set_measure_goal
from interventions.plans.phases import move_to_phase
from interventions.records.actions import save_row
from interventions.records.models import RecordRow
from interventions.sessions.actions import book_session, build_session
from interventions.sessions.series import Booked, book_series

PASSWORD = "correct horse battery"
_number = itertools.count(1)


def a_practice(**fields: Any) -> Practice:
    """An empty practice in London."""
    given = {"name": f"Practice {next(_number)}", "time_zone": "Europe/London", "sender_name": "Harbour House"}
    return open_practice(**given | fields)


def inside(practice: Practice, actor: Actor | None = None) -> AbstractContextManager[Scope]:
    """The practice's scope, as a task would open it."""
    return practice_scope(practice.pk, actor or system(practice.pk, "test"))


def everywhere(task: Callable[[str], int]) -> int:
    """What the tasks of a sweep do, one for each practice, and the sum of what they return."""
    return sum(task(str(practice_id)) for practice_id in Practice.objects.values_list("pk", flat=True))


def a_staff(practice: Practice, *roles: Role, supervisor: Staff | None = None, **fields: Any) -> Staff:
    """Somebody with an account; a therapist unless said otherwise."""
    number = next(_number)
    given = {"email": f"staff{number}@example.org", "name": f"Staff {number}", "password": PASSWORD}
    return add_staff(
        practice_id=practice.pk, roles=set(roles) or {Role.THERAPIST}, supervisor=supervisor, **given | fields
    )


def actor(staff: Staff) -> Actor:
    """The actor that this staff member's request would have."""
    return actor_of(Membership.objects.get(user_id=staff.user_id))


def a_client(therapist: Staff, **fields: Any) -> Client:
    """A client in the therapist's care, with an open episode and consent to e-mail."""
    number = next(_number)
    given = {"name": f"Client {number}", "email": f"client{number}@example.org", "consents": (Consent.Kind.EMAIL,)}
    with practice_scope(therapist.practice_id, actor(therapist)):
        return add_client(by=actor(therapist), confirm_duplicate=True, **given | fields)


def a_merged_file(client: Client, **fields: Any) -> Client:
    """A second file of this person, whose treatment is closed, merged into this one."""
    therapist = therapist_of(client)
    other = a_client(therapist, **fields)
    with inside(client.practice, actor(therapist)) as scope:
        close_episode(client=other, ending="completed", reason="")
        merge_files(kept=client, other=other, by=scope.actor, reason="Own 9", confirm=True)
        scope.accesses.clear()
    return other


def portal_user(client: Client) -> User:
    """An account for the client's own pages."""
    with practice_scope(client.practice_id, system(client.practice_id, "test")):
        return give_portal_access(client=client, email=f"portal{next(_number)}@example.org", password=PASSWORD)


def therapist_of(client: Client) -> Staff:
    """The client's lead."""
    with practice_scope(client.practice_id, system(client.practice_id, "test")):
        staff: Staff = CareRelation.objects.select_related("staff").get(client=client, part="lead").staff
        return staff


def a_room(practice: Practice, name: str = "Room 1") -> Room:
    with inside(practice):
        return Room.objects.create(practice=practice, name=name)


def a_household(*clients: Client, **fields: Any) -> Household:
    """The running household of the first of these clients, or one of all of them that began a year ago.

    It begins later where one of them was in another household since: on the day they left it.
    """
    with inside(clients[0].practice):
        found = running_household(clients[0]).first()
        year_ago = timezone.localdate() - timedelta(days=365)
        given: dict[str, Any] = {"began_on": max(year_ago, free_from(clients) or year_ago)}
        return found or begin_household(clients=clients, **given | fields)


def a_safety_plan(client: Client, **parts: str) -> SafetyPlan:
    """A version written by the client's therapist; without ``parts`` a whole one."""
    whole = {
        "warning_signs": "Own 1",
        "coping": "Own 2",
        "distractions": "Own 3",
        "people": "Own 4",
        "professionals": "Own 5",
        "environment": "Own 6",
    }
    with inside(client.practice, actor(therapist_of(client))) as scope:
        return write_safety_plan(client=client, by=scope.actor, parts=parts or whole)


def an_emergency_contact(client: Client, **fields: Any) -> EmergencyContact:
    """Somebody whom the client agreed to have called."""
    given: dict[str, Any] = {"name": "Own 7", "relation": "Own 8", "phone": "+44 20 7946 0958", "agreed": True}
    with inside(client.practice, actor(therapist_of(client))):
        return add_emergency_contact(client=client, **given | fields)


def a_new_household(*clients: Client) -> Household:
    """A household of just these clients; what they were in before ends, and its rows stay."""
    with inside(clients[0].practice):
        left = HouseholdMember.objects.current().filter(client__in=clients).values("household")
        ended = Household.objects.filter(pk__in=list(left.values_list("household", flat=True)))
        HouseholdMember.objects.filter(household__in=ended).update(left_on=timezone.localdate())
        ended.running().update(ended_on=timezone.localdate(), end_reason="separated")
    return a_household(*clients)


def an_assessment(client: Client, key: str = "core-10", value: int = 2, on: date | None = None) -> Assessment:
    """An assessment with the same answer to every item, risk items at their lowest."""
    instrument = instruments.get(key)
    risky = {alert.item for alert in instrument.alerts}
    responses: dict[str, object] = {
        str(n): instrument.min if n in risky else value for n in range(1, instrument.items + 1)
    }
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return record_assessment(
            client=client, instrument=instrument, responses=responses, by=scope.actor, completed_on=on
        )


def totals(client: Client, key: str = "phq-9", values: dict[str, object] | None = None, **fields: Any) -> Assessment:
    """Scores without answers, from a letter."""
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return record_totals(
            client=client,
            instrument=instruments.get(key),
            totals={"total": 14} if values is None else values,
            by=scope.actor,
            **{"totals_from": "Letter of Dr Hale", **fields},
        )


def a_wording(practice: Practice, key: str) -> Wording:
    """A published wording in use: the project's own prompts stand for it."""
    instrument = instruments.get(key)
    with inside(practice):
        by = Staff.objects.filter(is_active=True).order_by("id")[0]
        return Wording.objects.create(
            practice=practice,
            instrument=key,
            version=instrument.version,
            language="en",
            prompts=instrument.prompts["en"],
            anchors=instrument.anchors["en"],
            source="made up",
            rights="Free to use unchanged.",
            confirmed_by=by,
        )


def _with_wording(client: Client, key: str) -> None:
    """What may be given in its published wording only has one."""
    with inside(client.practice):
        needed = needs_wording(instruments.get(key))
    if needed:
        a_wording(client.practice, key)


def a_questionnaire(client: Client, key: str = "phq-9", **fields: Any) -> QuestionnaireAssignment:
    """A questionnaire that the client has to answer; the portal account is made where there is none."""
    _with_wording(client, key)
    with inside(client.practice):
        if portal_account(client) is None:
            give_portal_access(client=client, email=f"portal{next(_number)}@example.org", password=PASSWORD)
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return assign_questionnaire(client=client, instrument=instruments.get(key), by=scope.actor, **fields)


def a_schedule(client: Client, key: str = "core-10", rhythm: str = "weeks", **fields: Any) -> Schedule:
    _with_wording(client, key)
    given: dict[str, Any] = {} if rhythm == "course" else {"every": 2}
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return add_schedule(
            client=client,
            instrument=instruments.get(key),
            by=scope.actor,
            rhythm=Schedule.Rhythm(rhythm),
            **given | fields,
        )


def an_interview(client: Client, **fields: Any) -> InterviewCoding:
    given: dict[str, Any] = {
        "interviewed_on": date(2026, 1, 5),
        "coded_on": date(2026, 2, 5),
        "coder": "A. Coder",
        "certification": "Berkeley 2019",
        "classification": "U",
        "secondary": "E",
    }
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return record_interview(client=client, by=scope.actor, **given | fields)


def a_plan(client: Client, key: str = "emdr", **fields: Any) -> Plan:
    """A plan; of a modality for couples without a household, with a partner of the same therapist."""
    if catalogue.modality(key).is_joint_only and "household" not in fields:
        fields["household"] = a_household(client, a_client(therapist_of(client)))
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return assign_plan(client=client, modality=catalogue.modality(key), by=scope.actor, **fields)


def past_the_gate(plan: Plan, phase: str = "3-targets") -> Plan:
    """The plan in a phase behind a gate, for a reason that is kept."""
    with practice_scope(plan.practice_id, actor(therapist_of(plan.client))) as scope:
        return move_to_phase(plan=plan, phase=phase, by=scope.actor, reason="taken over in the middle of the work")


def partner_in(plan: Plan) -> Client:
    """The other one of a joint plan."""
    with inside(plan.practice):
        return next(person for person in plan.people if person.pk != plan.client_id)


def a_row(plan: Plan, kind: str, /, **values: Any) -> RecordRow:
    """A row of the plan's record."""
    with practice_scope(plan.practice_id, actor(therapist_of(plan.client))) as scope:
        return save_row(plan=plan, kind=kind_of(plan.modality, kind), by=scope.actor, values=values)


def a_goal(plan: Plan, **fields: Any) -> Goal:
    """A goal that a measure tracks, or with ``levels`` one on five levels."""
    with practice_scope(plan.practice_id, actor(therapist_of(plan.client))) as scope:
        if "levels" in fields:
            return set_attainment_goal(plan=plan, by=scope.actor, **{"words": "go out alone"} | fields)
        given: dict[str, Any] = {"words": "sleep again", "instrument": "phq-9", "subscale": "total", "aim": Decimal(4)}
        return set_measure_goal(plan=plan, by=scope.actor, **given | fields)


def a_session(client: Client, starts_at: datetime | None = None, **fields: Any) -> TherapySession:
    therapist = therapist_of(client)
    starts_at = starts_at or timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    with practice_scope(client.practice_id, actor(therapist)):
        return book_session(client=client, therapist_id=therapist.pk, starts_at=starts_at, **fields)


def a_reading_assignment(client: Client, key: str = "earned-security") -> ReadingAssignment:
    """A page that the client was given to read."""
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        return give_page(client=client, page=catalogue.pages()[key], by=scope.actor)


def a_custom_exercise(practice: Practice, staff_id: UUID, title: str = "", **fields: Any) -> CustomExercise:
    """An exercise that the practice wrote."""
    given: dict[str, Any] = {
        "title": title or f"Own {next(_number)}",
        "purpose": "To steady.",
        "steps": ["Sit.", "Breathe out."],
        "minutes": 3,
        "times_per_week": 4,
        "kind": "practice",
        "patterns": ["fearful"],
        "modalities": ["emdr"],
    }
    by = Actor(practice.pk, "test", frozenset({Role.THERAPIST}), person_id=staff_id)
    with practice_scope(practice.pk, by):
        return write_exercise(by=by, **given | fields)


def an_assignment(client: Client, key: str = "", **fields: Any) -> Assignment:
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        exercise = exercise_in_use(key or next(iter(catalogue.exercises())))
        return assign_exercise(client=client, exercise=exercise, by=scope.actor, **fields)


def a_log(assignment: Assignment, **fields: Any) -> ExerciseLog:
    with inside(assignment.practice):
        return log_exercise(assignment=assignment, **fields)


def a_pattern(client: Client, starts_at: datetime, **fields: Any) -> TherapySession:
    """What a series is booked by: its first session, not saved."""
    therapist = therapist_of(client)
    return build_session(client=client, therapist_id=therapist.pk, starts_at=starts_at, **{"minutes": 50} | fields)


def a_series(client: Client, starts_at: datetime, rule: str = "FREQ=WEEKLY;COUNT=4", **fields: Any) -> Booked:
    with practice_scope(client.practice_id, actor(therapist_of(client))):
        return book_series(pattern=a_pattern(client, starts_at, **fields), rule=rule)


def refusal(row: Message) -> str | None:
    """Why a message may not go any more; None where nothing speaks against it. Within a practice."""
    return outbox.refusals([row]).get(row.pk)
