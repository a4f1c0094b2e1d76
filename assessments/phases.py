"""What a chart of scores shows beneath: the phases of the client's treatment, which a higher package knows."""

from collections.abc import Callable
from datetime import date

from clients.models import Client

Phase = tuple[str, date, date]  # name, from, to

PHASES: list[Callable[[Client], list[Phase]]] = []  # filled by clinic.config.registry


def phases_of(client: Client) -> list[Phase]:
    """The phases of the client's active plan, in order of time; empty without one."""
    return [phase for find in PHASES for phase in find(client)]
