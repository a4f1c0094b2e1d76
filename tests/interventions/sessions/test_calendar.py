"""Hours, leave, free slots, the waiting list, and the week as it is shown."""

import html
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.core.access import May, Role
from clinic.core.models import Practice, Staff
from interventions.models import Hours, TherapySession, Waiting
from interventions.sessions import calendar_settings, waiting
from interventions.sessions.actions import (
    book_session,
    cancel_session,
)
from interventions.sessions.calendar import Entry, Search, calendar_of, free_slots
from interventions.sessions.views.calendar import _entry
from tests.factories import (
    a_client,
    a_practice,
    a_room,
    a_session,
    a_staff,
    actor,
    inside,
)
from tests.interventions.sessions.week import LONDON, MONDAY
from tests.web import pages

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.django_db
def test_hours_leave_and_pause_speak_against_a_time_until_somebody_insists() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, other = a_client(therapist), a_client(therapist)
    with inside(practice):
        calendar_settings.set_hours(therapist=therapist, hours=[(0, 9 * 60, 12 * 60), (0, 13 * 60, 17 * 60)])
        calendar_settings.set_calendar_settings(therapist=therapist, minutes=50, buffer_minutes=10)
        calendar_settings.add_leave(
            therapist=therapist, starts_at=MONDAY + timedelta(days=7), ends_at=MONDAY + timedelta(days=8), label="sea"
        )
    a_session(client, MONDAY)

    def against(starts_at: datetime, minutes: int = 50) -> list[str]:
        with inside(practice), pytest.raises(ValidationError) as refused:
            book_session(client=other, therapist_id=therapist.pk, starts_at=starts_at, minutes=minutes)
        return refused.value.message_dict["despite"]

    assert against(MONDAY.replace(hour=8)) == ["Outside working hours."]
    assert against(MONDAY.replace(hour=11, minute=30)) == ["Outside working hours."]  # into the midday break
    assert against(MONDAY.replace(minute=55)) == ["Less than 10 minutes' break before or after another session."]
    assert against(MONDAY.replace(hour=9, minute=5)) == ["Less than 10 minutes' break before or after another session."]
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
        leave, found = calendar_settings.add_leave(
            therapist=therapist, starts_at=MONDAY.replace(hour=10, minute=30), ends_at=MONDAY.replace(hour=15)
        )
        assert found == [inside_it]
        assert after not in found
        for ends_at, word in [
            (leave.starts_at, "before the beginning"),
            (timezone.now(), "before"),
        ]:
            with pytest.raises(ValidationError, match=word):
                calendar_settings.add_leave(
                    therapist=therapist, starts_at=MONDAY.replace(hour=10, minute=30), ends_at=ends_at
                )
        with pytest.raises(ValidationError, match="400 days"):
            calendar_settings.add_leave(therapist=therapist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=401))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hours",
    [[(0, 600, 600)], [(0, 700, 600)], [(7, 1, 2)], [(0, 1, 1441)], [(0, 1, 60), (0, 59, 90)], [(0, 1, 2)] * 29],
)
def test_hours_that_cannot_be_are_refused_by_action_and_database(hours: list[tuple[int, int, int]]) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    with inside(practice):
        calendar_settings.set_hours(therapist=therapist, hours=[(2, 60, 120)])
        with pytest.raises(ValidationError):
            calendar_settings.set_hours(therapist=therapist, hours=hours)
        assert Hours.objects.count() == 1
        if len(hours) < 29:
            rows = [Hours(practice=practice, therapist=therapist, weekday=d, starts=s, ends=e) for d, s, e in hours]
            with pytest.raises(IntegrityError), transaction.atomic():
                Hours.objects.bulk_create(rows)


def _week(practice: Practice, **fields: object) -> Search:
    therapists = list(calendar_settings.therapists_in_reach(fields.pop("by"), May.SEE_CALENDAR))  # type: ignore[arg-type]
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
        calendar_settings.set_hours(therapist=therapist, hours=[(0, 9 * 60, 13 * 60), (2, 9 * 60, 11 * 60)])
        calendar_settings.set_calendar_settings(therapist=therapist, minutes=50, buffer_minutes=10)
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
        calendar_settings.add_leave(therapist=therapist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=1))
    assert found() == ["Mon 09:00", "Wed 09:00", "Wed 09:30", "Wed 10:00"]
    with inside(practice):
        for slot in free_slots(practice.pk, _week(practice, by=by)):  # each can be booked as it is
            with transaction.atomic():
                book_session(client=client, therapist_id=therapist.pk, starts_at=slot.starts_at)
                transaction.set_rollback(True)


@pytest.mark.django_db
def test_no_free_time_begins_this_minute_and_a_long_list_has_more() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    with inside(practice):
        calendar_settings.set_hours(therapist=therapist, hours=[(day, 8 * 60, 18 * 60) for day in range(5)])
    with time_machine.travel(datetime(2027, 3, 1, 10, 7, 20, tzinfo=LONDON), tick=False):
        with inside(practice):
            first = free_slots(practice.pk, _week(practice, by=actor(therapist)))[0]
        assert f"{first.starts_at.astimezone(LONDON):%H:%M}" == "10:10"
        path, query = reverse("sessions:slots"), "since=2027-03-01&until=2027-03-12&minutes=50"
        browser = pages(therapist)
        page = browser.get(f"{path}?{query}").content.decode()
        assert page.count("data-row ") == 60
        more = re.search(r'href="\?([^"]+)">Show more free times', page)
        assert more is not None
        assert "shown=120" in more[1]
        longer = browser.get(f"{path}?{html.unescape(more[1])}").content.decode()
        assert longer.count("data-row ") == 120
        for odd in ("shown=x", "shown=-5", "shown=99999"):
            assert browser.get(f"{path}?{query}&{odd}").status_code == 200


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
    leaving, matches, late, other = (a_client(therapist) for _ in range(4))
    session = a_session(leaving, MONDAY)
    by = actor(therapist)
    with inside(practice):
        waiting.wait(client=matches, weekdays=[0], earliest=9 * 60, latest=12 * 60)
        waiting.wait(client=late, weekdays=[0], earliest=14 * 60)
        waiting.wait(client=other, therapist=a_staff(practice))
        waiting.wait(client=leaving)
        assert waiting.freed_slots(by, waiting.waiting_list(by)) == []
        cancel_session(session=session)
        (freed,) = waiting.freed_slots(by, waiting.waiting_list(by))
        assert [row.client for row in freed.matches] == [matches]
        book_session(client=matches, therapist_id=therapist.pk, starts_at=MONDAY)
        assert waiting.freed_slots(by, waiting.waiting_list(by)) == []
        assert Waiting.objects.get(client=matches).state == Waiting.State.PLACED
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
def test_a_request_that_cannot_be_is_refused(fields: dict[str, object], name: str) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    with inside(practice):
        with pytest.raises(ValidationError) as refused:
            waiting.wait(client=client, **fields)  # type: ignore[arg-type]
        assert name in refused.value.message_dict
        assert not Waiting.objects.exists()


@pytest.mark.django_db
def test_waiting_twice_changes_the_request_and_who_leaves_the_list_is_off_it() -> None:
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
            calendar_settings.set_hours(therapist=therapist, hours=[(0, 540, 1020)])
            calendar_settings.add_leave(therapist=therapist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=2))
        with (
            inside(practice),
            CaptureQueriesContext(
                connection,
            ) as statements,
        ):
            therapists = list(calendar_settings.therapists_in_reach(actor(admin), May.SEE_CALENDAR))
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
            seen = list(calendar_settings.therapists_in_reach(actor(person), May.SEE_CALENDAR))
            assert [one.name for one in seen] == [whose.name]
            entries = [e for day in calendar_of(actor(person), seen, MONDAY.date(), 7) for e in day.entries]
            assert [entry.named for entry in entries] == ([] if person == stranger else [True])
        (entry,) = calendar_of(actor(stranger), [therapist], MONDAY.date(), 1)[0].entries
        assert (entry.named, entry.starts, entry.minutes) == (False, 600, 50)


@pytest.mark.django_db
def test_an_entry_of_the_week_says_when_who_where_and_what_became_of_it() -> None:
    practice = a_practice()
    admin, stranger = a_staff(practice, Role.ADMIN), a_staff(practice)
    therapist, left = a_staff(practice), a_staff(practice)
    a_session(a_client(therapist, name="Ana <b>"), MONDAY, room=a_room(practice, "Blue"))
    missed = a_session(a_client(left, name="Ben"), MONDAY.replace(hour=14))
    came = a_session(a_client(therapist, name="Cleo"), MONDAY.replace(hour=16))
    with inside(practice):
        TherapySession.objects.filter(pk=missed.pk).update(state="missed")
        TherapySession.objects.filter(pk=came.pk).update(state="attended")
        type(left).objects.filter(pk=left.pk).update(is_active=False)

    def entries(person: Staff, whose: str) -> list[str]:
        page = pages(person).get("/calendar/", {"on": "2027-03-01", "therapist": whose}).content.decode()
        found = re.findall(r'<(?:a|span) class="entry [^>]*>(.*?)</(?:a|span)>\s*(?=<|$)', page, re.DOTALL)
        return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)).strip() for one in found]

    assert entries(admin, "all") == [
        f"10:00 Ana &lt;b&gt; Blue · {therapist.name}",
        f"14:00 Ben online · {left.name} · left the practice · did not attend",
        f"16:00 Cleo online · {therapist.name} attended",
    ]
    assert entries(therapist, str(therapist.pk)) == ["10:00 Ana &lt;b&gt; Blue", "16:00 Cleo online attended"]
    assert entries(stranger, "all") == []
    shown = pages(therapist).get("/calendar/", {"on": "2027-03-01", "therapist": str(therapist.pk)}).content.decode()
    assert f'href="{reverse("sessions:session", args=[came.pk])}"' in shown


@pytest.mark.django_db
def test_a_session_that_is_not_for_these_eyes_is_a_time_and_nothing_else() -> None:
    therapist = a_staff(a_practice())
    session = a_session(a_client(therapist, name="Ana"), MONDAY, despite=True)
    entry = Entry(session, starts=10 * 60, minutes=50, lane=0, lanes=1, named=False)
    assert sorted(_entry(entry, (8 * 60, 20 * 60), str, alone=False)) == ["css", "href", "time"]
    assert _entry(entry, (8 * 60, 20 * 60), str, alone=False)["href"] == ""
