"""Risk alerts: told at once to lead and on-call person, passed on when nobody acts, closed only in writing."""

import html
import os
import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.alerts.actions import AlertClosed, close_alert, raise_alert, set_alert_rules
from clients.alerts.notices import escalate_alerts
from clients.alerts.queries import recipients_waiting
from clients.care_team.actions import transfer
from clients.models import AlertRecipient, AlertRules, CareRelation, Client, RiskAlert
from clients.tasks import escalate
from clinic.accounts.staff.actions import set_staff_active
from clinic.core import outbox
from clinic.core.access import Actor, Role
from clinic.core.models import Message, Practice, Staff, User
from interventions.models import Leave
from interventions.reminders.actions import enqueue_due_staff_digests, set_reminder_rules
from interventions.sessions.calendar_settings import add_leave
from tests.factories import a_client, a_practice, a_staff, actor, everywhere, inside, refusal
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TURNS, SEED = int(os.environ.get("TURNS", "60")), int(os.environ.get("SEED", "10"))  # more by `make prove`


def an_alert(client: Client, source: str = "PHQ-9 item 9", **fields: Any) -> RiskAlert:
    with inside(client.practice):
        return raise_alert(
            client=client, source=source, source_id=UNKNOWN, reason="thoughts of death endorsed", **fields
        )


def put_on_call(staff: Staff, minutes: int = 60) -> None:
    with inside(staff.practice):
        set_alert_rules(practice_id=staff.practice_id, on_call=staff, escalate_minutes=minutes)


def told(practice: Practice) -> list[str]:
    with inside(practice):
        return sorted(Message.objects.values_list("to_address", flat=True))


def test_lead_and_on_call_are_told_once_each() -> None:
    practice = a_practice()
    lead, other = a_staff(practice), a_staff(practice)
    put_on_call(other)
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


@pytest.mark.parametrize(("level", "minutes"), [("moderate", 60), ("high", 30), ("low", 1440)])
def test_the_supervisor_is_told_when_the_time_of_the_level_is_up(level: str, minutes: int) -> None:
    practice = a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR)
    put_on_call(a_staff(practice))
    client = a_client(a_staff(practice, supervisor=supervisor))
    an_alert(client, level=level)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes - 1)):
        assert everywhere(escalate) == 0
    assert supervisor.user.email not in told(practice)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes, seconds=5)):
        assert everywhere(escalate) == 1
        assert everywhere(escalate) == 0
    assert supervisor.user.email in told(practice)


def test_after_the_last_step_everybody_is_told_once_a_day_while_it_is_open() -> None:
    practice = a_practice()
    lead, on_call = a_staff(practice), a_staff(practice)
    admin = a_staff(practice, Role.ADMIN)
    put_on_call(on_call)
    alert = an_alert(a_client(lead))
    start = timezone.now()
    for hours, rounds in ((1, 1), (2, 0), (26, 1), (49, 0), (51, 1)):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert everywhere(escalate) == rounds, hours
    everybody = [lead.user.email, on_call.user.email, admin.user.email]
    assert told(practice) == sorted(everybody * 3)
    with inside(practice):
        close_alert(alert=alert, by=actor(lead), outcome="safe", note="Called.")
    with time_machine.travel(start + timedelta(days=5)):
        assert everywhere(escalate) == 0


def test_a_low_level_is_in_the_morning_mail_of_any_day_and_nobody_is_mailed_at_once() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    client = a_client(lead)
    with inside(practice):
        set_reminder_rules(practice_id=practice.pk, offsets=[48], staff_digest=False)
    sunday = datetime(2026, 7, 5, 7, 30, tzinfo=UTC)  # 08:30 in London
    with time_machine.travel(sunday - timedelta(hours=3)):
        alert = an_alert(client, level="low")
        assert told(practice) == []
    assert client.name in pages(lead).get("/").content.decode()
    with time_machine.travel(sunday), inside(practice):
        assert enqueue_due_staff_digests() == 1
        message = Message.objects.get()
    assert message.to_address == lead.user.email
    assert "1 entry on Today waits for your written answer." in message.body
    with time_machine.travel(sunday + timedelta(days=1)), inside(practice):
        close_alert(alert=alert, by=actor(lead), outcome="safe", note="Asked.")
        assert enqueue_due_staff_digests() == 0


# --- who is away, closed or missing ----------------------------------------------------------------------------------


def away(staff: Staff, days: int = 7) -> None:
    now = timezone.now()
    with inside(staff.practice):
        add_leave(therapist=staff, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=days))


def closed(staff: Staff) -> None:
    by = Actor(staff.practice_id, "test", frozenset({Role.ADMIN}), person_id=UNKNOWN)
    with inside(staff.practice):
        set_staff_active(staff=Staff.objects.get(pk=staff.pk), active=False, by=by)


def second_of(client: Client, staff: Staff) -> None:
    with inside(client.practice):
        CareRelation.objects.create(
            practice=client.practice, client=client, staff=staff, part="second", since=timezone.localdate()
        )


def test_during_the_leads_leave_the_second_therapist_is_told_and_can_open_it() -> None:
    practice = a_practice()
    lead, second, on_call = a_staff(practice), a_staff(practice), a_staff(practice)
    put_on_call(on_call)
    client = a_client(lead)
    second_of(client, second)
    away(lead)
    alert = an_alert(client)
    assert told(practice) == sorted([second.user.email, on_call.user.email])
    for one in (second, on_call):
        assert pages(one).get(reverse("alerts:alert", args=[alert.pk])).status_code == 200


def test_where_the_lead_is_closed_and_nobody_is_on_call_supervisor_and_admins_are_told_at_once() -> None:
    practice = a_practice()
    supervisor, admin = a_staff(practice, Role.SUPERVISOR), a_staff(practice, Role.ADMIN)
    lead = a_staff(practice, supervisor=supervisor)
    client = a_client(lead)
    closed(lead)
    an_alert(client)
    assert told(practice) == sorted([supervisor.user.email, admin.user.email])


def test_whoever_is_told_and_may_open_alerts_can_open_this_one() -> None:
    practice = a_practice()
    lead, other = a_staff(practice), a_staff(practice)
    client = a_client(lead, name="Quill Person")
    away(lead)
    alert = an_alert(client)  # nobody on call, no supervisor, no admin: a colleague who is present is told
    assert told(practice) == [other.user.email]
    path = reverse("alerts:alert", args=[alert.pk])
    assert pages(other).get(path).status_code == 200
    assert "Quill Person" in pages(other).get("/").content.decode()
    assert [row["id"] for row in read(Api(other).get("alerts/"))["results"]] == [str(alert.pk)]
    assert pages(other).get(reverse("workspace:client", args=[client.pk])).status_code == 404
    assert pages(other).post(path, {"outcome": "safe", "closing_note": "Called."}).status_code == 302
    assert pages(other).get(path).status_code == 404


def test_who_becomes_responsible_while_it_is_open_is_told_within_a_minute() -> None:
    practice = a_practice()
    lead, second, on_call = a_staff(practice), a_staff(practice), a_staff(practice)
    put_on_call(on_call)
    client = a_client(lead)
    second_of(client, second)
    an_alert(client)
    assert second.user.email not in told(practice)
    away(lead)
    everywhere(escalate)
    everywhere(escalate)
    assert told(practice) == sorted([lead.user.email, on_call.user.email, second.user.email])


def test_who_handed_a_client_over_has_the_alert_no_longer_and_who_is_on_call_keeps_it() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    old, new, on_call = a_staff(practice), a_staff(practice), a_staff(practice)
    put_on_call(on_call)
    client, second = a_client(old, name="Quill Person"), a_client(on_call, name="Reed Person")
    path = reverse("alerts:alert", args=[an_alert(client).pk])
    other = an_alert(second, source="CORE-10 item 6")
    assert pages(old).get(path).status_code == 200
    with inside(practice, actor(admin)) as scope:
        for one, lead in ((client, old), (second, on_call)):
            transfer(client=one, to=new.pk, by=scope.actor, reason="Parental leave", note="Nothing new.", lead=lead.pk)
    everywhere(escalate)
    assert pages(old).get(path).status_code == 404
    assert "Quill Person" not in pages(old).get("/").content.decode()
    for staff in (new, on_call):
        assert pages(staff).get(path).status_code == 200
    with inside(practice):
        assert AlertRecipient.objects.filter(alert=other, staff=on_call).exists()
        assert recipients_waiting() == {new.pk: 2, on_call.pk: 2}


def test_a_notice_to_an_account_that_was_closed_before_sending_goes_to_who_is_responsible_now() -> None:
    practice = a_practice()
    lead, on_call = a_staff(practice), a_staff(practice)
    admin = a_staff(practice, Role.ADMIN)
    put_on_call(on_call)
    an_alert(a_client(lead))
    closed(lead)
    with inside(practice):
        for row in outbox.claim(10):
            reason = refusal(row)
            assert (reason is None) == (row.to_address == on_call.user.email)
            outbox.mark_unwanted(row, reason or "") if reason else outbox.mark_sent(row)
        waiting = Message.objects.get(state=Message.State.QUEUED)
    assert waiting.to_address == admin.user.email


def test_a_notice_is_not_sent_once_the_alert_is_closed_and_follows_its_reader_to_a_new_address() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    alert = an_alert(a_client(lead))
    with inside(practice):
        User.objects.filter(pk=lead.user_id).update(email="moved@example.org")
        (row,) = outbox.claim(10)
        assert refusal(row) is None
        assert row.to_address == Message.objects.get().to_address == "moved@example.org"
        close_alert(alert=alert, by=actor(lead), outcome="safe", note="Called.")
        assert refusal(row) == "the alert was closed"


def test_who_cannot_act_cannot_be_put_on_call_and_one_who_no_longer_can_is_named_on_the_admins_today() -> None:
    practice = a_practice()
    admin, gone, leaving = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    closed(gone)
    put_on_call(leaving)
    away(leaving)
    with inside(practice):
        for one, words in ((gone, "closed"), (admin, "neither"), (leaving, "on leave")):
            found = Staff.objects.get(pk=one.pk)
            with pytest.raises(ValidationError, match=words):
                set_alert_rules(practice_id=practice.pk, on_call=found, escalate_minutes=30)
    form = {"on_call": str(leaving.pk), "escalate_minutes": "30", "taken_minutes": "120"}
    assert "on leave" in pages(admin).post("/practice/alerts/", form).content.decode()
    for path in ("/", "/practice/", "/alerts/"):
        assert "on leave now. Put somebody else on call." in html.unescape(pages(admin).get(path).content.decode())


def test_an_admin_sees_that_alerts_wait_and_whom_to_reach_and_not_whose_they_are() -> None:
    practice = a_practice()
    lead, admin = a_staff(practice, name="Lead Person"), a_staff(practice, Role.ADMIN)
    client = a_client(lead, name="Quill Person")
    alert = an_alert(client)
    assert "waits longer" not in html.unescape(pages(admin).get("/").content.decode())
    with inside(practice):
        RiskAlert.objects.update(raised_at=timezone.now() - timedelta(minutes=31))
    assert "1 urgent entry waits longer" in html.unescape(pages(admin).get("/").content.decode())
    for path in ("/alerts/", reverse("alerts:alert", args=[alert.pk])):
        page = pages(admin).get(path).content.decode()
        assert "Lead Person" in page
        assert "Quill" not in page
        assert "PHQ" not in page
    assert (
        pages(admin)
        .post(reverse("alerts:alert", args=[alert.pk]), {"outcome": "safe", "closing_note": "Done."})
        .status_code
        == 403
    )


def test_nothing_goes_to_a_closed_account_in_random_closings_leaves_hand_overs_and_alerts() -> None:
    chance, practice = random.Random(SEED), a_practice()
    staff = [a_staff(practice) for _ in range(5)]
    staff += [a_staff(practice, Role.SUPERVISOR), a_staff(practice, Role.ADMIN)]
    clients = [a_client(staff[n % 5]) for n in range(4)]
    clock, raised = timezone.now(), 0
    for number in range(TURNS):
        clock += timedelta(minutes=chance.randint(1, 600))
        one, client = chance.choice(staff), chance.choice(clients)
        with time_machine.travel(clock, tick=False), inside(practice):
            act = chance.choice(("close", "open", "open", "leave", "hand over", "on call", "alert", "alert", "sweep"))
            if act in {"close", "open"}:
                Staff.objects.filter(pk=one.pk).update(is_active=act == "open")
                User.objects.filter(pk=one.user_id).update(is_active=act == "open")
            elif act == "leave":
                Leave.objects.create(
                    practice=practice, therapist=one, starts_at=clock, ends_at=clock + chance.randint(1, 9) * DAY
                )
            elif act == "hand over":
                if Staff.objects.filter(pk=one.pk, is_active=True, roles__contains=["therapist"]).exists():
                    CareRelation.objects.filter(client=client, part="lead").update(staff=one)
            elif act == "on call":
                AlertRules.objects.update_or_create(practice=practice, defaults={"on_call": chance.choice(staff[:6])})
            elif act == "alert":
                level = chance.choice(["low", "moderate", "high"])
                raise_alert(client=client, source=f"x {number}", source_id=UNKNOWN, reason="x", level=level)
                raised += 1
            escalate_alerts()
            active = set(User.objects.filter(is_active=True, membership__kind="staff").values_list("email", flat=True))
            for row in outbox.claim(100):
                if reason := refusal(row):
                    outbox.mark_unwanted(row, reason)
                else:
                    assert row.to_address in active, (number, act)
                    outbox.mark_sent(row)
            open_ones = RiskAlert.objects.filter(closed_at__isnull=True)
            nobody = open_ones.exclude(recipients__in=AlertRecipient.objects.filter(staff__is_active=True))
            assert not (active and nobody.exists()), (number, act)
            if open_ones.count() > 4:
                close_alert(alert=open_ones[0], by=actor(staff[0]), outcome="safe", note="Called.")
    assert raised > TURNS // 20


# --- today and the API -----------------------------------------------------------------------------------------------


def test_today_shows_every_open_alert_oldest_first_and_they_push_nothing_else_out() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    a_client(lead, name="Without Session")
    client = a_client(lead)
    with inside(practice):
        for number in range(30):
            alert = raise_alert(client=client, source=f"Source {number:02}", source_id=UNKNOWN, reason="x")
            RiskAlert.objects.filter(pk=alert.pk).update(raised_at=timezone.now() - timedelta(hours=30 - number))
    page = pages(lead).get("/").content.decode()
    shown = re.findall(r"Source (\d\d): high risk", page)
    assert shown == [f"{number:02}" for number in range(30)]
    assert page.index("Show all 30") > page.index("Source 09")
    assert page.index("Show all 30") < page.index("Source 10")
    assert "Without Session" in page.split("Needs you")[1].split("Caseload")[0]  # no next session


def test_the_api_lists_open_ones_first_of_each_the_oldest_and_goes_on_where_a_page_ended() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    one, two = a_client(lead), a_client(lead)
    with inside(practice):
        for number in range(28):
            client = one if number % 2 else two
            alert = raise_alert(client=client, source=f"S {number:02}", source_id=UNKNOWN, reason="x", level="low")
            RiskAlert.objects.filter(pk=alert.pk).update(raised_at=timezone.now() - timedelta(hours=99 - number))
            if number < 3:
                close_alert(alert=alert, by=actor(lead), outcome="safe", note="Called.")
    api = Api(lead)
    first = read(api.get("alerts/"))
    second = read(api.get("alerts/", after=first["next"]))
    order = [row["source"] for row in first["results"] + second["results"]]
    assert order == [f"S {n:02}" for n in [*range(3, 28), 0, 1, 2]]
    assert second["next"] is None
    assert {row["level"] for row in first["results"]} == {"low"}
    assert len(read(api.get("alerts/", state="open"))["results"]) == 25
    assert len(read(api.get("alerts/", state="closed"))["results"]) == 3
    assert len(read(api.get("alerts/", client=str(one.pk)))["results"]) == 14
    for bad in ({"state": "acknowledged"}, {"after": "x"}, {"client": "x"}):
        assert api.get("alerts/", **bad).status_code == 400
    assert api.get("alerts/", client=str(UNKNOWN)).status_code == 404


def test_over_the_api_it_is_closed_once_and_in_writing() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    alert = an_alert(a_client(lead))
    api, path = Api(lead), f"alerts/{alert.pk}/closing/"
    given = {"outcome": "safe", "closing_note": "Called."}
    for bad in ({"closing_note": ""}, {"closing_note": "xx"}, {"closing_note": "x" * 2001}):
        answer = api.post(path, given | bad)
        assert (answer.status_code, list(read(answer))) == (400, ["closing_note"]), bad
    assert list(read(api.post(path, {}))) == ["outcome", "closing_note"]
    assert list(read(api.post(path, given | {"note": "x"}))) == ["note"]
    done = read(api.post(path, given | {"closing_note": "Called, safe."}))
    assert (done["closing_note"], done["closed_by"]) == ("Called, safe.", str(lead.pk))
    assert api.post(path, given | {"closing_note": "Once more."}).status_code == 409
    assert api.post(f"alerts/{UNKNOWN}/closing/", given).status_code == 404
    assert Api(a_staff(practice)).post(path, given).status_code == 404


def test_a_closed_alert_is_not_passed_on() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    alert = an_alert(a_client(therapist))
    with inside(practice):
        close_alert(alert=alert, by=actor(therapist), outcome="safe", note="Called.")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert everywhere(escalate) == 0


def test_without_a_supervisor_the_admins_see_to_it() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    put_on_call(a_staff(practice))
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
    path = reverse("alerts:alert", args=[alert.pk])
    assert pages(on_call).get(path).status_code == 404
    with inside(practice):
        set_alert_rules(practice_id=practice.pk, on_call=on_call, escalate_minutes=30)
    page = pages(on_call).get(path).content.decode()
    assert "+44 20 7946 0958" in page
    assert "The assessment" not in page
    assert "Quill Person" in pages(on_call).get("/").content.decode()
    assert pages(on_call).get(reverse("workspace:client", args=[client.pk])).status_code == 404
    assert Api(on_call).get(f"clients/{client.pk}/").status_code == 404
    assert read(Api(on_call).get("caseload/"))["results"] == []
    assert pages(bystander).get(path).status_code == 404
    answer = pages(on_call).post(path, {"outcome": "safe", "closing_note": "Called, with sister tonight."})
    assert answer.status_code == 302
    assert pages(on_call).get(path).status_code == 404  # closed: the reason to see it is gone


def test_an_alert_is_closed_once_and_in_writing() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    alert = an_alert(a_client(therapist))
    with inside(practice):
        close_alert(alert=alert, by=actor(therapist), outcome="safe", note="Called.")
        with pytest.raises(AlertClosed):
            close_alert(alert=alert, by=actor(therapist), outcome="safe", note="Called again.")
    second = an_alert(a_client(therapist), source="CORE-10 item 6")
    with inside(practice), pytest.raises(IntegrityError, match="closed_in_writing"), transaction.atomic():
        RiskAlert.objects.filter(pk=second.pk).update(closed_at=timezone.now())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"escalate_minutes": "4"}, "greater than or equal to 5"),
        ({"escalate_minutes": "1441"}, "less than or equal to 1440"),
        ({"escalate_minutes": "soon"}, "whole number"),
        ({"escalate_minutes": ""}, "This field is required"),
        ({"taken_minutes": "14"}, "greater than or equal to 15"),
        ({"taken_minutes": "1441"}, "less than or equal to 1440"),
        ({"on_call": str(UNKNOWN)}, "Select a valid choice"),
    ],
)
def test_rules_that_cannot_be_are_refused(change: dict[str, str], words: str) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    form = {"on_call": "", "escalate_minutes": "30", "taken_minutes": "120"}
    answer = pages(admin).post("/practice/alerts/", form | change)
    assert words in answer.content.decode()


def test_rules_are_kept_and_changed() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    for minutes in ("30", "45"):
        form = {"on_call": str(therapist.pk), "escalate_minutes": minutes, "taken_minutes": "120"}
        assert pages(admin).post("/practice/alerts/", form).status_code == 302
    assert 'value="45"' in pages(admin).get("/practice/").content.decode()
