"""The questions of a FHIR R4 or R5 Questionnaire. Pure: no Django.

An answer's value is looked for where the standard and its users put it: the extensions ``itemWeight`` (R5) and
``ordinalValue`` (R4) on the option, its coding, or the concept in a contained value set or code system; then an integer
option, the option's prefix, or a code that is a number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from assessments.wording.findings import MOST_PROBLEMS, Found, Place, WordingRefused
from assessments.wording.parsers import MOST_ITEMS, Line, Loaded, join_instructions, text_problem
from clinic.core.messages import Message, Param, message

WEIGHTS = {
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/valueset-ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/codesystem-ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
}
PREFIX = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionPrefix"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CATEGORY = "http://hl7.org/fhir/StructureDefinition/questionnaire-displayCategory"
ABOVE = {"inline", "prompt", "header", "instructions"}  # what puts a text among the questions; others put it elsewhere
LEAST, MOST = (f"http://hl7.org/fhir/StructureDefinition/{name}" for name in ("minValue", "maxValue"))
LOINC = "http://loinc.org"
DEEPEST = 12
MOST_CONCEPTS = 500  # of one set: the longest answer lists of LOINC's panels have a tenth
ANSWERED = {"choice", "open-choice", "coding", "integer", "decimal", "quantity", "question"}


class _Problem(Exception):
    """What is wrong with one item; the caller adds its place."""

    def __init__(self, code: Found, **params: Param) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _dicts(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _word(holder: Mapping[str, object], name: str) -> str:
    """What stands there, if it is text: what is compared with known words may be a list in a file that is none."""
    found = holder.get(name)
    return found if isinstance(found, str) else ""


def _extension(holder: Mapping[str, object], urls: set[str]) -> object:
    for extension in _dicts(holder.get("extension")):
        if _word(extension, "url") in urls:
            return next((value for name, value in extension.items() if name.startswith("value")), None)
    return None


def _whole(value: object) -> int | None:
    """A number as a whole one; raises _Problem for one that is not."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip().removesuffix(".")
        return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdecimal() and len(text) <= 5 else None
    if isinstance(value, int | float):
        if value != value or abs(value) > 9999 or int(value) != value:
            raise _Problem(Found.FRACTION, weight=value)
        return int(value)
    return None


@dataclass
class _File:
    """The contained value sets and code systems, by id and by address."""

    sets: dict[str, dict[str, object]] = field(default_factory=dict)
    systems: dict[str, dict[str, object]] = field(default_factory=dict)

    @classmethod
    def of(cls, resource: Mapping[str, object]) -> "_File":
        found = cls()
        for inner in _dicts(resource.get("contained")):
            kind = inner.get("resourceType")
            held = found.sets if kind == "ValueSet" else found.systems if kind == "CodeSystem" else None
            for name in (f"#{inner.get('id')}", inner.get("url")):
                if held is not None and isinstance(name, str):
                    held[name] = inner
        return found

    def concepts(self, name: object) -> list[dict[str, object]]:
        """The concepts of a value set. Raises _Problem where it is not here, leads back to itself, or has too many."""
        found = list(islice(self._concepts(name, (), set()), MOST_CONCEPTS + 1))
        if len(found) > MOST_CONCEPTS:
            raise _Problem(Found.SET_TOO_LARGE, name=str(name)[:80], most=MOST_CONCEPTS)
        return found

    def _concepts(self, name: object, above: tuple[str, ...], seen: set[str]) -> Iterator[dict[str, object]]:
        """Each set is visited once, however often others include it: a set is what is in it, once."""
        if not isinstance(name, str) or name.partition("|")[0] not in self.sets:
            raise _Problem(Found.SET_MISSING, name=str(name)[:80])
        name = name.partition("|")[0]
        if name in above or len(above) > DEEPEST:
            raise _Problem(Found.SET_IN_A_CIRCLE, name=name[:80])
        if name in seen:
            return
        seen.add(name)
        held = self.sets[name]
        expansion = held.get("expansion")
        if isinstance(expansion, dict) and expansion.get("contains"):
            yield from _nested(expansion.get("contains"), "contains")
            return
        compose = held.get("compose")
        for include in _dicts(compose.get("include") if isinstance(compose, dict) else None):
            system = include.get("system")
            yield from ({"system": system} | concept for concept in _dicts(include.get("concept")))
            inner = include.get("valueSet")
            for other in inner if isinstance(inner, list) else []:
                yield from self._concepts(other, (*above, name), seen)
            if not include.get("concept") and isinstance(system, str) and system in self.systems:
                yield from ({"system": system} | c for c in _nested(self.systems[system].get("concept"), "concept"))

    def weight(self, coding: Mapping[str, object]) -> object:
        """The weight that a contained code system gives a code."""
        system = self.systems.get(str(coding.get("system")))
        for concept in _nested(system.get("concept") if system else None, "concept"):
            if concept.get("code") == coding.get("code"):
                found = _extension(concept, WEIGHTS)
                for one in _dicts(concept.get("property")):
                    if found is None and _word(one, "code") in {"itemWeight", "ordinalValue"}:
                        found = next((v for name, v in one.items() if name.startswith("value")), None)
                return found
        return None


def _nested(value: object, name: str, depth: int = 0) -> Iterator[dict[str, object]]:
    for one in _dicts(value) if depth <= DEEPEST else ():
        yield one
        yield from _nested(one.get(name), name, depth + 1)


@dataclass
class _Answers:
    """Value → word, in order of value; code → value of the same; and code → word of the answers without one."""

    weighed: dict[int, str] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    unweighed: dict[str, str] = field(default_factory=dict)


def _answers(item: Mapping[str, object], held: _File) -> _Answers:
    """The answers an item takes; raises _Problem where values repeat or only some have one."""
    if isinstance(item.get("answerValueSet"), str):
        pairs: list[tuple[Mapping[str, object], Mapping[str, object]]] = [
            ({}, concept) for concept in held.concepts(item["answerValueSet"])
        ]
    else:
        pairs = [
            (option, coding if isinstance(coding := option.get("valueCoding"), dict) else {})
            for option in _dicts(item.get("answerOption"))
        ]
    found = _Answers()
    for option, coding in pairs:
        places = (
            _extension(option, WEIGHTS),
            _extension(coding, WEIGHTS),
            held.weight(coding),
            option.get("valueInteger"),
            option.get("valueString") if not coding else None,
            _extension(option, {PREFIX}),
            coding.get("code"),
        )
        value = next((whole for place in places if (whole := _whole(place)) is not None), None)
        word = str(coding.get("display") or (option.get("valueString") if not coding else "") or "")
        if value is None:
            found.unweighed[str(coding.get("code"))[:40]] = word
        elif value in found.weighed:
            raise _Problem(Found.SAME_WEIGHT, weight=value)
        else:
            found.weighed[value] = word
            if coding.get("code"):
                found.codes[str(coding["code"])[:80]] = value
    if found.weighed and found.unweighed:
        raise _Problem(Found.SOME_UNWEIGHED, count=len(found.unweighed))
    if not pairs and _word(item, "type") in {"integer", "decimal"}:
        low, high = _whole(_extension(item, {LEAST})), _whole(_extension(item, {MOST}))
        if low is not None and high is not None and low < high <= low + 100:
            found.weighed = dict.fromkeys(range(low, high + 1), "")
    found.weighed = dict(sorted(found.weighed.items()))
    return found


def _walk(resource: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """All items in the order of the file, groups before what is in them."""
    waiting = [(item, 1) for item in reversed(_dicts(resource.get("item")))]
    while waiting:
        item, depth = waiting.pop()
        yield item
        if depth > DEEPEST:
            raise WordingRefused([message(Found.TOO_DEEP, place=("item", _name(item)), most=DEEPEST)])
        waiting += [(inner, depth + 1) for inner in reversed(_dicts(item.get("item")))]


def _name(item: Mapping[str, object]) -> str:
    return str(item.get("linkId") or "without linkId")[:60]


def _codes(item: Mapping[str, object]) -> frozenset[str]:
    return frozenset(
        code
        for coding in _dicts(item.get("code"))
        if coding.get("system", LOINC) == LOINC and isinstance(code := coding.get("code"), str)
    )


def _line(item: Mapping[str, object], held: _File) -> Line | Message:
    """The question, or why it is left out; raises _Problem, or WordingRefused for a text that cannot be shown."""
    name = _name(item)
    if _word(item, "type") not in ANSWERED:
        return message(Found.OF_OTHER_TYPE, name=name, kind=str(item.get("type")))
    if item.get("readOnly") is True:
        return message(Found.CALCULATED, name=name)
    answers = _answers(item, held)
    if not answers.weighed and not answers.unweighed:
        return message(Found.NEVER_WEIGHED, name=name)
    place: Place = ("item", name)
    if problem := text_problem(item.get("text"), place):
        raise WordingRefused([problem])
    for word in (*answers.weighed.values(), *answers.unweighed.values()):
        if word and (problem := text_problem(word, place, answer=True)):
            raise WordingRefused([problem])
    text = str(item["text"]).strip()
    return Line(
        place,
        text,
        answers.weighed,
        codes=_codes(item),
        unweighed=answers.unweighed,
        answer_codes=answers.codes,
        link_id=str(item["linkId"])[:200],
    )


def _is_above(item: Mapping[str, object]) -> bool:
    """Whether an item's text is shown among the questions: as it is for a group, and for a text without a control."""
    said = [value for url in (ITEM_CONTROL, CATEGORY) if (value := _extension(item, {url})) is not None]
    codes = [{_word(one, "code") for one in _dicts(value.get("coding"))} for value in said if isinstance(value, dict)]
    return bool(item.get("item")) or (all(found & ABOVE for found in codes) and len(codes) == len(said))


def _instruction(resource: Mapping[str, object]) -> str:
    """What stands above the questions: items that are only shown, and the text of groups, up to the last question.

    A text that could not be shown is left out, for it is none of the questions; so is what a form shows elsewhere, such
    as a help text.
    """
    items = list(_walk(resource))
    last = max((at for at, item in enumerate(items) if _word(item, "type") in ANSWERED), default=0)
    shown = (item for item in items[:last] if _word(item, "type") in {"group", "display"} and _is_above(item))
    above = (item.get("text") for item in shown)
    return join_instructions(text for text in above if isinstance(text, str) and not text_problem(text, ("item", "")))


def read_questionnaire(resource: Mapping[str, object], title: str = "") -> Loaded:
    """The scored questions of a Questionnaire, in its order. Raises WordingRefused, naming the items."""
    if resource.get("resourceType") != "Questionnaire":
        raise WordingRefused([message(Found.NO_QUESTIONNAIRE, kind=str(resource.get("resourceType"))[:40])])
    held, seen = _File.of(resource), set()
    lines: list[Line] = []
    left_out: list[Message] = []
    problems: list[Message] = []
    for number, item in enumerate(_walk(resource), 1):
        if number > 5 * MOST_ITEMS or len(lines) > MOST_ITEMS:
            raise WordingRefused([message(Found.TOO_MANY_QUESTIONS, most=MOST_ITEMS)])
        name = item.get("linkId")
        if not isinstance(name, str) or not name:
            problems.append(message(Found.NO_LINK_ID, place=("item", number)))
        elif name in seen:
            problems.append(message(Found.LINK_ID_TWICE, place=("item", name[:60])))
        else:
            seen.add(name)
            if _word(item, "type") in {"group", "display"}:
                continue
            try:
                found = _line(item, held)
            except _Problem as problem:
                problems.append(message(problem.code, place=("item", name[:60]), **problem.params))
            except WordingRefused as refused:
                problems += refused.found
            else:
                if isinstance(found, Message):
                    left_out.append(found)
                else:
                    lines.append(found)
        if len(problems) >= MOST_PROBLEMS:
            break
    if not problems and not lines:
        problems.append(message(Found.NONE_SCORED))
    if problems:
        raise WordingRefused(problems)
    named = resource.get("title") or resource.get("name")
    address = resource.get("url")
    return Loaded(
        str(named)[:120] if isinstance(named, str) else title,
        lines,
        left_out,
        instruction=_instruction(resource),
        canonical=address if isinstance(address, str) and len(address) <= 300 else "",
    )
