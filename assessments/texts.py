"""The words for what the pure modules of this package find: they return codes, and each code has its sentence here."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.catalogue import Subscale
from assessments.change import Verdict
from assessments.criterion import CONFIDENCE
from assessments.explain import Step
from assessments.given import TotalRefusal
from assessments.interop.response import ResponseProblem
from assessments.interviews.definition import Contradiction
from assessments.rules import Met, RuleResult
from assessments.scoring import Refusal, Remark, Signal
from clinic.core.messages import Text

VERDICTS = {
    Verdict.RECOVERED: _("recovered"),
    Verdict.IMPROVED: _("reliably improved"),
    Verdict.UNCHANGED: _("no reliable change"),
    Verdict.WORSE: _("reliably worse"),
    Verdict.UNKNOWN: _("no threshold known"),
    Verdict.RISEN: _("higher, own wording"),
    Verdict.OWN_WORDS: _("not judged: own wording"),
}
FALLEN = _("lower, own wording")  # the same as RISEN where more is better
# In one or two words, for a table; a score without a threshold has none.
SHORT_VERDICTS = {
    Verdict.RECOVERED: _("recovered"),
    Verdict.IMPROVED: _("improved"),
    Verdict.UNCHANGED: _("no change"),
    Verdict.WORSE: _("worse"),
    Verdict.UNKNOWN: "",
    Verdict.RISEN: _("higher, own wording"),
    Verdict.OWN_WORDS: "",
}
# Those that a criterion of change has decided.
JUDGED = {Verdict.RECOVERED, Verdict.IMPROVED, Verdict.UNCHANGED, Verdict.WORSE}
VERDICT_CHOICES = [(verdict.value, label) for verdict, label in VERDICTS.items()]


def verdict_text(verdict: str) -> str:
    """The words for a verdict as it is stored; empty for none, as a baseline has."""
    return str(VERDICTS[Verdict(verdict)]) if verdict else ""


def confidence_text(subscale: Subscale) -> str:
    """The confidence of a published criterion of change where it is not 95 %, as a label; else empty."""
    stated = subscale.rci_confidence if subscale.rci_published is not None else None
    return "" if stated in {None, CONFIDENCE} else gettext("%(percent)s %%") % {"percent": round(100 * (stated or 0))}


def judged_text(subscale: Subscale | None, verdict: str) -> str:
    """The words for a verdict, with the confidence of its criterion where that is not 95 %."""
    if verdict == Verdict.RISEN and subscale is not None and subscale.higher_is == "better":
        return str(FALLEN)
    text, stated = verdict_text(verdict), confidence_text(subscale) if subscale else ""
    return f"{text} ({stated})" if stated and verdict in JUDGED else text


def short_verdict_text(verdict: str) -> str:
    """The same in one or two words; empty also where no threshold is known."""
    return str(SHORT_VERDICTS[Verdict(verdict)]) if verdict else ""


def rule_sentence(result: RuleResult) -> str:
    """What came of a rule that is met, or that is open because of answers that are missing."""
    if result.met == Met.YES:
        return f"{result.name}: {result.meaning}."
    text = _("%(rule)s: cannot be told, because items on which it depends are not answered.")
    return str(text % {"rule": result.name})


TEXTS: Mapping[str, Text] = {
    Refusal.UNKNOWN_ITEM: _("unknown item; %(instrument)s has items 1 to %(items)s"),
    Refusal.NO_WHOLE_NUMBER: _("must be a whole number, or null when not answered"),
    Refusal.OUT_OF_RANGE: _("out of range: %(least)s to %(most)s"),
    Refusal.NOT_IN_STEPS: _("must be in steps of %(step)s"),
    Refusal.NOT_ASKED: _("is not asked when item %(item)s is not %(answer)s"),
    Remark.TOO_FEW_ANSWERED: ngettext_lazy(
        "%(missing)s of %(of)s items is missing; %(allowed)s may be",
        "%(missing)s of %(of)s items are missing; %(allowed)s may be",
        "missing",
    ),
    Remark.PRORATED: _("%(missing)s of %(of)s items missing, prorated"),
    Remark.RISK_UNANSWERED: _("risk item %(items)s not answered: ask"),
    Remark.RISK_ASKED: _("risk item %(items)s not answered; asked about later"),
    Remark.TYPED_TOTAL: _("typed in as a value, without the answers"),
    TotalRefusal.UNKNOWN_SCALE: _("unknown scale; %(instrument)s has: %(scales)s"),
    TotalRefusal.NO_NUMBER: _("must be a number, or null when it is not known"),
    TotalRefusal.TOO_EXACT: _("at most %(decimals)s decimals"),
    TotalRefusal.OUT_OF_RANGE: _("out of range: %(least)s to %(most)s"),
    Remark.INCOMPLETE: ngettext_lazy(
        "incomplete: %(missing)s of %(of)s items is missing; ask",
        "incomplete: %(missing)s of %(of)s items are missing; ask",
        "missing",
    ),
    Remark.INCOMPLETE_ASKED: ngettext_lazy(
        "incomplete: %(missing)s of %(of)s items is missing; asked about later",
        "incomplete: %(missing)s of %(of)s items are missing; asked about later",
        "missing",
    ),
    Remark.AT_LEAST: ngettext_lazy(
        "at least %(level)s, incomplete: %(missing)s of %(of)s items is missing; ask",
        "at least %(level)s, incomplete: %(missing)s of %(of)s items are missing; ask",
        "missing",
    ),
    Remark.AT_LEAST_ASKED: ngettext_lazy(
        "at least %(level)s, incomplete: %(missing)s of %(of)s items is missing; asked about later",
        "at least %(level)s, incomplete: %(missing)s of %(of)s items are missing; asked about later",
        "missing",
    ),
    Signal.SCREENED: _("screened %(level)s"),
    Signal.SCREENED_AT_LEAST: _("screened at least %(level)s, incomplete"),
    ResponseProblem.UNKNOWN_INSTRUMENT: _("does not name a known instrument. Known: %(known)s."),
    ResponseProblem.NOT_FINAL: _("must be completed or amended."),
    ResponseProblem.ANSWERED_TWICE: _("item %(item)s is answered twice."),
    ResponseProblem.SEVERAL_ANSWERS: _("item %(item)s has %(count)s answers; one is needed."),
    ResponseProblem.NO_KNOWN_ANSWER: _("item %(item)s has no answer that is a whole number or a known code."),
    Contradiction.LOW_COHERENCE: _("%(code)s with coherence of mind %(value)g, below %(limit)g: look again."),
    Contradiction.HIGH_COHERENCE: _("%(code)s with coherence of mind %(value)g, above %(limit)g: look again."),
    Contradiction.UNRESOLVED: _("%(code)s with %(scale)s %(value)g, above %(limit)g: look again."),
    Contradiction.NOT_UNRESOLVED: _("%(code)s with every scale of being unresolved below %(limit)g: look again."),
    Step.CALCULATED: _("%(steps)s"),
    Step.TYPED: _("%(value)g, typed in as a value without the answers"),
    Step.LEVEL: _("level %(level)s"),
    Step.ERROR: _("%(steps)s; 95 %%: ± %(half).2f (SD of: %(sample)s; reliability: %(kind)s)"),
    Step.ERROR_FROM_CHANGE: _("%(steps)s, from the published criterion of change; 95 %%: ± %(half).2f"),
    Step.ERROR_UNKNOWN: _("no standard deviation and reliability are known for it, so its error is unknown"),
    Step.ERROR_UNKNOWN_BECAUSE: _("not known: %(why)s"),
    Step.THRESHOLD_PUBLISHED: _("%(value)g, as published (%(source)s; its confidence is not stated there)"),
    Step.THRESHOLD_PUBLISHED_AT: _("%(value)g, as published (%(source)s), at %(percent)s %% confidence"),
    Step.THRESHOLD_COMPUTED: _("%(steps)s (Jacobson & Truax 1991)"),
    Step.THRESHOLD_UNKNOWN: _("no threshold is known: a difference is shown and not judged"),
    Step.CUTOFF_PUBLISHED: _("%(value)g, as published (%(source)s)"),
    Step.CUTOFF_FURTHER: _("%(value)g: %(meaning)s (%(source)s)"),
    Step.RECOVERED_AT_MOST: _("recovered at %(value)g or below (%(source)s)"),
    Step.RECOVERED_AT_LEAST: _("recovered at %(value)g or above (%(source)s)"),
    Step.CUTOFF_COMPUTED: _("%(value).2f, criterion c from both samples"),
    Step.CUTOFF_NONE: _("none is used"),
}
