"""Lists of the caseload that somebody keeps under a name, for themselves."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from clinic.core.list_models import MOST_LISTS
from clinic.core.models import SavedList, Staff
from clinic.workspace.caseload.listing import Listing, listing_of
from interventions.library.queries import modalities


def saved_lists(actor: Actor) -> "QuerySet[SavedList]":
    """The actor's own, in order of their names."""
    return SavedList.objects.filter(staff=actor.as_staff()).order_by(Lower("name"))


def listing_kept(row: SavedList, known: Collection[str] | None = None) -> Listing:
    """What a list asks for. ``known``: keys of the modalities in use; a list by one that is gone shows every plan."""
    return listing_of(QueryDict(row.query).dict(), modalities() if known is None else known)[0]


@transaction.atomic
def keep_list(actor: Actor, listing: Listing, *, name: str, opens: bool = False) -> SavedList:
    """Keeps a list under a name; one that the actor has under it already asks for this from now on.

    ``opens``: the caseload opens with it, and with no other any more. Raises ValidationError at ``name``.
    """
    staff = Staff.objects.select_for_update().get(pk=actor.as_staff())  # two at once are kept one after the other
    same = SavedList.objects.alias(key=Lower("name")).filter(staff=staff, key=Lower(Value(name)))  # as the constraint
    row = same.first() or SavedList(practice_id=actor.practice_id, staff=staff)
    row.name, row.query, row.opens = name, listing.address, opens
    if row._state.adding and SavedList.objects.filter(staff=staff).count() >= MOST_LISTS:
        raise ValidationError({"name": _("You have %(n)s lists: remove one first.") % {"n": MOST_LISTS}})
    row.full_clean(exclude=["practice", "staff"], validate_constraints=False)
    if opens:
        SavedList.objects.filter(staff=staff, opens=True).exclude(pk=row.pk).update(opens=False)
    row.save()
    return row


def remove_list(actor: Actor, pk: UUID) -> SavedList:
    """Raises SavedList.DoesNotExist for one that is not the actor's."""
    row = saved_lists(actor).get(pk=pk)
    row.delete()
    return row
