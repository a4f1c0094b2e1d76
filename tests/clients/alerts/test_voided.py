"""Answers that are voided without a correction, or corrected after their alert was closed, and who hears of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions import correct_assessment, record_assessment, void_assessment
from assessments.models import Assessment
from assessments.wording.queries import instrument_of
from clients.alerts.actions import reopen_alert
from clients.alerts.acts import history_of
from clients.models import RiskAlert
from clinic.core.models import Message, Staff
from tests.clients.alerts.test_corrected import FUTURE, HIGH, LOW, LOWER, NONE, Screened
from tests.factories import actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def void(place: Screened, by: Staff, reason: str = "Another person's answers") -> int:
    with inside(place.practice, actor(by)) as scope:
        return void_assessment(assessment=Assessment.objects.get(pk=place.recorded), by=scope.actor, reason=reason)


def screened(place: Screened) -> list[tuple[str, str]]:
    """Level and state of the client's C-SSRS alerts, the first one first."""
    with inside(place.practice):
        rows = RiskAlert.objects.filter(source="C-SSRS").order_by("raised_at", "id")
        return [(row.level, row.state) for row in rows]


def kinds(place: Screened) -> list[str]:
    with inside(place.practice):
        return [line.kind for line in history_of(place.now())]


def test_voided_answers_leave_a_line_with_the_open_alert_and_who_has_it_sees_what_follows() -> None:
    place = Screened()
    before = place.mails()
    assert void(place, place.lead) == 1
    now = place.now()
    assert (now.state, now.taken_by_id) == ("taken", place.other.pk), "only a person takes an alert back"
    assert place.mails() == before, "nothing in it is more urgent"
    shown = pages(place.other).get(place.path()).content.decode()
    assert "Lead Person voided the answers; it stays until somebody closes it" in shown
    assert "Another person&#x27;s answers" in shown
    assert "record them in that person's file" in shown
    assert "the answers were voided" in pages(place.other).get("/").content.decode(), "on Today as well"
    found = read(Api(place.other).get(f"alerts/{place.alert.pk}/"))
    assert found["answers"]["is_voided"]
    assert [line["kind"] for line in found["history"]][-1] == "voided"
    assert found["history"][-1]["text"] == "Another person's answers"


def test_the_page_that_voids_says_that_an_alert_stays() -> None:
    place = Screened()
    sent = pages(place.lead).post(f"/assessments/{place.recorded}/void/", {"reason": "Misread"}, follow=True)
    assert "A risk alert of these answers stays open until somebody closes it." in sent.content.decode()
    assert kinds(place)[-1] == "voided"


def test_a_closed_alert_keeps_the_line_as_well_and_stays_closed() -> None:
    place = Screened()
    place.close(place.other)
    assert void(place, place.lead) == 0
    with inside(place.practice):
        last = history_of(place.now())[-1]
    assert (place.now().state, last.kind) == ("closed", "voided")
    assert last.what == "Lead Person voided the answers; this alert stays closed"


def test_a_correction_is_no_voiding() -> None:
    place = Screened()
    place.correct(place.lead, LOWER)
    assert "voided" not in kinds(place)


def test_a_voided_screening_stays_named_on_the_alert_that_it_was_about() -> None:
    place = Screened()
    with inside(place.practice, actor(place.lead)) as scope:
        made = record_assessment(
            client=place.client, instrument=instrument_of("c-ssrs-screen"), responses=NONE | FUTURE, by=scope.actor
        )
    place.recorded = str(made.pk)
    void(place, place.lead)
    found = read(Api(place.lead).get(f"alerts/{place.first.pk}/"))["screenings"]
    assert [row["is_voided"] for row in found if row["id"] == str(made.pk)] == [True]
    shown = pages(place.lead).get(f"/alerts/{place.first.pk}/").content.decode()
    assert '<span class="chip">voided</span>' in shown


@pytest.mark.parametrize("answers", [HIGH | {"3": 1}, LOW, NONE])
def test_answers_corrected_to_the_same_or_less_after_a_closed_high_raise_no_other_alert(
    answers: dict[str, int],
) -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.close(place.other)
    before = place.mails()
    place.correct(place.lead, answers)
    assert screened(place) == [("high", "closed")]
    assert place.mails() == before
    with inside(place.practice):
        last = history_of(place.now())[-1]
    assert last.what == "Lead Person corrected the answers; this alert stays closed"
    assert str(place.now().source_id) == place.recorded, "it shows the answers as they are now"


def test_what_was_read_when_it_was_closed_counts_through_any_number_of_corrections() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.close(place.other)
    for answers in (LOW, NONE, HIGH):
        place.correct(place.lead, answers)
    assert screened(place) == [("high", "closed")]
    assert kinds(place)[-4:] == ["closed", "corrected", "corrected", "corrected"]


def test_a_risk_that_whoever_closed_it_could_not_have_read_raises_another() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.correct(place.lead, NONE)
    place.close(place.other, outcome="no_risk", note="Misread, no sign of risk.")
    place.correct(place.lead, HIGH)
    assert screened(place) == [("high", "closed"), ("high", "open")]
    assert place.mails()["Call Person"] > 0


def test_after_it_was_opened_again_the_answers_of_now_count() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.close(place.other)
    place.correct(place.lead, LOW)
    with inside(place.practice):
        reopen_alert(alert=place.now(), by=actor(place.lead), reason="Not finished")
    place.take(place.other)
    place.correct(place.lead, HIGH)
    assert (screened(place), place.now().taken_at) == ([("high", "open")], None) or place.now().state == "taken"
    assert kinds(place)[-1] != "corrected", "it rose"


def test_old_answers_of_a_closed_alert_that_turn_out_to_be_recent_raise_another() -> None:
    place = Screened()
    answers = {str(n): 0 for n in range(1, 9)} | {"9": 2}
    with inside(place.practice, actor(place.lead)) as scope:
        recorded = record_assessment(
            client=place.client,
            instrument=instrument_of("phq-9"),
            responses=answers,
            completed_on=timezone.localdate() - timedelta(days=60),
            by=scope.actor,
        )
        place.alert = RiskAlert.objects.get(source_id=recorded.pk)
        place.close(place.lead, outcome="no_risk", note="Two months ago.")
        today = timezone.localdate()
        correct_assessment(
            assessment=recorded, by=scope.actor, reason="Wrong day", responses=answers, completed_on=today
        )
        found = RiskAlert.objects.open().get(source="PHQ-9 item 9", level="high")
        told = Message.objects.filter(about_id=found.pk).values_list("recipient_id", flat=True)
        assert list(told) == [place.on_call.pk], "not who corrected them"
        assert "They raised another alert." in history_of(place.now())[-1].text
