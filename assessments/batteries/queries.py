"""Reads of batteries, and which questionnaires a choice of them means."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from assessments.batteries.models import MOST, Battery
from assessments.catalogue import Instrument
from assessments.questionnaires.actions import check_given


def batteries() -> QuerySet[Battery]:
    """The practice's batteries, by name."""
    return Battery.objects.order_by("name", "id")


def battery_for(battery_id: UUID) -> Battery:
    """One of them; otherwise Http404."""
    if (found := batteries().filter(pk=battery_id).first()) is None:
        raise Http404("no such battery")
    return found


def chosen_instruments(
    keys: Iterable[str], known: Mapping[str, Instrument], battery: Battery | None = None, *, field: str = "instrument"
) -> list[Instrument]:
    """The questionnaires of the battery and those with these keys, each once, in this order.

    Raises ValidationError at ``field`` for none, too many, an unknown one, or one that the clinician fills in.
    """
    wanted = list(dict.fromkeys([*(battery.instruments if battery else ()), *keys]))
    if not wanted:
        raise ValidationError({field: _("Choose a questionnaire.")})
    if len(wanted) > MOST:
        raise ValidationError({field: _("Choose at most %(n)s questionnaires.") % {"n": MOST}})
    if unknown := [key for key in wanted if key not in known]:
        raise ValidationError({field: _("There is no questionnaire “%(key)s”.") % {"key": unknown[0][:40]}})
    for key in wanted:
        check_given(known[key], field)
    return [known[key] for key in wanted]
