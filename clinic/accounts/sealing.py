"""What of an account is encrypted in its rows, with keys that are made of SECRET_KEY.

A copy of the database opens none of it without that. The first key seals, those of SECRET_KEY_FALLBACKS open as well.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher(purpose: str) -> MultiFernet:
    """Encrypts with a key of SECRET_KEY's for this purpose alone, and reads what former ones have encrypted."""
    return MultiFernet([_fernet(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def newest(purpose: str) -> Fernet:
    """The key that encrypts now: what it does not open is to be encrypted anew."""
    return _fernet(purpose, settings.SECRET_KEY)


def _fernet(purpose: str, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose} {secret}".encode()).digest()))
