"""How summaries are kept: each fact is compiled from its querysets, for triggers and for recomputing.

A fact belongs to the package whose tables tell it; ``clinic.config.registry`` names them all in ``FACTS``. The text of
a trigger is part of a migration: when a rule changes, ``makemigrations`` reports its trigger. See decision 25.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pgtrigger
from django.db.models import Model, QuerySet

from clinic.core.compiled import compile_part, inline


@dataclass(frozen=True)
class Fact:
    """Columns of the summary that follow from the same rows.

    ``select``: a SELECT of exactly one row with these columns, for client ``c.client_id`` of ``c.practice_id``, whose
    ``{parts}`` are the querysets that ``rules`` returns by name.
    """

    name: str
    columns: tuple[str, ...]
    select: str
    rules: Callable[[], Mapping[str, QuerySet[Any, Any]]]

    @cached_property
    def text(self) -> str:
        """The SELECT, complete."""
        return self.select.format(**{name: inline(compile_part(name, rows)) for name, rows in self.rules().items()})


FACTS: list[Fact] = []

# What a trigger does for the people whom rows concern, or concerned. Nobody waits for a summary, for who waits may hold
# what the other needs: one that is held is marked, and worked out by whoever reads next. What is worked out is read
# after the summary is held, so that it contains what others have committed until then. It is always a few people among
# many: a plan that was made while tables were almost empty must not read them whole for each person later.
_KEEP = """
    SELECT array_agg(DISTINCT p.id) INTO concerned FROM ({people}) p (id) WHERE p.id IS NOT NULL;
    IF concerned IS NULL THEN
        RETURN NULL;
    END IF;{before}
    seqscan := current_setting('enable_seqscan');
    PERFORM set_config('enable_seqscan', 'off', true);
    SELECT coalesce(array_agg(h.client_id), '{{}}') INTO held FROM (
        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)
        FOR NO KEY UPDATE SKIP LOCKED
    ) h;
    IF cardinality(held) < cardinality(concerned) THEN
        INSERT INTO clients_stalesummary (id, practice_id, client_id)
        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c
        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);
    END IF;
    {change};
    PERFORM set_config('enable_seqscan', seqscan, true);
    RETURN NULL;
"""
_CHANGE = """
    UPDATE clients_clientsummary s SET {set} FROM (
        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c
        CROSS JOIN LATERAL ({select}) f ({columns})
        WHERE c.client_id = ANY ({people})
    ) n WHERE s.client_id = n.whose AND ({old}) IS DISTINCT FROM ({new})
"""
_ADD = """
    INSERT INTO clients_clientsummary (practice_id, client_id)
    SELECT n.practice_id, n.id FROM new_rows n ON CONFLICT DO NOTHING;
"""


def change(fact: Fact, *, people: str) -> str:
    """The UPDATE that puts a fact right in the summaries of these people (SQL of an array of their ids)."""

    def each(form: str) -> str:
        return ", ".join(form.format(column) for column in fact.columns)

    return _CHANGE.format(
        set=each("{0} = n.{0}"),
        select=fact.text,
        columns=each("{}"),
        people=people,
        old=each("s.{}"),
        new=each("n.{}"),
    )


class SummaryTrigger(pgtrigger.Trigger):  # type: ignore[misc]  # pgtrigger is not typed here
    """Keeps one fact of the summaries of those whom the rows of a statement concern; made by :func:`summary_triggers`.

    ``people``: SELECTs of ids, from the tables ``old_rows`` and ``new_rows`` where the operation has them.
    """

    when = pgtrigger.After
    level = pgtrigger.Statement

    def __init__(self, fact: str, people: str, *, name: str, operation: Any, referencing: Any, before: str) -> None:
        self.fact, self.people, self.before = fact, people, before
        super().__init__(
            name=name,
            operation=operation,
            referencing=referencing,
            declare=[("concerned", "uuid[]"), ("held", "uuid[]"), ("seqscan", "text")],
        )

    def get_func(self, model: type[Model]) -> str:
        fact = next(fact for fact in FACTS if fact.name == self.fact)
        return _KEEP.format(people=self.people, before=self.before, change=change(fact, people="held"))


def summary_triggers(
    fact: str, *changed: str, people: str = "(VALUES ({row}.client_id))", only: str = "true", deleted: bool = True
) -> list[SummaryTrigger]:
    """What keeps a fact of the summary, whoever writes to the table, and however many rows at a time.

    ``changed``: the columns on which the fact depends. ``people``: SQL of the people of a row that is named ``{row}``.
    ``only``: SQL of which rows matter. ``deleted``: whether rows can go without their clients.
    """

    def concerned(row: str, table: str) -> str:
        of = f"FROM {table} CROSS JOIN LATERAL {people.format(row=row)} o (id) WHERE {only.format(row=row)}"
        return f"SELECT o.id {of}"

    both = "new_rows n JOIN old_rows m ON m.id = n.id AND ({}) IS DISTINCT FROM ({})".format(
        ", ".join(f"n.{column}" for column in changed), ", ".join(f"m.{column}" for column in changed)
    )
    old, new = pgtrigger.Referencing(old="old_rows"), pgtrigger.Referencing(new="new_rows")
    either = f"{concerned('m', both)} UNION ALL {concerned('n', both)}"
    inserted = _ADD if fact == "identity" else ""
    found = [
        ("insert", pgtrigger.Insert, new, concerned("n", "new_rows n"), inserted),
        ("update", pgtrigger.Update, pgtrigger.Referencing(old="old_rows", new="new_rows"), either, ""),
        ("delete", pgtrigger.Delete, old, concerned("m", "old_rows m"), ""),
    ]
    return [
        SummaryTrigger(fact, rows, name=f"summary_{fact}_{kind}", operation=operation, referencing=names, before=before)
        for kind, operation, names, rows, before in found
        if deleted or kind != "delete"
    ]
