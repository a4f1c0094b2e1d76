"""The benchmarks' data fits the tables as they are."""

from django.db import connection

from assessments.models import Assessment, Score
from tests.benchmarks.data import fill
from tests.factories import inside


def test_the_data_can_be_filled_in(own_database: str) -> None:
    practice, _therapist = fill(str(connection.settings_dict["NAME"]), 3)
    with inside(practice):
        assert (Assessment.objects.count(), Score.objects.count()) == (27, 24)
