"""A couple's sessions and plan stand in both files, and neither file shows what belongs to the other person alone."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone

from clients.actions import note_violence_screen
from clients.households.joint import people_of
from clients.models import CareRelation, Client, Episode
from clinic.core.access import Role
from clinic.core.messages import message
from clinic.core.models import AccessLog, Staff
from clinic.workspace import queries, reporting
from clinic.workspace.caseload.queries import caseload, counts
from interventions.cautions import Against, File
from interventions.exercises.queries import suggestions_for
from interventions.models import Note, Plan, TherapySession
from interventions.notes.actions import save_note, sign_note
from interventions.plans.agreement import ask_agreement
from interventions.plans.queries import active_plan
from interventions.sessions.actions import book_session, note_attendance
from interventions.sessions.waiting import wait
from tests.factories import (
    a_client,
    a_goal,
    a_household,
    a_plan,
    a_practice,
    a_session,
    a_staff,
    actor,
    an_assessment,
    inside,
    portal_user,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
State = TherapySession.State


class Couple(NamedTuple):
    """Ana and Ben with their therapist; Cleo is Ben's own therapist and does not know Ana."""

    ana: Client
    ben: Client
    therapist: Staff
    cleo: Staff
    plan: Plan
    coming: TherapySession
    past: TherapySession


def a_couple() -> Couple:
    practice = a_practice()
    therapist, cleo = a_staff(practice), a_staff(practice)
    ana, ben = a_client(therapist, name="Ana Prior"), a_client(therapist, name="Ben Quist")
    with inside(practice, actor(therapist)) as scope:
        CareRelation.objects.create(
            practice=practice, client=ben, staff=cleo, since=timezone.localdate(), part=CareRelation.Part.SECOND
        )
        for person in (ana, ben):
            note_violence_screen(client=person, by=scope.actor, answer="none")
        # at night, a session three hours ago was yesterday
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=7))
    plan = a_plan(ana, "eft", household=a_household(ana, ben), formulation="Ana pursues, Ben withdraws.")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    past = a_session(ana, hour - timedelta(hours=3), plan=plan)
    with inside(practice):
        note_attendance(session=past, state=State.ATTENDED)
    return Couple(ana, ben, therapist, cleo, plan, a_session(ana, hour + timedelta(days=2), plan=plan), past)


def page_of(staff: Staff, path: str) -> str:
    answer = pages(staff).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def signed(session: TherapySession, by: Staff) -> Note:
    with inside(session.practice, actor(by)) as scope:
        note = save_note(session=session, by=scope.actor, form="free", parts={"text": "Both reached out."})
        return sign_note(note=note, by=scope.actor, revision=note.revision)


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_the_second_clients_file_shows_what_the_first_ones_does() -> None:
    found = a_couple()
    signed(found.past, found.therapist)
    for person in (found.ana, found.ben):
        overview = page_of(found.therapist, f"/clients/{person.pk}/")
        assert "no next session" not in overview
        assert "No plan yet" not in overview
        assert f"/plans/{found.plan.pk}/" in overview
        assert re.search(r"\b1 session in this treatment", overview)
        assert "attended 1" in overview  # the timeline's description
        sessions = page_of(found.therapist, f"/clients/{person.pk}/sessions/")
        assert f"/sessions/{found.coming.pk}/" in sessions
        assert f"/sessions/{found.past.pk}/" in sessions
        assert "/notes/" in sessions
        assert "Ana Prior &amp; Ben Quist" in sessions
    with inside(found.ben.practice):
        assert active_plan(found.ben) == found.plan
        eft = [one for one in suggestions_for(found.ben, [], File()) if "goes with EFT" in map(str, one.reasons)]
        assert eft


def test_the_partners_file_shows_nothing_of_the_first_client_alone() -> None:
    found = a_couple()
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    alone = a_session(found.ana, hour + timedelta(days=4))
    own = a_plan(found.ana, "ifs")
    sessions = page_of(found.therapist, f"/clients/{found.ben.pk}/sessions/")
    assert f"/sessions/{alone.pk}/" not in sessions
    assert f"/plans/{own.pk}/" not in page_of(found.therapist, f"/clients/{found.ben.pk}/")


def test_who_knows_one_of_the_two_reads_partner_for_the_other() -> None:
    found = a_couple()
    an_assessment(found.ana, "phq-9")
    a_goal(found.plan, words="sleep again")
    note = signed(found.past, found.therapist)
    for path in (
        f"/clients/{found.ben.pk}/",
        f"/clients/{found.ben.pk}/sessions/",
        f"/sessions/{found.coming.pk}/",
        f"/plans/{found.plan.pk}/",
        f"/plans/{found.plan.pk}/record/",
        f"/plans/{found.plan.pk}/goals/",
        f"/plans/{found.plan.pk}/agreement/",
        "/caseload/",
        "/calendar/",
        "/",
    ):
        text = page_of(found.cleo, path)
        assert "Ana" not in text, path
        assert str(found.ana.pk) not in text, path
        assert "sleep again" not in text, path
    sessions = page_of(found.cleo, f"/clients/{found.ben.pk}/sessions/")
    assert "Ben Quist &amp; partner" in sessions
    assert "note on file" in sessions
    assert str(note.pk) not in sessions
    assert f"/sessions/{found.past.pk}/note/" not in sessions  # it would be a note in Ana's record
    assert "Ben Quist &amp; Ana Prior" not in page_of(found.therapist, "/caseload/")
    assert pages(found.cleo).get(f"/clients/{found.ana.pk}/").status_code == 404


def test_the_caseload_and_today_count_the_couple_for_both() -> None:
    found = a_couple()
    with inside(found.ana.practice, actor(found.therapist)) as scope:
        rows = {row.name: row for row in caseload(scope.actor)[0]}
        assert {(row.modality, row.together_with) for row in rows.values()} == {
            ("eft", "Ben Quist"),
            ("eft", "Ana Prior"),
        }
        assert {row.next_session for row in rows.values()} == {found.coming.starts_at}
        assert {row.last_seen for row in rows.values()} == {found.past.starts_at}
        assert counts(scope.actor).unbooked == 0
        (row,) = caseload(actor(found.cleo))[0]
        assert (row.modality, row.together_with) == ("eft", "partner")
        assert not [need for need in queries.needs(scope.actor) if need["kind"] == "unbooked"]


def test_the_caseload_names_both_of_a_couple_though_one_has_a_newer_plan_alone() -> None:
    found = a_couple()
    a_plan(found.ben, "se")
    with inside(found.ana.practice, actor(found.therapist)) as scope:
        rows = {row.name: row for row in caseload(scope.actor)[0]}
        assert rows["Ben Quist"].modality == "se"
        assert rows["Ben Quist"].together_with == "Ana Prior"
        assert rows["Ana Prior"].together_with == "Ben Quist"
        Plan.objects.filter(pk=found.plan.pk).update(state=Plan.State.ENDED, ended_on=timezone.localdate())
        assert {row.together_with for row in caseload(scope.actor)[0]} == {None}


def test_a_joint_plans_review_stands_on_today_once_and_for_the_partners_reader_too() -> None:
    found = a_couple()
    with inside(found.ana.practice, actor(found.therapist)) as scope:
        Plan.objects.filter(pk=found.plan.pk).update(review_on=timezone.localdate())
        reviews = [need["name"] for need in queries.needs(scope.actor) if need["kind"] == "review"]
        assert reviews == ["Ana Prior"]
        reviews = [need["name"] for need in queries.needs(actor(found.cleo)) if need["kind"] == "review"]
        assert reviews == ["Ben Quist"]


def test_a_familys_review_is_listed_once_for_a_therapist_who_treats_two_of_its_members() -> None:
    practice = a_practice()
    therapist, cleo = a_staff(practice), a_staff(practice)
    ana = a_client(therapist, name="Ana Prior")
    dan, ben = a_client(cleo, name="Dan Quist"), a_client(cleo, name="Ben Quist")
    plan = a_plan(ana, "eft", household=a_household(ana, ben, dan))
    with inside(practice, actor(cleo)) as scope:
        Plan.objects.filter(pk=plan.pk).update(review_on=timezone.localdate())
        reviews = [(need["client_id"], need["id"]) for need in queries.needs(scope.actor) if need["kind"] == "review"]
        first = min((dan, ben), key=lambda person: person.sort_name)
        assert reviews == [(first.pk, plan.pk)]


def test_eight_joint_sessions_without_change_make_both_stuck() -> None:
    found = a_couple()
    for person in (found.ana, found.ben):
        for days in (60, 1):
            an_assessment(person, value=2, on=timezone.localdate() - timedelta(days=days))
    with inside(found.ana.practice, actor(found.therapist)) as scope:
        TherapySession.objects.bulk_create(
            TherapySession(
                practice=found.ana.practice,
                client=found.ana,
                household=found.plan.household,
                therapist=found.therapist,
                starts_at=found.past.starts_at - timedelta(days=7 * n),
                state=State.ATTENDED,
                ends_at=found.past.ends_at - timedelta(days=7 * n),
            )
            for n in range(1, 8)
        )
        stuck = {need["name"]: need["what"] for need in queries.needs(scope.actor) if need["kind"] == "stuck"}
    assert stuck == {"Ana Prior": "8", "Ben Quist": "8"}


def test_the_report_counts_two_clients_and_one_session() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    today, hour = timezone.localdate(), timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(3):
        ana, ben = a_client(therapist), a_client(therapist)
        plan = a_plan(ana, "eft", household=a_household(ana, ben))
        session = a_session(ana, hour - timedelta(hours=number + 1), plan=plan)
        an_assessment(ben, value=3, on=today - timedelta(days=60))
        an_assessment(ben, value=1, on=today)
        with inside(practice):
            note_attendance(session=session, state=State.ATTENDED)
    with inside(practice):
        for group, name in (("modality", "EFT"), ("therapist", therapist.name)):
            found = reporting.report(actor(admin), since=today - timedelta(days=9), until=today, group=group)
            (row,) = [one for one in found.attendance if one["name"] == name]
            assert (row["clients"], row["sessions"], row["attended"], row["hidden"]) == (6, 3, 3, False)
            (row,) = [one for one in found.outcomes if one["name"] == name]
            assert (row["clients"], row["improved"], row["unmeasured"]) == (6, 3, 3)


def test_booking_from_the_partners_file_proposes_the_couple() -> None:
    found = a_couple()
    form = pages(found.therapist).get(f"/clients/{found.ben.pk}/book/").context["form"]
    assert (form["plan"].value(), form["household"].value()) == (found.plan.pk, found.plan.household_id)
    with inside(found.ben.practice):
        made = book_session(
            client=found.ben,
            therapist_id=found.therapist.pk,
            plan=found.plan,
            starts_at=found.coming.starts_at + timedelta(days=1),
        )
        assert people_of(made) == [found.ben.pk, found.ana.pk]
    for person in (found.ana, found.ben):
        assert f"/sessions/{made.pk}/" in page_of(found.therapist, f"/clients/{person.pk}/sessions/")


def test_attendance_noted_in_the_partners_file_leads_back_there() -> None:
    found = a_couple()
    path = f"/sessions/{found.past.pk}/attendance/"
    for person in (found.ben, found.ana):
        answer = pages(found.therapist).post(path, {"state": "attended", "from": "file", "client": str(person.pk)})
        assert answer["Location"] == f"/clients/{person.pk}/sessions/"
    answer = pages(found.cleo).post(path, {"state": "attended", "from": "file", "client": str(found.plan.pk)})
    assert answer["Location"] == f"/clients/{found.ben.pk}/sessions/"


def test_a_joint_session_takes_both_off_the_waiting_list() -> None:
    found = a_couple()
    with inside(found.ana.practice):
        entry = wait(client=found.ben)
    a_session(found.ana, found.coming.starts_at + timedelta(days=1), plan=found.plan)
    with inside(found.ana.practice):
        entry.refresh_from_db()
        assert entry.state == "placed"


# --- program and portal -----------------------------------------------------------------------------------------------


def test_the_api_lists_a_couples_rows_for_either_and_logs_both() -> None:
    found = a_couple()
    note = signed(found.past, found.therapist)
    since = str(timezone.localdate() - timedelta(days=2))
    api = Api(found.therapist)
    for person in (found.ana, found.ben):
        rows = read(api.get("sessions/", client=str(person.pk), since=since))["results"]
        assert [row["id"] for row in rows] == [str(found.past.pk), str(found.coming.pk)]
        assert [row["id"] for row in read(api.get("plans/", client=str(person.pk)))["results"]] == [str(found.plan.pk)]
        assert [row["id"] for row in read(api.get("notes/", client=str(person.pk)))["results"]] == [str(note.pk)]
    with inside(found.ana.practice):
        assert AccessLog.objects.filter(client_id=found.ana.pk, what="api notes").count() == 2


def test_the_api_gives_the_partners_therapist_what_concerns_the_partner() -> None:
    found = a_couple()
    note = signed(found.past, found.therapist)
    a_goal(found.plan, words="sleep again")
    with inside(found.ana.practice):
        Plan.objects.filter(pk=found.plan.pk).update(
            cautions=[message(Against.COUPLE_VIOLENCE)], caution_reason="both insist", agreement_question="Why him?"
        )
    api = Api(found.cleo)
    assert read(api.get(f"sessions/{found.coming.pk}/"))["id"] == str(found.coming.pk)
    (plan,) = read(api.get("plans/", client=str(found.ben.pk)))["results"]
    hidden = ("formulation", "cautions", "caution_reason", "agreement_question")
    assert [plan[name] for name in hidden] == ["", [], "", ""]
    assert read(api.get(f"plans/{found.plan.pk}/goals/")) == {"t_score": None, "goals": []}
    assert read(api.get("notes/", client=str(found.ben.pk)))["results"] == []
    assert api.get(f"notes/{note.pk}/").status_code == 404
    assert api.get("sessions/", client=str(found.ana.pk)).status_code == 404
    (plan,) = read(Api(found.therapist).get("plans/", client=str(found.ben.pk)))["results"]
    assert plan["caution_reason"] == "both insist"


def test_the_portal_shows_the_partner_the_joint_appointment() -> None:
    found = a_couple()
    for person in (found.ana, found.ben):
        user = portal_user(person)
        (row,) = read(Api(user).get("me/appointments/"))
        assert row["id"] == str(found.coming.pk)
        assert pages(user).get(f"/my/appointments/{found.coming.pk}.ics").status_code == 200


def test_the_portal_shows_the_partner_the_joint_plan_to_read_and_nothing_of_the_other() -> None:
    found = a_couple()
    a_goal(found.plan, words="sleep again")
    ana, ben = portal_user(found.ana), portal_user(found.ben)
    assert read(Api(ben).get("me/plans/")) == []
    with inside(found.ana.practice):
        ask_agreement(plan=found.plan)
    path = f"me/plans/{found.plan.pk}/agreement/"
    assert Api(ana).post(path, {"question": "What about him?"}).status_code == 204
    seen = read(Api(ben).get("me/plans/"))
    assert [(row["id"], row["question"], row["to_agree"]) for row in seen] == [(str(found.plan.pk), "", False)]
    assert Api(ben).post(path, {}).status_code == 409
    page = f"/my/plans/{found.plan.pk}/"
    shown = pages(ben).get(page).content.decode()
    assert "plan for your work together" in shown
    for private in ("sleep again", "What about him?", "I agree"):
        assert private not in shown
    pages(ben).post(page, {})
    assert Api(ana).post(path, {}).status_code == 204
    assert read(Api(ben).get("me/plans/")) == seen  # what the other one answers does not show
    with inside(found.ana.practice):
        found.plan.refresh_from_db()
        assert found.plan.agreed_how == "portal"
    assert read(Api(ana).get("me/plans/")) == []
    assert "plan for your work together" in pages(ben).get("/my/").content.decode()


# --- who sees what of the two -----------------------------------------------------------------------------------------


def test_supervisor_and_admin_see_a_joint_session_by_the_partner() -> None:
    found = a_couple()
    practice = found.ana.practice
    admin = a_staff(practice, Role.ADMIN)
    sessions = page_of(admin, f"/clients/{found.ben.pk}/sessions/")
    assert "Ana Prior &amp; Ben Quist" in sessions
    assert "note on file" not in sessions
    assert therapist_of(found.ben) == found.therapist


def test_a_session_that_nobody_will_hold_names_nobody_whom_the_partners_therapist_does_not_know() -> None:
    couple = a_couple()
    with inside(couple.ana.practice):
        Staff.objects.filter(pk=couple.therapist.pk).update(is_active=False)
    page = page_of(couple.cleo, "/")
    assert "Sessions that nobody will hold" in page
    assert "Ben Quist" in page
    assert "Ana Prior" not in page
