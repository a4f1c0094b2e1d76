"""Loading published wording, and adding custom instruments."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.catalogue import Instrument
from assessments.models import CustomInstrument, QuestionnaireAssignment, Wording
from assessments.wording import fitting
from assessments.wording.findings import Found, WordingRefused
from assessments.wording.fitting import CustomScoring
from assessments.wording.parsers import Loaded
from assessments.wording.queries import LANGUAGE, instruments
from clinic.core.access import Actor
from clinic.core.definitions import CUSTOM, add_version, custom_key
from clinic.core.messages import message
from clinic.core.text import clean_text


def _rights(text: str) -> str:
    message = _("Describe the practice's right to use it, in 10 to 500 characters.")
    return clean_text(text, "rights", 500, least=10, message=message)


def _check_encoding(loaded: Loaded) -> None:
    if loaded.others:
        raise WordingRefused([message(Found.ENCODING_UNCERTAIN)])


@transaction.atomic
def load_wording(
    *, instrument: Instrument, loaded: Loaded, rights: str, by: Actor, language: str = LANGUAGE, source: str = ""
) -> Wording:
    """Keeps a file's words as the instrument's published wording; they replace earlier ones, which stay on record.

    Questionnaires that were given earlier keep their words, but for those that may not be asked in other words.
    Raises WordingRefused, naming row and item, and ValidationError for the statement of rights or the language.
    """
    _check_encoding(loaded)
    fitted = fitting.fit(instrument, loaded)
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?", language):
        raise ValidationError({"language": _("A language's short name, for example en or de.")})
    rights = _rights(rights)
    if instrument.key.startswith(CUSTOM):
        raise ValidationError({"instrument": _("A practice's own instrument already has its wording.")})
    before = Wording.objects.select_for_update().filter(
        instrument=instrument.key, version=instrument.version, language=language, retired_at__isnull=True
    )
    before.update(retired_at=timezone.now())
    wording = Wording.objects.create(
        practice_id=by.practice_id,
        instrument=instrument.key,
        version=instrument.version,
        language=language,
        prompts=fitted.prompts,
        anchors=fitted.anchors,
        item_anchors=fitted.item_anchors,
        instruction=loaded.instruction,
        canonical=loaded.canonical,
        link_ids=fitted.link_ids,
        answer_codes=fitted.answer_codes,
        rights=rights,
        source=(source or loaded.title)[:200],
        confirmed_by_id=by.as_staff(),
    )
    if instrument.rights is not None and not instrument.rights.own_words:
        waiting = QuestionnaireAssignment.objects.open().filter(wording__isnull=True, responses={})
        waiting.filter(instrument=instrument.key, version=instrument.version).update(wording=wording)
    return wording


@transaction.atomic
def retire_wording(*, wording: Wording) -> None:
    """Stops using a wording: new questionnaires show the project's own prompts. Given ones keep it."""
    Wording.objects.filter(pk=wording.pk, retired_at__isnull=True).update(retired_at=timezone.now())


@transaction.atomic
def add_custom_instrument(*, loaded: Loaded, own: CustomScoring, by: Actor) -> CustomInstrument:
    """Adds a custom instrument, or a new version of one with the same short name.

    What was answered in an earlier version keeps it. Raises WordingRefused or ValidationError by field.
    """
    _check_encoding(loaded)
    key = custom_key(own.short)
    if any(i.short.casefold() == own.short.casefold() and i.key != key for i in instruments().values()):
        raise ValidationError({"short": _("There is already an instrument with this name.")})
    rights = _rights(own.rights)

    def define(version: int) -> dict[str, object]:
        instrument = fitting.build_custom_instrument(key, version, loaded, own)
        return instrument.model_dump(mode="json", by_alias=True) | {"licence": rights}

    return add_version(CustomInstrument, key=key, by=by, define=define)


__all__ = ["WordingRefused", "add_custom_instrument", "load_wording", "retire_wording"]
