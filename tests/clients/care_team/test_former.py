"""Former therapists read for as many days as the practice allows, and do nothing else."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.models import CareRules, Client, RiskAlert
from clinic.core.access import Role
from clinic.core.models import AccessLog, Staff
from tests.factories import a_client, a_practice, a_session, a_staff, inside
from tests.interventions.sessions.test_session_api import send
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = datetime.fromisoformat("2027-02-24T12:00:00+00:00")
READ = ["workspace:client", "assessments:client-assessments", "exercises:client-exercises", "clients:client-file"]
WRITTEN = ["assessments:record-choose", "exercises:exercise-new", "plans:plan-new", "sessions:book"]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def handed_over(days: int | None, zone: str = "Europe/London", *, session: bool = False) -> tuple[Client, Staff, Staff]:
    """A client whom somebody else leads since today, in a practice with this rule; the client, who led, the admin."""
    practice = a_practice(time_zone=zone)
    old, new, admin = a_staff(practice), a_staff(practice, name="Noor"), a_staff(practice, Role.ADMIN)
    client = a_client(old, name="Ana Park")
    if days is not None:
        assert send(Api(admin), "patch", "care-rules/", {"former_days": days}).status_code == 200
    if session:
        a_session(client, NOW + timedelta(hours=2))
    sent = {"to": str(new.pk), "reason": "Moves", "note": "All is well so far.", "lead": str(old.pk)}
    assert Api(admin).post(f"clients/{client.pk}/transfer/", sent).status_code == 200
    return client, old, admin


def opened(staff: Staff, client: Client, names: list[str]) -> set[int]:
    return {pages(staff).get(reverse(name, args=[client.pk])).status_code for name in names}


@pytest.mark.parametrize("days", [None, 0])
def test_after_a_hand_over_nothing_is_left_unless_the_practice_allows_it(days: int | None) -> None:
    client, old, _admin = handed_over(days)
    assert opened(old, client, [*READ, *WRITTEN]) == {404}


def test_a_former_therapist_reads_until_the_last_day_and_changes_nothing() -> None:
    client, old, admin = handed_over(7)
    page = pages(old).get(reverse("workspace:client", args=[client.pk])).content.decode()
    assert "Former therapist: you can read until 3 Mar" in page
    assert reverse("sessions:book", args=[client.pk]) not in page
    last = datetime.fromisoformat("2027-03-03T23:59:59+00:00")
    for moment in (NOW, last):
        with time_machine.travel(moment, tick=False):
            assert opened(old, client, READ) == {200}
            assert opened(old, client, WRITTEN) == {404}
            assert Api(old).get(f"clients/{client.pk}/").status_code == 200
            assert Api(old).post("assessments/", {"client": str(client.pk)}).status_code in {400, 404}
            assert send(Api(old), "patch", f"clients/{client.pk}/", {"name": "Other"}).status_code == 404
    with time_machine.travel(last + timedelta(seconds=1), tick=False):
        assert opened(old, client, READ) == {404}
    # Who looked, and a shorter time that holds at once
    with inside(client.practice):
        assert AccessLog.objects.filter(client_id=client.pk, user_id=old.user_id).exists()
    send(Api(admin), "patch", "care-rules/", {"former_days": 0})
    assert opened(old, client, READ) == {404}


def test_the_days_are_the_practices_own() -> None:
    client, old, _admin = handed_over(1, zone="Pacific/Chatham")  # handed over on 25 February there
    with time_machine.travel(datetime.fromisoformat("2027-02-26T10:14:59+00:00"), tick=False):
        assert opened(old, client, READ) == {200}
    with time_machine.travel(datetime.fromisoformat("2027-02-26T10:15:00+00:00"), tick=False):
        assert opened(old, client, READ) == {404}


def test_what_needs_somebody_and_todays_sessions_are_no_longer_the_former_therapists() -> None:
    client, old, _admin = handed_over(30, session=True)
    with inside(client.practice):
        RiskAlert.objects.create(
            practice=client.practice, client=client, source="PHQ-9", source_id=client.pk, reason="item 9"
        )
    assert "Ana Park" not in pages(old).get("/").content.decode()
    assert "Ana Park" not in pages(old).get("/caseload/").content.decode()
    assert read(Api(old).get("alerts/"))["results"] == []


@pytest.mark.parametrize("days", [-1, 91, "x", None, 1.5, True])
def test_a_time_that_cannot_be_is_refused_at_its_field(days: object) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    answer = send(Api(admin), "patch", "care-rules/", {"former_days": days})
    assert answer.status_code == 400
    assert "former_days" in read(answer)


def test_the_practices_page_sets_the_time_and_keeps_what_was_typed_wrongly() -> None:
    practice = a_practice()
    browser = pages(a_staff(practice, Role.ADMIN))
    page = browser.post("/practice/care/", {"former_days": "91"}).content.decode()
    assert 'value="91"' in page
    assert browser.post("/practice/care/", {"former_days": "14"}).status_code == 302
    with inside(practice):
        assert CareRules.objects.get().former_days == 14


def test_the_database_takes_one_rule_a_practice_of_ninety_days_at_most() -> None:
    practice = a_practice()
    with inside(practice):
        CareRules.objects.create(practice=practice, former_days=90)
        for days in (1, 91):
            with pytest.raises(IntegrityError), transaction.atomic():
                CareRules.objects.create(practice=practice, former_days=days)
