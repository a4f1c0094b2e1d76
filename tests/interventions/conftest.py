"""A fixed week for what depends on the calendar."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.interventions.sessions.week import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Monday in February 2027; the clocks of London go forward five weeks later."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller
