"""The letter at the end: made by the therapist alone, with the figures of that treatment."""

import json
import re
from datetime import timedelta
from unittest.mock import Mock, patch

import pytest
from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from clients.episodes.actions import close_episode
from clients.episodes.closing import checklist, close_treatment
from clients.models import Client
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


def with_courses() -> Client:
    """A closed treatment with two courses: CORE-10, of which the last score is prorated, and PHQ-9."""
    client = a_client(a_staff(a_practice()))
    today = timezone.localdate()
    with inside(client.practice):
        client.episodes.update(opened_on=today - timedelta(days=60))
    an_assessment(client, "core-10", 3, on=today - timedelta(days=50))
    an_assessment(client, "phq-9", 2, on=today - timedelta(days=50))
    an_assessment(client, "phq-9", 1, on=today)
    with inside(client.practice, actor(therapist_of(client))) as scope:
        answers = {str(n): 1 for n in range(1, 10)} | {"6": 0}
        record_assessment(client=client, instrument=catalogue.get("core-10"), responses=answers, by=scope.actor)
        close_episode(client=client, ending="completed")
    return client


def printed(made: Mock) -> list[str]:
    """The sentences of a letter but for its dates."""
    return list(made.call_args[0][1]["sentences"][1:])


def test_the_main_measure_is_printed_unless_others_are_chosen_and_a_prorated_score_says_so() -> None:
    client = with_courses()
    browser, path = pages(therapist_of(client)), f"/clients/{client.pk}/letter/"
    page = browser.get(path).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="measures" value="([^"]+)"[^>]*?( checked)?>', page)
    assert [(key, bool(ticked)) for key, ticked in boxes] == [("core-10/total/", True), ("phq-9/total/", False)]
    with patch("clinic.core.paper.pdf", return_value=b"") as made:
        browser.post(path, {"next_steps": "", "measures": ["core-10/total/"]})
        (main,) = printed(made)
        browser.post(path, {"next_steps": "", "measures": ["core-10/total/", "phq-9/total/"]})
        both = printed(made)
        browser.post(path, {"next_steps": ""})
        assert printed(made) == []
        Api(therapist_of(client)).post(f"clients/{client.pk}/closing-letter/", {})
        assert printed(made) == [main]
    assert main.startswith("CORE-10 went from ")
    assert "(1 of 10 items missing, prorated)" in main
    assert both[0] == main
    assert both[1].startswith("PHQ-9 went from ")
    offer = read(Api(therapist_of(client)).get(f"clients/{client.pk}/closing-letter/"))
    assert [(one["key"], one["is_main"]) for one in offer["measures"]] == [
        ("core-10/total/", True),
        ("phq-9/total/", False),
    ]
    assert offer["measures"][0]["sentence"] == main


def test_a_measure_that_is_not_there_is_refused_at_its_field() -> None:
    client = with_courses()
    sent = {"next_steps": "See the GP.", "measures": ["gad-7/total/"]}
    answer = Api(therapist_of(client)).post(f"clients/{client.pk}/closing-letter/", sent)
    assert answer.status_code == 400
    assert "gad-7/total/" in read(answer)["measures"][0]
    page = pages(therapist_of(client)).post(f"/clients/{client.pk}/letter/", sent).content.decode()
    assert "See the GP." in page
    assert "gad-7/total/ is not one of the available choices" in page


def test_while_the_treatment_runs_there_is_no_letter_and_the_page_says_why() -> None:
    client = a_client(a_staff(a_practice()))
    browser, path = pages(therapist_of(client)), f"/clients/{client.pk}/letter/"
    page = browser.get(path).content.decode()
    assert "Close the treatment first" in page
    assert "Make the letter" not in page
    sent = browser.post(path, {"next_steps": "See the GP."})
    assert "Close the treatment first" in sent.content.decode()
    assert "See the GP." in sent.content.decode()
    assert Api(therapist_of(client)).get(f"clients/{client.pk}/closing-letter/").status_code == 400
