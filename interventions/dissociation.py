"""What the newest DES-II means for trauma work: when the gate is closed, and when a reason is asked. Pure: no Django.

The total of 30 is published (Carlson & Putnam 1993). That taxon and single items and lower totals count as well is this
project's own caution: Mueller-Pfeiffer et al. 2013 found lower cut-offs; "Beyond the DES-II" (J EMDR Pract Res
2022;16:25-38) says why the mean alone is not enough.
"""

from dataclasses import dataclass

DES_LIMIT = 30
LOWER_TOTAL = 20
TAXON_MEAN = 20
TAXON_ITEM = 30
MONTHS = 6  # for so long a DES-II opens the gate


@dataclass(frozen=True)
class Dissociation:
    """The newest DES-II. Totals and items from 0 to 100; ``total`` is None where items are missing.

    ``taxon``: mean of the answered taxon items; ``highest``: the highest of them. ``on_file``: False without a form.
    """

    on_file: bool = False
    total: float | None = None
    taxon: float | None = None
    highest: float | None = None
    old: bool = False
    earlier_treatment: bool = False

    @property
    def is_high(self) -> bool:
        """Whether the published cut-off is reached."""
        return self.total is not None and self.total >= DES_LIMIT

    @property
    def closes(self) -> str:
        """Why processing trauma waits, in words; empty where nothing speaks against it."""
        if not self.on_file:
            return "No DES-II is on file."
        if self.total is None:
            return "The newest DES-II has no score: too many items are missing."
        if self.is_high:
            return f"The DES-II is {self.total:g}, not below {DES_LIMIT}."
        if self.earlier_treatment:
            return "The newest DES-II is from an earlier treatment."
        return f"The newest DES-II is older than {MONTHS} months." if self.old else ""

    @property
    def asks(self) -> str:
        """What a total below 30 does not show, in words; empty where there is nothing."""
        found = []
        if self.total is not None and LOWER_TOTAL <= self.total < DES_LIMIT:
            found.append(f"a total of {self.total:g}")
        if self.taxon is not None and self.taxon >= TAXON_MEAN:
            found.append(f"a taxon mean of {self.taxon:g}")
        if self.highest is not None and self.highest >= TAXON_ITEM:
            found.append(f"a taxon item of {self.highest:g}")
        return f"The DES-II shows {', '.join(found)}: pathological dissociation is possible." if found else ""
