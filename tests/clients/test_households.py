"""Who is treated together: a household begins, joint work names it, and its end leaves both histories."""

import re
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.alerts.actions import raise_alert
from clients.households.actions import Ending, begin_household, end_household
from clients.households.joint import people_of
from clients.households.models import Household, HouseholdMember
from clients.models import CareRelation, Client
from clients.reach.actions import reachable
from clinic.core import outbox
from clinic.core.access import Role
from clinic.core.models import Message, Staff
from interventions.models import Plan, TherapySession
from interventions.notices.acts import cancel
from interventions.plans.actions import end_plan
from interventions.plans.queries import portal_plan
from interventions.reminders.actions import enqueue_due_reminders
from interventions.sessions.actions import move_session, restore_session
from interventions.sessions.queries import portal_appointments
from tests.factories import (
    a_client,
    a_household,
    a_new_household,
    a_plan,
    a_practice,
    a_session,
    a_staff,
    actor,
    inside,
    therapist_of,
)
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db


class Pair(NamedTuple):
    """Ana and Ben with their therapist; Cleo is Ben's second therapist and does not know Ana."""

    ana: Client
    ben: Client
    therapist: Staff
    cleo: Staff
    household: Household
    plan: Plan
    past: TherapySession
    coming: TherapySession


@pytest.fixture
def pair() -> Pair:
    practice = a_practice()
    therapist, cleo = a_staff(practice), a_staff(practice)
    ana, ben = a_client(therapist, name="Ana Prior"), a_client(therapist, name="Ben Quist")
    with inside(practice):
        CareRelation.objects.create(
            practice=practice, client=ben, staff=cleo, since=timezone.localdate(), part=CareRelation.Part.SECOND
        )
    household = a_household(ana, ben, name="Prior and Quist")
    plan = a_plan(ana, "eft", household=household)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    past = a_session(ana, hour - timedelta(hours=3), plan=plan, attendance=TherapySession.State.ATTENDED)
    return Pair(ana, ben, therapist, cleo, household, plan, past, a_session(ana, hour + timedelta(days=2), plan=plan))


def ended(pair: Pair, keep: Client | None = None, reason: str = "they live apart now") -> None:
    with inside(pair.ana.practice, actor(pair.therapist)) as scope:
        end_household(household=pair.household, ending=Ending(scope.actor, reason, keep.pk if keep else None))


# --- beginning --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [0, 1, 12], ids=["alone", "with themselves", "thirteen"])
def test_a_household_is_two_to_twelve_different_people(others: int) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    people = [client, client] if others == 1 else [client, *(a_client(therapist) for _ in range(others))]
    with inside(client.practice):
        with pytest.raises(ValidationError) as refused:
            begin_household(clients=people)
        assert list(refused.value.message_dict) == ["members"]
        assert not Household.objects.exists()


def test_nobody_is_in_two_running_households_and_the_database_says_so(pair: Pair) -> None:
    third = a_client(pair.therapist)
    with inside(pair.ana.practice):
        with pytest.raises(ValidationError, match="Already in a household: Ben Quist"):
            begin_household(clients=[pair.ben, third])
        other = Household.objects.create(practice=pair.ana.practice, began_on=timezone.localdate())
        with pytest.raises(IntegrityError, match="one_running"), transaction.atomic():
            HouseholdMember.objects.create(
                practice=pair.ana.practice, household=other, client=pair.ben, joined_on=timezone.localdate()
            )


def test_nobody_is_in_two_households_on_any_day_and_the_database_says_so(pair: Pair) -> None:
    ended(pair)
    third, today = a_client(pair.therapist), timezone.localdate()
    with inside(pair.ana.practice):
        before = Household.objects.count()
        with pytest.raises(ValidationError, match="in another household until") as refused:
            begin_household(clients=[pair.ben, third], began_on=today - timedelta(days=1))
        assert list(refused.value.message_dict) == ["began_on"]
        assert Household.objects.count() == before
        made = begin_household(clients=[pair.ben, third], began_on=today)  # on the day of the end
        with pytest.raises(IntegrityError, match="one_a_day"), transaction.atomic():
            made.members.update(joined_on=today - timedelta(days=1))
        with pytest.raises(IntegrityError, match="one_a_day"), transaction.atomic():
            HouseholdMember.objects.create(
                practice=pair.ana.practice,
                household=made,
                client=pair.ana,
                joined_on=today - timedelta(days=9),
                left_on=today - timedelta(days=8),
            )


def test_a_household_begun_by_mistake_and_ended_on_the_day_it_began_keeps_no_day() -> None:
    therapist = a_staff(a_practice())
    ana, ben, dan = a_client(therapist), a_client(therapist), a_client(therapist)
    today = timezone.localdate()
    with inside(ana.practice, actor(therapist)) as scope:
        mistake = begin_household(clients=[ana, ben])
        end_household(household=mistake, ending=Ending(scope.actor, "the wrong client"))
        made = begin_household(clients=[ana, dan], began_on=today - timedelta(days=300))
        assert made.began_on == today - timedelta(days=300)


def test_the_page_and_the_api_say_on_which_day_a_household_may_begin(pair: Pair) -> None:
    ended(pair)
    third, today = a_client(pair.therapist), timezone.localdate()
    early = {"members": [str(third.pk)], "began_on": f"{today - timedelta(days=30)}"}
    browser, path = pages(pair.therapist), f"/clients/{pair.ben.pk}/household/"
    day = f"until {date_format(today, 'j F Y')}. Choose that day or a later one."
    assert day in browser.post(path, early).content.decode()
    answer = Api(pair.therapist).post("households/", early | {"members": [str(third.pk), str(pair.ben.pk)]})
    assert answer.status_code == 400
    assert day in str(read(answer)["began_on"])
    assert browser.post(path, early | {"began_on": f"{today}"}).status_code == 302


def test_a_past_session_with_somebody_new_begins_their_household_when_both_were_free(pair: Pair) -> None:
    ended(pair)
    third = a_client(pair.therapist)
    zone = ZoneInfo(pair.ana.practice.time_zone)
    start = timezone.now().astimezone(zone).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=3)
    answer = pages(pair.therapist).post(
        f"/clients/{pair.ana.pk}/book/",
        {
            "therapist": str(pair.therapist.pk),
            "partner": str(third.pk),
            "day": f"{start:%Y-%m-%d}",
            "time": f"{start:%H:%M}",
            "minutes": "50",
            "attendance": "attended",
            "despite": "on",
        },
    )
    assert answer.status_code == 302, re.findall(r'class="error[^<]*<?[^<]*', answer.content.decode())
    with inside(pair.ana.practice):
        made = Household.objects.running().get()
        assert made.began_on == timezone.localdate()
        session = TherapySession.objects.get(household=made)
        assert set(people_of(session)) == {pair.ana.pk, third.pk}


def test_a_plan_begins_a_household_in_the_same_step_or_nothing_at_all() -> None:
    therapist = a_staff(a_practice())
    ana, ben = a_client(therapist), a_client(therapist)
    browser, path = pages(therapist), f"/clients/{ana.pk}/plan/"
    refused = browser.post(path, {"modality": "emdr", "partner": str(ben.pk)})
    assert "is not done with a household" in refused.content.decode()
    with inside(ana.practice):
        assert not Household.objects.exists()
    assert browser.post(path, {"modality": "eft", "partner": str(ben.pk)}).status_code == 302
    with inside(ana.practice):
        assert people_of(Plan.objects.get()) == [ana.pk, ben.pk]
    page = browser.get(f"/clients/{ben.pk}/book/").content.decode()
    assert 'name="household"' in page
    assert 'name="partner"' not in page


# --- who may see what -------------------------------------------------------------------------------------------------


def test_a_member_out_of_reach_is_not_named_nor_are_name_and_reason(pair: Pair) -> None:
    ended(pair, reason="Ana has moved out")
    for path in (f"/households/{pair.household.pk}/", f"/clients/{pair.ben.pk}/file/"):
        text = pages(pair.cleo).get(path).content.decode()
        assert "partner" in text
        for private in ("Ana", "Prior", str(pair.ana.pk)):
            assert private not in text, path
        assert "Ana Prior" in pages(pair.therapist).get(path).content.decode()
    row = read(Api(pair.cleo).get(f"households/{pair.household.pk}/"))
    assert (row["name"], row["end_reason"]) == ("", "")
    assert [one["name"] for one in row["members"]] == ["Ben Quist", None]
    assert "Ana has moved out" in pages(pair.therapist).get(f"/households/{pair.household.pk}/").content.decode()


def test_who_cannot_plan_for_everybody_in_it_begins_no_joint_plan(pair: Pair) -> None:
    with inside(pair.ana.practice):
        Plan.objects.filter(pk=pair.plan.pk).update(state="ended", ended_on=timezone.localdate())
    body = {"client": str(pair.ben.pk), "modality": "eft", "household": str(pair.household.pk)}
    assert Api(pair.cleo).post("plans/", body).status_code == 404
    assert Api(pair.therapist).post("plans/", body).status_code == 201


def test_the_api_begins_shows_and_ends_a_household() -> None:
    therapist = a_staff(a_practice())
    ana, ben, foreign = a_client(therapist), a_client(therapist), a_client(a_staff(a_practice()))
    api = Api(therapist)
    for members, status in (([ana.pk], 400), ([ana.pk, ana.pk], 400), ([ana.pk, foreign.pk], 404), ("x", 400)):
        answer = api.post("households/", {"members": [str(one) for one in members] if members != "x" else "x"})
        assert answer.status_code == status, members
    made = read(api.post("households/", {"members": [str(ana.pk), str(ben.pk)], "name": "The two"}))
    assert {one["client"] for one in made["members"]} == {str(ana.pk), str(ben.pk)}
    (listed,) = read(api.get("households/", client=str(ben.pk)))["results"]
    assert listed["id"] == made["id"]
    ending = f"households/{made['id']}/ending/"
    assert list(read(api.post(ending, {"reason": "x"}))) == ["reason"]
    assert list(read(api.post(ending, {"reason": "apart", "continue_with": str(foreign.pk)}))) == ["continue_with"]
    assert read(api.post(ending, {"reason": "apart"}))["ended_on"] == f"{timezone.localdate()}"
    assert api.post(ending, {"reason": "apart"}).status_code == 400


def test_a_joint_plan_is_shown_only_to_who_may_read_it_and_ended_only_by_who_plans(pair: Pair) -> None:
    admin = a_staff(pair.ana.practice, Role.ADMIN)
    path = f"/households/{pair.household.pk}/"
    for page in (path, f"{path}end/"):
        seen = pages(admin).get(page).content.decode()
        assert "a joint plan" in seen
        assert "EFT" not in seen
        assert f"/plans/{pair.plan.pk}/" not in seen
        assert f"/plans/{pair.plan.pk}/" in pages(pair.therapist).get(page).content.decode()
    (plan, session) = read(Api(admin).get(f"households/{pair.household.pk}/"))["joint_work"]
    assert plan == {"kind": "plan", "id": None, "text": "a joint plan"}
    assert session["id"] == str(pair.coming.pk)
    refused = pages(admin).post(f"{path}end/", {"reason": "moved away"}).content.decode()
    assert "A joint plan is running that you may not end" in refused
    for staff in (admin, pair.cleo):
        assert Api(staff).post(f"households/{pair.household.pk}/ending/", {"reason": "moved away"}).status_code == 400
    with inside(pair.ana.practice):
        assert Household.objects.running().exists()
        assert Plan.objects.running().exists()
        assert TherapySession.objects.get(pk=pair.coming.pk).state == "booked"


def test_coming_sessions_go_on_only_with_somebody_whose_file_one_keeps(pair: Pair) -> None:
    with inside(pair.ana.practice):
        end_plan(plan=pair.plan, outcome="done together")
    ending = f"households/{pair.household.pk}/ending/"
    answer = Api(pair.cleo).post(ending, {"reason": "they live apart", "continue_with": str(pair.ana.pk)})
    assert (answer.status_code, list(read(answer))) == (400, ["continue_with"])
    assert "Ana" not in pages(pair.cleo).get(f"/households/{pair.household.pk}/end/").content.decode()
    assert (
        Api(pair.cleo).post(ending, {"reason": "they live apart", "continue_with": str(pair.ben.pk)}).status_code == 200
    )


def test_ending_is_offered_only_where_one_keeps_the_file_of_a_member(pair: Pair) -> None:
    path = f"/households/{pair.household.pk}/"
    both = a_staff(pair.ana.practice, Role.THERAPIST, Role.SUPERVISOR)
    with inside(pair.ana.practice):
        Staff.objects.filter(pk=pair.therapist.pk).update(supervisor=both)
    for staff, shown in ((pair.therapist, True), (both, False)):
        answer = pages(staff).get(path)
        assert answer.status_code == 200
        assert (f"{path}end/" in answer.content.decode()) is shown
        assert pages(staff).get(f"{path}end/").status_code == (200 if shown else 404)


# --- ending -----------------------------------------------------------------------------------------------------------


def test_an_ended_household_keeps_both_histories_and_ends_what_goes_on(pair: Pair) -> None:
    shown = pages(pair.therapist).get(f"/households/{pair.household.pk}/end/").content.decode()
    assert f"/plans/{pair.plan.pk}/" in shown
    assert f"/sessions/{pair.coming.pk}/" in shown
    answer = pages(pair.therapist).post(
        f"/households/{pair.household.pk}/end/",
        {"reason": "they live apart", "continue_with": "", "tell_clients": "on"},
    )
    assert answer["Location"] == f"/households/{pair.household.pk}/"
    with inside(pair.ana.practice):
        plan, coming = Plan.objects.get(), TherapySession.objects.get(pk=pair.coming.pk)
        assert (plan.state, coming.state, coming.cancelled_how) == ("ended", "cancelled", "therapist")
        assert "apart" not in plan.outcome + coming.reason
        for person in (pair.ana, pair.ben):
            assert set(TherapySession.objects.of(person)) == {pair.past, pair.coming}
            assert list(Plan.objects.of(person)) == [plan]
        assert HouseholdMember.objects.filter(left_on=timezone.localdate()).count() == 2
    for person in (pair.ana, pair.ben):
        sessions = pages(pair.therapist).get(f"/clients/{person.pk}/sessions/").content.decode()
        assert f"/sessions/{pair.past.pk}/" in sessions


def test_coming_sessions_go_on_with_one_member_and_the_other_is_told(pair: Pair) -> None:
    ended(pair, keep=pair.ben)
    with inside(pair.ana.practice):
        coming = TherapySession.objects.get(pk=pair.coming.pk)
        assert (coming.state, people_of(coming), coming.plan_id) == ("booked", [pair.ben.pk], None)
        assert list(portal_appointments(pair.ben.pk)) == [coming]
        assert not portal_appointments(pair.ana.pk).exists()
        (told,) = Message.objects.filter(kind=Message.Kind.APPOINTMENT, state=Message.State.QUEUED)
    assert told.recipient_id == pair.ana.pk
    assert "cancel" in (told.subject + told.body).lower()


def test_who_was_taken_out_of_a_session_is_not_reminded_of_it_whatever_was_queued_or_claimed(pair: Pair) -> None:
    with inside(pair.ana.practice):
        move_session(session=pair.coming, starts_at=timezone.now() + timedelta(hours=20))
        enqueue_due_reminders()
        claimed = [row for row in outbox.claim(10) if row.kind == Message.Kind.REMINDER]  # its worker dies
        assert {row.recipient_id for row in claimed} == {pair.ana.pk, pair.ben.pk}
    ended(pair, keep=pair.ben)
    with inside(pair.ana.practice):
        Message.objects.filter(pk__in=[row.pk for row in claimed]).update(lease_until=timezone.now())
        again = [row for row in outbox.claim(10) if row.kind == Message.Kind.REMINDER]
        ours = {row.pk: row for row in again}
        assert {ours[pk].recipient_id: why for pk, why in outbox.refusals(again).items()} == {
            pair.ana.pk: "this person does not take part any more"
        }


def test_a_reminder_that_a_sweep_adds_after_the_household_ended_is_refused(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(pair.ana.practice):
        move_session(session=pair.coming, starts_at=timezone.now() + timedelta(hours=20))
    name = "interventions.reminders.actions.reachable"

    def find_late(*args: Any, **kwargs: Any) -> Any:
        """The household ends once the sweep has read who takes part."""
        with monkeypatch.context() as once:
            once.setattr(name, reachable)
            end_household(household=pair.household, ending=Ending(actor(pair.therapist), "apart", pair.ben.pk))
        return reachable(*args, **kwargs)

    with inside(pair.ana.practice, actor(pair.therapist)):
        monkeypatch.setattr(name, find_late)
        enqueue_due_reminders()
        rows = list(Message.objects.filter(kind=Message.Kind.REMINDER, state=Message.State.QUEUED))
        assert {row.recipient_id for row in rows} == {pair.ana.pk, pair.ben.pk}
        assert set(outbox.refusals(rows)) == {row.pk for row in rows if row.recipient_id == pair.ana.pk}


def test_nothing_joint_begins_in_an_ended_household(pair: Pair) -> None:
    with inside(pair.ana.practice):
        cancelled = cancel(session=pair.coming, tell=False).sessions[0]
    ended(pair)
    with pytest.raises(ValidationError, match="The household has ended"):
        a_session(pair.ana, household=pair.household)
    with pytest.raises(ValidationError, match="The household has ended"):
        a_plan(pair.ana, "eft", household=pair.household)
    with inside(pair.ana.practice):
        with pytest.raises(ValidationError, match="The household has ended"):
            restore_session(session=cancelled)
        row = TherapySession(
            practice=pair.ana.practice,
            client=pair.ana,
            household=pair.household,
            therapist=therapist_of(pair.ana),
            starts_at=timezone.now() + timedelta(days=9),
            ends_at=timezone.now() + timedelta(days=9, minutes=50),
        )
        with pytest.raises(IntegrityError, match="running_household"), transaction.atomic():
            row.save(force_insert=True)
        with pytest.raises(IntegrityError, match="clients_household_ended"), transaction.atomic():
            Household.objects.filter(pk=pair.household.pk).update(end_reason="")


def test_who_came_to_a_session_stays_on_record_when_they_are_in_another_household_later(pair: Pair) -> None:
    third = a_client(pair.therapist)
    later = a_new_household(pair.ana, third)
    with inside(pair.ana.practice):
        assert people_of(TherapySession.objects.get(pk=pair.past.pk)) == [pair.ana.pk, pair.ben.pk]
        assert not TherapySession.objects.of(third).exists()
        assert not Plan.objects.of(third).exists()
        Plan.objects.filter(pk=pair.plan.pk).update(agreement_asked_at=timezone.now())
        assert portal_plan(pair.ben.pk, pair.plan.pk) == pair.plan
        assert later.pk != pair.household.pk


def test_an_admin_begins_and_ends_households_of_the_practice(pair: Pair) -> None:
    admin = pages(a_staff(pair.ana.practice, Role.ADMIN))
    third, fourth = a_client(pair.therapist), a_client(pair.therapist)
    path = f"/clients/{third.pk}/household/"
    today = f"{timezone.localdate()}"
    for members in ([], [str(pair.ana.pk)], ["x"]):
        assert "aria-invalid" in admin.post(path, {"members": members, "began_on": today}).content.decode(), members
    made = admin.post(path, {"members": [str(fourth.pk)], "began_on": today})
    assert admin.get(made["Location"]).status_code == 200
    refused = admin.post(f"{made['Location']}end/", {"reason": ""})
    assert "aria-invalid" in refused.content.decode()
    assert admin.post(f"{made['Location']}end/", {"reason": "moved away"}).status_code == 302
    again = admin.post(f"{made['Location']}end/", {"reason": "moved away"}).content.decode()
    assert "has already ended" in again


def test_an_open_alert_of_one_member_is_shown_to_who_may_see_it_and_to_nobody_else(pair: Pair) -> None:
    with inside(pair.ana.practice):
        raise_alert(client=pair.ana, source="PHQ-9 item 9", source_id=UNKNOWN, reason="thoughts of death endorsed")
    there = reverse("households:household", args=[pair.household.pk])
    shown, hidden = (pages(who).get(there).content.decode() for who in (pair.therapist, pair.cleo))
    assert "Ana Prior: PHQ-9 item 9: high risk" in " ".join(shown.split())
    assert "PHQ-9" not in hidden
    api = f"households/{pair.household.pk}/"
    (found,) = read(Api(pair.therapist).get(api))["open_alerts"]
    assert (found["client"], found["source"], found["level"]) == (str(pair.ana.pk), "PHQ-9 item 9", "high")
    assert read(Api(pair.cleo).get(api))["open_alerts"] == []
    sides = read(Api(pair.therapist).get(f"{api}together/"))["results"]
    alerts = {side["client"]: [one["source"] for one in side["own"]["open_alerts"]] for side in sides if side["own"]}
    assert alerts[str(pair.ana.pk)] == ["PHQ-9 item 9"]
    assert alerts[str(pair.ben.pk)] == []
    assert "PHQ-9" not in Api(pair.cleo).get(f"{api}together/").content.decode()
