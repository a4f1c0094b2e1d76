"""Modalities and exercises: data files, checked when the process starts. Pure: no Django."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from clinic.core.datafiles import DataFileError, Strict, read, read_folder
from interventions.exercises.definitions import CautionKind, Exercise, Key, Pattern
from interventions.modalities import registry
from interventions.plain_words import PlainWords

FOLDER = Path(__file__).parent
Heed = Literal["partner-violence", "des-ii", "open-alert", "touch"]
# How files of practices from before there were kinds said the same.
FORMER: Mapping[str, CautionKind] = {
    "partner-violence": "violence",
    "des-ii": "dissociation",
    "open-alert": "open-risk",
}


class UnknownModality(KeyError):
    """No modality has this key."""


class UnknownExercise(KeyError):
    """No exercise has this key."""


class Phase(Strict):
    """One stretch of a plan, with what opens and what closes it."""

    key: Key
    name: str
    entry: str = ""
    exit: str
    steps: list[str] = []
    note: str = ""
    caution_kinds: list[CautionKind] = []  # asked for again before this phase, see interventions.cautions


class Gate(Strict):
    """A rule that must hold before a phase is entered."""

    phase: str
    rule: str
    needs: list[Key] = []  # conditions of interventions.plans.gates, or of the package whose record it keeps


class Track(Strict):
    """A number that a session of this modality notes."""

    key: str
    label: str
    min: int
    max: int
    per: str = ""
    group: str = ""  # tracks of one group are folded together in the session workspace

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.min >= self.max:
            raise ValueError(f"track {self.key}: min must be below max")
        return self


class Fit(Strict):
    """What a modality has been studied for: a problem that measures show, how well that is founded, and by what."""

    problem: Literal["ptsd", "complex-ptsd", "couple-distress", "depression", "schemas"]
    evidence: Literal["strong", "moderate", "limited"]
    source: Annotated[str, Field(min_length=3, max_length=300)]


class Record(Strict):
    """The modality's own record: its name, its fields, the picture it makes."""

    name: str
    fields: list[str]
    picture: str
    keeps: str = ""  # for a practice's own: the shipped modality whose tables it uses

    @field_validator("keeps")
    @classmethod
    def _shipped(cls, key: str) -> str:
        if key and key not in (known := registry.keys()):
            raise ValueError(f"must be empty or one of {', '.join(sorted(known))}")
        return key


class Modality(Strict):
    """One way of working."""

    key: Key
    version: Annotated[int, Field(ge=1)]
    name: str
    short: str
    source: str
    formats: list[str]
    typical_sessions: tuple[int, int]
    evidence: str
    indicated_for: list[Pattern] = []  # of older files; nothing is chosen by it any more
    fits: list[Fit] = []  # what it was studied for, see interventions.choosing
    measures: list[str]
    cautions: list[str]
    caution_kinds: list[CautionKind] = []  # what is checked in a client's file, see interventions.cautions
    early_dissociation: bool = False  # a reason is asked below the cut-off already, see interventions.dissociation
    heeds: list[Heed] = []  # "touch"; the other values are former names of kinds
    phases: Annotated[list[Phase], Field(min_length=1)]
    gates: list[Gate] = []
    tracks: list[Track]
    record: Record
    schemas: dict[str, list[str]] = {}  # domain → names
    schemas_revised: dict[str, list[str]] = {}  # a second list that a practice may rate by
    schema_needs: dict[str, str] = {}  # domain → the need behind it
    schema_rating: dict[str, object] = {}
    self_qualities: list[str] = []
    plain: PlainWords | None = None  # for clients; of shipped ones it is a file of its own, see plain_words

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        keys = [phase.key for phase in self.phases]
        if len(set(keys)) != len(keys):
            raise ValueError("two phases have the same key")
        if unknown := [gate.phase for gate in self.gates if gate.phase not in keys]:
            raise ValueError(f"gate on unknown phase {unknown[0]}")
        if self.plain and (strange := [one.key for one in self.plain.phases if one.key not in keys]):
            raise ValueError(f"plain words of unknown phase {strange[0]}")
        if self.typical_sessions[0] > self.typical_sessions[1]:
            raise ValueError("typical_sessions must rise")
        return self

    @property
    def kinds(self) -> frozenset[CautionKind]:
        """The kinds of caution that are checked before it begins; an open risk before every modality."""
        former = {FORMER[heed] for heed in self.heeds if heed in FORMER}
        return frozenset({*self.caution_kinds, *former, "open-risk"})

    @property
    def record_key(self) -> str:
        """Whose record it keeps: its own, or for a practice's own the one that its file names."""
        return self.record.keeps or self.key

    @property
    def asks_specialist(self) -> bool:
        """Whether a specialist's assessment of dissociation can open one of its gates."""
        return any("des-ii-below-limit-or-note" in gate.needs for gate in self.gates)

    @property
    def is_joint_only(self) -> bool:
        """Whether it is done with a household and never with one person."""
        return bool(self.formats) and set(self.formats) <= {"couple", "family"}

    def phase(self, key: str) -> Phase:
        """The phase with this key; raises KeyError."""
        return next(phase for phase in self.phases if phase.key == key)


class Section(Strict):
    """A part of a page: paragraphs, and how well they are founded where they claim something."""

    heading: str
    text: Annotated[list[str], Field(min_length=1)]
    evidence: Literal["", "strong", "moderate", "limited"] = ""
    source: str = ""

    @model_validator(mode="after")
    def _founded(self) -> Self:
        if bool(self.evidence) != bool(self.source):
            raise ValueError(f"{self.heading}: evidence and source belong together")
        return self


class Page(Strict):
    """A short page for clients about attachment."""

    key: Key
    version: Annotated[int, Field(ge=1)]
    title: str
    about: str
    minutes: Annotated[int, Field(ge=1, le=30)]
    patterns: list[Pattern]
    sections: Annotated[list[Section], Field(min_length=1)]


class _Library(Strict):
    version: Annotated[int, Field(ge=1)]
    exercises: list[Exercise]


@cache
def modalities() -> Mapping[str, Modality]:
    """Key → modality, read once, in the order of the registry. Raises DataFileError."""
    return {registry.key_of(name): _definition(name) for name in registry.MODALITIES}


def _definition(name: str) -> Modality:
    return _read_definition(registry.folder_of(name) / "definition.toml", registry.key_of(name))


def _read_definition(path: Path, key: str) -> Modality:
    try:
        found = read(path, Modality)
    except DataFileError as error:
        raise DataFileError(f"{key}/{error}") from error
    if found.key != key:
        raise DataFileError(f"{key}/{path.name}: key: is “{found.key}”, must be the folder's name")
    return found


def definition_file(key: str) -> Path:
    """The path of the newest definition of a shipped modality; raises UnknownModality."""
    for name in registry.MODALITIES:
        if registry.key_of(name) == key:
            return registry.folder_of(name) / "definition.toml"
    raise UnknownModality(key)


@cache
def _earlier() -> Mapping[tuple[str, int], Modality]:
    """(key, version) → modality as it was, from ``definition.vN.toml`` beside the newest. Raises DataFileError.

    None may be missing: a plan is read in the version that it was assigned with.
    """
    found = {}
    for name in registry.MODALITIES:
        key = registry.key_of(name)
        for version in range(1, modalities()[key].version):
            path = registry.folder_of(name) / f"definition.v{version}.toml"
            if not path.exists():
                raise DataFileError(f"{key}/{path.name}: is missing, and plans of version {version} need it")
            found[key, version] = _read_definition(path, key)
            if found[key, version].version != version:
                raise DataFileError(f"{key}/{path.name}: version: must be {version}, as the file's name says")
    return found


def all_versions() -> Mapping[tuple[str, int], Modality]:
    """(key, version) → every shipped modality in every version."""
    return {**_earlier(), **{(one.key, one.version): one for one in modalities().values()}}


@cache
def heeded() -> list[str]:
    """What each shipped modality heeds of a client's file, by version: "key version kind", as statements ask it."""
    return [f"{key} {version} {kind}" for (key, version), one in all_versions().items() for kind in sorted(one.kinds)]


@cache
def _library() -> _Library:
    library = read(FOLDER / "library" / "exercises.toml", _Library)
    keys = [exercise.key for exercise in library.exercises]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise DataFileError(f"exercises.toml: key: {', '.join(sorted(twice))} appears twice")
    for exercise in library.exercises:
        if unknown := set(exercise.modalities) - set(modalities()):
            raise DataFileError(f"exercises.toml: {exercise.key}: unknown modality {', '.join(sorted(unknown))}")
    return library


@cache
def pages() -> Mapping[str, Page]:
    """Key → page to read, read once."""
    return read_folder(FOLDER / "library" / "pages", Page)


def library_version() -> int:
    """The version of the exercise library."""
    return _library().version


@cache
def exercises() -> Mapping[str, Exercise]:
    """Key → exercise, read once."""
    return {exercise.key: exercise for exercise in _library().exercises}


def modality(key: str, version: int | None = None) -> Modality:
    """The modality with this key, in its newest version or the one named; raises UnknownModality."""
    newest = modalities().get(key)
    found = newest if newest and version in {None, newest.version} else _earlier().get((key, version or 0))
    if found is None:
        raise UnknownModality(key)
    return found


def exercise(key: str) -> Exercise:
    """The exercise with this key; raises UnknownExercise."""
    try:
        return exercises()[key]
    except KeyError as error:
        raise UnknownExercise(key) from error
