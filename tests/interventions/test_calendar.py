"""Series, hours, leave, free slots and the waiting list: what fits, what is refused, and what moves along."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clinic.core.access import May, Role
from clinic.core.models import Message, Practice, Room
from interventions.models import Diary, Hours, Leave, Seat, Series, TherapySession, Waiting
from interventions.reminders.actions import queue_due_reminders
from interventions.sessions import diary, waiting
from interventions.sessions.actions import (
    Changed,
    SlotTaken,
    book_session,
    cancel_session,
    minutes_of,
    move_session,
    note_attendance,
    restore_session,
)
from interventions.sessions.calendar import Search, calendar_of, free_slots
from interventions.sessions.series import Which, book_series, cancel_in_series, move_in_series
from tests.factories import (
    a_client,
    a_pattern,
    a_plan,
    a_practice,
    a_room,
    a_series,
    a_session,
    a_staff,
    actor,
    inside,
    therapist_of,
)
from tests.threads import at_once

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2027, 3, 1, 10, tzinfo=LONDON)  # the clocks go forward on the 28th
State, Cancelled = TherapySession.State, TherapySession.Cancelled


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2027, 2, 22, 9, tzinfo=LONDON), tick=True) as clock:
        yield clock


def on_the_wall(rows: list[TherapySession]) -> list[str]:
    return [f"{row.starts_at.astimezone(LONDON):%m-%d %H:%M}" for row in rows]


def booked(practice: Practice) -> list[TherapySession]:
    return list(TherapySession.objects.exclude(state=State.CANCELLED).order_by("starts_at"))


@pytest.mark.django_db
def test_a_series_stays_at_its_hour_when_the_clocks_change() -> None:
    client = a_client(a_staff(a_practice()))
    found = a_series(client, MONDAY, "FREQ=WEEKLY;COUNT=6")
    assert on_the_wall(found.sessions) == [
        "03-01 10:00", "03-08 10:00", "03-15 10:00", "03-22 10:00", "03-29 10:00", "04-05 10:00",
    ]  # fmt: skip
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
        assert on_the_wall(found.sessions) == ["03-01 10:00", "03-15 10:00"]
        assert found.left_out == [date(2027, 3, 8)]


@pytest.mark.django_db
def test_a_partner_cannot_be_in_two_places_and_the_database_says_so() -> None:
    practice = a_practice()
    therapist, second = a_staff(practice), a_staff(practice)
    client, partner = a_client(therapist), a_client(second)
    a_session(client, MONDAY, partner=partner)
    with pytest.raises(SlotTaken) as taken:
        a_session(partner, MONDAY + timedelta(minutes=20))
    assert taken.value.what == "client"
    with inside(practice):
        double = TherapySession(
            practice=practice, client=partner, therapist=second, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=1)
        )
        with pytest.raises(IntegrityError, match="interventions_seat_client_free"), transaction.atomic():
            double.save()
        assert Seat.objects.count() == 2
        cancel_session(session=TherapySession.objects.get())
        assert not Seat.objects.exists()
    a_session(partner, MONDAY + timedelta(minutes=20))


@pytest.mark.django_db
def test_the_partner_of_a_plan_is_the_other_one_whoever_it_is_booked_for() -> None:
    therapist = a_staff(a_practice())
    client, partner = a_client(therapist), a_client(therapist)
    plan = a_plan(client, "eft", partner=partner)
    found = a_session(partner, MONDAY, plan=plan)
    assert (found.client_id, found.partner_id) == (partner.pk, client.pk)


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
        assert on_the_wall(rows) == days
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
        assert on_the_wall(booked(practice)) == [
            "03-08 10:00", "03-15 10:00", "03-22 10:00", "03-29 10:00", "04-05 10:00",
        ]  # fmt: skip
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
        assert on_the_wall(booked(practice)) == ["03-01 10:00", "03-08 12:00", "03-15 12:00", "03-22 12:00"]
        cancel_in_series(session=found.sessions[1], which=Which.ALL, reason="moves away")
        assert on_the_wall(booked(practice)) == ["03-01 10:00"]
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
        assert on_the_wall(booked(practice)) == ["03-01 10:00", "03-08 10:00"]
        assert {row.cancelled_how for row in gone} == {Cancelled.THERAPIST}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "by_client", "how"),
    [(25, True, Cancelled.CLIENT), (23, True, Cancelled.LATE), (-1, True, Cancelled.LATE), (23, False, "therapist")],
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
        diary.set_session_rules(practice_id=practice.pk, late_hours=26)
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
            with pytest.raises(Changed, match="changed this session meanwhile"):
                act()


@pytest.mark.django_db
def test_a_reminder_follows_its_session_there_and_back(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), MONDAY)
    clock.move_to(MONDAY - timedelta(hours=20))

    def messages() -> list[tuple[str, str]]:
        queue_due_reminders()
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
def test_hours_leave_and_pause_speak_against_a_time_until_somebody_insists() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, other = a_client(therapist), a_client(therapist)
    with inside(practice):
        diary.set_hours(therapist=therapist, hours=[(0, 9 * 60, 12 * 60), (0, 13 * 60, 17 * 60)])
        diary.set_diary(therapist=therapist, minutes=50, buffer_minutes=10)
        diary.add_leave(
            therapist=therapist, starts_at=MONDAY + timedelta(days=7), ends_at=MONDAY + timedelta(days=8), label="sea"
        )
    a_session(client, MONDAY)

    def against(starts_at: datetime, minutes: int = 50) -> list[str]:
        with inside(practice), pytest.raises(ValidationError) as refused:
            book_session(client=other, therapist_id=therapist.pk, starts_at=starts_at, minutes=minutes)
        return refused.value.message_dict["despite"]

    assert against(MONDAY.replace(hour=8)) == ["Outside of the working hours."]
    assert against(MONDAY.replace(hour=11, minute=30)) == ["Outside of the working hours."]  # into the midday break
    assert against(MONDAY.replace(minute=55)) == ["Less than 10 minutes of pause to the session beside it."]
    assert against(MONDAY.replace(hour=9, minute=5)) == ["Less than 10 minutes of pause to the session beside it."]
    assert against(MONDAY + timedelta(days=7)) == ["The therapist is away then."]
    with inside(practice):
        made = book_session(client=other, therapist_id=therapist.pk, starts_at=MONDAY + timedelta(days=7), despite=True)
        rest = book_session(client=other, therapist_id=therapist.pk, starts_at=MONDAY.replace(hour=11))
    assert (made.state, rest.state) == ("booked", "booked")


@pytest.mark.django_db
def test_leave_over_bookings_lists_them() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    inside_it, after = a_session(a_client(therapist), MONDAY), a_session(a_client(therapist), MONDAY.replace(hour=15))
    with inside(practice):
        leave, found = diary.add_leave(
            therapist=therapist, starts_at=MONDAY.replace(hour=10, minute=30), ends_at=MONDAY.replace(hour=15)
        )
        assert found == [inside_it]
        assert after not in found
        for ends_at, word in [
            (leave.starts_at, "before the beginning"),
            (timezone.now(), "before"),
        ]:
            with pytest.raises(ValidationError, match=word):
                diary.add_leave(therapist=therapist, starts_at=MONDAY.replace(hour=10, minute=30), ends_at=ends_at)
        with pytest.raises(ValidationError, match="400 days"):
            diary.add_leave(therapist=therapist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=401))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hours",
    [[(0, 600, 600)], [(0, 700, 600)], [(7, 1, 2)], [(0, 1, 1441)], [(0, 1, 60), (0, 59, 90)], [(0, 1, 2)] * 29],
)
def test_hours_that_cannot_be_are_refused_by_action_and_database(hours: list[tuple[int, int, int]]) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    with inside(practice):
        diary.set_hours(therapist=therapist, hours=[(2, 60, 120)])
        with pytest.raises(ValidationError):
            diary.set_hours(therapist=therapist, hours=hours)
        assert Hours.objects.count() == 1
        if len(hours) < 29:
            rows = [Hours(practice=practice, therapist=therapist, weekday=d, starts=s, ends=e) for d, s, e in hours]
            with pytest.raises(IntegrityError), transaction.atomic():
                Hours.objects.bulk_create(rows)


def _week(practice: Practice, **fields: object) -> Search:
    therapists = list(diary.diaries(fields.pop("by"), May.SEE_CALENDAR))  # type: ignore[arg-type]
    given = {"therapists": therapists, "minutes": 50, "since": date(2027, 3, 1), "until": date(2027, 3, 5)}
    return Search(**given | fields)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_free_slots_are_what_nobody_needs() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    room = a_room(practice, "Blue")
    by = actor(therapist)
    with inside(practice):
        diary.set_hours(therapist=therapist, hours=[(0, 9 * 60, 13 * 60), (2, 9 * 60, 11 * 60)])
        diary.set_diary(therapist=therapist, minutes=50, buffer_minutes=10)
    a_session(client, MONDAY)  # 10:00–10:50, pause until 11:00 and from 9:50

    def found(**fields: object) -> list[str]:
        with inside(practice):
            slots = free_slots(practice.pk, _week(practice, by=by, **fields))
        return [f"{slot.starts_at.astimezone(LONDON):%a %H:%M}" for slot in slots]

    assert found() == ["Mon 09:00", "Mon 11:00", "Mon 11:30", "Mon 12:00", "Wed 09:00", "Wed 09:30", "Wed 10:00"]
    assert found(weekdays=frozenset({2})) == ["Wed 09:00", "Wed 09:30", "Wed 10:00"]
    assert found(minutes=90) == ["Mon 11:00", "Mon 11:30", "Wed 09:00", "Wed 09:30"]
    assert found(earliest=11 * 60) == ["Mon 11:00", "Mon 11:30", "Mon 12:00"]
    assert found(limit=2) == ["Mon 09:00", "Mon 11:00"]
    assert found(people=frozenset({client.pk}))[0] == "Mon 09:00"
    other = a_staff(practice)
    a_session(a_client(other), MONDAY.replace(day=3, hour=9), room=room)
    assert found(room=room, weekdays=frozenset({2})) == ["Wed 10:00"]
    a_room(practice, "Green")
    assert found(any_room=True, weekdays=frozenset({2})) == ["Wed 09:00", "Wed 09:30", "Wed 10:00"]
    with inside(practice):
        diary.add_leave(therapist=therapist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=1))
    assert found() == ["Mon 09:00", "Wed 09:00", "Wed 09:30", "Wed 10:00"]
    with inside(practice):
        for slot in free_slots(practice.pk, _week(practice, by=by)):  # each can be booked as it is
            with transaction.atomic():
                book_session(client=client, therapist_id=therapist.pk, starts_at=slot.starts_at)
                transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"minutes": 5}, "minutes"),
        ({"until": date(2027, 2, 1)}, "until"),
        ({"until": date(2028, 3, 1)}, "until"),
        ({"since": date(2020, 1, 1), "until": date(2020, 1, 2)}, "until"),
        ({"earliest": 600, "latest": 630}, "latest"),
    ],
)
def test_a_search_that_cannot_find_anything_says_why(fields: dict[str, object], name: str) -> None:
    practice = a_practice()
    by = actor(a_staff(practice))
    with inside(practice), pytest.raises(ValidationError) as refused:
        free_slots(practice.pk, _week(practice, by=by, **fields))
    assert name in refused.value.message_dict


@pytest.mark.django_db
def test_a_freed_slot_is_proposed_to_those_whom_it_suits() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    leaving, suits, late, other = (a_client(therapist) for _ in range(4))
    session = a_session(leaving, MONDAY)
    by = actor(therapist)
    with inside(practice):
        waiting.wait(client=suits, weekdays=[0], earliest=9 * 60, latest=12 * 60)
        waiting.wait(client=late, weekdays=[0], earliest=14 * 60)
        waiting.wait(client=other, therapist=a_staff(practice))
        waiting.wait(client=leaving)
        assert waiting.freed_slots(by, waiting.waiting_list(by)) == []
        cancel_session(session=session)
        (freed,) = waiting.freed_slots(by, waiting.waiting_list(by))
        assert [row.client for row in freed.suits] == [suits]
        book_session(client=suits, therapist_id=therapist.pk, starts_at=MONDAY)
        assert waiting.freed_slots(by, waiting.waiting_list(by)) == []
        assert Waiting.objects.get(client=suits).state == Waiting.State.PLACED
        assert {row.client for row in waiting.waiting_list(by)} == {late, other, leaving}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"before": date(2020, 1, 1)}, "before"),
        ({"earliest": 600, "latest": 630}, "latest"),
        ({"minutes": 500, "latest": 1440}, "minutes"),
        ({"weekdays": [7]}, "weekdays"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(fields: dict[str, object], name: str) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    with inside(practice):
        with pytest.raises(ValidationError) as refused:
            waiting.wait(client=client, **fields)  # type: ignore[arg-type]
        assert name in refused.value.message_dict
        assert not Waiting.objects.exists()


@pytest.mark.django_db
def test_waiting_twice_changes_the_wish_and_who_leaves_the_list_is_off_it() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    with inside(practice):
        waiting.wait(client=client, weekdays=[1])
        row = waiting.wait(client=client, weekdays=[3, 2, 2])
        assert list(Waiting.objects.values_list("weekdays", flat=True)) == [[2, 3]]
        for _ in range(2):
            assert waiting.wait_no_longer(waiting=row).state == Waiting.State.WITHDRAWN


@pytest.mark.django_db
def test_a_week_costs_as_much_for_eight_therapists_as_for_one() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    counts = []
    for number in range(8):
        therapist = a_staff(practice)
        for hour in range(9, 9 + number):
            a_session(a_client(therapist), MONDAY.replace(hour=hour))
        with inside(practice):
            diary.set_hours(therapist=therapist, hours=[(0, 540, 1020)])
            diary.add_leave(therapist=therapist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=2))
        with (
            inside(practice),
            CaptureQueriesContext(
                connection,
            ) as statements,
        ):
            therapists = list(diary.diaries(actor(admin), May.SEE_CALENDAR))
            days = calendar_of(actor(admin), therapists, MONDAY.date(), 7)
            assert len(therapists) == number + 1
            assert sum(len(day.entries) for day in days) == number * (number + 1) / 2
        counts.append(len(statements))
    assert max(counts[1:]) == min(counts[1:]) <= 7, counts  # two of them open and close the scope


@pytest.mark.django_db
def test_the_calendar_shows_who_comes_to_those_who_may_know() -> None:
    practice = a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR)
    therapist = a_staff(practice, supervisor=supervisor)
    stranger = a_staff(practice)
    client = a_client(therapist)
    a_session(client, MONDAY)
    with inside(practice):
        for person, whose in [(therapist, therapist), (supervisor, therapist), (stranger, stranger)]:
            seen = list(diary.diaries(actor(person), May.SEE_CALENDAR))
            assert [one.name for one in seen] == [whose.name]
            entries = [e for day in calendar_of(actor(person), seen, MONDAY.date(), 7) for e in day.entries]
            assert [entry.named for entry in entries] == ([] if person == stranger else [True])
        (entry,) = calendar_of(actor(stranger), [therapist], MONDAY.date(), 1)[0].entries
        assert (entry.named, entry.starts, entry.minutes) == (False, 600, 50)


def test_of_64_bookers_of_one_slot_one_wins(own_database: str) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    clients = [a_client(therapist) for _ in range(64)]

    def book(number: int) -> str:
        try:
            a_session(clients[number], MONDAY + timedelta(minutes=number % 50))
        except SlotTaken as taken:
            return taken.what
        return "booked"

    assert Counter(at_once(book, 64)) == {"booked": 1, "therapist": 63}


class Diaries(RuleBasedStateMachine):
    """Random people do random things to one week; whatever they do, nobody is in two places."""

    @initialize()
    def open(self) -> None:
        self.practice = a_practice()
        first, second = a_staff(self.practice), a_staff(self.practice)
        self.rooms: list[Room | None] = [None, a_room(self.practice, "one")]
        self.clients = [a_client(first), a_client(second), a_client(second)]

    @rule(
        who=st.integers(0, 2), partner=st.none() | st.integers(0, 2), at=st.integers(0, 40),
        minutes=st.integers(10, 90), room=st.integers(0, 1),
    )  # fmt: skip
    def book(self, who: int, partner: int | None, at: int, minutes: int, room: int) -> None:
        other = self.clients[partner] if partner not in {None, who} else None
        with inside(self.practice), suppress(SlotTaken):
            book_session(
                client=self.clients[who], partner=other, therapist_id=therapist_of(self.clients[who]).pk,
                starts_at=MONDAY + timedelta(minutes=15 * at), minutes=minutes, room=self.rooms[room],
            )  # fmt: skip

    @rule(who=st.integers(0, 2), at=st.integers(0, 40), days=st.integers(1, 2), skip=st.booleans())
    def book_series(self, who: int, at: int, days: int, skip: bool) -> None:
        with inside(self.practice):
            pattern = a_pattern(self.clients[who], MONDAY + timedelta(minutes=15 * at))
            with suppress(SlotTaken, ValidationError):
                book_series(pattern=pattern, rule=f"FREQ=DAILY;INTERVAL={days};COUNT=3", skip_taken=skip)

    def some(self, number: int) -> TherapySession | None:
        rows = list(TherapySession.objects.order_by("id"))
        return rows[number % len(rows)] if rows else None

    @rule(number=st.integers(0, 50), by=st.integers(-1500, 1500), which=st.sampled_from(Which))
    def move(self, number: int, by: int, which: Which) -> None:
        with inside(self.practice):
            if session := self.some(number):
                with suppress(SlotTaken, ValidationError):
                    move_in_series(
                        session=session, which=which, starts_at=session.starts_at + timedelta(minutes=by),
                        room=session.room,
                    )  # fmt: skip

    @rule(number=st.integers(0, 50), which=st.sampled_from(Which))
    def cancel(self, number: int, which: Which) -> None:
        with inside(self.practice):
            if session := self.some(number):
                cancel_in_series(session=session, which=which)

    @rule(number=st.integers(0, 50))
    def restore(self, number: int) -> None:
        with inside(self.practice):
            if session := self.some(number):
                with suppress(SlotTaken):
                    restore_session(session=session)

    @precondition(lambda self: hasattr(self, "practice"))
    @invariant()
    def nobody_is_in_two_places(self) -> None:
        with inside(self.practice):
            rows = booked(self.practice)
            seats = Counter(Seat.objects.values_list("session_id", flat=True))
        for what in ("therapist_id", "room_id"):
            last: dict[object, datetime] = {}
            for row in rows:
                key = getattr(row, what)
                assert key is None or row.starts_at >= last.get(key, row.starts_at)
                last[key] = row.ends_at
        last = {}
        for row in rows:
            for person in {row.client_id, row.partner_id} - {None}:
                assert row.starts_at >= last.get(person, row.starts_at)
                last[person] = row.ends_at
        assert seats == {row.pk: 2 if row.partner_id else 1 for row in rows}


@pytest.mark.django_db
def test_random_diaries_never_overlap() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Diaries,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
def test_the_database_refuses_what_no_form_would_send() -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), MONDAY)
    changes = [
        {"cancelled_how": "client"},  # booked, and yet cancelled somehow
        {"state": "cancelled", "cancelled_how": "wind"},
        {"partner": session.client},
        {"series_on": date(2027, 3, 1)},
    ]
    with inside(practice):
        for fields in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                TherapySession.objects.filter(pk=session.pk).update(**fields)
        for row in (
            Diary(practice=practice, therapist=session.therapist, buffer_minutes=121),
            Leave(practice=practice, therapist=session.therapist, starts_at=MONDAY, ends_at=MONDAY),
            Waiting(practice=practice, client=session.client, earliest=600, latest=620),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
