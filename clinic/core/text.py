"""Text from outside: what every form and serializer refuses."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Direction overrides can make a name read as another; isolates and marks stay, right-to-left names need them.
OVERRIDES = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e"}
ALLOWED_CONTROLS = {"\n", "\r", "\t"}


def validate_plain(value: Any) -> None:
    """The same as a validator of a model field."""
    plain(value)


def plain(value: str) -> str:
    """Text in one normal form (NFC), without spaces around it; raises ValidationError on control characters."""
    text = unicodedata.normalize("NFC", value).strip()
    bad = {c for c in text if (unicodedata.category(c) in {"Cc", "Cs"} and c not in ALLOWED_CONTROLS) or c in OVERRIDES}
    if bad:
        names = ", ".join(sorted(f"U+{ord(c):04X}" for c in bad))
        raise ValidationError(_("Please remove the invisible control characters (%(names)s).") % {"names": names})
    return text


def said(text: str, field: str, most: int = 1000) -> str:
    """Text of 3 to ``most`` characters in one normal form; raises ValidationError by field."""
    found = plain(text)
    if not 3 <= len(found) <= most:
        raise ValidationError({field: _("From 3 to %(most)s characters.") % {"most": f"{most:,}"}})
    return found
