"""Schema therapy: modes rated side by side in a session, work with images and chairs, cards and diary of the client."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from clients.models import Client, Cover
from clinic.core.access import Role
from clinic.core.models import Practice, Staff
from interventions import catalogue
from interventions.diary.models import DiaryEntry
from interventions.modalities.schema.kinds import domains
from interventions.modalities.schema.models import ModeStrength, SchemaRating
from interventions.modalities.schema.work_models import FlashCard
from interventions.models import Plan, TherapySession
from interventions.plans.actions import end_plan
from interventions.sessions.numbers import numbers_given
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    inside,
    portal_user,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
BEFORE = timedelta(days=2, hours=3)


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


@pytest.fixture
def plan(client: Client) -> Plan:
    return a_plan(client, "schema")


@pytest.fixture
def session(client: Client, plan: Plan) -> TherapySession:
    return a_session(client, timezone.now() - BEFORE, plan=plan)


def test_the_lists_of_18_and_of_20_schemas_name_a_need_for_each_domain() -> None:
    schema = catalogue.modality("schema")
    for listed, many in ((schema.schemas, 18), (schema.schemas_revised, 20)):
        names = [name for domain in listed.values() for name in domain]
        assert (len(names), len(set(names))) == (many, many)
        assert set(listed) == set(schema.schema_needs)
    both = {name for domain in schema.schemas.values() for name in domain}
    revised = {name for domain in schema.schemas_revised.values() for name in domain}
    assert both - revised == {"emotional inhibition", "punitiveness"}  # Yalcin et al. 2022: each became two


def test_a_plan_of_the_first_version_keeps_its_18_schemas(client: Client) -> None:
    old = catalogue.modality("schema", 1)
    assert "mode" not in {track.key for track in old.tracks}
    assert not old.schemas_revised


def test_modes_are_rated_side_by_side_and_the_second_number_takes_the_place_of_the_first(
    client: Client, plan: Plan, session: TherapySession
) -> None:
    lonely = a_row(plan, "mode", name="lonely child", kind="child")
    wall = a_row(plan, "mode", name="detached protector", kind="coping")
    browser, path = pages(therapist_of(client)), f"/sessions/{session.pk}/"
    shown = browser.get(f"{path}note/").content.decode()
    assert 0 < shown.index("Child</legend>") < shown.index("Coping</legend>")
    for value in (f"mode:8:{lonely.pk}", f"mode:6:{lonely.pk}", f"mode:3:{wall.pk}"):
        browser.post(f"{path}track/", {"track": value})
    with inside(client.practice):
        rows = list(ModeStrength.objects.filter(removed_at__isnull=True).order_by("-strength"))
        assert [(row.mode_id, row.strength, row.session_id) for row in rows] == [
            (lonely.pk, 6, session.pk),
            (wall.pk, 3, session.pk),
        ]
        assert {row.on for row in rows} == {timezone.localdate(session.starts_at)}  # not the day of typing
        given = {one.name: one.values for one in numbers_given([plan])}
    assert given == {"mode strength, lonely child": [6], "mode strength, detached protector": [3]}
    panel = browser.post(f"{path}track/", {"track": f"mode:undo:{wall.pk}"}).content.decode()
    assert panel.count('aria-pressed="true"') == 1


@pytest.mark.parametrize(
    "sent", ["mode:11:{row}", "mode:-1:{row}", "mode:5:", "mode:5:x", "mode:5:{other}", "mode:x:{row}"]
)
def test_a_number_that_cannot_be_is_refused_and_nothing_is_kept(
    client: Client, plan: Plan, session: TherapySession, sent: str
) -> None:
    row = a_row(plan, "mode", name="lonely child", kind="child")
    other = a_row(a_plan(a_client(therapist_of(client)), "schema"), "mode", name="somebody else's", kind="child")
    value = sent.format(row=row.pk, other=other.pk)
    answer = pages(therapist_of(client)).post(f"/sessions/{session.pk}/track/", {"track": value})
    assert 'role="alert"' in answer.content.decode()
    with inside(client.practice):
        assert not ModeStrength.objects.exists()


def test_two_sessions_of_one_day_and_a_day_without_one_each_keep_their_number(client: Client, plan: Plan) -> None:
    mode = a_row(plan, "mode", name="lonely child", kind="child")
    start = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=3)
    first, second = a_session(client, start, plan=plan), a_session(client, start + timedelta(hours=2), plan=plan)
    for session, strength in ((first, 7), (second, 4), (None, 5)):
        a_row(plan, "strength", mode=mode, session=session, on=start.date(), strength=strength)
    with pytest.raises(Exception, match="already has a strength"):
        a_row(plan, "strength", mode=mode, session=first, strength=1)
    with pytest.raises(Exception, match="already has a strength"):
        a_row(plan, "strength", mode=mode, on=start.date(), strength=1)


def test_schemas_of_both_lists_are_rated_on_one_sheet(client: Client, plan: Plan, session: TherapySession) -> None:
    browser, path = pages(therapist_of(client)), f"/sessions/{session.pk}/sheet/"
    names = [name for names in domains(catalogue.modality("schema")).values() for name in names]
    assert len(names) == 22  # the 18, and the four that took the place of two of them
    first, constricted = f"schemas-s{names.index('failure')}", f"schemas-s{names.index('emotional constriction')}"
    for wrong in ({}, {first: "7"}, {first: "0", constricted: "4"}):
        assert "errorlist" in browser.post(path, wrong).content.decode()
    with inside(client.practice):
        assert not SchemaRating.objects.exists()
    assert "2 schemas rated." in browser.post(path, {first: "5", constricted: "4"}).content.decode()
    with inside(client.practice):
        rows = SchemaRating.objects.order_by("schema").values_list("schema", "rating", "on")
        on = timezone.localdate(session.starts_at)
        assert list(rows) == [("emotional constriction", 4, on), ("failure", 5, on)]


def test_work_of_a_session_is_recorded_from_the_workspace_and_stands_beside_its_note(
    client: Client, plan: Plan, session: TherapySession
) -> None:
    browser = pages(therapist_of(client))
    workspace = browser.get(f"/sessions/{session.pk}/note/").content.decode()
    address = f"/plans/{plan.pk}/record/rescripting/?session={session.pk}"
    assert address in workspace
    typed = {"scene": "the kitchen", "need": "attachment", "on": "2020-01-01", "session": str(session.pk)}
    refused = browser.post(address, typed | {"helper": "therapist"})
    assert "Name who stepped in together with what happened instead" in refused.content.decode()
    assert "the kitchen" in refused.content.decode()
    answer = browser.post(address, typed)
    assert answer.headers["Location"] == f"/sessions/{session.pk}/note/"
    assert "the kitchen" in browser.get(answer.headers["Location"]).content.decode()
    (row,) = read(Api(therapist_of(client)).get(f"plans/{plan.pk}/record/rescripting/"))["results"]
    assert row["on"] == str(timezone.localdate(session.starts_at))


def test_a_mode_of_another_plan_sits_on_no_chair(client: Client, plan: Plan) -> None:
    other = a_row(a_plan(a_client(therapist_of(client)), "schema"), "mode", name="theirs", kind="child")
    mine = a_row(plan, "mode", name="mine", kind="child")
    api, body = Api(therapist_of(client)), {"form": "dialogue", "said": "stay"}
    assert "first" in read(api.post(f"plans/{plan.pk}/record/chairs/", body | {"first": str(other.pk)}))
    both = {"first": str(mine.pk), "second": str(mine.pk)}
    answer = api.post(f"plans/{plan.pk}/record/chairs/", body | both)
    assert (answer.status_code, list(read(answer))) == (400, ["__all__"])


CARD: dict[str, Any] = {
    "title": "When nobody answers",
    "feeling": "left",
    "healthy": "she writes back",
    "instead": "tea",
}


def test_a_card_is_the_clients_once_it_is_given_and_no_longer_when_the_plan_has_ended(
    client: Client, plan: Plan
) -> None:
    user = portal_user(client)
    form = pages(therapist_of(client))
    assert form.post(f"/plans/{plan.pk}/record/card/", CARD).status_code == 302  # without a day it is not given
    with inside(client.practice):
        card = FlashCard.objects.get()
    browser, api = pages(user), Api(user)
    assert "When nobody answers" not in browser.get("/my/diary/").content.decode()
    Api(therapist_of(client)).browser.patch(
        f"/api/v1/plans/{plan.pk}/record/card/{card.pk}/",
        {"given_on": str(timezone.localdate())},
        content_type="application/json",
        headers=Api(therapist_of(client)).headers | {"If-Match": '"1"'},
    )
    assert "she writes back" in browser.get("/my/diary/").content.decode()
    assert "When nobody answers" in browser.get("/my/").content.decode()
    (shown,) = read(api.get("me/cards/"))["results"]
    assert [line["text"] for line in shown["lines"]] == ["left", "she writes back", "tea"]
    with inside(client.practice):
        end_plan(plan=plan, outcome="done")
    assert read(api.get("me/cards/"))["results"] == []
    assert "When nobody answers" not in browser.get("/my/").content.decode()


def test_the_client_writes_into_the_diary_and_the_therapist_reads_it(
    client: Client, plan: Plan, session: TherapySession
) -> None:
    browser = pages(portal_user(client))
    typed = {"key": str(uuid4()), "on": str(timezone.localdate()), "felt": "cold", "strength": "8"}
    refused = browser.post("/my/diary/", typed).content.decode()
    assert "This field is required" in refused
    assert "cold" in refused
    for _twice in range(2):
        assert browser.post("/my/diary/", typed | {"happened": "a late reply"}).status_code == 302
    with inside(client.practice):
        entry = DiaryEntry.objects.get()
    assert (entry.plan_id, entry.happened, entry.strength) == (plan.pk, "a late reply", 8)
    therapist = therapist_of(client)
    for page in (f"/plans/{plan.pk}/record/", f"/sessions/{session.pk}/note/"):
        assert "a late reply" in pages(therapist).get(page).content.decode()
    (told,) = read(Api(therapist).get(f"plans/{plan.pk}/diary/"))["results"]
    assert (told["felt"], told["strength"]) == ("cold", 8)
    colleague = a_staff(client.practice)
    assert Api(colleague).get(f"plans/{plan.pk}/diary/").status_code == 404


def test_a_key_sent_again_with_other_words_is_refused_and_nothing_typed_is_lost(client: Client, plan: Plan) -> None:
    user = portal_user(client)
    body = {"key": str(uuid4()), "happened": "a late reply", "strength": 4}
    first = Api(user).post("me/diary/", body)
    assert read(Api(user).post("me/diary/", body))["id"] == read(first)["id"]
    for other in ({"happened": "a door slammed"}, {"strength": 9}, {"felt": "cold"}, {"on": "2026-01-01"}):
        refused = Api(user).post("me/diary/", body | other)
        assert (refused.status_code, list(read(refused))) == (400, ["key"])
    typed = {"key": body["key"], "on": str(timezone.localdate()), "happened": "a door slammed", "strength": "4"}
    page = pages(user).post("/my/diary/", typed).content.decode()
    assert "with other words" in page
    assert "a door slammed" in page
    (fresh,) = re.findall(r'name="key" value="([^"]+)"', page)
    assert pages(user).post("/my/diary/", typed | {"key": fresh}).status_code == 302
    with inside(client.practice):
        assert list(DiaryEntry.objects.order_by("written_at").values_list("happened", flat=True)) == [
            "a late reply",
            "a door slammed",
        ]


def test_an_entry_stays_on_today_until_its_reader_opens_the_diary(client: Client, plan: Plan) -> None:
    therapist, user = therapist_of(client), portal_user(client)
    stranger, supervisor = a_staff(client.practice), a_staff(client.practice, Role.SUPERVISOR)
    with inside(client.practice):
        Staff.objects.filter(pk=therapist.pk).update(supervisor=supervisor)
    assert "Diary entries to read" not in pages(therapist).get("/").content.decode()
    for strength in (3, 9):
        entry = {"key": str(uuid4()), "happened": "I want it to end", "strength": strength}
        assert Api(user).post("me/diary/", entry).status_code == 201
    today = pages(therapist).get("/").content.decode()
    assert f"{client.name}: 2 new diary entries" in " ".join(today.split())
    assert "strongest moment 9 / 10" in today
    assert "I want it to end" not in today
    (row,) = read(Api(therapist).get("diary/unread/"))["results"]
    assert (row["plan"], row["client"], row["count"], row["strongest"]) == (str(plan.pk), str(client.pk), 2, 9)
    for other in (stranger, supervisor):  # who answers for the client reads it; a supervisor is not told twice
        assert "Diary entries to read" not in pages(other).get("/").content.decode()
    pages(therapist).get(f"/plans/{plan.pk}/record/")  # the first words beside the plan are no reading
    assert read(Api(therapist).get("diary/unread/"))["results"] == [row]
    assert "I want it to end" in pages(therapist).get(f"/plans/{plan.pk}/diary/").content.decode()
    assert read(Api(therapist).get("diary/unread/"))["results"] == []
    assert "Diary entries to read" not in pages(therapist).get("/").content.decode()
    assert pages(stranger).get(f"/plans/{plan.pk}/diary/").status_code == 404


def test_whoever_covers_has_the_diary_on_today(client: Client, plan: Plan) -> None:
    cover = a_staff(client.practice)
    assert Api(portal_user(client)).post("me/diary/", {"key": str(uuid4()), "happened": "x"}).status_code == 201
    assert read(Api(cover).get("diary/unread/"))["results"] == []
    with inside(client.practice):
        since = timezone.now() - timedelta(hours=1)
        Cover.objects.create(
            practice=client.practice,
            therapist=therapist_of(client),
            staff=cover,
            starts_at=since,
            ends_at=since + timedelta(days=1),
        )
    assert [row["plan"] for row in read(Api(cover).get("diary/unread/"))["results"]] == [str(plan.pk)]


def test_whom_to_call_stands_beside_the_diary(client: Client, plan: Plan) -> None:
    with inside(client.practice):
        Practice.objects.update(crisis_contacts="Samaritans: 116 123")
    page = pages(portal_user(client)).get("/my/diary/").content.decode()
    assert "do not write: call" in page
    assert "116 123" in page


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "happened"),
        ({"happened": ""}, "happened"),
        ({"happened": "x" * 601}, "happened"),
        ({"happened": "x", "strength": 11}, "strength"),
        ({"happened": "x", "on": "yesterday"}, "on"),
        ({"happened": "x", "on": str(timezone.localdate() + timedelta(days=2))}, "on"),
        ({"happened": "x", "on": "1999-01-01"}, "on"),
        ({"happened": "x", "key": "7"}, "key"),
        ({"happened": "x", "plan": "7"}, "plan"),
    ],
)
def test_what_cannot_be_in_a_diary_is_named_at_its_field(
    client: Client, plan: Plan, body: dict[str, object], field: str
) -> None:
    answer = Api(portal_user(client)).post("me/diary/", {"key": str(uuid4())} | body)
    assert (answer.status_code, list(read(answer))) == (400, [field])


def test_without_a_plan_that_keeps_one_there_is_no_diary(client: Client) -> None:
    a_plan(client, "emdr")
    user = portal_user(client)
    assert "Nothing here yet" in pages(user).get("/my/diary/").content.decode()
    answer = Api(user).post("me/diary/", {"key": str(uuid4()), "happened": "x"})
    assert answer.status_code == 400
    with inside(client.practice):
        assert not DiaryEntry.objects.exists()
