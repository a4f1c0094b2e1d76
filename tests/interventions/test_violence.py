"""Violence that goes on acts on couple work that runs: for those who may read the answer, and for nobody else."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clients.actions import note_violence_screen
from clients.alerts.actions import raise_alert
from clients.models import CareRelation, Client
from clinic.core.access import Role
from clinic.core.models import Message, Staff, User
from clinic.workspace.queries import needs
from interventions import catalogue
from interventions.models import Assignment, CautionReview, GateOverride, Plan, TherapySession
from interventions.plans.actions import assign_plan, end_plan
from interventions.reminders.actions import enqueue_due_exercise_reminders, enqueue_due_reminders
from interventions.sessions.actions import book_session
from tests.factories import a_client, a_household, a_practice, a_staff, actor, an_assignment, inside, portal_user
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
GOES_ON = "iolence or fear is ongoing"


@dataclass
class Couple:
    """Ana's therapist sees them together; Ben has another one of his own besides."""

    ana: Client
    ben: Client
    hers: Staff
    his: Staff
    plan: Plan
    session: TherapySession
    ana_user: User
    ben_user: User


@pytest.fixture
def couple() -> Couple:
    practice = a_practice()
    hers, his = a_staff(practice), a_staff(practice)
    ana, ben = a_client(hers, name="Ana Prior"), a_client(his, name="Ben Quist")
    with inside(practice, actor(hers)):
        CareRelation.objects.create(
            practice=practice, client=ben, staff=hers, part="second", since=timezone.localdate()
        )
        household = a_household(ben, ana)
        plan = assign_plan(client=ben, modality=catalogue.modality("eft"), by=actor(hers), household=household)
        session = book_session(
            client=ben,
            household=household,
            therapist_id=hers.pk,
            plan=plan,
            minutes=50,
            starts_at=timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=20),
        )
    an_assignment(ana, "cycle-catch", plan=plan)
    an_assignment(ben, "cycle-catch", plan=plan)
    return Couple(ana, ben, hers, his, plan, session, portal_user(ana), portal_user(ben))


def says(couple: Couple, answer: str) -> None:
    with inside(couple.ana.practice):
        note_violence_screen(client=couple.ana, by=actor(couple.hers), answer=answer, note="he must not know")


def surfaces(couple: Couple, client: Client) -> dict[str, str]:
    return {
        "header": f"/clients/{client.pk}/sessions/",
        "exercises": f"/clients/{client.pk}/exercises/",
        "booking": f"/clients/{client.pk}/book/",
        "plan": f"/plans/{couple.plan.pk}/",
        "session": f"/sessions/{couple.session.pk}/",
        "today": "/",
    }


def where_said(couple: Couple, staff: Staff, client: Client) -> set[str]:
    browser, found = pages(staff), set()
    for name, path in surfaces(couple, client).items():
        answer = browser.get(path)
        if answer.status_code == 200 and GOES_ON in answer.content.decode().split('id="main"')[-1]:
            found.add(name)
    return found


def test_it_stands_wherever_couple_work_is_done_for_who_may_read_it_and_goes_with_a_newer_answer(
    couple: Couple,
) -> None:
    everywhere = set(surfaces(couple, couple.ana))
    assert where_said(couple, couple.hers, couple.ana) == set()
    says(couple, "ongoing")
    assert where_said(couple, couple.hers, couple.ana) == everywhere
    assert where_said(couple, couple.his, couple.ben) == set()
    admin = a_staff(couple.ana.practice, Role.ADMIN)
    assert where_said(couple, admin, couple.ana) == set()
    says(couple, "past")
    assert where_said(couple, couple.hers, couple.ana) == set()


def test_the_note_of_a_joint_session_says_it_to_its_author(couple: Couple) -> None:
    says(couple, "ongoing")
    with inside(couple.ana.practice):
        begun = timezone.now() - timedelta(minutes=10)
        TherapySession.objects.update(starts_at=begun, ends_at=begun + timedelta(minutes=50))
    page = pages(couple.hers).get(f"/sessions/{couple.session.pk}/note/").content.decode()
    assert "Ana Prior said so alone" in page


def test_it_stands_on_today_until_it_was_reviewed_and_again_after_a_newer_answer(couple: Couple) -> None:
    says(couple, "ongoing")
    with inside(couple.ana.practice, actor(couple.hers)):
        (need,) = [row for row in needs(actor(couple.hers)) if row["kind"] == "violence"]
        assert (need["client_id"], need["id"]) == (couple.ana.pk, couple.plan.pk)
    with inside(couple.ana.practice, actor(couple.his)):
        assert not [row for row in needs(actor(couple.his)) if row["kind"] == "violence"]
    browser, path = pages(couple.hers), f"/plans/{couple.plan.pk}/cautions/"
    browser.post(path, {"reason": ""})
    with inside(couple.ana.practice):
        assert not CautionReview.objects.exists()
    page = browser.post(path, {"reason": "joint sessions stop after this week"}, follow=True).content.decode()
    assert "joint sessions stop after this week" in page
    assert "joint sessions stop" not in pages(couple.his).get(f"/plans/{couple.plan.pk}/").content.decode()
    api = Api(couple.hers)
    (row,) = read(api.get(f"plans/{couple.plan.pk}/cautions/"))
    assert (row["client"], row["kind"], row["reviewed"]) == (str(couple.ana.pk), "violence", True)
    with inside(couple.ana.practice, actor(couple.hers)):
        assert not [one for one in needs(actor(couple.hers)) if one["kind"] == "violence"]
        assert Plan.objects.get().state == "active"  # nothing is paused by itself
    says(couple, "ongoing")
    assert api.post(f"plans/{couple.plan.pk}/cautions/", {"reason": ""}).status_code == 400
    assert api.post(f"plans/{couple.plan.pk}/cautions/", {"reason": "seen, as decided"}).status_code == 201
    assert api.post(f"plans/{couple.plan.pk}/cautions/", {"reason": "seen, as decided"}).status_code == 400
    assert read(Api(couple.his).get(f"plans/{couple.plan.pk}/cautions/")) == []
    assert Api(couple.his).post(f"plans/{couple.plan.pk}/cautions/", {"reason": "let me see"}).status_code == 400


def test_the_reason_for_a_joint_plan_is_read_only_by_who_may_read_everybody_of_whom_it_speaks(couple: Couple) -> None:
    with inside(couple.ana.practice, actor(couple.his)):
        raise_alert(client=couple.ana, source="PHQ-9 item 9", source_id=couple.plan.pk, reason="endorsed")
        note_violence_screen(client=couple.ben, by=actor(couple.his), answer="ongoing", note="")
    with inside(couple.ana.practice, actor(couple.hers)) as scope:
        end_plan(plan=couple.plan, outcome="begins anew")
        begun = assign_plan(
            client=couple.ana,
            household=couple.plan.household,
            modality=catalogue.modality("eft"),
            by=scope.actor,
            caution_reason="Ana is seen alone each week since her alert",
        )
        assert CautionReview.objects.filter(plan=begun).exists()
    path = f"/plans/{begun.pk}/"
    assert "Ana is seen alone" in pages(couple.hers).get(path).content.decode()
    page = pages(couple.his).get(path).content.decode()
    assert "Reviews of cautions" in page
    assert "Ana is seen alone" not in page
    found = read(Api(couple.his).get(f"plans/{begun.pk}/"))
    assert (found["cautions"], found["caution_reason"]) == ([], "")


def test_why_a_gate_of_a_joint_plan_was_passed_is_read_only_by_who_may_read_everybody(couple: Couple) -> None:
    with inside(couple.ana.practice, actor(couple.hers)):
        GateOverride.objects.create(
            practice=couple.ana.practice,
            plan=couple.plan,
            phase="stage-2",
            made_by=couple.hers,
            reason="Ana's alert is seen to each week",
            unmet=[],
        )
    paths = [f"/plans/{couple.plan.pk}/", f"/clients/{couple.ben.pk}/"]
    assert "seen to each week" in pages(couple.hers).get(paths[0]).content.decode()
    for path in paths:
        page = pages(couple.his).get(path).content.decode()
        assert "ates " in page  # "Gates passed", "gates overridden"
        assert "seen to each week" not in page


def test_a_couple_exercise_needs_a_reason_in_form_and_api(couple: Couple) -> None:
    says(couple, "ongoing")
    body = {"client": str(couple.ana.pk), "exercise": "ask-directly"}
    answer = Api(couple.hers).post("assignments/", body)
    assert answer.status_code == 400
    assert "Violence or fear of the partner is ongoing" in read(answer)["caution_reason"][0]
    browser, path = pages(couple.hers), f"/clients/{couple.ana.pk}/exercises/new/"
    assert "Violence or fear" in browser.post(path, {"exercise": "ask-directly"}).content.decode()
    # to the partner's own therapist it is an exercise like any other
    his = Api(couple.his).post("assignments/", {"client": str(couple.ben.pk), "exercise": "ask-directly"})
    assert (his.status_code, read(his)["cautions"]) == (201, [])
    assert Api(couple.hers).post("assignments/", body | {"caution_reason": "written for herself"}).status_code == 201
    assert Api(couple.hers).post("assignments/", body | {"exercise": "orienting"}).status_code == 201
    with inside(couple.ana.practice):
        row = Assignment.objects.get(exercise="ask-directly", client=couple.ana)
        assert row.caution_reason == "written for herself"


def test_an_exercise_given_against_the_partners_answer_does_not_tell_the_other_therapist(couple: Couple) -> None:
    says(couple, "ongoing")
    body = {"client": str(couple.ben.pk), "exercise": "ask-directly", "caution_reason": "Ana asked for it herself"}
    given = read(Api(couple.hers).post("assignments/", body))
    assert "Violence or fear" in given["cautions"][0]["text"]
    page = f"/clients/{couple.ben.pk}/exercises/"
    assert "Ana asked for it" in pages(couple.hers).get(page).content.decode()
    rows = read(Api(couple.his).get("assignments/", client=str(couple.ben.pk)))["results"]
    assert given["id"] in {row["id"] for row in rows}
    text = pages(couple.his).get(page).content.decode() + str(rows)
    for word in ("Violence or fear", "Ana asked for it"):
        assert word not in text


OWN = ["/my/", "/my/exercises/{assignment}/", "/my/appointments/{session}.ics", "/my/settings/", "/my/help/"]
OWN_API = ["me/exercises/", "me/appointments/", "me/questionnaires/", "me/plans/", "me/readings/"]


def seen_by(user: User, couple: Couple, client: Client) -> dict[str, Any]:
    """Every byte that a client gets: pages, API, calendar file; what differs at each load is taken out."""
    with inside(client.practice):
        assignment = Assignment.objects.filter(client=client).order_by("pk").first()
    assert assignment is not None
    browser, api, found = pages(user), Api(user), {}
    for path in OWN:
        answer = browser.get(path.format(assignment=assignment.pk, session=couple.session.pk))
        text = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|name="key" value="[^"]+"', b"", answer.content)
        text = re.sub(rb"csrf[^>]*>|DTSTAMP:\w+|hx-headers='[^']*'|value=\"[0-9a-f-]{36}\"", b"", text)
        found[path] = (answer.status_code, text)
    for path in OWN_API:
        answer = api.get(path)
        found[path] = (answer.status_code, answer.content)
    return found


def written() -> list[object]:
    rows = Message.objects.exclude(kind="staff").order_by("pk")
    return list(rows.values("to_address", "subject", "body", "state"))


def test_nothing_that_either_of_them_can_see_changes_by_itself(couple: Couple) -> None:
    before = [seen_by(couple.ana_user, couple, couple.ana), seen_by(couple.ben_user, couple, couple.ben)]
    assert all(before[1][path][0] == 200 for path in ("/my/", "me/exercises/", "/my/exercises/{assignment}/"))
    with inside(couple.ana.practice):
        enqueue_due_reminders()
        mails = written()
        assert mails
    says(couple, "ongoing")
    with inside(couple.ana.practice):
        enqueue_due_reminders()
        enqueue_due_exercise_reminders()
        assert mails == written()
        assert Plan.objects.get().state == "active"
    assert [seen_by(couple.ana_user, couple, couple.ana), seen_by(couple.ben_user, couple, couple.ben)] == before
