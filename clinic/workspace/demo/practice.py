"""The demo practice: a year of believable courses, the same ones every time.

Everything is drawn from one seeded generator; only the dates move with today. Scores are made by the real scoring,
and changes by the real comparison.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clinic.accounts.signin import actor_of
from clinic.accounts.staff.actions import add_staff
from clinic.core.access import Actor, Role, system
from clinic.core.models import Membership, Staff, User
from clinic.core.practices import change_practice, open_practice
from clinic.core.scope import practice_scope
from clinic.workspace.demo.courses import NAMES, ZONE, DemoBuilder
from clinic.workspace.demo.letters import write_letters
from clinic.workspace.demo.measures import add_measures, give_questionnaires
from clinic.workspace.demo.practising import practise, say_what_counts, write_diary
from clinic.workspace.demo.records import add_record, give_something_to_read, keep_hours, write_notes
from clinic.workspace.demo.singled_out import add_risk, add_safety_plan, book_alone, change_safety_plan, open_portal
from clinic.workspace.demo.todays import fill_today
from interventions.diary.queries import keeps_diary

SIGN_INS = ("therapist", "supervisor", "admin", "client")


@transaction.atomic
def build_demo(password: str) -> None:
    """Makes both demo practices. The caller has seen that none is there."""
    practice = open_practice(
        name="Harbour Lane Practice",
        time_zone=str(ZONE),
        sender_name="Harbour Lane",
        crisis_contacts="In danger now: 999. Samaritans: 116 123, day and night.",
    )
    change_practice(practice=practice, own_words_count=True)  # so that a newcomer sees the whole product
    supervisor = _staff(practice.pk, "supervisor", "Dr Maren Holt", {Role.SUPERVISOR, Role.THERAPIST}, password)
    admin = _staff(practice.pk, "admin", "Pat Ellery", {Role.ADMIN}, password)
    staff = [
        _staff(practice.pk, local, name, {Role.THERAPIST}, password, supervisor)
        for local, name in (
            ("therapist", "Robin Achterberg"),
            ("therapist2", "Noa Feldman"),
            ("therapist3", "Sunil Rao"),
        )
    ]
    with practice_scope(practice.pk, system(practice.pk, "demo")):
        cases = DemoBuilder(practice, seed=2026).build(list(NAMES), staff, couples=3)
        own = [case for case in cases if case.staff == staff[0] and case.course != "dropped"]
        therapist = _actor(staff[0])
        at_risk = next(case for case in own if case.course in ("stuck", "worse") and not case.household)
        add_risk(at_risk, therapist)
        shown = next(case for case in own if case.course == "recovered")
        open_portal(shown, password, timezone.now())
        give_questionnaires(shown.client, therapist)
        give_something_to_read(shown.client, shown.plan, therapist)
        practise(shown.client, shown.plan, therapist)
        say_what_counts(shown.client, therapist)
        first = min(own, key=lambda case: case.client.sort_name)
        for case in (shown, at_risk):
            add_safety_plan(case, therapist)
        change_safety_plan(shown)
        write_diary(next(case.client for case in own if case.plan and keeps_diary(case.client.pk)))
        book_alone(next(case for case in own if case.household and not case.comes_along), timezone.now())
        with practice_scope(practice.pk, therapist):  # what is signed stands in the access log under their account
            write_notes(shown.client, therapist)
            write_letters(shown.client, therapist)
        for case in {id(case): case for case in (shown, first)}.values():
            add_measures(case.client, therapist)
        shown_plans = {case.plan.modality: case.plan for case in reversed(own) if case.plan}
        for plan in shown_plans.values():
            add_record(plan, therapist)
        keep_hours(staff, [case.client for case in own][-2:])
        fill_today(cases, staff, _actor(staff[2]), _actor(admin))
    User.objects.filter(email="client@demo.example").update(is_demo=True)

    other = open_practice(name="Birch Street Practice", time_zone="Pacific/Chatham", sender_name="Birch Street")
    member = _staff(other.pk, "other", "Kit Anders", {Role.THERAPIST, Role.ADMIN}, password)
    with practice_scope(other.pk, system(other.pk, "demo")):
        DemoBuilder(other, seed=7).build(["Ada Rowe", "Bo Lind", "Cleo Marsh"], [member])


def _actor(staff: Staff) -> Actor:
    return actor_of(Membership.objects.get(user_id=staff.user_id))


def _staff(
    practice_id: UUID, local: str, name: str, roles: set[Role], password: str, supervisor: Staff | None = None
) -> Staff:
    return add_staff(
        practice_id=practice_id,
        email=f"{local}@demo.example",
        name=name,
        roles=roles,
        password=password,
        supervisor=supervisor,
        is_demo=True,
    )
