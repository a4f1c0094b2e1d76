"""What the newest DES-II means for trauma work: when the gate is closed, and when a reason is asked. Pure: no Django.

The total of 30 is published (Carlson & Putnam 1993). That taxon and single items and lower totals count as well is this
project's own caution: Mueller-Pfeiffer et al. 2013 found lower cut-offs; "Beyond the DES-II" (J EMDR Pract Res
2022;16:25-38) says why the mean alone is not enough.
"""

from dataclasses import dataclass
from enum import StrEnum

from clinic.core.messages import Message, message

DES_LIMIT = 30
LOWER_TOTAL = 20
TAXON_MEAN = 20
TAXON_ITEM = 30
MONTHS = 6  # for so long a DES-II opens the gate


class Finding(StrEnum):
    """What the newest DES-II, or that there is none, says of work with trauma."""

    NONE_ON_FILE = "des-none-on-file"
    NO_SCORE = "des-no-score"
    HIGH = "des-high"  # total, limit
    EARLIER_TREATMENT = "des-earlier-treatment"
    OLD = "des-old"  # months
    TOTAL_ONLY = "des-total-only"
    OWN_WORDS = "des-own-words"
    SIGNS = "des-signs"  # total, taxon, highest: None for what is not a sign


@dataclass(frozen=True)
class Dissociation:
    """The newest DES-II. Totals and items from 0 to 100; ``total`` is None where items are missing.

    ``taxon``: mean of the answered taxon items; ``highest``: the highest of them. ``on_file``: False without a form.
    ``total_only``: the total was typed in, and nobody here knows the taxon's answers.
    """

    on_file: bool = False
    total: float | None = None
    taxon: float | None = None
    highest: float | None = None
    total_only: bool = False
    old: bool = False
    earlier_treatment: bool = False
    own_words: bool = False  # answered in this program's own words: it can close the gate, never open it

    @property
    def is_high(self) -> bool:
        """Whether the published cut-off is reached."""
        return self.total is not None and self.total >= DES_LIMIT

    @property
    def closes(self) -> Message | None:
        """Why processing trauma waits; None where nothing speaks against it."""
        if not self.on_file:
            return message(Finding.NONE_ON_FILE)
        if self.total is None:
            return message(Finding.NO_SCORE)
        if self.is_high:
            return message(Finding.HIGH, total=self.total, limit=DES_LIMIT)
        if self.own_words:
            return message(Finding.OWN_WORDS)
        if self.earlier_treatment:
            return message(Finding.EARLIER_TREATMENT)
        return message(Finding.OLD, months=MONTHS) if self.old else None

    @property
    def asks(self) -> Message | None:
        """What a total below 30 does not show; None where there is nothing."""
        signs = {
            "total": self.total if self.total is not None and LOWER_TOTAL <= self.total < DES_LIMIT else None,
            "taxon": self.taxon if self.taxon is not None and self.taxon >= TAXON_MEAN else None,
            "highest": self.highest if self.highest is not None and self.highest >= TAXON_ITEM else None,
        }
        if any(value is not None for value in signs.values()):
            return message(Finding.SIGNS, **signs)
        return message(Finding.TOTAL_ONLY) if self.total_only else None
