"""Types that many modules name, where a value's own type is known only from somewhere else."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

# Field → its checked value, of a form or of a request's body, as an action takes it: each field makes its own type.
Checked: TypeAlias = dict[str, Any]

# An object of JSON that was read: what is in it is found out by looking.
JsonObject: TypeAlias = Mapping[str, Any]

# What a statement takes as parameters, and a row that it finds: column → value, of the column's type.
SqlValue: TypeAlias = bool | int | float | Decimal | str | bytes | date | datetime | UUID | list[Any] | None
SqlParameters: TypeAlias = dict[str, SqlValue]
SqlRow: TypeAlias = dict[str, Any]
