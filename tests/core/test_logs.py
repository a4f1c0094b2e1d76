"""A line of the log names the request and where it went wrong, and nothing of a client."""

import json
import logging
import logging.config
import re
import sys
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from clinic.config import celery_app
from clinic.config.logs import LOGGING
from clinic.config.urls import handler500, urlpatterns  # noqa: F401  (handler500: the page under test)
from clinic.core import logs
from clinic.core.access import system
from clinic.core.scope import current_scope, practice_scope
from clinic.core.sweeps import one_by_one
from tests import servers
from tests.factories import a_client, a_practice, a_staff
from tests.web import pages

NAME = "Ada Lovelace"


def fail(_request: HttpRequest, key: str = "") -> HttpResponse:
    try:
        raise ValueError(f"Key (name)=({NAME}) already exists.")
    except ValueError as error:
        raise DatabaseError(f"duplicate: {NAME}") from error


urlpatterns = [path("fails/<str:key>/", fail), *urlpatterns]
FORMATTER = logs.JsonFormatter()


def line(message: Any, *args: Any, **extra: Any) -> dict[str, Any]:
    """What becomes of a record with this message and these arguments."""
    record = logging.LogRecord("a.logger", logging.WARNING, __file__, 1, message, args, extra.pop("exc_info", None))
    record.__dict__.update(extra)
    text = FORMATTER.format(record)
    assert "\n" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_record_has_time_level_logger_and_message() -> None:
    found = line("%s of %d\nlines", "one", 2)
    assert found.pop("time").endswith("+00:00")
    assert found == {"level": "WARNING", "logger": "a.logger", "message": "one of 2\nlines"}


def test_an_exception_is_told_by_its_type_and_place_and_not_by_its_text() -> None:
    try:
        fail(HttpRequest())
    except DatabaseError as error:
        found = line("it failed: %r", error, exc_info=sys.exc_info())
    assert found["message"] == "it failed: 'DatabaseError'"
    assert found["error"] == "DatabaseError from ValueError"
    assert found["stack"][-1].endswith(" fail")
    assert NAME not in json.dumps(found)


@pytest.mark.django_db
def test_a_row_is_told_by_its_type_and_key() -> None:
    client = a_client(a_staff(a_practice()))
    assert line("%s failed at %r", "reminders", client)["message"] == f"reminders failed at 'Client {client.pk}'"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/account/password/reset/key/1-dim-e0e3/", "/account"),
        ("/unsubscribe/eyJh:1xX:b/", "/unsubscribe"),
        ("/setup/abc:d/", "/setup"),
        ("/clients/?search=Lovelace", "/clients"),
        ("/?search=Lovelace", "/"),
        ("/caseload?search=/Lovelace", "/caseload"),
    ],
)
def test_the_proxy_logs_neither_a_secret_of_a_path_nor_what_was_searched(asked: str, kept: str) -> None:
    config = (servers.BASE / "docker/Caddyfile").read_text()
    of_errors, of_requests = config.split("{$SITE_HOST}")
    assert "log default {" in of_errors
    for log in (of_errors, of_requests):
        found = re.search(r"request>uri regexp `([^`]+)` `\$\{1\}`", log)
        assert found
        assert re.sub(found.group(1), r"\1", asked) == kept
        for header in ("request>headers>Referer", "request>headers>Cookie", "resp_headers>Location"):
            assert f"{header} delete" in log


class Found(NamedTuple):
    """What a step found: with a text of somebody's."""

    row: object
    reach: Any
    address: str
    on: int


@pytest.mark.django_db
def test_an_object_in_a_tuple_is_told_by_its_type_and_key_and_a_text_in_it_not_at_all() -> None:
    client = a_client(a_staff(a_practice()), name=NAME)
    found = Found(client, (client.pk, SimpleNamespace(name=NAME)), "ada@example.org", 3)
    message = line("%s failed at %r", "reminder", found)["message"]
    assert message == f"reminder failed at 'Found(Client {client.pk}, tuple({client.pk}, SimpleNamespace), str, int)'"
    for value in ({"name": NAME}, [NAME], SimpleNamespace(name=NAME), NAME.encode()):
        assert line("%s failed at %r", "reminder", value)["message"].endswith(f" '{type(value).__name__}'")


@pytest.mark.django_db
def test_a_row_that_fails_in_a_sweep_is_logged_without_name_and_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(FORMATTER)
    client = a_client(a_staff(a_practice()), name=NAME)

    def act(_row: Found) -> None:
        raise ValueError(NAME)

    assert one_by_one("reminder", [Found(client, None, "ada@example.org", 3)], act) == []
    assert str(client.pk) in caplog.text
    assert NAME not in caplog.text
    assert "ada@" not in caplog.text


def test_a_failed_task_is_told_without_its_arguments_and_the_text_of_its_exception() -> None:
    context = {"name": "core.x", "id": "7", "exc": f"ValueError('{NAME}')", "args": f"['{NAME}']", "traceback": NAME}
    found = line("Task %(name)s[%(id)s] raised: %(exc)s %(args)s %(traceback)s", context)
    assert found["message"] == "Task core.x[7] raised: ValueError … …"


@pytest.mark.parametrize(
    ("match", "said"),
    [
        (SimpleNamespace(route="unsubscribe/<str:token>/"), "Not Found: /unsubscribe/<str:token>/"),
        (None, "Not Found: /unsubscribe/…"),
    ],
)
def test_a_path_is_told_by_its_route_for_some_hold_a_secret(match: object, said: str) -> None:
    request = SimpleNamespace(resolver_match=match, request_id="r-1", actor=None)
    found = line("%s: %s", "Not Found", "/unsubscribe/the-secret/", request=request)
    assert (found["message"], found["request_id"]) == (said, "r-1")


@pytest.mark.parametrize("formatter", ["line", "json"])
@pytest.mark.parametrize(
    ("name", "message", "args"),
    [
        ("django.request", "%s: %s", ("Not Found", "/unsubscribe/the-secret/")),
        ("gunicorn.error", "Error handling request %s %s", ("GET", "/calendar/the-secret.ics")),
        ("gunicorn.error", "Error handling request %s", ("/?search=the-secret",)),
        ("gunicorn.error", "Invalid request from ip=127.0.0.1: Invalid HTTP Version: GET /setup/the-secret/", ()),
    ],
)
def test_no_form_of_a_line_has_a_path(formatter: str, name: str, message: str, args: tuple[str, ...]) -> None:
    made: Any = logging.config.DictConfigurator(LOGGING)
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, None)
    if name == "django.request":
        record.__dict__["request"] = SimpleNamespace(resolver_match=None, request_id="", actor=None)
    said = made.configure_formatter(made.config["formatters"][formatter]).format(record)
    assert "secret" not in said
    assert {"django.request": "Not Found: /unsubscribe/…"}.get(name, "request") in said


@pytest.mark.django_db
def test_a_scope_names_its_practice_while_it_lasts_and_carries_the_request() -> None:
    practice = a_practice()
    token = logs.request_id.set("r-2")
    try:
        with practice_scope(practice.pk, system(practice.pk, "test")):
            assert line("inside")["practice_id"] == str(practice.pk)
            assert current_scope().request_id == "r-2"
        assert "practice_id" not in line("outside")
    finally:
        logs.request_id.reset(token)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_answer_log_and_error_page_name_the_same_request(caplog: pytest.LogCaptureFixture) -> None:
    therapist = a_staff(a_practice())
    caplog.handler.setFormatter(FORMATTER)
    answer = pages(therapist, raise_request_exception=False).get("/fails/a-secret/")
    assert answer.status_code == 500
    request_id = answer["X-Request-ID"]
    assert UUID(request_id).version == 7
    assert request_id in answer.content.decode()
    found = next(row for row in map(json.loads, caplog.text.splitlines()) if row["level"] == "ERROR")
    assert found["request_id"] == request_id
    assert found["practice_id"] == str(therapist.practice_id)
    assert found["message"] == "Internal Server Error: /fails/<str:key>/"
    assert NAME not in caplog.text
    assert "a-secret" not in caplog.text
    assert logs.request_id.get() == ""


@pytest.mark.parametrize("path", ["/", "/healthz/live", "/nothing/", "/api/v1/me/", "/static/nothing.css"])
@pytest.mark.django_db
def test_every_answer_names_its_request_and_each_another(path: str) -> None:
    first, second = (pages().get(path)["X-Request-ID"] for _ in range(2))
    assert first != second


def test_a_task_goes_by_the_request_that_enqueued_it_and_else_by_its_own_id() -> None:
    seen: list[str] = []

    @celery_app.task(name="tests.note_request", ignore_result=True)
    def note() -> None:
        seen.append(logs.request_id.get())

    from clinic.config.celery import REQUEST, _send_request_id

    token = logs.request_id.set("r-3")
    headers: dict[str, Any] = {}
    _send_request_id(headers=headers)
    logs.request_id.reset(token)
    try:
        note.apply(task_id="t-1", headers=headers)
        note.apply(task_id="t-2")
    finally:
        celery_app.tasks.unregister("tests.note_request")
    assert headers == {REQUEST: "r-3"}
    assert seen == ["r-3", "t-2"]
    assert logs.request_id.get() == ""
