"""Every route, whatever it is sent: an answer below 500, and of the API one that its description names.

A slice with a fixed seed here; ``make prove`` sends 100,000, drawn anew, and prints the seed.
"""

import os
import traceback
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from tests.core.test_access import EXPECTED, World, _browser, _path, undone
from tests.hostile.calls import Call, Draw, forms_of
from tests.hostile.conformance import undescribed
from tests.html_forms import Form

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("SEED", "14"))
COUNT = int(os.environ.get("COUNT", "100000" if os.environ.get("PROVE") else "1000"))
ROUTES = [(name, method) for name, methods in EXPECTED.items() for method in methods]


def send(browser: Browser, call: Call) -> Any:
    body = call.body
    if isinstance(body, dict):
        body = urlencode(body, doseq=True, errors="surrogatepass")
    answer: Any = browser.generic(call.method, call.path, body or b"", content_type=call.kind, headers=call.headers)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def forms_by_target(world: World) -> Iterator[tuple[str, Form]]:
    """(Route that it is sent to, form) of every page that somebody may open."""
    own = world.records["own"]
    targets = {_path(name, own): name for name, methods in EXPECTED.items() if "POST" in methods}
    for name, methods in EXPECTED.items():
        people = [one for one in ("therapist", "admin", "client") if methods.get("GET", {}).get(one, "")[:2] == "ok"]
        if name.startswith("api:") or not people:
            continue
        path = _path(name, own)
        with undone():
            answer = _browser(world, people[0]).get(path)
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
            for form in forms_of(answer.content.decode()):
                if target := targets.get(form.action.partition("?")[0] or path):
                    yield target, form


def failure(error: Exception) -> str:
    """The error and the last places in our own code: the same fault is told once."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if ".venv" not in one.filename]
    places = " ".join(f"{one.filename.rpartition('/')[2]}:{one.lineno}" for one in frames[-3:])
    return f"{type(error).__name__}: {str(error)[:90]!r} {places}"


def test_no_request_breaks_the_server_or_its_description(world: World) -> None:
    draw = Draw(world, SEED, forms_by_target(world))
    wrong: dict[str, Call] = {}
    seen: Counter[int] = Counter()
    for number in range(COUNT):
        name, method = ROUTES[number % len(ROUTES)]
        call = draw.call(name, method)
        browser = _browser(world, call.who)
        with undone():
            try:
                answer = send(browser, call)
            except Exception as error:
                wrong.setdefault(failure(error), call)
                continue
        seen[answer.status_code // 100] += 1
        found = undescribed(draw.paths[name], method, answer) if name in draw.paths else ""
        if answer.status_code >= 500 or found:
            wrong.setdefault(f"{method} {name} {answer.status_code} {found}", call)
    assert not wrong, f"SEED={SEED}\n" + "\n".join(f"{what}\n    {call}" for what, call in wrong.items())
    assert seen[2] + seen[3] > COUNT / 5  # enough of it is let in and does something
