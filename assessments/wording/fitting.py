"""Whether the questions of a file are an instrument's, item by item; and instruments made of them. Pure: no Django."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from assessments.catalogue import Instrument
from assessments.wording.parsers import Line, Loaded, WordingRefused

BAND = re.compile(r"\s*(-?\d{1,4})\s*(?:-|–|to|bis)\s*(-?\d{1,4})\s*[:;,]?\s+(\S.*)")


@dataclass(frozen=True)
class Fitted:
    """An instrument's words as a file has them; ``notes`` says what was done to make them fit.

    ``anchors``: answer → word, for all items; ``item_anchors``: item → the same, for items whose words differ.
    """

    prompts: list[str]
    anchors: dict[str, str]
    item_anchors: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _weighed(instrument: Instrument, line: Line) -> Line:
    """The line with values for its answers where the instrument knows their codes."""
    known = instrument.loinc_answers
    if line.options or not line.unweighed or not set(line.unweighed) <= set(known):
        return line
    return replace(line, options=dict(sorted((known[code], word) for code, word in line.unweighed.items())))


def _values(values: object) -> str:
    return ", ".join(str(value) for value in values)  # type: ignore[attr-defined]


def _by_code(instrument: Instrument, loaded: Loaded) -> tuple[list[Line], list[str], list[str]] | None:
    """Lines in the instrument's order by their LOINC codes, with problems and notes; None where there are no codes."""
    carried = Counter(code for line in loaded.lines for code in line.codes)
    if not instrument.loinc or not set(instrument.loinc) & set(carried):
        return None
    problems = [f"Item {n} (LOINC {c}) is missing." for n, c in enumerate(instrument.loinc, 1) if not carried[c]]
    problems += [f"LOINC {code} stands {carried[code]} times." for code in instrument.loinc if carried[code] > 1]
    place = {code: line for line in loaded.lines for code in line.codes}
    lines = [place[code] for code in instrument.loinc if code in place]
    notes = [f"Left out, no item of {instrument.short}: {x.place}." for x in loaded.lines if x not in lines]
    if [x for x in loaded.lines if x in lines] != lines:
        notes.append("The file has another order; the items were put in order by their codes.")
    return lines, problems, notes


def _by_order(instrument: Instrument, loaded: Loaded) -> tuple[list[Line], list[str], list[str]]:
    """The lines as they stand, those without values for their answers left out."""
    lines = [line for line in loaded.lines if line.options or not line.unweighed]
    problems = []
    if len(lines) != instrument.items:
        problems.append(f"The file has {len(lines)} items; {instrument.short} has {instrument.items}.")
    seen: set[int | None] = set()
    for wanted, line in enumerate(lines, 1):
        if line.number is not None and line.number in seen:
            problems.append(f"{line.place}: item {line.number} stands twice.")
        elif line.number not in {None, wanted} and not problems:
            problems.append(f"{line.place}: is item {line.number} where item {wanted} should be.")
        seen.add(line.number)
    return (
        lines,
        problems,
        [f"Left out, its answers have no values: {x.place}." for x in loaded.lines if x not in lines],
    )


def fit(instrument: Instrument, loaded: Loaded) -> Fitted:
    """Checks count, order and scale against the instrument's key. Raises WordingRefused, naming row and item."""
    loaded = replace(loaded, lines=[_weighed(instrument, line) for line in loaded.lines])
    lines, problems, notes = _by_code(instrument, loaded) or _by_order(instrument, loaded)
    notes += [f"Left out: {place}." for place in loaded.left_out]
    wanted = list(instrument.choices)
    for number, line in enumerate(lines, 1):
        some_named = line.number is not None and set(line.options) <= set(wanted)  # a CSV may name the ends only
        if list(line.options) != wanted and not some_named:
            problems.append(
                f"{line.place}: item {number} takes the answers {_values(list(line.options)[:12])};"
                f" {instrument.short} takes {_values(wanted[:12])}."
            )
    if problems:
        raise WordingRefused(problems)
    words = _words(lines[0])
    if not words:
        notes.append("The file names no answers; the project's own words stand beside them.")
    differing = {str(number): _words(line) for number, line in enumerate(lines, 1) if _words(line) != words}
    if differing:
        notes.append(f"Own words for their answers: item {_values(differing)}.")
    return Fitted([line.text for line in lines], words or instrument.anchors.get("en", {}), differing, notes)


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
    """What a practice says about an instrument of its own. ``reverse``: items; ``bands``: a line each, "0-4 mild"."""

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


def parse_numbers(text: str) -> list[int]:
    """Whole numbers between commas or spaces; raises WordingRefused."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if bad := [part for part in parts if not (part.isascii() and part.isdecimal() and len(part) <= 4)]:
        raise WordingRefused([f"“{bad[0][:20]}” is no item's number."])
    return [int(part) for part in parts]


def parse_bands(text: str) -> list[tuple[int, int, str]]:
    """Bands from lines as "0-4 minimal"; raises WordingRefused, naming the line."""
    bands = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = BAND.fullmatch(line)
        if found is None:
            raise WordingRefused([f"Band {number}: write it as “0-4 minimal”."])
        bands.append((int(found[1]), int(found[2]), found[3].strip()[:40]))
    return bands


def build_custom_instrument(key: str, version: int, loaded: Loaded, own: CustomScoring) -> Instrument:
    """An instrument of the practice's own, checked like a data file. Raises WordingRefused."""
    lines = [line for line in loaded.lines if line.options or not line.unweighed]
    first = lines[0].options if lines else {}
    problems = [
        f"{line.place}: takes other answers than the first item; one scale for all is needed."
        for line in lines
        if line.options != first
    ]
    values = list(first)
    if len(values) < 2:
        problems.append("The answers have no values: name at least the lowest and the highest, as =0 and =4.")
    steps = {b - a for a, b in itertools.pairwise(values)}
    named = bool(lines and lines[0].number is not None)  # a CSV may name the ends only
    if len(steps) > 1 and not named:
        problems.append(f"The answers {_values(values[:12])} are not evenly spaced.")
    if problems:
        raise WordingRefused(problems)
    step = steps.pop() if len(steps) == 1 and not named else 1
    prompts = [line.text for line in lines]
    definition: dict[str, Any] = {
        "key": key,
        "version": version,
        "name": own.name,
        "short": own.short,
        "about": own.about,
        "source": "added by the practice",
        "checked": "Key and bands as the practice entered them.",
        "licence": own.rights,
        "items": len(prompts),
        "min": min(values),
        "max": max(values),
        "step": step,
        "aggregate": own.aggregate,
        "minutes": own.minutes,
        "max_missing": own.max_missing,
        "anchors": {"en": {str(v): w for v, w in first.items() if w}},
        "prompts": {"en": prompts},
        "subscales": {
            "total": {
                "name": "Total" if own.aggregate == "sum" else "Mean",
                "items": list(range(1, len(prompts) + 1)),
                "reverse": parse_numbers(own.reverse),
                "higher_is": own.higher_is,
                "bands": parse_bands(own.bands),
            }
        },
    }
    try:
        return Instrument.model_validate(definition)
    except ValidationError as error:
        raise WordingRefused([str(e["msg"]).removeprefix("Value error, ") + "." for e in error.errors()]) from error
