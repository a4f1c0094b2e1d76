"""What clients agreed to, and their way into the portal, by page and by call: one action, one rule, one error."""

import pytest
from django.utils import timezone

from clients.actions import change_contact
from clients.episodes.actions import close_episode
from clients.models import Client, Episode
from clients.queries import portal_account
from clinic.core.access import Role
from clinic.core.models import AccessLog, Message
from tests.factories import PASSWORD, a_client, a_practice, a_staff, actor, inside, portal_user, therapist_of
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
KINDS = ["email", "text", "portal", "touch"]


def consents(client: Client) -> str:
    return f"clients/{client.pk}/consents/"


def portal(client: Client) -> str:
    return f"clients/{client.pk}/portal/"


def agreed(client: Client) -> set[str]:
    with inside(client.practice):
        return set(client.consents.filter(withdrawn_at=None).values_list("kind", flat=True))


def queued(client: Client) -> int:
    with inside(client.practice):
        return Message.objects.filter(kind=Message.Kind.INVITATION, state=Message.State.QUEUED).count()


def test_agreements_are_listed_recorded_withdrawn_and_recorded_again() -> None:
    client = a_client(a_staff(a_practice()), consents=("email",))
    api = Api(therapist_of(client))
    listed = read(api.get(consents(client)))
    assert [row["kind"] for row in listed] == KINDS
    assert [row["agreed"] for row in listed] == [True, False, False, False]
    assert [len(row["history"]) for row in listed] == [1, 0, 0, 0]
    for _twice in range(2):
        given = api.post(consents(client), {"kind": "touch"})
        assert (given.status_code, read(given)["agreed"], len(read(given)["history"])) == (200, True, 1)
    for _twice in range(2):
        gone = api.post(consents(client) + "touch/withdrawal/")
        assert (gone.status_code, read(gone)["agreed"], read(gone)["sign_in_ended"]) == (200, False, False)
    again = read(api.post(consents(client), {"kind": "touch"}))
    assert [row["withdrawn_at"] is None for row in again["history"]] == [True, False]  # the newest first
    page = text(pages(therapist_of(client)).get(f"/clients/{client.pk}/file/"))
    assert "given" in page
    assert agreed(client) == {"email", "touch"}
    with inside(client.practice):
        assert AccessLog.objects.filter(client_id=client.pk, what="api consents").count() == 1


def test_withdrawing_takes_back_what_was_queued() -> None:
    client = a_client(a_staff(a_practice()), consents=("email",))
    with inside(client.practice):
        Message.objects.create(
            practice=client.practice,
            kind="reminder",
            about_id=client.pk,
            recipient_id=client.pk,
            occasion_at=timezone.now(),
            to_address=client.email,
            from_name="x",
            subject="x",
            body="x",
            due_at=timezone.now(),
        )
    assert Api(therapist_of(client)).post(consents(client) + "email/withdrawal/").status_code == 200
    with inside(client.practice):
        assert Message.objects.get().state == Message.State.CANCELLED


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "pigeon"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": ["email"]}, "kind"),
        ({"kind": "text", "given_at": "2020-01-01"}, "given_at"),
        ([], "non_field_errors"),
    ],
)
def test_what_is_no_agreement_is_refused_at_its_field(body: object, field: str) -> None:
    client = a_client(a_staff(a_practice()), consents=())
    answer = Api(therapist_of(client)).post(consents(client), body)
    assert (answer.status_code, list(read(answer))) == (400, [field])
    assert agreed(client) == set()


def test_a_kind_that_there_is_not_and_somebody_elses_client_are_not_found() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), consents=("email",))
    assert Api(therapist_of(client)).post(consents(client) + "pigeon/withdrawal/").status_code == 404
    for stranger in (a_staff(practice), a_staff(a_practice()), a_staff(a_practice(), Role.ADMIN)):
        api = Api(stranger)
        asked = [api.get(consents(client)), api.get(portal(client)), api.delete(portal(client))]
        asked += [api.post(consents(client), {"kind": "text"}), api.post(consents(client) + "email/withdrawal/")]
        asked += [api.post(portal(client) + "invitation/")]
        assert {answer.status_code for answer in asked} == {404}
    mine = Api(portal_user(client))
    assert {mine.get(consents(client)).status_code, mine.post(portal(client) + "invitation/").status_code} == {403}
    assert agreed(client) == {"email", "portal"}


def test_a_client_is_invited_again_and_the_sign_in_is_ended() -> None:
    client = a_client(a_staff(a_practice()), email="new@example.org", consents=())
    api, page = Api(therapist_of(client)), pages(therapist_of(client))
    assert read(api.get(portal(client))) == {"state": "none", "email": "", "link": None}
    invited = read(api.post(portal(client) + "invitation/"))
    assert (invited["state"], invited["email"], invited["link"]["state"]) == ("invited", "new@example.org", "queued")
    assert agreed(client) == {"portal"}
    assert "Invited as new@example.org, no password chosen yet." in text(page.get(f"/clients/{client.pk}/file/"))
    assert api.post(portal(client) + "invitation/").status_code == 200
    assert queued(client) == 1  # asked twice within a minute it goes out once
    with inside(client.practice):
        user = portal_account(client)
        assert user is not None
        user.set_password(PASSWORD)
        user.save()
    assert read(api.get(portal(client)))["state"] == "active"
    assert "Signs in as new@example.org." in text(page.get(f"/clients/{client.pk}/file/"))
    for _twice in range(2):
        assert api.delete(portal(client)).status_code == 204
        assert read(api.get(portal(client)))["state"] == "ended"
        assert agreed(client) == set()
    opened = read(api.post(portal(client) + "invitation/"))
    assert (opened["state"], agreed(client)) == ("invited", {"portal"})  # from a new password


def test_an_agreement_to_the_portal_is_not_recorded_while_the_sign_in_is_closed() -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    api = Api(therapist_of(client))
    withdrawn = read(api.post(consents(client) + "portal/withdrawal/"))
    assert (withdrawn["agreed"], withdrawn["sign_in_ended"]) == (False, True)
    refused = api.post(consents(client), {"kind": "portal"})
    assert (refused.status_code, "Send the link again" in read(refused)["kind"][0]) == (400, True)
    page = pages(therapist_of(client)).post(f"/clients/{client.pk}/consents/portal/", {"given": "1"}, follow=True)
    assert "Send the link again: that opens it and records the agreement." in text(page)
    assert "portal" not in agreed(client)
    assert read(api.get(portal(client)))["state"] == "ended"
    assert api.post(portal(client) + "invitation/").status_code == 200
    assert "portal" in agreed(client)
    assert api.post(consents(client), {"kind": "portal"}).status_code == 200  # now it changes nothing


def test_an_agreement_to_the_portal_can_be_recorded_before_anybody_is_invited() -> None:
    client = a_client(a_staff(a_practice()), consents=())
    api = Api(therapist_of(client))
    assert api.post(consents(client), {"kind": "portal"}).status_code == 200
    assert (agreed(client), read(api.get(portal(client)))["state"]) == ({"portal"}, "none")


def test_nobody_is_invited_without_an_address_or_with_somebody_elses() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    api = Api(therapist)
    for client in (a_client(therapist, email="", consents=()), a_client(therapist, email=therapist.user.email)):
        answer = api.post(portal(client) + "invitation/")
        assert (answer.status_code, list(read(answer))) == (400, ["email"])
        assert read(api.get(portal(client)))["state"] == "none"
        assert "portal" not in agreed(client)


def test_a_closed_treatment_gets_no_new_sign_in_but_the_link_again() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    known, unknown = a_client(therapist), a_client(therapist)
    portal_user(known)
    with inside(practice, actor(therapist)):
        for client in (known, unknown):
            close_episode(client=client, ending=Episode.Ending.COMPLETED)
    api = Api(therapist)
    assert api.post(portal(known) + "invitation/").status_code == 200
    refused = api.post(portal(unknown) + "invitation/")
    assert (refused.status_code, read(refused)["code"]) == (400, "treatment_closed")
    assert read(refused)["link"] == f"/api/v1/clients/{unknown.pk}/reopening/"
    page = pages(therapist).post(f"/clients/{unknown.pk}/portal/", follow=True)
    assert f'<a href="/clients/{unknown.pk}/reopening/">Reopen treatment</a>' in text(page)
    assert api.delete(portal(known)).status_code == 204
    assert read(api.post(portal(known) + "invitation/"))["code"] == "treatment_closed"
    assert (read(api.get(portal(known)))["state"], agreed(known) & {"portal"}) == ("ended", set())


def test_after_a_death_nobody_is_invited() -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    with inside(client.practice, actor(therapist_of(client))):
        close_episode(client=client, ending=Episode.Ending.DIED)
    answer = Api(therapist_of(client)).post(portal(client) + "invitation/")
    assert (answer.status_code, "has died" in read(answer)["detail"][0]) == (400, True)


def test_a_sign_in_that_ended_with_its_address_is_not_recorded_open() -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    with inside(client.practice, actor(therapist_of(client))):
        change_contact(client=client, email="")
    api = Api(therapist_of(client))
    assert read(api.get(portal(client)))["state"] == "ended"
    assert list(read(api.post(portal(client) + "invitation/"))) == ["email"]
