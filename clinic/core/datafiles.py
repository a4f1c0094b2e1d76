"""Static knowledge kept as TOML files under version control, checked when the process starts. Pure: no Django."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class DataFileError(Exception):
    """A data file cannot be used; the message names file, place and reason."""


class Strict(BaseModel):
    """Content that cannot be changed, and in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read(path: Path, model: type[Model]) -> Model:
    """The file's content as ``model``; raises DataFileError with file, place and reason."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path.name}: no valid TOML: {error}") from error
    except ValidationError as error:
        raise DataFileError(f"{path.name}: {problems(error)[0]}") from error


def problems(error: ValidationError, most: int = 20) -> list[str]:
    """Each thing that is wrong, as "place: reason"; the place counts from 1, as people do."""
    found = []
    for one in error.errors()[:most]:
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in one["loc"])
        found.append(f"{place or 'file'}: {one['msg']}")
    return found


def read_folder(folder: Path, model: type[Model]) -> dict[str, Model]:
    """Key → content of every TOML file in the folder; each file is named after its key. Raises DataFileError."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        content = read(path, model)
        key: str = content.key  # type: ignore[attr-defined]
        if key != path.stem:
            raise DataFileError(f"{path.name}: key: is “{key}”, must be the file's name")
        found[key] = content
    return found
