"""A plan as it is explained to a client before they agree: on the portal, on paper and in the API."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from interventions.catalogue import Modality
from interventions.plain_words import shipped_words


@dataclass(frozen=True)
class ExplainedPhase:
    """A phase by its name; ``does``: what we do, ``stirs``: what it may stir up, both empty where nobody wrote them."""

    name: str
    does: str
    stirs: str


@dataclass(frozen=True)
class Explained:
    """A way of working: its phases, what else there is, what is known about it, and that one may stop."""

    name: str
    phases: list[ExplainedPhase]
    instead: str
    known: str
    stop: str


def explained(modality: Modality) -> Explained:
    """The modality in plain words; of one that is the practice's own, those of its file, where it has any."""
    words = modality.plain or shipped_words().get(modality.key)
    found = {phase.key: words.phase(phase.key) if words else None for phase in modality.phases}
    return Explained(
        name=modality.name,
        phases=[
            ExplainedPhase(phase.name, one.does if one else "", one.stirs if one else "")
            for phase in modality.phases
            for one in [found[phase.key]]
        ],
        instead=words.instead if words else "",
        known=words.known if words else "",
        stop=_(
            "You can stop at any time, in the middle of a session too, and you need not say why. If you stop this way"
            " of working, we look for another one."
        ),
    )
