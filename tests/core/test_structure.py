"""What no linter says: modules do not import one another in a circle, and no line of a template is too long."""

import ast
import re
from graphlib import CycleError, TopologicalSorter

import pytest

from clinic.config.registry import find_empty_lists
from clinic.core import outbox
from tests import servers

PACKAGES = ("clinic", "clients", "assessments", "interventions")
LONGEST_LINE = 160  # of a template


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


# How many words `Any` there are to 1,000 lines without migrations; import lines do not count. Lower them, never raise
# them. What remains is at the edge of a library that says no more.
MOST_ANY = {"the product": 5.3, "tests": 7.0}


def _any_per_thousand(lines: list[str]) -> float:
    words = [len(re.findall(r"\bAny\b", line)) for line in lines if not re.match(r"\s*(from \S+ )?import ", line)]
    return 1000 * sum(words) / len(lines)


@pytest.mark.parametrize(("what", "folders"), [("the product", PACKAGES), ("tests", ("tests",))])
def test_any_is_said_no_more_often_than_before(what: str, folders: tuple[str, ...]) -> None:
    files = [file for folder in folders for file in (servers.BASE / folder).rglob("*.py")]
    lines = [line for file in files if "migrations" not in file.parts for line in file.read_text().splitlines()]
    assert len(lines) > 20_000
    found = _any_per_thousand(lines)
    assert found <= MOST_ANY[what], f"Any stands {found:.2f} times in 1,000 lines of {what}: say the type"


def test_each_any_counts_but_not_its_import() -> None:
    assert (
        _any_per_thousand(["from typing import Any", "def f(a: Any) -> dict[str, Any]: ...", "Anyone = 1", ""]) == 500
    )


def _too_long(name: str, text: str) -> list[str]:
    return [f"{name}:{at}" for at, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST_LINE]


def test_no_line_of_a_template_is_too_long() -> None:
    files = [file for package in PACKAGES for file in (servers.BASE / package).rglob("templates/**/*.html")]
    assert len(files) > 100
    found = [place for file in files for place in _too_long(str(file.relative_to(servers.BASE)), file.read_text())]
    assert found == []


# A time of day in words is `at` (templates) or clinic.core.moments: as the clocks go back it says which it is.
# Left out: what is read by programs (`\\T`), and times of a day without a date, which come from a field of their own.
PLAIN_TIME = re.compile(r"""\|date:(['"])(?:(?!\1|\\T).)*H:i|(?<!exercise_at)(?<!quiet_from)(?<!quiet_until)\|time:""")
PLAIN_FORMAT = re.compile(r"""date_format\([^\n]*H:i""")


def test_no_page_or_mail_writes_out_a_time_of_day_by_itself() -> None:
    files = [file for package in PACKAGES for file in (servers.BASE / package).rglob("*.[hp]*")]
    kinds = {".html": PLAIN_TIME, ".py": PLAIN_FORMAT}
    known = [file for file in files if file.suffix in kinds]
    assert len(known) > 800
    found = [
        str(file.relative_to(servers.BASE)) for file in known if kinds[file.suffix].search(file.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("{{ one.starts_at|date:'j M, H:i' }}", True),
        ('{{ one.starts_at|time:"H:i" }}', True),
        ('{{ at|date:"Y-m-d\\TH:i" }}', False),
        ('{{ at|date:"j M" }} {{ at|at:"H:i" }}', False),
        ('{{ reach.quiet_from|time:"H:i" }}', False),
    ],
)
def test_a_time_that_is_written_out_plainly_is_found(text: str, is_plain: bool) -> None:
    assert bool(PLAIN_TIME.search(text)) == is_plain


def test_a_line_that_is_too_long_is_found() -> None:
    assert _too_long("page.html", f"<p>\n{'–' * 160}\n{'–' * 161}\n</p>") == ["page.html:3"]
