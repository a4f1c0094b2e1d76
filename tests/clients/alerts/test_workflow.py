"""Risk alerts from open to closed: taken by one person, handed on, left lying, closed with an outcome, opened again."""

import html
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments import catalogue
from assessments.actions import record_assessment
from assessments.wording.queries import words_of
from clients.alerts.actions import (
    AlertNotClosed,
    close_alert,
    follow_up_alert,
    hand_over_alert,
    raise_alert,
    reopen_alert,
    set_alert_rules,
    take_alert,
)
from clients.alerts.acts import history_of
from clients.alerts.responsibility import count_overdue
from clients.care_team.actions import transfer
from clients.escalation.actions import add_step, remove_step
from clients.models import AlertAct, AlertRecipient, Client, RiskAlert
from clients.tasks import escalate
from clinic.accounts.staff.actions import set_staff_active
from clinic.core import outbox
from clinic.core.access import Actor, Role
from clinic.core.models import Message, Practice, Staff
from interventions.sessions.calendar_settings import add_leave
from tests.factories import (
    a_client,
    a_practice,
    a_safety_plan,
    a_staff,
    actor,
    an_emergency_contact,
    everywhere,
    inside,
    refusal,
)
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
DONE = {"outcome": "safe", "closing_note": "Called, with sister tonight."}


class Place:
    """A practice with a lead, somebody on call, an admin and a client with one alert."""

    def __init__(self, level: str = "moderate") -> None:
        self.practice: Practice = a_practice()
        self.supervisor = a_staff(self.practice, Role.SUPERVISOR)
        self.lead = a_staff(self.practice, name="Lead Person", supervisor=self.supervisor)
        self.on_call = a_staff(self.practice, name="Call Person")
        self.other = a_staff(self.practice, name="Other Person")
        self.admin = a_staff(self.practice, Role.ADMIN)
        self.client: Client = a_client(self.lead, name="Quill Person")
        with inside(self.practice):
            set_alert_rules(practice_id=self.practice.pk, on_call=self.on_call, escalate_minutes=60)
            self.alert = raise_alert(
                client=self.client,
                source="PHQ-9 item 9",
                source_id=UNKNOWN,
                reason="thoughts of death endorsed",
                level=level,
            )
        self.start = timezone.now()

    def now(self) -> RiskAlert:
        with inside(self.practice):
            return RiskAlert.objects.select_related("taken_by", "closed_by").get(pk=self.alert.pk)

    def told(self, staff: Staff) -> int:
        with inside(self.practice):
            return Message.objects.filter(recipient_id=staff.pk, kind=Message.Kind.ALERT).count()

    def path(self, route: str = "alert") -> str:
        return reverse(f"alerts:{route}", args=[self.alert.pk])

    def api(self, verb: str) -> str:
        return f"alerts/{self.alert.pk}/{verb}/"

    def take(self, staff: Staff) -> RiskAlert:
        with inside(self.practice):
            return take_alert(alert=self.alert, by=actor(staff))

    def hand(self, by: Staff, to: Staff | None, reason: str = "Off to a funeral") -> RiskAlert:
        holder = self.now().taken_by_id
        with inside(self.practice):
            return hand_over_alert(alert=self.alert, to=to, by=actor(by), reason=reason, holder=holder)

    def close(self, by: Staff, **fields: Any) -> RiskAlert:
        with inside(self.practice):
            return close_alert(
                alert=self.alert, by=actor(by), **{"outcome": "safe", "note": "Called, with sister."} | fields
            )

    def swept_after(self, minutes: int) -> int:
        with time_machine.travel(self.start + timedelta(minutes=minutes, seconds=5)):
            return everywhere(escalate)

    def away(self, staff: Staff) -> None:
        with inside(self.practice):
            add_leave(therapist=staff, starts_at=timezone.now() - timedelta(hours=1), ends_at=in_days(7))

    def closed_account(self, staff: Staff) -> None:
        by = Actor(self.practice.pk, "test", frozenset({Role.ADMIN}), person_id=UNKNOWN)
        with inside(self.practice):
            set_staff_active(staff=Staff.objects.get(pk=staff.pk), active=False, by=by)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


# --- taking ----------------------------------------------------------------------------------------------------------


def test_one_person_takes_it_and_the_second_is_told_who_has_it() -> None:
    place = Place()
    first = read(Api(place.lead).post(place.api("taking")))
    assert (first["state"], first["taken_by"]) == ("taken", str(place.lead.pk))
    again = Api(place.lead).post(place.api("taking"))
    assert (again.status_code, read(again)["taken_at"]) == (200, first["taken_at"])
    second = Api(place.on_call).post(place.api("taking"))
    assert second.status_code == 409
    assert read(second)["detail"] == "Lead Person has already taken this alert."
    page = pages(place.on_call).post(place.path("alert-take"), follow=True).content.decode()
    assert "Lead Person has already taken this alert." in page
    assert "Taken by Lead Person" in page
    assert "taken by Lead Person" in pages(place.on_call).get("/").content.decode()
    assert [row["state"] for row in read(Api(place.lead).get("alerts/", state="taken"))["results"]] == ["taken"]
    assert read(Api(place.lead).get("alerts/", state="open"))["results"] == []


def test_while_somebody_has_it_nobody_above_is_told_and_one_that_lies_comes_back_daily() -> None:
    place = Place()
    place.take(place.lead)
    assert [place.swept_after(minutes) for minutes in (61, 119)] == [0, 0]
    assert place.told(place.supervisor) == 0
    with inside(place.practice):
        assert count_overdue(place.start + timedelta(minutes=90)) == 0
        assert count_overdue(place.start + timedelta(minutes=121)) == 1
    assert [place.swept_after(minutes) for minutes in (121, 122, 182)] == [1, 0, 1]
    assert (place.told(place.supervisor), place.told(place.admin)) == (1, 1)
    assert [place.swept_after(182 + 60 * hours) for hours in (23, 25, 47, 50)] == [0, 1, 0, 1]
    assert place.told(place.lead) == 3  # at once, and twice as nobody acted


def test_the_practice_sets_how_long_who_has_taken_it_is_left_alone() -> None:
    place = Place()
    form = {"on_call": str(place.on_call.pk), "escalate_minutes": "60", "taken_minutes": "240"}
    assert pages(place.admin).post("/practice/alerts/", form).status_code == 302
    place.take(place.lead)
    assert [place.swept_after(minutes) for minutes in (200, 241)] == [0, 1]


def test_once_the_time_of_who_has_it_is_up_somebody_else_takes_it_over_and_that_is_kept() -> None:
    place = Place()
    place.take(place.on_call)
    with time_machine.travel(place.start + timedelta(minutes=119)):
        assert Api(place.lead).post(place.api("taking")).status_code == 409
        assert "Take alert" not in pages(place.lead).get(place.path()).content.decode()
    with time_machine.travel(place.start + timedelta(minutes=121)):
        assert "Take alert" in pages(place.lead).get(place.path()).content.decode()
        assert "Take alert" not in pages(place.on_call).get(place.path()).content.decode()  # it is theirs
        taken = Api(place.lead).post(place.api("taking"))
        assert (taken.status_code, read(taken)["taken_by"]) == (200, str(place.lead.pk))
        late = Api(place.on_call).post(place.api("taking"))
        assert read(late)["detail"] == "Lead Person has already taken this alert."  # the time begins anew
    with inside(place.practice):
        lines = [line.what for line in history_of(place.now())]
    assert lines[-2:] == ["The time of Call Person was up; Lead Person took it over", "Lead Person took it"]
    assert [place.swept_after(minutes) for minutes in (122, 240, 242)] == [0, 0, 1]


@pytest.mark.parametrize(("level", "wait"), [("high", 30), ("moderate", 60)])
def test_what_was_handed_over_and_not_confirmed_within_the_first_step_can_be_taken_by_somebody_else(
    level: str, wait: int
) -> None:
    place = Place(level)
    place.hand(place.lead, place.other)
    with time_machine.travel(place.start + timedelta(minutes=wait - 1)):
        assert Api(place.on_call).post(place.api("taking")).status_code == 409
    with time_machine.travel(place.start + timedelta(minutes=wait + 1)):
        assert "you can take it over" in pages(place.on_call).get(place.path()).content.decode()
        answer = pages(place.on_call).post(place.path("alert-take"), follow=True).content.decode()
        assert "You have it now." in answer
    assert place.now().taken_by == place.on_call


@pytest.mark.parametrize("how", ["leave", "closed", "handed over"])
def test_when_who_has_it_can_no_longer_act_it_is_open_again_and_the_steps_go_on(how: str) -> None:
    place = Place()
    place.take(place.lead)
    if how == "leave":
        place.away(place.lead)
    elif how == "closed":
        place.closed_account(place.lead)
    else:
        with inside(place.practice, actor(place.admin)) as scope:
            transfer(
                client=place.client,
                to=place.other.pk,
                by=scope.actor,
                reason="Moved",
                note="Nothing to hand on",
                lead=place.lead.pk,
            )
    assert place.swept_after(61) == 1
    found = place.now()
    assert (found.state, found.taken_by) == ("open", None)
    with inside(place.practice):
        assert any("is no longer available" in line.what for line in history_of(found))


def test_the_database_knows_no_time_of_taking_without_a_holder() -> None:
    place = Place()
    with inside(place.practice), pytest.raises(IntegrityError, match="clients_alert_taken"), transaction.atomic():
        RiskAlert.objects.filter(pk=place.alert.pk).update(taken_at=timezone.now())


def test_when_the_supervisor_goes_on_call_between_two_rounds_the_admins_are_told_as_soon_as_before() -> None:
    place = Place()
    assert place.swept_after(61) == 1
    assert (place.told(place.supervisor), place.told(place.admin)) == (1, 0)
    with inside(place.practice):
        set_alert_rules(practice_id=place.practice.pk, on_call=place.supervisor, escalate_minutes=60)
    assert [place.swept_after(minutes) for minutes in (120, 122)] == [0, 1]
    assert (place.told(place.supervisor), place.told(place.admin)) == (1, 1)
    assert [place.swept_after(122 + 60 * hours) for hours in (23, 25)] == [0, 1]  # nobody is left: daily


def test_a_step_that_is_removed_or_put_first_leaves_nobody_out_and_nobody_to_be_told_a_day_late() -> None:
    place = Place()
    with inside(place.practice):
        first = add_step(practice_id=place.practice.pk, minutes=20, whom="person", staff=place.other)
        add_step(practice_id=place.practice.pk, minutes=50, whom="supervisor", staff=None)
        add_step(practice_id=place.practice.pk, minutes=90, whom="admins", staff=None)
    assert place.swept_after(21) == 1
    with inside(place.practice):
        remove_step(step=first)
    assert place.swept_after(72) == 1  # of the steps of now, the first one of which nobody was told: 50 minutes after
    assert (place.told(place.supervisor), place.told(place.admin)) == (1, 0)
    with inside(place.practice):
        add_step(practice_id=place.practice.pk, minutes=10, whom="person", staff=a_staff(place.practice))
    assert place.swept_after(83) == 1
    assert [place.swept_after(minutes) for minutes in (122, 124)] == [0, 1]
    assert place.told(place.admin) == 1


def test_after_it_was_opened_again_somebody_who_goes_on_call_is_told_though_they_were_told_before() -> None:
    place = Place()
    place.close(place.lead)
    with inside(place.practice):
        set_alert_rules(practice_id=place.practice.pk, on_call=place.other, escalate_minutes=60)
        reopen_alert(alert=place.now(), by=actor(place.lead), reason="It was theirs")
        before = AlertAct.objects.filter(staff=place.on_call, kind="told").count()
        set_alert_rules(practice_id=place.practice.pk, on_call=place.on_call, escalate_minutes=60)
    place.swept_after(5)
    place.swept_after(10)
    with inside(place.practice):
        assert AlertAct.objects.filter(staff=place.on_call, kind="told").count() == before + 1


# --- handing on ------------------------------------------------------------------------------------------------------


def test_who_has_it_hands_it_on_and_the_receiver_is_told_at_once_and_can_open_it() -> None:
    place = Place(level="low")
    place.take(place.on_call)
    given = {"to": str(place.other.pk), "reason": "I have no signal until noon"}
    answer = pages(place.on_call).post(place.path("alert-hand-over"), given, follow=True)
    assert "Handed to Other Person, who is being told now." in answer.content.decode()
    assert place.told(place.other) == 1
    with inside(place.practice):
        message = Message.objects.get(recipient_id=place.other.pk)
        assert refusal(message) is None  # they are neither on the care team nor on call
    assert "Quill" not in message.subject + message.body
    assert "no signal" not in message.subject + message.body
    assert "Quill Person" in pages(place.other).get("/").content.decode()
    page = pages(place.other).get(place.path()).content.decode()
    assert "This alert waits for you to confirm that you have it." in page
    assert "I have no signal until noon" in page
    taken = read(Api(place.other).post(place.api("taking")))
    assert taken["taken_at"]
    assert pages(place.other).post(place.path(), DONE).status_code == 302


def test_who_was_handed_an_alert_and_does_nothing_is_passed_over_after_the_first_step() -> None:
    place = Place(level="high")
    place.take(place.lead)
    place.hand(place.lead, place.other)
    assert [place.swept_after(minutes) for minutes in (29, 31)] == [0, 1]
    assert place.told(place.supervisor) == 1


def test_an_admin_hands_it_on_without_reading_whose_it_is() -> None:
    place = Place()
    page = pages(place.admin).get("/alerts/").content.decode()
    assert "Hand it to somebody" in page
    assert "Quill" not in page
    bad = pages(place.admin).post(place.path("alert-hand-over"), {"to": str(place.other.pk), "reason": "x"})
    assert "3 to 2,000 characters" in bad.content.decode()
    assert "Quill" not in bad.content.decode()
    given = {"to": str(place.other.pk), "reason": "Both are in a seminar"}
    page = pages(place.admin).post(place.path("alert-hand-over"), given, follow=True).content.decode()
    assert "Other Person has it." in page
    assert "Quill" not in page
    third = {"to": str(place.on_call.pk), "reason": "Is back"}
    assert Api(place.admin).post(place.api("hand-over"), third).status_code == 204
    assert place.now().taken_by == place.on_call


def test_who_was_told_of_one_alert_sees_no_other_of_the_same_client_open_or_closed() -> None:
    place = Place()
    with inside(place.practice):
        second, closed = (
            raise_alert(client=place.client, source=f"Other {n}", source_id=UUID(int=n), reason="x") for n in (1, 2)
        )
        close_alert(alert=closed, by=actor(place.lead), outcome="safe", note="Called.")
    place.hand(place.lead, place.other)
    listed = {row["id"] for row in read(Api(place.other).get("alerts/"))["results"]}
    assert listed == {str(place.alert.pk)}
    today = pages(place.other).get("/").content.decode()
    assert "PHQ-9 item 9" in today
    assert "Other 1" not in today
    for one in (second, closed):
        assert pages(place.other).get(reverse("alerts:alert", args=[one.pk])).status_code == 404
        assert Api(place.other).get(f"alerts/{one.pk}/").status_code == 404
        assert Api(place.other).post(f"alerts/{one.pk}/reopening/", {"reason": "Not mine"}).status_code == 404
    assert len(read(Api(place.lead).get("alerts/"))["results"]) == 3
    assert len(read(Api(place.supervisor).get("alerts/"))["results"]) == 3
    assert len(read(Api(place.on_call).get("alerts/"))["results"]) == 2  # the open ones


def test_an_admin_who_is_a_therapist_and_was_told_of_one_alert_reads_no_other_in_the_file() -> None:
    place = Place()
    both = a_staff(place.practice, Role.ADMIN, Role.THERAPIST)
    with inside(place.practice):
        other, closed = (
            raise_alert(client=place.client, source=f"Other {n}", source_id=UUID(int=n), reason="x") for n in (1, 2)
        )
        close_alert(alert=closed, by=actor(place.lead), outcome="safe", note="Went to her sister.")
        AlertRecipient.objects.filter(alert__in=[other, closed], staff=both).delete()
    place.hand(place.lead, both)
    page = pages(both).get(reverse("clients:client-file", args=[place.client.pk])).content.decode()
    assert "PHQ-9 item 9: moderate risk" in page
    assert "Other 1" not in page
    assert "Went to her sister." not in page
    whole = pages(place.lead).get(reverse("clients:client-file", args=[place.client.pk])).content.decode()
    assert "2 risk alerts: high risk · 2 not in hand" in whole
    safety = pages(place.lead).get(reverse("safety:client-safety", args=[place.client.pk])).content.decode()
    assert [name in safety for name in ("Other 1", "PHQ-9 item 9: moderate risk", "Other 2")] == [True, True, True]
    assert "Other 1" not in pages(both).get(reverse("safety:client-safety", args=[place.client.pk])).content.decode()
    assert "Went to her sister." in whole


def test_who_neither_has_it_nor_leads_nor_manages_may_not_hand_it_on() -> None:
    place = Place()
    place.take(place.lead)
    with pytest.raises(PermissionDenied):
        place.hand(place.on_call, place.other)
    assert (
        Api(place.on_call).post(place.api("hand-over"), {"to": str(place.other.pk), "reason": "Not mine"}).status_code
        == 403
    )
    assert "Hand it to somebody" not in pages(place.on_call).get(place.path()).content.decode()
    assert place.now().taken_by == place.lead


def test_it_is_handed_only_to_somebody_who_is_there_and_may_open_it() -> None:
    place, elsewhere = Place(), a_staff(a_practice())
    place.take(place.lead)
    api = Api(place.lead)
    away, gone = a_staff(place.practice), a_staff(place.practice)
    place.away(away)
    place.closed_account(gone)
    for to, words in (
        (place.lead, "This is you"),
        (away, "on leave now"),
        (gone, "account is closed"),
        (place.admin, "neither therapist nor supervisor"),
        (elsewhere, "Choose somebody of the practice"),
    ):
        answer = api.post(place.api("hand-over"), {"to": str(to.pk), "reason": "Please see to it"})
        assert answer.status_code == 400
        assert words in read(answer)["to"][0]
    form = {"to": str(away.pk), "reason": "Please see to it"}
    page = pages(place.lead).post(place.path("alert-hand-over"), form).content.decode()
    assert "on leave now" in page
    assert "Please see to it" in page  # what was typed is kept
    for reason in ("", "xx", "x" * 2001):
        answer = api.post(place.api("hand-over"), {"to": str(place.other.pk), "reason": reason})
        assert (answer.status_code, list(read(answer))) == (400, ["reason"])
    assert place.now().taken_by == place.lead
    with pytest.raises(ValidationError, match="has it already"):
        place.hand(place.admin, place.lead)


def test_what_is_handed_over_after_the_last_step_waits_for_the_first_step_and_then_everybody_is_told() -> None:
    place = Place()
    assert [place.swept_after(minutes) for minutes in (61, 122)] == [1, 1]
    with time_machine.travel(place.start + timedelta(minutes=130)):
        place.hand(place.lead, place.other)
    assert [place.swept_after(minutes) for minutes in (189, 191, 200, 260)] == [0, 1, 0, 0]
    assert place.told(place.supervisor) == 2
    assert [place.swept_after(191 + 60 * hours) for hours in (23, 25)] == [0, 1]  # daily again


def test_when_who_was_handed_it_cannot_act_any_more_whoever_is_first_is_told_at_once() -> None:
    place = Place()
    assert [place.swept_after(minutes) for minutes in (61, 122)] == [1, 1]
    with time_machine.travel(place.start + timedelta(minutes=130)):
        place.hand(place.lead, place.other)
        place.closed_account(place.other)
    before = place.told(place.lead), place.told(place.on_call)
    assert place.swept_after(135) == 0
    assert (place.told(place.lead), place.told(place.on_call)) == (before[0] + 1, before[1] + 1)
    assert place.swept_after(140) == 0
    assert place.told(place.lead) == before[0] + 1  # once
    with inside(place.practice):
        lines = [line.what for line in history_of(place.now())]
    assert "is no longer available" in lines[-3]
    assert set(lines[-2:]) == {"Lead Person was told", "Call Person was told"}


# --- closing and opening again ---------------------------------------------------------------------------------------


def test_closing_needs_an_outcome_and_what_was_done_and_keeps_what_was_typed() -> None:
    place = Place()
    browser, api = pages(place.lead), Api(place.lead)
    day = timezone.localdate()
    for bad, field, words in (
        ({"outcome": ""}, "outcome", "required"),
        ({"outcome": "fine"}, "outcome", "valid choice"),
        ({"closing_note": "xx"}, "closing_note", "in a few words"),
        ({"closing_note": "x" * 2001}, "closing_note", "at most 2000"),
        ({"follow_up_on": str(day - timedelta(days=1))}, "follow_up_on", "From today"),
        ({"follow_up_on": str(day + timedelta(days=400))}, "follow_up_on", "From today"),
        ({"follow_up_on": "soon"}, "follow_up_on", "valid date"),
    ):
        page = browser.post(place.path(), DONE | bad).content.decode()
        assert words in page, bad
        assert (DONE | bad)["closing_note"][:20] in page
        answer = api.post(place.api("closing"), DONE | bad)
        assert (answer.status_code, list(read(answer))) == (400, [field]), bad
    assert place.now().state == "open"
    with inside(place.practice), pytest.raises(IntegrityError, match="closed_in_writing"), transaction.atomic():
        RiskAlert.objects.update(closed_at=timezone.now(), closed_by=place.lead, closing_note="Called.")
    with inside(place.practice), pytest.raises(IntegrityError, match="clients_alert_outcome"), transaction.atomic():
        RiskAlert.objects.update(closed_at=timezone.now(), closed_by=place.lead, closing_note="Called.", outcome="fine")


def test_who_closes_a_closed_one_is_told_and_reads_how_it_was_closed() -> None:
    place = Place()
    place.close(place.lead)
    mine = DONE | {"closing_note": "Nobody answered at noon."}
    page = pages(place.lead).post(place.path(), mine, follow=True).content.decode()
    assert "already closed this alert" in page
    assert "Called, with sister." in page
    assert "Nobody answered at noon." in page
    assert Api(place.lead).post(place.api("closing"), DONE).status_code == 409
    assert Api(place.lead).post(place.api("taking")).status_code == 409
    assert "already closed" in pages(place.lead).post(place.path("alert-take"), follow=True).content.decode()


def test_a_closed_one_is_opened_again_with_a_reason_and_who_is_responsible_is_told_again() -> None:
    place = Place()
    place.take(place.lead)
    place.close(place.lead)
    with inside(place.practice):
        for row in outbox.claim(10):
            outbox.mark_unwanted(row, "closed")
    assert "wrong client" not in pages(place.lead).get(place.path()).content.decode()
    assert "3 to 2,000" in pages(place.lead).post(place.path("alert-reopen"), {"reason": "x"}).content.decode()
    answer = pages(place.lead).post(place.path("alert-reopen"), {"reason": "That was the wrong client"}, follow=True)
    page = answer.content.decode()
    assert "Open again. Whoever is responsible now is being told." in page
    assert "That was the wrong client" in page
    assert "Called, with sister." in page  # the earlier closing stays in its history
    found = place.now()
    assert (found.state, found.step, found.closing_note, found.outcome) == ("open", 0, "", "")
    with inside(place.practice):
        waiting = Message.objects.filter(state=Message.State.QUEUED)
        assert {row.recipient_id for row in waiting} == {place.lead.pk, place.on_call.pk}
    with inside(place.practice), pytest.raises(AlertNotClosed):
        reopen_alert(alert=found, by=actor(place.lead), reason="Once more")
    assert Api(place.lead).post(place.api("reopening"), {"reason": "Once more"}).status_code == 409
    place.close(place.lead, outcome="no_risk", note="Another client's form.")
    reopened = Api(place.lead).post(place.api("reopening"), {"reason": "It was theirs"})
    assert (reopened.status_code, read(reopened)["state"]) == (200, "open")
    assert Api(place.other).post(place.api("reopening"), {"reason": "Not mine"}).status_code == 404


def test_what_happened_to_an_alert_stays_as_it_was_written() -> None:
    place = Place()
    place.take(place.lead)
    place.hand(place.lead, place.other)
    place.swept_after(61)
    place.close(place.other)
    with inside(place.practice):
        lines = [line.what for line in history_of(place.now())]
        act = AlertAct.objects.order_by("at").first()
        assert act is not None
        for change in (lambda: act.delete(), lambda: AlertAct.objects.update(text="Nothing happened")):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                change()
    assert lines[0] == "Raised"
    assert "Lead Person took it" in lines
    assert "Lead Person handed it to Other Person" in lines
    assert any("was told, as nobody had acted" in line for line in lines)
    assert lines[1:3] == ["Lead Person was told", "Call Person was told"]
    assert "Other Person closed it: spoke with the client: no acute danger" in lines


# --- following up ----------------------------------------------------------------------------------------------------


def test_a_follow_up_is_on_todays_page_of_who_closed_it_from_its_day_until_it_is_done() -> None:
    place = Place()
    day = timezone.localdate() + timedelta(days=3)
    place.close(place.on_call, follow_up_on=day)
    shown = "follow up"
    assert shown not in pages(place.on_call).get("/").content.decode()
    assert pages(place.on_call).get(place.path()).status_code == 200  # they are to come back to it
    with time_machine.travel(in_days(3)):
        assert shown in pages(place.on_call).get("/").content.decode()
        assert shown not in pages(place.lead).get("/").content.decode()
        assert (
            "in a few words"
            in pages(place.on_call).post(place.path("alert-follow-up"), {"note": ".."}).content.decode()
        )
        answer = Api(place.on_call).post(place.api("follow-up"), {"note": "Sleeps again, next session kept."})
        assert (answer.status_code, read(answer)["state"]) == (200, "closed")
        assert shown not in pages(place.on_call).get("/").content.decode()
        assert pages(place.on_call).get(place.path()).status_code == 404
        assert "Sleeps again, next session kept." in pages(place.lead).get(place.path()).content.decode()
        assert Api(place.lead).post(place.api("follow-up"), {"note": "Once more"}).status_code == 409
    with inside(place.practice), pytest.raises(AlertNotClosed):
        follow_up_alert(alert=place.now(), by=actor(place.lead), note="Once more")


@pytest.mark.parametrize("how", ["closed", "handed over"])
def test_the_follow_up_of_somebody_who_left_is_the_leads(how: str) -> None:
    place = Place()
    place.close(place.lead, follow_up_on=timezone.localdate())
    assert "follow up" in pages(place.lead).get("/").content.decode()
    with inside(place.practice, actor(place.admin)) as scope:
        transfer(
            client=place.client,
            to=place.other.pk,
            by=scope.actor,
            reason="Moved",
            note="Nothing to hand on",
            lead=place.lead.pk,
        )
    if how == "closed":
        place.closed_account(place.lead)
    else:
        assert "follow up" not in pages(place.lead).get("/").content.decode()
    assert "follow up" in pages(place.other).get("/").content.decode()
    assert pages(place.other).post(place.path("alert-follow-up"), {"note": "Asked again."}).status_code == 302


def test_a_follow_up_that_nobody_did_on_its_day_is_on_the_leads_today_as_well() -> None:
    place = Place()
    place.close(place.on_call, follow_up_on=timezone.localdate() + timedelta(days=3))
    with time_machine.travel(in_days(4)):  # whoever closed it is on leave, say
        for staff in (place.on_call, place.lead):
            assert "follow up" in pages(staff).get("/").content.decode()
        assert "follow up" not in pages(place.other).get("/").content.decode()
        assert pages(place.lead).post(place.path("alert-follow-up"), {"note": "Asked again."}).status_code == 302
        assert "follow up" not in pages(place.on_call).get("/").content.decode()


# --- what the alert shows --------------------------------------------------------------------------------------------


def answered(place: Place, item_nine: int, days_ago: int = 0) -> RiskAlert | None:
    """A PHQ-9 with this answer to its risk item, and the alert that it raised."""
    responses: dict[str, object] = {str(n): 2 if n < 9 else item_nine for n in range(1, 10)}
    with inside(place.practice, actor(place.lead)) as scope:
        made = record_assessment(
            client=place.client,
            instrument=catalogue.get("phq-9"),
            responses=responses,
            by=scope.actor,
            completed_on=timezone.localdate() - timedelta(days=days_ago),
        )
        return RiskAlert.objects.filter(source_id=made.pk).first()


def test_an_alert_shows_the_answers_the_earlier_risk_answers_and_whom_to_call_also_to_who_is_on_call() -> None:
    place = Place()
    with inside(place.practice):
        place.client.phone = "+44 20 7946 0123"
        place.client.save()
        Practice.objects.filter(pk=place.practice.pk).update(crisis_contacts="Night line 116 123")
    an_emergency_contact(place.client, name="Sister Person")
    a_safety_plan(place.client)
    answered(place, 0, days_ago=40)
    answered(place, 1, days_ago=20)
    alert = answered(place, 2)
    assert alert is not None
    page = html.unescape(pages(place.on_call).get(reverse("alerts:alert", args=[alert.pk])).content.decode())
    words = words_of(catalogue.get("phq-9"))
    for n in range(1, 10):
        assert words.prompts[n - 1] in page
    assert f"<b>2 {words.word(9, 2)}</b>" in page
    assert page.count("risk item</span>") == 1
    assert "Total 18 (" in page
    for days, value in ((40, 0), (20, 1)):
        day = date_format(timezone.localdate() - timedelta(days=days), "j M Y")
        assert re.search(rf"{day}:\s+9: {value} ", page), days
    assert 'href="tel:+442079460123"' in page
    for text in ("Sister Person", "116 123", "Own 1"):
        assert text in page
    assert pages(place.on_call).get(reverse("assessments:result", args=[alert.source_id])).status_code == 404
    read_over_api = read(Api(place.on_call).get(f"alerts/{alert.pk}/"))
    assert read_over_api["client_phone"] == "+44 20 7946 0123"
    assert [item["number"] for item in read_over_api["answers"]["items"] if item["is_risk"]] == [9]
    earlier = read_over_api["answers"]["earlier"]
    assert [row["answers"][0]["answer"][0] for row in earlier] == ["1", "0"]
    assert read_over_api["emergency_contacts"][0]["name"] == "Sister Person"
    assert read_over_api["safety_plan"]["coping"] == "Own 2"
    assert read_over_api["history"][0]["what"] == "Raised"
    assert Api(place.other).get(f"alerts/{alert.pk}/").status_code == 404
    assert Api(place.admin).get(f"alerts/{alert.pk}/").status_code == 403


def test_a_screening_is_one_press_away_dated_today_and_leads_back_to_the_alert() -> None:
    place = Place()
    browser, path = pages(place.on_call), reverse("assessments:alert-screening", args=[place.alert.pk])
    assert path in browser.get(place.path()).content.decode()
    page = browser.get(path).content.decode()
    assert f'value="{timezone.localdate()}"' in page
    assert place.path() in page
    given = {"completed_on": str(timezone.localdate()), **{f"item-{n}": "0" for n in (1, 2, 6)}}
    answer = browser.post(path, given, follow=True)
    assert answer.redirect_chain == [(place.path(), 302)]
    assert "C-SSRS recorded." in answer.content.decode()
    assert "Screened since then" in answer.content.decode()
    assert f"{place.on_call.name} recorded a C-SSRS about this alert" in browser.get(path).content.decode()
    assert browser.get(reverse("assessments:record", args=[place.client.pk, "c-ssrs-screen"])).status_code == 404
    bad = Api(place.on_call).post(place.api("screening"), {"responses": {"1": 7}})
    assert (bad.status_code, list(read(bad)["responses"])) == (400, ["1"])
    made = Api(place.on_call).post(
        place.api("screening"), {"responses": {"1": 1, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}}
    )
    assert (made.status_code, read(made)["alerts"][0]["level"]) == (201, "high")
    assert Api(place.other).post(place.api("screening"), {"responses": {"1": 0}}).status_code == 404
    with inside(place.practice):
        assert place.client.assessments.filter(recorded_by=place.on_call).count() == 2
    listed = read(Api(place.on_call).get(f"alerts/{place.alert.pk}/"))["screenings"]
    assert [(one["result"], one["recorded_by"]) for one in listed] == [
        ("high", place.on_call.name),
        ("none", place.on_call.name),
    ]


SCREENED_HIGH = {"1": 1, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}


def test_the_alert_that_a_screening_raises_names_the_one_it_was_asked_from_and_both_lead_to_each_other() -> None:
    place = Place()
    place.hand(place.admin, place.other)  # neither lead nor on call: reaches this alert only
    path = reverse("assessments:alert-screening", args=[place.alert.pk])
    given = {"completed_on": str(timezone.localdate()), **{f"item-{n}": str(v) for n, v in SCREENED_HIGH.items()}}
    answer = pages(place.other).post(path, given, follow=True).content.decode()
    assert "It raised an alert of its own" in answer
    with inside(place.practice):
        second = RiskAlert.objects.get(source="C-SSRS")
        assert [line.kind for line in history_of(second)] == ["raised", "told", "told", "listed"]
    assert (second.asked_from_id, second.level) == (place.alert.pk, "high")
    there = reverse("alerts:alert", args=[second.pk])
    assert f'href="{there}"' in answer
    assert f'href="{place.path()}"' in pages(place.other).get(there).content.decode()
    first = read(Api(place.other).get(f"alerts/{place.alert.pk}/"))
    assert first["raised"] == [{"id": str(second.pk), "level": "high", "source": "C-SSRS"}]
    assert first["asked_from"] is None
    assert read(Api(place.other).get(f"alerts/{second.pk}/"))["asked_from"] == str(place.alert.pk)
    assert place.now().level == "moderate", "the first one stays as it was raised"


def test_a_client_who_was_screened_without_an_alert_has_one_that_names_no_other() -> None:
    place = Place()
    made = Api(place.lead).post(
        "assessments/",
        {"client": str(place.client.pk), "instrument": "c-ssrs-screen", "responses": SCREENED_HIGH},
    )
    assert read(Api(place.lead).get(f"alerts/{read(made)['alerts'][0]['id']}/"))["asked_from"] is None
    with inside(place.practice), pytest.raises(IntegrityError, match="clients_alert_asked_from"), transaction.atomic():
        RiskAlert.objects.filter(pk=place.alert.pk).update(asked_from=place.alert.pk)


def test_once_it_was_asked_the_score_of_the_first_form_no_longer_says_ask() -> None:
    place = Place()
    made = read(Api(place.lead).post(place.api("screening"), {"responses": {"1": 1, "2": 0}}))
    here = reverse("assessments:result", args=[made["id"]])
    assert made["scores"]["level"]["note"].endswith("is missing; ask")
    assert "is missing; ask</small>" in pages(place.lead).get(here).content.decode()
    assert Api(place.lead).post(place.api("screening"), {"responses": {"1": 1, "2": 0, "6": 0}}).status_code == 201
    score = read(Api(place.lead).get(f"assessments/{made['id']}/"))["scores"]["level"]
    assert score["note"].endswith("is missing; asked about later")
    assert score["notes"][0]["code"] == "at-least-asked"
    explained = reverse("assessments:explain", args=[made["id"], "level"])
    for path in (here, explained):
        page = pages(place.lead).get(path).content.decode()
        assert "asked about later" in page
        assert not re.search(r"\bask\b", page), path


def test_old_answers_are_mailed_to_nobody_and_stand_on_today_until_they_are_closed_in_writing() -> None:
    place = Place()
    place.close(place.lead)
    alert = answered(place, 3, days_ago=31)
    assert alert is not None
    with inside(place.practice):
        assert not Message.objects.filter(about_id=alert.pk).exists()
        assert [line.kind for line in history_of(alert)] == ["raised", "listed", "listed"]
    assert "PHQ-9 item 9: high risk" in pages(place.lead).get("/").content.decode()
    with time_machine.travel(in_days(9)):
        assert everywhere(escalate) == 0
        assert "PHQ-9 item 9: high risk" in pages(place.lead).get("/").content.decode()
        path = reverse("alerts:alert", args=[alert.pk])
        assert pages(place.lead).post(path, DONE | {"outcome": "no_risk"}).status_code == 302
        assert "PHQ-9 item 9: high risk" not in pages(place.lead).get("/").content.decode()


def test_a_hand_over_from_a_page_that_is_not_true_any_more_changes_nothing() -> None:
    place = Place()
    form = {"to": str(place.other.pk), "reason": "Away from noon", "holder": ""}
    place.hand(place.admin, place.on_call)
    page = pages(place.lead).post(place.path("alert-hand-over"), form, follow=True).content.decode()
    assert "Call Person has this alert by now." in page
    api = Api(place.lead)
    assert (
        api.post(place.api("hand-over"), {"to": form["to"], "reason": form["reason"], "holder": None}).status_code
        == 409
    )
    assert place.now().taken_by == place.on_call
    seen = {"to": form["to"], "reason": form["reason"], "holder": str(place.on_call.pk)}
    assert api.post(place.api("hand-over"), seen).status_code == 200
    assert place.now().taken_by == place.other
