"""What an alert came from: the answers, and earlier answers to the same questions. They are kept in a package above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from clients.models import RiskAlert


@dataclass(frozen=True)
class Item:
    """One question as it was answered. ``answer``: the number and its word; empty where it was not answered."""

    number: int
    prompt: str
    answer: str
    is_risk: bool


@dataclass(frozen=True)
class Earlier:
    """How the risk questions were answered another time. ``answers``: in the order of the questions."""

    id: UUID
    answered_on: date
    answers: tuple[Item, ...]


@dataclass(frozen=True)
class Screening:
    """A screening interview that was recorded since the alert was raised. ``result``: its level in words;
    ``is_voided``: it no longer counts, and was not corrected."""

    id: UUID
    title: str
    recorded_at: datetime
    recorded_by: str
    result: str
    answers: tuple[Item, ...]
    is_voided: bool = False


@dataclass(frozen=True)
class Source:
    """Answers that raised an alert. ``total``: the score in words; ``is_voided``: they no longer count."""

    title: str
    answered_on: date
    total: str
    items: tuple[Item, ...]
    earlier: tuple[Earlier, ...]
    is_voided: bool = False


# Asked in turn for what an alert came from; the first answer counts. Filled by clinic.config.registry.
READERS: list[Callable[[RiskAlert], Source | None]] = []
# Asked for screening interviews since an alert was raised, the newest first. Filled there as well.
SCREENINGS: list[Callable[[RiskAlert], list[Screening]]] = []


def source_of(alert: RiskAlert) -> Source | None:
    """The answers that raised the alert, for whoever may open it: who is on call reads this one form."""
    return next((found for read in READERS if (found := read(alert))), None)


def screenings_of(alert: RiskAlert) -> list[Screening]:
    """The screening interviews since the alert was raised, the newest first, for whoever may open the alert."""
    return [found for read in SCREENINGS for found in read(alert)]
