"""Sheets for one client: in their language, headed by the practice and their name, each printing in the access log."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils import translation

from clients.models import Client
from clients.reach.actions import contact_of
from clinic.core import audit
from clinic.core.practices import current_practice
from clinic.core.sheets import LARGE, Sheet, sheets_pdf


def client_pdf(client: Client, make: Callable[[], Sequence[Sheet]], *, what: str, size: str = "") -> bytes:
    """The PDF of what ``make`` puts into words; ``what`` is its name in the access log."""
    audit.log_access(client.pk, what)
    with translation.override(contact_of(client).language or settings.LANGUAGE_CODE):
        return sheets_pdf(make(), practice=current_practice().name, name=client.name, large=size == LARGE)
