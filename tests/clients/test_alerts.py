"""Risk alerts: told at once to lead and on-call person, passed on when nobody acts, closed only in writing."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.actions import AlertAlreadyAcknowledged, acknowledge_alert, escalate_alerts, raise_alert, set_alert_rules
from clients.models import Client, RiskAlert
from clients.tasks import escalate
from clinic.core.access import Role
from clinic.core.models import Message, Practice
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db


def an_alert(client: Client, source: str = "PHQ-9 item 9") -> RiskAlert:
    with inside(client.practice):
        return raise_alert(client=client, source=source, source_id=UNKNOWN, reason="thoughts of death endorsed")


def told(practice: Practice) -> list[str]:
    with inside(practice):
        return sorted(Message.objects.values_list("to_address", flat=True))


def test_lead_and_on_call_are_told_once_each() -> None:
    practice = a_practice()
    lead, other = a_staff(practice), a_staff(practice)
    with inside(practice):
        set_alert_rules(practice_id=practice.pk, on_call=other, escalate_minutes=30)
    client = a_client(lead)
    for _ in range(3):
        an_alert(client)
    assert told(practice) == sorted([lead.user.email, other.user.email])


def test_a_lead_who_is_on_call_gets_one_mail() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    with inside(practice):
        set_alert_rules(practice_id=practice.pk, on_call=lead, escalate_minutes=30)
    an_alert(a_client(lead))
    assert told(practice) == [lead.user.email]


def test_the_supervisor_is_told_when_the_time_is_up_and_only_once() -> None:
    practice = a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR)
    client = a_client(a_staff(practice, supervisor=supervisor))
    an_alert(client)
    assert escalate() == 0  # not yet
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert escalate() == 1
        assert escalate() == 0
    assert supervisor.user.email in told(practice)


def test_an_acknowledged_alert_is_not_passed_on() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    alert = an_alert(a_client(therapist))
    with inside(practice):
        acknowledge_alert(alert=alert, by=actor(therapist), text="Called.")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert escalate() == 0


def test_without_a_supervisor_the_admins_see_to_it() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    an_alert(a_client(a_staff(practice)))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)), inside(practice):
        assert escalate_alerts() == 1
        message = Message.objects.get(to_address=admin.user.email)
    assert "whoever is on call" in message.body


def test_no_notice_names_anybody() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice, supervisor=a_staff(practice, Role.SUPERVISOR)), name="Quill Person")
    an_alert(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)), inside(practice):
        escalate_alerts()
        text = " ".join(f"{m.subject} {m.body}" for m in Message.objects.all())
    assert "Quill" not in text
    assert "PHQ" not in text


def test_who_is_on_call_sees_the_alert_and_nothing_else_of_the_client() -> None:
    practice = a_practice()
    lead, on_call, bystander = a_staff(practice), a_staff(practice), a_staff(practice)
    client = a_client(lead, name="Quill Person", phone="+44 20 7946 0958")
    alert = an_alert(client)
    path = reverse("desk:alert", args=[alert.pk])
    assert pages(on_call).get(path).status_code == 404
    with inside(practice):
        set_alert_rules(practice_id=practice.pk, on_call=on_call, escalate_minutes=30)
    page = pages(on_call).get(path).content.decode()
    assert "+44 20 7946 0958" in page
    assert "The assessment" not in page
    assert "Quill Person" in pages(on_call).get("/").content.decode()
    assert pages(on_call).get(reverse("desk:client", args=[client.pk])).status_code == 404
    assert Api(on_call).get(f"clients/{client.pk}/").status_code == 404
    assert read(Api(on_call).get("caseload/"))["results"] == []
    assert pages(bystander).get(path).status_code == 404
    answer = pages(on_call).post(path, {"acknowledgement": "Called, with sister tonight."})
    assert answer.status_code == 302
    assert pages(on_call).get(path).status_code == 404  # acknowledged: the reason to see it is gone


def test_an_alert_is_closed_once_and_in_writing() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    alert = an_alert(a_client(therapist))
    with inside(practice):
        acknowledge_alert(alert=alert, by=actor(therapist), text="Called.")
        with pytest.raises(AlertAlreadyAcknowledged):
            acknowledge_alert(alert=alert, by=actor(therapist), text="Called again.")
    second = an_alert(a_client(therapist), source="CORE-10 item 6")
    with inside(practice), pytest.raises(IntegrityError, match="acknowledged_in_writing"), transaction.atomic():
        RiskAlert.objects.filter(pk=second.pk).update(acknowledged_at=timezone.now())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"escalate_minutes": "4"}, "greater than or equal to 5"),
        ({"escalate_minutes": "1441"}, "less than or equal to 1440"),
        ({"escalate_minutes": "soon"}, "whole number"),
        ({"escalate_minutes": ""}, "This field is required"),
        ({"on_call": str(UNKNOWN)}, "Select a valid choice"),
    ],
)
def test_rules_that_cannot_be_are_refused(change: dict[str, str], words: str) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    answer = pages(admin).post("/practice/alerts/", {"on_call": "", "escalate_minutes": "30"} | change)
    assert words in answer.content.decode()


def test_rules_are_kept_and_changed() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    for minutes in ("30", "45"):
        form = {"on_call": str(therapist.pk), "escalate_minutes": minutes}
        assert pages(admin).post("/practice/alerts/", form).status_code == 302
    assert 'value="45"' in pages(admin).get("/practice/").content.decode()
