"""*Today*: one client's rows together, filtered and paged, nothing lost or doubled; no link of a supervisor is dead."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from clients.alerts.actions import raise_alert, take_alert
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Staff
from clinic.workspace import desk as desk_module
from clinic.workspace.desk import Wanted, desk
from clinic.workspace.queries import needs, open_risks
from interventions.models import Note
from interventions.notes.actions import cosign_note, save_and_sign
from interventions.sessions.actions import note_attendance
from interventions.sessions.models import TherapySession
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_questionnaire,
    a_session,
    a_staff,
    actor,
    an_assessment,
    inside,
)
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 11, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_a_fixed_time() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def a_troubled_client(therapist: Staff, name: str) -> Client:
    """Worse, with a questionnaire overdue, and without a next session: three rows."""
    with time_machine.travel(NOW - 60 * DAY, tick=False):
        client = a_client(therapist, name=name)
        an_assessment(client, "phq-9", 0)
    an_assessment(client, "phq-9", 3)
    with time_machine.travel(NOW - 20 * DAY, tick=False):
        a_questionnaire(client, "gad-7")
    return client


def a_signed_note(client: Client, therapist: Staff, days: int) -> Note:
    """Of a session that many days ago, signed on its day."""
    session = a_session(client, NOW - days * DAY)
    with time_machine.travel(NOW - days * DAY + timedelta(hours=2), tick=False), inside(client.practice):
        note_attendance(session=session, state=TherapySession.State.ATTENDED)
        return save_and_sign(
            session=session, by=actor(therapist), form="free", parts={"text": f"Day {days}."}, revision=0
        )


def a_team() -> tuple[Staff, Staff]:
    """A supervisor, and a therapist whom they supervise."""
    practice = a_practice(time_zone="Europe/London")
    supervisor = a_staff(practice, Role.SUPERVISOR, name="Sue")
    return supervisor, a_staff(practice, name="Lea", supervisor=supervisor)


def rows_of(staff: Staff, **query: str) -> list[tuple[str | None, str, str | None]]:
    """(client, kind, id) of every row over all pages, in order."""
    found, number = [], 1
    while True:
        answer = read(Api(staff).get("today/", page=str(number), **query))
        found += [(group["client"], row["kind"], row["id"]) for group in answer["results"] for row in group["rows"]]
        if number >= answer["pages"]:
            return found
        number += 1


def test_one_clients_rows_stand_together_and_every_row_is_there_once_over_all_pages() -> None:
    _supervisor, lea = a_team()
    for number in range(20):
        a_troubled_client(lea, f"Client {number:02}")
    found = rows_of(lea)
    with inside(lea.practice, actor(lea)) as scope:
        expected = {(str(row["client_id"]), row["kind"]) for row in needs(scope.actor, 1000)}
    assert {(client, kind) for client, kind, _id in found} == expected
    assert max(Counter(found).values()) == 1
    order = list(dict.fromkeys(client for client, _kind, _id in found))
    assert [client for client, _kind, _id in found] == [
        client for client in order for _row in range(sum(one[0] == client for one in found))
    ]
    first = pages(lea).get("/").content.decode()
    assert "page 1 of 2" in first
    assert first.count('class="list needs group"') == desk_module.CLIENTS_A_PAGE
    assert "page 2 of 2" in pages(lea).get("/", {"page": "99"}).content.decode()  # the last where it is too high


def test_a_kind_and_a_client_can_be_chosen_and_nonsense_shows_everything() -> None:
    _supervisor, lea = a_team()
    one, other = a_troubled_client(lea, "Robin"), a_troubled_client(lea, "Kim")
    assert {kind for _client, kind, _id in rows_of(lea, kind="questionnaires")} == {"overdue"}
    assert {client for client, _kind, _id in rows_of(lea, client=str(one.pk))} == {str(one.pk)}
    assert rows_of(lea, client=str(UNKNOWN)) == []
    page = pages(lea).get("/", {"kind": "worse", "client": str(other.pk)}).content.decode()
    assert "Kim</a> PHQ-9 0 → 24" in page
    assert "Robin</a> PHQ-9 0 → 24" not in page
    assert "Nothing of this kind needs you now." in pages(lea).get("/", {"kind": "stuck"}).content.decode()
    for nonsense in ({"kind": "x"}, {"client": "x"}, {"whose": "\x00"}, {"page": "-1"}, {"page": "x" * 90}):
        assert "Robin</a> PHQ-9 0 → 24" in pages(lea).get("/", nonsense).content.decode()
    for name in ("kind", "client", "whose"):
        answer = Api(lea).get("today/", **{name: "nonsense"})
        assert (answer.status_code, list(answer.json())) == (400, [name])


def test_who_treats_and_supervises_tells_their_own_clients_from_others() -> None:
    practice = a_practice()
    both = a_staff(practice, Role.THERAPIST, Role.SUPERVISOR)
    lea = a_staff(practice, supervisor=both)
    mine, hers = a_troubled_client(both, "Mine"), a_troubled_client(lea, "Hers")
    assert {client for client, _kind, _id in rows_of(both, whose="mine")} == {str(mine.pk)}
    assert {client for client, _kind, _id in rows_of(both, whose="supervised")} == {str(hers.pk)}
    assert len(rows_of(both)) == 6
    assert 'name="whose"' in pages(both).get("/").content.decode()
    assert 'name="whose"' not in pages(lea).get("/").content.decode()


def test_more_of_a_kind_than_is_read_is_said_and_is_there_when_the_kind_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _supervisor, lea = a_team()
    for number in range(4):
        a_troubled_client(lea, f"Client {number}")
    monkeypatch.setattr(desk_module, "MOST_OF_A_KIND", 3)
    assert "Choose a kind to see all of it." in pages(lea).get("/").content.decode()
    assert read(Api(lea).get("today/"))["cut"] is True
    assert len(rows_of(lea, kind="worse")) == 4
    with inside(lea.practice, actor(lea)) as scope:
        assert desk(scope.actor, Wanted("worse")).cut is False


def test_a_supervisors_today_has_what_is_theirs_and_no_link_that_leads_nowhere() -> None:
    supervisor, lea = a_team()
    client = a_troubled_client(lea, "Robin")
    a_plan(client, "emdr")
    a_signed_note(client, lea, 4)
    browser = pages(supervisor)
    page = browser.get("/").content.decode()
    words = " ".join(page.split())
    assert "Robin</a> PHQ-9 0 → 24" in words
    assert "note of 6 Mar by Lea waits for your cosignature" in words
    assert "signed 4 days ago" in words
    main = page[page.index("<main") : page.index("</main>")]
    links = {link for link in re.findall(r'href="(/[^"]*)"', main) if not link.startswith("/static")}
    assert links
    assert {
        link: status for link in links if (status := browser.get(link.replace("&amp;", "&")).status_code) != 200
    } == {}


def test_the_queue_of_notes_leads_from_one_to_the_next_and_ends_in_the_list() -> None:
    supervisor, lea = a_team()
    client = a_client(lea, name="Robin")
    with inside(client.practice):
        client.episodes.update(opened_on=(NOW - 90 * DAY).date())
    rows = [a_signed_note(client, lea, days) for days in (9, 6, 3)]
    browser, paths = pages(supervisor), [reverse("notes:note", args=[row.pk]) for row in rows]
    middle = " ".join(browser.get(paths[1]).content.decode().split())
    assert "note 2 of 3 that wait for your cosignature" in middle
    assert f'rel="prev" href="{paths[0]}"' in middle
    assert f'rel="next" href="{paths[2]}"' in middle
    assert "session of 1 Mar 2027" in " ".join(browser.get("/notes/").content.decode().split())
    left: list[UUID] = [row.pk for row in rows]
    for at, following in ((1, paths[2]), (2, paths[0]), (0, "/notes/")):
        answer = browser.post(reverse("notes:note-cosign", args=[left[at]]), {"text": ""})
        assert answer["Location"] == following
    assert "that wait for your cosignature" not in browser.get(paths[1]).content.decode()
    author = pages(lea).get(paths[0]).content.decode()
    assert "that wait for your cosignature" not in author


def test_a_returned_note_stands_with_its_clients_other_rows() -> None:
    supervisor, lea = a_team()
    client = a_troubled_client(lea, "Robin")
    note = a_signed_note(client, lea, 2)
    with inside(client.practice):
        cosign_note(note=note, by=actor(supervisor), returned=True, text="What contained it?")
    assert [kind for _client, kind, _id in rows_of(lea)] == ["worse", "returned", "overdue", "unbooked"]
    page = " ".join(pages(lea).get("/").content.decode().split())
    assert 'aria-label="Robin"' in page
    assert "your note of 8 Mar was returned: add to it" in page


def test_an_alert_that_nobody_has_in_hand_stands_above_those_that_somebody_has_and_the_highest_first() -> None:
    lead = a_staff(a_practice())
    by = actor(lead)
    with inside(lead.practice, by):
        for name, level in (("Taken", "high"), ("Low", "low"), ("Moderate", "moderate"), ("High", "high")):
            client = a_client(lead, name=name)
            alert = raise_alert(client=client, source="PHQ-9 item 9", source_id=client.pk, reason="x", level=level)
            if name == "Taken":
                take_alert(alert=alert, by=by)
        assert [row["name"] for row in open_risks(by)] == ["High", "Moderate", "Low", "Taken"]
