"""What is at hand while a session is written up: who attended, the clock, measures, the next session, what is given."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from assessments.models import QuestionnaireAssignment
from clients.alerts.actions import raise_alert, take_alert
from clients.episodes.actions import close_episode
from clients.models import Client, Consent
from clinic.core.models import Message
from interventions.models import Assignment, Note, TherapySession
from interventions.sessions.actions import note_attendance
from interventions.sessions.numbers import numbers_given
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    actor,
    an_assessment,
    inside,
    past_the_gate,
    portal_user,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 11, 20, tzinfo=UTC)  # twenty minutes into the session
START = NOW - timedelta(minutes=20)


@pytest.fixture(autouse=True)
def _at_a_fixed_time() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def in_session(modality: str = "emdr", **fields: Any) -> TherapySession:
    """A session of a running plan that began twenty minutes ago, of a treatment of some months."""
    client = a_client(a_staff(a_practice(time_zone="Europe/London"), name="Lea"), **fields)
    with inside(client.practice):
        client.episodes.update(opened_on=(NOW - timedelta(days=100)).date())
    return a_session(client, START, plan=a_plan(client, modality))


def path(session: TherapySession) -> str:
    return reverse("notes:session-note", args=[session.pk])


def shown(session: TherapySession) -> str:
    page = pages(therapist_of(session.client)).get(path(session))
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def press(session: TherapySession, **sent: str) -> str:
    """What the page says after a button was pressed."""
    answer = pages(therapist_of(session.client)).post(
        path(session), {"form": "free", "revision": "0"} | sent, follow=True
    )
    assert answer.redirect_chain
    return " ".join(answer.content.decode().split())


def state_of(session: TherapySession) -> str:
    with inside(session.practice):
        return TherapySession.objects.get(pk=session.pk).state


def test_it_opens_on_the_form_of_the_plans_modality_and_another_can_be_chosen() -> None:
    session = in_session("emdr")
    assert '<input type="hidden" name="form" value="emdr">' in shown(session)
    browser = pages(therapist_of(session.client))
    assert 'name="form" value="soap"' in browser.get(path(session), {"form": "soap"}).content.decode()
    alone = a_session(a_client(therapist_of(session.client)), START - timedelta(hours=3))
    assert 'name="form" value="soap"' in shown(alone)  # without a plan


def test_the_clock_says_the_minutes_and_stops_long_after_the_end() -> None:
    session = in_session()
    assert "<b data-minutes>20</b> of 50 min" in shown(session)
    for at, there in ((START - timedelta(seconds=1), False), (START, True), (START + timedelta(hours=5), False)):
        with time_machine.travel(at, tick=False):
            assert ("data-clock" in shown(session)) is there, at


def test_the_number_of_the_session_counts_what_was_attended_in_this_treatment() -> None:
    session = in_session()
    assert "session 1 of this treatment" in shown(session)
    for number, state in enumerate(("attended", "missed", "attended"), start=1):
        earlier = a_session(session.client, START - timedelta(days=7 * number))
        with inside(session.practice):
            note_attendance(session=earlier, state=TherapySession.State(state))
    before = a_session(session.client, START - timedelta(days=85))
    with inside(session.practice):
        note_attendance(session=before, state=TherapySession.State.ATTENDED)
    assert "session 4 of this treatment" in shown(session)
    with inside(session.practice):
        session.client.episodes.update(opened_on=(NOW - timedelta(days=60)).date())
    assert "session 3 of this treatment" in shown(session)  # the one before belongs to no treatment
    overview = pages(therapist_of(session.client)).get(reverse("workspace:client", args=[session.client_id]))
    assert "2 sessions in this treatment" in " ".join(overview.content.decode().split())
    report = pages(therapist_of(session.client)).get(reverse("workspace:client-report", args=[session.client_id]))
    assert "Sessions attended in this period: 2. In the treatment by its end: 2." in report.content.decode()


def test_measures_stand_there_with_their_verdict_and_an_alert_with_who_has_it() -> None:
    session = in_session(name="Robin")
    client, lea = session.client, therapist_of(session.client)
    an_assessment(client, "phq-9", 0, on=(NOW - timedelta(days=40)).date())
    an_assessment(client, "phq-9", 3, on=(NOW - timedelta(days=2)).date())
    with inside(client.practice, actor(lea)) as scope:
        alert = raise_alert(client=client, source="PHQ-9 item 9", source_id=client.pk, reason="x")
        page = shown(session)
        assert "nobody has it yet" in page
        take_alert(alert=alert, by=scope.actor)
    page = shown(session)
    assert "by Lea" in page
    assert reverse("assessments:alert-screening", args=[alert.pk]) in page
    assert "PHQ-9" in page
    assert "reliably worse" in page


def test_beside_a_joint_session_stand_the_measures_of_both_under_their_names_for_who_may_read_both() -> None:
    practice = a_practice(time_zone="Europe/London")
    lea, otto = a_staff(practice, name="Lea"), a_staff(practice, name="Otto")
    ana, ben, dea = (a_client(lea, name=name) for name in ("Ana", "Ben", "Dea"))
    cem = a_client(otto, name="Cem")
    for person in (ana, ben, cem, dea):
        an_assessment(person, "gad-7", 1, on=NOW.date())
    joint = a_session(ana, START, household=a_household(ana, ben))
    page = shown(joint)
    assert "<h2>Measures: Ana</h2>" in page
    assert "<h2>Measures: Ben</h2>" in page
    assert reverse("exercises:client-exercises", args=[ben.pk]) in page
    other = shown(a_session(dea, START - timedelta(days=1), household=a_household(dea, cem)))
    assert "<h2>Measures</h2>" in other
    assert "Measures: Cem" not in other
    assert str(cem.pk) not in other


def test_attendance_is_one_press_which_keeps_what_was_written_and_can_be_taken_back() -> None:
    session = in_session()
    assert "Attendance: attended." in press(session, attend="attended", text="She came in wet from the rain.")
    assert state_of(session) == "attended"
    with inside(session.practice):
        assert Note.objects.get(session=session).parts == {"text": "She came in wet from the rain."}
    press(session, attend="booked", revision="1")
    assert state_of(session) == "booked"
    assert "Attendance: did not attend." in press(session, attend="missed", revision="1")
    assert "Choose attended or did not attend." in press(session, attend="cancelled", revision="1")
    assert state_of(session) == "missed"


def test_before_it_begins_nobody_has_attended() -> None:
    session = in_session()
    with time_machine.travel(START - timedelta(minutes=5), tick=False):
        assert 'name="attend"' not in shown(session)
        press(session, attend="attended")
    assert state_of(session) == "booked"


def test_the_next_session_is_booked_here_once_at_the_time_that_was_shown() -> None:
    session = in_session()
    proposed = (START + timedelta(days=7)).isoformat()
    assert "Book next: Wed 17 Mar, 11:00" in shown(session)
    assert "That time is no longer free" in press(session, book="2027-03-18T11:00:00+00:00")
    assert "Booked: " in press(session, book=proposed, text="Next week again.")
    assert "There is a next session already." in press(session, book=proposed, revision="1")
    with inside(session.practice):
        row = TherapySession.objects.get(starts_at=START + timedelta(days=7))
        assert (row.plan_id, row.therapist_id) == (session.plan_id, session.therapist_id)
        assert TherapySession.objects.count() == 2
        assert Note.objects.get(session=session).parts == {"text": "Next week again."}
    assert "Book next" not in shown(session)


def test_the_next_session_is_of_the_same_kind_as_this_one_and_only_where_there_is_room() -> None:
    session = in_session()
    partner = a_client(therapist_of(session.client))
    household = a_household(session.client, partner)
    with time_machine.travel(NOW - timedelta(days=9), tick=False):
        a_session(session.client, START - timedelta(days=2), household=household)
    assert "Book next: Wed 17 Mar, 11:00 <" in shown(session)  # on one's own, though a joint one was held as well
    joint = a_session(session.client, START - timedelta(days=1), household=household)
    assert "Book next: Tue 16 Mar, 11:00, joint session" in shown(joint)
    for week in range(1, 10):  # summer time begins on the 28th
        a_session(partner, (START + timedelta(days=7 * week)).replace(hour=11 if week < 3 else 10))
    page = shown(session)
    assert "Book next" not in page
    assert "Book the next session" in page


def test_nothing_is_booked_or_given_from_the_note_of_a_closed_treatment() -> None:
    session = in_session()
    portal_user(session.client)
    with inside(session.practice, actor(therapist_of(session.client))):
        note_attendance(session=session, state=TherapySession.State.ATTENDED)
        close_episode(client=session.client, ending="completed", reason="As planned.")
    page = shown(session)
    for offered in ("Book next", 'name="give_exercise"', 'name="give_questionnaire"'):
        assert offered not in page


def give(session: TherapySession, to: Client | None = None, **fields: str) -> str:
    """Chooses an exercise or a questionnaire for somebody, and presses Give."""
    person = to or session.client
    chosen: dict[str, str] = {}
    for name, value in fields.items():
        if name in ("exercise", "questionnaire"):
            chosen |= {f"{name}-{person.pk}": value, f"give_{name}": str(person.pk)}
        else:
            chosen[name] = value
    return press(session, **chosen)


def test_beside_a_joint_note_something_is_given_to_each_who_may_be_read_and_to_nobody_else() -> None:
    practice = a_practice()
    lead, other = a_staff(practice), a_staff(practice)
    first, second = a_client(lead, name="Ann First"), a_client(lead, name="Bo Second")
    third = a_client(other, name="Cy Third")
    home = a_household(first, second, third)
    plan = a_plan(first, "eft", household=home)
    session = a_session(first, NOW + timedelta(days=1), plan=plan, despite=True)
    for person in (first, second):
        portal_user(person)
    page = shown(session)
    for person in (first, second):
        assert f'name="exercise-{person.pk}"' in page, person.name
        assert f'name="questionnaire-{person.pk}"' in page, person.name
    assert str(third.pk) not in page.partition("note-form")[2]
    assert "Given: " in give(session, second, exercise="paced-breathing")
    assert "Given: GAD-7." in give(session, second, questionnaire="gad-7")
    assert "to whom you may give something" in give(session, third, exercise="paced-breathing")
    with inside(practice):
        assert Assignment.objects.get().client_id == second.pk
        assert QuestionnaireAssignment.objects.get().client_id == second.pk


def test_the_workspace_says_what_the_gate_of_the_plan_waits_for_as_the_plan_does() -> None:
    client = a_client(a_staff(a_practice()))
    plan = a_plan(client, "emdr")
    session = a_session(client, NOW + timedelta(days=1), plan=plan, despite=True)
    of_plan = reverse("plans:plan", args=[plan.pk])
    for answers, words in (
        (None, "No DES-II is on file"),
        ("old", "older than 6 months"),
        ("incomplete", "has no score"),
        ("fine", ""),
    ):
        if answers:
            on = NOW.date() - (timedelta(days=300) if answers == "old" else timedelta(0))
            form = an_assessment(client, "des-ii", 0, on=on)
            if answers == "incomplete":
                with inside(client.practice):
                    form.scores.all().update(value=None)
        page, plan_page = shown(session), pages(therapist_of(client)).get(of_plan).content.decode()
        if words:
            assert words in page, words
            assert words in plan_page, words
        else:
            assert "DES-II" not in page
    ended = a_client(therapist_of(client))
    assert "DES-II" not in shown(a_session(ended, NOW + timedelta(days=2), despite=True))


def test_an_exercise_and_a_questionnaire_are_given_here() -> None:
    session = in_session()
    portal_user(session.client)
    page = shown(session)
    assert '<option value="paced-breathing">' in page
    assert "Given: " in give(session, exercise="paced-breathing", text="Breathing, twice a day.")
    assert "The client already has this exercise." in give(session, exercise="paced-breathing", revision="1")
    assert "Choose an exercise." in give(session, exercise="", revision="1")
    assert "Given: GAD-7." in give(session, questionnaire="gad-7", revision="1")
    assert "Choose a questionnaire." in give(session, questionnaire="x" * 500, revision="1")
    with inside(session.practice):
        assert Assignment.objects.get().exercise == "paced-breathing"
        assert QuestionnaireAssignment.objects.get().instrument == "gad-7"
        assert Note.objects.get(session=session).parts == {"text": "Breathing, twice a day."}


def test_without_a_sign_in_no_questionnaire_is_offered_and_none_is_given() -> None:
    session = in_session()
    assert 'name="questionnaire-' not in shown(session)
    assert "no sign-in" in give(session, questionnaire="gad-7")
    with inside(session.practice):
        assert not QuestionnaireAssignment.objects.exists()


def test_text_that_another_tab_changed_is_shown_and_nothing_is_done_meanwhile() -> None:
    session = in_session()
    press(session, attend="attended", text="From the first tab.")
    press(session, attend="booked", text="From the first tab, again.", revision="1")
    answer = pages(therapist_of(session.client)).post(
        path(session), {"form": "free", "revision": "1", "text": "From the second.", "attend": "missed"}
    )
    assert answer.status_code == 409
    assert "From the second." in answer.content.decode()
    assert state_of(session) == "booked"


# --- numbers belong to the day of the session ------------------------------------------------------------------------


@pytest.mark.parametrize("modality", ["emdr", "efit", "ifs", "schema", "se"])
def test_a_number_typed_days_later_is_dated_by_its_session_wherever_it_is_shown(modality: str) -> None:
    session = in_session(modality)
    plan, therapist = session.plan, therapist_of(session.client)
    assert plan
    target = str(a_row(past_the_gate(plan), "target", label="the stairs").pk) if modality == "emdr" else ""
    key = {"emdr": "sud", "efit": "pattern_intensity", "ifs": "self_energy", "schema": "healthy_adult"}.get(
        modality, "activation_peak"
    )
    with inside(session.practice):
        note_attendance(session=session, state=TherapySession.State.ATTENDED)
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        for number in ("7", "4"):
            press(session, track=f"{key}:{number}", target=target)
        answer = pages(therapist).post(path(session), {"form": "free", "revision": "0", "text": "Done.", "sign": "1"})
        note = pages(therapist).get(answer["Location"])
        seen = {
            "note": note,
            "plan": pages(therapist).get(reverse("plans:plan-record", args=[plan.pk])),
            "overview": pages(therapist).get(reverse("workspace:client", args=[session.client_id])),
            "report": pages(therapist).get(reverse("workspace:client-report", args=[session.client_id])),
        }
        for name, page in seen.items():
            words = " ".join(page.content.decode().split())
            assert "<small>10 Mar 2027</small></span> <b>7 · 4</b>" in words, name
        (found,) = read(Api(therapist).get(f"plans/{plan.pk}/numbers/"))
        assert (found["on"], found["track"], found["values"]) == ("2027-03-10", key, [7, 4])
        assert found["about"] == ("the stairs" if modality == "emdr" else "")


def test_a_number_of_a_session_late_in_the_evening_has_the_practices_day() -> None:
    client = a_client(a_staff(a_practice(time_zone="Pacific/Chatham")))
    session = a_session(client, START, plan=a_plan(client, "emdr"))  # after midnight there
    target = a_row(session.plan, "target", label="the stairs") if session.plan else None
    press(session, track="sud:5", target=str(target.pk if target else ""))
    (found,) = read(Api(therapist_of(client)).get(f"plans/{session.plan_id}/numbers/"))
    assert found["on"] == "2027-03-11"
    with inside(client.practice):
        assert session.plan
        assert [one.values for one in numbers_given([session.plan], session=session)] == [[5]]


def test_a_number_out_of_range_is_said_on_the_page_and_the_text_is_kept() -> None:
    session = in_session("eft")
    assert "from 0 to 10" in press(session, track="cycle_intensity:11", text="It was loud.")
    with inside(session.practice):
        assert Note.objects.get(session=session).parts == {"text": "It was loud."}


@pytest.mark.parametrize(("consents", "written"), [((), 0), ((Consent.Kind.EMAIL,), 1)])
def test_booking_here_writes_only_to_who_agreed(consents: tuple[Consent.Kind, ...], written: int) -> None:
    session = in_session(consents=consents)
    press(session, book=(START + timedelta(days=7)).isoformat())
    with inside(session.practice):
        assert Message.objects.filter(recipient_id=session.client_id, kind="appointment").count() == written
