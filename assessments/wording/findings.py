"""What is found in a file of wording: what is wrong with it, left out of it, or was mended. Pure: no Django.

A ``place`` is ("row", its number) in a CSV and ("item", its linkId) in a Questionnaire.
"""

from collections.abc import Iterable
from enum import StrEnum

from clinic.core.messages import Message, joined

MOST_PROBLEMS = 20

Place = tuple[str, str | int]


class Found(StrEnum):
    """A finding, with its parameters."""

    # of a text; ``answer``: whether it is an answer's word
    NO_TEXT = "wording-no-text"  # place, answer
    TOO_LONG = "wording-too-long"  # place, answer, most
    MARKUP = "wording-markup"  # place, answer
    LOST_LETTERS = "wording-lost-letters"  # place, answer
    INVISIBLE = "wording-invisible"  # place, answer
    # of a CSV
    NO_CSV = "csv-unreadable"  # why: what the library says
    TOO_MANY_ITEMS = "csv-too-many-items"  # most
    A_DATE = "csv-date"  # place, text
    NO_NUMBER = "csv-no-number"  # place, text
    TWO_COLUMNS = "csv-two-columns"  # place, count
    ANSWER_TWICE = "csv-answer-twice"  # place, answer
    NO_ITEMS = "csv-no-items"
    ANSWERS_TAKEN = "csv-answers-taken"  # first, last, values
    # of a Questionnaire
    NO_QUESTIONNAIRE = "fhir-no-questionnaire"  # kind
    TOO_MANY_QUESTIONS = "fhir-too-many-questions"  # most
    TOO_DEEP = "fhir-too-deep"  # place, most
    NO_LINK_ID = "fhir-no-link-id"  # place
    LINK_ID_TWICE = "fhir-link-id-twice"  # place
    FRACTION = "fhir-fraction"  # place, weight
    SET_MISSING = "fhir-set-missing"  # place, name
    SET_IN_A_CIRCLE = "fhir-set-in-a-circle"  # place, name
    SET_TOO_LARGE = "fhir-set-too-large"  # place, name, most
    SAME_WEIGHT = "fhir-same-weight"  # place, weight
    SOME_UNWEIGHED = "fhir-some-unweighed"  # place, count
    NONE_SCORED = "fhir-none-scored"
    OF_OTHER_TYPE = "fhir-other-type"  # name, kind
    CALCULATED = "fhir-calculated"  # name
    NEVER_WEIGHED = "fhir-never-weighed"  # name
    # of a fit with an instrument
    CODE_MISSING = "fit-code-missing"  # item, code
    CODE_REPEATED = "fit-code-repeated"  # code, count
    NO_ITEM_OF = "fit-no-item-of"  # instrument, place
    REORDERED = "fit-reordered"
    OTHER_COUNT = "fit-other-count"  # count, instrument, items
    ITEM_TWICE = "fit-item-twice"  # place, item
    OTHER_ITEM = "fit-other-item"  # place, item, wanted
    UNWEIGHED = "fit-unweighed"  # place
    OTHER_ANSWERS = "fit-other-answers"  # place, item, answers, instrument, wanted
    OWN_ANSWERS = "fit-own-answers"
    DIFFERENT_WORDS = "fit-different-words"  # items
    # of a custom instrument
    BAD_ITEM_NUMBER = "own-bad-item-number"  # text
    BAD_BAND = "own-bad-band"  # line
    SEVERAL_SCALES = "own-several-scales"  # place
    NO_VALUES = "own-no-values"
    UNEVEN = "own-uneven"  # values
    NO_TOML = "own-no-toml"  # why: what the library says
    UNKNOWN_PART = "own-unknown-part"  # name, known
    TWO_KEYS = "own-two-keys"
    # of how the file was saved
    ENCODING_UNCERTAIN = "file-encoding-uncertain"
    TOO_LARGE = "file-too-large"
    NO_JSON = "file-no-json"  # why: what the library says
    NO_RESOURCE = "file-no-resource"
    NOT_IN_ENCODING = "file-not-in-encoding"  # encoding: its name
    NOT_TEXT = "file-not-text"
    NO_KNOWN_ENCODING = "file-no-known-encoding"
    LETTERS_MENDED = "file-letters-mended"


class WordingRefused(ValueError):
    """A file that cannot be used; ``found`` says at which rows or items, and why."""

    def __init__(self, found: Iterable[Message]) -> None:
        self.found = list(found)[:MOST_PROBLEMS]
        super().__init__(" ".join(one.code for one in self.found))

    def __str__(self) -> str:
        return joined(self.found)

    @property
    def problems(self) -> list[str]:
        """The same in words."""
        return [str(one) for one in self.found]
