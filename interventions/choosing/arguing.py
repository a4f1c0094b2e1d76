"""What speaks for a way of working with one client, what against it, and what is not known. Pure: no Django.

Argued from what measures show, the client's wish, the therapist's training and the cautions of the file; never from a
place on the attachment plane. No modality is marked: each argument is a code with its parameters, its grade of evidence
and its source, and people weigh them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from clinic.core.messages import Message, message
from interventions.catalogue import Modality
from interventions.cautions import Against, Caution

Problem = Literal["ptsd", "complex-ptsd", "couple-distress", "depression", "schemas"]
State = Literal["shown", "not-shown", "unclear"]
Side = Literal["for", "against", "unknown"]


class Argues(StrEnum):
    """What an argument says."""

    SHOWN = "choice-problem-shown"  # problem, measure, value, cut, on
    NOT_SHOWN = "choice-problem-not-shown"  # problem, measure, value, cut, on
    UNCLEAR = "choice-problem-unclear"  # problem, measure, on
    NOT_MEASURED = "choice-problem-not-measured"  # problem, measures
    NO_FINDINGS = "choice-no-findings"  # problems
    WANTS = "choice-client-wants"
    WOULD_RATHER_NOT = "choice-client-rather-not"
    NO_PREFERENCE = "choice-client-no-preference"
    WISH_NOT_ASKED = "choice-wish-not-asked"
    TRAINED = "choice-trained"  # who, level, year
    IN_TRAINING = "choice-in-training"  # who
    NOT_TRAINED = "choice-not-trained"  # who
    TRAINING_NOT_SAID = "choice-training-not-said"  # who
    NO_LEAD = "choice-no-lead"


@dataclass(frozen=True)
class Finding:
    """What the newest form of one measure says of a problem. ``value`` and ``cut``: empty where a pattern is asked for
    and not a number. ``on``: the day of the form as ISO text."""

    problem: Problem
    state: State
    measure: str
    on: str
    value: str = ""
    cut: str = ""


@dataclass(frozen=True)
class Situation:
    """What is known. ``measures``: problem → the names of the forms that ask about it. ``wishes``: modality → what the
    client said (wants, against, open); ``trainings``: modality → (level, year) of who leads the treatment, as far as
    they have said so; ``lead``: their name, empty where nobody leads."""

    findings: tuple[Finding, ...] = ()
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wishes: Mapping[str, str] = field(default_factory=dict)
    trainings: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True)
class Argument:
    """One argument. ``evidence`` and ``source``: of what is claimed, where something is; ``needs_reason``: whoever goes
    ahead despite it says why."""

    side: Side
    found: Message
    evidence: str = ""
    source: str = ""
    needs_reason: bool = False


QUESTIONS = {Against.NOT_ON_FILE, Against.VIOLENCE_NOT_ASKED, Against.DES_NOT_LOOKED_FOR}


def argue(modality: Modality, situation: Situation, cautions: Iterable[Caution] = ()) -> list[Argument]:
    """The arguments about one modality: by measures first, then wish, training, cautions of the file."""
    return [
        *_by_measures(modality, situation),
        _by_wish(situation.wishes.get(modality.key, "")),
        _by_training(modality.key, situation),
        *(_by_caution(one) for one in cautions),
    ]


def _by_measures(modality: Modality, situation: Situation) -> list[Argument]:
    found: list[Argument] = []
    by_problem = {one.problem: one for one in situation.findings}
    for fit in modality.fits:
        finding = by_problem.get(fit.problem)
        if finding is None:
            asked = message(Argues.NOT_MEASURED, problem=fit.problem, measures=situation.measures.get(fit.problem, ()))
            found.append(Argument("unknown", asked, fit.evidence, fit.source))
        else:
            found.append(Argument(_SIDES[finding.state], _said(finding), fit.evidence, fit.source))
    graded = {fit.problem for fit in modality.fits}
    shown = tuple(one.problem for one in situation.findings if one.state == "shown" and one.problem not in graded)
    if shown:
        found.append(Argument("unknown", message(Argues.NO_FINDINGS, problems=shown)))
    return found


_SIDES: Mapping[State, Side] = {"shown": "for", "not-shown": "against", "unclear": "unknown"}
_CODES = {"shown": Argues.SHOWN, "not-shown": Argues.NOT_SHOWN}


def _said(one: Finding) -> Message:
    if one.state == "unclear":
        return message(Argues.UNCLEAR, problem=one.problem, measure=one.measure, on=one.on)
    code = _CODES[one.state]
    return message(code, problem=one.problem, measure=one.measure, value=one.value, cut=one.cut, on=one.on)


def _by_wish(wish: str) -> Argument:
    if wish == "wants":
        return Argument("for", message(Argues.WANTS))
    if wish == "against":
        return Argument("against", message(Argues.WOULD_RATHER_NOT))
    return Argument("unknown", message(Argues.NO_PREFERENCE if wish else Argues.WISH_NOT_ASKED))


def _by_training(key: str, situation: Situation) -> Argument:
    """Of whoever leads the treatment. What they have not said is not known, whatever else they have said."""
    who = situation.lead
    if not who:
        return Argument("unknown", message(Argues.NO_LEAD))
    if key not in situation.trainings:
        return Argument("unknown", message(Argues.TRAINING_NOT_SAID, who=who))
    level, year = situation.trainings[key]
    if level == "none":
        return Argument("against", message(Argues.NOT_TRAINED, who=who))
    if level == "begun":
        return Argument("against", message(Argues.IN_TRAINING, who=who))
    return Argument("for", message(Argues.TRAINED, who=who, level=level, year=year))


def _by_caution(caution: Caution) -> Argument:
    side: Side = "unknown" if caution.found.code in QUESTIONS else "against"
    return Argument(side, caution.found, needs_reason=caution.needs_reason)
