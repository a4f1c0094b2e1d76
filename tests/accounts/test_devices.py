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
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from rest_framework.exceptions import AuthenticationFailed

from clinic.accounts import devices, signin
from clinic.accounts.actions import reset_second_factor
from clinic.core.access import Role
from clinic.core.models import Message, Staff, Token, User
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


def test_the_browser_that_asks_ends_too_and_is_led_to_sign_in(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    staff = a_staff(a_practice())
    here, there = signed_in(staff), signed_in(staff)
    mark = devices.mark_of(here.session.session_key or "")
    answer = here.post(DEVICES + "end/", {"device": mark}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/login/")
    assert there.get(DEVICES).status_code == 200
    other = signed_in(staff)
    mark = devices.mark_of(other.session.session_key or "")
    with django_capture_on_commit_callbacks(execute=True):
        assert "It is signed out." in text(there.post(DEVICES + "end/", {"device": mark}, follow=True))
    assert "signed out already" in text(there.post(DEVICES + "end/", {"device": mark}, follow=True))
    assert other.post(DEVICES + "end/", {"device": mark}).headers["Location"].startswith("/account/login/")


def test_a_sign_in_that_a_reset_overtakes_gets_no_token(settings: Settings) -> None:
    """Address, password and code held a moment ago; whoever has the lost phone must not come in by that."""
    settings.STAFF_MFA_REQUIRED = True
    staff = with_factor(a_staff(a_practice()))
    before = User.objects.get(pk=staff.user_id)
    signin.new_token(before)
    reset_second_factor(staff.user)
    assert not Token.objects.exists()
    with pytest.raises(AuthenticationFailed):
        signin.new_token(before)


def test_a_reset_signs_out_who_is_just_signed_in(
    settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.STAFF_MFA_REQUIRED = True
    practice = a_practice()
    admin, staff = with_factor(a_staff(practice, Role.ADMIN)), a_staff(practice)
    browser = signed_in(staff)
    enrol(browser, PASSWORD)
    assert browser.get(DEVICES).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert pages(admin).post(f"/practice/staff/{staff.pk}/second-factor/").status_code == 302
    assert browser.get(DEVICES).headers["Location"].startswith("/account/login/")
    again = signed_in(staff)  # the password is not enough for more than setting one up
    assert "/second-factor/" in again.get("/", follow=True).redirect_chain[-1][0]
    answer = Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD})
    assert answer.status_code == 401


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


def test_new_recovery_codes_end_what_the_old_ones_may_have_opened(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    staff = a_staff(a_practice())
    here = signed_in(staff)
    with django_capture_on_commit_callbacks(execute=True):
        enrol(here, PASSWORD)
    there, program = pages(staff), Api(staff)
    assert program.get("me/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert here.post("/account/second-factor/recovery-codes/generate/").status_code == 302
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


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
            " Safari/605.1.15",
            "Safari, Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " CriOS/141.0 Mobile/15E148 Safari/604.1",
            "Chrome, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"
            " Safari/537.36 Edg/141.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_do(said: str, name: str) -> None:
    assert devices.browser_name(said) == name


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
