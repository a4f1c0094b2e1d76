"""Nobody is in two places, whatever is tried at once or at random."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clients.households.joint import people_of
from clients.households.models import Household
from clients.households.queries import running_household
from clients.models import Client
from clinic.core.models import Room
from interventions.models import Attendee, CalendarSettings, Leave, TherapySession, Waiting
from interventions.sessions.actions import (
    HouseholdEnded,
    OnRecord,
    SlotTaken,
    book_session,
    restore_session,
)
from interventions.sessions.series import Which, book_series
from interventions.sessions.series_changes import cancel_in_series, move_in_series
from tests.factories import (
    a_client,
    a_household,
    a_new_household,
    a_pattern,
    a_practice,
    a_room,
    a_session,
    a_staff,
    inside,
    therapist_of,
)
from tests.interventions.sessions.week import MONDAY, booked
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("clock")


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


class Calendars(RuleBasedStateMachine):
    """Random people do random things to one week; whatever they do, nobody is in two places."""

    @initialize()
    def open(self) -> None:
        self.practice = a_practice()
        first, second = a_staff(self.practice), a_staff(self.practice)
        self.rooms: list[Room | None] = [None, a_room(self.practice, "one")]
        self.clients = [a_client(first), a_client(second), a_client(second)]

    @rule(
        who=st.integers(0, 2),
        partner=st.none() | st.integers(0, 2),
        at=st.integers(0, 40),
        minutes=st.integers(10, 90),
        room=st.integers(0, 1),
    )
    def book(self, who: int, partner: int | None, at: int, minutes: int, room: int) -> None:
        other = self.clients[partner] if partner not in {None, who} else None
        household = self.together(self.clients[who], other) if other else None
        with inside(self.practice), suppress(SlotTaken):
            book_session(
                client=self.clients[who],
                household=household,
                therapist_id=therapist_of(self.clients[who]).pk,
                starts_at=MONDAY + timedelta(minutes=15 * at),
                minutes=minutes,
                room=self.rooms[room],
            )

    def together(self, one: Client, other: Client) -> Household:
        """The household of the two; another one that either of them was in ends, and its sessions stay."""
        with inside(self.practice):
            found = running_household(one).first()
            theirs = set(found.members.current().values_list("client_id", flat=True)) if found else set()
        return found if found and theirs == {one.pk, other.pk} else a_new_household(one, other)

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
                with suppress(SlotTaken, OnRecord, ValidationError):
                    move_in_series(
                        session=session,
                        which=which,
                        starts_at=session.starts_at + timedelta(minutes=by),
                        room=session.room,
                    )

    @rule(number=st.integers(0, 50), which=st.sampled_from(Which))
    def cancel(self, number: int, which: Which) -> None:
        with inside(self.practice):
            if session := self.some(number):
                cancel_in_series(session=session, which=which)

    @rule(number=st.integers(0, 50))
    def restore(self, number: int) -> None:
        with inside(self.practice):
            if session := self.some(number):
                with suppress(SlotTaken, HouseholdEnded):
                    restore_session(session=session)

    @precondition(lambda self: hasattr(self, "practice"))
    @invariant()
    def nobody_is_in_two_places(self) -> None:
        with inside(self.practice):
            rows = booked(self.practice)
            people = {row.pk: people_of(row) for row in rows}
            attendees = Counter(Attendee.objects.filter(during__isnull=False).values_list("session_id", flat=True))
        for what in ("therapist_id", "room_id"):
            last: dict[object, datetime] = {}
            for row in rows:
                key = getattr(row, what)
                assert key is None or row.starts_at >= last.get(key, row.starts_at)
                last[key] = row.ends_at
        last = {}
        for row in rows:
            for person in people[row.pk]:
                assert row.starts_at >= last.get(person, row.starts_at)
                last[person] = row.ends_at
        assert attendees == {row.pk: 2 if row.household_id else 1 for row in rows}


@pytest.mark.django_db
def test_random_calendars_never_overlap() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Calendars,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
def test_the_database_refuses_what_no_form_would_send() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    session = a_session(a_client(therapist), MONDAY)
    others = a_household(a_client(therapist), a_client(therapist))
    changes: list[dict[str, object]] = [
        {"cancelled_how": "client"},  # booked, and yet cancelled somehow
        {"state": "cancelled", "cancelled_how": "wind"},
        {"household": others},
        {"series_on": date(2027, 3, 1)},
    ]
    with inside(practice):
        for fields in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                TherapySession.objects.filter(pk=session.pk).update(**fields)
        for row in (
            CalendarSettings(practice=practice, therapist=session.therapist, buffer_minutes=121),
            Leave(practice=practice, therapist=session.therapist, starts_at=MONDAY, ends_at=MONDAY),
            Waiting(practice=practice, client=session.client, earliest=600, latest=620),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
