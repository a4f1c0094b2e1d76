"""The admins' report: counted right, and no small group can be read off it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clients.episodes.actions import close_episode
from clients.merging.actions import merge_files
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Practice, Staff
from clinic.workspace import reporting
from interventions.models import TherapySession
from interventions.plans.actions import end_plan
from tests.factories import a_client, a_plan, a_practice, a_staff, actor, an_assessment, inside
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def a_case(therapist: Staff, modality: str, first: int = 3, last: int = 1) -> None:
    """A client with a plan and two CORE-10s: item values ``first`` and ``last``."""
    client = a_client(therapist)
    a_plan(client, modality)
    an_assessment(client, value=first, on=TODAY - timedelta(days=60))
    an_assessment(client, value=last, on=TODAY - timedelta(days=1))


def report(practice: Practice, admin: Staff, group: str = "modality") -> reporting.Report:
    with inside(practice):
        return reporting.report(actor(admin), since=TODAY - timedelta(days=90), until=TODAY, group=group)


def row(rows: list[dict[str, object]], name: str) -> dict[str, object]:
    return next(row for row in rows if row["name"] == name)


def test_outcomes_are_counted_once_a_client() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    for _ in range(4):
        a_case(therapist, "emdr", 3, 1)  # 25 → 15: reliably improved
    for _ in range(3):
        a_case(therapist, "emdr", 1, 3)  # reliably worse
    for _ in range(2):
        a_case(therapist, "emdr", 2, 2)  # no reliable change
    client = a_client(therapist)
    a_plan(client, "emdr")  # not measured
    found = row(report(practice, admin).outcomes, "EMDR")
    assert found["clients"] == 10
    assert (found["improved"], found["worse"], found["unchanged"], found["unmeasured"]) == (4, 3, 2, 1)
    assert not found["hidden"]


def test_a_group_under_five_is_hidden_and_with_it_the_one_that_would_betray_it() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    for modality, count in (("emdr", 6), ("se", 5), ("ifs", 2)):
        for _ in range(count):
            a_case(therapist, modality)
    rows = {r["name"]: r for r in report(practice, admin).outcomes}
    assert [name for name, r in rows.items() if r["hidden"]] == ["IFS", "SE"]
    assert all(rows["IFS"][key] is None for key in ("clients", "recovered", "improved", "worse"))


def test_csv_says_hidden_and_no_figure() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice, name="=HYPERLINK(1)")
    a_case(therapist, "emdr")
    query = {"since": str(TODAY), "until": str(TODAY), "group": "therapist"}
    lines = pages(admin).get("/reports/outcomes.csv", query).content.decode()
    assert lines.splitlines()[1].startswith("'=HYPERLINK(1),hidden,hidden")  # and no formula


def test_attendance_counts_sessions_by_what_became_of_them() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice, name="Ada")
    states = ["attended"] * 4 + ["missed", "cancelled", "booked"]
    for _ in range(5):
        client = a_client(therapist)
        with inside(practice):
            hours = TherapySession.objects.count()
            TherapySession.objects.bulk_create(
                TherapySession(
                    practice=practice,
                    client=client,
                    therapist=therapist,
                    state=state,
                    starts_at=timezone.now() - timedelta(hours=2 * (hours + n) + 2),
                    ends_at=timezone.now() - timedelta(hours=2 * (hours + n) + 1),
                )
                for n, state in enumerate(states)
            )
    found = row(report(practice, admin, "therapist").attendance, "Ada")
    assert (found["sessions"], found["attended"], found["missed"], found["cancelled"]) == (30, 20, 5, 5)


def merged(practice: Practice, admin: Staff, kept: Client, other: Client) -> None:
    with inside(practice, actor(admin)) as scope:
        close_episode(client=other, ending="completed")
        merge_files(kept=kept, other=other, by=scope.actor, reason="One person", confirm=True)


def test_two_files_of_one_person_count_as_one_client() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice, name="Ada")
    files = [a_client(therapist) for _ in range(7)]
    for number, client in enumerate(files):
        plan = a_plan(client, "emdr")
        begun = timezone.now() - timedelta(hours=2 * number + 2)
        with inside(practice):
            TherapySession.objects.create(
                practice=practice,
                client=client,
                therapist=therapist,
                plan=plan,
                state="attended",
                starts_at=begun,
                ends_at=begun + timedelta(hours=1),
            )
        an_assessment(client, value=3, on=TODAY - timedelta(days=60))
        an_assessment(client, value=1, on=TODAY - timedelta(days=1))
        with inside(practice):
            end_plan(plan=plan, outcome="Done.")
    with inside(practice, actor(admin)) as scope:
        for client in files[:5]:
            close_episode(client=client, ending="completed")
        assert [line["clients"] for line in reporting.endings(scope.actor, TODAY, TODAY)] == [5]
    merged(practice, admin, files[5], files[6])
    found = report(practice, admin)
    outcome, attendance = row(found.outcomes, "EMDR"), row(found.attendance, "EMDR")
    assert (outcome["clients"], outcome["improved"]) == (6, 6)
    assert (attendance["clients"], attendance["sessions"], attendance["attended"]) == (6, 7, 7)
    with inside(practice, actor(admin)) as scope:
        assert [line["clients"] for line in reporting.endings(scope.actor, TODAY, TODAY)] == [6]
        close_episode(client=files[5], ending="completed")
        assert [line["clients"] for line in reporting.endings(scope.actor, TODAY, TODAY)] == [6], "the same person"


def test_a_small_group_is_not_made_larger_by_a_second_file() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    files = [a_client(therapist) for _ in range(5)]
    for client in files:
        plan = a_plan(client, "emdr")
        with inside(practice):
            end_plan(plan=plan, outcome="Done.")
    assert not row(report(practice, admin).outcomes, "EMDR")["hidden"]
    merged(practice, admin, files[0], files[1])
    assert row(report(practice, admin).outcomes, "EMDR")["hidden"]


def test_who_had_two_ways_of_working_with_one_therapist_has_one_outcome_there() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice, name="Ada")
    for _ in range(5):
        client = a_client(therapist)
        first = a_plan(client, "emdr")
        with inside(practice):
            end_plan(plan=first, outcome="Done.")
        a_plan(client, "ifs")
        an_assessment(client, value=3, on=TODAY - timedelta(days=60))
        an_assessment(client, value=1, on=TODAY - timedelta(days=1))
    found = row(report(practice, admin, "therapist").outcomes, "Ada")
    assert (found["clients"], found["improved"]) == (5, 5)
    by_modality = report(practice, admin).outcomes
    assert [(line["name"], line["clients"], line["improved"]) for line in by_modality] == [
        ("EMDR", 5, 5),
        ("IFS", 5, 5),
    ]


def test_only_admins_may_ask() -> None:
    practice = a_practice()
    with pytest.raises(PermissionDenied):
        report(practice, a_staff(practice, Role.SUPERVISOR))


def test_it_takes_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    a_case(therapist, "emdr")
    who = actor(admin)
    with inside(practice), django_assert_num_queries(2):
        reporting.report(who, since=TODAY, until=TODAY, group="modality")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "2027-02-01", "until": "2027-01-01", "group": "modality"}, "before the beginning"),
        ({"since": "yesterday", "until": "2027-01-01", "group": "modality"}, "Enter a valid date"),
        ({"since": "1900-01-01", "until": "2027-01-01", "group": "modality"}, "At most ten years"),
        ({"since": "2027-01-01", "until": "2027-02-01", "group": "client"}, "Select a valid choice"),
    ],
)
def test_a_period_that_cannot_be_is_refused(query: dict[str, str], words: str) -> None:
    browser = pages(a_staff(a_practice(), Role.ADMIN))
    page = browser.get("/reports/", query)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert browser.get("/reports/outcomes.csv", query).status_code == 400


def test_another_practice_is_not_in_it() -> None:
    practice, other = a_practice(), a_practice()
    admin, stranger = a_staff(practice, Role.ADMIN), a_staff(other)
    for _ in range(6):
        a_case(stranger, "emdr")
    assert report(practice, admin).outcomes == []


def figures(rows: list[Any]) -> set[Any]:
    """All that a table says of its hidden groups."""
    return {
        value for row in rows for name, value in row.items() if name not in {"key", "name", "hidden", "level", "ending"}
    }


def test_therapists_of_one_name_are_rows_of_their_own() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    first, second, other = a_staff(practice, name="Ada Hale"), a_staff(practice, name="Ada Hale"), a_staff(practice)
    for therapist, count in ((first, 6), (second, 5), (other, 5)):
        for _ in range(count):
            a_case(therapist, "emdr")
    rows = {one["key"]: one for one in report(practice, admin, "therapist").outcomes}
    assert {key: one["clients"] for key, one in rows.items()} == {
        str(first.pk): 6,
        str(second.pk): 5,
        str(other.pk): 5,
    }
    assert rows[str(first.pk)]["name"] == f"Ada Hale ({first.user.email})"
    assert rows[str(other.pk)]["name"] == other.name
    page = pages(admin).get("/reports/", {"since": str(TODAY), "until": str(TODAY), "group": "therapist"})
    assert f"Ada Hale ({second.user.email})" in text(page)
    called = read(Api(admin).get("reports/outcomes/", group="therapist", since=str(TODAY)))
    assert {(one["key"], one["name"]) for one in called} == {(key, one["name"]) for key, one in rows.items()}


def test_two_groups_of_one_name_with_few_clients_each_are_hidden() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    for _ in range(2):
        therapist = a_staff(practice, name="Ada Hale")
        for _ in range(3):  # six together: added up under the name they were shown as one therapist's
            a_case(therapist, "emdr")
    rows = report(practice, admin, "therapist").outcomes
    assert [one["hidden"] for one in rows] == [True, True]


def test_calls_page_and_csv_say_the_same() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    for modality, count in (("emdr", 6), ("se", 5), ("ifs", 2)):
        for _ in range(count):
            a_case(therapist, modality)
    api, since = Api(admin), str(TODAY - timedelta(days=90))
    rows = read(api.get("reports/outcomes/", since=since))
    assert [(one["key"], one["clients"], one["improved"], one["hidden"]) for one in rows] == [
        ("emdr", 6, 6, False),
        ("ifs", None, None, True),
        ("se", None, None, True),
    ]
    period = {"since": since, "until": str(TODAY), "group": "modality"}
    for table in ("outcomes", "attendance", "endings"):
        asked = {name: period[name] for name in period if name != "group" or table != "endings"}
        called = api.get(f"reports/{table}/", **asked, **{"as": "csv"})
        assert called["Content-Type"] == "text/csv; charset=utf-8"
        assert called.content == pages(admin).get(f"/reports/{table}.csv", period).content
    assert text(api.get("reports/outcomes/", since=since, **{"as": "csv"})).splitlines()[1:3] == [
        "EMDR,6,0,6,0,0,0",
        "IFS" + ",hidden" * 6,
    ]


@pytest.mark.parametrize(
    ("table", "query", "field"),
    [
        ("outcomes", {"since": "soon"}, "since"),
        ("outcomes", {"group": "client"}, "group"),
        ("outcomes", {"as": "pdf"}, "as"),
        ("attendance", {"since": "2026-05-02", "until": "2026-05-01"}, "until"),
        ("attendance", {"since": "1900-01-01"}, "since"),
        ("endings", {"group": "therapist"}, "group"),
        ("alert-response", {"as": "xlsx"}, "as"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_parameter(table: str, query: dict[str, str], field: str) -> None:
    answer = Api(a_staff(a_practice(), Role.ADMIN)).get(f"reports/{table}/", **query)
    assert (answer.status_code, list(read(answer))) == (400, [field])


def test_calls_are_for_admins_and_need_one_statement(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    a_case(therapist, "emdr")
    who = actor(admin)
    for table in ("outcomes", "attendance"):
        assert Api(therapist).get(f"reports/{table}/").status_code == 403
        with inside(practice), django_assert_max_num_queries(1):
            reporting.grouped(who, table, since=TODAY, until=TODAY, group="therapist")


def test_of_a_practice_with_three_clients_no_report_says_a_figure() -> None:
    practice = a_practice()
    admin, therapist, second = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    for number, by in enumerate((therapist, therapist, second)):
        client = a_client(by)
        plan = a_plan(client, ("emdr", "se", "emdr")[number])
        begun = timezone.now() - timedelta(hours=2 * number + 2)
        with inside(practice):
            TherapySession.objects.create(
                practice=practice,
                client=client,
                therapist=by,
                plan=plan,
                state="attended",
                starts_at=begun,
                ends_at=begun + timedelta(hours=1),
            )
        answers = {"client": str(client.pk), "instrument": "phq-9", "responses": {"9": 1}}
        assert read(Api(by).post("assessments/", answers))["alerts"]
        with inside(practice):
            end_plan(plan=plan, outcome="Done.")
            close_episode(client=client, ending=("completed", "completed", "died")[number])
    api, browser = Api(admin), pages(admin)
    for group in ("modality", "therapist"):
        for table in ("outcomes", "attendance"):
            rows = read(api.get(f"reports/{table}/", group=group))
            assert len(rows) == 2
            assert (figures(rows), {one["hidden"] for one in rows}) == ({None}, {True})
            query = {"since": str(TODAY - timedelta(days=3)), "until": str(TODAY), "group": group}
            lines = text(browser.get(f"/reports/{table}.csv", query)).splitlines()[1:]
            assert {cell for line in lines for cell in line.split(",")[1:]} == {"hidden"}
        page = text(
            browser.get("/reports/", {"since": str(TODAY - timedelta(days=3)), "until": str(TODAY), "group": group})
        )
        assert page.count("needed to hide such a group") == 2 + 2 + 2 + 1  # outcomes, attendance, endings, alerts
    assert figures(read(api.get("reports/endings/"))) == {None}
    alerts = [one for one in read(api.get("reports/alert-response/")) if one["hidden"]]
    assert (len(alerts), figures(alerts)) == (1, {None})
