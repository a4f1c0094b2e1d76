"""Several querysets in one statement: the same rows as one after the other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Count, OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, Score
from clients.models import CareRelation, Client
from clinic.core.models import Practice, Staff
from clinic.core.together import fetch_together
from interventions.models import Plan, TherapySession
from tests.factories import a_client, a_household, a_plan, a_practice, a_session, a_staff, an_assessment, inside

pytestmark = pytest.mark.django_db

Rows = QuerySet[Any, Any]

# Models with relations, an annotation, values, arrays, JSON, decimals, times, nothing, a slice, something grouped.
QUERYSETS: dict[str, Callable[[], Rows]] = {
    "models": lambda: Assessment.objects.order_by("id"),
    "decimals": lambda: Score.objects.order_by("id"),
    "relations": lambda: CareRelation.objects.select_related("staff__user", "added_by", "client").order_by("id"),
    "keys": lambda: Plan.objects.with_people().select_related("household", "client").order_by("id"),
    "annotated": lambda: Plan.objects.annotate(n=Count("phases"), words=Value("it's 100 %")).order_by("id"),
    "arrays of JSON": lambda: Client.objects.annotate(
        held=ArraySubquery(TherapySession.objects.filter(client=OuterRef("pk")).values(one=JSONObject(at="starts_at")))
    ).order_by("id"),
    "values": lambda: TherapySession.objects.order_by("starts_at").values("starts_at", "state", "client__name"),
    "lists": lambda: Score.objects.order_by("value").values_list("value", "completed_on", "notes"),
    "flat": lambda: Assessment.objects.order_by("-id").values_list("responses", flat=True),
    "roles": lambda: Staff.objects.order_by("name").values_list("roles", flat=True),
    "grouped": lambda: Score.objects.order_by("instrument").values("instrument").annotate(n=Count("pk")),
    "slice": lambda: Assessment.objects.order_by("-completed_on", "-id")[1:3],
    "distinct": lambda: Assessment.objects.order_by("instrument", "-id").distinct("instrument"),
    "no row": lambda: Client.objects.filter(name="nobody"),
    "known to be empty": lambda: Client.objects.none(),
    "hostile text": lambda: Client.objects.filter(name__contains="';--%s {\"").order_by("id"),
}


def _content(rows: Rows) -> list[Any]:
    """The rows with all that they carry, and the types of it."""
    shown = [
        {key: value for key, value in row.__dict__.items() if key != "_state"} | {"cache": _cached(row)}
        if isinstance(row, models.Model)
        else row
        for row in rows
    ]
    return [repr(one) for one in shown]


def _cached(row: models.Model) -> dict[str, Any]:
    return {name: one and one.__dict__ | {"_state": None} for name, one in row._state.fields_cache.items()}


@pytest.fixture
def practice() -> Practice:
    practice = a_practice()
    therapist = a_staff(practice)
    for number, name in enumerate(("Ana", "Ben \\ \"'", '\';--%s {"x": 1.5}')):
        client = a_client(therapist, name=name)
        an_assessment(client, "ecr-r", 2 + number)
        an_assessment(client, value=number % 4)
        a_plan(client, "eft", household=a_household(client, a_client(therapist)))
        a_session(client, timezone.now() + timedelta(days=1 + number, microseconds=number))
    return practice


def test_rows_read_together_are_what_each_queryset_reads_alone(practice: Practice) -> None:
    with inside(practice):
        together = {name: make() for name, make in QUERYSETS.items()}
        with CaptureQueriesContext(connection) as caught:
            fetch_together(*together.values())
            found = {name: _content(rows) for name, rows in together.items()}
        assert len(caught) == 1
        alone = {name: _content(make()) for name, make in QUERYSETS.items()}
    assert found == alone
    assert {name for name, rows in alone.items() if not rows} == {"no row", "known to be empty"}


def test_what_was_read_together_can_be_narrowed_and_prefetches_by_itself(practice: Practice) -> None:
    with inside(practice):
        clients, plans = Client.objects.order_by("id"), Plan.objects.prefetch_related("phases").order_by("id")
        fetch_together(clients, plans)
        with CaptureQueriesContext(connection) as caught:
            assert [len(plan.phases.all()) for plan in plans] == [1, 1, 1]
        assert len(caught) == 1
        assert clients.filter(name="Ana").get().name == "Ana"  # a queryset made of it asks anew


def test_nothing_is_asked_where_all_is_known_to_be_empty(practice: Practice) -> None:
    with inside(practice), CaptureQueriesContext(connection) as caught:
        fetch_together(nothing := Client.objects.none())
        assert list(nothing) == []
    assert len(caught) == 0


def test_a_column_that_json_cannot_carry_is_refused(practice: Practice) -> None:
    length = models.ExpressionWrapper(models.F("ends_at") - models.F("starts_at"), output_field=models.DurationField())
    with inside(practice), pytest.raises(TypeError, match="DurationField"):
        fetch_together(TherapySession.objects.annotate(length=length))
