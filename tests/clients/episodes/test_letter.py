"""The letter at the end: made by the therapist alone, with the figures of that treatment."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from clients.episodes.actions import close_episode
from clients.episodes.closing import checklist, close_treatment
from clinic.core.access import Role
from clinic.core.models import AccessLog
from clinic.workspace.closing_letter import closing_letter_pdf
from interventions.plans.actions import end_plan
from tests.factories import a_client, a_plan, a_practice, a_staff, actor, an_assessment, inside, therapist_of
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def test_the_letter_names_dates_outcome_and_course() -> None:
    practice = a_practice(name="Harbour Practice")
    therapist, admin = a_staff(practice, name="Thea Therapist"), a_staff(practice, Role.ADMIN)
    client = a_client(therapist)
    with inside(practice):
        client.episodes.update(opened_on=timezone.localdate() - timedelta(days=60))
    an_assessment(client, "core-10", 3, on=timezone.localdate() - timedelta(days=50))
    an_assessment(client, "core-10", 1)
    plan = a_plan(client, "se")
    api, path = Api(therapist), f"clients/{client.pk}/closing-letter/"
    assert api.post(path, {}).status_code == 400  # not closed yet
    with inside(practice, actor(therapist)) as scope:
        end_plan(plan=plan, outcome="sleeps through")
        close_episode(client=client, ending="completed")
        with patch("clinic.core.paper.pdf", return_value=b"") as made:
            closing_letter_pdf(client=client, by=scope.actor, next_steps="See the GP.")
        told = json.dumps(made.call_args[0][1])
    for text in ("Harbour Practice", "sleeps through", "See the GP.", "Thea Therapist", "CORE-10 went", "Sessions: 0"):
        assert text in told
    answer = api.post(path, {"next_steps": "See the GP."})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert client.name not in answer["Content-Disposition"]
    page = pages(therapist).post(f"/clients/{client.pk}/letter/", {"next_steps": "*x* #y"})
    assert page.content.startswith(b"%PDF")
    with inside(practice):
        assert AccessLog.objects.filter(client_id=client.pk, what__contains="closing letter").count() == 2
    assert Api(admin).post(path, {}).status_code == 403
    assert "next_steps" in read(api.post(path, {"next_steps": "x" * 2001}))


def test_no_letter_after_a_death() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        close_episode(client=client, ending="died")
        therapist = client.care.get().staff
        user = therapist.user
    answer = pages(user).post(f"/clients/{client.pk}/letter/", {"next_steps": ""}).content.decode()
    assert "who has died" in answer


def test_the_reason_that_is_kept_in_the_record_is_not_in_the_letter() -> None:
    client = a_client(a_staff(a_practice()))
    a_plan(client, "se")
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        close_treatment(
            client=client,
            by=by,
            seen=checklist(client, by).seen,
            ending="dropped_out",
            reason="drinks again, unreliable",
        )
        with patch("clinic.core.paper.pdf", return_value=b"") as made:
            closing_letter_pdf(client=client, by=by, next_steps="")
    assert made.call_args[0][1]["outcomes"] == ["Treatment closed: dropped out."]
    assert "drinks again" not in json.dumps(made.call_args[0][1])


def test_the_therapist_sees_the_outcome_before_it_is_printed_and_changes_it() -> None:
    client = a_client(a_staff(a_practice()))
    plan = a_plan(client, "se")
    user = therapist_of(client)
    with inside(client.practice):
        end_plan(plan=plan, outcome="relapse is likely")
        close_episode(client=client, ending="completed")
    browser, path = pages(user), f"/clients/{client.pk}/letter/"
    assert "relapse is likely" in browser.get(path).content.decode()
    with patch("clinic.core.paper.pdf", return_value=b"") as made:
        browser.post(path, {"outcome": "You sleep better.", "next_steps": ""})
        browser.post(path, {"outcome": "", "next_steps": ""})
        Api(user).post(f"clients/{client.pk}/closing-letter/", {"outcome": "You sleep better."})
        Api(user).post(f"clients/{client.pk}/closing-letter/", {})
    printed = [call[0][1]["outcomes"] for call in made.call_args_list]
    assert printed == [["You sleep better."], [], ["You sleep better."], ["relapse is likely"]]
    assert "outcome" in read(Api(user).post(f"clients/{client.pk}/closing-letter/", {"outcome": "x" * 4001}))
