"""Closing an account: what the person holds is handed over first, or knowingly left, and that is kept.

Packages above say what somebody may hold (``ITEMS``, filled when they are ready). The rule that closing needs a
decision on each of them lives here, so that no page or call closes past it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.accounts.staff.actions import change_staff, set_staff_active
from clinic.core.access import Actor, May, roles_with
from clinic.core.models import AccountClosing, Staff
from clinic.core.text import clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_NAMED = 10


class ChecklistChanged(Exception):
    """What the person holds is no longer what was shown to whoever closes the account."""

    def __init__(self) -> None:
        super().__init__(_("Something was added or changed since you opened this list. Check it again, then close."))


@dataclass(frozen=True)
class Held:
    """One thing that somebody holds, in words."""

    id: UUID
    text: str


@dataclass(frozen=True)
class Decision:
    """What becomes of one kind: to one person, single ones (``each``) to others, or with the client; the rest left."""

    to: Staff | None = None
    each: Mapping[UUID, Staff] = field(default_factory=dict)
    with_client: bool = False
    leave: bool = False

    @property
    def hands_over(self) -> bool:
        return bool(self.to or self.each or self.with_client)


class HandoverItem:
    """One kind of responsibility that somebody may hold. ``takers``: what whoever takes it over must be allowed to
    do; None where it cannot be handed over. ``left``: what it means to leave it; ``busy``: why some of it could not be
    handed over to whoever was chosen."""

    kind = ""
    title: "str | StrPromise" = ""
    left: "str | StrPromise" = ""
    busy: "str | StrPromise" = ""
    takers: May | None = None
    one_by_one = False  # whether the page offers a choice for each
    follows_client = False

    def held(self, staff: Staff) -> list[Held]:
        """What the person holds of this kind now."""
        raise NotImplementedError  # pragma: no cover

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        """Hands over what the decision names; what cannot be handed over stays held."""

    def leave(self, staff: Staff, by: Actor, reason: str) -> None:
        """What has to be done with what is left."""


class Supervisees(HandoverItem):
    """Who is supervised by the person."""

    kind, title, takers, one_by_one = "supervisees", gettext_lazy("Supervisees"), May.COSIGN, True
    left = gettext_lazy("They have no supervisor until somebody is named.")

    def _rows(self, staff: Staff) -> QuerySet[Staff]:
        return Staff.objects.filter(supervisor=staff, is_active=True).order_by("name", "id")

    def held(self, staff: Staff) -> list[Held]:
        return [Held(row.pk, row.name) for row in self._rows(staff)]

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            if to := decision.each.get(row.pk, decision.to):
                change_staff(staff=row, by=by, supervisor=to)

    def leave(self, staff: Staff, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            change_staff(staff=row, by=by, supervisor=None)


ITEMS: list[HandoverItem] = []


@dataclass(frozen=True)
class Listed:
    """One kind with what is held of it, and who could take it over."""

    item: HandoverItem
    held: list[Held]
    takers: list[Staff]


@dataclass(frozen=True)
class Checklist:
    """Everything that somebody holds. ``seen`` is its fingerprint: sent back on closing, it shows any change."""

    items: list[Listed]
    seen: str


def checklist(staff: Staff) -> Checklist:
    """What the person holds now, by kind; kinds of which there is nothing are left out."""
    people = list(Staff.objects.filter(is_active=True).exclude(pk=staff.pk).order_by("name", "id"))
    items = []
    for item in ITEMS:
        if held := item.held(staff):
            able = set(roles_with(item.takers)) if item.takers else set()
            items.append(Listed(item, held, [one for one in people if able & set(one.roles)]))
    keys = sorted(f"{listed.item.kind}:{one.id}" for listed in items for one in listed.held)
    return Checklist(items, hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32])


@transaction.atomic
def close_staff(
    *, staff: Staff, by: Actor, reason: str, decisions: Mapping[str, Decision], seen: str
) -> AccountClosing:
    """Closes an account once everything that its owner holds is handed over or knowingly left.

    ``seen``: of the checklist that was shown. Raises ChecklistChanged where there is more or less by now, and
    ValidationError by kind for what nobody decided on. Nothing is handed over then.
    """
    reason = clean_text(reason, "reason", 400)
    list(
        Staff.objects.select_for_update(no_key=True).order_by("pk")
    )  # as all who change staff do; bookings for them wait
    staff = Staff.objects.get(pk=staff.pk)
    if not staff.is_active:
        raise ValidationError(_("This account is already closed."))
    found = checklist(staff)
    if found.seen != seen:
        raise ChecklistChanged
    handed, left, errors = {}, {}, {}
    for listed in reversed(found.items):  # what belongs to clients before these: whatever is left of it follows them
        _hand_over(listed, staff, decisions.get(listed.item.kind, Decision()), by, reason)
    for listed in found.items:
        decision, rest = decisions.get(listed.item.kind, Decision()), listed.item.held(staff)
        if rest and not decision.leave:
            errors[listed.item.kind] = _open_in_words(rest, listed.item.busy if decision.hands_over else "")
        handed[listed.item.kind] = max(len(listed.held) - len(rest), 0)
        if rest:
            listed.item.leave(staff, by, reason)
            left[listed.item.kind] = [{"id": str(one.id), "text": one.text} for one in rest]
    if errors:
        raise ValidationError(errors)
    closing = AccountClosing.objects.create(
        practice_id=staff.practice_id, staff=staff, closed_by_id=by.staff_id, reason=reason, handed=handed, left=left
    )
    set_staff_active(staff=staff, active=False, by=by)
    return closing


def _hand_over(listed: Listed, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
    """Hands over what was decided on. Raises ValidationError by kind."""
    takers = {one.pk for one in listed.takers}
    wanted = {one.pk for one in [decision.to, *decision.each.values()] if one}
    if not wanted <= takers or (decision.with_client and not listed.item.follows_client):
        raise ValidationError({listed.item.kind: _("Choose somebody who can take this over.")})
    if decision.each.keys() - {one.id for one in listed.held}:
        raise ValidationError({listed.item.kind: _("Not all of these are held by %(name)s.") % {"name": staff.name}})
    if decision.hands_over:
        listed.item.hand_over(staff, decision, by, reason)


def _open_in_words(rest: list[Held], why: "str | StrPromise") -> str:
    names = "; ".join(one.text for one in rest[:MOST_NAMED]) + ("; …" if len(rest) > MOST_NAMED else "")
    text = _("Not handed over: %(names)s. Choose somebody else, or confirm that you leave them.") % {"names": names}
    return f"{why} {text}" if why else text
