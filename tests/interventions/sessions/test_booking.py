"""Double booking is impossible, and everybody but the first is told why."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.core.access import Role
from interventions.models import TherapySession
from interventions.sessions.actions import SlotTaken, book_session
from tests.factories import a_client, a_practice, a_room, a_session, a_staff, inside
from tests.threads import at_once
from tests.web import Api, read


def test_of_32_bookings_of_one_slot_at_once_one_wins(own_database: str) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    clients = [a_client(therapist) for _ in range(32)]
    start = (timezone.now() + timedelta(days=2)).replace(microsecond=0).isoformat()
    apis = [Api(therapist) for _ in clients]

    def book(number: int) -> tuple[int, str]:
        answer = apis[number].post("sessions/", {"client": str(clients[number].pk), "starts_at": start})
        return answer.status_code, read(answer).get("detail", "")

    assert Counter(at_once(book, 32)) == {
        (201, ""): 1,
        (409, "The therapist has another session at this time."): 31,
    }
    with inside(practice):
        assert TherapySession.objects.count() == 1


def test_of_32_bookings_of_one_room_at_once_one_wins(own_database: str) -> None:
    practice = a_practice()
    therapists = [a_staff(practice) for _ in range(32)]
    clients = [a_client(therapist) for therapist in therapists]
    room, start = a_room(practice), timezone.now() + timedelta(days=2)

    def book(number: int) -> str:
        try:
            a_session(clients[number], start, room=room)
        except SlotTaken as taken:
            return taken.what
        return "booked"

    assert Counter(at_once(book, 32)) == {"booked": 1, "room": 31}


@pytest.mark.django_db
def test_the_database_itself_refuses_an_overlap() -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)))
    with inside(practice):
        double = TherapySession(
            practice=practice,
            client=a_client(a_staff(practice)),
            therapist=session.therapist,
            starts_at=session.starts_at + timedelta(minutes=49),
            ends_at=session.ends_at + timedelta(minutes=49),
        )
        with pytest.raises(IntegrityError, match="interventions_session_therapist_free"), transaction.atomic():
            double.save()


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [0, -10, 241])
def test_the_database_itself_refuses_a_length_that_cannot_be(minutes: int) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, start = a_client(therapist), timezone.now()
    with inside(practice), pytest.raises(IntegrityError), transaction.atomic():
        TherapySession.objects.create(
            practice=practice,
            client=client,
            therapist=therapist,
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
        )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(10, 90), st.integers(0, 2)), min_size=2, max_size=12))
def test_random_bookings_never_overlap(requests: list[tuple[int, int, int]]) -> None:
    practice = a_practice()
    therapist = a_staff(practice, Role.THERAPIST)
    clients = [a_client(therapist) for _ in range(3)]
    start = timezone.now() + timedelta(days=2)
    with inside(practice):
        for offset, minutes, who in requests:
            try:
                book_session(
                    client=clients[who],
                    therapist_id=therapist.pk,
                    starts_at=start + timedelta(minutes=10 * offset),
                    minutes=minutes,
                )
            except SlotTaken:
                continue
        booked = list(TherapySession.objects.order_by("starts_at"))
    assert booked
    assert all(before.ends_at <= after.starts_at for before, after in itertools.pairwise(booked))
