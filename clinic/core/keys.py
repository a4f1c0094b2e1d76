"""What is added under a key of the sender's own: sent twice, it is saved once."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

M = TypeVar("M", bound=models.Model)


class KeyReused(ValidationError):
    """The key of something that is there was sent with other content: nothing is written."""

    def __init__(self) -> None:
        text = _("An entry with other words was saved under this key. Nothing was changed: use a new key.")
        super().__init__({"key": text})


def added_once(
    rows: "models.QuerySet[M]",
    key: UUID | None,
    owner: Mapping[str, object],
    said: Mapping[str, object],
    **kept: object,
) -> M:
    """The row of this key, made where there is none yet; one sent without a key is always made.

    ``owner``: what the key is unique for; ``said``: its content; ``kept``: what is kept with it, for example who sent
    it. Raises KeyReused where the row that is there says something else.
    """
    row, made = rows.get_or_create(key=key or uuid7(), **owner, defaults={**said, **kept})
    if not made and any(getattr(row, name) != value for name, value in said.items()):
        raise KeyReused
    return row
