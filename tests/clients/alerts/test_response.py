"""How soon alerts are taken and closed: figures by level for a period, on the admins' page and over the API."""

import random
from datetime import datetime, timedelta
from statistics import median

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clients.alerts.actions import raise_alert
from clients.alerts.response import ResponseTimes, percentile, response_times
from clients.models import AlertAct, Client, RiskAlert
from clinic.core.access import Role
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.web import UNKNOWN, Api, pages, read

database = pytest.mark.django_db
Kind = AlertAct.Kind


def test_a_percentile_lies_between_its_neighbours_in_proportion() -> None:
    assert percentile([], 0.5) is None
    assert percentile([7], 0.9) == 7
    assert percentile([10, 20, 30, 40], 0.5) == 25
    assert percentile([*range(0, 101, 10)], 0.9) == 90
    chance = random.Random(5)
    for size in range(1, 40):
        values = [chance.uniform(0, 500) for _ in range(size)]
        assert percentile(values, 0.5) == pytest.approx(median(values), abs=0.05)
        assert max(values) + 0.05 >= (percentile(values, 0.9) or 0) >= (percentile(values, 0.5) or 0)


def an_alert(client: Client, level: str, raised_at: datetime, taken: int = 0, closed: int = 0) -> RiskAlert:
    """An alert that was taken and closed so many minutes after it was raised (0: not)."""
    alert = raise_alert(client=client, source=f"x {raised_at}", source_id=UNKNOWN, reason="x", level=level)
    found = RiskAlert.objects.filter(pk=alert.pk)
    found.update(raised_at=raised_at, told_at=raised_at)
    if taken:
        AlertAct.objects.create(
            practice=client.practice, alert=alert, kind=Kind.TAKEN, at=raised_at + timedelta(minutes=taken)
        )
    if closed:
        found.update(
            closed_at=raised_at + timedelta(minutes=closed),
            closed_by=client.care.get().staff,
            outcome=RiskAlert.Outcome.SAFE,
            closing_note="Called.",
        )
    return alert


@database
def test_times_are_counted_by_level_from_being_raised_and_what_is_open_or_was_passed_on_is_said() -> None:
    practice = a_practice()
    admin, lead = a_staff(practice, Role.ADMIN), a_staff(practice)
    client = a_client(lead, name="Quill Person")
    others = [a_client(lead) for _ in range(4)]
    now = timezone.now() - timedelta(days=3)
    with inside(practice):
        an_alert(client, "high", now, taken=10, closed=100)
        an_alert(client, "high", now + timedelta(hours=1), taken=20, closed=200)
        an_alert(client, "high", now + timedelta(hours=2), closed=60)  # closed at once: that was the response
        waiting = an_alert(client, "high", now + timedelta(hours=3))
        AlertAct.objects.create(practice=practice, alert=waiting, kind=Kind.ESCALATED, staff=admin)
        an_alert(client, "moderate", now + timedelta(hours=4), taken=5)
        twice = an_alert(client, "moderate", now + timedelta(hours=5), closed=9000)
        AlertAct.objects.create(  # it was closed before, and opened again
            practice=practice, alert=twice, kind=Kind.CLOSED, at=now + timedelta(hours=5, minutes=30), by=lead
        )
        an_alert(client, "high", now - timedelta(days=400), closed=5)  # another period
        for number, other in enumerate(others):
            an_alert(other, "high", now + timedelta(hours=6, minutes=number))
            an_alert(other, "moderate", now + timedelta(hours=7, minutes=number))
        old = raise_alert(
            client=client,
            source="old",
            source_id=UNKNOWN,
            reason="x",
            answered_on=timezone.localdate() - timedelta(days=60),
        )
        assert old.told_at is None
        today = timezone.localdate()
        found = response_times(actor(admin), today - timedelta(days=30), today)
        with pytest.raises(PermissionDenied):
            response_times(actor(lead), today, today)
    assert [row.level for row in found] == ["high", "moderate", "low"]
    assert found[0] == ResponseTimes(RiskAlert.Level.HIGH, 5, 8, 5, 1, 20.0, 52.0, 100.0, 180.0)
    assert (found[1].raised, found[1].still_open, found[1].closed_median) == (6, 5, 30.0)  # the first closing
    assert found[2] == ResponseTimes(RiskAlert.Level.LOW, 0, 0, 0, 0, None, None, None, None)
    page = pages(admin).get("/reports/").content.decode()
    assert "Response to risk alerts" in page
    for text in ("20 min", "52 min", "1 h 40 min", "3 h 0 min"):
        assert text in page
    assert "Quill" not in page
    lines = pages(admin).get("/reports/alerts.csv").content.decode()
    assert "high,5,8,5,1,20.0,52.0,100.0,180.0" in lines
    rows = read(Api(admin).get("reports/alert-response/"))
    assert (rows[0]["level"], rows[0]["taken_median"], rows[0]["closed_p90"]) == ("high", 20.0, 180.0)


@database
def test_alerts_of_few_clients_show_no_figure_and_neither_does_what_would_betray_them() -> None:
    practice = a_practice()
    admin, lead = a_staff(practice, Role.ADMIN), a_staff(practice)
    clients, now = [a_client(lead) for _ in range(6)], timezone.now() - timedelta(days=3)
    with inside(practice):
        for number, client in enumerate(clients):
            an_alert(client, "moderate", now + timedelta(minutes=number), taken=10)
        for hours in range(7):  # many alerts, of one client
            an_alert(clients[0], "high", now + timedelta(hours=1 + hours), taken=77)
    rows = {row["level"]: row for row in read(Api(admin).get("reports/alert-response/"))}
    assert [rows[level]["hidden"] for level in ("high", "moderate", "low")] == [True, True, False]
    assert {rows["high"][name] for name in rows["high"].keys() - {"level", "hidden"}} == {None}
    assert rows["low"]["raised"] == 0
    page = pages(admin).get("/reports/").content.decode()
    assert page.count("needed to hide such a group") == 2
    assert "77 min" not in page
    lines = pages(admin).get("/reports/alerts.csv").content.decode().splitlines()
    assert lines[1] == "high" + ",hidden" * 8


@database
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "soon"}, "since"),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "until"),
        ({"since": "1900-01-01"}, "since"),
    ],
)
def test_a_period_that_cannot_be_is_refused_by_name(query: dict[str, str], field: str) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    answer = Api(admin).get("reports/alert-response/", **query)
    assert (answer.status_code, list(read(answer))) == (400, [field])
    assert pages(admin).get("/reports/alerts.csv", query | {"group": "modality"}).status_code == 400


@database
def test_a_practice_without_alerts_says_so() -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    assert "No risk alert was raised in this period." in pages(admin).get("/reports/").content.decode()
