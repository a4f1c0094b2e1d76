"""What a pure module has found, as a code with parameters. Pure: no Django.

The sentences are kept apart, in one module of texts per package (``assessments.texts``, ``interventions.texts``), where
they are translated; ``clinic.config.registry`` puts them here. A message reads as its sentence in the reader's
language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from clinic.core.types import JsonObject

Param: TypeAlias = str | int | float | bool | tuple["Param", ...] | None


class Template(Protocol):
    """A text with named places: what gettext_lazy and ngettext_lazy give."""

    def __mod__(self, params: Mapping[str, object], /) -> str: ...


Params: TypeAlias = Mapping[str, Any]  # of which type each is, its sentence knows
Text: TypeAlias = Template | Callable[[Params], str]
TEXTS: list[Mapping[str, Text]] = []  # filled by clinic.config.registry


class Words(StrEnum):
    """Texts that are data: of a definition's own, or kept from before there were codes."""

    QUOTED = "quoted"


@dataclass(frozen=True)
class Message:
    """``code`` of an enumeration of the module that found it; ``given``: its parameters, in order of their names."""

    code: str
    given: tuple[tuple[str, Param], ...] = ()

    @property
    def params(self) -> dict[str, Param]:
        """The parameters by name."""
        return dict(self.given)

    def __str__(self) -> str:
        text = next((texts[self.code] for texts in TEXTS if self.code in texts), None)
        if text is None:  # kept by a newer version: a caution must not vanish, nor take its page along
            return self.code
        return str(text(self.params) if callable(text) else text % shown(self.params))


def shown(params: Mapping[str, Param]) -> dict[str, object]:
    """The parameters as a sentence takes them: a tuple as its parts with commas between."""
    return {key: ", ".join(map(str, value)) if isinstance(value, tuple) else value for key, value in params.items()}


def message(code: StrEnum, /, **params: Param) -> Message:
    """A message; lists are given as tuples."""
    return Message(str(code), tuple(sorted(params.items())))


def quoted(text: str) -> Message:
    """Words of a definition, as they are."""
    return message(Words.QUOTED, text=text)


def as_data(found: Message) -> dict[str, object]:
    """The message as JSON keeps it."""
    return {"code": found.code, "params": found.params}


def as_shown(found: Message) -> dict[str, object]:
    """The message as a program is sent it: with its sentence."""
    return as_data(found) | {"text": str(found)}


def from_data(data: JsonObject) -> Message:
    """A message from what JSON kept; raises KeyError for anything else."""
    return Message(data["code"], tuple(sorted((key, _param(value)) for key, value in data["params"].items())))


def _param(value: Any) -> Param:
    return tuple(map(_param, value)) if isinstance(value, list) else value


def joined(found: Iterable[Message], separator: str = " ") -> str:
    """The sentences of several messages as one text."""
    return separator.join(map(str, found))
