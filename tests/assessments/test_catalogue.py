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


def test_every_instrument_says_what_it_is_about_what_to_do_and_what_the_answers_mean() -> None:
    for instrument in catalogue.catalogue().values():
        if not instrument.items:
            continue
        texts = instrument.texts["en"]
        assert instrument.about != texts.recall_period
        assert texts.instruction.endswith("."), instrument.key
        assert texts.scale_meaning.endswith("."), instrument.key
        assert texts.recall_period[0].islower(), instrument.key


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("phq-9", "two weeks"),
        ("gad-7", "two weeks"),
        ("who-5", "two weeks"),
        ("core-10", "past week"),
        ("pcl-5", "past month"),
        ("des-ii", "alcohol or drugs"),
        ("ecr-rs", "one person"),
        ("wai-sr", "this therapist"),
    ],
)
def test_the_recall_period_is_that_of_the_publication(key: str, words: str) -> None:
    assert words in catalogue.get(key).texts["en"].recall_period


def test_a_shipped_instrument_without_its_texts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, rest = GOOD.split("[texts.en]")
    (tmp_path / "phq-9.toml").write_text(head + rest[rest.index("[") :])
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(DataFileError, match=r"phq-9\.toml: texts\.en: missing"):
        catalogue.catalogue.__wrapped__()
