"""What import-linter does not say: no module imports itself by a detour, not even inside a function."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from clinic.config.registry import find_empty_lists
from clinic.core import outbox
from tests import servers

PACKAGES = ("clinic", "clients", "assessments", "interventions")


def _modules() -> dict[str, ast.Module]:
    found: dict[str, ast.Module] = {}
    for package in PACKAGES:
        for file in (servers.BASE / package).rglob("*.py"):
            if "migrations" not in file.parts:
                name = ".".join(file.relative_to(servers.BASE).with_suffix("").parts).removesuffix(".__init__")
                found[name] = ast.parse(file.read_text())
    return found


def _imports(tree: ast.Module, known: set[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & known) or ({node.module} & known)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
    return found


def test_no_module_imports_itself_by_a_detour() -> None:
    modules = _modules()
    assert len(modules) > 200
    graph = {name: _imports(tree, set(modules)) for name, tree in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from error


def test_a_detour_is_found() -> None:
    known = {"a", "b", "b.c"}
    graph = {
        "a": _imports(ast.parse("from b import c"), known),
        "b.c": _imports(ast.parse("def f():\n    import a"), known),
    }
    assert graph == {"a": {"b.c"}, "b.c": {"a"}}


def test_a_list_that_nobody_fills_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_empty_lists() == []
    monkeypatch.setattr(outbox, "GUARDS", {})
    assert find_empty_lists() == ["clinic.core.outbox.GUARDS"]
