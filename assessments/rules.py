"""Rules over items: patterns that a classification asks for, and diagnoses made of several of them. Pure: no Django.

Whether a rule is met has three answers. Where items are left out, it is met or not met only if no answer to them
could change that; otherwise it is open.
"""

from enum import StrEnum
from typing import NamedTuple

from assessments.catalogue import Instrument, Rule
from assessments.scoring import Answers


class Met(StrEnum):
    """Whether a rule is met."""

    YES = "yes"
    NO = "no"
    OPEN = "open"  # items are left out on which it depends


class RuleResult(NamedTuple):
    """What came of a rule: its name, whether it is met, and what that means."""

    name: str
    met: Met
    meaning: str


def _all(parts: list[Met]) -> Met:
    if Met.NO in parts:
        return Met.NO
    return Met.OPEN if Met.OPEN in parts else Met.YES


def _group(answers: Answers, least: int, count: int, items: list[int]) -> Met:
    found = sum(1 for item in items if (value := answers.get(item)) is not None and value >= least)
    left_out = sum(1 for item in items if answers.get(item) is None)
    if found >= count:
        return Met.YES
    return Met.OPEN if found + left_out >= count else Met.NO


NOT = {Met.YES: Met.NO, Met.NO: Met.YES, Met.OPEN: Met.OPEN}


def _met(rule: Rule, answers: Answers, before: dict[str, Met]) -> Met:
    groups = [_group(answers, rule.at_least, count, items) for count, items in rule.groups]
    return _all([*groups, *(before[name] for name in rule.needs), *(NOT[before[name]] for name in rule.unless)])


def evaluate_rules(instrument: Instrument, answers: Answers) -> list[RuleResult]:
    """The instrument's rules in their order; one that ``needs`` or excludes (``unless``) others comes after them."""
    met: dict[str, Met] = {}
    for rule in instrument.rules:
        met[rule.name] = _met(rule, answers, met)
    return [RuleResult(rule.name, met[rule.name], rule.meaning) for rule in instrument.rules]
