"""Two workers at the same time: needs real commits, so a database of its own."""

from typing import Any

from clinic.core import outbox
from tests.core.test_outbox import a_draft
from tests.factories import a_practice, inside
from tests.threads import at_once


def test_two_workers_never_hold_the_same_message(own_database: str) -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft(str(n)) for n in range(40)])

    def work(_number: int) -> list[Any]:
        with inside(practice):
            return [row.pk for row in outbox.claim(10)]

    held = [pk for found in at_once(work, 4) for pk in found]
    assert len(held) == len(set(held))
    assert len(held) >= 10
