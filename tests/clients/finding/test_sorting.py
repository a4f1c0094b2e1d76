"""Names stand where the practice's language puts them."""

import random
from typing import Any
from unittest import mock

import pytest

from clients.finding.actions import rebuild_keys
from clients.finding.collation import sort_key
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Practice, Staff
from clinic.core.practices import change_practice
from tests.factories import a_client, a_practice, a_staff, inside
from tests.web import Api, pages, read

ORDERS = {
    "sv": ["Andersson", "Eriksson", "Zetterlund", "Ångström", "Ärlig", "Öberg"],
    "tr": ["Can", "Çelik", "Demir", "Gül", "Ğ", "Hakan", "Işık", "İpek", "Su", "Şen", "Zeki"],
    "cs": ["Cihla", "Čapek", "Dana", "Hora", "Chalupa", "Ivan", "Řezník", "Žižka"],
    "da": ["Andersen", "Zeuthen", "Ærø", "Østergaard", "Aagaard"],
    "de": ["Muller", "Müller", "Mulner", "Ost", "Öst", "Zeh"],
    "en-gb": ["Ångström", "de Souza", "O’Shea", "Öberg", "Zetterlund"],
}


@pytest.mark.parametrize("language", ORDERS)
def test_names_stand_in_the_order_of_the_language(language: str) -> None:
    mixed = random.Random(3).sample(ORDERS[language], len(ORDERS[language]))
    assert sorted(mixed, key=lambda name: sort_key(name, language)) == ORDERS[language]


def test_a_key_is_short_and_the_same_for_each_normal_form() -> None:
    assert len(sort_key("王" * 120, "zh-hans")) == 160
    assert sort_key("Zo\u00eb", "sv") == sort_key("Zoe\u0308", "sv")
    assert sort_key("", "sv") < sort_key("a", "sv")


def listed(staff: Staff, path: str) -> list[str]:
    return [row["name"] for row in read(Api(staff).get(path))["results"]]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "tr", "cs"])
def test_lists_are_sorted_by_the_practices_language(language: str) -> None:
    therapist = a_staff(a_practice(language=language))
    for name in reversed(ORDERS[language]):
        a_client(therapist, name=name)
    for path in ("clients/", "caseload/"):
        assert listed(therapist, path) == ORDERS[language]
    page = pages(therapist).get("/caseload/").content.decode()
    places = [page.index(f">{name}</a>") for name in ORDERS[language]]
    assert places == sorted(places)


@pytest.mark.django_db
def test_another_language_sorts_everybody_anew(django_capture_on_commit_callbacks: Any) -> None:
    practice = a_practice()
    therapist, admin = a_staff(practice), a_staff(practice, Role.ADMIN)
    for name in ("Zetterlund", "Ångström"):
        a_client(therapist, name=name)
    assert listed(therapist, "caseload/") == ["Ångström", "Zetterlund"]
    with mock.patch("celery.current_app.send_task") as sent, django_capture_on_commit_callbacks(execute=True):
        answer = Api(admin).patch("practice/", {"language": "sv"})
        assert read(answer)["language"] == "sv"
    assert mock.call("clients.rebuild_keys", [str(practice.pk)]) in sent.mock_calls
    assert rebuild_keys(practice.pk) == 1  # that of the other is the same
    assert rebuild_keys(practice.pk) == 0
    assert listed(therapist, "caseload/") == ["Zetterlund", "Ångström"]
    with inside(practice):
        assert set(Client.objects.values_list("revision", flat=True)) == {1}


@pytest.mark.django_db
def test_what_is_no_language_is_refused_at_its_field() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    answer = Api(admin).patch("practice/", {"language": "xx"})
    assert answer.status_code == 400
    assert list(read(answer)) == ["language"]
    with mock.patch("celery.current_app.send_task") as sent, inside(practice):
        change_practice(practice=practice, name="Other")  # the language stays: nothing is sorted anew
    assert sent.mock_calls == []
    assert Practice.objects.get(pk=practice.pk).language == "en-gb"
