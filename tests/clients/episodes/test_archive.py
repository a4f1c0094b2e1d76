"""The archive: whose treatment is closed, how and when, found as everybody else is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clients.episodes.actions import close_episode
from clients.episodes.reopening import reopen_episode
from clients.models import Client, Episode
from clinic.core.access import Role
from clinic.core.models import Staff
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def closed(therapist: Staff, name: str, days_ago: int, ending: str = "completed", reason: str = "") -> Client:
    client = a_client(therapist, name=name)
    day = timezone.localdate() - timedelta(days=days_ago)
    with inside(client.practice):
        Episode.objects.filter(client=client).update(opened_on=date(2020, 1, 1))
        close_episode(client=client, ending=ending, reason=reason, on=day)
    return client


def test_the_archive_shows_who_is_closed_newest_first_and_is_searched() -> None:
    practice = a_practice()
    therapist, other, admin = a_staff(practice), a_staff(practice), a_staff(practice, Role.ADMIN)
    closed(therapist, "Zora Early", 30, "referred", "to the clinic")
    closed(therapist, "Abel Late", 2)
    a_client(therapist, name="Open Person")
    closed(other, "Other Person", 9)
    again = closed(therapist, "Back Again", 5)
    with inside(practice):
        reopen_episode(client=again, by=actor(therapist), reason="came back")
    page = pages(therapist).get("/clients/?show=closed").content.decode()
    assert page.index("Abel Late") < page.index("Zora Early")
    assert "referred, to the clinic" in page
    for name in ("Open Person", "Other Person", "Back Again"):
        assert name not in page
    by_name = pages(therapist).get("/clients/?show=closed&sort=name&search=").content.decode()
    assert by_name.index("Abel Late") < by_name.index("Zora Early")
    searched = pages(therapist).get("/clients/?show=closed&search=zora").content.decode()
    assert "Zora Early" in searched
    assert "Abel Late" not in searched
    assert '<input type="hidden" name="show" value="closed">' in searched
    api = Api(admin)
    found = read(api.get("clients/", show="closed", sort="closed"))["results"]
    assert [row["name"] for row in found] == ["Abel Late", "Other Person", "Zora Early"]
    assert (found[2]["ending"], found[2]["closing_reason"]) == ("referred", "to the clinic")
    assert [row["name"] for row in read(api.get("clients/", show="closed", search="othr"))["did_you_mean"]] == [
        "Other Person"
    ]
    assert len(read(api.get("clients/"))["results"]) == 5


def test_the_archive_is_paged() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    for number in range(52):
        closed(therapist, f"Person {number:02}", number + 1)
    api = Api(therapist)
    names: list[str] = []
    after = ""
    while after is not None:
        page = read(api.get("clients/", show="closed", sort="closed", after=after))
        names += [row["name"] for row in page["results"]]
        after = page["next"]
    assert names == [f"Person {number:02}" for number in range(52)]
    second = pages(therapist).get("/clients/?show=closed&page=2").content.decode()
    assert "Person 51" in second
    assert "show=closed" in second
    assert api.get("clients/", show="closed", sort="closed", after="x").status_code == 400


def test_the_report_counts_how_treatments_ended_and_hides_small_groups() -> None:
    practice = a_practice()
    therapist, admin = a_staff(practice), a_staff(practice, Role.ADMIN)
    for ending, number in (("completed", 7), ("dropped_out", 6), ("died", 1)):
        for each in range(number):
            closed(therapist, f"{ending} {each}", 3, ending)
    closed(therapist, "Long ago", 900, "moved")
    rows = {row["ending"]: row for row in read(Api(admin).get("reports/endings/"))}
    assert rows["completed"]["clients"] == 7
    assert rows["died"]["clients"] is None
    assert rows["dropped_out"]["hidden"]  # the next smallest: so that no total betrays the one
    assert "moved" not in rows
    page = pages(admin).get("/reports/").content.decode()
    assert "How treatments ended" in page
    csv = pages(admin).get("/reports/endings.csv").content.decode()
    assert "completed,7" in csv
    assert "died,hidden" in csv
    assert Api(therapist).get("reports/endings/").status_code == 403
    assert Api(admin).get("reports/endings/", since="x").status_code == 400
