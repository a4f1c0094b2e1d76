"""A corrected address is open again, takes waiting messages and the portal's sign-in along, and goes to one person."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import Settings

from clients.actions import SignIn, change_contact, invite_to_portal
from clients.models import Client, Consent
from clients.queries import portal_account
from clients.reach.actions import (
    Reach,
    Unreached,
    choose,
    close_channel,
    closed_channels,
    contact_of,
    reach_of_each,
)
from clinic.core import outbox
from clinic.core.access import Role
from clinic.core.models import Message, User
from interventions.reminders.actions import enqueue_due_reminders
from tests.factories import a_client, a_practice, a_session, a_staff, inside, portal_user, refusal, therapist_of
from tests.interventions.reminders.reaching import PHONE, reminded, sent_to
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
OTHER_PHONE = "+447400123457"


def account(client: Client) -> User:
    with inside(client.practice):
        found = portal_account(client)
    assert found is not None
    return found


def change(client: Client, **fields: Any) -> SignIn:
    with inside(client.practice):
        return change_contact(client=client, **fields)


@pytest.mark.parametrize(
    ("channel", "field", "old", "new"),
    [("email", "email", "one@example.org", "two@example.org"), ("text", "phone", PHONE, OTHER_PHONE)],
)
def test_a_changed_address_is_open_again_and_what_waits_goes_there(
    channel: str, field: str, old: str, new: str, settings: Settings
) -> None:
    settings.TEXT_URL = "json://localhost/{to}"
    practice, client = reminded(consents=(Consent.Kind(channel),), **{field: old})
    assert sent_to(practice) == [(channel, old)]
    change(client, **{field: new})
    assert sent_to(practice) == [(channel, new)]  # the same message, not a second one
    with inside(practice):
        assert Message.objects.count() == 1
        close_channel(client=client, channel=Message.Channel(channel), reason="550 no such user")
        assert [one.channel for one in closed_channels(client)] == [channel]
        (row,) = Message.objects.filter(recipient_id=client.pk)
        assert row.state == "cancelled"
    change(client, name="A. Other")  # another change opens nothing
    with inside(practice):
        assert closed_channels(client)
    change(client, **{field: old})
    with inside(practice):
        assert closed_channels(client) == []
        assert contact_of(client).closed_reason == ""
    assert sent_to(practice, recipient_id=client.pk) == [(channel, old)]
    with inside(practice):
        assert refusal(Message.objects.get(pk=row.pk)) is None


def test_a_message_that_a_worker_holds_is_stopped_and_found_again() -> None:
    practice, client = reminded()
    sent_to(practice)
    with inside(practice):
        (row,) = outbox.claim(5)
    change(client, email="two@example.org")
    with inside(practice):
        assert refusal(row) == "the address is another one now"
        outbox.mark_unwanted(row, "the address is another one now")
        enqueue_due_reminders()
        assert list(Message.objects.values_list("state", "to_address")) == [("queued", "two@example.org")]


def test_the_reason_of_the_other_channel_stays() -> None:
    client = a_client(a_staff(a_practice()), phone=PHONE)
    with inside(client.practice):
        for channel in Message.Channel:
            close_channel(client=client, channel=channel, reason="gone")
    change(client, email="two@example.org")
    with inside(client.practice):
        assert [(one.channel, one.reason) for one in closed_channels(client)] == [("text", "gone")]


def test_the_portal_follows_the_address_and_the_wrong_person_is_out() -> None:
    client = a_client(a_staff(a_practice()), email="wrong@example.org")
    with inside(client.practice):
        user = invite_to_portal(client=client)
        assert user.email == "wrong@example.org"
    browser, api = pages(user), Api(user)
    assert browser.get("/my/").status_code == 200
    desk = pages(therapist_of(client))
    form = {"name": client.name, "email": "right@example.org", "phone": "", "pronouns": "", "time_zone": ""}
    page = desk.post(f"/clients/{client.pk}/contact/", form, follow=True).content.decode()
    assert "moved to the new address" in page
    assert "Invited as right@example.org, no password chosen yet." in page
    assert browser.get("/my/").status_code != 200
    assert api.get("me/exercises/").status_code == 401
    with inside(client.practice):
        states = dict(Message.objects.filter(kind="invitation").values_list("to_address", "state"))
    assert states == {"wrong@example.org": "cancelled", "right@example.org": "queued"}
    with inside(client.practice):
        invite_to_portal(client=client)
        assert not Message.objects.filter(to_address="wrong@example.org", state="queued").exists()


def test_an_account_that_kept_the_wrong_address_follows_with_the_next_invitation() -> None:
    client = a_client(a_staff(a_practice()))
    user = portal_user(client)  # at another address than the file's, as before addresses moved
    assert user.email != client.email
    with inside(client.practice):
        assert invite_to_portal(client=client).email == client.email
        assert set(Message.objects.values_list("to_address", flat=True)) == {client.email}


def test_an_address_of_somebody_else_is_refused_at_its_field_and_nothing_is_kept() -> None:
    practice = a_practice()
    client, taken = a_client(a_staff(practice)), a_staff(a_practice()).user.email
    with inside(practice):
        invite_to_portal(client=client)
    before = client.email
    answer = Api(therapist_of(client)).patch(f"clients/{client.pk}/", {"email": taken.upper(), "name": "New name"})
    assert (answer.status_code, list(read(answer))) == (400, ["email"])
    assert taken not in answer.content.decode()
    with inside(practice):
        row = Client.objects.get(pk=client.pk)
        assert (row.email, row.name) == (before, client.name)
        assert account(client).email == before
        with pytest.raises(ValidationError):
            change_contact(client=client, email=taken)
    assert client.email == before  # nor in what the caller holds
    form = {"name": client.name, "email": taken, "phone": "", "pronouns": "", "time_zone": ""}
    page = pages(therapist_of(client)).post(f"/clients/{client.pk}/contact/", form).content.decode()
    assert "Another account has this address" in page


def test_without_an_address_the_sign_in_ends_and_staff_are_told() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        user = invite_to_portal(client=client)
    browser = pages(user)
    answer = Api(therapist_of(client)).patch(f"clients/{client.pk}/", {"email": ""})
    assert read(answer)["portal_sign_in"] == "ended"
    assert browser.get("/my/").status_code != 200
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/file/").content.decode()
    assert "The sign-in is closed" in page
    assert change(client, email="again@example.org") == SignIn.SAME  # closed until somebody sends the link
    with inside(client.practice):
        invite_to_portal(client=client)
        assert account(client).is_active
        assert Message.objects.filter(to_address="again@example.org", state="queued").exists()


def test_without_an_address_nothing_waits_for_the_old_one() -> None:
    practice, client = reminded()
    assert sent_to(practice)
    change(client, email="")
    assert sent_to(practice) == []


def test_nobody_is_reminded_of_pages_once_the_sign_in_has_ended_and_appointments_go_on() -> None:
    client = a_client(a_staff(a_practice()), phone=PHONE, consents=(Consent.Kind.TEXT, Consent.Kind.PORTAL))

    def reach(kind: Message.Kind) -> object:
        with inside(client.practice):
            return reach_of_each([client.pk], kind, client.practice)[client.pk]

    assert isinstance(reach(Message.Kind.QUESTIONS), Reach), "before there is a sign-in: the word goes with the link"
    portal_user(client)
    assert isinstance(reach(Message.Kind.QUESTIONS), Reach)
    assert change(client, email="") == SignIn.ENDED
    assert reach(Message.Kind.QUESTIONS) == Unreached.NOT_WANTED
    assert isinstance(reach(Message.Kind.REMINDER), Reach)
    change(client, email="new@example.org")
    with inside(client.practice):
        invite_to_portal(client=client)
    assert isinstance(reach(Message.Kind.QUESTIONS), Reach)


def test_who_withdraws_an_agreement_on_the_file_reads_what_followed() -> None:
    practice = a_practice()
    admin, client = a_staff(practice, Role.ADMIN), a_client(a_staff(practice))
    browser, path = pages(admin), f"/clients/{client.pk}/consents/"

    def said(kind: str, given: str = "") -> str:
        page: str = browser.post(f"{path}{kind}/", {"given": given}, follow=True).content.decode()
        return page

    assert "The agreement is recorded." in said("portal", "1")
    assert "no more messages about the portal go out." in said("portal")
    portal_user(client)
    assert "The agreement is recorded." in said("portal", "1")
    assert "The portal sign-in has ended on every device" in said("portal")
    assert not account(client).is_active
    assert "no more mails go out" in said("email")
    assert "Send the link again" in said("portal", "1")  # agreeing alone opens no sign-in
    for kind in set(Consent.Kind) - {Consent.Kind.PORTAL}:
        assert "The agreement is recorded." in said(kind, "1")
        assert "The agreement is withdrawn" in said(kind), kind


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"birth_date": "1850-01-01"}, "birth_date"),
        ({"birth_date": "soon"}, "birth_date"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": None}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"sort_name": "z"}, "sort_name"),
    ],
)
def test_what_cannot_be_is_named_at_its_field(body: dict[str, object], field: str) -> None:
    client = a_client(a_staff(a_practice()))
    answer = Api(therapist_of(client)).patch(f"clients/{client.pk}/", {"pronouns": "they"} | body)
    assert (answer.status_code, list(read(answer))) == (400, [field])
    with inside(client.practice):
        assert Client.objects.get().pronouns == ""


def test_what_is_not_named_stays_and_who_may_not_gets_nothing() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), phone=PHONE)
    admin = Api(a_staff(practice, Role.ADMIN))
    answer = read(admin.patch(f"clients/{client.pk}/", {"pronouns": "she"}))
    assert (answer["phone"], answer["pronouns"], answer["portal_sign_in"]) == (PHONE, "she", "same")
    for stranger in (a_staff(practice), a_staff(a_practice())):
        assert Api(stranger).patch(f"clients/{client.pk}/", {"pronouns": "x"}).status_code == 404
    assert admin.patch(f"clients/{UNKNOWN}/", {"pronouns": "x"}).status_code == 404
    assert Api(portal_user(client)).patch(f"clients/{client.pk}/", {"pronouns": "x"}).status_code == 403


def test_a_closed_channel_is_shown_where_one_books_gives_and_reads() -> None:
    client = a_client(a_staff(a_practice()))
    a_session(client, timezone.now() + timedelta(days=2))
    desk, therapist = pages(therapist_of(client)), therapist_of(client)
    paths = [f"/clients/{client.pk}/{path}/" for path in ("book", "give", "exercises/new")]
    for path in paths:
        assert "is closed since" not in desk.get(path).content.decode()
    with inside(client.practice):
        choose(client=client)
        close_channel(client=client, channel=Message.Channel.EMAIL, reason="550 no such user")
    for path in paths:
        page = desk.get(path).content.decode()
        assert "is closed since" in page, path
        assert "550 no such user" in page
    (one,) = read(Api(therapist).get(f"clients/{client.pk}/"))["closed_channels"]
    assert (one["channel"], one["reason"]) == ("email", "550 no such user")
