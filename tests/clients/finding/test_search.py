"""Searching: who is found by whom, on the pages and over the API; keys that are always the row's; the plan."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions import change_contact
from clients.finding.keys import keys_of
from clients.finding.models import SearchKey
from clients.models import Client
from tests.factories import a_client, a_practice, a_staff, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def statements(browser: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        text(browser.get(path))
    return len(queries)


def kept(client: Client) -> list[str]:
    return list(SearchKey.objects.filter(client=client).order_by("key").values_list("key", flat=True))


def test_keys_follow_the_row_whichever_way_it_is_written() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), name="Ana Đorđević", email="Ana@example.org")
    with inside(practice):
        assert kept(client) == keys_of(name="Ana Đorđević", email="Ana@example.org")
        change_contact(client=client, name="Anna Maria", phone="+44 20 7946 0958", reference="A-7")
        expected = keys_of(name="Anna Maria", email="Ana@example.org", phone="+44 20 7946 0958", reference="A-7")
        assert kept(client) == expected
        client.name = "Other"
        client.save(update_fields=["name"])
        assert "nother" in kept(client)
        (many,) = Client.objects.bulk_create([Client(practice=practice, name="Bulk Åse")])
        assert kept(many) == keys_of(name="Bulk Åse")
        many.delete()
        assert not SearchKey.objects.filter(key="nbulkase").exists()


@pytest.mark.parametrize("change", [{"name": "Somebody Else"}, {"phone": "+44 20 7946 0958"}, {"reference": "9"}])
def test_the_database_refuses_a_row_whose_keys_are_of_another(change: dict[str, Any]) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), name="Ana")
    with inside(practice):
        with pytest.raises(IntegrityError, match="clients_client_keyed"), transaction.atomic():
            Client.objects.filter(pk=client.pk).update(**change)
        Client.objects.filter(pk=client.pk).update(pronouns="she")


def test_making_keys_anew_is_no_change_of_the_file() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), name="Ana")
    with inside(practice):
        Client.objects.filter(pk=client.pk).update(keys=["nx"])
        assert kept(client) == ["nx"]
        client.refresh_from_db()
        assert client.revision == 1


def test_nobody_finds_whom_they_may_not_see() -> None:
    practice = a_practice()
    therapist, other = a_staff(practice), a_staff(practice)
    stranger = a_staff(a_practice())
    a_client(therapist, name="Siobhán O’Shea", phone="+44 20 7946 0958")
    for staff, found in ((therapist, ["Siobhán O’Shea"]), (other, []), (stranger, [])):
        api = Api(staff)
        for path in ("clients/", "caseload/"):
            assert [row["name"] for row in read(api.get(path, search="oshea"))["results"]] == found
            answer = read(api.get(path, search="siobahn"))
            assert answer["results"] == []
            assert [row["name"] for row in answer["did_you_mean"]] == found
            for phone, by_phone in (("020 7946 0958", found), ("020 7946 0959", [])):
                assert [row["name"] for row in read(api.get(path, search=phone))["results"]] == by_phone


@pytest.mark.parametrize("name", ["clients:clients", "workspace:caseload", "sessions:book-whom"])
def test_a_page_offers_the_name_that_was_meant(name: str) -> None:
    therapist = a_staff(a_practice())
    a_client(therapist, name="Siobhán O’Shea")
    browser, path = pages(therapist), reverse(name)
    assert "Siobhán O’Shea" in text(browser.get(path, {"search": "o'shea siobhan"}))
    answer = text(browser.get(path, {"search": "siobahn", "at": "2027-03-01T10:00"}))
    assert "Did you mean" in answer
    assert "search=Siobh%C3%A1n+O%E2%80%99Shea" in answer
    assert "at=2027-03-01T10%3A00" in answer
    assert "Did you mean" not in text(browser.get(path, {"search": "xyzzy"}))


def test_nobody_is_suggested_whom_only_the_filter_left_out_and_a_suggestion_leads_out_of_it() -> None:
    therapist = a_staff(a_practice())
    a_client(therapist, name="Siobhán O’Shea")
    browser, api = pages(therapist), Api(therapist)
    hidden = {"show": "risk", "search": "siobhan"}
    assert "Did you mean" not in text(browser.get("/caseload/", hidden))
    assert read(api.get("caseload/", **hidden))["did_you_mean"] == []
    shown = text(browser.get("/caseload/", hidden | {"search": "siobahn"}))
    assert "search=Siobh%C3%A1n+O%E2%80%99Shea" in shown
    assert "show=risk" not in shown[shown.index("Did you mean") :].partition("</ul>")[0]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "s", "x" * 200, "é" * 200, "%", "'", "\u202eabc", "﷽", "شيماء", "😀", "\ud83d", "a " * 60, "\x00", "~"],
)
def test_whatever_is_typed_is_answered(typed: str) -> None:
    therapist = a_staff(a_practice())
    a_client(therapist, name="شيماء Šárka")
    browser = pages(therapist)
    typed = typed.encode("utf-8", "replace").decode()
    for name in ("clients:clients", "workspace:caseload", "sessions:book-whom"):
        assert browser.get(reverse(name), {"search": typed}).status_code == 200
    api = Api(therapist)
    for path in ("clients/", "caseload/"):
        refused = "\x00" in typed or len(typed.strip()) > 80
        assert api.get(path, search=typed).status_code == (400 if refused else 200)


def test_a_search_costs_no_more_statements_than_a_list_and_one_more_where_it_finds_nobody() -> None:
    therapist = a_staff(a_practice())
    a_client(therapist, name="Siobhán O’Shea")
    browser = pages(therapist)
    for path in ("/clients/", "/caseload/"):
        alone = statements(browser, path)
        assert statements(browser, f"{path}?search=oshea") <= alone
        assert statements(browser, f"{path}?search=siobahn") <= alone + 1


def test_a_command_makes_keys_anew() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), name="Ana")
    with inside(practice):
        Client.objects.filter(pk=client.pk).update(keys=["nx"])
    out = StringIO()
    call_command("rebuild_keys", stdout=out)
    call_command("rebuild_keys", stdout=out)
    with inside(practice):
        assert kept(client) == client.keys
    assert f"{practice.name}: 1 clients had other keys." in out.getvalue()
    assert f"{practice.name}: 0 clients had other keys." in out.getvalue()
