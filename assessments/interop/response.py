"""Reading a FHIR QuestionnaireResponse into an instrument's answers. Pure: no Django."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments.catalogue import Instrument
from assessments.wording.fhir import WEIGHTS
from clinic.core.messages import Message, message

DEEPEST = 12
TARGET = "/fhir/StructureDefinition/target"  # this project's own: the person whom the answers are about
ACCEPTED = {"completed", "amended"}
YES_NO = {"LA33-6": 1, "LA32-8": 0}  # LOINC's answers, for instruments that ask yes or no


class ResponseProblem(StrEnum):
    """Why a QuestionnaireResponse cannot be taken."""

    UNKNOWN_INSTRUMENT = "response-unknown-instrument"  # known
    NOT_FINAL = "response-not-final"
    ANSWERED_TWICE = "response-answered-twice"  # item
    SEVERAL_ANSWERS = "response-several-answers"  # item, count
    NO_KNOWN_ANSWER = "response-no-known-answer"  # item


class ResponseRefused(ValueError):
    """A QuestionnaireResponse that cannot be taken; ``problems``: place → why."""

    def __init__(self, problems: dict[str, Message]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{place}: {why.code}" for place, why in problems.items()))


@dataclass(frozen=True)
class Answers:
    """Item number as text → value, as ``record_assessment`` takes them, and the linkIds that were no items.

    ``target``: the person asked about, empty for an instrument without targets.
    """

    responses: dict[str, int]
    ignored: list[str]
    target: str = ""


def _dicts(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _items(resource: Mapping[str, object]) -> Iterator[dict[str, object]]:
    waiting = [(item, 1) for item in reversed(_dicts(resource.get("item")))]
    while waiting:
        item, depth = waiting.pop()
        yield item
        if depth < DEEPEST:
            inner = _dicts(item.get("item")) + [i for a in _dicts(item.get("answer")) for i in _dicts(a.get("item"))]
            waiting += [(one, depth + 1) for one in reversed(inner)]


@dataclass(frozen=True)
class Coded:
    """A FHIR Questionnaire that the practice loaded, as an instrument's items and answers are called in it.

    ``link_ids``: one an item; ``answer_codes``: item as text → code of an answer → its value.
    """

    canonical: str
    instrument: str
    link_ids: Sequence[str]
    answer_codes: Mapping[str, Mapping[str, int]]


def find_coded(resource: Mapping[str, object], loaded: Mapping[str, Coded]) -> Coded | None:
    """The loaded Questionnaire that a response answers, by its whole canonical address, with a version or without."""
    address = str(resource.get("questionnaire") or "")
    return loaded.get(address) or loaded.get(address.partition("|")[0])


def find_instrument(resource: Mapping[str, object], known: Mapping[str, Instrument]) -> Instrument:
    """The instrument that a response answers: by its canonical address, a LOINC panel, or its items' codes.

    Raises ResponseRefused, naming those that are known.
    """
    address = str(resource.get("questionnaire") or "").partition("|")[0].rstrip("/").rpartition("/")[2]
    links = {str(item.get("linkId")).rpartition("/")[2] for item in _items(resource)}
    for instrument in known.values():
        by_address = address and address in {instrument.key, instrument.loinc_panel}
        if by_address or (instrument.loinc and set(instrument.loinc) <= links):
            return instrument
    raise ResponseRefused({"questionnaire": message(ResponseProblem.UNKNOWN_INSTRUMENT, known=tuple(known))})


def _number(answer: Mapping[str, object], instrument: Instrument) -> int | None:
    coding, yes_no = answer.get("valueCoding"), (instrument.min, instrument.max) == (0, 1)
    if yes_no and isinstance(yes := answer.get("valueBoolean"), bool):
        return int(yes)
    if isinstance(coding, dict):
        for extension in _dicts(coding.get("extension")) + _dicts(answer.get("extension")):
            if str(extension.get("url")) in WEIGHTS:
                return _whole(extension.get("valueDecimal", extension.get("valueInteger")))
        code = str(coding.get("code") or "")
        known = YES_NO | instrument.loinc_answers if yes_no else instrument.loinc_answers
        return known.get(code, int(code) if code.isascii() and code.isdecimal() else None)
    return _whole(answer.get("valueInteger", answer.get("valueDecimal")))


def _by_code(answer: Mapping[str, object], codes: Mapping[str, int]) -> int | None:
    coding = answer.get("valueCoding")
    return codes.get(str(coding.get("code"))) if isinstance(coding, dict) else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 9999:
        return None
    return int(value) if int(value) == value else None


def read_response(resource: Mapping[str, object], instrument: Instrument, coded: Coded | None = None) -> Answers:
    """The answers by item; ``coded``: what the items and answers are called in the Questionnaire it answers.

    Raises ResponseRefused for a status that is not final and for each answer that is none."""
    problems: dict[str, Message] = {}
    if str(resource.get("status")) not in ACCEPTED:
        problems["status"] = message(ResponseProblem.NOT_FINAL)
    numbers = {str(n): n for n in range(1, instrument.items + 1)}
    numbers |= {code: n for n, code in enumerate(instrument.loinc, 1)}
    whole = {link: n for n, link in enumerate(coded.link_ids, 1)} if coded else {}
    responses: dict[str, int] = {}
    ignored: list[str] = []
    for item in _items(resource):
        link = str(item.get("linkId") or "")
        number = whole.get(link) if whole else numbers.get(link.rpartition("/")[2])
        if number is None:
            if item.get("answer"):
                ignored.append(link[:60])
            continue
        answers = _dicts(item.get("answer"))
        if not answers:
            continue
        value = _by_code(answers[0], coded.answer_codes.get(str(number), {})) if coded else None
        value = _number(answers[0], instrument) if value is None else value
        if str(number) in responses:
            problems[link[:60]] = message(ResponseProblem.ANSWERED_TWICE, item=number)
        elif len(answers) > 1:
            problems[link[:60]] = message(ResponseProblem.SEVERAL_ANSWERS, item=number, count=len(answers))
        elif value is None:
            problems[link[:60]] = message(ResponseProblem.NO_KNOWN_ANSWER, item=number)
        else:
            responses[str(number)] = value
        if len(problems) >= 20:
            break
    if problems:
        raise ResponseRefused(problems)
    targets = (e.get("valueString") for e in _dicts(resource.get("extension")) if str(e.get("url")).endswith(TARGET))
    return Answers(responses, ignored, str(next(targets, "") or "")[:20])
