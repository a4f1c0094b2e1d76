"""The caseload's order, filters and columns, and lists that somebody keeps under a name."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.change import Verdict
from clinic.core.list_models import MOST_LISTS
from clinic.core.models import SavedList, Staff
from clinic.workspace.caseload.listing import COLUMNS, ORDER_NAMES, Listing
from clinic.workspace.caseload.queries import CaseloadRow, caseload, place_of
from clinic.workspace.caseload.saved import keep_list
from tests.factories import (
    a_client,
    a_log,
    a_plan,
    a_practice,
    a_session,
    a_staff,
    actor,
    an_assessment,
    an_assignment,
    inside,
)
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
PATH = "/caseload/"


def a_caseload() -> Staff:
    """Seven clients of one therapist: some with a plan, a course, sessions, exercises; one without any of it."""
    therapist = a_staff(a_practice())
    now = timezone.now()
    for number in range(7):
        client = a_client(therapist, name=f"Person {'dbgafce'[number]}")
        if number in (1, 2, 5):
            a_plan(client, ("emdr", "se", "ifs")[number % 3])
        if number != 3:
            an_assessment(client, value=2, on=timezone.localdate() - timedelta(days=60))
            an_assessment(client, value=(0, 2, 4)[number % 3])
        if number % 2:
            an_assessment(client, "ecr-r", (2, 6)[number % 4 == 1])
            a_session(client, now + timedelta(days=10 - number))
        if number in (0, 3, 4):
            done = an_assignment(client)
            for _n in range(number):
                a_log(done)
    return therapist


VERDICTS = [Verdict.WORSE, Verdict.RISEN, Verdict.UNCHANGED, Verdict.IMPROVED, Verdict.RECOVERED]
# By column: what a row is ordered by, None where it has nothing.
VALUES: dict[str, Callable[[CaseloadRow], Any]] = {
    "name": lambda row: row.sort_name,
    "style": lambda row: row.style or None,
    "plan": lambda row: row.modality,
    "course": lambda row: VERDICTS.index(Verdict(row.verdict)) if row.verdict in VERDICTS else None,
    "next": lambda row: row.next_session,
    "seen": lambda row: row.last_seen,
    "exercises": lambda row: row.exercises_done / row.exercises_asked if row.exercises_asked else None,
}


def expected(rows: list[CaseloadRow], order: str) -> list[str]:
    value = VALUES[order.removeprefix("-")]
    by_name = sorted(rows, key=lambda row: row.sort_name)
    have = sorted((row for row in by_name if value(row) is not None), key=value, reverse=order.startswith("-"))
    if order.startswith("-"):  # among equals the name decides, in either direction
        have = sorted(sorted(have, key=lambda row: row.sort_name), key=value, reverse=True)
    return [row.name for row in have + [row for row in by_name if value(row) is None]]


def test_each_order_is_that_of_the_values_shown_and_goes_on_from_page_to_page() -> None:
    therapist = a_caseload()
    with inside(therapist.practice, actor(therapist)):
        by = actor(therapist)
        everybody = caseload(by)[0]
        assert len(everybody) == 7
        for name, value in VALUES.items():  # each order has something to order, and all but the name something without
            if name != "seen":
                assert len({value(row) for row in everybody} - {None}) >= 2, name
                assert name == "name" or None in map(value, everybody), name
        for order in ORDER_NAMES:
            listing, names, after = Listing(order=order), [], ""
            for _page in range(4):
                rows, following = caseload(by, listing, after=place_of(after, listing), limit=2)
                names += [row.name for row in rows]
                after = following or ""
            assert after == ""
            assert names == expected(everybody, order), order


def test_a_list_shows_those_of_a_plan_and_of_a_style() -> None:
    therapist = a_caseload()
    api = Api(therapist)
    everybody = read(api.get("caseload/"))["results"]
    for field, name, values in (("plan", "modality", ("ifs", "se")), ("style", "style", ("dismissing", "preoccupied"))):
        for wanted in values:
            shown = read(api.get("caseload/", **{field: wanted}))["results"]
            assert [row["id"] for row in shown] == [row["id"] for row in everybody if row[name] == wanted]
            assert shown, wanted
    without = read(api.get("caseload/", plan="none", order="-name"))["results"]
    assert [row["name"] for row in without] == [f"Person {letter}" for letter in "feda"]


@pytest.mark.parametrize(
    ("field", "given"), [("order", "size"), ("order", "--name"), ("style", "calm"), ("plan", "x"), ("show", "all")]
)
def test_what_cannot_be_asked_for_is_an_error_there_and_left_out_on_the_page(field: str, given: str) -> None:
    therapist = a_staff(a_practice())
    a_client(therapist, name="Ann")
    answer = Api(therapist).get("caseload/", **{field: given})
    assert answer.status_code == 400
    assert list(read(answer)) == [field]
    assert "Ann" in text(pages(therapist).get(PATH, {field: given}))


def _cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("order", "after"),
    [
        ("next", ("seen", "2026-01-01 00:00:00+00", "a", NOBODY)),
        ("next", ("next", "yesterday", "a", NOBODY)),
        ("next", ("next", "99999-01-01", "a", NOBODY)),
        ("course", ("course", "NaN", "a", NOBODY)),
        ("course", ("course", "1e400", "a", NOBODY)),
        ("exercises", ("exercises", "Infinity", "a", NOBODY)),
        ("exercises", ("exercises", "'", "a", NOBODY)),
        ("name", ("name", "", "a", "me")),
        ("name", ("a", NOBODY)),
        ("name", ("name", "\ud800", "a", NOBODY)),
    ],
)
def test_a_place_that_is_none_of_the_list_is_refused(order: str, after: tuple[str, ...]) -> None:
    therapist = a_staff(a_practice())
    answer = Api(therapist).get("caseload/", order=order, after=_cursor(*after))
    assert (answer.status_code, list(read(answer))) == (400, ["after"])
    assert pages(therapist).get(PATH, {"order": order, "after": _cursor(*after)}).status_code == 200


def test_only_the_columns_that_were_asked_for_are_shown() -> None:
    therapist = a_caseload()
    browser = pages(therapist)
    heads = lambda query: [str(column) for column in COLUMNS.values() if f">{column}</a>" in text(browser.get(query))]  # noqa: E731
    assert heads(PATH) == [str(column) for column in COLUMNS.values()]
    assert heads(f"{PATH}?columns=none&columns=seen&columns=course") == ["Course", "Last seen"]
    assert heads(f"{PATH}?columns=none") == []
    assert heads(f"{PATH}?columns=wages") == [str(column) for column in COLUMNS.values()]


def test_a_head_leads_to_the_list_in_its_order_and_keeps_the_rest() -> None:
    browser = pages(a_caseload())
    page = text(browser.get(PATH, {"order": "next", "style": "dismissing", "search": "Person"}))
    assert 'aria-sort="ascending"' in page
    assert "style=dismissing&amp;order=-next&amp;search=Person" in page
    assert "style=dismissing&amp;order=course&amp;search=Person" in page


# --- kept under a name -----------------------------------------------------------------------------------------------


def test_a_list_is_kept_opened_changed_and_removed() -> None:
    therapist = a_caseload()
    browser = pages(therapist)
    asked = {"order": "-next", "plan": "ifs", "columns": ["next"]}
    sent = browser.post(reverse("workspace:list-keep"), asked | {"name": " IFS, next ", "opens": "on"})
    assert sent.status_code == 302
    page = text(browser.get(PATH))
    assert "Person g" in page
    assert "Person a" not in page
    assert f">{COLUMNS['course']}</a>" not in page
    assert "Person a" in text(browser.get(PATH, {"show": ""})), "everybody is one press away"
    assert "Person a" in text(browser.get(PATH, {"to": "book"})), "somebody is looked for among all"
    browser.post(reverse("workspace:list-keep"), {"name": "ifs, NEXT", "style": "secure"})
    with inside(therapist.practice):
        row = SavedList.objects.get()
    assert (row.name, row.query, row.opens) == ("ifs, NEXT", "style=secure", False)
    assert "ifs, NEXT" in text(browser.post(reverse("workspace:list-remove", args=[row.pk]), follow=True))
    assert browser.post(reverse("workspace:list-remove", args=[row.pk])).status_code == 404
    assert "ifs, NEXT" not in text(browser.get(PATH))


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\x00b"])
def test_a_name_that_cannot_be_is_an_error_at_its_field_and_nothing_typed_is_lost(name: str) -> None:
    therapist = a_staff(a_practice())
    page = text(pages(therapist).post(reverse("workspace:list-keep"), {"name": name, "order": "seen"}), 400)
    assert 'aria-invalid="true"' in page
    assert '<option value="seen" selected>' in page
    assert Api(therapist).post("caseload/lists/", {"name": name}).status_code == 400
    with inside(therapist.practice):
        assert not SavedList.objects.exists()


def test_lists_over_the_api() -> None:
    therapist = a_staff(a_practice())
    api, other = Api(therapist), Api(a_staff(therapist.practice))
    given = {"name": "Worse", "show": "attention", "order": "course", "columns": ["course"], "opens": True}
    kept = read(api.post("caseload/lists/", given))
    assert kept == given | {"id": kept["id"], "plan": "", "style": ""}
    assert read(api.get("caseload/lists/")) == [kept]
    second = read(api.post("caseload/lists/", {"name": "All", "opens": True}))
    assert second["columns"] == list(COLUMNS)
    assert [(row["name"], row["opens"]) for row in read(api.get("caseload/lists/"))] == [
        ("All", True),
        ("Worse", False),
    ]
    assert read(other.get("caseload/lists/")) == []
    assert other.delete(f"caseload/lists/{kept['id']}/").status_code == 404
    assert api.delete(f"caseload/lists/{kept['id']}/").status_code == 204
    assert api.delete(f"caseload/lists/{kept['id']}/").status_code == 404
    for field, wrong in (("plan", "dance"), ("columns", ["wages"]), ("show", "all"), ("colour", "red")):
        answer = api.post("caseload/lists/", {"name": "No", field: wrong})
        assert (answer.status_code, list(read(answer))) == (400, [field])


def test_somebody_keeps_so_many_lists_and_no_more() -> None:
    therapist = a_staff(a_practice())
    api = Api(therapist)
    for number in range(MOST_LISTS):
        assert api.post("caseload/lists/", {"name": f"List {number}"}).status_code == 201
    refused = api.post("caseload/lists/", {"name": "One more"})
    assert (refused.status_code, list(read(refused))) == (400, ["name"])
    assert api.post("caseload/lists/", {"name": "list 3", "order": "seen"}).status_code == 201
    page = text(pages(therapist).post(reverse("workspace:list-keep"), {"name": "One more"}), 400)
    assert "You have 20 lists" in page


def test_a_list_by_a_modality_that_is_gone_shows_every_plan() -> None:
    therapist = a_caseload()
    with inside(therapist.practice, actor(therapist)):
        row = keep_list(actor(therapist), Listing(plan="own-dance"), name="Dance", opens=True)
        assert row.query == "plan=own-dance"
    assert "Person a" in text(pages(therapist).get(PATH))
