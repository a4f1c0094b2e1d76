"""What must hold before a phase is entered. Pure: no Django.

Two kinds of condition: the exit of the phase before has been recorded (for every modality), and the conditions that the
modality's file names for a gated phase (``needs``). What any plan can be asked is a function here; what is asked of a
modality's record is answered by its package.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clinic.core.messages import Message, message
from interventions.catalogue import Modality
from interventions.cautions import for_phase
from interventions.dissociation import Dissociation


class Missing(StrEnum):
    """What a phase waits for."""

    EXIT = "exit-not-recorded"  # phase
    PREPARATION_EXIT = "preparation-exit-not-recorded"
    NO_SPECIALIST = "no-specialist-noted"
    NOT_LOOKED_AT = "not-looked-at"  # need


@dataclass(frozen=True)
class Facts:
    """What the file says. ``exits``: phases whose exit is recorded. ``dissociation``: the newest DES-II.

    ``record``: need → what is missing in the modality's own record, None where nothing is.
    """

    exits: frozenset[str] = frozenset()
    dissociation: Dissociation = field(default_factory=Dissociation)
    specialist_note: str = ""
    record: Mapping[str, Message | None] = field(default_factory=dict)


PREPARATION = "2-preparation"


def _preparation(facts: Facts) -> list[Message]:
    return [] if PREPARATION in facts.exits else [message(Missing.PREPARATION_EXIT)]


def _dissociation(facts: Facts) -> list[Message]:
    closed = facts.dissociation.closes
    if not closed or facts.specialist_note:
        return []
    return [closed, message(Missing.NO_SPECIALIST)] if facts.dissociation.on_file else [closed]


BY_DISSOCIATION = "des-ii-below-limit-or-note"

CONDITIONS: Mapping[str, Callable[[Facts], list[Message]]] = {
    "preparation-exit": _preparation,
    BY_DISSOCIATION: _dissociation,
}


def _missing(need: str, facts: Facts) -> list[Message]:
    """What is missing for a need; a need that nobody has looked at is not met."""
    if need in CONDITIONS:
        return CONDITIONS[need](facts)
    found = facts.record.get(need, message(Missing.NOT_LOOKED_AT, need=need))
    return [found] if found else []


def unmet_conditions(modality: Modality, current: str, wanted: str, facts: Facts) -> list[Message]:
    """What is missing for ``wanted``; empty when the way is free. Going back is always free."""
    keys = [phase.key for phase in modality.phases]
    here, there = keys.index(current), keys.index(wanted)
    if there <= here:
        return []
    missing = [
        message(Missing.EXIT, phase=modality.phases[index].name)
        for index in range(here, there)
        if keys[index] not in facts.exits
    ]
    said = {key for key in keys[here:there] if key not in facts.exits}
    behind = behind_gates(modality, here, there, facts)
    # A gate right behind the preparation asks for the exit that is named already.
    return missing + [one for one in behind if one.code != Missing.PREPARATION_EXIT or PREPARATION not in said]


def behind_gates(modality: Modality, here: int, there: int, facts: Facts) -> list[Message]:
    """What is missing for the gates between two places among the phases, the later one included.

    ``here`` is -1 before the plan has begun: who begins later passes the same gates as who comes from the first phase.
    """
    keys = [phase.key for phase in modality.phases]
    passed = [gate for gate in modality.gates if here < keys.index(gate.phase) <= there]
    found = [one for gate in passed for need in gate.needs for one in _missing(need, facts)]
    return list(dict.fromkeys(found))


def reasons_required(modality: Modality, here: int, there: int, facts: Facts) -> list[Message]:
    """What asks for a reason between two places although no gate is closed for it; a specialist's word answers it."""
    if facts.specialist_note:
        return []
    phases = modality.phases[here + 1 : there + 1]
    return list(dict.fromkeys(one for phase in phases for one in for_phase(phase, facts.dissociation)))


def has_gate(modality: Modality, here: int, there: int) -> bool:
    """Whether there is a gate between two places among the phases, the later one included."""
    keys = [phase.key for phase in modality.phases]
    return any(here < keys.index(gate.phase) <= there for gate in modality.gates)


def is_gated(modality: Modality, phase: str) -> bool:
    """Whether a gate guards the phase."""
    return any(gate.phase == phase for gate in modality.gates)


def dissociation_ahead(modality: Modality, current: str, facts: Facts) -> list[Message]:
    """What a gate that is still ahead waits for because of the newest DES-II, or because there is none."""
    keys = [phase.key for phase in modality.phases]
    ahead = keys[keys.index(current) + 1 :]
    asked = any(BY_DISSOCIATION in gate.needs for gate in modality.gates if gate.phase in ahead)
    return _dissociation(facts) if asked else []
