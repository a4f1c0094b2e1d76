"""Which constraint of the database refused a row, as the error that a person or a program is told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction


def constraint_of(error: IntegrityError) -> str:
    """The name of the violated constraint or unique index; empty where the database names none."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


@contextmanager
def constraint_errors(errors: Mapping[str, Exception]) -> Iterator[None]:
    """Raises ``errors[name]`` where the database refuses by the constraint ``name``; nothing inside is kept then.

    Every other IntegrityError is raised as it is: it is a bug, not a wrong entry.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        known = errors.get(constraint_of(error))
        if known is None:
            raise
        raise known from error
