"""A risk item left out raises no alert and is never passed over: it stands on *today* until somebody asked."""

import html
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions import void_assessment
from assessments.models import Assessment
from assessments.questionnaires.actions import save_answers, submit_questionnaire
from assessments.unanswered import NothingUnanswered, note_unanswered_risk
from clients.models import Client, RiskAlert
from clinic.core.models import Message, Staff
from tests.factories import a_client, a_practice, a_questionnaire, a_staff, actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def therapist() -> Staff:
    return a_staff(a_practice())


def shown(answer: Any) -> str:
    return " ".join(html.unescape(answer.content.decode()).split())  # as it is read: lines end anywhere


def sent(therapist: Staff, client: Client, key: str, responses: Mapping[str, int | None], **more: object) -> Any:
    body = {"client": str(client.pk), "instrument": key, "responses": responses} | more
    return Api(therapist).post("assessments/", body)


PHQ_8 = {str(n): 2 for n in range(1, 9)}
SCREEN = {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}


def test_the_suicide_item_left_out_is_named_on_the_result_on_today_and_in_the_api(therapist: Staff) -> None:
    client = a_client(therapist, name="Quill Person")
    made = read(sent(therapist, client, "phq-9", PHQ_8))
    assert made["alerts"] == []
    assert made["unanswered_risk_items"] == [9]
    assert made["scores"]["total"]["value"] == 18
    assert "risk item 9 not answered: ask" in made["scores"]["total"]["note"]
    browser, result = pages(therapist), reverse("assessments:result", args=[made["id"]])
    assert "Risk item not answered: ask" in shown(browser.get(result))
    assert "PHQ-9: risk item 9 not answered: ask" in shown(browser.get("/"))
    note = {"note": "Asked on the phone: no thoughts of death."}
    assert "3 characters" in shown(browser.post(reverse("assessments:unanswered", args=[made["id"]]), {"note": "x"}))
    assert browser.post(reverse("assessments:unanswered", args=[made["id"]]), note).status_code == 302
    assert "risk item 9" not in shown(browser.get("/"))
    assert note["note"] in shown(browser.get(result))
    again = read(Api(therapist).get(f"assessments/{made['id']}/"))
    assert again["risk_note"] == note["note"]
    assert again["unanswered_risk_items"] == [9]


def test_a_screen_without_its_last_question_is_high_at_once_and_asks_for_a_reason(therapist: Staff) -> None:
    client = a_client(therapist)
    made = read(sent(therapist, client, "c-ssrs-screen", SCREEN))
    assert [(row["level"], row["source"]) for row in made["alerts"]] == [("high", "C-SSRS")]
    assert made["unanswered_risk_items"] == [6]
    assert made["scores"]["level"]["band"] == "high"
    assert made["scores"]["level"]["note"].startswith("at least high, incomplete")
    with inside(client.practice):
        assert RiskAlert.objects.get().reason == "screened at least high, incomplete"
        assert Message.objects.filter(kind=Message.Kind.ALERT).exists()
    browser = pages(therapist)
    page = shown(browser.get(reverse("assessments:result", args=[made["id"]])))
    assert "C-SSRS: high risk" in page
    assert "Why items are left open" in page
    path = f"assessments/{made['id']}/unanswered-risk-items/"
    reason = read(Api(therapist).post(path, {"incomplete_reason": "The client left the room."}))
    assert reason["incomplete_reason"] == "The client left the room."
    assert "risk item 6 not answered" in shown(browser.get("/"))  # a reason is no answer
    assert Api(therapist).post(path, {"note": "Asked by phone: no."}).status_code == 400  # nor is a note
    assert "risk item 6 not answered" in shown(browser.get("/"))


def test_the_page_of_the_screener_takes_the_reason_with_the_answers(therapist: Staff) -> None:
    client = a_client(therapist)
    browser, path = pages(therapist), reverse("assessments:record", args=[client.pk, "c-ssrs-screen"])
    assert "Reason for any items left open" in shown(browser.get(path))
    form = {
        "completed_on": str(timezone.localdate()),
        "item-1": "1",
        "item-2": "0",
        "incomplete_reason": "Interrupted.",
    }
    page = shown(browser.post(path, form, follow=True))
    assert "Left open because: Interrupted." in page
    assert "Why items are left open" not in page
    with inside(client.practice):
        assert Assessment.objects.get().unanswered_risk_items == [6]
        assert RiskAlert.objects.get().level == "low"


def test_completing_the_screen_clears_today_and_carries_the_alert_on(therapist: Staff) -> None:
    client = a_client(therapist)
    made = read(sent(therapist, client, "c-ssrs-screen", SCREEN))
    browser, path = pages(therapist), reverse("assessments:correct", args=[made["id"]])
    assert "Completed: asked afterwards" in shown(browser.get(f"{path}?complete"))
    form = {f"item-{n}": "1" for n in range(1, 6)} | {"item-6": "0", "reason": "Completed: asked afterwards"}
    assert browser.post(path, form | {"completed_on": str(timezone.localdate())}).status_code == 302
    assert "not answered" not in shown(browser.get("/"))
    with inside(client.practice):
        alert = RiskAlert.objects.get()
        assert str(alert.pk) == made["alerts"][0]["id"]
        assert alert.source_id == Assessment.objects.get(voided_at__isnull=True).pk
        assert Message.objects.filter(kind=Message.Kind.ALERT).count() == 1


def test_a_level_that_rises_with_the_rest_of_the_answers_rises_on_the_alert(therapist: Staff) -> None:
    client = a_client(therapist)
    made = read(sent(therapist, client, "c-ssrs-screen", {"1": 1, "2": 0}))
    form = {"item-1": "1", "item-2": "0", "item-6": "1", "item-7": "1", "reason": "Asked afterwards"}
    path = reverse("assessments:correct", args=[made["id"]])
    pages(therapist).post(path, form | {"completed_on": str(timezone.localdate())})
    with inside(client.practice):
        (alert,) = RiskAlert.objects.all()
        assert (alert.level, alert.risen_at is not None) == ("high", True)


def test_an_incomplete_screen_stays_on_today_until_it_is_completed(therapist: Staff) -> None:
    client, api = a_client(therapist), Api(therapist)
    made = read(sent(therapist, client, "c-ssrs-screen", {"1": 1, "2": 0}))
    refused = api.post(f"assessments/{made['id']}/unanswered-risk-items/", {"note": "Asked; will ask again."})
    assert (refused.status_code, "until it is completed" in read(refused)["note"][0]) == (400, True)
    assert "C-SSRS: risk item 6 not answered: ask" in shown(pages(therapist).get("/"))
    assert 'name="note"' not in pages(therapist).get(reverse("assessments:result", args=[made["id"]])).content.decode()
    sent(therapist, client, "c-ssrs-screen", {"1": 0, "2": 0})  # a later one that is incomplete as well
    assert shown(pages(therapist).get("/")).count("risk item 6 not answered") == 2
    complete = read(sent(therapist, client, "c-ssrs-screen", {"1": 0, "2": 0, "6": 0}))
    assert complete["unanswered_risk_items"] == []
    assert "not answered" not in shown(pages(therapist).get("/"))
    assert "Completed by a later form." in shown(pages(therapist).get(reverse("assessments:result", args=[made["id"]])))


def test_a_questionnaire_sent_by_the_client_with_the_item_left_out_stands_on_today(therapist: Staff) -> None:
    client = a_client(therapist)
    questionnaire = a_questionnaire(client, "phq-9")
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers=PHQ_8 | {"9": None})
        made = submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        assert made.unanswered_risk_items == [9]
    assert "PHQ-9: risk item 9 not answered: ask" in shown(pages(therapist).get("/"))


def test_a_fhir_response_answers_with_alerts_and_what_is_unanswered(therapist: Staff) -> None:
    client = a_client(therapist)
    resource = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "urn:x/c-ssrs-screen",
        "subject": {"reference": f"Patient/{client.pk}"},
        "item": [{"linkId": n, "answer": [{"valueInteger": v}]} for n, v in {**SCREEN, "5": 0, "4": 0}.items()],
    }
    made = read(Api(therapist).post("fhir/QuestionnaireResponse/", resource))
    assert [row["level"] for row in made["alerts"]] == ["moderate"]
    assert made["unanswered_risk_items"] == [6]


def test_voided_it_is_off_today_and_cannot_be_noted(therapist: Staff) -> None:
    client = a_client(therapist)
    made = read(sent(therapist, client, "core-10", {str(n): 1 for n in range(1, 11) if n != 6}))
    assert made["unanswered_risk_items"] == [6]
    with inside(client.practice, actor(therapist)) as scope:
        row = Assessment.objects.get()
        void_assessment(assessment=row, by=scope.actor, reason="Wrong client")
        with pytest.raises(NothingUnanswered):
            note_unanswered_risk(assessment=row, by=scope.actor, note="Asked.")
    assert "not answered" not in shown(pages(therapist).get("/"))


def test_the_database_itself_wants_the_note_in_writing(therapist: Staff) -> None:
    client = a_client(therapist)
    sent(therapist, client, "phq-9", PHQ_8)
    with inside(client.practice), pytest.raises(IntegrityError, match="risk_noted_in_writing"), transaction.atomic():
        Assessment.objects.update(risk_noted_at=timezone.now())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "note"),
        ({"note": ""}, "note"),
        ({"note": "x"}, "note"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\u0000bc"}, "note"),
        ({"note": 5, "noted": 1}, "noted"),
        ({"note": None}, "note"),
        ({"incomplete_reason": "x" * 301}, "incomplete_reason"),
        ({"incomplete_reason": "xx"}, "incomplete_reason"),
    ],
)
def test_a_note_that_cannot_be_is_refused_at_its_field(therapist: Staff, body: dict[str, object], field: str) -> None:
    made = read(sent(therapist, a_client(therapist), "phq-9", PHQ_8))
    answer = Api(therapist).post(f"assessments/{made['id']}/unanswered-risk-items/", body)
    assert answer.status_code == 400
    assert field in read(answer)


def test_answers_older_than_thirty_days_mail_nobody_and_stand_on_today(therapist: Staff) -> None:
    client = a_client(therapist)
    for days, mails in ((31, 0), (30, 1)):
        on = timezone.localdate() - timedelta(days=days)
        made = read(sent(therapist, client, "core-10", {str(n): 2 for n in range(1, 11)}, completed_on=str(on)))
        assert [row["level"] for row in made["alerts"]] == ["high"]
        with inside(client.practice):
            assert Message.objects.filter(kind=Message.Kind.ALERT).count() == mails
    assert shown(pages(therapist).get("/")).count("CORE-10 item 6: high risk") == 2
