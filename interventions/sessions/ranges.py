"""Periods in the database: as ranges, and whether two of them overlap."""

from datetime import datetime

from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField
from django.db.models import Func, Q
from django.db.models.expressions import Combinable


class TsTzRange(Func):
    """tstzrange(start, end): the start is in, the end is not, so that sessions may follow one another."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Int4Range(Func):
    """int4range(start, end), likewise half open."""

    function = "INT4RANGE"
    output_field = IntegerRangeField()


def overlap(start: datetime | Combinable, end: datetime | Combinable) -> Q:
    """The condition that something takes up some of a period; what ends when it begins does not.

    The period's ends are moments, expressions, or columns of the query around it.
    """
    return Q(starts_at__lt=end, ends_at__gt=start)
