"""Pure modules find codes; each code has its words in one place; what is kept of them is codes again."""

import ast
import inspect
import re
import sys
from enum import StrEnum

import pytest
from django.utils import translation

from clinic.core import messages
from clinic.core.messages import Message, as_data, as_shown, from_data, joined, message, quoted
from interventions.cautions import Against
from interventions.dissociation import Finding
from tests import servers
from tests.core.test_structure import PACKAGES

# Errors of data files, for whoever writes them; a custom instrument's own texts; faults of code.
WITH_SENTENCES = {
    "assessments/catalogue.py",
    "assessments/interviews/definition.py",
    "assessments/keys.py",
    "assessments/wording/encodings.py",  # names of languages, for whoever reads the code
    "assessments/wording/fitting.py",
    "clinic/core/datafiles.py",
    "interventions/catalogue.py",
    "interventions/exercises/definitions.py",
    "interventions/goals.py",
    "interventions/notes/formats.py",  # labels, translated where they stand
    "interventions/plain_words.py",
}
NOT_OF_MESSAGES = {"Style"}  # enumerations that stand beside those of codes


def _pure() -> dict[str, str]:
    files = [file for package in PACKAGES for file in sorted((servers.BASE / package).rglob("*.py"))]
    sources = {str(file.relative_to(servers.BASE)): file.read_text() for file in files}
    return {name: source for name, source in sources.items() if "Pure: no Django" in source}


def _sentences(source: str) -> list[str]:
    """Texts of three words or more that are no docstrings."""
    tree = ast.parse(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = []
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node] if id(node) not in skipped else []
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        text = " ".join(texts)
        if " " in text.strip() and len(re.findall(r"[a-z]{2,}", text)) >= 3:
            found.append(text)
    return found


def test_no_pure_module_writes_sentences() -> None:
    pure = _pure()
    assert len(pure) > 25
    found = {name: texts for name, source in pure.items() if (texts := _sentences(source))}
    assert found.keys() <= WITH_SENTENCES, {name: found[name] for name in found.keys() - WITH_SENTENCES}


def _codes() -> list[str]:
    """Of every enumeration that a module of ours defines which makes messages."""
    found: list[type[StrEnum]] = []
    for name, module in sorted(sys.modules.items()):
        if name.startswith(("clinic.", "assessments.", "interventions.")) and vars(module).get("message") is message:
            defined = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == name]
            found += [one for one in defined if issubclass(one, StrEnum) and one.__qualname__ not in NOT_OF_MESSAGES]
    return [str(code) for enumeration in found for code in enumeration]


def test_every_code_has_its_words_and_no_two_share_one() -> None:
    known = [code for texts in messages.TEXTS for code in texts]
    assert len(known) == len(set(known))
    codes = _codes()
    assert len(codes) == len(set(codes)) > 70
    assert set(codes) <= set(known)


def test_a_message_reads_in_the_language_of_whoever_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = message(Finding.HIGH, total=34.0, limit=30)
    assert str(found) == "The DES-II is 34, not below 30."
    reads = getattr(translation, "_trans")  # noqa: B009 - not in the stubs
    monkeypatch.setattr(reads, "gettext", lambda text: text.replace("not below", "nicht unter"))
    assert str(found) == "The DES-II is 34, nicht unter 30."


def test_a_code_without_words_is_shown_itself_and_hides_no_other() -> None:
    found = [message(Finding.HIGH, total=34.0, limit=30), Message("of-a-newer-version"), quoted("Ask.")]
    assert joined(found) == "The DES-II is 34, not below 30. of-a-newer-version Ask."


def test_kept_and_read_again_it_is_the_same() -> None:
    found = [message(Against.ALERT_OPEN, alerts=("PHQ-9 item 9", "C-SSRS")), quoted("50 % of “it”"), Message("x")]
    assert [from_data(as_data(one)) for one in found] == found
    assert as_shown(found[0]) == {
        "code": "alert-open",
        "params": {"alerts": ("PHQ-9 item 9", "C-SSRS")},
        "text": "An alert is open (PHQ-9 item 9, C-SSRS): stabilise first.",
    }
    assert joined(found[:2]) == "An alert is open (PHQ-9 item 9, C-SSRS): stabilise first. 50 % of “it”"
