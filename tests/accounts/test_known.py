"""A device is known to an account until something ends what was signed in; the browser that did so stays known."""

from collections.abc import Callable

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client as Browser
from django.test import RequestFactory

from clinic.accounts import known
from clinic.accounts.actions import change_address, close_account, link_of, reopen_account, reset_second_factor
from clinic.accounts.devices import devices_of, mark_of
from clinic.core.models import Staff, User
from tests.accounts.test_accounts import enrol
from tests.accounts.test_devices import DEVICES, signed_in
from tests.factories import PASSWORD, a_client, a_practice, a_staff, inside, portal_user
from tests.web import Api, pages

pytestmark = pytest.mark.django_db
NEW = "another-good-password-1"
Event = Callable[[Staff, Browser], object]


def device(cookie: str, address: str) -> str:
    """The number of the device that shows this cookie, if the account knows it."""
    request = RequestFactory().get("/")
    request.COOKIES[known.KNOWN] = cookie
    return known.device_of(request, address)


def is_known(cookie: str, address: str) -> bool:
    return bool(device(cookie, address))


def cookie_of(browser: Browser) -> str:
    return browser.cookies[known.KNOWN].value


def change_password(_staff: Staff, here: Browser) -> None:
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/account/password/change/", words).status_code == 302


def set_it_from_a_shell(staff: Staff, _here: Browser) -> None:
    user = User.objects.get(pk=staff.user_id)
    user.set_password(NEW)
    user.save()


def reset_by_link(staff: Staff, here: Browser) -> None:
    found = here.get(link_of(User.objects.get(pk=staff.user_id)).partition("//")[2].partition("/")[2].join(["/", ""]))
    assert here.post(found.headers["Location"], {"password1": NEW, "password2": NEW}).status_code == 302


def enrol_factor(_staff: Staff, here: Browser) -> None:
    assert enrol(here, PASSWORD).status_code == 302


def remove_factor(_staff: Staff, here: Browser) -> None:
    enrol(here, PASSWORD)
    before = cookie_of(here)
    assert here.post("/account/second-factor/totp/deactivate/").status_code == 302
    assert cookie_of(here) != before


def sign_out_everywhere(_staff: Staff, here: Browser) -> None:
    assert here.post(DEVICES).status_code == 302


def end_the_other(staff: Staff, here: Browser) -> None:
    other = next(row for row in devices_of(staff.user, here.session.session_key or "") if not row.is_current)
    assert here.post(DEVICES + "end/", {"device": other.mark}).status_code == 302


def end_the_other_by_a_call(staff: Staff, here: Browser) -> None:
    other = next(row for row in devices_of(staff.user, here.session.session_key or "") if not row.is_current)
    assert Api(staff).delete(f"auth/devices/{other.mark}/").status_code == 204


def lose_factor(staff: Staff, _here: Browser) -> None:
    reset_second_factor(staff.user)


def close(staff: Staff, _here: Browser) -> None:
    close_account(staff.user)


def close_and_reopen(staff: Staff, _here: Browser) -> None:
    close_account(staff.user)
    assert reopen_account(staff.user)


STAYS = [change_password, reset_by_link, enrol_factor, remove_factor, sign_out_everywhere, end_the_other]
ENDS = [lose_factor, close, close_and_reopen, set_it_from_a_shell, end_the_other_by_a_call]


@pytest.mark.parametrize(("event", "stays"), [*((event, True) for event in STAYS), *((event, False) for event in ENDS)])
def test_what_ends_sign_ins_ends_known_devices(event: Event, stays: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = a_staff(a_practice())
    here, there = signed_in(staff), signed_in(staff)
    stolen, own, address = cookie_of(there), cookie_of(here), staff.user.email
    number = device(own, address)
    assert is_known(stolen, address)
    # A request commits before its answer gets the cookie; here nothing is committed before the test ends.
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_: act())
    event(staff, here)
    assert not is_known(stolen, address)
    assert not is_known(own, address)
    assert device(cookie_of(here), address) == (number if stays else "")


def test_another_address_makes_nothing_known() -> None:
    staff = a_staff(a_practice())
    cookie, old = cookie_of(signed_in(staff)), staff.user.email
    with inside(staff.practice):
        change_address(user=staff.user, email="other@example.org")
    assert not is_known(cookie, old)
    assert not is_known(cookie, "other@example.org")


def test_a_device_knows_the_last_five_accounts_each_by_its_own_seal() -> None:
    practice, browser = a_practice(), pages()
    users = [portal_user(a_client(a_staff(practice))) for _ in range(6)]
    for user in users:
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
        browser.cookies = type(browser.cookies)({known.KNOWN: cookie_of(browser)})
    cookie = cookie_of(browser)
    assert [is_known(cookie, user.email) for user in users] == [False] + [True] * 5
    close_account(users[3])
    assert [is_known(cookie, user.email) for user in users] == [False, True, True, False, True, True]


def test_a_cookie_of_before_seals_is_a_strangers() -> None:
    staff = a_staff(a_practice())
    old = {"device": "one", "accounts": [known.mark_of(staff.user.email)]}
    for salt in ("clinic.accounts.guesses", "clinic.accounts.known.other"):
        assert not is_known(signing.dumps(old, salt=salt), staff.user.email)


def test_an_ended_program_leaves_devices_known() -> None:
    staff = a_staff(a_practice())
    here = signed_in(staff)
    api = Api(token=Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD}).json()["token"])
    (program,) = [row for row in devices_of(staff.user, "") if row.kind == "program"]
    assert api.delete(f"auth/devices/{program.mark}/").status_code == 204
    assert is_known(cookie_of(here), staff.user.email)
    assert mark_of("") != program.mark
