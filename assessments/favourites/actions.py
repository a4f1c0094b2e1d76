"""Choosing a practice's favourite instruments."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.favourites.models import MOST, FavouriteInstruments
from assessments.favourites.queries import can_be_favourites, favourites_of
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision


@transaction.atomic
def choose_favourites(
    *, practice_id: UUID, instruments: Sequence[str], revision: int | None = None
) -> FavouriteInstruments:
    """Which instruments stand first, in this order; none of them leaves the usual order.

    The same again changes nothing. ``revision``: of what was shown, 0 where nobody had chosen.
    Raises ValidationError by field, or EditConflict.
    """
    lock_practice(practice_id)
    row = favourites_of(practice_id)
    compare_revision(row, revision)
    chosen = list(dict.fromkeys(instruments))
    known = can_be_favourites(also=row.instruments)
    if unknown := [key for key in chosen if key not in known]:
        raise ValidationError({"instruments": _("There is no instrument “%(key)s”.") % {"key": unknown[0][:30]}})
    if len(chosen) > MOST:
        raise ValidationError({"instruments": _("At most %(n)s instruments.") % {"n": MOST}})
    if chosen != row.instruments:
        row.instruments = chosen
        row.save()
    return row
