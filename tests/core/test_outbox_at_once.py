"""Two workers at the same time: needs real commits, so a database of its own."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.core import outbox
from clinic.core.models import Message
from tests import servers
from tests.core.test_outbox import a_draft, delivered, trials
from tests.factories import a_practice, inside
from tests.threads import at_once


def test_two_workers_never_hold_the_same_message(own_database: str) -> None:
    practice = a_practice()
    with inside(practice):
        outbox.queue([a_draft(str(n)) for n in range(40)])

    def work(_number: int) -> list[object]:
        with inside(practice):
            return [row.pk for row in outbox.claim(10)]

    held = [pk for found in at_once(work, 4) for pk in found]
    assert len(held) == len(set(held))
    assert len(held) >= 10


QUEUE_ONE = """
from clinic.core.models import Practice
from tests.core.test_outbox import a_draft
from tests.factories import inside
from clinic.core import outbox
with inside(Practice.objects.get()):
    print("queued", outbox.queue([a_draft()]))
"""


def test_a_broker_that_is_away_does_not_stop_the_cause(own_database: str) -> None:
    practice = a_practice()
    environment = os.environ | servers.addresses(own_database) | {"BROKER_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", QUEUE_ONE],
        cwd=servers.BASE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "queued 1" in done.stdout
    assert "broker is away" in done.stderr
    with inside(practice):
        assert Message.objects.get().state == Message.State.QUEUED


def test_each_further_message_costs_two_statements(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost(number: int) -> int:
        practice = trials(number)
        with CaptureQueriesContext(connection) as captured:
            assert set(delivered(practice, outbox.unconditional, monkeypatch).values()) == {"sent"}
        return sum(query["sql"].startswith(("SELECT", "UPDATE")) for query in captured)

    assert cost(9) - cost(3) == 6 * 2  # the scope of its transaction, and the mark
