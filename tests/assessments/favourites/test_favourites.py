"""Favourites stand first, typed letters choose, and Enter opens the form."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.favourites.actions import choose_favourites
from assessments.favourites.models import MOST, FavouriteInstruments
from assessments.favourites.queries import matching, offers_for
from clients.models import Client
from clinic.core.access import Role
from tests.factories import a_client, a_plan, a_practice, a_session, a_staff, an_assessment, inside, therapist_of
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def _keys(client: Client, typed: str = "") -> list[str]:
    with inside(client.practice):
        return [one.instrument.key for one in matching(offers_for(client), typed)]


def test_used_last_come_first_then_favourites_in_their_order_then_the_shortest(client: Client) -> None:
    an_assessment(client, "pcl-5", 1, on=timezone.localdate() - timedelta(days=9))
    an_assessment(client, "ders-16", 1, on=timezone.localdate() - timedelta(days=30))
    with inside(client.practice):
        choose_favourites(practice_id=client.practice_id, instruments=["wai-sr", "core-10", "pcl-5"])
    found = _keys(client)
    assert found[:4] == ["pcl-5", "ders-16", "wai-sr", "core-10"]
    assert len(found) == len(set(found)) >= 30


@pytest.mark.parametrize(
    ("typed", "first"),
    [("wa", "wai-sr"), ("WAI", "wai-sr"), ("phq9", "phq-9"), ("PHQ-9", "phq-9"), ("ph", "phq-2"), ("couple", "csi-4")],
)
def test_letters_mean_the_instrument_that_fits_best(client: Client, typed: str, first: str) -> None:
    assert _keys(client, typed)[0] == first


def test_of_several_that_fit_the_one_used_last_comes_first(client: Client) -> None:
    an_assessment(client, "phq-9", 1)
    assert _keys(client, "ph")[:2] == ["phq-9", "phq-2"]


@pytest.mark.parametrize("typed", ["zzz", "--", "💥", "<?>", "%", "' OR 1=1"])
def test_letters_that_mean_nothing_find_nothing(client: Client, typed: str) -> None:
    assert _keys(client, typed) == []
    page = text(pages(therapist_of(client)).get(reverse("assessments:record-choose", args=[client.pk]), {"q": typed}))
    assert "No instrument has these letters" in page


def test_sent_the_letters_open_the_form_and_the_list_shows_all_that_fit(client: Client) -> None:
    browser, path = pages(therapist_of(client)), reverse("assessments:record-choose", args=[client.pk])
    opened = browser.get(path, {"q": "ga"})
    assert opened.headers["Location"] == reverse("assessments:record", args=[client.pk, "gad-2"])
    listed = text(browser.get(path, {"q": "ga", "list": "1"}))
    assert "GAD-2" in listed
    assert "GAD-7" in listed
    assert "PCL-5" not in listed
    part = browser.get(path, {"q": "ga"}, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert "GAD-7" in text(part)


def test_the_page_takes_the_same_statements_however_much_was_measured(client: Client) -> None:
    browser, path = pages(therapist_of(client)), reverse("assessments:record-choose", args=[client.pk])
    browser.get(path)
    counts = []
    for _number in range(3):
        with CaptureQueriesContext(connection) as found:
            browser.get(path)
        counts.append(len(found))
        an_assessment(client, "phq-9", 1)
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_an_admin_chooses_them_on_the_page_and_a_program_by_the_api() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    browser, path = pages(admin), reverse("favourites:favourites")
    page = text(browser.post(path, {"instruments": ["who-5", "phq-9"], "revision": "0"}, follow=True))
    assert "offered first" in page
    with inside(practice):
        assert set(FavouriteInstruments.objects.get().instruments) == {"phq-9", "who-5"}
    api = Api(admin)
    changed = api.patch("practice/favourite-instruments/", {"instruments": ["gad-7"]}, revision=1)
    assert read(changed) == {"instruments": ["gad-7"]}
    late = api.patch("practice/favourite-instruments/", {"instruments": ["pcl-5"]}, revision=1)
    assert late.status_code == 412
    wrong = api.patch("practice/favourite-instruments/", {"instruments": ["nothing"]}, revision=2)
    assert (wrong.status_code, list(read(wrong))) == (400, ["instruments"])


def test_unknown_or_too_many_are_refused_and_the_same_twice_is_kept_once() -> None:
    practice = a_practice()
    with inside(practice):
        kept = choose_favourites(practice_id=practice.pk, instruments=["phq-9", "phq-9"])
        assert kept.instruments == ["phq-9"]
        for wrong in (["no-such"], [f"x{n}" for n in range(MOST + 1)]):
            with pytest.raises(ValidationError):
                choose_favourites(practice_id=practice.pk, instruments=wrong)
        assert choose_favourites(practice_id=practice.pk, instruments=["phq-9"]).revision == kept.revision


def test_from_every_kind_of_page_of_the_client_a_key_leads_to_the_choice(client: Client) -> None:
    made, plan, session = an_assessment(client, "phq-9", 1), a_plan(client), a_session(client)
    browser, choice = pages(therapist_of(client)), reverse("assessments:record-choose", args=[client.pk])
    found = [
        reverse("workspace:client", args=[client.pk]),
        reverse("assessments:result", args=[made.pk]),
        reverse("assessments:record", args=[client.pk, "gad-7"]),
        reverse("plans:plan", args=[plan.pk]),
        reverse("sessions:session", args=[session.pk]),
    ]
    for path in found:
        links = re.findall(r"<a[^>]*>", text(browser.get(path)))
        assert [one for one in links if 'data-key="r"' in one and f'href="{choice}"' in one], path
    assert 'data-key="?"' in text(browser.get("/"))
    assert "two letters of its name" in text(browser.get(reverse("shortcuts:keys")))


def test_the_last_answers_stand_beside_the_new_ones(client: Client) -> None:
    browser, path = pages(therapist_of(client)), reverse("assessments:record", args=[client.pk, "gad-7"])
    assert 'class="before"' not in text(browser.get(path))
    an_assessment(client, "gad-7", 1, on=timezone.localdate() - timedelta(days=9))
    an_assessment(client, "gad-7", 3)
    page = text(browser.get(path))
    assert page.count('class="before"') == 7
    assert page.count("(3)</small>") == 7
