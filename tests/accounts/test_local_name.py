"""In embedded mode a browser is led from the machine's number to its name, for passkeys."""

from pathlib import Path

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings

from clinic.accounts.middleware import LocalNameMiddleware
from clinic.local.stack import LocalStack
from tests.web import pages


@pytest.mark.parametrize(
    ("host", "path", "location"),
    [
        ("127.0.0.1:8000", "/caseload/?search=a", "http://localhost:8000/caseload/?search=a"),
        ("[::1]:8123", "/", "http://localhost:8123/"),
    ],
)
def test_a_page_is_led_to_the_name(host: str, path: str, location: str) -> None:
    answer = pages().get(path, headers={"host": host})
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, location, "no-store")


@pytest.mark.django_db
def test_a_form_keeps_its_method_and_programs_stay(settings: Settings) -> None:
    answer = pages().post("/account/login/", {"login": "a"}, headers={"host": "127.0.0.1:8000"})
    assert (answer.status_code, answer["Location"]) == (308, "http://localhost:8000/account/login/")
    for path, status in (("/healthz/live", 200), ("/api/v1/me/", 401)):
        assert pages().get(path, headers={"host": "127.0.0.1:8000"}).status_code == status
    answer = pages().post("/api/v1/auth/token/", {}, "application/json", headers={"host": "127.0.0.1:8000"})
    assert answer.status_code == 400
    assert pages().get("/account/login/", headers={"host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize(("name", "value"), [("PRODUCTION", True), ("SITE_URL", "http://192.168.0.7:8000")])
def test_it_is_for_embedded_mode_on_this_machine_only(settings: Settings, name: str, value: object) -> None:
    setattr(settings, name, value)

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(MiddlewareNotUsed):
        LocalNameMiddleware(answer)


@pytest.mark.parametrize(
    ("host", "url", "least"),
    [
        ("127.0.0.1", "http://localhost:8", {"127.0.0.1:8"}),
        ("localhost", "http://localhost:8", {"127.0.0.1:8"}),
        ("0.0.0.0", "http://0.0.0.0:8", {"0.0.0.0:8"}),  # noqa: S104
    ],
)
def test_all_addresses_of_the_name_are_listened_at(tmp_path: Path, host: str, url: str, least: set[str]) -> None:
    import socket

    from clinic.local.stack import free_port

    port = free_port()
    stack = LocalStack(base=tmp_path, var=tmp_path, host=host, port=port, demo=False)
    assert stack.url == url.replace(":8", f":{port}") + "/"
    found = set(stack.addresses())
    assert {one.replace(":8", f":{port}") for one in least} <= found
    if host != "0.0.0.0":  # noqa: S104
        names = {info[4][0] for info in socket.getaddrinfo("localhost", port, proto=socket.IPPROTO_TCP)}
        assert names <= {one.rpartition(":")[0].strip("[]") for one in found}
