"""What in a client's file speaks against a modality or an exercise. Pure: no Django.

Data files name the kinds of caution (``caution_kinds``). Three are checked against the file: open risk, dissociation,
violence. The others have no field in the file: they are named as questions to ask. A free text beside them informs and
counts as no check, but it gives an open alert and a high DES-II weight. Some cautions need a reason, which is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from clinic.core.messages import Message, message, quoted
from interventions.catalogue import CautionKind, Exercise, Modality, Phase
from interventions.dissociation import Dissociation

NOT_ON_FILE: tuple[CautionKind, ...] = ("psychosis", "heart", "eating-disorder", "seizure", "pregnancy")


class Against(StrEnum):
    """What in a file speaks against something, or asks for care."""

    ALERT_OPEN = "alert-open"  # alerts
    DES_HIGH = "stabilise-before-trauma"  # total
    VIOLENCE_NAMED = "violence-named"
    UNREACHABLE = "unreachable"
    DES_NOT_LOOKED_FOR = "dissociation-not-looked-for"
    MODALITY_WITH_DES = "modality-with-high-des"  # modality, total
    MODALITY_WITH_ALERT = "modality-with-alert"  # modality, alerts
    NO_CONSENT_TO_TOUCH = "no-consent-to-touch"
    COUPLE_VIOLENCE = "couple-violence"
    VIOLENCE_NOT_ASKED = "violence-not-asked"
    VIOLENCE_IN_THE_PAST = "violence-in-the-past"
    NOT_ON_FILE = "not-on-file"  # kinds
    VIOLENCE_GOES_ON = "violence-goes-on"
    # In what is kept with an exercise it marks what may rest on the partner's private answer.
    WITH_PARTNER = "violence-with-partner"
    EXERCISE_WITH_ALERT = "exercise-with-alert"
    EXERCISE_WITH_DES = "exercise-with-high-des"  # total
    TURNS_INWARD = "turns-inward"


@dataclass(frozen=True)
class File:
    """What a file says. ``alerts``: sources of the open ones; ``dissociation``: the newest DES-II.

    ``violence``: the newest answer (none, past, ongoing) of each partner who takes part, empty where nobody asked
    or the reader may not know.
    """

    alerts: tuple[str, ...] = ()
    dissociation: Dissociation = field(default_factory=Dissociation)
    violence: tuple[str, ...] = ("",)
    touch: bool = False
    reachable: bool = True


@dataclass(frozen=True)
class Caution:
    """What speaks against something; ``needs_reason``: whoever continues despite it says why."""

    found: Message
    needs_reason: bool = False

    @property
    def text(self) -> str:
        """The caution in words."""
        return str(self.found)


def for_file(file: File) -> list[Caution]:
    """What is shown beside every choice."""
    found: list[Caution] = []
    des = file.dissociation
    if file.alerts:
        found.append(Caution(message(Against.ALERT_OPEN, alerts=file.alerts)))
    if not des.on_file:
        found.append(Caution(message(Against.DES_NOT_LOOKED_FOR)))
    elif des.is_high:
        found.append(Caution(message(Against.DES_HIGH, total=des.total)))
    else:
        found += [Caution(one) for one in (des.closes, des.asks) if one]
    if "ongoing" in file.violence:
        found.append(Caution(message(Against.VIOLENCE_NAMED)))
    if not file.reachable:
        found.append(Caution(message(Against.UNREACHABLE)))
    return found


def for_modality(modality: Modality, file: File, *, couple: bool) -> list[Caution]:
    """What speaks against this modality for this client; ``couple``: a household is treated."""
    found, kinds = [], modality.kinds
    if couple and "violence" in kinds:
        found += _violence(file)
    if "dissociation" in kinds:
        if file.dissociation.is_high:
            total = file.dissociation.total
            found.append(Caution(message(Against.MODALITY_WITH_DES, modality=modality.short, total=total), True))
        elif asks := file.dissociation.asks:
            found.append(Caution(asks, modality.early_dissociation))
    if "open-risk" in kinds and file.alerts:
        open_ones = message(Against.MODALITY_WITH_ALERT, modality=modality.short, alerts=file.alerts)
        found.append(Caution(open_ones, True))
    if "touch" in modality.heeds and not file.touch:
        found.append(Caution(message(Against.NO_CONSENT_TO_TOUCH)))
    return found + cautions_to_ask(kinds)


def _violence(file: File) -> list[Caution]:
    if "ongoing" in file.violence:
        return [Caution(message(Against.COUPLE_VIOLENCE), True)]
    if "" in file.violence:
        return [Caution(message(Against.VIOLENCE_NOT_ASKED))]
    if "past" in file.violence:
        return [Caution(message(Against.VIOLENCE_IN_THE_PAST))]
    return []


def cautions_to_ask(kinds: Iterable[CautionKind]) -> list[Caution]:
    """The kinds for which the file has no field, as one thing to ask about."""
    asked = tuple(kind for kind in NOT_ON_FILE if kind in set(kinds))
    return [Caution(message(Against.NOT_ON_FILE, kinds=asked))] if asked else []


def for_phase(phase: Phase, dissociation: Dissociation) -> list[Message]:
    """What asks for a reason before this phase although no gate is closed."""
    return [asks] if "dissociation" in phase.caution_kinds and (asks := dissociation.asks) else []


def for_exercise(exercise: Exercise, file: File) -> list[Message]:
    """What in the file speaks against this exercise, so that giving it needs a reason; empty where nothing does."""
    kinds, words, des = set(exercise.caution_kinds), exercise.cautions, file.dissociation
    found = []
    if "violence" in kinds and "ongoing" in file.violence:
        found.append(message(Against.WITH_PARTNER))
    if file.alerts and (words or "open-risk" in kinds):
        found.append(message(Against.EXERCISE_WITH_ALERT))
    if des.is_high and (words or "dissociation" in kinds):
        found.append(message(Against.EXERCISE_WITH_DES, total=des.total))
    elif (asks := des.asks) and "dissociation" in kinds:
        found += [asks, message(Against.TURNS_INWARD)]
    return [*found, quoted(words)] if found and words else found


def with_reason(cautions: Iterable[Caution]) -> list[Message]:
    """What those say that need a reason."""
    return [caution.found for caution in cautions if caution.needs_reason]
