"""What lets somebody in, and what is told of a client, passes through a running stack and is in none of its logs."""

import json
import re
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from tests.html_forms import all_forms
from tests.stack import PASSWORD, RunningStack

pytestmark = pytest.mark.xdist_group("journeys")
NAME, SOUGHT, SAID = "Quillfeather", "Wintergreen", "The heron stood on one leg all morning"
ADDRESS, COLLEAGUE = "quillfeather@example.org", "newcomer@example.org"


@dataclass
class Person:
    """Somebody of the demo practice with a browser, and a program that has a token of theirs."""

    url: str
    email: str
    jar: CookieJar = field(default_factory=CookieJar)
    token: str = ""

    def open(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """A page, or a form of this page sent with what its fields hold."""
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self.cookie("csrftoken")}).encode()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        return _answer(lambda: browser.open(path if path.startswith("http") else f"{self.url}{path}", data, timeout=60))

    def cookie(self, name: str) -> str:
        return next(str(one.value) for one in self.jar if one.name.startswith(name))

    def sign_in(self) -> None:
        self.open("/account/login/")
        status, page = self.open("/account/login/", {"login": self.email, "password": PASSWORD})
        assert (status, "Sign out" in page) == (200, True)
        self.token = self.api("auth/token/", {"email": self.email, "password": PASSWORD})["token"]

    def api(self, path: str, body: object = None, *, method: str | None = None, **headers: str) -> Any:
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers, method=method)
        status, text = _answer(lambda: urllib.request.urlopen(request, timeout=60))
        assert status in {200, 201, 204, 400, 404}, text
        return json.loads(text) if text else None


def _answer(ask: Any) -> tuple[int, str]:
    try:
        with ask() as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def mailed(stack: RunningStack, address: str, pattern: str, seconds: float = 90) -> str:
    """The part of a mail to this address that the pattern names, once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for mail in stack.mails():
            if mail["To"] == address and (found := re.search(pattern, _text(mail))):
                return found[1]
        time.sleep(0.3)
    raise AssertionError(f"no mail to {address} with {pattern}")


def _text(mail: Message) -> str:
    parts = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == "text/plain"]
    return "\n".join(part.decode() for part in parts if isinstance(part, bytes))


def log_texts(var: Path) -> dict[str, str]:
    """Name → all that stands in it, of whatever the parts write that is neither a table nor a mail itself."""
    files = [path for path in var.rglob("*.log*") if path.is_file()]
    found = {str(path.relative_to(var)): path.read_text(errors="replace") for path in files}
    return found | {"names of the mails": "\n".join(path.name for path in (var / "mail").iterdir())}


def outside_of_files(stack: RunningStack) -> dict[str, str]:
    """What Valkey keeps for who may ask it, its tasks too, and what every user may read of processes."""
    socket = stack.environment()["BROKER_URL"].removeprefix("redis+socket://")
    broker = redis.Redis(unix_socket_path=socket)
    kept = [broker.execute_command("SLOWLOG", "GET", "-1"), broker.execute_command("CLIENT", "LIST")]
    kept += [broker.lrange(key, 0, -1) for key in broker.scan_iter(_type="list")]
    parts = psutil.Process(stack.process.pid).children(recursive=True)
    return {"Valkey": str(kept), "arguments": str([part.cmdline() for part in parts])}


def holders(texts: dict[str, str], secrets: dict[str, str]) -> list[str]:
    return [f"{what} in {where}" for where, text in texts.items() for what, secret in secrets.items() if secret in text]


def pass_through(stack: RunningStack) -> Iterator[tuple[str, str]]:
    """What it is → the secret, each once it has gone its real way, rightly and wrongly."""
    therapist, admin = Person(stack.url, "therapist@demo.example"), Person(stack.url, "admin@demo.example")
    stranger = Person(stack.url, "")
    therapist.sign_in()
    admin.sign_in()
    yield from (("a session", therapist.cookie("sessionid")), ("a token", therapist.token), ("a password", PASSWORD))
    yield from _links(stack, stranger, admin)
    yield from _of_a_client(stack, stranger, therapist)
    therapist.token = "sbp_" + "nobodys-token" * 3
    yield "a token that is none", therapist.token
    request = urllib.request.Request(f"{stack.url}/api/v1/me/", headers={"Authorization": f"Token {therapist.token}"})
    assert _answer(lambda: urllib.request.urlopen(request, timeout=60))[0] == 401


def _links(stack: RunningStack, stranger: Person, admin: Person) -> Iterator[tuple[str, str]]:
    stranger.open("/account/password/reset/")
    assert stranger.open("/account/password/reset/", {"email": "supervisor@demo.example"})[0] == 200
    new = {"name": "New Colleague", "email": COLLEAGUE, "roles": ["therapist"]}
    assert "id" in admin.api("staff/", new)
    for what, address in (("a reset", "supervisor@demo.example"), ("an invitation", COLLEAGUE)):
        link = mailed(stack, address, r"(http://\S+/reset/key/\S+)")
        assert stranger.open(link)[0] == 200
        stranger.open(link.rstrip("/") + "x/")  # as a mail program breaks it
        yield what, link.rstrip("/").rsplit("/", 1)[-1].split("-", 1)[1]
        yield f"{what} that is void", link.rstrip("/").rsplit("-", 1)[-1] + "x"


def _of_a_client(stack: RunningStack, stranger: Person, therapist: Person) -> Iterator[tuple[str, str]]:
    hours = re.search(r'href="(/calendar/hours/[^/]+/)', therapist.open("/calendar/")[1])
    assert hours
    therapist.open(hours[1])
    _status, page = therapist.open(f"{hours[1]}feed/", {"act": "new"})
    feed = re.search(r"/feeds/([^.\"]+)\.ics", page)
    assert feed
    assert stranger.open(f"/feeds/{feed[1]}.ics")[0] == 200
    assert stranger.open(f"/feeds/{feed[1]}x.ics")[0] == 404
    yield "a calendar", feed[1]
    client = therapist.api("clients/", {"name": f"Ada {NAME}", "email": ADDRESS, "consents": ["email"]})
    start = datetime.now(UTC) + timedelta(hours=20)  # within the day that is reminded of, and when nobody has sessions
    if 7 <= start.hour < 19:
        start -= timedelta(hours=12)
    booking = {"client": client["id"], "starts_at": start.isoformat(), "despite": True, "tell_client": False}
    session = therapist.api("sessions/", booking)
    yield from (("a name", NAME), ("an address", ADDRESS))
    unsubscribe = mailed(stack, ADDRESS, r"/unsubscribe/([^/\s]+)/")
    assert stranger.open(f"/unsubscribe/{unsubscribe}/")[0] == 200
    stranger.open(f"/unsubscribe/{unsubscribe}x/")
    yield "unsubscribing", unsubscribe
    for path in ("/caseload/", "/no-such-page/"):
        therapist.open(f"{path}?search={SOUGHT}")
    therapist.api(f"clients/?search={SOUGHT}&nothing={SOUGHT}")
    yield "what was searched", SOUGHT
    draft = {"form": "free", "parts": {"text": SAID}}
    assert "revision" in therapist.api(f"sessions/{session['id']}/note/", draft, method="PUT", If_None_Match="*")
    therapist.api(f"sessions/{session['id']}/note/", {"form": SAID, "parts": SAID}, method="PUT", If_None_Match="*")
    yield "a note", SAID


def test_no_log_of_any_part_holds_a_secret_that_passed(stack: RunningStack, tmp_path: Path) -> None:
    secrets = dict(pass_through(stack))
    secrets |= {name: stack.environment()[name] for name in ("SECRET_KEY", "NOTES_KEYS")}
    assert len(secrets) == 16
    texts = log_texts(stack.var) | outside_of_files(stack)
    wanted = {"logs/web.log", "logs/worker.log", "logs/beat.log", "logs/mail.log", "postgres.log", "Valkey"}
    assert wanted <= set(texts)
    assert "Not Found: /no-such-page/…" in texts["logs/web.log"]  # of these requests it does tell
    assert holders(texts, secrets) == []
    _the_search_finds_what_is_there(stack.var, tmp_path / "copy", secrets)


def _the_search_finds_what_is_there(var: Path, copy: Path, secrets: dict[str, str]) -> None:
    """Each secret planted in a copy of each log is found there, and nowhere else."""
    shutil.copytree(var / "logs", copy / "logs")
    (copy / "mail").mkdir()
    for number, (what, secret) in enumerate(secrets.items()):
        log = sorted((copy / "logs").glob("*.log"))[number % 3]
        before = log.read_text(errors="replace")
        log.write_text(f"{before}GET /somewhere/{secret}/ 200\n")
        found = holders(log_texts(copy), {what: secret})
        assert found == [f"{what} in logs/{log.name}"]
        log.write_text(before)


def test_a_form_can_be_read_by_who_searches(stack: RunningStack) -> None:
    """The reset's form is the one that is sent above: its field has not another name by now."""
    page = Person(stack.url, "").open("/account/password/reset/")[1]
    assert any("email" in form.fields for form in all_forms(page))
