"""Loading published wording, and adding instruments of the practice's own."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.catalogue import Instrument
from assessments.models import OwnInstrument, Wording
from assessments.wording import fitting
from assessments.wording.fitting import OwnKey
from assessments.wording.queries import LANGUAGE, OWN, instruments
from assessments.wording.reading import Loaded, WordingRefused
from clinic.core.access import Actor
from clinic.core.text import plain


def _rights(text: str) -> str:
    text = plain(text)
    if not 10 <= len(text) <= 500:
        raise ValidationError({"rights": _("Say in 10 to 500 characters by what right the practice uses it.")})
    return text


@transaction.atomic
def load_wording(
    *, instrument: Instrument, loaded: Loaded, rights: str, by: Actor, language: str = LANGUAGE, source: str = ""
) -> Wording:
    """Keeps a file's words as the instrument's published wording; they replace earlier ones, which stay on record.

    Raises WordingRefused, naming row and item, and ValidationError for the statement of rights or the language.
    """
    fitted = fitting.fit(instrument, loaded)
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?", language):
        raise ValidationError({"language": _("A language's short name, for example en or de.")})
    rights = _rights(rights)
    if instrument.key.startswith(OWN):
        raise ValidationError({"instrument": _("An instrument of the practice's own has its words already.")})
    before = Wording.objects.select_for_update().filter(
        instrument=instrument.key, version=instrument.version, language=language, retired_at__isnull=True
    )
    before.update(retired_at=timezone.now())
    return Wording.objects.create(
        practice_id=by.practice_id, instrument=instrument.key, version=instrument.version, language=language,
        prompts=fitted.prompts, anchors=fitted.anchors, item_anchors=fitted.item_anchors, rights=rights,
        source=(source or loaded.title)[:200], confirmed_by_id=by.as_staff(),
    )  # fmt: skip


@transaction.atomic
def retire_wording(*, wording: Wording) -> None:
    """Stops using a wording: new questionnaires show the project's own prompts. Given ones keep it."""
    Wording.objects.filter(pk=wording.pk, retired_at__isnull=True).update(retired_at=timezone.now())


def _key(short: str) -> str:
    letters = unicodedata.normalize("NFKD", short).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:26]
    if not slug:
        raise ValidationError({"short": _("Needs a letter or number from a to z or 0 to 9.")})
    return OWN + slug


@transaction.atomic
def add_own_instrument(*, loaded: Loaded, own: OwnKey, by: Actor) -> OwnInstrument:
    """Adds an instrument of the practice's own, or a new version of one with the same short name.

    What was answered in an earlier version keeps it. Raises WordingRefused or ValidationError by field.
    """
    key = _key(own.short)
    if any(i.short.casefold() == own.short.casefold() and i.key != key for i in instruments().values()):
        raise ValidationError({"short": _("There is an instrument of this name.")})
    earlier = OwnInstrument.objects.select_for_update().filter(key=key).order_by("-version").first()
    version = earlier.version + 1 if earlier else 1
    rights = _rights(own.rights)
    instrument = fitting.own_instrument(key, version, loaded, own)
    OwnInstrument.objects.filter(key=key, retired_at__isnull=True).update(retired_at=timezone.now())
    return OwnInstrument.objects.create(
        practice_id=by.practice_id, key=key, version=version, added_by_id=by.as_staff(),
        definition=instrument.model_dump(mode="json", by_alias=True) | {"licence": rights},
    )  # fmt: skip


@transaction.atomic
def retire_own_instrument(*, row: OwnInstrument) -> None:
    """Takes an instrument out of use; what was recorded with it stays."""
    OwnInstrument.objects.filter(pk=row.pk, retired_at__isnull=True).update(retired_at=timezone.now())


__all__ = ["WordingRefused", "add_own_instrument", "load_wording", "retire_own_instrument", "retire_wording"]
