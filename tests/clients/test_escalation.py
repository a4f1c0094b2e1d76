"""Steps that a practice sets: whom to tell of an alert after how long, when nobody acts."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.alerts.actions import raise_alert, set_alert_rules
from clients.escalation.actions import add_step
from clients.escalation.models import EscalationStep
from clients.tasks import escalate
from clinic.core.access import Role
from clinic.core.models import Message, Staff
from tests.factories import a_client, a_practice, a_staff, everywhere, inside
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
Whom = EscalationStep.Whom


def a_step(admin: Staff, minutes: int, whom: str, staff: Staff | None = None) -> EscalationStep:
    with inside(admin.practice):
        return add_step(practice_id=admin.practice_id, minutes=minutes, whom=whom, staff=staff)


@pytest.mark.parametrize(
    ("level", "times"), [("moderate", (20, 50, 90)), ("high", (10, 25, 45)), ("low", (1440, 2880, 4320))]
)
def test_each_step_is_told_at_its_time_and_after_the_last_one_everybody_daily(
    level: str, times: tuple[int, int, int]
) -> None:
    practice = a_practice()
    admin, supervisor, person = a_staff(practice, Role.ADMIN), a_staff(practice, Role.SUPERVISOR), a_staff(practice)
    lead, on_call = a_staff(practice, supervisor=supervisor), a_staff(practice)
    with inside(practice):
        set_alert_rules(practice_id=practice.pk, on_call=on_call, escalate_minutes=60)
    a_step(admin, 90, Whom.ADMINS)  # written in any order
    a_step(admin, 20, Whom.PERSON, person)
    a_step(admin, 50, Whom.SUPERVISOR)
    client, start = a_client(lead), timezone.now()
    with inside(practice):
        raise_alert(client=client, source="x", source_id=UNKNOWN, reason="x", level=level)
    told: list[int] = []
    for minutes, expected in zip(times, (person, supervisor, admin), strict=True):
        for at, rounds in ((minutes - 1, 0), (minutes, 1), (minutes, 0)):
            with time_machine.travel(start + timedelta(minutes=at, seconds=20 + len(told))):
                assert everywhere(escalate) == rounds, (minutes, at)
        told.append(minutes)
        with inside(practice):
            assert Message.objects.filter(recipient_id=expected.pk).count() == 1
    with time_machine.travel(start + timedelta(minutes=times[-1], days=1, seconds=40)):
        assert everywhere(escalate) == 1
    with inside(practice):
        assert Message.objects.filter(recipient_id=person.pk).count() == 2


def test_the_page_and_the_api_keep_the_steps_and_say_what_holds_without_any() -> None:
    practice = a_practice()
    admin, person = a_staff(practice, Role.ADMIN), a_staff(practice, name="Night Person")
    browser, api = pages(admin), Api(admin)
    assert "after 60 minutes, the admins after 120" in browser.get("/practice/escalation/").content.decode()
    form = {"minutes": "25", "whom": "person", "staff": str(person.pk)}
    page = browser.post("/practice/escalation/steps/", form, follow=True).content.decode()
    assert "after 25 minutes" in page
    assert "Night Person" in page
    made = api.post("escalation-steps/", {"minutes": 15, "whom": "second"})
    assert made.status_code == 201
    assert [row["minutes"] for row in read(api.get("escalation-steps/"))["results"]] == [15, 25]
    path = f"/api/v1/escalation-steps/{read(made)['id']}/"
    assert [api.browser.delete(path, headers=api.headers).status_code for _ in range(2)] == [204, 404]
    with inside(practice):
        last = EscalationStep.objects.get()
    page = browser.post(reverse("escalation:step-remove", args=[last.pk]), follow=True).content.decode()
    assert "The default steps apply" in page


def test_a_step_that_cannot_be_is_refused_at_its_field() -> None:
    practice, elsewhere = a_practice(), a_staff(a_practice())
    admin, person, gone = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    with inside(practice):
        Staff.objects.filter(pk=gone.pk).update(is_active=False)
    a_step(admin, 30, Whom.SUPERVISOR)
    api, browser = Api(admin), pages(admin)
    good: dict[str, object] = {"minutes": 60, "whom": "person", "staff": str(person.pk)}
    for bad, field in (
        ({"minutes": 0}, "minutes"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 10000}, "minutes"),
        ({"minutes": "soon"}, "minutes"),
        ({"minutes": 30}, "minutes"),  # the same as another one
        ({"whom": "nobody"}, "whom"),
        ({"whom": ""}, "whom"),
        ({"whom": "admins"}, "staff"),
        ({"staff": str(gone.pk)}, "staff"),
        ({"staff": str(admin.pk)}, "staff"),
        ({"staff": str(elsewhere.pk)}, "staff"),
    ):
        answer = api.post("escalation-steps/", good | bad)
        assert (answer.status_code, list(read(answer))) == (400, [field]), bad
        assert browser.post("/practice/escalation/steps/", good | bad).status_code == 200, bad
    assert list(read(api.post("escalation-steps/", {"minutes": 60, "whom": "person"}))) == ["staff"]
    with inside(practice):
        assert EscalationStep.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"minutes": 4, "whom": "admins"}, "escalationstep_minutes"),
        ({"minutes": 10000, "whom": "admins"}, "escalationstep_minutes"),
        ({"minutes": 30, "whom": "admins"}, "escalationstep_once"),
        ({"minutes": 60, "whom": "person"}, "escalationstep_person"),
        ({"minutes": 60, "whom": "nobody"}, "escalationstep_whom"),
    ],
)
def test_the_database_refuses_it_as_well(fields: dict[str, object], constraint: str) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    a_step(admin, 30, Whom.SUPERVISOR)
    with inside(admin.practice), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EscalationStep.objects.create(practice=admin.practice, **fields)
