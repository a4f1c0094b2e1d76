"""Corrected answers and the alert that they raised: it rises, or stays until somebody has read it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments.actions import correct_assessment, record_assessment
from assessments.models import Assessment
from assessments.wording.queries import instrument_of
from clients.alerts.acts import history_of
from clients.alerts.response import measured_times
from clients.alerts.responsibility import count_overdue
from clients.models import RiskAlert
from clients.tasks import escalate
from clinic.core.models import Message, Staff
from tests.clients.alerts.test_workflow import Place
from tests.factories import actor, everywhere, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
NONE = {"1": 0, "2": 0}
LOW, LOWER, HIGH = {"1": 1, "2": 1}, {"1": 1, "2": 0}, {"1": 1, "2": 1, "3": 0, "4": 0, "5": 1}
FUTURE = {"6": 0}


class Screened(Place):
    """A place whose client was screened about the alert, with low risk; the supervisor's colleague has that one."""

    def __init__(self) -> None:
        super().__init__()
        made = read(Api(self.lead).post(self.api("screening"), {"responses": LOW | {"3": 0, "4": 0, "5": 0} | FUTURE}))
        self.first = self.alert
        self.recorded = made["id"]
        with inside(self.practice):
            self.alert = RiskAlert.objects.get(source_id=self.recorded)
        assert self.alert.level in ("low", "moderate")
        self.hand(self.lead, self.other)
        self.take(self.other)

    def correct(self, by: Staff, responses: dict[str, int]) -> None:
        with inside(self.practice, actor(by)) as scope:
            recorded = Assessment.objects.get(pk=self.recorded)
            made = correct_assessment(
                assessment=recorded, by=scope.actor, reason="Misread", responses=responses | FUTURE
            )
            self.recorded = str(made.pk)

    def mails(self) -> dict[str, int]:
        with inside(self.practice):
            rows = Message.objects.filter(kind=Message.Kind.ALERT, about_id=self.alert.pk)
            names = dict(Staff.objects.values_list("pk", "name"))
            found: dict[str, int] = {}
            for one in rows.values_list("recipient_id", flat=True):
                found[names[one]] = found.get(names[one], 0) + 1
            return found


def test_a_level_that_rises_with_a_correction_rises_on_the_open_alert_and_the_others_are_told_anew() -> None:
    place = Screened()
    before = place.mails()
    with time_machine.travel(place.start + timedelta(hours=1), tick=False):
        place.correct(place.lead, HIGH)
    now = place.now()
    assert (now.level, now.taken_by_id, now.taken_at, now.step) == ("high", place.other.pk, None, 0)
    assert now.risen_at == place.start + timedelta(hours=1)
    assert now.asked_from_id == place.first.pk
    with inside(place.practice):
        assert RiskAlert.objects.filter(source="C-SSRS").count() == 1, "one cause, one alert"
        assert "risen" in [line.kind for line in history_of(now)]
    told = {name: count - before.get(name, 0) for name, count in place.mails().items()}
    assert {name: count for name, count in told.items() if count} == {"Call Person": 1, "Other Person": 1}, (
        "the lead corrected them, and knows"
    )
    page = pages(place.other).get(place.path()).content.decode()
    assert "as the answers were corrected" in page
    assert "waits for you to confirm" in page
    assert read(Api(place.other).get(f"alerts/{place.alert.pk}/"))["risen_at"]


def test_who_has_it_confirms_it_or_the_next_ones_are_told_by_the_wait_of_the_new_level() -> None:
    place = Screened()
    with time_machine.travel(place.start + timedelta(hours=1), tick=False):
        place.correct(place.lead, HIGH)
        everywhere(escalate)
    with time_machine.travel(place.start + timedelta(minutes=89), tick=False), inside(place.practice):
        assert count_overdue() == 1, "the first alert, at moderate risk, for an hour; not the risen one"
    with time_machine.travel(place.start + timedelta(minutes=91), tick=False):
        with inside(place.practice):
            assert count_overdue() == 2
        everywhere(escalate)
    assert place.mails()[place.supervisor.name] == 1
    assert place.take(place.other).taken_at is not None


def test_how_soon_it_was_responded_to_counts_from_the_rise() -> None:
    place = Screened()
    with time_machine.travel(place.start + timedelta(hours=3), tick=False):
        place.correct(place.lead, HIGH)
    with time_machine.travel(place.start + timedelta(hours=3, minutes=12), tick=False):
        place.take(place.other)
        with inside(place.practice, actor(place.admin)):
            today = timezone.localdate()
            found = measured_times(today - timedelta(days=1), today)
    assert [(row.level, row.raised, row.taken_median) for row in found if row.level == "high"] == [("high", 1, 12.0)]


def test_a_level_that_stays_or_falls_leaves_the_alert_and_says_who_corrected_the_answers() -> None:
    place = Screened()
    before = place.mails()
    place.correct(place.lead, LOWER)
    now = place.now()
    assert (now.level, now.taken_by_id, now.risen_at) == (place.alert.level, place.other.pk, None)
    assert now.taken_at is not None
    assert place.mails() == before
    page = pages(place.other).get(place.path()).content.decode()
    assert "Lead Person corrected the answers; the level stays until this is closed" in page


def test_old_answers_that_turn_out_to_be_recent_are_told_at_once() -> None:
    place = Place()
    with inside(place.practice, actor(place.lead)) as scope:
        recorded = record_assessment(
            client=place.client,
            instrument=instrument_of("phq-9"),
            responses={str(n): 0 for n in range(1, 9)} | {"9": 2},
            completed_on=timezone.localdate() - timedelta(days=60),
            by=scope.actor,
        )
        old = RiskAlert.objects.get(source_id=recorded.pk)
        assert (old.told_at, Message.objects.filter(about_id=old.pk).count()) == (None, 0)
        today = timezone.localdate()
        correct_assessment(
            assessment=recorded, by=scope.actor, reason="Wrong day", responses=recorded.responses, completed_on=today
        )
        old.refresh_from_db()
        assert (old.level, old.is_old, old.told_at is not None) == ("high", False, True)
        told = Message.objects.filter(about_id=old.pk).values_list("recipient_id", flat=True)
        assert list(told) == [place.on_call.pk], "the lead corrected them, and knows"


def test_recent_answers_that_turn_out_to_be_old_stay_told() -> None:
    place = Screened()
    before = place.mails()
    with inside(place.practice, actor(place.lead)) as scope:
        recorded = Assessment.objects.get(pk=place.recorded)
        day = timezone.localdate() - timedelta(days=60)
        correct_assessment(
            assessment=recorded, by=scope.actor, reason="Wrong day", responses=recorded.responses, completed_on=day
        )
    assert (place.now().is_old, place.now().risen_at, place.mails()) == (False, None, before)


def test_a_closed_alert_stays_closed_and_a_risen_level_raises_another_that_names_the_first() -> None:
    place = Screened()
    place.close(place.other)
    place.correct(place.lead, HIGH)
    with inside(place.practice):
        found = RiskAlert.objects.filter(source="C-SSRS").order_by("raised_at", "id")
        assert [(row.level, row.state, row.asked_from_id) for row in found] == [
            (place.alert.level, "closed", place.first.pk),
            ("high", "open", place.first.pk),
        ]


def test_answers_that_no_longer_say_any_risk_leave_the_alert_open_with_them_and_rise_when_they_say_it_again() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.take(place.other)
    before = place.mails()
    place.correct(place.lead, NONE)
    now = place.now()
    assert (now.level, now.state, now.taken_at is not None) == ("high", "taken", True)
    assert str(now.source_id) == place.recorded, "it shows the answers as they are now"
    assert place.mails() == before, "nobody is disturbed for less"
    page = pages(place.other).get(place.path()).content.decode()
    assert "They no longer say what raised it." in page
    assert "voided" not in page
    result = pages(place.lead).get(f"/assessments/{place.recorded}/").content.decode()
    assert place.path() in result, "the result leads to what is still to be closed"
    place.correct(place.lead, HIGH)
    now = place.now()
    with inside(place.practice):
        assert RiskAlert.objects.filter(source="C-SSRS").count() == 1, "one cause, one alert"
        last = history_of(now)
        assert "no risk → high risk" in [line.text for line in last if line.kind == "risen"]
    assert now.taken_at is None, "to be confirmed anew"
    told = {name for name, count in place.mails().items() if count > before.get(name, 0)}
    assert told == {"Call Person", "Other Person"}


def test_a_level_that_fell_and_rises_again_is_told_anew() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.take(place.other)
    place.correct(place.lead, LOWER)
    before = place.mails()
    assert place.now().taken_at is not None
    place.correct(place.lead, HIGH)
    assert place.now().taken_at is None
    assert place.mails() != before


def test_answers_of_an_item_that_are_no_longer_of_risk_are_shown_with_the_alert() -> None:
    place = Place()
    with inside(place.practice, actor(place.lead)) as scope:
        answers = {str(n): 0 for n in range(1, 9)}
        recorded = record_assessment(
            client=place.client, instrument=instrument_of("phq-9"), responses=answers | {"9": 2}, by=scope.actor
        )
        alert = RiskAlert.objects.get(source_id=recorded.pk)
        made = correct_assessment(assessment=recorded, by=scope.actor, reason="Misread", responses=answers | {"9": 0})
        alert.refresh_from_db()
        assert (alert.source_id, alert.state, alert.level) == (made.pk, "open", "high")
        assert [line.kind for line in history_of(alert)][-1] == "corrected"
