"""One partner's session alone within a joint plan: theirs in every way, and unknown to the other partner's readers."""

import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions import note_violence_screen
from clients.episodes.closing import checklist, close_treatment
from clients.households.actions import Ending, end_household
from clients.households.joint import people_of
from clients.models import CareRelation, Client, Episode
from clinic.core.access import Role
from clinic.core.models import Message, Staff
from interventions.models import Attendee, Note, Plan, SessionNotice, TherapySession
from interventions.notes.actions import save_note, sign_note
from interventions.records.row_forms import sessions_of
from interventions.reminders.actions import enqueue_due_reminders
from interventions.sessions.actions import HouseholdEnded, SlotTaken, book_session, cancel_session, restore_session
from interventions.sessions.next_slot import next_free_slot, suggest_next_slot
from interventions.sessions.queries import number_in_treatment
from interventions.sessions.series import Which, extend_series
from interventions.sessions.series_changes import cancel_in_series, move_in_series
from interventions.sessions.tracks import note_track, panel_of
from tests.consequences.world import form_to
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_row,
    a_series,
    a_session,
    a_staff,
    actor,
    inside,
    portal_user,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
State = TherapySession.State


class Couple(NamedTuple):
    """Ana and Ben with their therapist; Cleo is Ben's second therapist, and knows nothing of Ana."""

    ana: Client
    ben: Client
    therapist: Staff
    cleo: Staff
    plan: Plan
    hour: datetime  # the full hour of now


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
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=30))
    plan = a_plan(ana, "eft", household=a_household(ana, ben))
    return Couple(ana, ben, therapist, cleo, plan, timezone.now().replace(minute=0, second=0, microsecond=0))


@pytest.fixture
def couple() -> Couple:
    return a_couple()


def alone(couple: Couple, who: Client, at: timedelta = timedelta(days=3)) -> TherapySession:
    """A session of one of them, booked from Ana's file."""
    return a_session(couple.ana, couple.hour + at, plan=couple.plan, alone_with=who)


def asked(couple: Couple, **fields: object) -> dict[str, object]:
    """What the API is sent for a session in three days."""
    starts_at = (couple.hour + timedelta(days=3)).isoformat()
    return {"client": str(couple.ana.pk), "plan": str(couple.plan.pk), "starts_at": starts_at, "despite": True} | fields


def form_of(couple: Couple, who: object, **fields: object) -> dict[str, object]:
    """What the booking form of Ana's file sends for a session in three days."""
    local = timezone.localtime(couple.hour + timedelta(days=3))
    return {
        "day": local.date().isoformat(),
        "time": f"{local:%H:%M}",
        "minutes": "50",
        "therapist": str(couple.therapist.pk),
        "plan": str(couple.plan.pk),
        "alone_with": str(who),
        "despite": "on",
    } | fields


# --- booking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_the_booking_page_books_one_partner_alone_within_the_joint_plan(couple: Couple, who: str) -> None:
    person: Client = getattr(couple, who)
    browser, path = pages(couple.therapist), f"/clients/{couple.ana.pk}/book/"
    page = browser.get(path).content.decode()
    assert re.search(r"everybody in the plan</option>\s*<option[^>]*>Ana Prior alone</option>\s*<option[^>]*>Ben", page)
    answer = browser.post(path, form_of(couple, person.pk))
    assert answer.status_code == 302
    assert answer["Location"] == f"/clients/{person.pk}/sessions/"
    with inside(couple.ana.practice):
        (row,) = TherapySession.objects.all()
        assert (row.client_id, row.household_id, row.plan_id) == (person.pk, None, couple.plan.pk)
        assert list(Attendee.objects.values_list("client", flat=True)) == [person.pk]
        assert row.is_alone_in_joint_plan


def test_who_takes_part_is_asked_only_where_a_joint_plan_runs(couple: Couple) -> None:
    assert "Who takes part" in pages(couple.therapist).get(f"/clients/{couple.ben.pk}/book/").content.decode()
    dora = a_client(couple.therapist)
    a_plan(dora, "ifs")
    assert "Who takes part" not in pages(couple.therapist).get(f"/clients/{dora.pk}/book/").content.decode()


def test_everybody_of_the_plan_comes_where_nobody_is_chosen(couple: Couple) -> None:
    assert pages(couple.therapist).post(f"/clients/{couple.ana.pk}/book/", form_of(couple, "")).status_code == 302
    with inside(couple.ana.practice):
        (row,) = TherapySession.objects.all()
        assert set(people_of(row)) == {couple.ana.pk, couple.ben.pk}


def test_the_api_books_one_partner_alone_once_and_as_a_series(couple: Couple) -> None:
    api, at = Api(couple.therapist), couple.hour + timedelta(days=10)
    made = read(api.post("sessions/", asked(couple, alone_with=str(couple.ben.pk))))
    assert (made["client"], made["household"], made["plan"]) == (str(couple.ben.pk), None, str(couple.plan.pk))
    assert made["members"] == [str(couple.ben.pk)]
    more = asked(couple, alone_with=str(couple.ben.pk), rule="FREQ=WEEKLY;COUNT=3", starts_at=at.isoformat())
    rows = read(api.post("series/", more))["sessions"]
    assert [(row["client"], row["household"]) for row in rows] == [(str(couple.ben.pk), None)] * 3


def test_the_page_and_the_api_refuse_who_is_not_in_the_plan_at_their_field(couple: Couple) -> None:
    dora = a_client(couple.therapist, name="Dora Lund")
    answer = Api(couple.therapist).post("sessions/", asked(couple, alone_with=str(dora.pk)))
    assert (answer.status_code, list(answer.json())) == (400, ["alone_with"])
    page = pages(couple.therapist).post(f"/clients/{couple.ana.pk}/book/", form_of(couple, dora.pk))
    assert page.status_code == 200
    assert "Select a valid choice" in page.content.decode()
    with inside(couple.ana.practice):
        assert not TherapySession.objects.exists()


@pytest.mark.parametrize("value", ["both", ["a", "a"], 3.5, "x" * 5000, {}])
def test_the_api_refuses_anything_but_one_id(couple: Couple, value: object) -> None:
    sent = [str(couple.ana.pk), str(couple.ben.pk)] if value == "both" else value
    answer = Api(couple.therapist).post("sessions/", asked(couple, alone_with=sent))
    assert (answer.status_code, list(answer.json())) == (400, ["alone_with"])


def test_somebody_elses_client_is_answered_like_an_id_that_does_not_exist(couple: Couple) -> None:
    stranger = a_client(a_staff(couple.ana.practice))
    answer = Api(couple.therapist).post("sessions/", asked(couple, alone_with=str(stranger.pk)))
    assert answer.status_code == 404
    of_ben = asked(couple, client=str(couple.ben.pk), alone_with=str(couple.ana.pk), therapist=str(couple.cleo.pk))
    assert Api(couple.cleo).post("sessions/", of_ben).status_code == 404  # who may book for Ben alone


def test_the_page_refuses_both_partners_alone_and_a_therapist_who_does_not_care_for_the_one(couple: Couple) -> None:
    path = f"/clients/{couple.ana.pk}/book/"
    both = form_of(couple, "") | {"alone_with": [str(couple.ana.pk), str(couple.ben.pk)]}
    assert "Choose one person, or everybody in the plan." in pages(couple.therapist).post(path, both).content.decode()
    admin, hers = a_staff(couple.ana.practice, Role.ADMIN), a_staff(couple.ana.practice, name="Hers")
    with inside(couple.ana.practice):
        CareRelation.objects.create(
            practice=couple.ana.practice, client=couple.ana, staff=hers, since=timezone.localdate(), part="second"
        )
    page = pages(admin).post(path, form_of(couple, couple.ben.pk, therapist=str(hers.pk))).content.decode()
    assert "Hers is not in the care team of Ben Quist." in page
    with inside(couple.ana.practice):
        assert not TherapySession.objects.exists()


def test_a_partner_whose_treatment_is_closed_is_not_booked_alone(couple: Couple) -> None:
    with inside(couple.ana.practice):
        Episode.objects.filter(client=couple.ben).update(closed_on=timezone.localdate(), ending="completed")
    answer = Api(couple.therapist).post("sessions/", asked(couple, alone_with=str(couple.ben.pk)))
    assert answer.status_code in {400, 409}
    assert "treatment is closed" in answer.content.decode()
    assert read(Api(couple.therapist).post("sessions/", asked(couple, alone_with=str(couple.ana.pk))))["id"]


def test_nobody_comes_alone_where_the_plan_is_their_own_or_missing(couple: Couple) -> None:
    own = a_plan(couple.ana, "ifs")
    for plan in (None, own):
        with inside(couple.ana.practice), pytest.raises(ValidationError) as refused:
            book_session(
                client=couple.ana,
                therapist_id=couple.therapist.pk,
                starts_at=couple.hour + timedelta(days=3),
                plan=plan,
                alone_with=couple.ana,
            )
        assert list(refused.value.message_dict) == ["alone_with"]


def test_the_database_refuses_somebody_alone_who_is_not_in_the_joint_plan(couple: Couple) -> None:
    dora = a_client(couple.therapist)
    row = alone(couple, couple.ana)
    with inside(couple.ana.practice):
        found = TherapySession.objects.filter(pk=row.pk)
        with pytest.raises(IntegrityError, match="one_of_plan"), transaction.atomic():
            found.update(client=dora)
        other = a_session(dora, couple.hour + timedelta(days=9))
        with pytest.raises(IntegrityError, match="one_of_plan"), transaction.atomic():
            TherapySession.objects.filter(pk=other.pk).update(plan=couple.plan)


def test_one_partners_session_takes_the_time_of_that_partner_only(couple: Couple) -> None:
    alone(couple, couple.ana)
    other = a_staff(couple.ana.practice)
    at = couple.hour + timedelta(days=3)
    with inside(couple.ana.practice):
        with pytest.raises(SlotTaken), transaction.atomic():
            book_session(client=couple.ana, therapist_id=other.pk, starts_at=at, despite=True)
        book_session(client=couple.ben, therapist_id=other.pk, starts_at=at, despite=True)


# --- who sees it ------------------------------------------------------------------------------------------------------


def test_neither_the_partner_nor_the_partners_reader_finds_the_session_anywhere(couple: Couple) -> None:
    row = alone(couple, couple.ana)
    shown = timezone.localtime(row.starts_at)
    ben, ana = pages(portal_user(couple.ben)), pages(portal_user(couple.ana))
    assert f"{shown:%H:%M}" in ana.get("/my/").content.decode()
    assert f"{shown:%H:%M}" not in ben.get("/my/").content.decode()
    for path in (
        "/",
        "/caseload/",
        f"/calendar/?on={shown:%Y-%m-%d}",
        f"/clients/{couple.ben.pk}/",
        f"/clients/{couple.ben.pk}/sessions/",
        f"/plans/{couple.plan.pk}/",
        f"/plans/{couple.plan.pk}/record/",
        f"/plans/{couple.plan.pk}/goals/",
        f"/plans/{couple.plan.pk}/agreement/",
    ):
        text = pages(couple.cleo).get(path).content.decode()
        assert str(row.pk) not in text, path
        assert "Ana" not in text, path
    assert pages(couple.cleo).get(f"/sessions/{row.pk}/").status_code == 404
    assert Api(couple.cleo).get(f"sessions/{row.pk}/").status_code == 404
    listed = read(Api(couple.cleo).get("sessions/"))["results"]
    assert str(row.pk) not in [one["id"] for one in listed]


def test_the_session_stands_in_that_partners_file_with_what_it_is(couple: Couple) -> None:
    row, browser = alone(couple, couple.ana), pages(couple.therapist)
    for path in (f"/sessions/{row.pk}/", f"/clients/{couple.ana.pk}/sessions/", f"/sessions/{row.pk}/note/"):
        assert "Alone with Ana Prior, within the joint plan" in browser.get(path).content.decode(), path
    assert str(row.pk) not in browser.get(f"/clients/{couple.ben.pk}/sessions/").content.decode()
    joint = a_session(couple.ana, couple.hour + timedelta(days=4), plan=couple.plan)
    assert "within the joint plan" not in browser.get(f"/sessions/{joint.pk}/").content.decode()


def test_one_partner_alone_is_told_and_the_other_is_not(couple: Couple) -> None:
    told = read(Api(couple.therapist).post("sessions/", asked(couple, alone_with=str(couple.ana.pk))))
    names = [one["client"] for one in [*told["told"], *told["not_told"]]]
    assert names == [str(couple.ana.pk)]


def test_only_the_partner_who_comes_is_reminded(couple: Couple) -> None:
    afternoon = timezone.localtime(couple.hour).replace(hour=15) + timedelta(days=3)
    row = a_session(couple.ana, afternoon, plan=couple.plan, alone_with=couple.ana)
    with time_machine.travel(afternoon - timedelta(hours=23), tick=False), inside(couple.ana.practice):
        assert enqueue_due_reminders() == 1
        (reminder,) = Message.objects.filter(kind=Message.Kind.REMINDER)
        assert (reminder.about_id, reminder.recipient_id) == (row.pk, couple.ana.pk)


def signed(session: TherapySession, by: Staff, text: str) -> Note:
    with inside(session.practice, actor(by)) as scope:
        note = save_note(session=session, by=scope.actor, form="free", parts={"text": text})
        return sign_note(note=note, by=scope.actor, revision=note.revision, attendance=State.ATTENDED)


def test_its_note_belongs_to_that_partners_file_alone(couple: Couple) -> None:
    row = alone(couple, couple.ana, -timedelta(hours=3))
    note = signed(row, couple.therapist, "She is thinking of leaving.")
    joint = a_session(couple.ana, couple.hour - timedelta(hours=1), plan=couple.plan)
    page = pages(couple.therapist).get(f"/notes/{note.pk}/").content.decode()
    assert "Alone with Ana Prior, within the joint plan" in page
    with inside(couple.ana.practice):
        assert note not in Note.objects.of(couple.ben)
        assert note in Note.objects.of(couple.ana)
    assert str(note.pk) not in pages(couple.therapist).get(f"/clients/{couple.ben.pk}/sessions/").content.decode()
    assert pages(couple.cleo).get(f"/notes/{note.pk}/").status_code == 404
    assert Api(couple.cleo).get(f"notes/{note.pk}/").status_code == 404
    beside = pages(couple.therapist).get(f"/sessions/{joint.pk}/note/").content.decode()
    assert "thinking of leaving" not in beside  # both sit before this page


# --- what it counts as ------------------------------------------------------------------------------------------------


def test_it_counts_in_that_partners_treatment_and_not_in_the_others(couple: Couple) -> None:
    first = alone(couple, couple.ana, -timedelta(hours=5))
    signed(first, couple.therapist, "text")
    joint = a_session(couple.ana, couple.hour - timedelta(hours=2), plan=couple.plan)
    with inside(couple.ana.practice):
        assert number_in_treatment(joint, couple.ana) == 2
        assert number_in_treatment(joint, couple.ben) == 1


def test_no_number_of_the_joint_plan_is_noted_in_it(couple: Couple) -> None:
    row = alone(couple, couple.ana, -timedelta(hours=3))
    joint = a_session(couple.ana, couple.hour - timedelta(hours=1), plan=couple.plan)
    with inside(couple.ana.practice, actor(couple.therapist)) as scope:
        assert panel_of(row) is None
        (line, *_more) = panel_of(joint).lines  # type: ignore[union-attr]
        key, value = line.track.key, line.track.min
        note_track(session=joint, by=scope.actor, key=key, value=value)
        with pytest.raises(ValidationError, match="noted in its joint sessions"):
            note_track(session=row, by=scope.actor, key=key, value=value)


def test_the_joint_plans_record_names_no_session_of_one_partner_alone(couple: Couple) -> None:
    row = alone(couple, couple.ana, -timedelta(hours=3))
    joint = a_session(couple.ana, couple.hour - timedelta(hours=1), plan=couple.plan)
    with inside(couple.ana.practice):
        assert list(sessions_of(couple.plan)) == [joint]
    values = {"kind": "softening", "on": timezone.localdate() - timedelta(days=1)}
    with pytest.raises(ValidationError, match="alone within a joint plan"):
        a_row(couple.plan, "moment", session=row, **values)


# --- series, the next one ---------------------------------------------------------------------------------------------


def test_a_series_of_one_partner_moves_and_ends_as_any_series_of_their_own(couple: Couple) -> None:
    made = a_series(couple.ana, couple.hour + timedelta(days=3), plan=couple.plan, alone_with=couple.ben)
    with inside(couple.ana.practice):
        moved = move_in_series(
            session=made.sessions[1],
            which=Which.FOLLOWING,
            starts_at=made.sessions[1].starts_at + timedelta(hours=1),
            despite=True,
        )
        assert len(moved) == 3
        again = extend_series(session=TherapySession.objects.get(pk=made.sessions[0].pk), times=2, despite=True)
        assert {(row.client_id, row.household_id, row.plan_id) for row in again.sessions} == {
            (couple.ben.pk, None, couple.plan.pk)
        }
        ended = cancel_in_series(session=TherapySession.objects.get(pk=made.sessions[0].pk), which=Which.ALL)
        assert len(ended) >= 1
        assert not Attendee.objects.filter(client=couple.ana).exists()


def test_after_a_session_alone_everybody_is_proposed_and_one_can_be_chosen(couple: Couple) -> None:
    row = alone(couple, couple.ana, -timedelta(hours=1))
    with inside(couple.ana.practice):
        found = next_free_slot(row)
        assert found is not None
        assert found.household_id == couple.plan.household_id
        assert suggest_next_slot(couple.ana, couple.therapist).household_id == couple.plan.household_id
    browser, path = pages(couple.therapist), f"/sessions/{row.pk}/note/"
    page = browser.get(path).content.decode()
    (value,) = re.findall(r'name="book" value="([^"]+)"', page)
    assert re.search(r"Ben Quist alone", page)
    sent = {"form": "free", "revision": "0", "text": "kept", "book": value, "alone_with": str(couple.ben.pk)}
    assert browser.post(path, sent).status_code == 302
    with inside(couple.ana.practice):
        (made,) = TherapySession.objects.upcoming()
        assert (made.client_id, made.household_id, made.plan_id) == (couple.ben.pk, None, couple.plan.pk)


def test_the_workspace_books_nobody_who_is_not_in_the_plan(couple: Couple) -> None:
    dora, row = a_client(couple.therapist), alone(couple, couple.ana, -timedelta(hours=1))
    browser, path = pages(couple.therapist), f"/sessions/{row.pk}/note/"
    (value,) = re.findall(r'name="book" value="([^"]+)"', browser.get(path).content.decode())
    for wrong in (str(dora.pk), "x", [str(couple.ana.pk), str(couple.ben.pk)]):
        sent = {"form": "free", "revision": "0", "text": "kept", "book": value, "alone_with": wrong}
        page = browser.post(path, sent, follow=True).content.decode()
        assert "Choose who takes part" in page
        assert "kept" in page
    with inside(couple.ana.practice):
        assert not TherapySession.objects.upcoming().exists()


# --- the household ends -----------------------------------------------------------------------------------------------


def end(couple: Couple, by: Staff, keep: Client | None = None) -> None:
    with inside(by.practice, actor(by)) as scope:
        assert couple.plan.household is not None
        end_household(household=couple.plan.household, ending=Ending(scope.actor, "apart", keep.pk if keep else None))


def states(*rows: TherapySession) -> list[str]:
    with inside(rows[0].practice):
        found = TherapySession.objects.in_bulk([row.pk for row in rows])
        return [found[row.pk].state for row in rows]


def test_with_the_household_what_each_has_alone_in_its_plan_is_cancelled_and_not_restored(couple: Couple) -> None:
    hers, his = alone(couple, couple.ana), alone(couple, couple.ben, timedelta(days=4))
    own = a_session(couple.ana, couple.hour + timedelta(days=5))
    end(couple, couple.therapist)
    assert states(hers, his, own) == ["cancelled", "cancelled", "booked"]
    with inside(couple.ana.practice), pytest.raises(HouseholdEnded):
        restore_session(session=hers)
    with inside(couple.ana.practice), pytest.raises(ValidationError, match="has ended") as refused:
        book_session(
            client=couple.ana,
            therapist_id=couple.therapist.pk,
            starts_at=couple.hour + timedelta(days=9),
            plan=Plan.objects.get(pk=couple.plan.pk),
            alone_with=couple.ana,
        )
    assert list(refused.value.message_dict) == ["alone_with"]


def test_closing_one_partners_treatment_cancels_what_that_partner_has_alone(couple: Couple) -> None:
    hers, his = alone(couple, couple.ana), alone(couple, couple.ben, timedelta(days=4))
    joint = a_session(couple.ana, couple.hour + timedelta(days=5), plan=couple.plan)
    with inside(couple.ana.practice, actor(couple.therapist)) as scope:
        seen = checklist(couple.ana, scope.actor).seen
        close_treatment(client=couple.ana, by=scope.actor, seen=seen, ending="completed", end=["sessions"])
    assert states(hers, his, joint) == ["cancelled", "booked", "booked"]


def test_whoever_goes_on_alone_keeps_their_own_sessions_and_the_other_ones_are_cancelled(couple: Couple) -> None:
    hers, his = alone(couple, couple.ana), alone(couple, couple.ben, timedelta(days=4))
    joint = a_session(couple.ana, couple.hour + timedelta(days=5), plan=couple.plan)
    end(couple, couple.therapist, couple.ana)
    assert states(hers, his, joint) == ["booked", "cancelled", "booked"]
    with inside(couple.ana.practice):
        kept = TherapySession.objects.booked()
        assert {(row.client_id, row.household_id, row.plan_id) for row in kept} == {(couple.ana.pk, None, None)}


def test_the_household_names_a_session_alone_only_to_who_may_know_that_partner(couple: Couple) -> None:
    row = alone(couple, couple.ana)
    assert couple.plan.household is not None
    path = f"/households/{couple.plan.household.pk}/"
    assert str(row.pk) in pages(couple.therapist).get(path).content.decode()
    assert "one person alone" in pages(couple.therapist).get(path).content.decode()
    assert str(row.pk) not in pages(couple.cleo).get(path).content.decode()
    assert "one person alone" not in pages(couple.cleo).get(path).content.decode()


def test_a_cancelled_session_alone_can_be_restored_while_the_household_lasts(couple: Couple) -> None:
    row = alone(couple, couple.ana)
    with inside(couple.ana.practice):
        cancel_session(session=row)
        assert restore_session(session=row).state == State.BOOKED


# --- who takes part, changed afterwards ---


def told(answer: Any, kind: str = "told") -> dict[str, str]:
    return {row["client"]: row.get("subject", "") for row in read(answer)[kind]}


def patch(couple: Couple, session: TherapySession, **body: object) -> Any:
    api = Api(couple.therapist)
    revision = read(api.get(f"sessions/{session.pk}/"))["revision"]
    return api.patch(f"sessions/{session.pk}/", body, revision=revision)


def notices(session: TherapySession) -> list[tuple[Any, bool, bool]]:
    """Of whoever was written of it: the client, whether they had an appointment before, and whether they have one."""
    with inside(session.practice):
        rows = SessionNotice.objects.filter(session=session).order_by("made_at", "client__name")
        return [(row.client_id, row.was_from is not None, row.now_from is not None) for row in rows]


def test_a_joint_session_becomes_one_persons_and_joint_again(couple: Couple) -> None:
    session = a_session(couple.ana, couple.hour + timedelta(days=3), plan=couple.plan, household=couple.plan.household)
    answer = patch(couple, session, alone_with=str(couple.ben.pk))
    assert answer.status_code == 200, read(answer)
    assert (read(answer)["members"], read(answer)["household"]) == ([str(couple.ben.pk)], None)
    assert notices(session) == [(couple.ana.pk, True, False)]  # cancelled for Ana; Ben's stays as he knows it
    with inside(couple.ana.practice):
        assert not TherapySession.objects.of(couple.ana).exists()
        assert set(Attendee.objects.values_list("client", flat=True)) == {couple.ben.pk}
    again = patch(couple, session, alone_with=None)
    assert set(read(again)["members"]) == {str(couple.ana.pk), str(couple.ben.pk)}
    with inside(couple.ana.practice):
        assert set(Attendee.objects.values_list("client", flat=True)) == {couple.ana.pk, couple.ben.pk}
        assert not Message.objects.filter(kind="appointment", state__in=Message.OPEN).exists()  # as Ana knew it


def test_whoever_comes_along_is_told_of_a_booking(couple: Couple) -> None:
    session = alone(couple, couple.ana)
    at = couple.hour + timedelta(days=4)
    answer = patch(couple, session, alone_with=None, starts_at=at.isoformat(), despite=True)
    assert answer.status_code == 200, read(answer)
    assert notices(session) == [(couple.ana.pk, True, True), (couple.ben.pk, False, True)]
    other = patch(couple, session, alone_with=str(couple.ben.pk), despite=True)
    assert read(other)["members"] == [str(couple.ben.pk)]


def test_without_a_word_about_it_who_takes_part_stays(couple: Couple) -> None:
    session = alone(couple, couple.ana)
    at = couple.hour + timedelta(days=5)
    assert read(patch(couple, session, starts_at=at.isoformat(), despite=True))["members"] == [str(couple.ana.pk)]
    assert notices(session) == [(couple.ana.pk, True, True)]


def test_one_session_that_changes_its_people_leaves_the_series(couple: Couple) -> None:
    plan, at = couple.plan, couple.hour + timedelta(days=3)
    rows = a_series(couple.ana, at, "FREQ=WEEKLY;COUNT=3", plan=plan, household=plan.household).sessions
    refused = patch(couple, rows[1], alone_with=str(couple.ana.pk), which="following")
    assert (refused.status_code, list(read(refused))) == (400, ["which"])
    answer = patch(couple, rows[1], alone_with=str(couple.ana.pk))
    assert (read(answer)["series"], read(answer)["members"]) == (None, [str(couple.ana.pk)])
    with inside(couple.ana.practice):
        assert TherapySession.objects.filter(series=rows[0].series_id).count() == 2


def test_who_cannot_come_alone_is_named_at_the_field(couple: Couple) -> None:
    session, own = alone(couple, couple.ana), a_session(couple.ana, couple.hour + timedelta(days=6))
    stranger = a_client(couple.therapist, name="Dee Roe")
    foreign = a_client(a_staff(a_practice()), name="Far Away")
    for row, person, status in (
        (session, stranger, 400),
        (own, couple.ana, 400),
        (session, foreign, 404),
    ):
        answer = patch(couple, row, alone_with=str(person.pk))
        assert answer.status_code == status
        if status == 400:
            assert list(read(answer)) == ["alone_with"]
    assert patch(couple, session, alone_with="7").status_code == 400
    with inside(couple.ana.practice):
        save_note(session=session, by=actor(couple.therapist), form="free", parts={"text": "Ana spoke."})
    answer = patch(couple, session, alone_with=str(couple.ben.pk))
    assert "has been begun" in str(read(answer))
    assert patch(couple, session, link="https://video.example/r").status_code == 200  # nothing else is refused


def test_the_page_changes_who_takes_part(couple: Couple) -> None:
    session = alone(couple, couple.ana)
    browser = pages(couple.therapist)
    page = browser.get(f"/sessions/{session.pk}/")
    sent = form_to(page.content.decode(), f"/sessions/{session.pk}/move/", f"/sessions/{session.pk}/")
    assert sent["alone_with"] == [str(couple.ana.pk)]
    assert browser.post(f"/sessions/{session.pk}/move/", sent | {"alone_with": "", "despite": "on"}).status_code == 302
    with inside(couple.ana.practice):
        assert set(people_of(TherapySession.objects.get(pk=session.pk))) == {couple.ana.pk, couple.ben.pk}
    # A program that sends the form without the field leaves the people as they are.
    page = browser.get(f"/sessions/{session.pk}/")
    sent = form_to(page.content.decode(), f"/sessions/{session.pk}/move/", f"/sessions/{session.pk}/")
    assert sent.pop("alone_with") in ("", [""])
    assert browser.post(f"/sessions/{session.pk}/move/", sent | {"despite": "on"}).status_code == 302
    with inside(couple.ana.practice):
        assert len(people_of(TherapySession.objects.get(pk=session.pk))) == 2


def test_the_key_r_on_a_joint_session_leads_to_whoever_the_reader_may_record_for(couple: Couple) -> None:
    session = a_session(couple.ana, couple.hour + timedelta(days=3), plan=couple.plan, household=couple.plan.household)
    key = re.compile(r'data-key="r" href="([^"]+)"')
    assert key.findall(pages(couple.therapist).get(f"/sessions/{session.pk}/").content.decode()) == [
        f"/clients/{couple.ana.pk}/record/"
    ]
    found = key.findall(pages(couple.cleo).get(f"/sessions/{session.pk}/").content.decode())
    assert found == [f"/clients/{couple.ben.pk}/record/"]
