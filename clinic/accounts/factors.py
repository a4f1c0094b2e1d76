"""Second factors: their secrets are encrypted in their rows, and a code counts once (decision 59)."""

import logging
from collections.abc import Iterable

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.sealing import cipher, newest
from clinic.core.models import User

logger = logging.getLogger(__name__)
PURPOSE = "clinic.accounts.factors"
MARK = "sealed:"  # what a row from before this has in clear does not begin like that
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}  # type → key in ``data``


class Unreadable(PermissionDenied):
    """No key that we have opens the secret of a second factor."""

    def __init__(self) -> None:
        super().__init__(_("This second step cannot be read any more. Ask an admin to reset it."))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What MFA_ADAPTER names: allauth asks it whenever it writes or reads a secret."""

    def encrypt(self, text: str) -> str:
        return MARK + cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. Raises Unreadable where no key opens it: nothing that could be guessed takes its place."""
        if not encrypted_text.startswith(MARK):
            return encrypted_text
        try:
            return cipher(PURPOSE).decrypt(encrypted_text.removeprefix(MARK)).decode()
        except InvalidToken as error:
            logger.error("a second factor was sealed with a key that neither SECRET_KEY nor SECRET_KEY_FALLBACKS names")
            raise Unreadable from error


def opens(found: Iterable[Authenticator], code: str) -> bool:
    """Whether one of these accepts the code; one that cannot be read accepts none."""
    return any(_accepts(factor, code) for factor in found)


def _accepts(factor: Authenticator, code: str) -> bool:
    try:
        return bool(factor.wrap().validate_code(code))
    except Unreadable:
        return False


def use_once(user: User, code: str) -> bool:
    """Whether this code was not used before, for as long as it is accepted.

    Allauth remembers it for one step alone, and the tolerance accepts it for as long again before and after that.
    """
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    key = f"accounts.code-used:{user.pk}:{normalize_user_code(code)}"
    return bool(cache.add(key, "y", timeout=app_settings.TOTP_PERIOD * steps))


def seal_anew() -> int:
    """Encrypts with the newest key what is in clear or was encrypted with another one; the number of those rows.

    What no key opens stays as it is and is counted in the log.
    """
    done, closed = 0, 0
    for pk in Authenticator.objects.filter(type__in=SECRETS).order_by("pk").values_list("pk", flat=True):
        try:
            done += _seal(pk)
        except Unreadable:
            closed += 1
    if closed:
        logger.error("%d second factors cannot be read: put the SECRET_KEY of before into SECRET_KEY_FALLBACKS", closed)
    return done


@transaction.atomic
def _seal(pk: int) -> bool:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()  # a code that is being used waits
    if row is None:
        return False
    key, adapter = SECRETS[row.type], FactorAdapter()
    kept = row.data.get(key)
    if kept is None:  # recovery codes that allauth took over from another library
        return False
    if kept.startswith(MARK) and _is_newest(kept):
        return False
    row.data[key] = adapter.encrypt(adapter.decrypt(kept))
    row.save(update_fields=["data"])
    return True


def _is_newest(kept: str) -> bool:
    try:
        newest(PURPOSE).decrypt(kept.removeprefix(MARK))
    except InvalidToken:
        return False
    return True
