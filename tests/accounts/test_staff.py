"""Staff: what can be changed, who may not be closed, and what an admin does when nobody can get in."""

import io
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils.html import strip_tags
from pytest_django import DjangoCaptureOnCommitCallbacks

from clients.actions import add_client
from clinic.accounts.staff.actions import change_staff, invite_staff, set_staff_active
from clinic.core import outbox
from clinic.core.access import Role
from clinic.core.models import Membership, Message, Practice, Staff, User
from clinic.core.scope import practice_scope
from tests.accounts.test_accounts import ended, enrol, follow, mailed_link, sign_in, with_everything
from tests.factories import PASSWORD, a_client, a_practice, a_staff, actor, inside, portal_user, refusal
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def form_of(staff: Staff, **changed: object) -> dict[str, object]:
    """What the page's form sends, with some of it changed."""
    with inside(staff.practice):
        now = Staff.objects.select_related("user").get(pk=staff.pk)
    given = {
        "name": now.name,
        "email": now.user.email,
        "roles": now.roles,
        "supervisor": now.supervisor_id or "",
        "revision": now.revision,
    }
    return given | changed


def patch(api: Api, staff: Staff, revision: int | None = None, **body: object) -> Any:
    import json

    headers = api.headers | ({"If-Match": f'"{revision}"'} if revision else {})
    return api.browser.patch(f"/api/v1/staff/{staff.pk}/", json.dumps(body), "application/json", headers=headers)


def now(staff: Staff) -> Staff:
    with inside(staff.practice):
        return Staff.objects.select_related("user", "supervisor").get(pk=staff.pk)


@pytest.fixture
def admin() -> Staff:
    return a_staff(a_practice(), Role.ADMIN)


def test_name_roles_and_supervisor_are_changed_and_count_at_once(admin: Staff) -> None:
    supervisor, staff = a_staff(admin.practice, Role.SUPERVISOR), a_staff(admin.practice)
    browser = pages(staff)
    assert browser.get("/reports/").status_code == 403
    path = f"/practice/staff/{staff.pk}/edit/"
    assert pages(admin).get(path).status_code == 200
    data = form_of(staff, name="Nova  O’Neil", roles=["therapist", "admin"], supervisor=supervisor.pk)
    assert pages(admin).post(path, data)["Location"] == "/practice/"
    found = now(staff)
    assert (found.roles, found.supervisor, found.revision) == (["admin", "therapist"], supervisor, 2)
    assert browser.get("/reports/").status_code == 200
    assert found.name in browser.get("/").content.decode()


def test_the_api_lists_adds_changes_and_invites(admin: Staff) -> None:
    api = Api(admin)
    answer = api.post("staff/", {"name": "Tom", "email": "Tom@Example.org", "roles": ["supervisor"]})
    made = read(answer)
    assert (answer.status_code, made["email"], made["state"], made["roles"]) == (
        201,
        "tom@example.org",
        "invited",
        ["supervisor"],
    )
    staff = Staff(pk=made["id"], practice=admin.practice)
    assert [row["name"] for row in read(api.get("staff/"))["results"]] == sorted([admin.name, "Tom"])
    therapist = a_staff(admin.practice)
    answer = patch(api, therapist, 1, supervisor=made["id"], name="Una")
    assert (answer.status_code, read(answer)["supervisor"], answer["ETag"]) == (200, made["id"], '"2"')
    assert read(api.get(f"staff/{therapist.pk}/"))["name"] == "Una"
    follow(mailed_link(User.objects.get(email="tom@example.org")))
    assert read(api.post(f"staff/{staff.pk}/invitation/"))["state"] == "active"
    assert [message.state for message in messages_to(admin.practice, "tom@example.org")] == ["queued", "queued"]


def messages_to(practice: Practice, address: str) -> list[Message]:
    with inside(practice):
        return list(Message.objects.filter(to_address=address).order_by("id"))


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b\u3164"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": None}, "name"),
        ({"name": ["a"]}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"email": "TAKEN@example.org"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["client"]}, "roles"),
        ({"roles": "admin"}, "roles"),
        ({"roles": [{"a": 1}]}, "roles"),
        ({"supervisor": "me"}, "supervisor"),
        ({"supervisor": 7}, "supervisor"),
        ({"superviser": None}, "superviser"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(admin: Staff, body: dict[str, object], name: str) -> None:
    a_staff(admin.practice, email="taken@example.org")
    staff = a_staff(admin.practice)
    answer = patch(Api(admin), staff, 1, **body)
    assert answer.status_code == 400
    assert list(read(answer)) == [name]
    assert (now(staff).revision, now(staff).user.email) == (1, staff.user.email)


def test_a_supervisor_is_an_active_one_of_the_practice_and_never_oneself(admin: Staff) -> None:
    practice = admin.practice
    first, second = a_staff(practice, Role.SUPERVISOR), a_staff(practice, Role.SUPERVISOR)
    therapist, foreign = a_staff(practice), a_staff(a_practice(), Role.SUPERVISOR)
    closed = a_staff(practice, Role.SUPERVISOR)
    with inside(practice):
        set_staff_active(staff=closed, active=False, by=actor(admin))
    api = Api(admin)
    assert patch(api, first, 1, supervisor=str(second.pk)).status_code == 200
    for staff, supervisor in (
        (second, first),
        (first, first),
        (therapist, therapist),
        (therapist, admin),
        (therapist, foreign),
        (therapist, closed),
    ):
        answer = patch(api, staff, now(staff).revision, supervisor=str(supervisor.pk))
        assert (answer.status_code, list(read(answer))) == (400, ["supervisor"])
        email = f"{staff.pk.hex[-9:]}{supervisor.pk.hex[-9:]}@example.org"
        new = {"name": "A", "email": email, "roles": ["therapist"], "supervisor": str(supervisor.pk)}
        answer = api.post("staff/", new)
        assert (answer.status_code == 400) == (supervisor != first)
    # Who supervises somebody stays a supervisor, and who has clients a therapist, until others have them.
    with practice_scope(practice.pk, actor(therapist)):
        add_client(by=actor(therapist), name="Client")
    for staff, word in ((second, first.name), (therapist, "Hand them over")):
        answer = patch(api, staff, now(staff).revision, roles=["admin"])
        assert (answer.status_code, list(read(answer))) == (400, ["roles"])
        assert word in read(answer)["roles"][0]


def test_the_last_admin_is_neither_demoted_nor_closed(admin: Staff) -> None:
    other = a_staff(admin.practice, Role.ADMIN)
    with inside(admin.practice):
        set_staff_active(staff=other, active=False, by=actor(admin))
    answer = patch(Api(admin), admin, 1, roles=["therapist"])
    assert (answer.status_code, list(read(answer))) == (400, ["roles"])
    page = pages(admin).post(f"/practice/staff/{admin.pk}/edit/", form_of(admin, roles=["therapist"]))
    assert "last active admin" in strip_tags(page.content.decode())
    with inside(admin.practice), pytest.raises(ValidationError):
        set_staff_active(staff=admin, active=False, by=actor(admin))
    assert (now(admin).roles, now(admin).is_active) == (["admin"], True)
    assert patch(Api(admin), admin, 1, roles=["therapist", "admin"]).status_code == 200


def test_of_two_tabs_the_later_one_is_told_and_keeps_what_was_typed(admin: Staff) -> None:
    staff = a_staff(admin.practice)
    old = form_of(staff)
    path = f"/practice/staff/{staff.pk}/edit/"
    pages(admin).post(path, old | {"name": "First"})
    page = pages(admin).post(path, old | {"name": "Second", "roles": ["therapist", "supervisor"]})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Saved now: First" in text
    assert 'value="Second"' in text
    assert len(re.findall(r'name="roles"[^>]*checked', text)) == 2
    found = re.search(r'name="revision" value="(\d+)"', text)
    assert found
    assert pages(admin).post(path, old | {"name": "Second", "revision": found.group(1)}).status_code == 302
    assert now(staff).name == "Second"
    api = Api(admin)
    assert [patch(api, staff, revision, name="Third").status_code for revision in (None, 2, 3)] == [428, 412, 200]


def test_another_address_ends_everything_and_has_to_be_proved(
    admin: Staff, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    staff = a_staff(admin.practice)
    with inside(admin.practice):
        invite_staff(staff=staff, by=actor(admin))
    old, before = mailed_link(staff.user), staff.user.email
    follow(old, PASSWORD)
    entrances = with_everything(staff)
    with django_capture_on_commit_callbacks(execute=True):
        answer = pages(admin).post(f"/practice/staff/{staff.pk}/edit/", form_of(staff, email="New@Example.org"))
    assert answer["Location"] == "/practice/"
    assert ended(*entrances)
    for email in (before, "new@example.org"):
        assert sign_in(pages(), email, PASSWORD).status_code == 200
    told = messages_to(admin.practice, before)[-1]
    assert ("does not work there any more" in told.body, "http" in told.body) == (True, False)
    follow(mailed_link(now(staff).user))
    assert sign_in(pages(), "new@example.org")["Location"] == "/"


def test_an_admin_who_changes_their_own_address_is_told_what_comes_next(admin: Staff) -> None:
    browser = pages()
    sign_in(browser, admin.user.email, PASSWORD)
    answer = browser.post(f"/practice/staff/{admin.pk}/edit/", form_of(admin, email="me@example.org"))
    assert answer["Location"] == "/account/login/?moved=1"
    page = browser.get(answer["Location"])
    assert "Open the link that was sent to the new one" in page.content.decode()
    follow(mailed_link(now(admin).user))


def test_a_closed_account_is_opened_from_an_invitation_over_the_api(admin: Staff) -> None:
    staff, api = a_staff(admin.practice), Api(admin)
    with inside(admin.practice):
        set_staff_active(staff=staff, active=False, by=actor(admin))
    assert api.post(f"staff/{staff.pk}/invitation/").status_code == 400
    answer = api.post(f"staff/{staff.pk}/reopening/")
    assert (answer.status_code, read(answer)["state"]) == (200, "invited")
    assert api.post(f"staff/{staff.pk}/reopening/").status_code == 200  # twice changes nothing
    assert len(messages_to(admin.practice, staff.user.email)) == 1
    follow(mailed_link(staff.user))


def test_ids_of_others_and_people_who_are_no_admins_are_refused(admin: Staff) -> None:
    foreign, therapist = a_staff(a_practice()), a_staff(admin.practice)
    for path in ("", "invitation/", "reopening/"):
        ask = Api(admin).post if path else Api(admin).get
        assert ask(f"staff/{foreign.pk}/{path}").status_code == 404
        ask = Api(therapist).post if path else Api(therapist).get
        assert ask(f"staff/{therapist.pk}/{path}").status_code == 403
    assert patch(Api(admin), foreign, 1, name="A").status_code == 404


def test_an_admin_who_was_closed_a_moment_ago_changes_nothing(admin: Staff) -> None:
    other, third = a_staff(admin.practice, Role.ADMIN), a_staff(admin.practice)
    by = actor(other)  # in a request that began before
    with inside(admin.practice):
        set_staff_active(staff=other, active=False, by=actor(admin))
    with practice_scope(admin.practice_id, by):
        for act in (
            lambda: set_staff_active(staff=admin, active=False, by=by),
            lambda: change_staff(staff=third, by=by, name="A"),
            lambda: invite_staff(staff=third, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()


def restored(email: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("restore_admin", email, stdout=out)
    return out.getvalue()


def test_the_server_lets_an_admin_in_again() -> None:
    practice = a_practice()
    closed, therapist, locked_out = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice, Role.ADMIN)
    with inside(practice):
        set_staff_active(staff=closed, active=False, by=actor(locked_out))
    browser = pages()
    sign_in(browser, locked_out.user.email, PASSWORD)
    enrol(browser, PASSWORD)  # and loses the phone
    for staff in (closed, therapist, locked_out):
        printed = restored(staff.user.email.upper())
        assert staff.name in printed
        found = re.search(r"http://[^/]+(/\S+)", printed)
        assert found
        browser = follow(found.group(1))
        assert sign_in(browser, staff.user.email)["Location"] == "/"
        assert browser.get("/practice/").status_code == 200
    assert now(therapist).roles == ["admin", "therapist"]
    assert Membership.objects.get(user=therapist.user).roles == ["admin", "therapist"]
    from django.apps import apps

    with inside(practice):
        events = apps.get_model("core", "StaffEvent").objects.filter(pgh_context__actor="restore_admin")
        assert {event.id for event in events} == {closed.pk, therapist.pk, locked_out.pk}


def test_the_server_refuses_who_is_no_staff() -> None:
    client = a_client(a_staff(a_practice()))
    with pytest.raises(CommandError, match=r"No account has the address nobody@example\.org"):
        restored("nobody@example.org")
    with pytest.raises(CommandError, match="client's account"):
        restored(portal_user(client).email)


@pytest.mark.parametrize("kind", [Message.Kind.STAFF, Message.Kind.UNDELIVERED, Message.Kind.TEST])
def test_a_mail_to_staff_that_waits_goes_to_the_address_that_they_have_when_it_is_sent(admin: Staff, kind: str) -> None:
    staff, number = a_staff(admin.practice), "+442079460958"
    old = staff.user.email
    with inside(admin.practice, actor(admin)):
        fields: dict[str, Any] = {"from_name": "Practice", "subject": "One", "body": "Two", "recipient_id": staff.pk}
        fields |= {"kind": Message.Kind(kind), "about_id": staff.pk}
        text = outbox.Draft(occasion="text", to_address=number, channel=Message.Channel.TEXT, **fields)
        outbox.queue([outbox.Draft(occasion="mail", to_address=old, **fields), text])
        claimed = {row.occasion: row for row in outbox.claim(10) if row.kind == kind}
        change_staff(staff=staff, by=actor(admin), email="moved@example.org")
        assert outbox.refusals(list(claimed.values())) == {}
        addresses = {name: row.to_address for name, row in claimed.items()}
        assert addresses == {"mail": "moved@example.org", "text": number}
        kept = Message.objects.filter(kind=kind).values_list("occasion", "to_address")
        assert dict(kept) == addresses


def test_nothing_reaches_somebody_who_was_closed_at_an_address_from_before_and_the_change_is_told(admin: Staff) -> None:
    staff = a_staff(admin.practice)
    with inside(admin.practice, actor(admin)):
        for kind in (Message.Kind.UNDELIVERED, Message.Kind.INVITATION, Message.Kind.ADDRESS):
            recipient = staff.pk if kind == Message.Kind.UNDELIVERED else staff.user_id
            fields: dict[str, Any] = {
                "to_address": staff.user.email,
                "from_name": "Practice",
                "subject": "One",
                "body": "Two",
            }
            outbox.queue([outbox.Draft(kind=kind, about_id=staff.pk, recipient_id=recipient, occasion="x", **fields)])
        rows = {row.kind: row for row in Message.objects.filter(to_address=staff.user.email)}
        assert [refusal(row) for row in rows.values()] == [None] * 3
        change_staff(staff=staff, by=actor(admin), email="elsewhere@example.org")
        set_staff_active(staff=staff, by=actor(admin), active=False)
        assert {kind: refusal(row) for kind, row in rows.items()} == {
            Message.Kind.UNDELIVERED: "the account is closed",
            Message.Kind.INVITATION: "the account is closed",
            Message.Kind.ADDRESS: None,
        }
