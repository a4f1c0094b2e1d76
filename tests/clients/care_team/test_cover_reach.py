"""Who covers works in the files of whoever is away, in these days alone; and where nobody covers, admins are told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clients.alerts.actions import take_alert
from clients.care_team.actions import add_second
from clients.care_team.covers import name_cover
from clients.models import Client, Cover, RiskAlert
from clients.queries import still_cares
from clinic.core.access import Role
from clinic.core.models import Staff
from clinic.workspace.covering import FEW, covering
from interventions.models import Leave
from interventions.sessions.calendar_settings import add_leave, take_leave
from interventions.sessions.uncovered import gaps, uncovered_for
from tests.factories import a_client, a_practice, a_session, a_staff, actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = datetime.fromisoformat("2027-02-24T12:00:00+00:00")
FILE = ["workspace:client", "assessments:client-assessments", "sessions:client-sessions", "clients:client-file"]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def cover(therapist: Staff, staff: Staff, starts_at: datetime = NOW, days: int = 3) -> Cover:
    """A leave with somebody who covers all of it."""
    with inside(therapist.practice):
        add_leave(therapist=therapist, starts_at=starts_at, ends_at=starts_at + days * DAY)
        return name_cover(
            therapist=therapist,
            staff_id=staff.pk,
            starts_at=starts_at,
            ends_at=starts_at + days * DAY,
            by=actor(therapist),
        )


def status(staff: Staff, client: Client, name: str = "workspace:client") -> int:
    found: int = pages(staff).get(reverse(name, args=[client.pk])).status_code
    return found


def test_who_covers_works_in_the_file_from_the_first_moment_to_the_last_and_sees_nothing_before_or_after() -> None:
    practice = a_practice()
    lead, deputy, stranger = a_staff(practice), a_staff(practice), a_staff(practice)
    client, other = a_client(lead), a_client(stranger)
    held = cover(lead, deputy, NOW + DAY)
    for moment, expected in [
        (held.starts_at - timedelta(microseconds=1), 404),
        (held.starts_at, 200),
        (held.ends_at - timedelta(microseconds=1), 200),
        (held.ends_at, 404),
    ]:
        with time_machine.travel(moment, tick=False):
            assert [status(deputy, client, name) for name in FILE] == [expected] * len(FILE), moment
            assert Api(deputy).get(f"clients/{client.pk}/").status_code == expected
            recorded = pages(deputy).get(reverse("assessments:record-choose", args=[client.pk]))
            assert recorded.status_code == expected
            assert pages(deputy).get(reverse("sessions:book", args=[client.pk])).status_code == expected
            assert status(deputy, other) == 404
            assert status(stranger, client) == 404
            # Whose client it is stays a matter of the lead and the admins.
            assert pages(deputy).get(reverse("care_team:client-care", args=[client.pk])).status_code == 404


def test_who_covers_reaches_those_whom_the_other_holds_as_second_but_not_those_of_their_own_cover() -> None:
    practice = a_practice()
    lead, deputy, further = a_staff(practice), a_staff(practice), a_staff(practice)
    client, seconded = a_client(lead), a_client(a_staff(practice))
    with inside(practice):
        by = actor(a_staff(practice, Role.ADMIN))
        add_second(client=seconded, staff_id=lead.pk, by=by, reason="Joint work")
    cover(lead, deputy, NOW, days=3)
    cover(deputy, further, NOW + DAY, days=1)
    assert status(deputy, seconded) == 200
    with time_machine.travel(NOW + DAY, tick=False):
        assert status(further, client) == 404  # who covers for somebody covers for their own clients alone


def test_who_took_an_alert_as_cover_keeps_that_alert_in_reach_until_it_is_closed_and_nothing_else() -> None:
    practice = a_practice()
    lead, deputy = a_staff(practice), a_staff(practice)
    client = a_client(lead)
    held = cover(lead, deputy, NOW, days=1)
    with inside(practice):
        taken, other = (
            RiskAlert.objects.create(practice=practice, client=client, source=text, source_id=uuid4(), reason="x")
            for text in ("PHQ-9", "CORE-10")
        )
    with time_machine.travel(held.ends_at - timedelta(minutes=5), tick=False), inside(practice):
        take_alert(alert=taken, by=actor(deputy))
    with time_machine.travel(held.ends_at + timedelta(hours=1), tick=False):
        desk = pages(deputy)
        found = [desk.get(reverse("alerts:alert", args=[row.pk])).status_code for row in (taken, other)]
        assert found == [200, 404]
        assert [row["id"] for row in read(Api(deputy).get("alerts/"))["results"]] == [str(taken.pk)]
        assert [status(deputy, client, name) for name in FILE] == [404] * len(FILE)
        with inside(practice):
            RiskAlert.objects.filter(pk=taken.pk).update(
                closed_at=held.ends_at, closed_by=lead, outcome="safe", closing_note="Called."
            )
        assert desk.get(reverse("alerts:alert", args=[taken.pk])).status_code == 404


def test_leave_in_a_time_in_which_one_covers_is_refused_and_says_for_whom() -> None:
    practice = a_practice()
    lead, deputy = a_staff(practice, name="Lea"), a_staff(practice, name="Dan")
    held = cover(lead, deputy, NOW + DAY)

    def leave(starts_at: datetime) -> list[str]:
        with inside(practice):
            try:
                take_leave(therapist=deputy, starts_at=starts_at, ends_at=starts_at + DAY, by=actor(deputy))
            except ValidationError as error:
                return [str(text) for text in error.message_dict["starts_at"]]
        return []

    (refused,) = leave(NOW + 2 * DAY)
    assert refused.startswith("Dan covers for Lea from 25 February 2027")
    assert leave(held.ends_at) == []  # from its last moment on they may be away
    with inside(practice):
        assert Leave.objects.filter(therapist=deputy).count() == 1


def test_the_header_the_caseload_and_today_say_that_somebody_covers_and_for_whom() -> None:
    practice = a_practice()
    lead, deputy = a_staff(practice, name="Lea"), a_staff(practice, name="Dan")
    ana, ben, cem = (a_client(lead, name=name) for name in ("Ana", "Ben", "Cem"))
    own = a_client(deputy, name="Own")
    a_session(ben, NOW + timedelta(hours=2))
    with inside(practice):
        RiskAlert.objects.create(practice=practice, client=cem, source="PHQ-9", source_id=uuid4(), reason="item 9")
    cover(lead, deputy, datetime.fromisoformat("2027-02-24T00:00:00+00:00"), days=3)
    for reader in (lead, deputy):
        page = pages(reader).get(reverse("workspace:client", args=[ana.pk])).content.decode()
        assert "Covered by Dan until 26 Feb" in page
    assert "Covered by" not in pages(deputy).get(reverse("workspace:client", args=[own.pk])).content.decode()
    today = pages(deputy).get("/").content.decode()
    section = today.partition("You cover for Lea until 26 Feb.")[2].partition("</ul>")[0]
    assert section.index("Cem") < section.index("Ben") < section.index("Ana")
    assert "session today" in section
    (found,) = read(Api(deputy).get("covering/"))["results"]
    assert [row["name"] for row in found["clients"]] == ["Cem", "Ben", "Ana"]
    assert (found["name"], found["more"]) == ("Lea", 0)
    rows = {row["name"]: row["covered_for"] for row in read(Api(deputy).get("caseload/"))["results"]}
    assert rows == {"Ana": "Lea", "Ben": "Lea", "Cem": "Lea", "Own": None}
    assert {row["covered_for"] for row in read(Api(lead).get("caseload/"))["results"]} == {None}
    assert read(Api(lead).get("covering/"))["results"] == []
    with time_machine.travel(NOW + 4 * DAY, tick=False):
        assert "You cover for" not in pages(deputy).get("/").content.decode()
        assert "Covered by" not in pages(lead).get(reverse("workspace:client", args=[ana.pk])).content.decode()


def test_admins_are_told_where_nobody_covers_and_when_whoever_covers_is_away_or_has_left() -> None:
    practice = a_practice()
    lead, deputy, admin = a_staff(practice, name="Lea"), a_staff(practice, name="Dan"), a_staff(practice, Role.ADMIN)
    a_client(lead)
    midnight = datetime.fromisoformat("2027-03-01T00:00:00+00:00")
    cover(lead, deputy, midnight, days=5)

    def listed() -> list[tuple[str, str, str]]:
        with inside(practice):
            return [(one.name, f"{one.starts_at:%d}", f"{one.ends_at:%d}") for one in uncovered_for(actor(admin))]

    assert listed() == []
    with inside(practice):
        add_leave(therapist=deputy, starts_at=midnight + DAY, ends_at=midnight + 2 * DAY)
    assert listed() == [("Lea", "02", "03")]
    assert "Nobody covers Lea: Tue 2 Mar" in pages(admin).get("/").content.decode()
    assert "Nobody covers" not in pages(lead).get("/").content.decode()
    assert [row["name"] for row in read(Api(admin).get("leave/uncovered/"))["results"]] == ["Lea"]
    assert read(Api(deputy).get("leave/uncovered/"))["results"] == []
    with inside(practice):
        Staff.objects.filter(pk=deputy.pk).update(is_active=False)
    assert listed() == [("Lea", "01", "06")]


def test_closing_the_account_of_who_covers_hands_the_cover_over_or_leaves_it_knowingly() -> None:
    practice = a_practice()
    lead, deputy, next_one, admin = (*(a_staff(practice) for _n in range(3)), a_staff(practice, Role.ADMIN))
    client = a_client(lead)
    cover(lead, deputy, NOW + DAY)
    api, path = Api(admin), f"staff/{deputy.pk}/closing/"
    seen = read(api.get(path))["seen"]
    close = {"reason": "left the town", "seen": seen, "decisions": []}
    refused = api.post(path, close)
    assert "covers" in read(refused), refused.content
    with inside(practice):
        add_leave(therapist=next_one, starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
    given = close | {"decisions": [{"kind": "covers", "to": str(next_one.pk)}]}
    assert "is away in that time" in str(read(api.post(path, given)))
    with inside(practice):
        Leave.objects.filter(therapist=next_one).delete()
    assert api.post(path, given).status_code == 201
    with inside(practice):
        assert Cover.objects.get().staff_id == next_one.pk
    with time_machine.travel(NOW + DAY, tick=False):
        assert status(next_one, client) == 200


def test_who_covers_stays_a_therapist_until_somebody_else_does() -> None:
    practice = a_practice()
    lead, deputy = a_staff(practice, name="Lea"), a_staff(practice)
    a_client(lead)
    cover(lead, deputy)
    with inside(practice):
        assert still_cares(deputy) == "This person covers for Lea. Name somebody else first."
        Cover.objects.all().delete()
        assert still_cares(deputy) is None


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(0, 9)]),
        ([(0, 9)], []),
        ([(-5, 20)], []),
        ([(3, 5)], [(0, 3), (5, 9)]),
        ([(5, 7), (0, 2), (2, 5)], [(7, 9)]),
        ([(2, 4), (3, 12)], [(0, 2)]),
        ([(-4, 0), (9, 12)], [(0, 9)]),
    ],
)
def test_gaps_are_what_is_left_of_a_period(taken: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    def days(pairs: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
        return [(NOW + first * DAY, NOW + last * DAY) for first, last in pairs]

    (whole,) = days([(0, 9)])
    assert gaps(whole, days(taken)) == days(left)


def test_three_colleagues_are_read_by_as_many_statements_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    practice = a_practice()
    deputy = a_staff(practice)
    leads = [a_staff(practice, name=name) for name in ("Lea", "Max", "Nor")]
    for lead in leads:
        for number in range(FEW + 2 if lead == leads[0] else 1):
            a_client(lead, name=f"{lead.name} {number:02}")
        cover(lead, deputy)
    with inside(practice, actor(deputy)) as scope, django_assert_num_queries(2):
        found = covering(scope.actor)
    assert [(one.cover.therapist.name, len(one.clients), one.more) for one in found] == [
        ("Lea", FEW, 2),
        ("Max", 1, 0),
        ("Nor", 1, 0),
    ]
    assert [one.name for one in found[0].clients] == [f"Lea {number:02}" for number in range(FEW)]
