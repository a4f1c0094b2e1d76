"""Sessions as Django keeps them, with what is in them encrypted in their rows.

A session holds for a while what lets somebody in: the key of a mailed link while its password is chosen, the secret of
an authenticator app while it is set up. A copy of the database has neither of them without SECRET_KEY.
"""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore


class SessionStore(CachedStore):
    """The store that SESSION_ENGINE names. A row that no key opens is an empty session: its owner signs in again."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return _cipher().encrypt(self.serializer().dumps(session_dict)).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.serializer().loads(_cipher().decrypt(session_data))
        except (InvalidToken, ValueError):  # the second of what is not even text of a key's making
            return {}
        return found


def _cipher() -> MultiFernet:
    """Encrypts with a key of SECRET_KEY's, and reads what former ones have encrypted."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(f"clinic.accounts.sessions {secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
