"""What a practice adds is read once a scope, however many of it are asked for."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from assessments import catalogue as instruments
from assessments.catalogue import UnknownInstrument
from assessments.models import CustomInstrument
from assessments.wording.queries import instrument_of
from assessments.wording.queries import instruments as all_instruments
from clinic.core.definitions import add_version, retire
from clinic.core.models import Staff
from interventions import catalogue
from interventions.catalogue import UnknownExercise
from interventions.library.queries import (
    exercise_in_use,
    exercises,
    modalities,
    modalities_kept,
    modality_of,
    version_of,
)
from interventions.models import CustomExercise, CustomModality
from tests.factories import a_practice, a_staff, actor, inside

pytestmark = pytest.mark.django_db
SHIPPED: list[tuple[type[Any], Any]] = [
    (CustomInstrument, next(iter(instruments.catalogue().values()))),
    (CustomModality, catalogue.modality("emdr")),
    (CustomExercise, next(iter(catalogue.exercises().values()))),
]


def added(by: Staff, model: type[Any], shipped: Any, key: str) -> Any:
    """A custom definition, a copy of a shipped one."""
    copy = shipped.model_dump(mode="json", by_alias=True) | {"key": key}
    numbered = "version" in copy
    return add_version(
        model, key=key, by=actor(by), define=lambda version: copy | ({"version": version} if numbered else {})
    )


def asked_for_each(number: int) -> tuple[int, int]:
    """(statements, definitions) of asking for each of so many of a kind in every way, in a scope of its own."""
    practice = a_practice()
    by, keys = a_staff(practice), [f"custom-{n}" for n in range(number)]
    with inside(practice):
        for model, shipped in SHIPPED:
            for key in keys:
                added(by, model, shipped, key)
    with inside(practice), CaptureQueriesContext(connection) as captured:
        found: list[object] = [instrument_of(key) for key in keys] + [modality_of(key, 1) for key in keys]
        found += [exercise_in_use(key) for key in keys]
        assert [version_of(exercise_in_use(key)) for key in keys] == [1] * number
        assert len(modalities_kept((key, 1) for key in keys)) == number
        for shown in (all_instruments(), modalities(), exercises()):
            assert set(keys) <= set(shown)
    return len(captured), len(found)


def test_five_of_each_kind_take_no_more_statements_than_one() -> None:
    assert asked_for_each(1) == (1, 3)
    assert asked_for_each(5) == (1, 15)


def test_a_shipped_one_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with inside(a_practice()), django_assert_num_queries(0):
        assert (instrument_of("phq-9").key, modality_of("emdr").key) == ("phq-9", "emdr")


def test_what_is_added_or_retired_shows_in_the_same_scope() -> None:
    practice = a_practice()
    by = a_staff(practice)
    (model, shipped), (_model, _shipped), (exercise_model, exercise) = SHIPPED
    with inside(practice):
        with pytest.raises(UnknownInstrument):
            instrument_of("custom-x")
        row = added(by, model, shipped, "custom-x")
        assert instrument_of("custom-x").version == 1
        added(by, model, shipped.model_copy(update={"short": "Changed"}), "custom-x")
        assert (instrument_of("custom-x").version, instrument_of("custom-x", 1).version) == (2, 1)
        assert all_instruments()["custom-x"].version == 2
        retire(row)
        given = added(by, exercise_model, exercise, "custom-y")
        assert exercise_in_use("custom-y").key == "custom-y"
        retire(given)
        with pytest.raises(UnknownExercise):
            exercise_in_use("custom-y")


def test_another_practice_has_none_of_it() -> None:
    practice = a_practice()
    by = a_staff(practice)
    with inside(practice):
        added(by, *SHIPPED[0], "custom-x")
    with inside(a_practice()), pytest.raises(UnknownInstrument):
        instrument_of("custom-x")
