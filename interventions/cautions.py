"""What in a client's file speaks against a modality or an exercise. Pure: no Django.

Data files name the kinds of caution (``caution_kinds``). Three are checked against the file: open risk, dissociation,
violence. The others have no field in the file: they are named as questions to ask. A free text beside them informs and
counts as no check, but it gives an open alert and a high DES-II weight. Some cautions need a reason, which is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from interventions.catalogue import CautionKind, Exercise, Modality, Phase
from interventions.dissociation import Dissociation

NOT_ON_FILE: dict[CautionKind, str] = {
    "psychosis": "psychosis",
    "heart": "heart trouble",
    "eating-disorder": "an eating disorder",
    "seizure": "seizures",
    "pregnancy": "pregnancy",
}

# In what is kept with an exercise it marks what may rest on the partner's private answer.
WITH_PARTNER = "Violence or fear of the partner goes on, and this is done with or about the partner."


@dataclass(frozen=True)
class File:
    """What a file says. ``alerts``: sources of the open ones; ``dissociation``: the newest DES-II.

    ``violence``: the newest answer (none, past, ongoing) of each partner who takes part, empty where nobody asked.
    """

    alerts: tuple[str, ...] = ()
    dissociation: Dissociation = field(default_factory=Dissociation)
    violence: tuple[str, ...] = ("",)
    touch: bool = False
    reachable: bool = True


@dataclass(frozen=True)
class Caution:
    """A sentence; ``needs_reason``: who goes on all the same says why."""

    text: str
    needs_reason: bool = False


def for_file(file: File) -> list[Caution]:
    """What stands beside every choice."""
    found, des = [], file.dissociation
    if file.alerts:
        found.append(Caution(f"An alert is open ({', '.join(file.alerts)}): stabilise first."))
    if not des.on_file:
        found.append(Caution("No DES-II is on file: dissociation has not been looked for."))
    elif des.is_high:
        found.append(Caution(f"The DES-II is {des.total:g}: process trauma only after stabilisation."))
    else:
        found += [Caution(text) for text in (des.closes, des.asks) if text]
    if "ongoing" in file.violence:
        found.append(Caution("Violence or fear of the partner was named: no couple work while it goes on."))
    if not file.reachable:
        found.append(Caution("No consent to e-mail or the portal: exercises and questions go on paper."))
    return found


def for_modality(modality: Modality, file: File, *, couple: bool) -> list[Caution]:
    """What speaks against this modality for this client; ``couple``: a partner takes part."""
    found, kinds = [], modality.kinds
    if couple and "violence" in kinds:
        found += _violence(file)
    if "dissociation" in kinds:
        if file.dissociation.is_high:
            text = f"{modality.short} with a DES-II of {file.dissociation.total:g}: not before stabilisation."
            found.append(Caution(text, True))
        elif file.dissociation.asks:
            found.append(Caution(file.dissociation.asks, modality.early_dissociation))
    if "open-risk" in kinds and file.alerts:
        found.append(Caution(f"{modality.short} while an alert is open ({', '.join(file.alerts)}).", True))
    if "touch" in modality.heeds and not file.touch:
        found.append(Caution("No consent to touch is on file: work without it."))
    return found + cautions_to_ask(kinds)


def _violence(file: File) -> list[Caution]:
    if "ongoing" in file.violence:
        return [Caution("Couple work is contra-indicated: violence or fear of the partner goes on.", True)]
    if "" in file.violence:
        return [Caution("Not each partner was asked alone about violence. Ask before the first joint session.")]
    if "past" in file.violence:
        return [Caution("There was violence in the past: agree first how each of them stays safe.")]
    return []


def cautions_to_ask(kinds: Iterable[CautionKind]) -> list[Caution]:
    """The kinds for which the file has no field, as one thing to ask about."""
    named = [words for kind, words in NOT_ON_FILE.items() if kind in set(kinds)]
    return [Caution(f"Not on file: ask about {', '.join(named)}.")] if named else []


def for_phase(phase: Phase, dissociation: Dissociation) -> list[str]:
    """What asks for a reason before this phase although no gate is closed."""
    return [dissociation.asks] if "dissociation" in phase.caution_kinds and dissociation.asks else []


def for_exercise(exercise: Exercise, file: File) -> str:
    """What in the file speaks against this exercise, so that giving it needs a reason; empty where nothing does."""
    kinds, words, des = set(exercise.caution_kinds), exercise.cautions, file.dissociation
    found = []
    if "violence" in kinds and "ongoing" in file.violence:
        found.append(WITH_PARTNER)
    if file.alerts and (words or "open-risk" in kinds):
        found.append("An alert is open, and this one has a caution.")
    if des.is_high and (words or "dissociation" in kinds):
        found.append(f"The DES-II is {des.total:g}, and this one has a caution.")
    elif des.asks and "dissociation" in kinds:
        found.append(f"{des.asks} This one turns inward.")
    return " ".join([*found, words]).strip() if found else ""


def with_reason(cautions: Iterable[Caution]) -> list[str]:
    """The texts of those that need a reason."""
    return [caution.text for caution in cautions if caution.needs_reason]
