"""Refusals that say where what is in the way can be removed: a link on a page, an address in an answer of the API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString


class LinkedRefusal(ValidationError):
    """An action's refusal with the page that helps: ``link`` is its words, ``url`` the page, ``api_url`` the call."""

    def __init__(self, message: str, *, code: str, link: str, url: str, api_url: str) -> None:
        super().__init__(message, code=code)
        self.link, self.url, self.api_url = link, url, api_url

    def as_html(self) -> SafeString:
        """The message, then the link: for forms and messages, which leave safe text as it is."""
        return format_html('{} <a href="{}">{}</a>', " ".join(self.messages), self.url, self.link)

    def as_answer(self) -> dict[str, Any]:
        """The same for a program."""
        return {"detail": self.messages, "code": self.code, "link": self.api_url}
