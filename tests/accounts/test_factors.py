"""Second factors: a copy of the database has no secret of theirs, former keys still open, and a code counts once."""

import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client as Browser
from pytest_django import Settings

from clinic.accounts.factors import MARK, FactorAdapter, seal_anew
from clinic.accounts.tasks import housekeeping
from clinic.core.models import User
from tests.accounts.test_links_are_kept_nowhere import dump_of
from tests.factories import PASSWORD, a_practice, a_staff
from tests.totp import code_of
from tests.web import pages

CODE = "/account/second-factor/authenticate/"


def with_factors(user: User, *, in_clear: bool = False) -> tuple[str, list[str]]:
    """The secret of an authenticator app and the recovery codes that the account has now."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    if in_clear:  # as they were kept before
        for row in Authenticator.objects.filter(user=user):
            key = {"totp": "secret", "recovery_codes": "seed"}[row.type]
            row.data[key] = FactorAdapter().decrypt(row.data[key])
            row.save()
    return secret, RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).generate_codes()


def at_the_code(user: User) -> Browser:
    browser = pages()
    assert browser.post("/account/login/", {"login": user.email, "password": PASSWORD})["Location"] == CODE
    return browser


def ask(user: User, code: str) -> Any:
    body = {"email": user.email, "password": PASSWORD, "otp": code}
    return pages().post("/api/v1/auth/token/", body, content_type="application/json")


def kept(user: User) -> dict[str, str]:
    rows = Authenticator.objects.filter(user=user)
    return {row.type: row.data.get("secret") or row.data["seed"] for row in rows}


def test_a_backup_has_neither_the_secret_of_an_app_nor_recovery_codes(own_database: str) -> None:
    user, before = (User.objects.get(pk=a_staff(a_practice()).user_id) for _ in range(2))
    secret, _new = with_factors(user)
    old, _codes = with_factors(before, in_clear=True)
    seed = FactorAdapter().decrypt(kept(user)["recovery_codes"])
    dump = dump_of(own_database)
    assert old in dump  # the search finds what is there
    for one in (secret, seed):
        assert one not in dump
    housekeeping()
    assert old not in dump_of(own_database)
    assert at_the_code(before).post(CODE, {"code": code_of(old)})["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("in_clear", [False, True])
def test_both_kinds_let_in_however_their_rows_were_written(in_clear: bool) -> None:
    user = a_staff(a_practice()).user
    secret, codes = with_factors(user, in_clear=in_clear)
    assert all(value.startswith(MARK) is not in_clear for value in kept(user).values())
    assert at_the_code(user).post(CODE, {"code": code_of(secret)})["Location"] == "/"
    assert at_the_code(user).post(CODE, {"code": codes[0]})["Location"] == "/"
    assert ask(user, codes[1]).status_code == 200
    assert ask(user, codes[1]).status_code == 401


@pytest.mark.django_db
def test_a_former_key_opens_until_all_is_sealed_anew(settings: Settings) -> None:
    user = a_staff(a_practice()).user
    _secret, codes = with_factors(user)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [settings.SECRET_KEY]
    assert ask(user, codes[0]).status_code == 200
    used = Authenticator.objects.get(user=user, type="recovery_codes").data["used_mask"]
    assert (seal_anew(), seal_anew()) == (2, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert ask(user, codes[1]).status_code == 200
    assert used == 1
    assert ask(user, codes[0]).status_code == 401  # used before the keys changed


@pytest.mark.django_db
def test_a_factor_that_no_key_opens_lets_nobody_in_and_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    user = a_staff(a_practice()).user
    secret, _codes = with_factors(user)
    before = kept(user)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, []
    answer = at_the_code(user).post(CODE, {"code": code_of(secret)})
    assert (answer.status_code, "Ask an admin to reset it" in answer.content.decode()) == (200, True)
    assert ask(user, code_of(secret)).status_code == 401
    with caplog.at_level(logging.ERROR):
        assert seal_anew() == 0
    assert "2 second factors cannot be read" in caplog.text
    assert kept(user) == before


@pytest.mark.django_db
def test_a_code_counts_once_for_as_long_as_it_is_accepted(settings: Settings) -> None:
    user = a_staff(a_practice()).user
    secret, _codes = with_factors(user)
    code = code_of(secret)
    assert at_the_code(user).post(CODE, {"code": code})["Location"] == "/"
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")  # what lapses after half a minute
    again = at_the_code(user).post(CODE, {"code": f" {code[:3]} {code[3:]}"})
    assert (again.status_code, "Incorrect code" in again.content.decode()) == (200, True)
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
    assert ask(user, code).status_code == 401
