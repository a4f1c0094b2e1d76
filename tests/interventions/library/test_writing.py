"""The page of a practice's own exercise: rows of questions and timers, errors at their fields, a look before saving."""

import re
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from interventions import catalogue
from interventions.exercises.definitions import Exercise
from interventions.library.queries import exercise_in_use
from interventions.library.row_forms import key_for
from interventions.models import CustomExercise
from tests.factories import a_client, a_custom_exercise, a_practice, a_staff, inside, therapist_of
from tests.web import Api, pages, read

NEW = "/library/exercises/new/"
WORDS = {
    "title": "Lamp by lamp",
    "purpose": "To steady.",
    "steps": "Look at one lamp.\nName it.",
    "minutes": "4",
    "times_per_week": "3",
    "kind": "practice",
}
ROWS = {
    "asks_next": "3",
    "timers_next": "1",
    "asks-0-key": "new-0",
    "asks-0-label": "How strong is the alarm?",
    "asks-0-step": "1",
    "asks-0-kind": "number",
    "asks-1-key": "new-1",
    "asks-1-label": "How strong is it now?",
    "asks-1-step": "2",
    "asks-1-kind": "number",
    "asks-1-compared_with": "new-0",
    "asks-1-not_below": ["before", "new-0"],
    "asks-2-key": "new-2",
    "asks-2-label": "Where were you?",
    "asks-2-step": "2",
    "asks-2-kind": "choice",
    "asks-2-options": "At home\nOutside",
    "timers-0-step": "1",
    "timers-0-minutes": "1",
    "timers-0-seconds": "30",
    "timers-0-breath_in": "4",
    "timers-0-breath_out": "6",
}


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def _errors(answer: Any) -> dict[str, list[str]]:
    """Prefix and name of a field → what is said at it."""
    form = answer.context["form"]
    found = {name: list(texts) for name, texts in form.errors.items()}
    for row in (*form.asks, *form.timers):
        found |= {f"{row.prefix}-{name}": list(texts) for name, texts in row.errors.items()}
    return found


@pytest.mark.django_db
def test_an_exercise_with_questions_and_a_pacer_is_written_on_the_page_and_reads_alike_in_the_api(
    client: Client,
) -> None:
    browser = pages(therapist_of(client))
    assert browser.post(NEW, WORDS | ROWS | {"rated": "alarm", "before_at": "1"}).status_code == 302
    (shown,) = [one for one in read(Api(therapist_of(client)).get("exercises/")) if one["title"] == "Lamp by lamp"]
    assert (shown["rated"], shown["before_at"]) == ("alarm", 1)
    first, second, third = shown["asks"]
    assert (first["key"], first["step"], first["least"], first["most"]) == ("how-strong-is-the-alarm", 1, 0, 10)
    assert second["compared_with"] == first["key"]
    assert second["not_below"] == ["before", first["key"]]
    assert third["options"] == [{"key": "at-home", "label": "At home"}, {"key": "outside", "label": "Outside"}]
    assert shown["timers"] == [{"step": 1, "seconds": 90, "minutes_of": "", "breath_in": 4, "breath_out": 6}]


@pytest.mark.django_db
def test_a_new_version_keeps_the_keys_and_changes_what_was_changed(client: Client) -> None:
    browser = pages(therapist_of(client))
    browser.post(NEW, WORDS | ROWS)
    with inside(client.practice):
        row = CustomExercise.objects.get()
    page = browser.get(f"/library/exercises/{row.key}/")
    sent = {name: value for name, value in _as_sent(page).items() if not name.startswith("timers-0")}
    changed = sent | {"asks-2-label": "Where did you sit?", "asks-2-options": "At home\nOutside\nElsewhere"}
    assert browser.post(f"/library/exercises/{row.key}/", changed).status_code == 302
    with inside(client.practice):
        now = exercise_in_use(row.key)
        assert CustomExercise.objects.count() == 2
    assert [one.key for one in now.fields] == ["how-strong-is-the-alarm", "how-strong-is-it-now", "where-were-you"]
    assert [one.key for one in now.fields[2].options] == ["at-home", "outside", "elsewhere"]
    assert now.fields[1].compared_with == "how-strong-is-the-alarm"
    assert now.timers == []
    again = _as_sent(browser.get(f"/library/exercises/{row.key}/"))
    assert browser.post(f"/library/exercises/{row.key}/", again).status_code == 302
    with inside(client.practice):
        assert CustomExercise.objects.count() == 2  # the same again is no version


def _as_sent(page: Any) -> dict[str, Any]:
    """What a browser would send of the page as it is."""
    form = page.context["form"]
    found: dict[str, Any] = {f"{name}_next": str(n) for name, n in page.context["following"].items()}
    for one in (form, *form.asks, *form.timers):
        found |= {bound.html_name: value for bound in one if (value := bound.value()) not in (None, "", [])}
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"asks-0-label": ""}, "asks-0-label", "required"),
        ({"asks-0-label": "x" * 121}, "asks-0-label", "120"),
        ({"asks-0-step": "3"}, "asks-0-step", "only 2 steps"),
        ({"asks-0-step": "one"}, "asks-0-step", "whole number"),
        ({"asks-0-kind": "magic"}, "asks-0-kind", "valid choice"),
        ({"asks-0-least": "9", "asks-0-most": "4"}, "asks-0-most", "above the lowest"),
        ({"asks-0-most": "999"}, "asks-0-most", "240"),
        ({"asks-0-options": "a\nb"}, "asks-0-options", "Only a choice"),
        ({"asks-1-compared_with": "new-9"}, "asks-1-compared_with", "valid choice"),
        ({"asks-2-options": "At home"}, "asks-2-options", "2 to 12"),
        ({"asks-2-options": "At home\nAt home"}, "asks-2-options", "2 to 12"),
        ({"asks-2-options": "x" * 61 + "\ny"}, "asks-2-options", "60"),
        ({"asks-2-unit": "min"}, "asks-2-unit", "Only a number"),
        ({"asks-2-compared_with": "before"}, "asks-2-compared_with", "Only a number"),
        ({"asks-2-kind": "text", "asks-2-options": "", "asks-2-longest": "0"}, "asks-2-longest", "1"),
        ({"timers-0-breath_out": ""}, "timers-0-breath_out", "belong together"),
        ({"timers-0-minutes": "", "timers-0-seconds": ""}, "timers-0-minutes", "5 seconds"),
        ({"timers-0-minutes": "240", "timers-0-seconds": "1"}, "timers-0-minutes", "240 minutes"),
        ({"timers-0-step": ""}, "timers-0-step", "required"),
        ({"timers-1-step": "1", "timers-1-minutes": "2"}, "timers-1-step", "a timer already"),
        ({"before_at": "3"}, "before_at", "only 2 steps"),
        ({"rated": "weather"}, "rated", "valid choice"),
        ({"asks-0-label": "\x00\x07"}, "asks-0-label", "control characters"),
    ],
)
def test_each_error_stands_at_its_field_and_nothing_typed_is_lost(
    client: Client, change: dict[str, str], place: str, words: str
) -> None:
    answer = pages(therapist_of(client)).post(NEW, WORDS | ROWS | change)
    assert answer.status_code == 200
    found = _errors(answer)
    assert any(words in text for text in found[place]), found
    page = answer.content.decode()
    assert "How strong is it now?" in page
    assert "Look at one lamp." in page
    assert not CustomExercise._base_manager.filter(practice=client.practice).exists()


@pytest.mark.django_db
def test_a_row_is_added_and_taken_away_without_saving_and_without_losing_anything(client: Client) -> None:
    browser = pages(therapist_of(client))
    more = browser.post(NEW, WORDS | ROWS | {"title": "", "add": "asks"})
    assert [row.prefix for row in more.context["form"].asks] == ["asks-0", "asks-1", "asks-2", "asks-3"]
    assert _errors(more) == {}  # nobody asked to save it
    assert "At home\nOutside" in more.content.decode()
    less = browser.post(NEW, WORDS | ROWS | {"asks-0-compared_with": "", "remove": "asks-2"})
    assert [row.prefix for row in less.context["form"].asks] == ["asks-0", "asks-1"]
    assert less.context["following"]["asks"] == 3  # its number is given to no other row
    first = browser.post(NEW, WORDS | {"asks_next": "0", "timers_next": "0", "add": "timers"})
    assert [row.prefix for row in first.context["form"].timers] == ["timers-0"]
    assert not CustomExercise._base_manager.filter(practice=client.practice).exists()


@pytest.mark.django_db
def test_a_row_left_empty_is_none(client: Client) -> None:
    empty = {"asks_next": "1", "timers_next": "1", "asks-0-step": "", "asks-0-kind": "number", "timers-0-step": ""}
    assert pages(therapist_of(client)).post(NEW, WORDS | empty).status_code == 302
    with inside(client.practice):
        assert exercise_in_use("custom-lamp-by-lamp").fields == []


@pytest.mark.django_db
def test_the_exercise_is_looked_at_before_it_is_saved(client: Client) -> None:
    answer = pages(therapist_of(client)).post(NEW, WORDS | ROWS | {"preview": "yes"})
    page = answer.content.decode()
    seen = page[page.index('id="preview"') :]
    assert "How strong is the alarm?" in seen
    assert "Breathe in while you count to 4" in re.sub(r"\s+", " ", seen)
    assert 'name="done"' not in seen  # nothing is sent from it
    assert not CustomExercise._base_manager.filter(practice=client.practice).exists()
    refused = pages(therapist_of(client)).post(NEW, WORDS | ROWS | {"preview": "yes", "asks-0-step": "9"})
    assert "asks-0-step" in _errors(refused)


@pytest.mark.django_db
def test_one_of_the_library_can_be_begun_with(client: Client) -> None:
    browser, begun = pages(therapist_of(client)), catalogue.exercise("small-disclosure")
    page = browser.get(f"{NEW}?from=small-disclosure")
    sent = _as_sent(page)
    assert "title" not in sent
    assert browser.post(f"{NEW}?from=small-disclosure", sent | {"title": "Mine"}).status_code == 302
    with inside(client.practice):
        mine = exercise_in_use("custom-mine")
    assert (mine.fields, mine.timers, mine.steps, mine.rated) == (
        begun.fields,
        begun.timers,
        begun.steps,
        begun.rated,
    )
    assert browser.get(f"{NEW}?from=nothing").status_code == 200


@pytest.mark.django_db
def test_rows_changed_by_somebody_else_meanwhile_are_a_conflict(client: Client) -> None:
    therapist = therapist_of(client)
    row = a_custom_exercise(client.practice, therapist.pk, "Lamp by lamp")
    first, second = pages(therapist), pages(a_staff(client.practice))
    path = f"/library/exercises/{row.key}/"
    shown = _as_sent(first.get(path))
    ask = {"asks_next": "1", "asks-0-label": "Which lamp?", "asks-0-step": "1", "asks-0-kind": "text"}
    assert first.post(path, shown | ask).status_code == 302
    other = ask | {"asks-0-label": "Which light?"}
    refused = second.post(path, shown | other)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "the steps ask Which lamp?" in page
    assert "Which light?" in page
    assert second.post(path, _as_sent(refused)).status_code == 302  # over it, having seen it
    with inside(client.practice):
        assert [one.label for one in exercise_in_use(row.key).fields] == ["Which light?"]


@pytest.mark.django_db
def test_what_contradicts_itself_is_named_by_its_place_in_the_api(client: Client) -> None:
    ask = {"key": "aa", "label": "How strong?", "kind": "number", "step": 1}
    body = {
        "title": "Lamp by lamp",
        "purpose": "To steady.",
        "steps": ["Look."],
        "minutes": 3,
        "times_per_week": 2,
        "kind": "practice",
        "asks": [ask, ask | {"step": 4, "least": 5, "most": 2, "compared_with": "bb"}],
        "timers": [{"step": 2, "seconds": 60, "breath_in": 4}],
    }
    answer = Api(therapist_of(client)).post("exercises/", body)
    assert answer.status_code == 400
    assert set(read(answer)) == {
        *("asks.2.step", "asks.2.most", "asks.2.key", "asks.2.compared_with"),
        *("timers.1.step", "timers.1.breath_out"),
    }


@given(st.lists(st.text(max_size=60), max_size=12))
def test_keys_are_valid_and_different_whatever_the_labels(labels: list[str]) -> None:
    found: list[str] = []
    for label in labels:
        found.append(key_for(label, found))
    asks = [{"key": key, "label": "xx", "kind": "text", "step": 1} for key in found]
    definition = catalogue.exercise("small-disclosure").model_dump() | {
        "key": f"custom-{uuid4().hex[:8]}",
        "steps": ["One."],
        "fields": asks,
        "timers": [],
        "before_at": 0,
    }
    assert len(Exercise.model_validate(definition).fields) == len(labels)
