"""The one error of this package."""


class LocalStackError(Exception):
    """A part of the local stack cannot start or ended; the message is one line for a person."""
