"""What an error reporter is sent: types and places, and nothing of a request, a row or a person."""

import json
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic.config import sentry
from clinic.core.logs import request_id
from tests.core.test_settings import SERVE, run

SECRET = "Ann Archer"
EVENT: dict[str, Any] = {
    "event_id": "1",
    "level": "error",
    "logger": "clinic",
    "message": SECRET,
    "logentry": {"message": "at %r", "params": [SECRET], "formatted": f"at {SECRET}"},
    "exception": {
        "values": [
            {
                "type": "IntegrityError",
                "value": f"Key (name)=({SECRET})",
                "mechanism": {"type": "django", "handled": False, "data": {"x": SECRET}},
                "stacktrace": {
                    "frames": [{"filename": "a.py", "lineno": 3, "vars": {"name": SECRET}, "context_line": SECRET}]
                },
            }
        ]
    },
    "request": {"url": f"https://desk.example.org/clients/?search={SECRET}", "data": SECRET, "cookies": SECRET},
    "user": {"email": SECRET},
    "extra": {"sys.argv": [SECRET]},
    "contexts": {"x": SECRET},
    "breadcrumbs": {"values": [{"message": SECRET}]},
    "transaction": f"/unsubscribe/{SECRET}/",
    "server_name": SECRET,
    "tags": {"url": SECRET},
    "threads": {"values": [SECRET]},
}


def test_nothing_personal_leaves() -> None:
    token = request_id.set("r-7")
    try:
        sent = sentry.scrub(EVENT)
    finally:
        request_id.reset(token)
    assert SECRET not in json.dumps(sent)
    assert sent["tags"] == {"request_id": "r-7"}
    assert sent["logentry"] == {"message": "at %r"}
    error = sent["exception"]["values"][0]
    assert error["type"] == "IntegrityError"
    assert error["stacktrace"]["frames"] == [{"filename": "a.py", "lineno": 3}]


def test_without_an_address_nothing_is_read() -> None:
    done = run("-c", f"{SERVE[1]}; import sys; print('sentry_sdk' in sys.modules)")
    assert done.stdout.split() == ["serving", "False"], done.stderr


def test_an_address_without_the_library_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match="sentry-sdk is not installed"):
        sentry.begin("https://key@sentry.example.org/1", environment="production")


def test_the_library_itself_sends_nothing_personal() -> None:
    code = f"""
import logging, django
from sentry_sdk.transport import Transport
import sentry_sdk
sent = []
class Keeps(Transport):
    def capture_envelope(self, envelope):
        sent.append(envelope.serialize())
sentry_sdk.get_client().transport = Keeps()
django.setup()
from django.test import Client
def fails():
    name = {SECRET!r}
    try:
        raise ValueError("Key (name)=(" + name + ")")
    except ValueError:
        logging.getLogger("clinic").exception("failed at %r", name)
fails()
sentry_sdk.flush()
text = b"".join(sent).decode()
print(len(sent), {SECRET!r} in text, "ValueError" in text)
"""
    settings = "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'clinic.config.settings')\n"
    settings += "from clinic.config import settings\n"
    done = run("-c", settings + code, SENTRY_DSN="https://key@sentry.example.org/1")
    assert done.stdout.split() == ["1", "False", "True"], done.stderr
