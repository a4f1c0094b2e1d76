"""What /metrics says is read by a reader of its own, by the rules of Prometheus' text format 0.0.4."""

import re
from collections.abc import Iterator

import pytest

from clinic.core.status.metrics import Gauge, text_of

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
PLAIN = {r"\\": "\\", r"\"": '"', r"\n": "\n"}
Sample = tuple[str, dict[str, str], float]


def labels_of(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = LABEL.match(text, at)
        assert match, text
        assert match[1] not in found, f"{match[1]} twice"
        assert not match[1].startswith("__")
        found[match[1]] = re.sub(r"\\.", lambda one: PLAIN[one[0]], match[2])
        at = match.end()
    return found


def samples(text: str) -> Iterator[Sample]:
    """Raises AssertionError for what the format does not allow: a family twice or torn apart, a sample without type."""
    assert text.endswith("\n")
    seen: set[object] = set()
    told, family = {"HELP": set[str](), "TYPE": set[str]()}, ""
    for row in text[:-1].split("\n"):
        if comment := re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", row):
            assert comment[2] not in told[comment[1]], row
            assert comment[1] == "HELP" or comment[3] in {"gauge", "counter", "histogram", "summary", "untyped"}
            told[comment[1]].add(comment[2])
            family = comment[2]
            continue
        match = SAMPLE.fullmatch(row)
        assert match, row
        assert match[1] == family, f"{match[1]} stands among those of {family}"
        assert match[1] in told["TYPE"] & told["HELP"]
        labels = labels_of(match[2] or "")
        key = (match[1], *sorted(labels.items()))
        assert key not in seen, row
        seen.add(key)
        yield match[1], labels, float(match[3])


@pytest.mark.parametrize("text", ["", "plain", 'a "word"', "back\\slash", "two\nlines", "\\n", '\\"', "ü {=,}", "}"])
def test_any_text_in_a_label_comes_back_as_it_was(text: str) -> None:
    written = text_of([Gauge("disk_bytes", "Size.", [({"path": text, "more": "x"}, 2.5), ({"path": "other"}, -1)])])
    assert list(samples(written)) == [
        ("secure_base_disk_bytes", {"path": text, "more": "x"}, 2.5),
        ("secure_base_disk_bytes", {"path": "other"}, -1.0),
    ]


@pytest.mark.parametrize("value", [0.0, 1e300, 1.7e9, float("inf"), float("nan"), -3])
def test_any_figure_comes_back_as_it_was(value: float) -> None:
    ((_name, _labels, found),) = samples(text_of([Gauge("workers", "Some.", [({}, value)])]))
    assert found == value or (found != found and value != value)


@pytest.mark.parametrize(
    "text",
    [
        "a 1",
        "a 1\n",
        "# HELP a x\na 1\n",
        "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
        "# HELP a x\n# TYPE a gauge\n# TYPE a gauge\na 1\n",
        '# HELP a x\n# TYPE a gauge\na{b="c" 1\n',
        '# HELP a x\n# TYPE a gauge\na{b="\\x"} 1\n',
        '# HELP a x\n# TYPE a gauge\na{b="c",b="d"} 1\n',
        "# HELP a-b x\n# TYPE a-b gauge\na-b 1\n",
    ],
)
def test_the_reader_refuses_what_the_format_does(text: str) -> None:
    with pytest.raises(AssertionError):
        list(samples(text))
