"""Who is on call: a rota by weekday and hours on the practice's clock, exceptions, gaps, and what follows from it."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.alerts.actions import raise_alert, set_alert_rules
from clients.alerts.responsibility import responsible_for
from clients.escalation.actions import add_step
from clients.escalation.models import EscalationStep
from clients.models import RiskAlert
from clients.on_call.actions import add_exception, add_shifts
from clients.on_call.models import OnCallException, OnCallShift
from clients.on_call.queries import on_call_in_rota
from clients.on_call.rota import WEEK, covers, gaps, minute_of, overlap, stretch
from clients.on_call.texts import in_words
from clients.tasks import escalate
from clinic.accounts.closing.actions import Decision, checklist, close_staff
from clinic.core.access import Role
from clinic.core.models import Message, Practice, Staff
from interventions.sessions.calendar_settings import add_leave
from tests.factories import a_client, a_practice, a_staff, actor, everywhere, inside
from tests.web import UNKNOWN, Api, pages, read

NIGHT = (time(18), time(8))
MONDAY = datetime(2026, 7, 6, 12, 0, tzinfo=UTC)  # 13:00 in London
ALL = range(7)
database = pytest.mark.django_db


def a_shift(
    staff: Staff, weekdays: Iterable[int] = ALL, starts: time = NIGHT[0], until: time = NIGHT[1]
) -> list[OnCallShift]:
    with inside(staff.practice):
        return add_shifts(
            practice_id=staff.practice_id, weekdays=list(weekdays), starts=starts, until=until, staff=staff
        )


def on_call(practice: Practice, at: datetime) -> list[UUID]:
    with inside(practice):
        return on_call_in_rota(at)


# --- the week, pure --------------------------------------------------------------------------------------------------


def test_a_stretch_may_cross_midnight_and_the_end_of_the_week_and_has_a_length() -> None:
    assert stretch(0, time(9), time(17)) == (540, 1020)
    assert stretch(6, time(22), time(6)) == (6 * 1440 + 1320, 7 * 1440 + 360)
    assert stretch(2, time(0), time(0)) == (2 * 1440, 3 * 1440)  # the whole day
    assert stretch(2, time(9), time(9)) is None
    sunday = stretch(6, time(22), time(6))
    assert sunday is not None
    assert covers(sunday, 6 * 1440 + 1400)
    assert covers(sunday, 30)  # Monday, half past midnight
    assert not covers(sunday, 360)
    assert in_words(sunday) == "Sunday 22:00 – Monday 06:00"
    assert in_words((0, 1440)) == "Monday 00:00 – 24:00"


def test_overlaps_and_gaps_are_those_that_counting_every_minute_finds() -> None:
    chance = random.Random(12)
    for _ in range(300):
        rows = []
        for _row in range(chance.randint(0, 6)):
            begins = chance.randrange(0, WEEK, 15)
            rows.append((begins, begins + chance.randrange(15, 1441, 15)))
        minutes = [{m % WEEK for m in range(begins, ends, 15)} for begins, ends in rows]
        for one, mine in zip(rows, minutes, strict=True):
            for other, theirs in zip(rows, minutes, strict=True):
                assert overlap(one, other) == bool(mine & theirs), (one, other)
            assert {m for m in range(0, WEEK, 15) if covers(one, m)} == mine
        free = {m for begins, ends in gaps(rows) for m in range(begins, ends, 15)}
        assert free == set(range(0, WEEK, 15)).difference(*minutes)


@pytest.mark.parametrize(
    ("at", "zone", "minute"),
    [
        ("2026-03-29T00:59+00:00", "Europe/London", 6 * 1440 + 59),  # before the clocks go forward
        ("2026-03-29T01:00+00:00", "Europe/London", 6 * 1440 + 120),  # 01:00 is left out
        ("2026-10-25T00:30+00:00", "Europe/London", 6 * 1440 + 90),  # 01:30 for the first time
        ("2026-10-25T01:00+00:00", "Europe/London", 6 * 1440 + 119),  # 01:00 again: the rota does not go back
        ("2026-10-25T01:30+00:00", "Europe/London", 6 * 1440 + 119),
        ("2026-10-25T02:00+00:00", "Europe/London", 6 * 1440 + 120),
        ("2027-04-03T14:10+00:00", "Pacific/Chatham", 6 * 1440 + 224),  # 02:55 again
        ("2026-01-04T10:30+00:00", "Pacific/Chatham", 15),  # +13:45: already Monday
    ],
)
def test_the_minute_of_the_week_is_that_of_the_practices_clock(at: str, zone: str, minute: int) -> None:
    assert minute_of(datetime.fromisoformat(at), ZoneInfo(zone)) == minute


# --- the rota of a practice ------------------------------------------------------------------------------------------


@database
@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Chatham", "America/St_Johns"])
def test_who_is_on_call_follows_the_practices_clock_also_on_nights_when_it_changes(zone: str) -> None:
    practice = a_practice(time_zone=zone)
    day, night = a_staff(practice), a_staff(practice)
    a_shift(night)
    a_shift(day, ALL, NIGHT[1], NIGHT[0])
    for month in (3, 4, 9, 10, 11):
        for hour in range(0, 24 * 30, 5):
            at = datetime(2026, month, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hour)
            shown = at.astimezone(ZoneInfo(zone)).time()
            expected = day if time(8) <= shown < time(18) else night
            if hour % 55 == 0 or hour > 24 * 27:  # the database now and then, the rule always
                assert on_call(practice, at) == [expected.pk], at


@database
def test_an_exception_goes_before_the_rota_and_where_nobody_can_act_the_next_is_on_call() -> None:
    practice = a_practice()
    lead, night, other, fallback = (a_staff(practice) for _ in range(4))
    client = a_client(lead)
    with time_machine.travel(MONDAY), inside(practice):
        set_alert_rules(practice_id=practice.pk, on_call=fallback, escalate_minutes=60)
    a_shift(night)
    evening = MONDAY.replace(hour=20)

    def first(at: datetime) -> set[UUID]:
        with inside(practice):
            return set(responsible_for([client.pk], at)[client.pk].first)

    assert first(MONDAY) == {lead.pk, fallback.pk}  # nobody of the rota
    assert first(evening) == {lead.pk, night.pk}
    with time_machine.travel(MONDAY), inside(practice):
        add_exception(practice_id=practice.pk, starts_at=evening, ends_at=evening + timedelta(hours=3), staff=other)
    assert first(evening) == {lead.pk, other.pk}
    assert first(evening + timedelta(hours=3)) == {lead.pk, night.pk}
    with time_machine.travel(MONDAY), inside(practice):
        add_leave(therapist=other, starts_at=evening, ends_at=evening + timedelta(days=1))
    assert first(evening) == {lead.pk, night.pk}
    with inside(practice):
        Staff.objects.filter(pk=night.pk).update(is_active=False)
    assert first(evening) == {lead.pk, fallback.pk}


@database
def test_whoever_is_on_call_outside_of_the_rota_opens_no_alert_in_the_hours_of_somebody_else() -> None:
    practice = a_practice()
    lead, night, fallback = (a_staff(practice) for _ in range(3))
    client = a_client(lead)
    with time_machine.travel(MONDAY.replace(hour=22)):
        with inside(practice):
            set_alert_rules(practice_id=practice.pk, on_call=fallback, escalate_minutes=60)
            alert = raise_alert(client=client, source="x", source_id=UNKNOWN, reason="x", level="moderate")
        a_shift(night)
        other = a_client(lead)
        with inside(practice):
            at_night = raise_alert(client=other, source="x", source_id=uuid4(), reason="x", level="moderate")
        assert pages(fallback).get(reverse("alerts:alert", args=[alert.pk])).status_code == 200  # they were told
        assert pages(fallback).get(reverse("alerts:alert", args=[at_night.pk])).status_code == 404
        assert pages(night).get(reverse("alerts:alert", args=[at_night.pk])).status_code == 200


@database
def test_an_alert_at_night_reaches_who_is_in_the_rota_and_the_next_one_when_their_time_begins() -> None:
    practice = a_practice()
    lead, night, day = (a_staff(practice) for _ in range(3))
    client = a_client(lead, name="Quill Person")
    a_shift(night)
    a_shift(day, ALL, NIGHT[1], NIGHT[0])
    with time_machine.travel(MONDAY.replace(hour=22)):
        with inside(practice):
            alert = raise_alert(client=client, source="x", source_id=UNKNOWN, reason="x", level="moderate")
            assert set(Message.objects.values_list("recipient_id", flat=True)) == {lead.pk, night.pk}
        path = reverse("alerts:alert", args=[alert.pk])
        assert pages(night).get(path).status_code == 200
        assert pages(day).get(path).status_code == 404
    with time_machine.travel(MONDAY.replace(day=7, hour=7, minute=1)):
        everywhere(escalate)
        assert pages(day).get(path).status_code == 200
    with inside(practice):
        assert Message.objects.filter(recipient_id=day.pk).exists()
        assert RiskAlert.objects.get().state == "open"


@database
def test_the_page_and_the_api_keep_the_rota_and_show_its_gaps() -> None:
    practice = a_practice()
    admin, person = a_staff(practice, Role.ADMIN), a_staff(practice, name="Night Person")
    browser, api = pages(admin), Api(admin)
    form = {"weekdays": ["0", "6"], "starts": "18:00", "until": "08:00", "staff": str(person.pk)}
    page = browser.post("/practice/on-call/shifts/", form, follow=True).content.decode()
    assert "Night Person" in page
    assert "Sunday 18:00 – Monday 08:00" in page
    assert "Monday 08:00 – 18:00" in page  # a gap
    found = read(api.get("on-call/"))
    assert [(row["weekday"], row["starts"], row["until"]) for row in found["shifts"]] == [
        (0, "18:00", "08:00"),
        (6, "18:00", "08:00"),
    ]
    assert [row["begins"] for row in found["gaps"]] == [480, 1440 + 480]
    start = timezone.now() + timedelta(days=2)
    exception = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=4)).isoformat()}
    made = api.post("on-call/exceptions/", exception | {"staff": str(person.pk)})
    assert made.status_code == 201
    more = api.post("on-call/shifts/", form | {"weekdays": [2], "starts": "00:00", "until": "00:00"})
    assert (more.status_code, read(more)["results"][0]["until"]) == (201, "00:00")
    for path in (f"shifts/{read(more)['results'][0]['id']}/", f"exceptions/{read(made)['id']}/"):
        path = f"/api/v1/on-call/{path}"
        assert api.browser.delete(path, headers=api.headers).status_code == 204
        assert api.browser.delete(path, headers=api.headers).status_code == 404
    removed = browser.post(reverse("on_call:shift-remove", args=[found["shifts"][0]["id"]]), follow=True)
    assert "Removed from the rota." in removed.content.decode()
    assert len(read(api.get("on-call/"))["shifts"]) == 1


@database
def test_a_row_that_cannot_be_is_refused_at_its_field_and_nothing_of_it_is_saved() -> None:
    practice, elsewhere = a_practice(), a_staff(a_practice())
    admin, person, gone = a_staff(practice, Role.ADMIN), a_staff(practice, name="Night Person"), a_staff(practice)
    with inside(practice):
        Staff.objects.filter(pk=gone.pk).update(is_active=False)
    a_shift(person, [6], time(22), time(6))
    good: dict[str, object] = {"weekdays": [1], "starts": "18:00", "until": "08:00", "staff": str(person.pk)}
    api, browser = Api(admin), pages(admin)
    for bad, field, words in (
        ({"until": "18:00"}, "until", "end are the same"),
        ({"weekdays": [1, 0], "starts": "05:00", "until": "09:00"}, "starts", "On Monday, Night Person is on call"),
        ({"weekdays": []}, "weekdays", ""),
        ({"weekdays": [7]}, "weekdays", ""),
        ({"starts": "25:00"}, "starts", ""),
        ({"until": ""}, "until", ""),
        ({"staff": str(gone.pk)}, "staff", ""),
        ({"staff": str(admin.pk)}, "staff", ""),
        ({"staff": str(elsewhere.pk)}, "staff", ""),
        ({"staff": "x"}, "staff", ""),
    ):
        answer = api.post("on-call/shifts/", good | bad)
        assert (answer.status_code, list(read(answer))) == (400, [field]), bad
        assert words in str(read(answer))
        page = browser.post("/practice/on-call/shifts/", good | bad)
        assert page.status_code == 200, bad
        assert words in page.content.decode()
    start = timezone.now() + timedelta(days=1)
    for begin, end, field in (
        (start, start, "ends_at"),
        (start - timedelta(days=9), start - timedelta(days=8), "starts_at"),
        (start + timedelta(days=500), start + timedelta(days=501), "starts_at"),
        (start, start + timedelta(days=40), "ends_at"),
    ):
        body = {"starts_at": begin.isoformat(), "ends_at": end.isoformat(), "staff": str(person.pk)}
        answer = api.post("on-call/exceptions/", body)
        assert (answer.status_code, list(read(answer))) == (400, [field])
    with inside(practice):
        assert OnCallShift.objects.count() == 1
        assert not OnCallException.objects.exists()


@database
@pytest.mark.parametrize(
    ("begins", "ends", "constraint"),
    [
        (600, 600, "oncallshift_length"),
        (600, 2041, "oncallshift_length"),
        (10080, 10090, "oncallshift_week"),
        (300, 400, "oncallshift_one"),  # Monday morning, which the night of Sunday reaches into
        (6 * 1440 + 1300, 7 * 1440, "oncallshift_one"),
    ],
)
def test_the_database_refuses_no_length_and_two_at_once_also_across_the_end_of_the_week(
    begins: int, ends: int, constraint: str
) -> None:
    person = a_staff(a_practice())
    a_shift(person, [6], time(22), time(6))
    with inside(person.practice), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OnCallShift.objects.create(practice=person.practice, staff=person, begins=begins, ends=ends)


@database
def test_the_database_refuses_a_closed_account_and_two_exceptions_at_once() -> None:
    practice = a_practice()
    person, gone = a_staff(practice), a_staff(practice)
    start, hour = timezone.now() + timedelta(days=1), timedelta(hours=1)
    with inside(practice):
        Staff.objects.filter(pk=gone.pk).update(is_active=False)
        add_exception(practice_id=practice.pk, starts_at=start, ends_at=start + hour, staff=person)
        with pytest.raises(ValidationError, match="exception at this time"):
            add_exception(practice_id=practice.pk, starts_at=start, ends_at=start + hour, staff=person)
        with pytest.raises(IntegrityError, match="oncallexception_one"), transaction.atomic():
            OnCallException.objects.create(practice=practice, staff=person, starts_at=start, ends_at=start + hour)
        with pytest.raises(IntegrityError, match="oncallshift_active"), transaction.atomic():
            OnCallShift.objects.create(practice=practice, staff=gone, begins=0, ends=60)


@database
@pytest.mark.parametrize("hands_over", [True, False])
def test_who_closes_an_account_hands_over_its_times_and_steps_or_leaves_them_empty(hands_over: bool) -> None:
    practice = a_practice()
    admin, person, taker = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    a_shift(person)
    start = timezone.now() + timedelta(days=1)
    with inside(practice, actor(admin)) as scope:
        add_exception(practice_id=practice.pk, starts_at=start, ends_at=start + timedelta(hours=2), staff=person)
        add_step(practice_id=practice.pk, minutes=30, whom="person", staff=person)
        decision = Decision(to=taker) if hands_over else Decision(leave=True)
        seen = checklist(person).seen
        close_staff(staff=person, by=scope.actor, reason="Moves away", decisions={"on_call": decision}, seen=seen)
        expected = {taker.pk} if hands_over else set()
        assert set(OnCallShift.objects.values_list("staff", flat=True)) == expected
        assert set(OnCallException.objects.values_list("staff", flat=True)) == expected
        assert set(EscalationStep.objects.values_list("staff", flat=True)) == expected
