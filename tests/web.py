"""Asking the application as a person or a program would, without a browser."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.test import Client as Browser
from knox.models import get_token_model

from clinic.core.models import Staff, User

UNKNOWN = uuid4()


def pages(user: User | Staff | None = None, **options: Any) -> Browser:
    """A browser without scripts, signed in as this person (or as nobody)."""
    browser = Browser(**options)
    if user is not None:
        browser.force_login(user.user if isinstance(user, Staff) else user)
    return browser


class Api:
    """A program that calls /api/v1/ with this person's token."""

    def __init__(self, user: User | Staff | None = None, token: str = "") -> None:
        self.browser = Browser(raise_request_exception=False)
        self.headers: dict[str, str] = {}
        if user is not None:
            _row, token = get_token_model().objects.create(user=user.user if isinstance(user, Staff) else user)
        if token:
            self.headers["Authorization"] = f"Token {token}"

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: object = None, **extra: Any) -> Any:
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.browser.post(
            f"/api/v1/{path}", content, content_type="application/json", headers=self.headers, **extra
        )

    def change(self, path: str, revision: int, body: object = None) -> Any:
        """A verb on what was read in this revision."""
        headers = self.headers | {"If-Match": f'"{revision}"'}
        return self.browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)

    def patch(self, path: str, body: object = None, *, revision: int | None = None) -> Any:
        """``revision``: what was read, for If-Match."""
        headers = self.headers | ({} if revision is None else {"If-Match": f'"{revision}"'})
        return self.browser.patch(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)

    def delete(self, path: str) -> Any:
        return self.browser.delete(f"/api/v1/{path}", headers=self.headers)


def whole_plan(browser: Browser, plan: UUID) -> str:
    """All tabs of a plan's page."""
    return "".join(text(browser.get(f"/plans/{plan}/{tab}")) for tab in ("", "record/", "goals/", "agreement/"))


def read(answer: Any) -> Any:
    """The JSON of an answer."""
    return json.loads(answer.content)


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content
    found: str = answer.content.decode()
    return found
