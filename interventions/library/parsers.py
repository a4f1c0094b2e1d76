"""A practice's own modality from a file: TOML or JSON with the schema of the shipped ones."""

import json
import tomllib
import unicodedata

from pydantic import ValidationError

from clinic.core.datafiles import problems
from interventions.catalogue import Modality, modalities
from interventions.modalities import packages

MOST_BYTES = 100_000
MOST_PHASES = 20
DEEPEST = 20  # levels of lists and tables; ours have five
# Texts that appear in lists and titles: place → most characters.
LENGTHS = {"name": 120, "short": 20, "source": 300, "evidence": 200}


class FileRefused(Exception):
    """The file cannot be used; ``problems`` says where and why, in words."""

    def __init__(self, *found: str) -> None:
        super().__init__("; ".join(found))
        self.problems = list(found)


def _content(data: bytes) -> dict[str, object]:
    if len(data) > MOST_BYTES:
        raise FileRefused(f"The file has more than {MOST_BYTES // 1000} kB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"Byte {error.start + 1} is not UTF-8. Save the file as UTF-8.") from error
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        if _deep(found):
            raise FileRefused("Neither TOML nor JSON: nested too deeply")
    except (ValueError, RecursionError) as error:  # a number too long for Python is a plain ValueError
        raise FileRefused(f"Neither TOML nor JSON: {error}") from error
    return dict(found)


def _deep(value: object, levels: int = DEEPEST) -> bool:
    """Whether lists and tables are nested in more levels than this."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return levels == 0 or any(_deep(one, levels - 1) for one in inner if isinstance(one, dict | list))


def _invisible(value: object, place: str = "") -> list[str]:
    """Places whose text has control characters in it."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _invisible(inner, f"{place}.{key}".strip("."))]
    if isinstance(value, list | tuple):
        return [found for n, inner in enumerate(value, 1) for found in _invisible(inner, f"{place}.{n}")]
    bad = isinstance(value, str) and any(unicodedata.category(c) in {"Cc", "Cs", "Cf"} for c in value)
    return [f"{place}: has invisible control characters"] if bad else []


def read_modality(data: bytes, *, gated: frozenset[str], measures: frozenset[str]) -> Modality:
    """The file as a modality; its key and version are still the file's. Raises FileRefused with all that is wrong.

    ``gated``: phase keys that the database lets through a gate alone; ``measures``: keys of known instruments.
    """
    content = _content(data)
    found = _invisible(content)
    try:
        modality = Modality.model_validate(content)
    except ValidationError as error:
        raise FileRefused(*problems(error), *found) from error
    found += _contradictions(modality, gated, measures)
    if found:
        raise FileRefused(*found)
    return modality


def _contradictions(modality: Modality, gated: frozenset[str], measures: frozenset[str]) -> list[str]:
    """What the schema alone does not see."""
    found = [
        f"{place}: more than {most} characters"
        for place, most in LENGTHS.items()
        if len(getattr(modality, place)) > most
    ]
    if len(modality.phases) > MOST_PHASES:
        found.append(f"phases: more than {MOST_PHASES}")
    if unknown := sorted(set(modality.measures) - measures):
        found.append(f"measures: no instrument is called {unknown[0]}")
    guarded = {gate.phase for gate in modality.gates}
    found += [
        f"phases.{number}.key: {phase.key} is the name of a gated phase: guard it with a gate, or choose another key"
        for number, phase in enumerate(modality.phases, 1)
        if phase.key in gated - guarded
    ]
    needs = {need for gate in modality.gates for need in gate.needs}
    if "preparation-exit" in needs and "2-preparation" not in {phase.key for phase in modality.phases}:
        found.append("gates: preparation-exit needs a phase 2-preparation")
    found += _foreign_needs(modality)
    if modality.short.casefold() in {known.short.casefold() for known in modalities().values()}:
        found.append(f"short: {modality.short} is the name of a modality that is there")
    return found


def _foreign_needs(modality: Modality) -> list[str]:
    """Conditions of gates that nobody knows, or that ask a record which the modality does not keep."""
    known, found = packages.needs(), []
    for number, gate in enumerate(modality.gates, 1):
        for place, need in enumerate(gate.needs, 1):
            if need not in known:
                found.append(f"gates.{number}.needs.{place}: {need} is none of {', '.join(known)}")
            elif (keeps := known[need]) and modality.record.keeps != keeps:
                found.append(f'gates: {need} needs the record of {keeps}: set record.keeps = "{keeps}"')
    return found
