"""What the pages for clients say of research, each with the figure and the publication that it is from."""

import tomllib
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[3] / "interventions" / "library" / "pages"


def _sections(page: str) -> list[str]:
    """Each section of a page as one text, with its source."""
    found = tomllib.loads((PAGES / f"{page}.toml").read_text())
    sections = next(value for value in found.values() if isinstance(value, list) and isinstance(value[0], dict))
    return [str(section) for section in sections]


@pytest.mark.parametrize(
    ("page", "source", "words"),
    [
        ("the-brain-and-what-changes-it", "Marwood", ["anterior cingulate", "front of the brain", "insula"]),
        ("states-of-the-nervous-system", "LeDoux & Pine 2016", ["dispute", "moderate"]),
        ("states-of-the-nervous-system", "Farias", ["meditation", "one person in twelve"]),
        ("earned-security", "Roisman", ["2002"]),
        ("earned-security", "Bakermans-Kranenburg & van IJzendoorn 2009", ["58 of 100", "23", "19", "18"]),
        ("earned-security", "Verhage et al. 2016", ["r = .31", ".21"]),
        ("earned-security", "Hughes 2011", ["PACE", "punishing"]),
    ],
)
def test_a_page_names_its_source_beside_what_it_says(page: str, source: str, words: list[str]) -> None:
    beside = [section for section in _sections(page) if source in section]
    assert any(all(word in section for word in words) for section in beside), beside
