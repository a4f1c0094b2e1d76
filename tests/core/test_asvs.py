"""The table of ASVS 5.0 in docs/security.md: every requirement of levels 1 and 2 once, and tests that exist."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = ("security.md", "threat-model.md")
# Section → how many requirements of levels 1 and 2 it has in 5.0.0; those of level 3 come last in each.
SECTIONS = """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2
    4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2
    7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2
    11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3
    15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
ROW = re.compile(r"^\| (\d[\d., ]*) \| ([^|]+) \| (yes|part|no|–) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def rows() -> list[tuple[list[str], str, str]]:
    """(Numbers, state, how) of each line of the table."""
    text = (DOCS / "security.md").read_text()
    return [(found[1].split(", "), found[3], found[4]) for found in ROW.finditer(text)]


def test_every_requirement_of_level_two_stands_there_once() -> None:
    sections = (one.partition(":") for one in SECTIONS.split())
    asked = [f"{section}.{number + 1}" for section, _colon, most in sections for number in range(int(most))]
    assert len(asked) == 253
    assert sorted(number for numbers, _state, _how in rows() for number in numbers) == sorted(asked)


def test_the_counts_at_the_top_are_those_of_the_table() -> None:
    counts = Counter(state for numbers, state, _how in rows() for _number in numbers)
    words = f"{counts['yes']} hold, {counts['part']} in part, {counts['no']} do not, {counts['–']} do not apply"
    assert words in (DOCS / "security.md").read_text()


def test_each_test_that_is_named_exists() -> None:
    named = [(page, *found) for page in PAGES for found in TEST.findall((DOCS / page).read_text())]
    assert len(named) > 100
    for page, file, name in named:
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(), f"{page}: {file}::{name}"


def test_each_page_that_is_linked_exists() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", (DOCS / page).read_text()):
            assert (DOCS / link).exists(), f"{page}: {link}"
