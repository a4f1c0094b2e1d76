"""What a modality's package says of itself: the shape that the shared pages, API and rules ask."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from clinic.core.access import Actor
from clinic.core.messages import Message, Text
from interventions.plans.models import Plan
from interventions.records.kinds import Kind
from interventions.records.models import RecordRow
from interventions.sessions.models import TherapySession

Record = Mapping[str, Sequence[Any]]  # kind → rows
Picture = tuple[str, str, Any]  # the template's name, heading, chart


@dataclass(frozen=True)
class DueAgain:
    """A row that is looked at again at the next session. ``measure``: the kind of row by which that is noted.

    ``contained``: by what a session that was left incomplete was closed; empty where it was complete.
    """

    label: str
    numbers: str
    on: date
    measure: str
    contained: str = ""


class RowTracks(Protocol):
    """Numbers of a session that belong to a row of the record (to a target) and not to the session."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the tracks."""

    def rows(self, plan: Plan) -> list[RecordRow]:
        """The rows that can be worked on, the one in work first."""

    def values(self, session: TherapySession, row: RecordRow) -> list[tuple[str, int]]:
        """(track, number) in the order in which they were noted in the session."""

    def given(self, plans: Sequence[Plan]) -> QuerySet[Any]:
        """Rows of these plans' records that were noted in a session, each with its session, in the order of noting."""

    def read(self, row: Any) -> tuple[str, list[tuple[str, int]]]:
        """What such a row is about, and its numbers by track."""

    def note(
        self, *, session: TherapySession, plan: Plan, by: Actor, key: str, value: int, row_id: UUID | None
    ) -> None:
        """Notes a number; raises ValidationError."""

    def undo(self, *, session: TherapySession, plan: Plan, key: str, row_id: UUID | None) -> None:
        """Takes the last number of the session back; raises ValidationError."""


class SessionDesk(Protocol):
    """What a modality records during a session beside its numbers, by buttons that belong to the note's form."""

    @property
    def template(self) -> str:
        """Draws what :meth:`shown` gives, as ``desk``."""

    def shown(self, *, session: TherapySession, plan: Plan) -> object | None:
        """What stands beside the note; None where there is nothing to record yet."""

    def press(self, *, session: TherapySession, plan: Plan, by: Actor, value: str) -> str:
        """Records what was pressed, and says in words what it did; raises ValidationError."""


def nothing_due(plans: Iterable[Plan]) -> dict[UUID, list[DueAgain]]:
    """For a modality that takes nothing up again."""
    return {}


@dataclass(frozen=True)
class Package:
    """One modality. ``conditions``: need of a gate → what is missing for a plan (None: before it begins).

    ``texts``: the words for what its conditions find.
    """

    kinds: tuple[Kind, ...]
    pictures: Callable[[Plan, Record], list[Picture]]
    conditions: Mapping[str, Callable[[Plan | None], Message | None]] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    tracks: RowTracks | None = None
    desk: SessionDesk | None = None
    due_again: Callable[[Iterable[Plan]], dict[UUID, list[DueAgain]]] = nothing_due
