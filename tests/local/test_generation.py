"""Data whose tables come from other migrations is refused in one line and left alone."""

from pathlib import Path

import pytest

from clinic.local.errors import LocalStackError
from clinic.local.generation import FILE, SCHEMA_GENERATION, check_generation
from tests.stack import start_stack


def data(var: Path, generation: str | bytes | None) -> Path:
    """A data folder as PostgreSQL leaves it, with what stands beside the data."""
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "PG_VERSION").write_text("18\n")
    if generation is not None:
        content = generation if isinstance(generation, bytes) else generation.encode()
        (var / FILE).write_bytes(content)
    return var


def test_a_new_folder_gets_the_number_and_is_taken_again(tmp_path: Path) -> None:
    check_generation(tmp_path)
    data(tmp_path, None)
    check_generation(tmp_path)
    assert (tmp_path / FILE).read_text() == f"{SCHEMA_GENERATION}\n"


@pytest.mark.parametrize("generation", [None, "", "1", f"{SCHEMA_GENERATION + 1}", b"\xff\x00", "2 or so"])
def test_data_of_another_generation_or_of_none_is_refused(tmp_path: Path, generation: str | bytes | None) -> None:
    var = data(tmp_path / "var", generation)
    before = {path: path.read_bytes() for path in var.rglob("*") if path.is_file()}
    with pytest.raises(LocalStackError, match=r"move that folder away, or choose another: VAR=elsewhere"):
        check_generation(var)
    assert {path: path.read_bytes() for path in var.rglob("*") if path.is_file()} == before


def test_the_command_says_it_in_one_line_and_starts_nothing(tmp_path: Path) -> None:
    var = data(tmp_path / "var", None)
    stack = start_stack(var)
    printed, _ = stack.process.communicate(timeout=60)
    assert stack.process.returncode == 1
    assert printed.startswith(f"secure-base: the data in {var} was made by an earlier state")
    assert len(printed.strip().splitlines()) == 1
    assert not (tmp_path / "var" / "postgres.log").exists()
