"""The base of every history table."""

import pghistory.models
from django.db import models


class Event(pghistory.models.Event):  # type: ignore[misc]
    """One state of a row that is tracked.

    Its key has 64 bits: a key of 32 runs out after two thousand million changes, and then the change itself fails.
    """

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
