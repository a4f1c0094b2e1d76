"""No page of any role has a text that cannot be translated: in the pseudo-locale every text stands in brackets."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import translation

from assessments.actions import record_assessment
from assessments.catalogue import catalogue, get
from assessments.change import Verdict
from assessments.interviews.definition import interview
from assessments.texts import short_verdict_text, verdict_text
from clinic.core import messages
from interventions.catalogue import exercises, modalities, pages
from interventions.plain_words import shipped_words
from tests import pseudo
from tests.core.test_access import EXPECTED, World, _browser, _path, undone
from tests.factories import a_client, a_practice, a_staff, actor, inside, therapist_of
from tests.pseudo import in_brackets, pseudo_locale, untranslated

# What people typed into this test's records, and what belongs to this installation.
TYPED = (
    "Harbour House",
    "Dr Gray",
    "letter drafted",  # entries of the access log, as below
    "the stairs",
    "sleep again",
    "A. Coder",
    "Berkeley 2019",
    "Secure Base",
    "Sit.",
    "Breathe out.",
    "To steady.",
    "test",  # who granted a consent
    "signed",  # entries of the access log are data: a code of what was read
    "Europe/London",
    "made up",  # where a wording was published
    "Free to use unchanged.",
)
SHOWN = {200, 400, 403, 404, 409}
LEAST = {"therapist": 60, "supervisor": 20, "admin": 40, "client": 15, "nobody": 3}  # pages that are read at least
# Units and names of things that have no other word in any language.
UNITS = ("min", "ms", "kB", "SHA-256", "SUD", "VOC", "UTC", "GMT", "BST", "CSV", "PDF", "FHIR", "JSON", "API", "toml")


def _texts_of(value: object) -> Iterator[str]:
    """Every text in a definition."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts_of(one)


def data_of_definitions() -> list[str]:
    """The texts of the data files, longest first: what they say is data, in the language it was written in."""
    found: set[str] = set(TYPED) | set(UNITS)
    known = [catalogue(), modalities(), shipped_words(), exercises(), pages(), {"aai": interview()}]
    for definitions in known:
        for one in definitions.values():
            texts = {text for text in _texts_of(one.model_dump(mode="json")) if len(text) > 1 and not text.isdigit()}
            found |= texts | {text.upper() for text in texts if text.isidentifier()}
    return sorted(found, key=lambda text: (-len(text), text))


@pytest.fixture(scope="module")
def brackets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pseudo_locale(tmp_path_factory.mktemp("locale")):
        yield


def test_what_is_translated_stands_in_brackets_and_what_is_not_is_found() -> None:
    page = (
        f"<p title='One two'>{in_brackets('Hello <b>Ana</b>')} rest <i>12 %</i></p><input type=submit value='Send it'>"
    )
    assert untranslated(page) == ["One two", "rest", "Send it"]
    assert untranslated(f"<p>{in_brackets('A')}</p><p>⟦cut off…</p><p>Open</p>") == ["Open"]
    assert untranslated("<p>Client 7, 3 min</p><script>var text</script>", ["min"]) == []


class _Ones(dict[str, object]):
    """Parameters for any text."""

    def __missing__(self, key: str) -> int:
        return 1


def test_the_words_of_every_code_are_translated(brackets: None) -> None:
    plain = [
        code
        for texts in messages.TEXTS
        for code, text in texts.items()
        if not callable(text) and code != messages.Words.QUOTED and pseudo.OPEN not in text % _Ones()
    ]
    assert plain == []


def test_the_words_of_every_verdict_are_translated_long_and_short(brackets: None) -> None:
    assert [verdict for verdict in Verdict if pseudo.OPEN not in verdict_text(verdict)] == []
    plain = {verdict: short_verdict_text(verdict) for verdict in Verdict}
    assert {verdict: word for verdict, word in plain.items() if pseudo.OPEN not in word} == {
        Verdict.UNKNOWN: "",
        Verdict.OWN_WORDS: "",
    }


@pytest.mark.django_db
def test_what_an_alert_is_of_is_written_in_the_language_of_the_installation(brackets: None) -> None:
    client = a_client(a_staff(a_practice()))
    answered_in = translation.override("en-gb")
    with answered_in, inside(client.practice, actor(therapist_of(client))) as scope:
        responses = {str(item): 1 for item in range(1, 10)}
        record_assessment(client=client, instrument=get("phq-9"), responses=responses, by=scope.actor)
    with inside(client.practice):
        assert client.alerts.get().source == in_brackets("%(name)s item %(item)s") % {"name": "PHQ-9", "item": 9}


def _requests(role: str) -> Iterator[tuple[str, str]]:
    """(route, method) of every page that is open to the role, and of every form, to be sent empty for its errors."""
    for name, methods in EXPECTED.items():
        if not name.startswith("api:"):
            yield from ((name, method) for method, answers in methods.items() if answers[role].startswith("ok"))
    for name in ("account_login", "account_change_password", "account_reset_password", "mfa_index"):
        yield name, "GET"


def ids_given_twice(page: str) -> list[str]:
    """Ids that more than one element of the page has."""
    counted = Counter(re.findall(r'<[a-z][^<>]*?\sid="([^"]+)"', page))
    return [one for one, times in counted.items() if times > 1]


def test_an_id_given_twice_is_found() -> None:
    assert ids_given_twice('<p id="a"></p><input name="x" id="a"><i id="b"></i>') == ["a"]


@pytest.mark.parametrize("role", ["therapist", "supervisor", "admin", "client", "nobody"])
def test_no_page_has_untranslated_text(world: World, brackets: None, role: str) -> None:
    """Nor two parts with one id: a label then names the wrong field, and the other one has no name."""
    exempt, seen, doubled = data_of_definitions(), 0, list[str]()
    found: dict[str, list[str]] = {}
    for name, method in _requests(role):
        browser = _browser(world, role)
        with undone():
            path = _path(name, world.records["own"])
            answer = browser.get(path) if method == "GET" else browser.post(path, {})
            if answer.status_code in SHOWN and answer["Content-Type"].startswith("text/html"):
                seen += 1
                content = answer.content.decode()
                doubled += [f"{method} {name}: {one}" for one in ids_given_twice(content)]
                for text in untranslated(content, exempt):
                    found.setdefault(text, []).append(f"{method} {name}")
    lines = [f"{text!r}: {', '.join(sorted(set(names))[:4])}" for text, names in sorted(found.items())]
    assert not lines, "\n".join(lines)
    assert doubled == []
    assert seen >= LEAST[role]
