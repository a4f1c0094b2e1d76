"""Several questionnaires in one step: each is given once, with one message to the client; or printed as one PDF."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments import catalogue
from assessments.actions import record_assessment
from assessments.batteries.actions import give_questionnaires
from assessments.models import Battery, QuestionnaireAssignment
from assessments.questionnaires.actions import withdraw_questionnaire, write_again
from assessments.wording.queries import needs_wording
from clients.episodes.actions import pause_episode
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Message, Staff
from tests.factories import (
    a_client,
    a_practice,
    a_questionnaire,
    a_staff,
    a_wording,
    actor,
    inside,
    portal_user,
    therapist_of,
)
from tests.threads import at_once
from tests.web import UNKNOWN, Api, pages, read

THREE = ["phq-9", "gad-7", "who-5"]
db = pytest.mark.django_db


def with_portal(therapist: Staff, **fields: Any) -> Client:
    client = a_client(therapist, **fields)
    portal_user(client)
    with inside(client.practice):
        missing = needs_wording(catalogue.get("who-5"))
    if missing:
        a_wording(client.practice, "who-5")
    return client


def given_to(client: Client) -> list[str]:
    with inside(client.practice):
        return list(client.questionnaires.open().order_by("id").values_list("instrument", flat=True))


def messages_about(client: Client) -> dict[str, str]:
    """Occasion → instrument that the queued message is about."""
    with inside(client.practice):
        rows = Message.objects.filter(kind=Message.Kind.QUESTIONS, recipient_id=client.pk, state=Message.State.QUEUED)
        about = dict(QuestionnaireAssignment.objects.values_list("pk", "instrument"))
        pairs = [(row.occasion, about[row.about_id]) for row in rows]
    assert len(pairs) == len(dict(pairs))
    return dict(pairs)


def give(client: Client, keys: list[str]) -> Any:
    with inside(client.practice, actor(therapist_of(client))) as scope:
        return give_questionnaires(client=client, chosen=[catalogue.get(key) for key in keys], by=scope.actor)


@db
def test_a_kept_battery_is_given_in_its_order_with_one_message() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    client = with_portal(therapist)
    form = {"name": "Intake", "instrument-1": "who-5", "instrument-3": "phq-9"}
    assert pages(admin).post(reverse("batteries:battery-new"), form).status_code == 302
    with inside(practice):
        kept = Battery.objects.get()
    assert kept.instruments == ["who-5", "phq-9"]
    path = reverse("batteries:give-several", args=[client.pk])
    assert "Intake" in pages(therapist).get(path).content.decode()
    sent = {"battery": str(kept.pk), "instruments": ["gad-7", "phq-9"], "how": "portal"}
    page = pages(therapist).post(path, sent, follow=True).content.decode()
    assert "3 questionnaires given." in page
    assert given_to(client) == ["who-5", "phq-9", "gad-7"]
    assert messages_about(client) == {"given": "who-5", "due": "who-5"}


@db
def test_what_waits_already_is_named_and_not_given_again() -> None:
    therapist = a_staff(a_practice())
    client = with_portal(therapist)
    a_questionnaire(client, "gad-7")
    path = reverse("batteries:give-several", args=[client.pk])
    page = pages(therapist).post(path, {"instruments": THREE, "how": "portal"}, follow=True).content.decode()
    assert "2 questionnaires given." in page
    assert "not given again: GAD-7." in page
    assert sorted(given_to(client)) == sorted(THREE)
    again = Api(therapist).post(f"clients/{client.pk}/questionnaires/", {"instruments": THREE})
    assert (again.status_code, read(again)) == (201, {"given": [], "waiting": THREE})


def test_two_who_give_at_once_give_each_questionnaire_once(own_database: str) -> None:
    client = with_portal(a_staff(a_practice()))

    def act(number: int) -> tuple[int, int]:
        found = give(client, THREE if number % 2 else THREE[::-1])
        return len(found.given), len(found.waiting)

    assert sorted(at_once(act, 4)) == [(0, 3), (0, 3), (0, 3), (3, 0)]
    assert sorted(given_to(client)) == sorted(THREE)
    assert sorted(messages_about(client)) == ["due", "given"]


@db
def test_the_message_stays_while_one_of_them_waits() -> None:
    """It is about one of them, and would end with that one."""
    therapist = a_staff(a_practice())
    client = with_portal(therapist)
    give(client, THREE)
    with inside(client.practice, actor(therapist)) as scope:
        first = QuestionnaireAssignment.objects.get(instrument="phq-9")
        withdraw_questionnaire(questionnaire=first)
    assert messages_about(client) == {"given": "gad-7", "due": "gad-7"}
    with inside(client.practice, actor(therapist)) as scope:
        answers = {str(item): 0 for item in range(1, 8)}
        record_assessment(
            client=client,
            instrument=catalogue.get("gad-7"),
            responses=answers,
            by=scope.actor,
            completed_on=timezone.localdate(),
        )
    assert messages_about(client) == {"given": "who-5", "due": "who-5"}
    with inside(client.practice, actor(therapist)):
        withdraw_questionnaire(questionnaire=QuestionnaireAssignment.objects.get(instrument="who-5"))
    assert messages_about(client) == {}


@db
def test_after_a_pause_the_message_comes_back_about_another_one_that_waits() -> None:
    therapist = a_staff(a_practice())
    client = with_portal(therapist)
    give(client, ["who-5", "phq-9"])
    with inside(client.practice, actor(therapist)) as scope:
        pause_episode(client=client, pause=True)
        assert messages_about(client) == {}
        record_assessment(
            client=client,
            instrument=catalogue.get("who-5"),
            responses={str(item): 3 for item in range(1, 6)},
            by=scope.actor,
        )
        pause_episode(client=client, pause=False)
        write_again()
    assert "due" in messages_about(client)
    assert set(messages_about(client).values()) == {"phq-9"}


@db
def test_a_battery_is_printed_as_one_pdf_for_who_has_no_portal() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    with inside(practice):
        kept = Battery.objects.create(practice=practice, name="Intake", instruments=["who-5", "phq-9"])
    path = reverse("batteries:give-several", args=[client.pk])
    page = pages(therapist).get(path).content.decode()
    assert "Give on the portal" not in page
    assert "print the questionnaires for them" in page
    answer = pages(therapist).post(path, {"battery": str(kept.pk), "how": "paper", "large": "on"}, follow=True)
    printed = Api(therapist).get(f"clients/{client.pk}/questionnaires/paper/", battery=str(kept.pk), size="large")
    for found in (answer, printed):
        assert found["Content-Type"] == "application/pdf"
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(found.content)).pages)
        assert text.index(catalogue.get("who-5").name) < text.index(catalogue.get("phq-9").name)
    assert given_to(client) == []
    refused = pages(therapist).post(path, {"battery": str(kept.pk), "how": "portal"}).content.decode()
    assert "no sign-in for the portal" in refused


@db
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "instruments"),
        ({"instruments": []}, "instruments"),
        ({"instruments": ["nothing"]}, "instruments"),
        ({"instruments": ["c-ssrs-screen"]}, "instruments"),
        ({"instruments": "phq-9"}, "instruments"),
        ({"instruments": [{}]}, "instruments"),
        ({"instruments": ["x"] * 13}, "instruments"),
        ({"battery": str(UNKNOWN)}, "battery"),
        ({"battery": "x"}, "battery"),
        ({"instruments": THREE, "due_on": "2020-01-01"}, "due_on"),
        ({"instruments": THREE, "more": 1}, "more"),
    ],
)
def test_bad_input_gives_nothing_and_is_named_at_its_field(body: dict[str, Any], field: str) -> None:
    client = with_portal(a_staff(a_practice()))
    answer = Api(therapist_of(client)).post(f"clients/{client.pk}/questionnaires/", body)
    assert (answer.status_code, list(read(answer))) == (400, [field])
    assert given_to(client) == []


@db
def test_another_practices_battery_is_none() -> None:
    foreign = a_practice()
    with inside(foreign):
        kept = Battery.objects.create(practice=foreign, name="Intake", instruments=["who-5"])
    client = with_portal(a_staff(a_practice()))
    answer = Api(therapist_of(client)).post(f"clients/{client.pk}/questionnaires/", {"battery": str(kept.pk)})
    assert answer.status_code == 400
    page = pages(therapist_of(client)).post(
        reverse("batteries:give-several", args=[client.pk]), {"battery": str(kept.pk), "how": "portal"}
    )
    assert "Select a valid choice" in page.content.decode()


@db
def test_batteries_are_kept_by_admins_on_page_and_api() -> None:
    practice = a_practice()
    api, therapist = Api(a_staff(practice, Role.ADMIN)), a_staff(practice)
    made = api.post("batteries/", {"name": " Intake  ", "instruments": ["who-5", "phq-9", "who-5"]})
    assert (made.status_code, read(made)["instruments"], read(made)["name"]) == (201, ["who-5", "phq-9"], "Intake")
    for body, field in (
        ({"name": "Intake", "instruments": ["phq-9"]}, "name"),
        ({"name": " ", "instruments": ["phq-9"]}, "name"),
        ({"name": "x" * 61, "instruments": ["phq-9"]}, "name"),
        ({"name": "Other", "instruments": []}, "instruments"),
        ({"name": "Other", "instruments": ["nothing"]}, "instruments"),
        ({"name": "Other", "instruments": ["c-ssrs-screen"]}, "instruments"),
        ({"name": "Other"}, "instruments"),
    ):
        answer = api.post("batteries/", body)
        assert (answer.status_code, list(read(answer))) == (400, [field]), body
    assert [row["name"] for row in read(Api(therapist).get("batteries/"))["results"]] == ["Intake"]
    assert api.browser.delete(f"/api/v1/batteries/{read(made)['id']}/", headers=api.headers).status_code == 204
    assert api.browser.delete(f"/api/v1/batteries/{read(made)['id']}/", headers=api.headers).status_code == 404


@db
@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"name": "", "instruments": ["x"]}, "battery_named"),
        ({"name": "A", "instruments": []}, "battery_size"),
        ({"name": "A", "instruments": ["x"] * 13}, "battery_size"),
        ({"name": "Kept", "instruments": ["x"]}, "battery_once"),
    ],
)
def test_the_database_refuses_what_is_no_battery(row: dict[str, Any], rule: str) -> None:
    practice = a_practice()
    with inside(practice):
        Battery.objects.create(practice=practice, name="Kept", instruments=["x"])
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Battery.objects.create(practice=practice, **row)


@db
def test_an_impossible_day_stays_typed_on_the_page() -> None:
    client = with_portal(a_staff(a_practice()))
    path, late = reverse("batteries:give-several", args=[client.pk]), timezone.localdate() + timedelta(days=400)
    sent = {"instruments": THREE, "due_on": str(late), "how": "portal"}
    page = pages(therapist_of(client)).post(path, sent).content.decode()
    assert "Choose a day between today and one year from now." in page
    assert page.count("checked") == 3
    assert str(late) in page
