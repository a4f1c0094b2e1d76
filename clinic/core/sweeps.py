"""Going through all practices, each in a scope of its own."""

import logging
from collections.abc import Callable

from django.db import DatabaseError

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.tenancy import practice_scope

logger = logging.getLogger(__name__)


def sweep(label: str, act: Callable[[], int]) -> int:
    """Calls ``act`` in every practice's scope and returns the sum; one practice's trouble does not stop the others."""
    total = 0
    for practice_id in Practice.objects.values_list("pk", flat=True):
        try:
            with practice_scope(practice_id, system(practice_id, label)):
                total += act()
        except DatabaseError:
            logger.exception("%s of practice %s", label, practice_id)
    return total
