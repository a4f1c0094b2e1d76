"""What a page's address contains: read once, and never an error."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

MOST_SEARCHED = 80  # characters


def day_of(text: str) -> date:
    """A day; today if it is missing, invalid or far outside our time."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else timezone.localdate()


def moment_of(text: str) -> datetime | None:
    """A wall-clock time (2027-03-01T10:00); None for none."""
    try:
        found = datetime.fromisoformat(text[:16])
    except ValueError:
        return None
    return found.replace(tzinfo=None) if 2000 <= found.year <= 2100 else None


def uuid_of(text: str) -> UUID | None:
    """An id; None for none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text: str, least: int, most: int) -> int:
    """A whole number within these bounds; the least for none."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else least
    return min(max(number, least), most)


def search_of(request: HttpRequest, most: int = MOST_SEARCHED) -> str:
    """What is searched for, empty for nothing."""
    return request.GET.get("search", "").strip().replace("\x00", "")[:most]
