"""Sessions as Django keeps them, with what is in them encrypted in their rows.

A session holds for a while what lets somebody in: the key of a mailed link while its password is chosen, the secret of
an authenticator app while it is set up. A copy of the database has neither of them without SECRET_KEY.
"""

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore

from clinic.accounts.sealing import cipher

PURPOSE = "clinic.accounts.sessions"


class SessionStore(CachedStore):
    """The store that SESSION_ENGINE names. A row that no key opens is an empty session: its owner signs in again."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return cipher(PURPOSE).encrypt(self.serializer().dumps(session_dict)).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.serializer().loads(cipher(PURPOSE).decrypt(session_data))
        except (InvalidToken, ValueError):  # the second of what is not even text of a key's making
            return {}
        return found
