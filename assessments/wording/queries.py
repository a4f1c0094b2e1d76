"""Which instruments a practice has, and in which words they are shown."""

from dataclasses import dataclass, field, replace

from django.db.models import Case, When

from assessments import catalogue
from assessments.catalogue import Instrument, UnknownInstrument
from assessments.models import CustomInstrument, Wording
from clinic.core.definitions import CUSTOM, custom_definitions

LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """What an instrument's items and answers are called: ``prompts`` one an item, ``anchors`` answer → word.

    ``item_anchors``: the same for single items whose answers have other words.

    ``wording`` is the practice's published wording; None where the prompts are the project's own words, which is
    what keeps published figures from judging the answers. ``recall_period``, ``instruction`` and ``scale_meaning``
    stand above the questions: the published instruction where the file had one, else the project's own texts.
    """

    prompts: list[str]
    anchors: dict[str, str]
    wording: Wording | None = None
    item_anchors: dict[str, dict[str, str]] = field(default_factory=dict)
    recall_period: str = ""
    instruction: str = ""
    scale_meaning: str = ""
    copyright_line: str = ""

    def choices(self, instrument: Instrument, item: int) -> list[tuple[int, str]]:
        """(value, word or nothing) of every answer that an item can have."""
        words = self.item_anchors.get(str(item), self.anchors)
        return [(value, words.get(str(value), "")) for value in instrument.choices_of(item)]

    def word(self, item: int, value: int) -> str:
        """The word of an answer to an item; empty where it has none."""
        return self.item_anchors.get(str(item), self.anchors).get(str(value), "")


def instrument_of(key: str, version: int | None = None) -> Instrument:
    """The instrument, of the catalogue or the practice's own; raises UnknownInstrument."""
    if not key.startswith(CUSTOM):
        return catalogue.get(key, version)
    found = custom_definitions(CustomInstrument, Instrument).get(key, version)
    if found is None:
        raise UnknownInstrument(key)
    return found


def short_name(key: str) -> str:
    """What the instrument is called in a list, for example "C-SSRS"; its key where nobody knows it any more."""
    try:
        return instrument_of(key).short
    except UnknownInstrument:
        return key


def instruments() -> dict[str, Instrument]:
    """Key → instrument, all that can be recorded now: the catalogue and the practice's own that are in use."""
    return dict(catalogue.catalogue()) | custom_definitions(CustomInstrument, Instrument).in_use()


def words_in(instrument: Instrument, wording: Wording) -> Words:
    """The words of one published wording; above the questions its own instruction, where the file had one."""
    own = own_words(instrument, wording.language)
    return replace(
        own,
        prompts=wording.prompts,
        anchors=wording.anchors,
        wording=wording,
        item_anchors=wording.item_anchors,
        instruction=wording.instruction or own.instruction,
        scale_meaning="" if wording.instruction else own.scale_meaning,
        copyright_line=instrument.rights.copyright_line if instrument.rights else "",
    )


def own_words(instrument: Instrument, language: str = LANGUAGE) -> Words:
    """The instrument's words as its file has them, in this language where it has it; none for typed-in scales."""
    if not instrument.prompts:
        return Words([], {})
    spoken = language if language in instrument.prompts else next(iter(instrument.prompts))
    texts = instrument.texts.get(spoken)
    return Words(
        instrument.prompts[spoken],
        instrument.anchors.get(spoken, {}),
        item_anchors=instrument.item_anchors.get(spoken, {}),
        recall_period=texts.recall_period if texts else "",
        instruction=texts.instruction if texts else "",
        scale_meaning=texts.scale_meaning if texts else "",
    )


def words_of(instrument: Instrument, language: str = LANGUAGE) -> Words:
    """The words to show now: the practice's published wording where it has one, otherwise the instrument's own.

    A wording in the language that is asked for comes first, then whichever the practice loaded last.
    """
    rows = Wording.objects.filter(instrument=instrument.key, version=instrument.version, retired_at__isnull=True)
    found = rows.order_by(Case(When(language=language, then=0), default=1), "-confirmed_at").first()
    return own_words(instrument, language) if found is None else words_in(instrument, found)


def needs_wording(instrument: Instrument) -> bool:
    """Whether clients may be asked it in its published wording only, and the practice has none."""
    return instrument.rights is not None and not instrument.rights.own_words and words_of(instrument).wording is None


def loaded_keys() -> set[str]:
    """Keys of the instruments of which the practice has a published wording in use."""
    return set(Wording.objects.filter(retired_at__isnull=True).values_list("instrument", flat=True))


def coded_wordings() -> dict[str, Wording]:
    """Canonical address → wording in use that was loaded from the FHIR Questionnaire with this address."""
    rows = Wording.objects.filter(retired_at__isnull=True).exclude(canonical="").exclude(link_ids=[])
    rows = rows.filter(instrument__in=catalogue.catalogue())
    return {row.canonical: row for row in rows.order_by("confirmed_at")}
