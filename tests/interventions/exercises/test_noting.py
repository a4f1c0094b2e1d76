"""What the steps of an exercise ask: typed fields, checked where they are noted, and what follows when it got worse."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError as Contradiction

from clients.models import Client
from interventions import catalogue
from interventions.exercises.actions import log_exercise
from interventions.exercises.course import choices_made, courses, log_rows
from interventions.exercises.definitions import WORSE, Exercise
from interventions.exercises.noting import NotesRefused, Wrong, read_notes, worse_by
from interventions.exercises.paper import exercise_sheets
from interventions.exercises.suggesting import STEADYING, steadying_after
from interventions.models import Assignment, ExerciseFact, ExerciseLog, Worsening
from tests.factories import a_client, a_log, a_practice, a_staff, an_assignment, inside, portal_user, therapist_of
from tests.web import Api, pages, read

ALONE, TEST = catalogue.exercise("time-alone"), catalogue.exercise("small-disclosure")
NOTHING: dict[str, int | None] = {"before": None, "after": None}
EVERY = list(catalogue.exercises().values())


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


# --- definitions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", EVERY, ids=lambda one: one.key)
def test_each_exercise_asks_what_its_steps_ask(exercise: Exercise) -> None:
    asking = [
        n for n, step in enumerate(exercise.steps, 1) if step.startswith(("Write", "Mark", "Log:", "Name the mode"))
    ]
    asked = {field.step for field in exercise.fields}
    assert set(asking) <= asked
    timed = [n for n, step in enumerate(exercise.steps, 1) if "minute" in step and "Next time" not in step]
    assert {n for n in timed if not exercise.timer_of(n)} <= {1}  # how long one wants to stay is a number there
    assert exercise.fields


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"fields": [{"key": "aa", "label": "xx", "kind": "choice", "step": 1}]}, "2 to 12 answers"),
        ({"fields": [{"key": "aa", "label": "xx", "kind": "text", "step": 9}]}, "only 1 step"),
        ({"fields": [{"key": "after", "label": "xx", "kind": "text", "step": 1}]}, "called before or after"),
        ({"fields": [{"key": "aa", "label": "xx", "kind": "text", "step": 1}] * 2}, "has this key"),
        ({"fields": [{"key": "aa", "label": "xx", "kind": "number", "step": 1, "compared_with": "bb"}]}, "called bb"),
        (
            {"fields": [{"key": "aa", "label": "xx", "kind": "number", "step": 1, "least": 5, "most": 5}]},
            "above",
        ),
        ({"fields": [{"key": "aa", "label": "xx", "kind": "text", "step": 1, "unit": "min"}]}, "Only a number"),
        ({"timers": [{"step": 1, "seconds": 60, "breath_in": 4}]}, "belong together"),
        ({"timers": [{"step": 1, "seconds": 60, "minutes_of": "aa"}]}, "called aa"),
        ({"timers": [{"step": 1, "seconds": 60}, {"step": 1, "seconds": 9}]}, "a timer already"),
        ({"before_at": 2}, "only 1 step"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(change: dict[str, Any], problem: str) -> None:
    good = ALONE.model_dump() | {"steps": ["One."], "fields": [], "timers": [], "before_at": 0}
    Exercise.model_validate(good)
    with pytest.raises(Contradiction, match=problem):
        Exercise.model_validate(good | change)


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"minutes": 0}, "minutes", Wrong.NO_NUMBER),
        ({"minutes": 241}, "minutes", Wrong.NO_NUMBER),
        ({"minutes": "1e2"}, "minutes", Wrong.NO_NUMBER),
        ({"minutes": True}, "minutes", Wrong.NO_NUMBER),
        ({"minutes": 2.5}, "minutes", Wrong.NO_NUMBER),
        ({"minutes": [5]}, "minutes", Wrong.NO_NUMBER),
        ({"settled": "maybe"}, "settled", Wrong.NO_OPTION),
        ({"settled": ["yes"]}, "settled", Wrong.NO_OPTION),
        ({"colour": "blue"}, "colour", Wrong.UNKNOWN),
        ({"highest": 4}, "highest", Wrong.BELOW),
    ],
)
def test_what_does_not_fit_its_field_is_refused_there(sent: dict[str, object], field: str, code: Wrong) -> None:
    with pytest.raises(NotesRefused) as refused:
        read_notes(ALONE, sent, {"before": 3, "after": 5})
    assert {key: one.code for key, one in refused.value.errors.items()} == {field: code}
    assert str(refused.value.errors[field]) != code  # each code has its sentence


def test_all_that_is_wrong_is_said_at_once_and_empty_fields_are_left_out() -> None:
    with pytest.raises(NotesRefused) as refused:
        read_notes(ALONE, {"minutes": "x", "settled": "x", "y": 1}, NOTHING)
    assert set(refused.value.errors) == {"minutes", "settled", "y"}
    assert read_notes(ALONE, {"minutes": None, "settled": ""}, NOTHING) == []
    with pytest.raises(NotesRefused, match="predicted"):
        read_notes(TEST, {"predicted": "x" * 301}, NOTHING)


@given(st.integers(0, 10) | st.none(), st.integers(0, 10) | st.none(), st.integers(0, 10), st.integers(0, 10))
def test_worse_is_a_rise_of_three_in_any_comparison(
    before: int | None, after: int | None, fear: int, fact: int
) -> None:
    ratings = {"before": before, "after": after}
    noted = read_notes(TEST, {"predicted-bad": fear, "actual-bad": str(fact)}, ratings)
    rises = [fact - fear] + ([after - before] if before is not None and after is not None else [])
    assert worse_by(ratings, noted) == (max(rises) if max(rises) >= WORSE else None)


@pytest.mark.parametrize("exercise", EVERY, ids=lambda one: one.key)
def test_what_steadies_is_another_one_without_a_caution(exercise: Exercise) -> None:
    found = steadying_after(exercise, EVERY)
    assert found is not None
    assert found.key != exercise.key
    assert found.kind in STEADYING
    assert not found.cautions
    assert not found.caution_kinds


# --- the database -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_database_holds_one_value_a_field_in_its_range(client: Client) -> None:
    log = a_log(an_assignment(client, "time-alone"), before=1, after=6, facts={"highest": 8, "minutes": 5})
    bad: list[dict[str, Any]] = [
        {"number": None},
        {"text": "too"},
        {"choice": "yes"},
        {"number": 241},
        {"rise": 9},
        {"number": None, "choice": "yes", "rise": 1},
    ]
    with inside(client.practice):
        facts = ExerciseFact.objects.filter(log=log, field="highest")
        for change in bad:
            with pytest.raises(IntegrityError), transaction.atomic():
                facts.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            ExerciseFact.objects.create(practice=client.practice, log=log, field="highest", number=1)
        for wrong in ({"by": WORSE - 1}, {"note": "read by nobody"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Worsening.objects.update(**wrong)


# --- the client -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_portal_asks_at_each_step_and_keeps_what_was_noted_once(client: Client) -> None:
    row = an_assignment(client, "time-alone")
    browser, path = pages(portal_user(client)), f"/my/exercises/{row.pk}/"
    page = browser.get(path).content.decode()
    assert "How hard is it now?" in page
    assert 'data-minutes-of="facts.minutes"' in page
    assert "Stay for as long as you chose." in page  # without script too
    assert "onclick" not in page
    form = {"key": str(uuid4()), "before": "5", "after": "2", "done": "yes"}
    form |= {"facts.minutes": "6", "facts.highest": "8", "facts.settled": "partly"}
    for _ in range(2):
        assert browser.post(path, form)["Location"] == "/my/"
    with inside(client.practice):
        found = {fact.field: (fact.number, fact.choice) for fact in ExerciseFact.objects.all()}
        assert ExerciseLog.objects.count() == 1
        assert not Worsening.objects.exists()
    assert found == {"minutes": (6, ""), "highest": (8, ""), "settled": (None, "partly")}


@pytest.mark.django_db
def test_a_bad_value_is_said_at_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    row, lower = an_assignment(client, "small-disclosure"), an_assignment(client, "time-alone")
    browser = pages(portal_user(client))
    form = {"key": str(uuid4()), "before": "2", "after": "3", "done": "yes", "facts.predicted": "she will laugh"}
    text = browser.post(f"/my/exercises/{row.pk}/", form | {"facts.actual-bad": "11"}).content.decode()
    assert 'aria-invalid="true"' in text
    assert "she will laugh" in text
    low = browser.post(f"/my/exercises/{lower.pk}/", form | {"facts.highest": "1"}).content.decode()
    assert "This cannot be lower than 3" in low
    with inside(client.practice):
        assert not ExerciseLog.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("time-alone", {"before": "2", "after": "5"}),
        ("small-disclosure", {"before": "5", "after": "5", "facts.predicted-bad": "2", "facts.actual-bad": "9"}),
    ],
)
def test_made_worse_has_no_praise_but_what_steadies_help_and_a_line_for_the_therapist(
    client: Client, key: str, values: dict[str, str]
) -> None:
    row = an_assignment(client, key)
    browser = pages(portal_user(client))
    answer: Any = browser.post(f"/my/exercises/{row.pk}/", values | {"key": str(uuid4()), "done": "yes"}, follow=True)
    page = answer.content.decode()
    assert "That made it harder" in page
    assert "Help now" in page
    assert "To steady: Look around" in page
    assert "Saved. Your therapist can see it." not in page
    therapist = pages(therapist_of(client))
    line = "felt worse after “"
    assert line in therapist.get("/").content.decode()
    tab = therapist.get(f"/clients/{client.pk}/exercises/").content.decode()
    assert "worse by" in tab
    with inside(client.practice):
        log = ExerciseLog.objects.get()
    read_it = f"/clients/{client.pk}/exercises/log/{log.pk}/read/"
    assert "500" in therapist.post(read_it, {"note": "x" * 501}, follow=True).content.decode()
    assert line in therapist.get("/").content.decode()
    assert therapist.post(read_it, {"note": "shorter next time"}).status_code == 302
    assert line not in therapist.get("/").content.decode()
    assert "shorter next time" in therapist.get(f"/exercises/{row.pk}/log/").content.decode()
    assert "Saved." in therapist.post(read_it, {"note": "shorter next time"}, follow=True).content.decode()  # twice
    late = therapist.post(read_it, {"note": "longer next time"}, follow=True).content.decode()
    assert "has read it already. What you wrote was not kept: “longer next time”" in late


@pytest.mark.django_db
def test_the_page_after_a_worsening_is_not_shown_without_one(client: Client) -> None:
    row = an_assignment(client, "orienting")
    assert pages(portal_user(client)).get(f"/my/exercises/{row.pk}/worse/")["Location"] == "/my/"


@pytest.mark.django_db
def test_what_made_things_worse_stays_on_top_until_it_is_read_however_old_it_is(client: Client) -> None:
    row = an_assignment(client, "orienting")
    old = a_log(row, before=1, after=9, note="the oldest")
    for n in range(25):
        a_log(row, before=5, after=4, note=f"number {n}")
    therapist, path = pages(therapist_of(client)), f"/clients/{client.pk}/exercises/"
    page = therapist.get(path).content.decode()
    assert page.index("the oldest") < page.index("number 24")
    assert "number 0" not in page
    api = Api(therapist_of(client))
    waiting = read(api.get("logs/", client=str(client.pk), unread="true"))["results"]
    assert [one["note"] for one in waiting] == ["the oldest"]
    assert api.get("logs/", unread="perhaps").status_code == 400
    assert len(read(api.get("logs/", client=str(client.pk), unread="false"))["results"]) == 25  # a page
    assert therapist.post(f"{path}log/{old.pk}/read/", {"note": ""}).status_code == 302
    assert "the oldest" not in therapist.get(path).content.decode()
    assert read(api.get("logs/", unread="true"))["results"] == []


def test_where_higher_is_better_a_fall_is_the_worsening() -> None:
    asked = {"label": "Calm", "kind": "number", "step": 1}
    fields = [asked | {"key": "calm"}, asked | {"key": "later", "compared_with": "calm", "higher_is": "better"}]
    exercise = Exercise.model_validate(ALONE.model_dump() | {"steps": ["One."], "fields": fields, "timers": []})
    fell, rose = ({"calm": 8, "later": 4}, {"calm": 2, "later": 9})
    assert worse_by(NOTHING, read_notes(exercise, fell, NOTHING)) == 4
    assert worse_by(NOTHING, read_notes(exercise, rose, NOTHING)) is None
    assert read_notes(exercise, fell, NOTHING)[1].rise == -4


# --- programs ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_programs_note_read_and_mark_it_too(client: Client) -> None:
    row = an_assignment(client, "time-alone")
    mine, api = Api(portal_user(client)), Api(therapist_of(client))
    (shown,) = read(mine.get("me/exercises/"))
    assert [one["key"] for one in shown["asks"]] == ["minutes", "highest", "settled"]
    assert shown["timers"][0]["minutes_of"] == "minutes"
    path = f"me/exercises/{row.pk}/logs/"
    bad = mine.post(path, {"before": 1, "after": 2, "facts": {"minutes": 999, "moon": 1}})
    assert bad.status_code == 400
    assert set(read(bad)) == {"facts.minutes", "facts.moon"}
    assert mine.post(path, {"facts": [1]}).status_code == 400
    fine = read(mine.post(path, {"before": 4, "after": 3, "facts": {"minutes": 5}}))
    assert (fine["worse_by"], fine["steadying"]) == (None, None)
    made = read(mine.post(path, {"before": 2, "after": 8, "facts": {"minutes": 5, "highest": 9, "settled": "no"}}))
    assert made["worse_by"] == 6
    assert made["steadying"]["key"] == "orienting"
    listed = read(api.get("logs/", client=str(client.pk)))["results"]
    assert listed[0]["facts"][0] == {"field": "minutes", "number": 5, "choice": "", "text": "", "rise": None}
    assert (listed[0]["worse_by"], listed[0]["read_at"]) == (6, None)
    assert api.post(f"logs/{fine['id']}/reading/", {}).status_code == 409
    assert read(api.post(f"logs/{made['id']}/reading/", {"note": "we spoke"}))["read_at"]
    late = api.post(f"logs/{made['id']}/reading/", {"note": "we did not"})
    assert (late.status_code, "we did not" in read(late)["detail"]) == (409, True)
    other = Api(a_staff(client.practice))
    assert other.post(f"logs/{made['id']}/reading/", {}).status_code == 404
    spare = steadying_after(ALONE, [one for one in EVERY if one.key != "orienting"])
    assert spare is not None
    an_assignment(client, spare.key)  # what the client has comes first, on the page and here
    again = read(mine.post(path, {"before": 1, "after": 9, "facts": {"minutes": 5, "highest": 9, "settled": "no"}}))
    assert again["steadying"]["key"] == spare.key


@pytest.mark.django_db
def test_all_that_is_wrong_is_said_in_one_answer_by_page_and_api(client: Client) -> None:
    row = an_assignment(client, "time-alone")
    sent: dict[str, Any] = {"before": 4, "after": 11, "note": "x" * 1001, "facts": {"minutes": 999, "highest": 2}}
    mine = portal_user(client)
    refused = Api(mine).post(f"me/exercises/{row.pk}/logs/", sent)
    assert set(read(refused)) == {"after", "note", "facts.minutes", "facts.highest"}
    again = Api(mine).post(f"me/exercises/{row.pk}/logs/", {"before": True, "facts": "no"})
    assert set(read(again)) == {"before", "facts"}
    form = {"key": str(uuid4()), "before": "4", "note": "x" * 1001, "facts.minutes": "999", "facts.highest": "2"}
    page = pages(mine).post(f"/my/exercises/{row.pk}/", form).content.decode()
    assert page.count('aria-invalid="true"') >= 2
    assert "At most 1,000" in page or "at most 1000 characters" in page
    assert "This cannot be lower than 4" in page
    with inside(client.practice), pytest.raises(ValidationError) as error:
        log_exercise(assignment=row, before=11, note="x" * 1001, facts={"minutes": 999})
    assert set(error.value.message_dict) == {"before", "note", "facts.minutes"}


@pytest.mark.django_db
def test_nothing_is_dropped_where_the_exercise_is_no_longer_known(client: Client) -> None:
    row = an_assignment(client, "time-alone")
    with inside(client.practice):
        Assignment.objects.update(exercise="gone")
        row.refresh_from_db()
        with pytest.raises(ValidationError) as error:
            log_exercise(assignment=row, before=3, after=2, facts={"minutes": 5, "settled": ""})
        assert set(error.value.message_dict) == {"facts.minutes"}
        assert not ExerciseLog.objects.exists()
        assert log_exercise(assignment=row, before=3, after=7, facts={"minutes": None}).worsening is not None


@pytest.mark.django_db
def test_a_practices_own_exercise_may_ask_too_and_its_page_keeps_what_a_program_wrote(client: Client) -> None:
    api = Api(therapist_of(client))
    body: dict[str, Any] = {
        "title": "Lamp by lamp",
        "purpose": "Let the evening arrive.",
        "steps": ["Switch on one lamp.", "Breathe out."],
        "minutes": 3,
        "times_per_week": 2,
        "kind": "practice",
        "asks": [{"key": "lamps", "label": "Lamps", "kind": "number", "step": 1, "most": 20}],
        "timers": [{"step": 2, "seconds": 30}],
    }
    wrong = api.post("exercises/", body | {"timers": [{"step": 5, "seconds": 30}]})
    assert wrong.status_code == 400
    made = read(api.post("exercises/", body))
    assert made["asks"][0]["key"] == "lamps"
    again = {name: value for name, value in body.items() if name not in {"asks", "timers"}}
    assert read(api.post("exercises/", again | {"key": made["key"], "minutes": 4}))["timers"][0]["seconds"] == 30


# --- the therapist ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_therapist_reads_a_table_and_small_courses(client: Client) -> None:
    row = an_assignment(client, "time-alone")
    for highest in (9, 8, 6):
        a_log(row, before=5, after=4, facts={"highest": highest, "settled": "yes" if highest < 7 else "no"})
    with inside(client.practice):
        logs = ExerciseLog.objects.select_related("assignment").order_by("-at", "-id")
        rows = log_rows(logs, {(row.exercise, row.version): ALONE})
        found = {str(one.name): one.values for one in courses(rows, ALONE)}
        assert choices_made(rows, ALONE) == [("Had it settled by the end?", [("yes", 1), ("partly", 0), ("no", 2)])]
    assert found == {"Distress before": [5, 5, 5], "Distress after": [4, 4, 4], "Highest rating": [9, 8, 6]}
    page = pages(therapist_of(client)).get(f"/exercises/{row.pk}/log/").content.decode()
    assert "9 → 6" in page
    assert page.count("Highest rating:") == 3


@pytest.mark.django_db
@pytest.mark.parametrize("exercise", EVERY, ids=lambda one: one.key)
def test_the_paper_asks_all_of_it(exercise: Exercise, client: Client) -> None:
    row = an_assignment(client, exercise.key)
    with inside(client.practice):
        (sheet,) = exercise_sheets(row, exercise)
    words = str(sheet.blocks)
    assert all(field.label in words for field in exercise.fields)
