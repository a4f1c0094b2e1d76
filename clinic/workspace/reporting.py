"""The report of a practice for a period: attendance, outcomes, endings, response to alerts. Shared by pages and calls.

No single client's figures: of a small group, and of what would betray it, only the name is shown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.response import FIGURES, response_times
from clients.models import Episode
from clinic.core.access import Actor, May, require
from clinic.core.models import Staff
from clinic.core.small_groups import hidden_groups
from clinic.core.types import SqlRow
from clinic.workspace import reporting_sql
from clinic.workspace.queries import all_rows, parameters_of
from clinic.workspace.sql import with_rules
from interventions.library.queries import modalities_named
from interventions.sessions.queries import day_bounds

# Table → its figures, in the order in which they are shown.
COLUMNS = {
    "outcomes": ("clients", "recovered", "improved", "unchanged", "worse", "unmeasured"),
    "attendance": ("clients", "attended", "missed", "cancelled", "sessions"),
    "endings": ("clients",),
    "alerts": FIGURES,
}
GROUPED = {"outcomes": reporting_sql.OUTCOMES, "attendance": reporting_sql.ATTENDANCE}
HIDDEN = "hidden"  # in place of a figure, in CSV


@dataclass(frozen=True)
class Report:
    """Rows of attendance and outcomes: ``key`` and ``name`` of the group, its figures, and whether they are
    ``hidden``; then they are None."""

    outcomes: list[SqlRow]
    attendance: list[SqlRow]


def _suppress(rows: Sequence[SqlRow]) -> list[SqlRow]:
    """The rows, of small groups and what would betray them key and name alone."""
    hidden = hidden_groups([row["clients"] for row in rows])
    return [
        (dict.fromkeys(row) | {"key": row["key"], "name": row["name"]} if place in hidden else row)
        | {"hidden": place in hidden}
        for place, row in enumerate(rows)
    ]


def _named(rows: Iterable[SqlRow], group: str) -> dict[str, str]:
    """Key → what the group is called; those of one name with what tells them apart: an address, or the key."""
    named = {row["key"]: row["name"] for row in rows}
    if group == "modality":
        known = modalities_named(named)
        named |= {key: one.short for key, one in known.items()} | {"": _("without a plan")}
    times = Counter(named.values())
    twice = [key for key, name in named.items() if times[name] > 1]
    apart = {key: key for key in twice}
    if twice and group == "therapist":
        addresses = Staff.objects.filter(pk__in=map(UUID, twice)).values_list("pk", "user__email")
        apart |= {str(pk): email for pk, email in addresses}
    return named | {key: f"{named[key]} ({detail})" for key, detail in apart.items()}


def grouped(actor: Actor, table: str, *, since: date, until: date, group: str) -> list[SqlRow]:
    """A table of ``GROUPED`` for a period (both days included) by ``modality`` or ``therapist``: see :class:`Report`.

    A statement, and one more to tell groups of one name apart. Raises PermissionDenied.
    """
    require(actor, May.SEE_REPORTS)
    key, label = reporting_sql.GROUPS[group]
    start, end = day_bounds(since)[0], day_bounds(until)[1]
    statement, own = with_rules(GROUPED[table], group=key, label=label)
    days = {"since": since, "until": until, "start": start, "end": end}
    rows = all_rows(statement, parameters_of(actor) | days | dict(own))
    names = _named(rows, group)
    return _suppress([row | {"name": names[row["key"]]} for row in rows])


def report(actor: Actor, *, since: date, until: date, group: str) -> Report:
    """Attendance and outcomes for a period, see :func:`grouped`. Two statements."""
    return Report(**{table: grouped(actor, table, since=since, until=until, group=group) for table in GROUPED})


def endings(actor: Actor, since: date, until: date) -> list[SqlRow]:
    """How the treatments ended that were closed in a period (both days included), by ``ending``, the most first, then
    those that are hidden, by name: their order would tell which is larger.

    Each with ``clients``, two merged files being one; as in the other tables small groups are ``hidden``. Raises
    PermissionDenied.
    """
    require(actor, May.SEE_REPORTS)
    closed = Episode.objects.closed().filter(closed_on__range=(since, until)).order_by().values("ending")
    person = Coalesce("client__merged_into", "client")
    counted = closed.annotate(clients=Count(person, distinct=True)).order_by("-clients", "ending")
    found = _suppress([{"key": row["ending"], "name": row["ending"], "clients": row["clients"]} for row in counted])
    found.sort(key=lambda row: (row["hidden"], row["name"] if row["hidden"] else ""))
    return [row | {"ending": row["key"], "label": Episode.Ending(row["key"]).label} for row in found]


def _rows(actor: Actor, table: str, since: date, until: date, group: str) -> list[SqlRow]:
    if table == "alerts":
        return [vars(row) | {"name": row.level.value} for row in response_times(actor, since, until)]
    if table == "endings":
        return endings(actor, since, until)
    return grouped(actor, table, since=since, until=until, group=group)


def csv_table(actor: Actor, table: str, *, since: date, until: date, group: str) -> list[list[object]]:
    """A table of ``COLUMNS`` as lines of a CSV, the first one the headings. Raises PermissionDenied."""
    columns = COLUMNS[table]
    first = {"endings": "ending", "alerts": "level"}.get(table, group)
    lines = (
        [row["name"], *(HIDDEN if row["hidden"] else row[column] for column in columns)]
        for row in _rows(actor, table, since, until, group)
    )
    return [[first, *columns], *lines]


def default_period() -> tuple[date, date]:
    """The last twelve months up to today."""
    today = timezone.localdate()
    return today - timedelta(days=365), today
