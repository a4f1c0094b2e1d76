"""Series and single sessions: booked, moved, cancelled, taken back; what moves along."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clients.households.joint import people_of
from clinic.core.models import Message
from clinic.core.revisions import EditConflict
from interventions.models import Attendee, Plan, Series, TherapySession
from interventions.reminders.actions import enqueue_due_reminders
from interventions.sessions import calendar_settings
from interventions.sessions.actions import (
    SlotTaken,
    cancel_session,
    minutes_of,
    move_session,
    note_attendance,
    restore_session,
)
from interventions.sessions.series import Which, book_series, extend_series
from interventions.sessions.series_changes import cancel_in_series, move_in_series
from tests.factories import (
    a_client,
    a_household,
    a_new_household,
    a_pattern,
    a_plan,
    a_practice,
    a_room,
    a_series,
    a_session,
    a_staff,
    inside,
    therapist_of,
)
from tests.interventions.sessions.week import LONDON, MONDAY, Cancelled, State, booked, start_times

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.django_db
def test_a_series_stays_at_its_hour_when_the_clocks_change() -> None:
    client = a_client(a_staff(a_practice()))
    found = a_series(client, MONDAY, "FREQ=WEEKLY;COUNT=6")
    assert start_times(found.sessions) == [
        "03-01 10:00",
        "03-08 10:00",
        "03-15 10:00",
        "03-22 10:00",
        "03-29 10:00",
        "04-05 10:00",
    ]
    assert found.sessions[4].starts_at - found.sessions[3].starts_at == timedelta(days=7, hours=-1)


@pytest.mark.django_db
def test_a_series_over_taken_times_books_nothing_and_names_them_or_leaves_them_out() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, other = a_client(therapist), a_client(therapist)
    a_session(other, MONDAY + timedelta(days=7, minutes=30))
    with inside(practice):
        pattern = a_pattern(client, MONDAY)
        with pytest.raises(ValidationError) as refused:
            book_series(pattern=pattern, rule="FREQ=WEEKLY;COUNT=3")
        assert refused.value.message_dict == {
            "skip_taken": ["Mon 8 Mar, 10:00: The therapist has another session at this time."]
        }
        assert not Series.objects.exists()
        assert len(booked(practice)) == 1
        found = book_series(pattern=pattern, rule="FREQ=WEEKLY;COUNT=3", skip_taken=True)
        assert start_times(found.sessions) == ["03-01 10:00", "03-15 10:00"]
        assert found.left_out == [date(2027, 3, 8)]


@pytest.mark.django_db
def test_a_partner_cannot_be_in_two_places_and_the_database_says_so() -> None:
    practice = a_practice()
    therapist, second = a_staff(practice), a_staff(practice)
    client, partner = a_client(therapist), a_client(second)
    a_session(client, MONDAY, household=a_household(client, partner))
    with pytest.raises(SlotTaken) as taken:
        a_session(partner, MONDAY + timedelta(minutes=20))
    assert taken.value.what == "client"
    with inside(practice):
        double = TherapySession(
            practice=practice, client=partner, therapist=second, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=1)
        )
        with pytest.raises(IntegrityError, match="interventions_attendee_client_free"), transaction.atomic():
            double.save()
        assert Attendee.objects.filter(during__isnull=False).count() == 2
        cancel_session(session=TherapySession.objects.get())
        assert not Attendee.objects.filter(during__isnull=False).exists()
    a_session(partner, MONDAY + timedelta(minutes=20))


@pytest.mark.django_db
def test_the_partner_of_a_plan_is_the_other_one_whoever_it_is_booked_for() -> None:
    therapist = a_staff(a_practice())
    client, partner = a_client(therapist), a_client(therapist)
    plan = a_plan(client, "eft", household=a_household(client, partner))
    found = a_session(partner, MONDAY, plan=plan)
    assert (found.client_id, people_of(found)) == (partner.pk, [partner.pk, client.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("which", "days"),
    [
        (Which.THIS, ["03-01 10:00", "03-09 11:00", "03-15 10:00", "03-22 10:00"]),
        (Which.FOLLOWING, ["03-01 10:00", "03-09 11:00", "03-16 11:00", "03-23 11:00"]),
        (Which.ALL, ["03-02 11:00", "03-09 11:00", "03-16 11:00", "03-23 11:00"]),
    ],
)
def test_moving_one_the_following_or_all(which: Which, days: list[str]) -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY)
    with inside(practice):
        to = datetime(2027, 3, 9, 11, tzinfo=LONDON)
        move_in_series(session=found.sessions[1], which=which, starts_at=to, minutes=40)
        rows = booked(practice)
        assert start_times(rows) == days
        moved = [row for row in rows if minutes_of(row) == 40]
        assert len(moved) == {Which.THIS: 1, Which.FOLLOWING: 3, Which.ALL: 4}[which]
        assert {row.revision for row in moved} == {2}
        assert Series.objects.count() == (2 if which == Which.FOLLOWING else 1)


@pytest.mark.django_db
def test_a_series_moves_past_its_own_places_and_over_the_change_of_clocks() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY, "FREQ=WEEKLY;COUNT=5")
    with inside(practice):
        move_in_series(session=found.sessions[0], which=Which.ALL, starts_at=MONDAY + timedelta(days=7))
        assert start_times(booked(practice)) == [
            "03-08 10:00",
            "03-15 10:00",
            "03-22 10:00",
            "03-29 10:00",
            "04-05 10:00",
        ]
        series = Series.objects.get()
        assert (series.first_on, series.rule) == (date(2027, 3, 8), "FREQ=WEEKLY;COUNT=5")


@pytest.mark.django_db
def test_a_move_onto_something_taken_moves_nothing_and_names_it() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    found = a_series(a_client(therapist), MONDAY)
    a_session(a_client(therapist), datetime(2027, 3, 16, 11, 30, tzinfo=LONDON))
    with inside(practice):
        to = datetime(2027, 3, 2, 11, tzinfo=LONDON)
        with pytest.raises(ValidationError, match="Tue 16 Mar, 11:00: The therapist has another session"):
            move_in_series(session=found.sessions[0], which=Which.ALL, starts_at=to)
        found.sessions[0].refresh_from_db()
        assert found.sessions[0].starts_at == MONDAY


@pytest.mark.django_db
def test_what_was_held_already_stays_where_it_was(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY)
    clock.move_to(MONDAY + timedelta(days=1))
    with inside(practice):
        note_attendance(session=found.sessions[0], state=State.ATTENDED)
        move_in_series(session=found.sessions[2], which=Which.ALL, starts_at=MONDAY + timedelta(days=14, hours=2))
        assert start_times(booked(practice)) == ["03-01 10:00", "03-08 12:00", "03-15 12:00", "03-22 12:00"]
        cancel_in_series(session=found.sessions[1], which=Which.ALL, reason="moves away")
        assert start_times(booked(practice)) == ["03-01 10:00"]
        assert set(TherapySession.objects.filter(state="cancelled").values_list("reason", "cancelled_how")) == {
            ("moves away", "client")
        }


@pytest.mark.django_db
def test_cancelling_the_following_leaves_those_before() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY)
    with inside(practice):
        gone = cancel_in_series(session=found.sessions[2], which=Which.FOLLOWING, by_client=False)
        assert len(gone) == 2
        assert start_times(booked(practice)) == ["03-01 10:00", "03-08 10:00"]
        assert {row.cancelled_how for row in gone} == {Cancelled.THERAPIST}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "by_client", "how"),
    [(25, True, Cancelled.CLIENT), (23, True, Cancelled.LATE), (1, True, Cancelled.LATE), (23, False, "therapist")],
)
def test_a_cancellation_is_late_by_the_practices_rule(
    clock: time_machine.Traveller, hours: int, by_client: bool, how: str
) -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), MONDAY)
    clock.move_to(MONDAY - timedelta(hours=hours))
    with inside(practice):
        assert cancel_session(session=session, by_client=by_client).cancelled_how == how
        restored = restore_session(session=session)
        assert (restored.state, restored.cancelled_how) == (State.BOOKED, "")
        calendar_settings.set_session_rules(practice_id=practice.pk, late_hours=26)
        late = cancel_session(session=session, by_client=by_client).cancelled_how
        assert late == (Cancelled.LATE if by_client else Cancelled.THERAPIST)


@pytest.mark.django_db
def test_a_cancellation_cannot_be_taken_back_once_the_time_is_gone() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    session = a_session(a_client(therapist), MONDAY)
    with inside(practice):
        cancel_session(session=session, reason="ill")
    a_session(a_client(therapist), MONDAY + timedelta(minutes=30))
    with inside(practice):
        with pytest.raises(SlotTaken):
            restore_session(session=session)
        session.refresh_from_db()
        assert (session.state, session.reason) == (State.CANCELLED, "ill")


@pytest.mark.django_db
def test_who_looked_before_somebody_else_changed_it_is_told() -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), MONDAY)
    with inside(practice):
        move_session(session=session, starts_at=MONDAY + timedelta(hours=1), revision=1)
        for act in (
            lambda: move_session(session=session, starts_at=MONDAY, revision=1),
            lambda: cancel_session(session=session, revision=1),
            lambda: note_attendance(session=session, state=State.ARRIVED, revision=1),
        ):
            with pytest.raises(EditConflict, match="This was changed meanwhile"):
                act()


@pytest.mark.django_db
def test_a_series_goes_on_by_its_rule_and_over_the_change_of_clocks() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY, "FREQ=WEEKLY;INTERVAL=2;COUNT=2")
    with inside(practice):
        more = extend_series(session=found.sessions[0], times=2, last_on=date(2027, 3, 15))
        assert start_times(more.sessions) == ["03-29 10:00", "04-12 10:00"]
        assert {row.series_id for row in more.sessions} == {found.series.pk}
        assert Series.objects.get().rule == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270412"
        with pytest.raises(EditConflict):  # the button was pressed twice
            extend_series(session=found.sessions[0], times=2, last_on=date(2027, 3, 15))
        move_in_series(session=more.sessions[0], which=Which.FOLLOWING, starts_at=MONDAY + timedelta(days=29))
        moved = TherapySession.objects.get(pk=more.sessions[1].pk)
        assert start_times(extend_series(session=moved, times=1).sessions) == ["04-27 10:00"]
        assert len(booked(practice)) == 5


@pytest.mark.django_db
def test_what_is_taken_or_off_hours_stops_a_longer_series_unless_left_out() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    found = a_series(a_client(therapist), MONDAY, "FREQ=WEEKLY;COUNT=2")
    a_session(a_client(therapist), MONDAY + timedelta(days=14))
    with inside(practice):
        with pytest.raises(ValidationError) as refused:
            extend_series(session=found.sessions[0], times=2)
        assert refused.value.message_dict == {
            "skip_taken": ["Mon 15 Mar, 10:00: The therapist has another session at this time."]
        }
        calendar_settings.set_hours(therapist=therapist, hours=[(1, 9 * 60, 17 * 60)])
        with pytest.raises(ValidationError) as refused:
            extend_series(session=found.sessions[0], times=2, skip_taken=True)
        assert list(refused.value.message_dict) == ["despite"]
        with pytest.raises(ValidationError) as refused:
            extend_series(session=found.sessions[0], times=1, skip_taken=True)
        assert refused.value.message_dict == {"skip_taken": ["All of these times are taken."]}
        made = extend_series(session=found.sessions[0], times=2, skip_taken=True, despite=True)
        assert start_times(made.sessions) == ["03-22 10:00"]
        assert made.left_out == [date(2027, 3, 15)]


@pytest.mark.django_db
def test_after_its_rest_was_cancelled_a_series_goes_on_where_it_ended() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY)
    with inside(practice):
        cancel_in_series(session=found.sessions[2], which=Which.FOLLOWING, reason="travels")
        made = extend_series(session=found.sessions[0], times=3, last_on=date(2027, 3, 8))
        assert start_times(made.sessions) == ["03-15 10:00", "03-22 10:00", "03-29 10:00"]
        assert made.series.pk != found.series.pk


@pytest.mark.django_db
def test_a_series_that_is_over_goes_on_from_today(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY, "FREQ=WEEKLY;COUNT=2")
    clock.move_to(MONDAY + timedelta(days=30))
    with inside(practice):
        assert start_times(extend_series(session=found.sessions[0], times=1).sessions) == ["04-05 10:00"]


@pytest.mark.django_db
@pytest.mark.parametrize(("times", "why"), [(0, "From 1 to 104"), (105, "From 1 to 104"), (104, "two years ahead")])
def test_a_series_grows_neither_by_nothing_nor_beyond_two_years(times: int, why: str) -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY, "FREQ=WEEKLY;COUNT=10")
    with inside(practice):
        with pytest.raises(ValidationError, match=why):
            extend_series(session=found.sessions[0], times=times)
        assert len(booked(practice)) == 10


@pytest.mark.django_db
def test_what_follows_no_rule_or_whose_therapist_has_left_does_not_go_on() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    single, found = a_session(client, MONDAY + timedelta(days=1)), a_series(client, MONDAY)
    byday = a_series(client, MONDAY + timedelta(hours=4), "FREQ=WEEKLY;BYDAY=MO;COUNT=2")
    with inside(practice):
        with pytest.raises(ValidationError, match="not part of a series that can be continued"):
            extend_series(session=single, times=2)
        move_in_series(session=byday.sessions[0], which=Which.ALL, starts_at=MONDAY + timedelta(days=2))
        with pytest.raises(ValidationError, match="not part of a series that can be continued"):
            extend_series(session=TherapySession.objects.get(pk=byday.sessions[0].pk), times=2)
        therapist.is_active = False
        therapist.save()
        with pytest.raises(ValidationError, match="Choose a therapist"):
            extend_series(session=found.sessions[0], times=2)


@pytest.mark.django_db
def test_a_longer_series_lets_go_of_a_plan_that_has_ended() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    plan = a_plan(client, "eft", household=a_household(client, other := a_client(therapist_of(client))))
    found = a_series(client, MONDAY, plan=plan)
    with inside(practice):
        assert extend_series(session=found.sessions[0], times=1).sessions[0].plan_id == plan.pk
        Plan.objects.filter(pk=plan.pk).update(state="ended", ended_on=date(2027, 2, 22))
        found.sessions[0].refresh_from_db()
        (row,) = extend_series(session=found.sessions[0], times=1).sessions
        assert (row.plan_id, people_of(row)) == (None, [client.pk, other.pk])


@pytest.mark.django_db
def test_a_joint_session_is_with_the_household_of_the_plan_or_the_one_that_was_chosen() -> None:
    therapist = a_staff(a_practice())
    client, partner, third = a_client(therapist), a_client(therapist), a_client(therapist)
    with inside(client.practice):
        assert people_of(a_session(client, MONDAY, household=a_household(client, third))) == [client.pk, third.pk]
    household = a_new_household(client, partner)
    plan = a_plan(client, "eft", household=household)
    with pytest.raises(ValidationError, match="The plan is another household's"):
        a_session(client, MONDAY + timedelta(days=1), plan=plan, household=a_household(third, a_client(therapist)))
    with inside(client.practice):
        made = a_session(client, MONDAY + timedelta(days=1), plan=plan, household=household)
        assert people_of(made) == [client.pk, partner.pk]


@pytest.mark.django_db
def test_a_reminder_follows_its_session_there_and_back(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), MONDAY)
    clock.move_to(MONDAY - timedelta(hours=20))

    def messages() -> list[tuple[str, str]]:
        enqueue_due_reminders()
        rows = Message.objects.filter(kind="reminder").order_by("subject")
        return [(row.subject[-5:], row.state) for row in rows]

    with inside(practice):
        assert messages() == [("10:00", "queued")]
        move_session(session=session, starts_at=MONDAY + timedelta(hours=1))
        assert messages() == [("10:00", "cancelled"), ("11:00", "queued")]
        move_session(session=session, starts_at=MONDAY)
        assert messages() == [("10:00", "queued"), ("11:00", "cancelled")]
        cancel_session(session=session)
        assert messages() == [("10:00", "cancelled"), ("11:00", "cancelled")]
        restore_session(session=session)
        assert messages() == [("10:00", "queued"), ("11:00", "cancelled")]


@pytest.mark.django_db
def test_a_session_in_a_room_has_no_video_link() -> None:
    practice = a_practice()
    client, room = a_client(a_staff(practice)), a_room(practice)
    link = "https://video.example/room"
    assert a_session(client, MONDAY, room=room, link=link).link == ""
    found = a_series(client, MONDAY + timedelta(days=1), link=link)
    assert {row.link for row in found.sessions} == {link}
    with inside(practice):
        moved = move_session(session=found.sessions[0], starts_at=found.sessions[0].starts_at, room=room)
        assert moved.link == ""
        for row in move_in_series(
            session=found.sessions[1], which=Which.ALL, starts_at=found.sessions[1].starts_at, room=room
        ):
            assert row.link == ""
