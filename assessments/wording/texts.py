"""The words for what is found in a file of wording."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments.wording.findings import Found, Place
from clinic.core.messages import Params, Template, Text, shown

# Python's name of an encoding → what people call it.
ENCODINGS = {
    "utf-8": gettext_lazy("Unicode (UTF-8)"),
    "utf-16": gettext_lazy("Unicode (UTF-16)"),
    "cp1252": gettext_lazy("Western European (Windows-1252)"),
    "cp1250": gettext_lazy("Central European (Windows-1250)"),
    "cp1251": gettext_lazy("Cyrillic (Windows-1251)"),
    "cp1253": gettext_lazy("Greek (Windows-1253)"),
    "cp1254": gettext_lazy("Turkish (Windows-1254)"),
    "cp1257": gettext_lazy("Baltic (Windows-1257)"),
    "iso8859-15": gettext_lazy("Western European (ISO-8859-15)"),
    "iso8859-2": gettext_lazy("Central European (ISO-8859-2)"),
    "mac-roman": gettext_lazy("Western European (Mac Roman)"),
    "mac-latin2": gettext_lazy("Central European (Mac)"),
    "koi8-r": gettext_lazy("Cyrillic (KOI8-R)"),
    "cp850": gettext_lazy("Western European (MS-DOS 850)"),
    "cp852": gettext_lazy("Central European (MS-DOS 852)"),
}


def encoding_name(encoding: str) -> str:
    """What people call an encoding; its own name for one that is not known here."""
    return str(ENCODINGS.get(encoding, encoding))


def _not_in_encoding(params: Params) -> str:
    return _("The file is not text in %(encoding)s.") % {"encoding": encoding_name(params["encoding"])}


def _shown(params: Params) -> dict[str, object]:
    found = shown(params)
    found |= {"most": f"{params['most']:,}"} if "most" in params else {}
    return found | {"place": place_text(params["place"])} if "place" in params else found


def place_text(place: Place) -> str:
    """Where in the file: as “Row 3” or “Item q3”."""
    kind, name = place
    return (_("Row %(name)s") if kind == "row" else _("Item %(name)s")) % {"name": name}


def _placed(text: Template) -> Callable[[Params], str]:
    return lambda params: text % _shown(params)


def _of_text(text: Template, of_answer: Template) -> Callable[[Params], str]:
    return lambda params: (of_answer if params["answer"] else text) % _shown(params)


TEXTS: Mapping[str, Text] = {
    Found.NO_TEXT: _of_text(gettext_lazy("%(place)s: has no text."), gettext_lazy("%(place)s: an answer has no text.")),
    Found.TOO_LONG: _of_text(
        gettext_lazy("%(place)s: is longer than %(most)s characters."),
        gettext_lazy("%(place)s: an answer is longer than %(most)s characters."),
    ),
    Found.MARKUP: _of_text(
        gettext_lazy("%(place)s: contains HTML; plain text is needed."),
        gettext_lazy("%(place)s: an answer contains HTML; plain text is needed."),
    ),
    Found.LOST_LETTERS: _of_text(
        gettext_lazy("%(place)s: has lost letters (“\ufffd”). Save the file again from its source, as UTF-8."),
        gettext_lazy(
            "%(place)s: an answer has lost letters (“\ufffd”). Save the file again from its source, as UTF-8."
        ),
    ),
    Found.INVISIBLE: _of_text(
        gettext_lazy("%(place)s: contains invisible control characters."),
        gettext_lazy("%(place)s: an answer contains invisible control characters."),
    ),
    Found.NO_CSV: gettext_lazy("The file cannot be read as CSV: %(why)s."),
    Found.TOO_MANY_ITEMS: gettext_lazy("The file has more than %(most)s items."),
    Found.A_DATE: _placed(
        gettext_lazy(
            "%(place)s: begins with the date “%(text)s”. A spreadsheet has made it of a number such as 1-2: format the"
            " column as text, type it again, and save."
        )
    ),
    Found.NO_NUMBER: _placed(gettext_lazy("%(place)s: begins with “%(text)s”, not with an item's number or =value.")),
    Found.TWO_COLUMNS: _placed(
        gettext_lazy("%(place)s: needs two columns, has %(count)s. Put a text with the separator in quotes.")
    ),
    Found.ANSWER_TWICE: _placed(gettext_lazy("%(place)s: the answer %(answer)s has a word already.")),
    Found.NO_ITEMS: gettext_lazy("The file has no items. It needs two columns: number and text."),
    Found.ANSWERS_TAKEN: gettext_lazy(
        "Rows %(first)s to %(last)s were taken as the answers %(values)s: the “=” before them was missing, as"
        " spreadsheets leave it out. Check that this is right."
    ),
    Found.NO_QUESTIONNAIRE: gettext_lazy("This is a %(kind)s, not a Questionnaire."),
    Found.TOO_MANY_QUESTIONS: gettext_lazy("The questionnaire has more than %(most)s questions."),
    Found.TOO_DEEP: _placed(gettext_lazy("%(place)s: is nested more than %(most)s deep.")),
    Found.NO_LINK_ID: _placed(gettext_lazy("%(place)s: has no linkId.")),
    Found.LINK_ID_TWICE: _placed(gettext_lazy("%(place)s: its linkId appears twice.")),
    Found.FRACTION: _placed(gettext_lazy("%(place)s: an answer has the value %(weight)s; whole numbers are needed.")),
    Found.SET_MISSING: _placed(gettext_lazy("%(place)s: takes its answers from %(name)s, which is not in the file.")),
    Found.SET_TOO_LARGE: _placed(gettext_lazy("%(place)s: the value set %(name)s has more than %(most)s answers.")),
    Found.SET_IN_A_CIRCLE: _placed(gettext_lazy("%(place)s: the value set %(name)s leads back to itself.")),
    Found.SAME_WEIGHT: _placed(gettext_lazy("%(place)s: two answers have the value %(weight)s.")),
    Found.SOME_UNWEIGHED: _placed(
        ngettext_lazy(
            "%(place)s: %(count)s of its answers has no value.",
            "%(place)s: %(count)s of its answers have no value.",
            "count",
        )
    ),
    Found.NONE_SCORED: gettext_lazy("The questionnaire has no question whose answers have values."),
    Found.OF_OTHER_TYPE: gettext_lazy("Left out: %(name)s (%(kind)s)."),
    Found.CALCULATED: gettext_lazy("Left out: %(name)s (worked out, not asked)."),
    Found.NEVER_WEIGHED: gettext_lazy("Left out: %(name)s (its answers have no values)."),
    Found.CODE_MISSING: gettext_lazy("Item %(item)s (LOINC %(code)s) is missing."),
    Found.CODE_REPEATED: gettext_lazy("LOINC %(code)s appears %(count)s times."),
    Found.NO_ITEM_OF: _placed(gettext_lazy("Left out, not an item of %(instrument)s: %(place)s.")),
    Found.REORDERED: gettext_lazy("The items were in a different order and were sorted by their codes."),
    Found.OTHER_COUNT: ngettext_lazy(
        "The file has %(count)s item; %(instrument)s has %(items)s.",
        "The file has %(count)s items; %(instrument)s has %(items)s.",
        "count",
    ),
    Found.ITEM_TWICE: _placed(gettext_lazy("%(place)s: item %(item)s appears twice.")),
    Found.OTHER_ITEM: _placed(gettext_lazy("%(place)s: is item %(item)s where item %(wanted)s should be.")),
    Found.UNWEIGHED: _placed(gettext_lazy("Left out, its answers have no values: %(place)s.")),
    Found.OTHER_ANSWERS: _placed(
        gettext_lazy("%(place)s: item %(item)s takes the answers %(answers)s; %(instrument)s takes %(wanted)s.")
    ),
    Found.OWN_ANSWERS: gettext_lazy("The file names no answers; this project's own wording is used for them."),
    Found.DIFFERENT_WORDS: gettext_lazy("Items with their own answer words: %(items)s."),
    Found.BAD_ITEM_NUMBER: gettext_lazy("“%(text)s” is not an item number."),
    Found.NO_TOML: gettext_lazy("Further parts of the key are not TOML: %(why)s."),
    Found.UNKNOWN_PART: gettext_lazy("No part of a key is called “%(name)s”. Known: %(known)s."),
    Found.TWO_KEYS: gettext_lazy(
        "Write reversed items and bands in the scales below, and leave the fields above empty."
    ),
    Found.BAD_BAND: gettext_lazy("Band %(line)s: write it as “0-4 minimal”."),
    Found.SEVERAL_SCALES: _placed(
        gettext_lazy("%(place)s: takes other answers than the first item; one scale for all is needed.")
    ),
    Found.NO_VALUES: gettext_lazy(
        "The answers have no values: name at least the lowest and the highest, as =0 and =4."
    ),
    Found.UNEVEN: gettext_lazy("The answers %(values)s are not evenly spaced."),
    Found.ENCODING_UNCERTAIN: gettext_lazy(
        "It is not certain how the file was saved. Choose the encoding by its letters first."
    ),
    Found.TOO_LARGE: gettext_lazy("The file is larger than 1 MB."),
    Found.NO_JSON: gettext_lazy("The file cannot be read as JSON: %(why)s."),
    Found.NO_RESOURCE: gettext_lazy("The file is not a FHIR resource."),
    Found.NOT_IN_ENCODING: _not_in_encoding,
    Found.NOT_TEXT: gettext_lazy("The file is not text."),
    Found.NO_KNOWN_ENCODING: gettext_lazy(
        "The file is neither UTF-8 nor Windows-1252 text, nor in another encoding that is known here."
    ),
    Found.LETTERS_MENDED: gettext_lazy(
        "The letters had been saved in the wrong encoding (ü as Ã¼); they were put right."
    ),
}
