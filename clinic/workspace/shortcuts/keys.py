"""What the keyboard does, and the rule for keys of one's own (WCAG 2.2, criterion 2.1.4)."""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.core.models import User


class Group(NamedTuple):
    """Keys that work on the same pages; ``keys``: the key as shipped → what it does."""

    title: str | Promise
    keys: Mapping[str, str | Promise]


# They work while nothing is typed in, so each can be switched off and changed.
GROUPS = (
    Group(
        gettext_lazy("Everywhere"),
        {
            "?": gettext_lazy("This list"),
            "/": gettext_lazy("Search for a client, from any page; on a page with a search of its own, that one"),
            "j": gettext_lazy("Down the rows of a list; Enter opens the row"),
            "k": gettext_lazy("Up the rows of a list"),
            "n": gettext_lazy("Something new: a client, a note, an exercise of the practice"),
        },
    ),
    Group(
        gettext_lazy("On any page of a client"),
        {
            "r": gettext_lazy("Record an assessment: two letters of its name, then Enter, open its form"),
            "e": gettext_lazy("In the client's file: give an exercise"),
            "p": gettext_lazy("In the client's file: begin a plan"),
            "b": gettext_lazy("In the client's file: book a session"),
            "g": gettext_lazy("On the assessments tab: give a questionnaire"),
            "a": gettext_lazy("In a session: it took place"),
        },
    ),
    Group(
        gettext_lazy("Calendar"),
        {
            "[": gettext_lazy("The time before"),
            "]": gettext_lazy("The time after"),
            "t": gettext_lazy("Today"),
            "w": gettext_lazy("Week"),
            "d": gettext_lazy("Day"),
            "c": gettext_lazy("To the times, to choose one with the arrow keys"),
            "f": gettext_lazy("Free times"),
        },
    ),
)
KEYS = tuple(key for group in GROUPS for key in group.keys)

# They work only inside of the form that they belong to, so nobody meets them by chance.
IN_FORMS: tuple[tuple[str | Promise, str | Promise], ...] = (
    ("0 … 9", gettext_lazy("Answer, and on to the next item; in steps of ten 3 means 30")),
    ("x", gettext_lazy("The highest answer, in steps of ten")),
    ("-", gettext_lazy("Skip an item")),
    ("↑ ↓", gettext_lazy("To the item before or after")),
    (gettext_lazy("Backspace"), gettext_lazy("Take the answer back")),
    (gettext_lazy("Enter"), gettext_lazy("On to the next item; after the last one, to the button that saves")),
)


def own_keys_of(given: Mapping[str, str]) -> dict[str, str]:
    """The keys that differ from those shipped: shipped → own. ``given``: shipped → wanted, those left out stay.

    Raises ValidationError by shipped key: unknown, not one printable character, a digit, or the same as another one's.
    """
    errors: dict[str, str] = {str(key)[:20]: _("There is no such key.") for key in given if key not in KEYS}
    wanted = {key: given.get(key, key) for key in KEYS}
    for key, own in wanted.items():
        if not isinstance(own, str) or len(own) != 1 or not own.isprintable() or own.isspace():
            errors[key] = _("One character that can be seen, such as a letter.")
        elif own.isdigit():
            errors[key] = _("Digits answer questions: choose another character.")
        elif others := [other for other, theirs in wanted.items() if theirs == own and other != key]:
            errors[key] = _("Used twice, also in place of %(other)s.") % {"other": others[0]}
    if errors:
        raise ValidationError(errors)
    return {key: own for key, own in wanted.items() if own != key}


def keys_of(user: User) -> dict[str, str]:
    """Shipped → the key that the person uses, of all."""
    return {key: user.own_keys.get(key, key) for key in KEYS}


def choose_keys(user: User, *, single_keys: bool, keys: Mapping[str, str]) -> None:
    """Keeps whether single keys work for this person, and their own ones; raises what ``own_keys_of`` raises."""
    user.single_keys, user.own_keys = single_keys, own_keys_of(keys)
    user.save(update_fields=["single_keys", "own_keys"])
