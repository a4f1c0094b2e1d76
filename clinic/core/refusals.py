"""Refusals that say where what is in the way can be removed: a link on a page, an address in an answer of the API."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


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


class FileMerged(Exception):
    """A client's file was asked for that was merged into another one: ``kept`` is the id of that one. Pages lead
    there, and a call of the API is refused with it."""

    code = "merged"

    def __init__(self, file_id: UUID, kept: UUID) -> None:
        super().__init__(_("This file was merged into another file of the same person. Use that file."))
        self.file_id, self.kept = file_id, kept

    def as_answer(self) -> dict[str, Any]:
        """The refusal for a program."""
        return {"detail": str(self), "code": self.code, "merged_into": str(self.kept)}
