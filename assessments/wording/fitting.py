"""Whether the questions of a file are an instrument's, item by item; and instruments made of them. Pure: no Django."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from assessments.catalogue import Instrument
from assessments.wording.findings import Found, WordingRefused
from assessments.wording.further import parse_further
from assessments.wording.parsers import Line, Loaded
from clinic.core.messages import Message, message, quoted

BAND = re.compile(r"\s*(-?\d{1,4})\s*(?:-|–|to|bis)\s*(-?\d{1,4})\s*[:;,]?\s+(\S.*)")


@dataclass(frozen=True)
class Fitted:
    """An instrument's words as a file has them; ``notes`` says what was done to make them fit.

    ``anchors``: answer → word, for all items; ``item_anchors``: item → the same, for items whose words differ.
    ``link_ids``: what a FHIR file calls each item; ``answer_codes``: item → code of an answer → its value.
    """

    prompts: list[str]
    anchors: dict[str, str]
    item_anchors: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)
    link_ids: list[str] = field(default_factory=list)
    answer_codes: dict[str, dict[str, int]] = field(default_factory=dict)


def _weighed(instrument: Instrument, line: Line) -> Line:
    """The line with values for its answers where the instrument knows their codes."""
    known = instrument.loinc_answers
    if line.options or not line.unweighed or not set(line.unweighed) <= set(known):
        return line
    options = dict(sorted((known[code], word) for code, word in line.unweighed.items()))
    return replace(line, options=options, answer_codes={code: known[code] for code in line.unweighed})


def _by_code(instrument: Instrument, loaded: Loaded) -> tuple[list[Line], list[Message], list[Message]] | None:
    """Lines in the instrument's order by their LOINC codes, with problems and notes; None where there are no codes."""
    carried = Counter(code for line in loaded.lines for code in line.codes)
    if not instrument.loinc or not set(instrument.loinc) & set(carried):
        return None
    numbered = enumerate(instrument.loinc, 1)
    problems = [message(Found.CODE_MISSING, item=n, code=code) for n, code in numbered if not carried[code]]
    repeated = [code for code in instrument.loinc if carried[code] > 1]
    problems += [message(Found.CODE_REPEATED, code=code, count=carried[code]) for code in repeated]
    place = {code: line for line in loaded.lines for code in line.codes}
    lines = [place[code] for code in instrument.loinc if code in place]
    others = [line.place for line in loaded.lines if line not in lines]
    notes = [message(Found.NO_ITEM_OF, instrument=instrument.short, place=place) for place in others]
    if [x for x in loaded.lines if x in lines] != lines:
        notes.append(message(Found.REORDERED))
    return lines, problems, notes


def _by_order(instrument: Instrument, loaded: Loaded) -> tuple[list[Line], list[Message], list[Message]]:
    """The lines in their order, without those whose answers have no values."""
    lines = [line for line in loaded.lines if line.options or not line.unweighed]
    problems: list[Message] = []
    if len(lines) != instrument.items:
        problems.append(
            message(Found.OTHER_COUNT, count=len(lines), instrument=instrument.short, items=instrument.items)
        )
    seen: set[int | None] = set()
    for wanted, line in enumerate(lines, 1):
        if line.number is not None and line.number in seen:
            problems.append(message(Found.ITEM_TWICE, place=line.place, item=line.number))
        elif line.number not in {None, wanted} and not problems:
            problems.append(message(Found.OTHER_ITEM, place=line.place, item=line.number, wanted=wanted))
        seen.add(line.number)
    left_out = [line.place for line in loaded.lines if line not in lines]
    return lines, problems, [message(Found.UNWEIGHED, place=place) for place in left_out]


def fit(instrument: Instrument, loaded: Loaded) -> Fitted:
    """Checks count, order and scale against the instrument's key. Raises WordingRefused, naming row and item."""
    if not instrument.items:  # values of its scales are typed in: it has no questions
        count = message(Found.OTHER_COUNT, count=len(loaded.lines), instrument=instrument.short, items=0)
        raise WordingRefused([count])
    loaded = replace(loaded, lines=[_weighed(instrument, line) for line in loaded.lines])
    lines, problems, notes = _by_code(instrument, loaded) or _by_order(instrument, loaded)
    notes += loaded.left_out
    for number, line in enumerate(lines, 1):
        wanted = list(instrument.choices_of(number))
        some_named = line.number is not None and set(line.options) <= set(wanted)  # a CSV may name the ends only
        if list(line.options) != wanted and not some_named:
            problems.append(
                message(
                    Found.OTHER_ANSWERS,
                    place=line.place,
                    item=number,
                    answers=tuple(line.options)[:12],
                    instrument=instrument.short,
                    wanted=tuple(wanted[:12]),
                )
            )
    if problems:
        raise WordingRefused(problems)
    words = _words(lines[0])
    if not words:
        notes.append(message(Found.OWN_ANSWERS))
    differing = {str(number): _words(line) for number, line in enumerate(lines, 1) if _words(line) != words}
    if differing:
        notes.append(message(Found.DIFFERENT_WORDS, items=tuple(differing)))
    return Fitted(
        [line.text for line in lines],
        words or instrument.anchors.get("en", {}),
        differing,
        notes,
        [line.link_id for line in lines] if all(line.link_id for line in lines) else [],
        {str(number): line.answer_codes for number, line in enumerate(lines, 1) if line.answer_codes},
    )


def _words(line: Line) -> dict[str, str]:
    return {str(value): word for value, word in line.options.items() if word}


def matching(loaded: Loaded, known: dict[str, Instrument]) -> list[Instrument]:
    """The instruments whose key these questions fit, those with matching codes first."""
    found = []
    for instrument in known.values():
        try:
            fit(instrument, loaded)
        except WordingRefused:
            continue
        coded = _by_code(instrument, loaded) is not None
        found.append((not coded, instrument.short, instrument))
    return [instrument for _coded, _short, instrument in sorted(found, key=lambda row: row[:2])]


@dataclass(frozen=True)
class CustomScoring:
    """What a practice enters about its own instrument. ``reverse``: items; ``bands``: one per line, "0-4 mild"."""

    name: str
    short: str
    about: str
    aggregate: str
    higher_is: str
    rights: str
    reverse: str = ""
    bands: str = ""
    max_missing: int = 0
    minutes: int = 5
    further: str = ""  # parts that few keys need, see assessments.wording.further


def parse_numbers(text: str) -> list[int]:
    """Whole numbers between commas or spaces; raises WordingRefused."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if bad := [part for part in parts if not (part.isascii() and part.isdecimal() and len(part) <= 4)]:
        raise WordingRefused([message(Found.BAD_ITEM_NUMBER, text=bad[0][:20])])
    return [int(part) for part in parts]


def parse_bands(text: str) -> list[tuple[int, int, str]]:
    """Bands from lines as "0-4 minimal"; raises WordingRefused, naming the line."""
    bands = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = BAND.fullmatch(line)
        if found is None:
            raise WordingRefused([message(Found.BAD_BAND, line=number)])
        bands.append((int(found[1]), int(found[2]), found[3].strip()[:40]))
    return bands


def _scale_of(lines: Sequence[Line]) -> tuple[Mapping[int, str], int]:
    """The answers that all lines have, value → words, and the step between them. Raises WordingRefused."""
    answers = lines[0].options if lines else {}
    problems = [message(Found.SEVERAL_SCALES, place=line.place) for line in lines if line.options != answers]
    if len(answers) < 2:
        problems.append(message(Found.NO_VALUES))
    steps = {b - a for a, b in itertools.pairwise(answers)}
    named = bool(lines and lines[0].number is not None)  # a CSV may name the ends only
    if len(steps) > 1 and not named:
        problems.append(message(Found.UNEVEN, values=tuple(answers)[:12]))
    if problems:
        raise WordingRefused(problems)
    return answers, steps.pop() if len(steps) == 1 and not named else 1


def _total(own: CustomScoring, items: int) -> dict[str, object]:
    """The one scale of an instrument whose practice names no others."""
    return {
        "name": "Total" if own.aggregate == "sum" else "Mean",
        "items": list(range(1, items + 1)),
        "reverse": parse_numbers(own.reverse),
        "higher_is": own.higher_is,
        "bands": parse_bands(own.bands),
    }


def _further(own: CustomScoring) -> dict[str, object]:
    """The further parts of the key. Raises WordingRefused, also where the one scale has a key that others replace."""
    found = parse_further(own.further)
    if "subscales" in found and (own.reverse.strip() or own.bands.strip()):
        raise WordingRefused([message(Found.TWO_KEYS)])
    return found


def _said(place: tuple[int | str, ...], text: str) -> str:
    """An error of a definition, with the place in it, as far as somebody wrote it."""
    words = text.removeprefix("Value error, ")
    return f"{'.'.join(map(str, place))}: {words}" if place else words


def build_custom_instrument(key: str, version: int, loaded: Loaded, own: CustomScoring) -> Instrument:
    """A custom instrument, checked like a data file. Raises WordingRefused."""
    lines = [line for line in loaded.lines if line.options or not line.unweighed]
    answers, step = _scale_of(lines)
    prompts = [line.text for line in lines]
    definition: dict[str, object] = {
        "key": key,
        "version": version,
        "name": own.name,
        "short": own.short,
        "about": own.about,
        "source": "added by the practice",
        "checked": "Key and bands as the practice entered them.",
        "licence": own.rights,
        "items": len(prompts),
        "min": min(answers),
        "max": max(answers),
        "step": step,
        "aggregate": own.aggregate,
        "minutes": own.minutes,
        "max_missing": own.max_missing,
        "anchors": {"en": {str(v): w for v, w in answers.items() if w}},
        "prompts": {"en": prompts},
        "subscales": {} if own.aggregate == "checklist" else {"total": _total(own, len(prompts))},
    }
    definition |= _further(own)
    try:
        return Instrument.model_validate(definition)
    except ValidationError as error:
        said = (_said(one["loc"] if own.further else (), str(one["msg"])) for one in error.errors())
        raise WordingRefused(quoted(f"{text}.") for text in said) from error
