"""Where an account is signed in, and how each of these ends."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from clinic.accounts import devices
from clinic.core.access import Role
from clinic.core.models import Message, Staff, Token
from tests.accounts.test_accounts import enrol
from tests.factories import PASSWORD, a_client, a_practice, a_staff, inside, portal_user
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
DEVICES = "/account/devices/"


def signed_in(staff: Staff) -> Browser:
    """A browser in which this person typed address and password."""
    browser = Browser()
    answer = browser.post("/account/login/", {"login": staff.user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


def a_token(staff: Staff, name: str = "") -> str:
    body = {"email": staff.user.email, "password": PASSWORD, **({"name": name} if name else {})}
    found: str = read(Api().post("auth/token/", body))["token"]
    return found


def test_browsers_and_programs_are_listed_and_end_one_by_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    staff = a_staff(a_practice())
    here, there = signed_in(staff), signed_in(staff)
    program = Api(token=a_token(staff, "Sheet of scores"))
    page = text(here.get(DEVICES))
    assert "Sheet of scores" in page
    assert page.count('name="device"') == 2  # not of the one that asks
    found = {row["name"]: row for row in read(program.get("auth/devices/"))}
    assert [row["is_current"] for row in found.values()].count(True) == 1
    assert found["Sheet of scores"]["kind"] == "program"
    here.post(DEVICES + "end/", {"device": found["Sheet of scores"]["id"]})
    assert program.get("me/").status_code == 401
    other = next(row for row in devices.devices_of(staff.user, here.session.session_key or "") if not row.is_current)
    with django_capture_on_commit_callbacks(execute=True):
        ended = here.post(DEVICES + "end/", {"device": other.mark}, follow=True)
    assert "is signed out" in text(ended)
    assert there.get(DEVICES).status_code == 302
    assert here.get(DEVICES).status_code == 200


def test_nobody_ends_anothers() -> None:
    practice = a_practice()
    one, other = a_staff(practice), a_staff(practice)
    token = Api(token=a_token(other))
    (mark,) = [row["id"] for row in read(token.get("auth/devices/"))]
    assert "signed out already" in text(pages(one).post(DEVICES + "end/", {"device": mark}, follow=True))
    assert Api(one).delete(f"auth/devices/{mark}/").status_code == 404
    assert token.delete(f"auth/devices/{mark}/").status_code == 204
    assert token.get("me/").status_code == 401


@pytest.mark.parametrize("mark", ["", "x", "0" * 24, "ü", "a" * 5000])
def test_a_device_that_is_none_is_nobodys(mark: str) -> None:
    staff = a_staff(a_practice())
    assert pages(staff).post(DEVICES + "end/", {"device": mark}).status_code == 302
    assert Api(staff).delete(f"auth/devices/{mark or '-'}/").status_code == 404


def test_signing_out_everywhere_ends_programs_too(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    staff = a_staff(a_practice())
    here, there, program = signed_in(staff), signed_in(staff), Api(token=a_token(staff))
    with django_capture_on_commit_callbacks(execute=True):
        here.post(DEVICES)
    assert program.get("me/").status_code == 401
    assert there.get(DEVICES).status_code == 302
    assert here.get(DEVICES).status_code == 200


def test_a_new_second_factor_ends_what_was_signed_in_without_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    staff = a_staff(a_practice())
    here, there, program = signed_in(staff), signed_in(staff), Api(token=a_token(staff))
    with django_capture_on_commit_callbacks(execute=True):
        assert enrol(here, PASSWORD).status_code == 302
    assert program.get("me/").status_code == 401
    assert there.get(DEVICES).status_code == 302
    assert here.get("/account/second-factor/").status_code == 200


def test_tokens_are_capped_and_the_oldest_ends() -> None:
    staff = a_staff(a_practice())
    first = Api(token=a_token(staff))
    for _ in range(devices.MOST_TOKENS):
        a_token(staff)
    assert Token.objects.filter(user=staff.user).count() == devices.MOST_TOKENS
    assert first.get("me/").status_code == 401


def test_a_use_is_noted_to_ten_minutes() -> None:
    staff = a_staff(a_practice())
    program = Api(staff)
    before = Token.objects.get().last_used_at
    program.get("me/")
    assert Token.objects.get().last_used_at == before
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        program.get("me/")
        assert Token.objects.get().last_used_at == timezone.now()


@pytest.mark.parametrize("name", ["x" * 81, None, ["x"], "a\x00b"])
def test_a_name_that_is_none_is_refused_at_its_field(name: object) -> None:
    staff = a_staff(a_practice())
    answer = Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD, "name": name})
    assert answer.status_code == 400
    assert "name" in read(answer)


# --- a lost second factor --------------------------------------------------------------------------------------------


def with_factor(staff: Staff) -> Staff:
    TOTP.activate(staff.user, generate_totp_secret())
    RecoveryCodes.activate(staff.user)
    return staff


def test_another_admin_resets_a_lost_second_factor_and_everybody_concerned_is_told() -> None:
    practice = a_practice()
    admin, second = a_staff(practice, Role.ADMIN), a_staff(practice, Role.ADMIN)
    staff = with_factor(a_staff(practice))
    program = Api(staff)
    path = f"/practice/staff/{staff.pk}/"
    assert "Reset the second factor" in text(pages(admin).get(path + "edit/"))
    assert "told by mail" in text(pages(admin).post(path + "second-factor/", follow=True))
    assert not Authenticator.objects.filter(user=staff.user).exists()
    with inside(practice):
        kept = (
            apps.get_model("core", "StaffEvent")
            .objects.filter(pgh_obj_id=staff.pk, factor_reset_at__isnull=False)
            .latest("pgh_id")
        )
    assert kept.pgh_context["actor"] == f"staff {admin.name}"
    assert program.get("me/").status_code == 401
    with inside(practice):
        told = set(Message.objects.filter(kind=Message.Kind.SECURITY).values_list("to_address", flat=True))
    assert told == {admin.user.email, second.user.email, staff.user.email}
    assert signed_in(staff).get(DEVICES).status_code == 200  # the password alone is enough to come this far
    assert "Reset the second factor" not in text(pages(admin).get(path + "edit/"))


def test_what_cannot_be_reset_says_why() -> None:
    practice = a_practice()
    admin, closed = with_factor(a_staff(practice, Role.ADMIN)), with_factor(a_staff(practice))
    plain, elsewhere = a_staff(practice), with_factor(a_staff(a_practice()))
    with inside(practice):
        Staff.objects.filter(pk=closed.pk).update(is_active=False)
    api = Api(admin)
    for staff, words in ((admin, "Another admin"), (closed, "closed"), (plain, "no second factor")):
        answer = api.post(f"staff/{staff.pk}/second-factor-reset/")
        assert (answer.status_code, words in answer.content.decode()) == (400, True), answer.content
    assert api.post(f"staff/{elsewhere.pk}/second-factor-reset/").status_code == 404
    assert Api(plain).post(f"staff/{closed.pk}/second-factor-reset/").status_code == 403
    assert Authenticator.objects.filter(user__in=[admin.user, closed.user, elsewhere.user]).count() == 6


def test_whoever_runs_the_server_resets_it_by_a_command() -> None:
    practice = a_practice()
    staff = with_factor(a_staff(practice))
    client = portal_user(a_client(staff))
    TOTP.activate(client, generate_totp_secret())
    for email in (staff.user.email.upper(), client.email):
        out = StringIO()
        call_command("reset_second_factor", email, stdout=out)
        assert "no second factor any more" in out.getvalue()
    assert not Authenticator.objects.exists()
    for email, words in ((staff.user.email, "no second factor"), ("nobody@example.org", "No account")):
        with pytest.raises(CommandError, match=words):
            call_command("reset_second_factor", email, stdout=StringIO())
