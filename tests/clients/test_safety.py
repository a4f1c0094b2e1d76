"""Safety plans: written by both, every version kept, seen wherever they are needed; and whom to call."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from clients.alerts.actions import raise_alert
from clients.care_team.actions import add_second
from clients.models import AlertRules, Client, RiskAlert
from clients.safety.actions import MOST_CONTACTS, add_emergency_contact, write_safety_plan
from clients.safety.models import PARTS, EmergencyContact, SafetyPlan
from clients.safety.queries import current_plan
from clinic.core import paper
from clinic.core.access import Role
from clinic.core.models import AccessLog, Staff, User
from clinic.core.revisions import EditConflict
from clinic.core.templatetags.formats import phone_links
from tests.factories import (
    a_client,
    a_household,
    a_practice,
    a_safety_plan,
    a_session,
    a_staff,
    actor,
    an_assessment,
    an_emergency_contact,
    inside,
    portal_user,
)
from tests.threads import at_once
from tests.web import Api, pages, read


class World(NamedTuple):
    """A client with a portal account, her therapist and supervisor, an admin, and a colleague who does not know her."""

    client: Client
    user: User
    therapist: Staff
    supervisor: Staff
    admin: Staff
    colleague: Staff


@pytest.fixture
def world() -> World:
    practice = a_practice(crisis_contacts="In danger now: 999. Samaritans: 116 123, day and night.")
    supervisor = a_staff(practice, Role.SUPERVISOR)
    therapist = a_staff(practice, supervisor=supervisor)
    client = a_client(therapist)
    return World(client, portal_user(client), therapist, supervisor, a_staff(practice, Role.ADMIN), a_staff(practice))


def typed(**parts: str) -> dict[str, str]:
    """A form sent with these parts, the others empty."""
    return dict.fromkeys(PARTS, "") | parts


@pytest.mark.django_db
def test_client_and_therapist_write_one_plan_and_every_version_is_kept(world: World) -> None:
    own, theirs = pages(world.user), pages(world.therapist)
    assert own.post("/my/help/plan/", typed(coping="Walk the dog.") | {"revision": "0"}).status_code == 302
    assert "Walk the dog." in own.get("/my/help/").content.decode()
    page = theirs.get(f"/clients/{world.client.pk}/safety/").content.decode()
    assert "Walk the dog." in page
    assert "the client, today" in page
    whole = typed(coping="Walk the dog.", people="M., 020 7946 0123") | {"revision": "1"}
    assert theirs.post(f"/clients/{world.client.pk}/safety/plan/", whole).status_code == 302
    assert '<a href="tel:02079460123">020 7946 0123</a>' in own.get("/my/help/").content.decode()
    page = theirs.get(f"/clients/{world.client.pk}/safety/").content.decode()
    assert f'href="/clients/{world.client.pk}/safety/plan/1/"' in page
    earlier = theirs.get(f"/clients/{world.client.pk}/safety/plan/1/").content.decode()
    assert "There is a newer version." in earlier
    assert "7946" not in earlier
    with inside(world.client.practice):
        assert list(SafetyPlan.objects.order_by("number").values_list("number", "written_by")) == [
            (1, None),
            (2, world.therapist.pk),
        ]


@pytest.mark.django_db
def test_a_plan_that_the_client_changed_is_on_today_until_each_therapist_has_opened_it(world: World) -> None:
    second, line = a_staff(world.client.practice), f"{world.client.name}: read the safety plan"
    with inside(world.client.practice, actor(world.therapist)) as scope:
        add_second(client=world.client, staff_id=second.pk, by=scope.actor, reason="Both see her.")
    theirs, others = pages(world.therapist), pages(second)
    assert theirs.post(f"/clients/{world.client.pk}/safety/plan/", typed(coping="Walk.") | {"revision": "0"})
    assert line not in theirs.get("/").content.decode()
    changed = typed(coping="Walk the dog.") | {"revision": "1"}
    assert pages(world.user).post("/my/help/plan/", changed).status_code == 302
    assert line in theirs.get("/").content.decode()
    for stranger in (world.colleague, world.supervisor, world.admin):
        assert line not in pages(stranger).get("/").content.decode()
    assert theirs.get(f"/clients/{world.client.pk}/safety/").status_code == 200
    assert line not in theirs.get("/").content.decode()
    assert line in others.get("/").content.decode()  # who has not opened it still has to
    assert read(Api(second).get(f"clients/{world.client.pk}/safety-plan/"))["coping"] == "Walk the dog."
    assert line not in others.get("/").content.decode()


@pytest.mark.django_db
def test_a_version_is_never_changed_or_deleted(world: World) -> None:
    plan = a_safety_plan(world.client)
    with inside(world.client.practice):
        for change in (
            lambda: SafetyPlan.objects.filter(pk=plan.pk).update(coping="x"),
            lambda: SafetyPlan.objects.filter(pk=plan.pk).delete(),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()


@pytest.mark.django_db
def test_the_same_text_again_makes_no_version_and_an_empty_plan_is_refused(world: World) -> None:
    plan = a_safety_plan(world.client)
    with inside(world.client.practice, actor(world.therapist)) as scope:
        same = {part: getattr(plan, part) for part in PARTS}
        assert write_safety_plan(client=world.client, by=scope.actor, parts=same).pk == plan.pk
        with pytest.raises(ValidationError, match="at least one part"):
            write_safety_plan(client=world.client, by=scope.actor, parts=typed())
        with pytest.raises(ValidationError) as refused:
            write_safety_plan(
                client=world.client, by=scope.actor, parts={"coping": "x" * 2001, "people": "a\x00b", "magic": "x"}
            )
        assert set(refused.value.message_dict) == {"magic"}
        with pytest.raises(ValidationError) as refused:
            write_safety_plan(client=world.client, by=scope.actor, parts={"coping": "x" * 2001, "people": "a\x00b"})
        assert set(refused.value.message_dict) == {"coping", "people"}
        assert current_plan(world.client.pk) == plan


def test_of_two_who_write_at_once_the_second_sees_the_first(own_database: str) -> None:
    client = a_client(a_staff(a_practice()))

    def write(number: int) -> str:
        with inside(client.practice) as scope:
            try:
                write_safety_plan(client=client, by=scope.actor, parts={"coping": f"number {number}"}, revision=0)
            except EditConflict as conflict:
                return str(conflict.row.coping)
        return f"number {number}"

    answers = at_once(write, 4)
    assert len(set(answers)) == 1
    with inside(client.practice):
        assert SafetyPlan.objects.count() == 1


@pytest.mark.django_db
def test_the_first_plan_of_two_at_once_loses_no_word_on_the_page(world: World) -> None:
    own, theirs = pages(world.user), pages(world.therapist)
    assert own.post("/my/help/plan/", typed(coping="Walk.") | {"revision": "0"}).status_code == 302
    answer = theirs.post(f"/clients/{world.client.pk}/safety/plan/", typed(coping="Sing.") | {"revision": "0"})
    page = answer.content.decode()
    assert (answer.status_code, "Sing." in page, "Saved now: Walk." in page) == (409, True, True)


@pytest.mark.django_db
def test_over_the_api_staff_and_client_do_the_same(world: World) -> None:
    own, theirs, path = Api(world.user), Api(world.therapist), f"clients/{world.client.pk}/safety-plan/"
    assert theirs.get(path).status_code == own.get("me/safety-plan/").status_code == 404
    assert theirs.patch(path, {"coping": "Walk."}).status_code == 428
    own.headers["If-Match"] = '"0"'
    made = own.patch("me/safety-plan/", {"coping": "Walk."})
    assert (made.status_code, made["ETag"], read(made)["number"]) == (200, '"1"', 1)
    assert "written_by" not in read(made)
    theirs.headers["If-Match"] = '"1"'
    changed = theirs.patch(path, {"people": "M."})
    assert [read(changed)[part] for part in ("coping", "people")] == ["Walk.", "M."]
    assert read(changed)["written_by"] == str(world.therapist.pk)
    versions = read(theirs.get(f"{path}versions/"))["results"]
    assert [(one["number"], one["written_by"]) for one in versions] == [(2, str(world.therapist.pk)), (1, None)]
    theirs.headers["If-Match"] = '"2"'
    wrong = theirs.patch(path, {"coping": "x" * 2001, "magic": "x"})
    assert (wrong.status_code, set(read(wrong))) == (400, {"magic"})
    assert set(read(theirs.patch(path, dict.fromkeys(PARTS, "")))) == {"detail"}


@pytest.mark.django_db
def test_a_partner_and_a_colleague_never_see_it(world: World) -> None:
    ben = a_client(world.colleague)
    a_household(world.client, ben)
    a_safety_plan(world.client, coping="Count backwards from 300.")
    partner = portal_user(ben)
    assert "backwards" not in pages(partner).get("/my/help/").content.decode()
    assert Api(partner).get("me/safety-plan/").status_code == 404
    assert pages(world.colleague).get(f"/clients/{world.client.pk}/safety/").status_code == 404
    assert pages(world.admin).get(f"/clients/{world.client.pk}/safety/").status_code == 403
    assert pages(world.supervisor).get(f"/clients/{world.client.pk}/safety/").status_code == 200
    with inside(world.client.practice):
        assert AccessLog.objects.filter(client_id=world.client.pk, what="client-safety").count() == 1


@pytest.mark.django_db
def test_who_is_on_call_reads_plan_numbers_and_contacts_on_the_alert(world: World) -> None:
    a_safety_plan(world.client, coping="Count backwards from 300.")
    an_emergency_contact(world.client, name="Mia Prior")
    an_emergency_contact(world.client, name="Dr Rowe", kind="gp", agreed=False)
    source = an_assessment(world.client)
    with inside(world.client.practice):
        AlertRules.objects.create(practice=world.client.practice, on_call=world.colleague)
        alert = raise_alert(
            client=world.client, source="PHQ-9 item 9", source_id=source.pk, reason="x", level=RiskAlert.Level.HIGH
        )
    page = pages(world.colleague).get(f"/alerts/{alert.pk}/").content.decode()
    assert "Count backwards from 300." in page
    assert '<a href="tel:116123">116 123</a>' in page
    assert '<a href="tel:+442079460958">' in page
    assert re.search(r"Dr Rowe.*?do not call", page, re.DOTALL)
    assert f"/clients/{world.client.pk}/" not in page  # on call, one may not open the file


@pytest.mark.django_db
def test_whom_to_call_is_added_changed_and_removed(world: World) -> None:
    browser, file = pages(world.admin), f"/clients/{world.client.pk}/file/"
    new = f"/clients/{world.client.pk}/emergency-contacts/new/"
    wrong = browser.post(new, {"kind": "emergency", "name": "Mia", "phone": "020 7946 0958"}).content.decode()
    assert "with its country" in wrong
    assert 'value="020 7946 0958"' in wrong
    sent = {"kind": "emergency", "name": "Mia", "relation": "sister", "phone": "+44 20 7946 0958"}
    assert browser.post(new, sent).status_code == 302
    page = browser.get(file).content.decode()
    assert "do not call: the client has not agreed" in page
    assert "tel:+44" not in page
    with inside(world.client.practice):
        contact = EmergencyContact.objects.get()
    assert (
        browser.post(f"/emergency-contacts/{contact.pk}/", sent | {"agreed": "on", "revision": "1"}).status_code == 302
    )
    assert 'href="tel:+442079460958"' in browser.get(file).content.decode()
    assert (
        "changed meanwhile"
        in browser.post(f"/emergency-contacts/{contact.pk}/remove/", {"revision": "1"}, follow=True).content.decode()
    )
    assert browser.post(f"/emergency-contacts/{contact.pk}/remove/", {"revision": "2"}).status_code == 302
    assert "No contacts on file." in browser.get(file).content.decode()
    assert browser.post(f"/emergency-contacts/{contact.pk}/remove/").status_code == 404


@pytest.mark.django_db
def test_contacts_over_the_api_are_checked_field_by_field(world: World) -> None:
    api, path = Api(world.admin), f"clients/{world.client.pk}/emergency-contacts/"
    wrong = api.post(path, {"kind": "friend", "name": "", "phone": "12", "extra": 1})
    assert wrong.status_code == 400
    wrong = api.post(path, {"name": "Mia", "phone": "12"})
    assert (wrong.status_code, set(read(wrong))) == (400, {"phone"})
    made = read(api.post(path, {"name": "Mia", "phone": "+44 20 7946 0958", "agreed": True}))
    one = f"emergency-contacts/{made['id']}/"
    assert made["agreed_on"] is not None
    assert read(api.patch(one, {"relation": "sister"}))["agreed_on"] is not None
    assert read(api.patch(one, {"name": "Ben"}))["agreed_on"] is None  # he was never spoken of
    assert read(api.patch(one, {"agreed": True}))["agreed_on"] is not None
    assert read(api.patch(one, {"agreed": False}))["agreed_on"] is None
    assert [row["id"] for row in read(api.get(path))["results"]] == [made["id"]]
    assert Api(world.colleague).get(one).status_code == 404


@pytest.mark.django_db
def test_a_client_has_a_limited_number_of_contacts(world: World) -> None:
    for number in range(MOST_CONTACTS):
        an_emergency_contact(world.client, name=f"Person {number}")
    with inside(world.client.practice), pytest.raises(ValidationError, match="at most 10"):
        add_emergency_contact(client=world.client, name="One more", phone="+44 20 7946 0958", agreed=True)


@pytest.mark.django_db
def test_the_plan_is_printed_by_both_and_an_empty_one_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: dict[str, Any] = {}

    def keep(template: Path, data: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
        printed.update(data)
        return real(template, data, pictures)

    real = paper.pdf
    monkeypatch.setattr(paper, "pdf", keep)
    for written in ("", "Count backwards from 300."):
        if written:
            a_safety_plan(world.client, coping=written)
        for browser, path in (
            (pages(world.user), "/my/help/plan.pdf"),
            (pages(world.therapist), f"/clients/{world.client.pk}/safety/plan.pdf"),
        ):
            printed.clear()
            assert browser.get(path).content.startswith(b"%PDF-")
            assert [part["text"] for part in printed["parts"]] == ["", written, "", "", "", ""]
            assert printed["crisis"]["text"].startswith("In danger now: 999.")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("In danger now: 999. Samaritans: 116 123, day and night.", ["999", "116123"]),
        ("M., +44 (0)20 7946-0958; J. +44 20 7946 0958 ext 5", ["+442079460958", "+442079460958"]),
        ("Samaritans 116 123 (24 hours)", ["116123"]),
        ("988 (24 hours a day), 116 123 24 hours a day", ["988", "116123"]),
        ("020 7946 0958 (2 pm)", ["02079460958"]),
        ("0800 1111 9-5, Childline", ["08001111"]),
        ("0800 1111 (9-17)", ["08001111"]),
        ("Dr Lee:020 7946 0958, tel.116 123", ["02079460958", "116123"]),
        ("since 2026-11-26", []),
        ("Mon-Fri 9-17 020 7946 0958", []),
        ("116 123 999", []),
        ("116\u00a0123", ["116123"]),
        ("01 45 67 89 10, (030) 123456, 030/1234567", ["0145678910", "030123456", "0301234567"]),
        ("212-555-0123, call 999 (24 hours)", ["2125550123", "999"]),
        ("+4", []),
        ("030 123456", ["030123456"]),
        ("since 2019, from 8-17, at 18:30, on 3.12.2026, 24/7, room 12", []),
        ("<b>112</b>", ["112"]),
        ("", []),
    ],
)
def test_numbers_in_a_text_can_be_called_and_nothing_else_is_a_number(text: str, links: list[str]) -> None:
    shown = phone_links(text)
    assert re.findall(r'href="tel:([^"]*)"', shown) == links
    assert "<b>" not in shown


@pytest.mark.django_db
def test_beside_the_note_of_a_couple_stand_the_plans_of_whom_the_therapist_may_read(world: World) -> None:
    ben, dan = a_client(world.therapist, name="Ben Own"), a_client(world.colleague, name="Dan Other")
    household = a_household(world.client, ben, dan)
    for one, text in ((world.client, "Walk."), (ben, "Sing."), (dan, "Nobody here may read this.")):
        a_safety_plan(one, coping="At first.")
        a_safety_plan(one, coping=text)
    session = a_session(world.client, timezone.now() + timedelta(hours=1), household=household)
    page = pages(world.therapist).get(f"/sessions/{session.pk}/note/").content.decode()
    assert [text in page for text in ("Walk.", "Sing.", "At first.", "Nobody here may read this.")] == [
        True,
        True,
        False,
        False,
    ]
    alone = a_session(a_client(world.therapist), timezone.now() + timedelta(hours=3))
    page = pages(world.therapist).get(f"/sessions/{alone.pk}/note/").content.decode()
    assert f'href="/clients/{alone.client_id}/safety/plan/"' in page
