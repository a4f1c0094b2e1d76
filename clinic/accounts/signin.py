"""Signing in: accounts, memberships, tokens, second factors. Everything here is outside of tenancy."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ResetPasswordForm, UserTokenForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled

from clinic.accounts import actions as accounts
from clinic.accounts import devices, events, factors, guesses, known, tasks
from clinic.core import outbox
from clinic.core.access import Actor, Role, roles_of
from clinic.core.models import Membership, Token, User
from clinic.core.types import Checked

# Pages that somebody without a second factor may still open.
MFA_SETUP_PREFIXES = ("/account/", "/static/", "/healthz", "/i18n/")
GO_ON = "go_on"  # key in the session: where a person wanted to go who was led to set up a second factor


def count_try(request: HttpRequest, address: str, step: guesses.Step = guesses.Step.PASSWORD) -> guesses.Attempt:
    """:func:`guesses.begin` for a form: where there were too many failures, its error, and an answer of 429."""
    try:
        return guesses.begin(request, address, step)
    except guesses.TooMany as error:
        events.failed(request, address, f"{step}, too many tries,")
        request.wait = error.wait  # type: ignore[attr-defined]
        raise ValidationError(str(error), code="too_many") from error


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a practice: nobody signs up on their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Counts the try before the password is looked at (decision 49)."""
        attempt = count_try(request, credentials.get("email", ""))
        found: User | None = super().authenticate(request, **credentials)
        if found is None:
            events.failed(request, credentials.get("email", ""), "password")
        else:
            attempt.forgive()
        return found


class SessionBackend(AuthenticationBackend):  # type: ignore[misc]
    """Finds who is signed in together with their membership and practice: one statement a request."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("membership__practice").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class LinkForm(UserTokenForm):  # type: ignore[misc]
    """Checks the key of a mailed link. Whoever brings a good one has opened the mail: the address is theirs."""

    def clean(self) -> Checked:
        found: Checked = super().clean()
        if not self.reset_user.is_active:
            raise get_adapter().validation_error("invalid_password_reset")
        accounts.prove_address(self.reset_user)
        return found


class CountedCode(AuthenticateForm):  # type: ignore[misc]
    """The code of the second step: counted before it is looked at, apart from passwords."""

    def clean_code(self) -> str:
        attempt = count_try(context.request, self.user.email, guesses.Step.CODE)
        try:
            code: str = super().clean_code()
        except factors.Unreadable as error:
            raise ValidationError(str(error)) from error
        if not factors.use_once(self.user, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_mfa_adapter().validation_error("incorrect_code")
        attempt.forgive()
        return code


class ConfirmingCode(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The same for a confirmation by somebody who is signed in."""

    save = ReauthenticateForm.save
    _emit_authentication_failed = ReauthenticateForm._emit_authentication_failed


class LinkRequestForm(ResetPasswordForm):  # type: ignore[misc]
    """Asks for a mailed link; every request counts, also one for an address that nobody has.

    Whether anybody has it is looked up by the worker: neither the answer nor its time depends on it.
    """

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        count_try(context.request, email, guesses.Step.LINK)
        return email

    def save(self, request: HttpRequest, **_: object) -> str:
        email: str = self.cleaned_data["email"]
        if not outbox.ask_worker("accounts.mail_link", [email]):
            tasks.mail_link(email)
        return email


def credentials_changed(request: HttpRequest, user: User, **_: object) -> None:
    """Receives allauth's signals: with a new password or second factor only this browser stays signed in, and no
    program; no other device is known."""
    here = request.user == user
    devices.end_elsewhere(user, keep=(request.session.session_key or "") if here else "")
    if here:
        known.remember(request, user)


class TokenLookup(TokenAuthentication):  # type: ignore[misc]
    """Knox's token check in one query: ended tokens of others are deleted by the hourly task, not here."""

    def _cleanup_token(self, auth_token: Token) -> bool:
        from django.utils import timezone

        return bool(auth_token.expiry and auth_token.expiry < timezone.now())


def user_of_token(request: HttpRequest) -> tuple[User, Token]:
    """The user and token of an ``Authorization: Token …`` header; raises AuthenticationFailed."""
    found: tuple[User, Token] | None = None
    if request.headers["Authorization"].isascii():
        found = TokenLookup().authenticate(request)
    if found is None:
        raise AuthenticationFailed("The Authorization header must read: Token <token>.")
    devices.note_use(found[1])
    return found


def membership_of(user: User) -> Membership | None:
    """The user's way into a practice, with the practice; None for an account that has none (any more)."""
    came = user._state.fields_cache
    if "membership" in came:  # with the token, or with the session's user
        found: Membership | None = came["membership"]
        return found
    return Membership.objects.select_related("practice").filter(user_id=user.pk).first()


def actor_of(membership: Membership, token: Token | None = None) -> Actor:
    """The actor of a membership; what they do by a program's ``token`` says so in logs and histories."""
    client = membership.kind == Membership.Kind.CLIENT
    label = f"{membership.kind} {membership.name}".strip()
    if token is not None and token.scope:
        label = f"{label[:90]} by token {devices.mark_of(token.digest)[:8]} {token.name}"
    return Actor(
        practice_id=membership.practice_id,
        user_id=membership.user_id,
        person_id=membership.person_id,
        roles=frozenset({Role.CLIENT}) if client else roles_of(membership.roles) - {Role.CLIENT},
        name=membership.name,
        label=label[:160],
    )


def second_factor_due(user: User | AnonymousUser, membership: Membership | None) -> bool:
    """Whether somebody has to set up a second factor before they work here, and has not."""
    staff = membership is not None and membership.kind == Membership.Kind.STAFF
    return settings.STAFF_MFA_REQUIRED and staff and not is_mfa_enabled(user)


def must_set_up_mfa(request: HttpRequest, membership: Membership) -> bool:
    """Whether this staff member has to set up a second factor before anything else (always so in production)."""
    return (
        not request.path.startswith(MFA_SETUP_PREFIXES)
        and getattr(request, "token", None) is None
        and second_factor_due(request.user, membership)
    )


WRONG = "The e-mail address, password or code is not right."


def password_sign_in(request: HttpRequest, email: str, password: str, code: str) -> User:
    """The user for an address, password and, where one is set up, a code; raises AuthenticationFailed or Throttled.

    The answer is the same whichever of the three is wrong and whether the address exists.
    """
    try:
        user = get_adapter(request).authenticate(request, email=email.strip().lower(), password=password)
        good = user is not None and user.is_active and _second_factor_holds(request, user, code)
    except ValidationError as error:
        wait: int = request.wait  # type: ignore[attr-defined]
        raise Throttled(wait=wait, detail=" ".join(error.messages)) from error
    if not good:
        raise AuthenticationFailed(WRONG)
    return user  # type: ignore[no-any-return]


def unchanged(user: User) -> User:
    """The user, locked, if the account is as it was when they were asked who they are. Raises AuthenticationFailed."""
    now = User.objects.select_for_update().get(pk=user.pk)
    lost = second_factor_due(now, Membership.objects.filter(user=now).first())
    if lost or not now.is_active or now.password != user.password:
        raise AuthenticationFailed(WRONG)
    return now


@transaction.atomic
def new_token(user: User, name: str = "") -> tuple[Token, str]:
    """A token, and its text, for whom :func:`password_sign_in` found; ``name``: what the program calls itself.

    Raises AuthenticationFailed where the account was closed or changed in between, or its second factor reset: its
    tokens have just ended.
    """
    now = unchanged(user)
    devices.make_room(now)
    made: tuple[Token, str] = Token.objects.create(user=now, name=name)
    events.made_token(now, "")
    return made


def _second_factor_holds(request: HttpRequest, user: User, code: str) -> bool:
    found = Authenticator.objects.filter(
        user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    )
    if is_mfa_enabled(user):
        attempt = count_try(request, user.email, guesses.Step.CODE)
        held = bool(code) and factors.opens(found, code) and factors.use_once(user, code)
        if held:
            attempt.forgive()
        else:
            events.failed(request, user.email, "code")
        return held
    return not second_factor_due(user, Membership.objects.filter(user=user).first())
