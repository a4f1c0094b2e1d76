"""A data file that contradicts itself stops the process with file, key and reason."""

from pathlib import Path

import pytest

from assessments import catalogue
from assessments.catalogue import FOLDER, Instrument
from clinic.core.datafiles import DataFileError, read

GOOD = (FOLDER / "phq-9.toml").read_text()


def _load(tmp_path: Path, text: str) -> Instrument:
    path = tmp_path / "phq-9.toml"
    path.write_text(text)
    return read(path, Instrument)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("items = 9", "items = 8", "names an item beyond 8"),
        ("max = 3", "max = 0", "min must be below max"),
        ("[5, 9,", "[6, 9,", "bands leave a gap"),
        ('"severe"]]', '"severe"], [28, 30, "more"]]', "do not cover"),
        ("version = 1", "version = 0", "version"),
        ("version = 1", 'version = 1\ncolour = "blue"', "colour"),
        ("item = 9", "item = 99", "unknown item"),
        ('aggregate = "sum"', 'aggregate = "median"', "aggregate"),
        ('key = "phq-9"', 'key = "PHQ 9"', "key"),
        ("[prompts]", "[prompts", "no valid TOML"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_reason(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(DataFileError, match=r"phq-9\.toml") as refused:
        _load(tmp_path, GOOD.replace(old, new, 1))
    assert words in str(refused.value)


def test_the_good_file_loads(tmp_path: Path) -> None:
    assert _load(tmp_path, GOOD).items == 9


def test_every_instrument_names_source_licence_and_how_it_was_checked() -> None:
    for instrument in catalogue.catalogue().values():
        assert instrument.source
        assert instrument.licence
        assert instrument.checked
        assert all(len(prompts) == instrument.items for prompts in instrument.prompts.values())
