"""What in a client's file speaks against a modality or an exercise. Pure: no Django.

Data files name the kinds of caution (``caution_kinds``), and each is checked against the file: open risk, dissociation,
violence, and the facts of somebody's health. A condition that nobody asked about is named as a question to ask. A free
text beside them informs and counts as no check, but it gives an open alert, a high DES-II and a condition weight. Some
cautions need a reason, which is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clinic.core.messages import Message, message, quoted
from interventions.catalogue import Modality, Phase
from interventions.dissociation import Dissociation
from interventions.exercises.definitions import CautionKind, Exercise

# Facts of the file; the same keys as ``clients.health.models.HealthKind``.
HEALTH: tuple[CautionKind, ...] = ("psychosis", "heart", "eating-disorder", "seizure", "pregnancy")


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
    HEALTH_PRESENT = "health-present"  # kinds
    HEALTH_PAST = "health-past"  # kinds
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
    or the reader may not know. ``health``: condition → the newest answer (none, past, present); a condition that
    nobody asked about is left out.
    """

    alerts: tuple[str, ...] = ()
    dissociation: Dissociation = field(default_factory=Dissociation)
    violence: tuple[str, ...] = ("",)
    health: Mapping[str, str] = field(default_factory=dict)
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
    found += [Caution(one, True) for one in health_against(kinds, file)]
    return found + [Caution(one) for one in health_to_ask(kinds, file)]


def _violence(file: File) -> list[Caution]:
    if "ongoing" in file.violence:
        return [Caution(message(Against.COUPLE_VIOLENCE), True)]
    if "" in file.violence:
        return [Caution(message(Against.VIOLENCE_NOT_ASKED))]
    if "past" in file.violence:
        return [Caution(message(Against.VIOLENCE_IN_THE_PAST))]
    return []


def health_against(kinds: Iterable[CautionKind], file: File) -> list[Message]:
    """The conditions among these kinds that the client has, then those they had: each as one message."""
    named = [kind for kind in HEALTH if kind in set(kinds)]
    codes = {"present": Against.HEALTH_PRESENT, "past": Against.HEALTH_PAST}
    found = ((code, tuple(kind for kind in named if file.health.get(kind) == answer)) for answer, code in codes.items())
    return [message(code, kinds=those) for code, those in found if those]


def health_to_ask(kinds: Iterable[CautionKind], file: File) -> list[Message]:
    """The conditions among these kinds that nobody asked about, as one thing to ask."""
    asked = tuple(kind for kind in HEALTH if kind in set(kinds) and kind not in file.health)
    return [message(Against.NOT_ON_FILE, kinds=asked)] if asked else []


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
    found += health_against(exercise.caution_kinds, file)
    return [*found, quoted(words)] if found and words else found


def while_it_runs(exercise: Exercise, file: File) -> list[Message]:
    """What the file says now that speaks against an exercise which the client has: reasons to look at it again."""
    kinds = exercise.caution_kinds
    violence = "violence" in kinds and "ongoing" in file.violence
    return [*([message(Against.VIOLENCE_GOES_ON)] if violence else []), *health_against(kinds, file)]


def with_reason(cautions: Iterable[Caution]) -> list[Message]:
    """What those say that need a reason."""
    return [caution.found for caution in cautions if caution.needs_reason]
