"""Before a second file of one person is made, whoever makes it is asked; nothing is saved and nothing typed is lost."""

import html
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.actions import add_client
from clients.finding.duplicates import Likeness, PerhapsOnFile, candidates, likeness_of, refuse_second_file
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import AccessLog
from tests import servers
from tests.clients.finding.test_search_plan import a_name, check_plan
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.html_forms import all_forms
from tests.threads import at_once
from tests.web import Api, pages, read

BORN = date(1984, 3, 12)
PHONE = "+44 20 7946 0958"


def like(one: dict[str, Any], other: dict[str, Any]) -> Likeness | None:
    return likeness_of(Client(**one), Client(**other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"name": "Siobhán O’Shea"}, {"name": "OSHEA, siobhan"}, Likeness.NAME_AND_BIRTH),
        ({"name": "Ömer Yılmaz"}, {"name": "OEMER YILMAZ"}, Likeness.NAME_AND_BIRTH),
        ({"name": "Ann van der Berg"}, {"name": "Ann Vanderberg"}, Likeness.NAME_AND_BIRTH),
        ({"name": "Nguyễn Thị Lan"}, {"name": "Lan Nguyen Thi"}, Likeness.NAME_AND_BIRTH),
        ({"name": "Katherine Miller"}, {"name": "Katharine Miller"}, Likeness.CLOSE_NAME_AND_BIRTH),
        ({"name": "Maria Schmidt"}, {"name": "Maria Anna Schmidt"}, Likeness.CLOSE_NAME_AND_BIRTH),
        ({"name": "Ann Berg"}, {"name": "Tom Cole"}, None),
    ],
)
def test_names_with_one_day_of_birth_are_compared_as_in_a_search(
    one: dict[str, Any], other: dict[str, Any], expected: Likeness | None
) -> None:
    assert like({**one, "birth_date": BORN}, {**other, "birth_date": BORN}) == expected
    assert like({**other, "birth_date": BORN}, {**one, "birth_date": BORN}) == expected
    assert like({**one, "birth_date": BORN}, {**other, "birth_date": date(1985, 3, 12)}) is None


def test_without_a_day_only_the_same_name_of_two_words_counts() -> None:
    assert like({"name": "Ann Berg"}, {"name": "Berg Ann", "birth_date": BORN}) == Likeness.NAME
    assert like({"name": "Ann Berg"}, {"name": "Anna Berg"}) is None
    assert like({"name": "Ann"}, {"name": "Ann"}) is None


def test_addresses_and_numbers_are_compared_however_they_are_written() -> None:
    assert like({"name": "A", "email": "Ann@Example.org"}, {"name": "B", "email": "ann@example.org"}) == Likeness.EMAIL
    assert like({"name": "A", "phone": PHONE}, {"name": "B", "phone": "+442079460958"}) == Likeness.PHONE
    assert like({"name": "A"}, {"name": "B"}) is None


@pytest.mark.django_db
def test_the_form_comes_back_with_who_was_found_and_what_was_typed() -> None:
    therapist = a_staff(a_practice(), name="Dr Lead")
    there = a_client(therapist, name="Katherine Miller", birth_date=BORN, reference="A-17")
    browser, typed = pages(therapist), {"name": "Katharine Miller", "birth_date": str(BORN), "pronouns": "she"}
    answer = browser.post("/clients/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    for shown in ("Katherine Miller", f"/clients/{there.pk}/file/", "12 March 1984", "A-17", "Dr Lead"):
        assert shown in page
    form = next(one for one in all_forms(page) if "name" in one.fields)
    assert (form.fields["name"], form.fields["pronouns"]) == (["Katharine Miller"], ["she"])
    assert 'name="confirm_duplicate"' in page
    assert 'name="confirm_duplicate"' not in browser.get("/clients/new/").content.decode()
    with inside(therapist.practice):
        assert Client.objects.count() == 1
    assert browser.post("/clients/new/", {**typed, "confirm_duplicate": "on"}).status_code == 302
    with inside(therapist.practice):
        assert Client.objects.count() == 2


@pytest.mark.django_db
def test_whoever_may_not_see_the_file_learns_of_nobody() -> None:
    practice = a_practice()
    lead, other, stranger = a_staff(practice), a_staff(practice), a_staff(a_practice())
    kept = a_client(lead, name="Katherine Miller", birth_date=BORN, email="kate@example.org", reference="A-17")
    body = {"name": "Miller Katherine", "birth_date": str(BORN)}
    answer = Api(other).post("clients/", body)
    assert answer.status_code == 409
    said = ["A colleague&#x27;s client may be the same person. Ask an admin before you create a second file."]
    assert read(answer)["found"] == []
    assert read(answer)["unseen"] == [html.unescape(said[0])]
    assert "A-17" not in answer.content.decode()
    page = pages(other).post("/clients/new/", body).content.decode()
    assert said[0] in page
    assert "A-17" not in page
    by_mail = Api(other).post("clients/", {"name": "X", "email": "KATE@example.org"})
    assert read(by_mail)["unseen"] == read(answer)["unseen"]  # nor which detail was right
    with inside(practice):  # who asks about a stranger is seen
        asked = AccessLog.objects.filter(what="second-file check")
        assert {(row.user_id, row.client_id) for row in asked} == {(other.user_id, kept.pk)}
        assert asked.count() == 3
    # A name alone tells nobody who is a client of the practice.
    assert Api(other).post("clients/", {"name": "Katherine Miller"}).status_code == 201
    assert Api(stranger).post("clients/", body).status_code == 201


@pytest.mark.django_db
def test_the_api_refuses_with_409_until_it_is_confirmed() -> None:
    practice = a_practice()
    lead, admin = a_staff(practice, name="Dr Lead"), a_staff(practice, Role.ADMIN)
    there = a_client(lead, name="Jo March", phone=PHONE)
    body = {"name": "Somebody Else", "phone": "+442079460958", "therapist": str(lead.pk)}
    answer = Api(admin).post("clients/", body)
    assert answer.status_code == 409
    found = read(answer)
    assert found["code"] == "perhaps_on_file"
    assert found["found"] == [
        {
            "id": str(there.pk),
            "name": "Jo March",
            "birth_date": None,
            "reference": "",
            "lead": "Dr Lead",
            "likeness": "phone",
        }
    ]
    assert Api(admin).post("clients/", {**body, "confirm_duplicate": "perhaps"}).status_code == 400
    assert Api(admin).post("clients/", {**body, "name": " ", "confirm_duplicate": True}).status_code == 400
    assert Api(admin).post("clients/", {**body, "confirm_duplicate": True}).status_code == 201


def test_of_two_who_add_one_person_at_once_one_is_asked(own_database: str) -> None:
    practice = a_practice()
    by = [actor(a_staff(practice, Role.ADMIN)) for _ in range(4)]

    def act(number: int) -> str:
        try:
            with inside(practice, by[number]):
                add_client(by=by[number], name="Jo March", birth_date=BORN)
        except PerhapsOnFile as error:
            return error.found[0].name
        return "added"

    assert sorted(at_once(act, 4)) == ["Jo March", "Jo March", "Jo March", "added"]


def test_whom_a_new_client_is_like_is_found_by_the_index_of_keys(own_database: str) -> None:
    practice = a_practice()
    by = actor(a_staff(practice, Role.ADMIN))
    with inside(practice):
        Client.objects.bulk_create(Client(practice=practice, name=a_name(n), birth_date=BORN) for n in range(3000))
        Client.objects.bulk_create([Client(practice=practice, name="Jo March", birth_date=date(1990, 1, 2))])
    with servers.superuser(own_database) as owner:
        owner.execute("ANALYZE clients_searchkey, clients_client")
    new = Client(practice=practice, name="March Jo", birth_date=date(1990, 1, 2), phone=PHONE)
    with inside(practice, by):
        check_plan(candidates(by, new))
        with CaptureQueriesContext(connection) as queries, pytest.raises(PerhapsOnFile) as refused:
            refuse_second_file(by, new)
        assert len(queries) == 2  # the lock, the files
    assert [one.name for one in refused.value.found] == ["Jo March"]
