"""Modalities and exercises are data: complete, and refused with place and reason when they contradict themselves."""

from pathlib import Path

import pytest

from clinic.core.datafiles import DataFileError, read
from interventions import catalogue


def test_the_six_modalities_and_32_exercises_are_there() -> None:
    assert set(catalogue.modalities()) == {"eft", "efit", "ifs", "emdr", "schema", "se"}
    assert len(catalogue.exercises()) == 32


@pytest.mark.parametrize("key", ["eft", "efit", "ifs", "emdr", "schema", "se"])
def test_every_modality_has_phases_cautions_and_graded_evidence(key: str) -> None:
    modality = catalogue.modality(key)
    assert len(modality.phases) >= 3
    assert all(phase.exit for phase in modality.phases)
    assert modality.cautions
    assert modality.evidence
    names = {phase.key for phase in modality.phases}
    assert {gate.phase for gate in modality.gates} <= names


def test_every_exercise_has_steps_and_names_modalities_that_exist() -> None:
    for exercise in catalogue.exercises().values():
        assert exercise.steps
        assert exercise.minutes > 0
        assert set(exercise.modalities) <= set(catalogue.modalities())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('key = "emdr"', 'key = "EMDR!"'),
        ("version = 2", "version = 0"),
        ("[[phases]]", "[[phase]]"),
        ("min = ", "mn = "),
    ],
)
def test_a_bad_modality_file_is_refused_with_its_name(tmp_path: Path, old: str, new: str) -> None:
    good = catalogue.definition_file("emdr").read_text()
    assert old in good
    path = tmp_path / "emdr.toml"
    path.write_text(good.replace(old, new, 1))
    with pytest.raises(DataFileError, match=r"emdr\.toml"):
        read(path, catalogue.Modality)
