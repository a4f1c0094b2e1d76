"""A client's report: what it says on screen, as PDF and as CSV."""

import csv
import html
import io
from datetime import date, timedelta
from typing import Any

import pytest
import typst
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions import void_assessment
from assessments.reports.queries import client_report, report_rows
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import AccessLog
from tests.factories import a_client, a_practice, a_staff, actor, an_assessment, inside, therapist_of
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def client() -> Client:
    found = a_client(a_staff(a_practice()), name="# Ada *B* $x$")  # what typst would take for markup
    for weeks, value in ((30, 3), (20, 3), (10, 1)):
        an_assessment(found, "core-10", value, TODAY - timedelta(weeks=weeks))
        an_assessment(found, "ecr-r", value + 2, TODAY - timedelta(weeks=weeks))
    return found


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_on_screen_the_verdicts_stand_in_words(client: Client) -> None:
    since = (TODAY - timedelta(weeks=40)).isoformat()
    page = pages(therapist_of(client)).get(
        f"/clients/{client.pk}/report/", {"since": since, "until": TODAY.isoformat()}
    )
    words = page.content.decode()
    assert "since baseline, reliably improved" in words or "since baseline, recovered" in words
    assert words.count("<figure") == 2


def test_the_pdf_is_one_and_holds_the_words(client: Client) -> None:
    since = (TODAY - timedelta(weeks=40)).isoformat()
    url = f"/clients/{client.pk}/report.pdf?since={since}&until={TODAY}"
    answer = pages(therapist_of(client)).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "Ada" not in answer["Content-Disposition"]


def test_what_a_person_typed_cannot_act_in_the_document(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    caught: dict[str, Any] = {}

    def compile_and_keep(files: dict[str, bytes], **options: Any) -> Any:
        caught.update(files)
        return real(files, **options)

    real = typst.compile
    monkeypatch.setattr(typst, "compile", compile_and_keep)
    pages(therapist_of(client)).get(f"/clients/{client.pk}/report.pdf?since=2020-01-01&until={TODAY}")
    assert b"# Ada *B* $x$" in caught["data.json"]
    assert b"Ada" not in caught["main.typ"]
    pictures = {name for name in caught if name.endswith(".svg")}
    assert len(pictures) == 2  # the plane and the course: the same as on the page
    assert all(b"<style>" in caught[name] for name in pictures)


def test_csv_has_a_row_a_scale(client: Client) -> None:
    answer = pages(therapist_of(client)).get(f"/clients/{client.pk}/report.csv?since=2020-01-01&until={TODAY}")
    rows = table(answer.content)
    assert rows[0][:6] == ["date", "instrument", "version", "target", "scale", "score"]
    assert len(rows) == 1 + 3 * (1 + 2)
    first = next(row for row in rows if row[1] == "core-10")
    assert (first[5], first[8]) == ("23.00", "baseline")  # seven items of 3, two reverse-scored to 1, the risk item 0


def test_only_the_period_counts_and_what_is_voided_does_not(client: Client) -> None:
    with inside(client.practice, by := actor(therapist_of(client))):
        newest = client.assessments.filter(instrument="core-10").latest("completed_on")
        void_assessment(assessment=newest, by=by, reason="wrong sheet")
        found = client_report(client, TODAY - timedelta(weeks=21), TODAY)
        assert {a.completed_on for a in found.assessments} == {TODAY - timedelta(weeks=20), TODAY - timedelta(weeks=10)}
        assert len(report_rows(found)) == 1 + 1 + 2 * 2


def test_an_empty_period_says_so(client: Client) -> None:
    browser = pages(therapist_of(client))
    query = "?since=2001-01-01&until=2001-02-01"
    assert b"No measures recorded" in browser.get(f"/clients/{client.pk}/report/{query}").content
    assert browser.get(f"/clients/{client.pk}/report.pdf{query}").content.startswith(b"%PDF-")
    assert len(table(browser.get(f"/clients/{client.pk}/report.csv{query}").content)) == 1


@pytest.mark.parametrize("since", ["x", "2020-02-01", "1800-01-01", ""])
def test_periods_that_cannot_be(client: Client, since: str) -> None:
    browser, query = pages(therapist_of(client)), f"since={since}&until=2020-01-01"
    assert browser.get(f"/clients/{client.pk}/report/?{query}").status_code == 200
    for kind in ("pdf", "csv"):
        assert browser.get(f"/clients/{client.pk}/report.{kind}?{query}").status_code == 400


def test_statements_do_not_grow_with_the_assessments(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(20):
        an_assessment(client, "phq-9", 1, TODAY - timedelta(days=days))
    with inside(client.practice), django_assert_max_num_queries(3):
        assert len(client_report(client, date(2000, 1, 1), TODAY).assessments) == 26


def test_a_call_says_what_the_page_says_and_gives_its_files(client: Client) -> None:
    therapist = therapist_of(client)
    api, period = Api(therapist), {"since": str(TODAY - timedelta(weeks=40)), "until": str(TODAY)}
    page = text(pages(therapist).get(f"/clients/{client.pk}/report/", period))
    found = read(api.get(f"clients/{client.pk}/report/", **period))
    assert (found["since"], found["until"], found["attended"], found["numbers"]) == (*period.values(), 0, [])
    assert [part["instrument"] for part in found["parts"]] == ["ecr-r", "core-10"]
    for part in found["parts"]:
        for sentence in filter(None, [part["placement"], *part["sentences"]]):
            assert sentence in html.unescape(page)
    assert [one["instrument"] for one in found["assessments"]].count("core-10") == 3
    assert all("responses" not in one for one in found["assessments"])
    path = f"clients/{client.pk}/report/"
    assert api.get(path, **period, **{"as": "csv"}).content == (
        pages(therapist).get(f"/clients/{client.pk}/report.csv", period).content
    )
    paper = api.get(path, **period, **{"as": "pdf"})
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert "Ada" not in paper["Content-Disposition"]
    with inside(client.practice):
        read_as = AccessLog.objects.filter(client_id=client.pk, what__startswith="api report").order_by("sequence")
        assert [row.what for row in read_as] == ["api report", "api report csv", "api report pdf"]


def test_a_voided_assessment_is_in_no_report(client: Client) -> None:
    therapist = therapist_of(client)
    with inside(client.practice, actor(therapist)) as scope:
        newest = client.assessments.order_by("-completed_on").filter(instrument="core-10")[0]
        void_assessment(assessment=newest, by=scope.actor, reason="wrong sheet")
    found = read(Api(therapist).get(f"clients/{client.pk}/report/", since="2020-01-01"))
    assert str(newest.pk) not in [one["id"] for one in found["assessments"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "soon"}, "since"),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "until"),
        ({"since": "1900-01-01"}, "since"),
        ({"as": "docx"}, "as"),
        ({"form": "pdf"}, "form"),
    ],
)
def test_what_cannot_be_reported_is_refused_by_parameter(client: Client, query: dict[str, str], field: str) -> None:
    answer = Api(therapist_of(client)).get(f"clients/{client.pk}/report/", **query)
    assert (answer.status_code, list(read(answer))) == (400, [field])


def test_somebody_elses_client_has_no_report_over_the_api(client: Client) -> None:
    assert Api(a_staff(client.practice)).get(f"clients/{client.pk}/report/").status_code == 404
    assert Api(a_staff(client.practice, Role.ADMIN)).get(f"clients/{client.pk}/report/").status_code in {403, 404}
