"""A sweep of a practice runs once at a time: needs real commits, so a database of its own."""

from threading import Event

from clinic.core.sweeps import run
from tests.factories import a_practice
from tests.threads import at_once


def test_a_sweep_of_a_practice_runs_once_at_a_time_and_others_go_on(own_database: str) -> None:
    practice, other = a_practice(), a_practice()
    begun, over = Event(), Event()

    def long() -> int:
        begun.set()
        assert over.wait(20)
        return 1

    def work(number: int) -> list[int]:
        if number == 0:
            return [run("reminders", practice.pk, long)]
        assert begun.wait(20)
        try:
            return [
                run("reminders", practice.pk, lambda: 1),
                run("alerts", practice.pk, lambda: 1),
                run("reminders", other.pk, lambda: 1),
            ]
        finally:
            over.set()

    assert at_once(work, 2) == [[1], [0, 1, 1]]
    assert run("reminders", practice.pk, lambda: 1) == 1
