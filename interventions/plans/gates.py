"""What must hold before a phase is entered. Pure: no Django.

Two kinds of condition: the exit of the phase before has been recorded (for every modality), and the conditions that the
modality's file names for a gated phase (``needs``), each of which is a function here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interventions.catalogue import Modality
from interventions.cautions import DES_LIMIT


@dataclass(frozen=True)
class Facts:
    """What the file says. ``exits``: phases whose exit is recorded. ``des``: the newest DES-II mean, None without one.

    ``unguarded``: exiles whose protectors have all given permission; ``resources``: how many settle the body.
    """

    exits: frozenset[str] = frozenset()
    des: float | None = None
    specialist_note: str = ""
    unguarded: tuple[str, ...] = ()
    exiles: int = 0
    resources: int = 0


def _preparation(facts: Facts) -> str:
    return "" if "2-preparation" in facts.exits else "The exit of the preparation is not recorded."


def _dissociation(facts: Facts) -> str:
    if facts.des is None:
        return "No DES-II is on file."
    if facts.des >= DES_LIMIT and not facts.specialist_note:
        return f"The DES-II is {facts.des:g}, not below {DES_LIMIT}, and no specialist's assessment is noted."
    return ""


def _permission(facts: Facts) -> str:
    if not facts.exiles:
        return "No exile with its protectors is on the parts map."
    return "" if facts.unguarded else "No exile has the permission of all its protectors."


def _resources(facts: Facts) -> str:
    return "" if facts.resources >= 2 else f"Two resources that settle the body are needed; {facts.resources} noted."


CONDITIONS: Mapping[str, Callable[[Facts], str]] = {
    "preparation-exit": _preparation,
    "des-ii-below-limit-or-note": _dissociation,
    "protectors-permission": _permission,
    "two-resources": _resources,
}


def unmet(modality: Modality, current: str, wanted: str, facts: Facts) -> list[str]:
    """What is missing for ``wanted``, in words; empty when the way is free. Going back is always free."""
    keys = [phase.key for phase in modality.phases]
    here, there = keys.index(current), keys.index(wanted)
    if there <= here:
        return []
    missing = [
        f"The exit of “{modality.phases[index].name}” is not recorded."
        for index in range(here, there)
        if keys[index] not in facts.exits
    ]
    for gate in modality.gates:
        if gate.phase == wanted:
            missing += [text for need in gate.needs if (text := CONDITIONS[need](facts)) and text not in missing]
    return missing


def is_gated(modality: Modality, phase: str) -> bool:
    """Whether a gate guards the phase."""
    return any(gate.phase == phase for gate in modality.gates)
