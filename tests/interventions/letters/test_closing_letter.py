"""The closing letter: one of the letters, with the figures of the treatment that has ended."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from clients.episodes.actions import close_episode
from clients.episodes.closing import checklist, close_treatment
from clients.models import Client
from interventions.letters.actions import draft_letter
from interventions.letters.models import Letter
from interventions.plans.actions import end_plan
from tests.factories import a_client, a_plan, a_practice, a_staff, actor, an_assessment, inside, therapist_of
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def drafted(client: Client, **options: object) -> Letter:
    with inside(client.practice, actor(therapist_of(client))) as scope:
        return draft_letter(client=client, by=scope.actor, kind="closing", **options)  # type: ignore[arg-type]


def test_it_says_dates_outcome_and_course_and_waits_for_the_end() -> None:
    client = a_client(a_staff(a_practice(name="Harbour Practice")))
    with inside(client.practice):
        client.episodes.update(opened_on=timezone.localdate() - timedelta(days=60))
    an_assessment(client, "core-10", 3, on=timezone.localdate() - timedelta(days=50))
    an_assessment(client, "core-10", 1)
    plan = a_plan(client, "se")
    with pytest.raises(ValidationError, match="Close the treatment first"):
        drafted(client)
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/letters/new/?kind=closing").content.decode()
    assert "Close the treatment first" in page
    assert "Draft the letter" not in page
    with inside(client.practice):
        end_plan(plan=plan, outcome="sleeps through")
        close_episode(client=client, ending="completed")
    letter = drafted(client)
    assert list(letter.told) == ["treatment", "measures", "outcome"]
    assert "Sessions: 0." in letter.parts["treatment"]
    assert letter.parts["measures"].startswith("CORE-10 went from 23 on")
    assert letter.parts["outcome"] == "sleeps through"


def test_none_is_written_after_a_death() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        close_episode(client=client, ending="died")
    for kind in ("closing", "client"):
        path = f"/clients/{client.pk}/letters/new/?kind={kind}"
        assert "who has died" in pages(therapist_of(client)).post(path, {"parts": ["treatment"]}).content.decode()


def test_the_reason_that_is_kept_in_the_record_is_not_in_the_letter() -> None:
    client = a_client(a_staff(a_practice()))
    a_plan(client, "se")
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        seen = checklist(client, by).seen
        close_treatment(client=client, by=by, seen=seen, ending="dropped_out", reason="drinks again, unreliable")
    letter = drafted(client)
    assert letter.parts["outcome"] == "Treatment closed: dropped out."
    assert "drinks again" not in json.dumps(letter.parts)


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


def test_the_main_measure_is_written_unless_others_are_chosen_and_a_prorated_score_says_so() -> None:
    client = with_courses()
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/letters/new/?kind=closing").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="measures" value="([^"]+)"[^>]*?( checked)?>', page)
    assert [(key, bool(ticked)) for key, ticked in boxes] == [("core-10/total/", True), ("phq-9/total/", False)]
    main = drafted(client).parts["measures"]
    assert main.startswith("CORE-10 went from ")
    assert "(1 of 10 items missing, prorated)" in main
    both = drafted(client, measures=["core-10/total/", "phq-9/total/"]).parts["measures"].split("\n")
    assert both[0] == main
    assert both[1].startswith("PHQ-9 went from ")
    assert "measures" not in drafted(client, measures=[]).told
    offer = read(Api(therapist_of(client)).get(f"clients/{client.pk}/letters/measures/"))
    assert [(one["key"], one["is_main"]) for one in offer["measures"]] == [
        ("core-10/total/", True),
        ("phq-9/total/", False),
    ]


def test_a_measure_that_is_not_there_is_refused_at_its_field() -> None:
    client = with_courses()
    sent = {"kind": "closing", "measures": ["gad-7/total/"]}
    answer = Api(therapist_of(client)).post(f"clients/{client.pk}/letters/", sent)
    assert answer.status_code == 400
    assert "gad-7/total/" in read(answer)["measures"][0]
    path = f"/clients/{client.pk}/letters/new/?kind=closing"
    page = pages(therapist_of(client)).post(path, {"parts": ["measures"], "measures": ["gad-7/total/"]})
    assert "gad-7/total/ is not one of the available choices" in page.content.decode()
