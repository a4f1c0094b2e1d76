"""Who is therapist and admin at once sees a colleague's client as an admin does: nothing clinical."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.actions import note_violence_screen
from clients.alerts.actions import raise_alert
from clients.models import Client
from clinic.core.access import Role
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    actor,
    inside,
    past_the_gate,
    therapist_of,
)
from tests.web import pages


@pytest.fixture
def client() -> Client:
    """A colleague's client, with an alert, an answer about violence, and an EMDR target that is due today."""
    found = a_client(a_staff(a_practice()))
    plan = past_the_gate(a_plan(found))
    a_session(found, timezone.now() + timedelta(seconds=1), plan=plan)
    target = a_row(plan, "target", label="the cellar")
    a_row(plan, "measure", target=target, on=timezone.localdate() - timedelta(days=7), sets=12, sud=4)
    with inside(found.practice):
        raise_alert(client=found, source="PHQ-9 item 9", source_id=found.pk, reason="x")
        note_violence_screen(client=found, by=actor(therapist_of(found)), answer="ongoing", note="since May")
    return found


CLINICAL = ("the cellar", "PHQ-9 item 9", "since May", "Violence in the relationship")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/clients/{id}/file/", "/clients/{id}/sessions/"])
def test_nothing_clinical_of_a_colleagues_client_is_shown(client: Client, path: str) -> None:
    both = a_staff(client.practice, Role.THERAPIST, Role.ADMIN)
    page = pages(both).get(path.format(id=client.pk)).content.decode()
    assert client.name in page
    assert [text for text in CLINICAL if text in page] == []


@pytest.mark.django_db
def test_the_file_opens_where_they_may_look_and_no_tab_leads_astray(client: Client) -> None:
    both = pages(a_staff(client.practice, Role.THERAPIST, Role.ADMIN))
    page = both.get(f"/clients/{client.pk}/", follow=True)
    assert page.redirect_chain == [(f"/clients/{client.pk}/file/", 302)]
    shown = page.content.decode()
    assert f'href="/clients/{client.pk}/sessions/"' in shown
    assert f'href="/clients/{client.pk}/exercises/"' not in shown


@pytest.mark.django_db
def test_a_supervisor_who_sees_clients_too_gets_no_access_log_of_a_supervisees_client(client: Client) -> None:
    above = a_staff(client.practice, Role.THERAPIST, Role.SUPERVISOR)
    with inside(client.practice):
        lead = therapist_of(client)
        lead.supervisor = above
        lead.save()
    assert "Who looked" not in pages(above).get(f"/clients/{client.pk}/file/").content.decode()
    assert "Who looked" in pages(lead).get(f"/clients/{client.pk}/file/").content.decode()


@pytest.mark.django_db
def test_the_therapist_in_charge_sees_it_all(client: Client) -> None:
    desk = pages(therapist_of(client))
    seen = desk.get("/").content.decode() + desk.get(f"/clients/{client.pk}/file/").content.decode()
    assert [text for text in CLINICAL if text not in seen] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/notes/", "/notes/?search=x", "/library/", "/library/exercises/new/"])
def test_new_pages_open_in_an_empty_practice(path: str) -> None:
    assert pages(a_staff(a_practice())).get(path).status_code == 200


@pytest.mark.django_db
def test_a_client_without_anything_has_an_exercises_tab_a_file_and_a_choice_of_modalities() -> None:
    client = a_client(a_staff(a_practice()))
    desk = pages(therapist_of(client))
    for tab in ("exercises", "file", "plan", "exercises/new"):
        assert desk.get(f"/clients/{client.pk}/{tab}/").status_code == 200
