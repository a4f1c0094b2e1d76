"""What the token of a program may do: what its owner may, and of that a part.

The one place that says so; ``clinic.core.api.Allowed`` asks it for every call. See decision 51.
"""

from typing import assert_never

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.core.access import May

READING = {"GET", "HEAD", "OPTIONS"}


class Scope(TextChoices):
    """The part. A token of a sign-in has none of these: it is the person, for some hours."""

    OWN = "own", _("read one's own account, and what the portal shows")
    REPORTS = "reports", _("read reports in aggregate and definitions, nothing of a single client")
    READ = "read", _("read everything that you may read")
    WRITE = "write", _("read and change what you may, but no accounts and no settings of the practice")


OF_ONESELF = {May.SEE_OWN_ACCOUNT, May.USE_PORTAL}
OF_NOBODY = {May.SEE_REPORTS, May.READ_INSTRUMENTS, May.READ_LIBRARY}
# Who comes in and what the practice is: changed by a person who is signed in, never by a program that was left alone.
BY_A_PERSON = {May.SEE_OWN_ACCOUNT, May.MANAGE_PRACTICE}


def covers(scope: str, capability: May, method: str) -> bool:
    """Whether a token of this scope (empty: of a sign-in) reaches so far. Raises ValueError for one that is none."""
    if not scope:
        return True
    kind, reads = Scope(scope), method in READING
    match kind:
        case Scope.OWN:
            return reads and capability in OF_ONESELF
        case Scope.REPORTS:
            return reads and capability in OF_NOBODY
        case Scope.READ:
            return reads
        case Scope.WRITE:
            return reads or capability not in BY_A_PERSON
    assert_never(kind)


def scopes_of(capability: May, method: str) -> list[str]:
    """The scopes that reach so far, for the description of the API."""
    return [scope.value for scope in Scope if covers(scope, capability, method)]
