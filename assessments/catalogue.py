"""The instruments: data files in ``assessments/instruments/``, checked when the process starts.

Pure: no Django. A file that contradicts itself stops the process with file, key and reason.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assessments.criterion import fingerprint
from assessments.keys import ItemKeys, Recoding
from assessments.published import FurtherCutoff, Norm, Rights, Texts
from clinic.core.datafiles import DataFileError, Strict, read, read_folder

FOLDER = Path(__file__).parent / "instruments"
LEVELS = ("low", "moderate", "high")  # of a risk alert, rising


class UnknownInstrument(KeyError):
    """No instrument has this key."""


class Subscale(Strict):
    """Which items make one score, and what its figures mean."""

    name: str
    items: list[int] = []
    range: tuple[float, float] | None = None  # of a value that is typed in, where the items are not kept
    reverse: list[int] = []
    minus: list[int] = []  # taken away instead of added: a contrast of prototypes
    recode: Recoding | None = None  # what answers count, where a table says so
    reliability: Annotated[float, Field(gt=0, lt=1)] | None = None
    reliability_kind: Literal["alpha", "retest"] | None = None
    reliability_source: str = ""
    higher_is: Literal["better", "worse"]
    norm: Norm | None = None
    clinical_norm: Norm | None = None
    cutoff: float | None = None
    cutoff_source: str = ""
    further_cutoffs: list[FurtherCutoff] = []
    recovered_at: float | None = None  # the last score on the healthy side, where it is not the cut-off's neighbour
    rci_published: Annotated[float, Field(gt=0)] | None = None
    rci_confidence: Annotated[float, Field(gt=0.5, lt=1)] | None = None  # None: the publication does not state it
    change_source: str = ""  # the publication of the criterion of change
    bands: list[tuple[int, int, str]] = []
    max_missing: int | None = None
    loinc: str = ""  # the score's code

    @model_validator(mode="before")
    @classmethod
    def _as_now(cls, given: object) -> object:
        """Definitions that practices kept say of each scale what the instrument says now."""
        return (
            {key: value for key, value in given.items() if key != "unknown_error"} if isinstance(given, dict) else given
        )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(set(self.items)) != len(self.items) or bool(self.items) == (self.range is not None):
            raise ValueError("items repeat or are empty")
        if self.range and self.range[0] >= self.range[1]:
            raise ValueError("the range must rise")
        if self.recode and self.reverse:
            raise ValueError("an item is reversed or recoded, not both")
        if not set(self.reverse) <= set(self.items) or not set(self.minus) <= set(self.items):
            raise ValueError("reverse or minus names an item that is not in items")
        for before, after in zip(self.bands, self.bands[1:], strict=False):
            if after[0] != before[1] + 1:
                raise ValueError(f"bands leave a gap or overlap between {before[2]} and {after[2]}")
        if self.recovered_at is not None and self.cutoff is None:
            raise ValueError("recovered_at needs a cutoff")
        return self

    @property
    def figures(self) -> dict[str, object]:
        """What its scores are judged by, as plain data; what came later counts only where it is stated."""
        judged = {"reliability", "higher_is", "norm", "clinical_norm", "cutoff", "rci_published", "bands"}
        samples = {"norm": {"sample"}, "clinical_norm": {"sample"}}
        found = self.model_dump(mode="json", include=judged, exclude=samples)
        later: dict[str, object] = {
            "recovered_at": self.recovered_at,
            "rci_confidence": self.rci_confidence,
            "further_cutoffs": [one.at for one in self.further_cutoffs],
        }
        return found | {name: value for name, value in later.items() if value}

    @property
    def sample(self) -> Norm | None:
        """The sample whose spread the error is computed from: clients, where one of them is published."""
        return self.clinical_norm or self.norm


class Alert(Strict):
    """An item whose answer opens a risk alert. Of several that fit an item, the one with the highest level counts.

    Without a level it is high: who writes an instrument of their own and says no more means the careful reading.
    """

    item: int
    at_least: int
    level: Literal["low", "moderate", "high"] = "high"
    reason: str


class Plane(Strict):
    """Which subscales span the attachment plane; its quadrants meet in the middle of the answers' scale."""

    x: str
    y: str


class Branch(Strict):
    """An item that is asked only when another one was answered so."""

    item: int
    only_if: int
    is_: Annotated[int, Field(alias="is")]
    unanswered_as: int | None = None  # what the level takes it for when it was asked and is not answered


class Triage(Strict):
    """A level of urgency: any of the patterns (item as text → answer) makes it. The first that fits counts."""

    level: str
    rank: Annotated[int, Field(ge=0)]
    any_of: list[dict[str, int]] = []


class Rule(Strict):
    """A rule over items: for each group at least ``count`` of ``items`` at ``at_least`` or more.

    ``needs``: earlier rules that must be met as well; ``unless``: earlier rules that must not. So a diagnosis is made
    of clusters, and one of two that exclude each other is found.
    """

    name: str
    at_least: int = 0
    groups: list[tuple[int, list[int]]] = []  # (count, items)
    needs: list[str] = []
    unless: list[str] = []
    meaning: str


class Drop(Strict):
    """What is a possible rupture of the alliance: a fall of a subscale by so much since the last time, or from the
    client's own best over several times; or a score below ``low``."""

    subscale: str
    by: Annotated[float, Field(gt=0)]
    low: float | None = None
    source: str


class Instrument(ItemKeys):
    """One instrument in one version.

    ``aggregate``: how a scale's score is made of its items; a ``checklist`` has items and no score, ``scales`` have
    values that are typed in and no items.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,30}$")]
    version: Annotated[int, Field(ge=1)]
    criteria: list[str] = []  # the fingerprint of each version of the figures, the oldest first
    name: str
    short: str
    about: str
    source: str
    checked: str
    licence: str
    rights: Rights | None = None  # a practice's own instrument states its own
    aggregate: Literal["mean", "sum", "triage", "checklist", "scales"]
    times: Annotated[int, Field(ge=1)] = 1  # what a sum or mean is multiplied by
    respondent: Literal["client", "clinician"] = "client"
    minutes: int
    interval_weeks: int | None = None
    max_missing: Annotated[int, Field(ge=0)]
    unknown_error: str = ""  # why no interval is given, where none can be computed
    texts: dict[str, Texts] = {}  # language → what stands above the questions; a practice's own may have none
    anchors: dict[str, dict[str, str]]
    subscales: dict[str, Subscale]
    plane: Plane | None = None
    alerts: list[Alert] = []
    triage: list[Triage] = []
    alert_from: str = ""  # the triage level from which an alert is raised
    branches: list[Branch] = []
    rules: list[Rule] = []
    drops: list[Drop] = []
    forced_choice: list[str] = []  # prototypes of which one may be chosen besides rating them all
    targets: list[str] = []
    global_targets: list[str] = []  # the targets whose mean is the global score
    loinc: list[str] = []  # the items' codes, in order
    loinc_panel: str = ""
    loinc_answers: dict[str, int] = {}  # an answer's code → its value
    note: str = ""
    prompts: dict[str, list[str]] = {}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        numbers = set(range(1, self.items + 1))
        self.check_items()
        self._check_kind()
        for key, subscale in self.subscales.items():
            if not set(subscale.items) <= numbers:
                raise ValueError(f"subscale {key} names an item beyond {self.items}")
            if subscale.bands and (subscale.bands[0][0], subscale.bands[-1][1]) != self.score_range(key):
                raise ValueError(f"bands of {key} do not cover {self.score_range(key)}")
        scored = set[int]().union(*(s.items for s in self.subscales.values()))
        if self.aggregate != "checklist" and scored | set(self.unscored) != numbers:
            raise ValueError("an item belongs to no subscale")
        for language, prompts in self.prompts.items():
            if len(prompts) != self.items:
                raise ValueError(f"prompts.{language} has {len(prompts)} lines for {self.items} items")
        if self.plane and not {self.plane.x, self.plane.y} <= set(self.subscales):
            raise ValueError("plane names an unknown subscale")
        if any(alert.item not in numbers for alert in self.alerts):
            raise ValueError("an alert names an unknown item")
        if len({(alert.item, alert.at_least) for alert in self.alerts}) != len(self.alerts):
            raise ValueError("two alerts name the same answer of an item")
        if self.loinc and len(set(self.loinc)) != self.items:
            raise ValueError("loinc must name one code an item")
        self._check_rules(numbers)
        self._check_criteria()
        return self

    def _check_kind(self) -> None:
        typed = self.aggregate == "scales"
        if typed != (self.items == 0) or typed == bool(self.prompts):
            raise ValueError("scales have neither items nor prompts, every other instrument has both")
        if typed and self.respondent != "clinician":
            raise ValueError("scales are typed in by the clinician")
        if any((one.range is not None) != typed for one in self.subscales.values()):
            raise ValueError("range belongs to scales, and every scale needs it")
        if (self.aggregate == "checklist") == bool(self.subscales):
            raise ValueError("a checklist has no subscales, every other instrument has some")
        if self.max_missing and self.has_items_of_several_ranges():
            raise ValueError("items of several ranges cannot be prorated: max_missing must be 0")
        answers = {item: self.choices_of(item) for item in range(1, self.items + 1)}
        for one in self.subscales.values():
            if one.recode and set(one.items) <= set(answers):
                one.recode.check(one.items, answers)
        if any(step.subscale not in self.subscales for step in self.next_steps):
            raise ValueError("a next step names an unknown subscale")

    def _check_criteria(self) -> None:
        now = fingerprint(self.figures)
        if self.criteria and (self.criteria[-1] != now or len(set(self.criteria)) != len(self.criteria)):
            raise ValueError(
                f'the figures are not those of criterion {len(self.criteria)}: add "{now}" at the end of criteria, and'
                f" run manage.py recompute_change --instrument {self.key} once this is installed"
            )

    def _check_rules(self, numbers: set[int]) -> None:
        named = [b.item for b in self.branches] + [b.only_if for b in self.branches]
        named += [item for rule in self.rules for _count, items in rule.groups for item in items]
        named += [int(item) for level in self.triage for pattern in level.any_of for item in pattern]
        if beyond := sorted({*named, *self.unscored} - numbers):
            raise ValueError(f"a rule names item {beyond[0]}, which does not exist")
        for at, rule in enumerate(self.rules):
            if unknown := sorted({*rule.needs, *rule.unless} - {one.name for one in self.rules[:at]}):
                raise ValueError(f"rule {rule.name} names {unknown[0]}, which is no earlier rule")
        if (self.aggregate == "triage") != bool(self.triage):
            raise ValueError("triage levels and aggregate = triage belong together")
        if self.alert_from and self.alert_from not in {level.level for level in self.triage}:
            raise ValueError("alert_from is not a triage level")
        if unnamed := {one.level for one in self.alerting} - set(LEVELS):
            raise ValueError(f"an alert cannot have the level {min(unnamed)}; one of: {', '.join(LEVELS)}")
        if [one.rank for one in self.triage] != sorted((one.rank for one in self.triage), reverse=True):
            raise ValueError("triage levels must be listed from the highest rank down")
        if any(b.unanswered_as not in {None, *self.choices} for b in self.branches):
            raise ValueError("unanswered_as is not an answer of the instrument")
        if any(drop.subscale not in self.subscales for drop in self.drops):
            raise ValueError("a drop names an unknown subscale")
        if not set(self.global_targets) <= set(self.targets):
            raise ValueError("global_targets names an unknown target")

    @property
    def figures(self) -> dict[str, object]:
        """What scores are judged by: error, norms, cut-offs, bands, and the fall that is a possible rupture."""
        return {
            "subscales": {key: one.figures for key, one in self.subscales.items()},
            "plane": {"cut_x": self.middle, "cut_y": self.middle} if self.plane else None,
            "drops": [drop.model_dump(mode="json", exclude={"source"}) for drop in self.drops],
        }

    @property
    def criterion(self) -> int:
        """The version of the figures; a practice's own instrument has one set of them in each of its versions."""
        return len(self.criteria) or self.version

    @property
    def middle(self) -> float:
        """The middle of the answers' scale: the line between the quadrants of every plane, whatever its norm."""
        return (self.min + self.max) / 2

    @property
    def choices(self) -> range:
        """The answers an item may have."""
        return range(self.min, self.max + 1, self.step)

    def score_range(self, subscale: str) -> tuple[float, float]:
        """Lowest and highest possible score of a subscale."""
        if self.triage:
            return min(level.rank for level in self.triage), max(level.rank for level in self.triage)
        found = self.subscales[subscale]
        if found.range is not None:
            return found.range
        counts = [[self.counted(found, item, value) for value in self.choices_of(item)] for item in found.items]
        of = len(counts) if self.aggregate == "mean" else 1
        low, high = sum(map(min, counts)) * self.times / of, sum(map(max, counts)) * self.times / of
        return (int(low) if low == int(low) else low, int(high) if high == int(high) else high)

    def counted(self, subscale: Subscale, item: int, value: int) -> int:
        """What an answer counts in a scale: as it is, reversed, read from a table, or taken away."""
        if subscale.recode:
            value = subscale.recode.of(item)[str(value)]
        elif item in subscale.reverse:
            value = self.min + self.max_of(item) - value
        return -value if item in subscale.minus else value

    @property
    def alerting(self) -> list[Triage]:
        """The triage levels that open an alert; none where the instrument has no ``alert_from``."""
        least = next((one.rank for one in self.triage if one.level == self.alert_from), None)
        return [] if least is None else [one for one in self.triage if one.rank >= least]

    @property
    def risk_items(self) -> list[int]:
        """Items whose answer can open an alert: none of them may stay unanswered unnoticed."""
        asked_by_level = [int(item) for level in self.alerting for pattern in level.any_of for item in pattern]
        return sorted({alert.item for alert in self.alerts}.union(asked_by_level))

    @property
    def has_norms(self) -> bool:
        """Whether a norm sample is published for any of its scores."""
        return any(subscale.norm for subscale in self.subscales.values())

    def subscales_of(self, item: int) -> list[str]:
        """Keys of the subscales an item goes into."""
        return [key for key, subscale in self.subscales.items() if item in subscale.items]


@cache
def catalogue() -> Mapping[str, Instrument]:
    """Key → instrument in its newest version, all of them, read once."""
    found = read_folder(FOLDER, Instrument)
    for instrument in found.values():
        _need_criteria(instrument)
        if missing := sorted(set(instrument.prompts) - set(instrument.texts)):
            raise DataFileError(f"{instrument.key}.toml: texts.{missing[0]}: missing")
        if unknown := [step.instrument for step in instrument.next_steps if step.instrument not in found]:
            raise DataFileError(f"{instrument.key}.toml: next_steps: there is no instrument {unknown[0]}")
    return found


def _need_criteria(instrument: Instrument) -> None:
    if not instrument.criteria:
        raise DataFileError(f'{instrument.key}.toml: criteria: missing, ["{fingerprint(instrument.figures)}"]')


@cache
def _earlier() -> Mapping[tuple[str, int], Instrument]:
    """(key, version) → instrument as it was, from ``instruments/earlier/KEY.vN.toml``."""
    found = {}
    for path in sorted((FOLDER / "earlier").glob("*.toml")):
        instrument = read(path, Instrument)
        if path.stem != f"{instrument.key}.v{instrument.version}":
            raise DataFileError(f"{path.name}: key: must be named {instrument.key}.v{instrument.version}.toml")
        _need_criteria(instrument)
        found[instrument.key, instrument.version] = instrument
    return found


def get(key: str, version: int | None = None) -> Instrument:
    """The instrument with this key, in its newest version or the one named; raises UnknownInstrument."""
    newest = catalogue().get(key)
    found = newest if newest and version in {None, newest.version} else _earlier().get((key, version or 0))
    if found is None:
        raise UnknownInstrument(key)
    return found
