"""What a kind of row in a modality's record is. The packages of the modalities define which there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.catalogue import Modality
from interventions.records.models import RecordRow
from interventions.records.row_forms import RowForm
from interventions.records.serializers import RowSerializer

Choices = list[Any]  # as Django's choice fields take them


def everything(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Whoever may read the plan may read all rows."""
    return rows


def of_readable(*names: str) -> Callable[[QuerySet[Any], Actor], QuerySet[Any]]:
    """Only rows whose people, in these fields, the actor may read; a row that names nobody is for every reader."""

    def readable(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        people = visible(actor, May.READ_RECORD)
        for name in names:
            rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": people}))
        return rows

    return readable


def nothing_more(row: Any, modality: Modality) -> dict[str, object]:
    """For a kind whose table knows all that can be wrong."""
    return {}


def nothing_before(row: Any) -> None:
    """For a kind whose rows change no other when they are saved."""


@dataclass(frozen=True)
class Kind:
    """One kind of row. ``fields``: what a person fills in; ``order``: how a list of them is sorted.

    ``template`` shows a row in a list; ``form``, ``serializer``: where it has its own;
    ``choices``: field → what it offers, from the modality's definition; ``labels``: field → another label than its own;
    ``check``: what the table cannot know, by field; ``readable``: the rows of a plan that an actor may read;
    ``before``: what a row changes in others of its kind before it is checked, in the same transaction;
    ``is_number``: its rows are read by the modality's tracks, and shown with the numbers of a session;
    ``in_session``: its rows are written in the session workspace, and shown beside the session's note;
    ``from_address``: choices that the address of a new row's page may fill in;
    ``person``: the field that names whose row it is: such a row may be of that person's session alone within a joint
    plan; ``only_alone``: it is of no other session; ``at_hand``: its rows are what one looks at during a session, and
    stand open and first on the record's page.
    """

    key: str
    model: type[RecordRow]
    name: str | Promise
    fields: tuple[str, ...]
    order: tuple[str, ...]
    template: str
    form: type[RowForm] | None = None
    serializer: type[RowSerializer] | None = None
    choices: Mapping[str, Callable[[Modality], Choices]] = field(default_factory=dict)
    check: Callable[[Any, Modality], dict[str, object]] = nothing_more
    readable: Callable[[QuerySet[Any], Actor], QuerySet[Any]] = everything
    before: Callable[[Any], None] = nothing_before
    is_number: bool = False
    in_session: bool = False
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    from_address: tuple[str, ...] = ()
    person: str = ""
    only_alone: bool = False
    at_hand: bool = False

    @property
    def is_by_day(self) -> bool:
        """Whether its rows are sorted by when they were, and not by what they are."""
        return self.order[0] in {"on", "made_at"}


def kind(key: str, model: Any, name: Any, fields: str, order: str, template: str, **options: Any) -> Kind:
    """A kind with ``fields`` and ``order`` separated by blanks; the id decides where the order is equal."""
    return Kind(key, model, name, tuple(fields.split()), (*order.split(), "id"), template, **options)
