"""What in a client's file speaks against a modality or an exercise. Pure: no Django.

A caution is shown beside the choice. Some need a reason, which is kept: those that the modality's file ``heeds``, and
for an exercise its own caution while the file shows an open alert or a high DES-II.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from interventions.catalogue import Exercise, Modality

DES_LIMIT = 30  # Carlson & Putnam 1993: the score from which dissociation is looked into first


@dataclass(frozen=True)
class File:
    """What a file says. ``alerts``: sources of the open ones; ``des``: the newest DES-II mean, None without one.

    ``violence``: the newest answer (none, past, ongoing) of each partner who takes part, empty where nobody asked.
    """

    alerts: tuple[str, ...] = ()
    des: float | None = None
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
    found = []
    if file.alerts:
        found.append(Caution(f"An alert is open ({', '.join(file.alerts)}): stabilise first."))
    if file.des is None:
        found.append(Caution("No DES-II is on file: dissociation has not been looked for."))
    elif file.des >= DES_LIMIT:
        found.append(Caution(f"The DES-II is {file.des:g}: process trauma only after stabilisation."))
    if "ongoing" in file.violence:
        found.append(Caution("Violence or fear of the partner was named: no couple work while it goes on."))
    if not file.reachable:
        found.append(Caution("No consent to e-mail or the portal: exercises and questions go on paper."))
    return found


def for_modality(modality: Modality, file: File, *, couple: bool) -> list[Caution]:
    """What speaks against this modality for this client; ``couple``: a partner takes part."""
    found = []
    if couple and "partner-violence" in modality.heeds:
        if "ongoing" in file.violence:
            found.append(Caution("Couple work is contra-indicated: violence or fear of the partner goes on.", True))
        elif "" in file.violence:
            found.append(
                Caution("Not each partner was asked alone about violence. Ask before the first joint session.")
            )
        elif "past" in file.violence:
            found.append(Caution("There was violence in the past: agree first how each of them stays safe."))
    if "des-ii" in modality.heeds and file.des is not None and file.des >= DES_LIMIT:
        found.append(Caution(f"{modality.short} with a DES-II of {file.des:g}: not before stabilisation.", True))
    if "open-alert" in modality.heeds and file.alerts:
        found.append(Caution(f"{modality.short} while an alert is open ({', '.join(file.alerts)}).", True))
    if "touch" in modality.heeds and not file.touch:
        found.append(Caution("No consent to touch is on file: work without it."))
    return found


def for_exercise(exercise: Exercise, *, alert: bool, des: float | None) -> str:
    """The exercise's own caution where the file gives it weight, so that giving it needs a reason; empty otherwise."""
    if not exercise.cautions:
        return ""
    if alert:
        return f"An alert is open, and this one has a caution: {exercise.cautions}"
    if des is not None and des >= DES_LIMIT:
        return f"The DES-II is {des:g}, and this one has a caution: {exercise.cautions}"
    return ""


def with_reason(cautions: Iterable[Caution]) -> list[str]:
    """The texts of those that need a reason."""
    return [caution.text for caution in cautions if caution.needs_reason]
