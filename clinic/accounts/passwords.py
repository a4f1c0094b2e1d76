"""Passwords that somebody who knows the practice would try first."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.core.models import Membership, User

# The list of ASVS 6.1.2: the product, what it is for, who works in it, and what people put into passwords anyway.
WORDS = (
    "securebase secure base therapist therapy therapeut therapie client patient practice praxis clinic psychotherapy "
    "psychotherapist supervisor admin administrator attachment welcome willkommen password passwort passphrase "
    "qwertyuiop qwertz qwerty letmein changeme summer winter spring autumn"
).split()
FILLING = re.compile(r"(?:19|20)\d\d|123\d*|[\W_]")
LEFT = 6  # characters that have to remain


class NameValidator:
    """Refuses a password of which little remains without the names of product, practice and trade, and years."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        rest, names = password.casefold(), _names(user)
        for word in names:
            rest = rest.replace(word, " ")
        if rest != password.casefold() and len(FILLING.sub("", rest)) < LEFT:
            text = _(
                "This password is mostly words that are easy to guess, such as the practice’s name. "
                "Add a few unrelated words."
            )
            raise ValidationError(text, code="password_of_names")

    def get_help_text(self) -> str:
        """For a page that lists the rules."""
        return _("Not mainly the name of the practice or of this program, or words used in therapy.")


def _names(user: User | None) -> list[str]:
    """What to leave out, the longest first."""
    found = Membership.objects.select_related("practice").filter(user=user).first() if user and user.pk else None
    names = re.findall(r"\w{4,}", found.practice.name.casefold()) if found else []
    return sorted({*WORDS, *names}, key=len, reverse=True)
