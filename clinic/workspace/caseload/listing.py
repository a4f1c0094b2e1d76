"""What a list of the caseload may be asked for: whom it shows, in which order, with which columns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scoring import Style
from clinic.workspace.caseload.statements import FILTERS, NO_PLAN, ORDERS

# Each list has a column of names; these are the others, in their places.
COLUMNS: Mapping[str, str | Promise] = {
    "style": gettext_lazy("Style"),
    "plan": gettext_lazy("Plan"),
    "course": gettext_lazy("Course"),
    "next": gettext_lazy("Next session"),
    "seen": gettext_lazy("Last seen"),
    "exercises": gettext_lazy("Exercises, 7 d"),
}
BY_NAME = "name"
ORDER_NAMES = tuple(f"{sign}{by}" for by in (BY_NAME, *ORDERS) for sign in ("", "-"))


@dataclass(frozen=True)
class Listing:
    """A list of clients in treatment. ``order``: a column, with ``-`` before it from the other end. ``columns``: the
    keys of those that are shown beside the name, in their places."""

    show: str = ""
    plan: str = ""
    style: str = ""
    order: str = BY_NAME
    columns: tuple[str, ...] = tuple(COLUMNS)

    @property
    def by(self) -> str:
        return self.order.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.order.startswith("-")

    @property
    def is_filtered(self) -> bool:
        return bool(self.show or self.plan or self.style)

    @property
    def is_wide(self) -> bool:
        """Whether it has every column, so that a phone leaves out two."""
        return len(self.columns) == len(COLUMNS)

    @property
    def address(self) -> str:
        """The list as the query of an address, without what every list has; empty for the list of everybody."""
        pairs = [(name, getattr(self, name)) for name in ("show", "plan", "style", "order")]
        usual = {"order": BY_NAME}
        found = {name: value for name, value in pairs if value != usual.get(name, "")}
        if self.columns != EVERYBODY.columns:
            found["columns"] = ",".join(self.columns) or "none"
        return urlencode(found)

    def shown(self, show: str) -> "Listing":
        """The same list with another filter."""
        return replace(self, show=show)

    def ordered(self, by: str) -> "Listing":
        """The same list ordered by a column: from its near end, or from the other one where it is so already."""
        return replace(self, order=f"-{by}" if self.order == by else by)


EVERYBODY = Listing()


def _one_of(name: str, text: str, known: tuple[str, ...], errors: dict[str, str]) -> None:
    if text and text not in known:
        errors[name] = _("One of: %(names)s.") % {"names": ", ".join(one for one in known if one)}


def listing_of(asked: Mapping[str, str], modalities: Collection[str]) -> tuple[Listing, dict[str, str]]:
    """The list that is asked for, and by field what is wrong with what was asked: that stays as in the usual list.

    ``asked``: the fields of :class:`Listing` as text, ``columns`` separated by commas (``none``: only names).
    ``modalities``: those that can be asked for, by key.
    """
    errors: dict[str, str] = {}
    given: dict[str, Any] = {name: asked[name] for name in ("show", "plan", "style", "order") if asked.get(name)}
    _one_of("show", given.get("show", ""), tuple(FILTERS), errors)
    _one_of("plan", given.get("plan", ""), (*modalities, NO_PLAN), errors)
    _one_of("style", given.get("style", ""), tuple(Style), errors)
    _one_of("order", given.get("order", ""), ORDER_NAMES, errors)
    if columns := asked.get("columns"):
        chosen = [one for one in columns.split(",") if one not in ("", "none")]
        if unknown := [one for one in chosen if one not in COLUMNS]:
            errors["columns"] = _("There is no column “%(name)s”.") % {"name": unknown[0][:20]}
        given["columns"] = tuple(name for name in COLUMNS if name in chosen)
    return Listing(**{name: value for name, value in given.items() if name not in errors}), errors


def checked_listing(asked: Mapping[str, str], modalities: Collection[str]) -> Listing:
    """As :func:`listing_of`; raises ValidationError by field where anything is wrong."""
    found, errors = listing_of(asked, modalities)
    if errors:
        raise ValidationError({name: [text] for name, text in errors.items()})
    return found
