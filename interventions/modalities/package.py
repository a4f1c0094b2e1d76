"""What a modality's package says of itself: the shape that the shared pages, API and rules ask."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from clients.models import Client
from clinic.core.access import Actor
from clinic.core.edit_forms import Sent
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
    ``is_unclosed``: nobody has recorded how that session was closed.
    """

    label: str
    numbers: str
    on: date
    measure: str
    contained: str = ""
    is_unclosed: bool = False


@dataclass(frozen=True)
class Card:
    """A card that the client was given: a title, and (label, text) line by line."""

    id: UUID
    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class StepOfPlan:
    """A step that was reached on a day, in words with its number."""

    plan_id: UUID
    on: date
    number: int
    words: str


class RowTracks(Protocol):
    """Numbers of a session that belong to a row of the record (to a target) and not to the session."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the tracks."""

    @property
    def side_by_side(self) -> bool:
        """Whether every row has one number a session, all in view at once, and not one row after the other."""

    def group(self, row: Any) -> str:
        """The heading under which a row stands where they are side by side."""

    def rows(self, plan: Plan) -> list[RecordRow]:
        """The rows that can be worked on, the one in work first."""

    def values(self, session: TherapySession, row: RecordRow) -> list[tuple[str, int]]:
        """(track, number) in the order in which they were noted in the session."""

    def given(self, plans: Sequence[Plan]) -> QuerySet[Any]:
        """Rows of these plans' records that were noted in a session, each with its session, in the order of noting."""

    def read(self, row: Any) -> tuple[str, list[tuple[str, int]]]:
        """What such a row is about, and its numbers by track."""

    def row_id(self, row: Any) -> UUID:
        """Of the row of the record that the numbers of such a row are about."""

    def closed(self, session: TherapySession, row: RecordRow) -> Mapping[str, str]:
        """Track → why no number is taken on it now; nothing where each track takes one."""

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

    @property
    def follows_numbers(self) -> bool:
        """Whether what it shows changes with a number, or with the sheet: then it is drawn anew after each."""

    def shown(self, *, session: TherapySession, plan: Plan, by: Actor) -> object | None:
        """What stands beside the note for who may read it; None where there is nothing to record yet."""

    def press(self, *, session: TherapySession, plan: Plan, by: Actor, value: str) -> str:
        """Records what was pressed, and says in words what it did; raises ValidationError."""


class SessionSheet(Protocol):
    """What a modality lets be typed beside the note, line by line, and saved in one press."""

    @property
    def template(self) -> str:
        """Draws the sheet, with ``sheet.form`` and ``sheet.rows``."""

    def form(self, *, session: TherapySession, minute: int | None, data: Sent = None) -> forms.Form:
        """The sheet, empty or as it was sent; ``minute``: since the session began."""

    def save(self, form: Any, *, session: TherapySession, plan: Plan, by: Actor) -> str:
        """Saves what the valid form says, and tells in words what; raises ValidationError."""

    def rows(self, *, session: TherapySession) -> Sequence[RecordRow]:
        """What was saved in this session."""


def no_cards(plans: Iterable[Plan]) -> list[Card]:
    """For a modality that gives the client no cards."""
    return []


def no_courses(plan: Plan, people: Sequence[Client]) -> list[Picture]:
    """For a modality whose page shows no measures."""
    return []


def no_steps(plans: Iterable[Plan]) -> list[StepOfPlan]:
    """For a modality that is not told in steps."""
    return []


def nothing_due(plans: Iterable[Plan]) -> dict[UUID, list[DueAgain]]:
    """For a modality that takes nothing up again."""
    return {}


@dataclass(frozen=True)
class Package:
    """One modality. ``conditions``: need of a gate → what is missing for a plan (None: before it begins).

    ``texts``: the words for what its conditions find; ``cards``: what clients of these plans were given of the record;
    ``diary``: whether the client keeps a diary between sessions; ``desk_of_one``: whether its desk records what is one
    person's own in that person's session alone within a joint plan; ``courses``: pictures of what people of the plan
    were measured by, given those whose record the reader may read; ``steps``: those that the client's own work has
    reached, in order of time.
    """

    kinds: tuple[Kind, ...]
    pictures: Callable[[Plan, Record], list[Picture]]
    conditions: Mapping[str, Callable[[Plan | None], Message | None]] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    tracks: RowTracks | None = None
    desk: SessionDesk | None = None
    sheet: SessionSheet | None = None
    due_again: Callable[[Iterable[Plan]], dict[UUID, list[DueAgain]]] = nothing_due
    cards: Callable[[Iterable[Plan]], list[Card]] = no_cards
    diary: bool = False
    desk_of_one: bool = False
    courses: Callable[[Plan, Sequence[Client]], list[Picture]] = no_courses
    steps: Callable[[Iterable[Plan]], list[StepOfPlan]] = no_steps
