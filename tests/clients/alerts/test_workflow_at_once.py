"""Two people who take or close one alert at the same moment: real connections, real commits."""

from clients.alerts.actions import AlertClosed, AlertTaken
from tests.clients.alerts.test_workflow import Place
from tests.threads import at_once


def test_of_two_who_take_it_at_once_exactly_one_has_it_and_the_other_learns_who(own_database: str) -> None:
    place = Place()
    people = (place.lead, place.on_call)

    def take(number: int) -> str:
        try:
            return f"{place.take(people[number]).taken_by_id}"
        except AlertTaken as error:
            return f"taken by {error.holder}"

    found = at_once(take, 2)
    holder = place.now().taken_by
    assert holder is not None
    assert sorted(found) == sorted([str(holder.pk), f"taken by {holder.name}"])


def test_of_two_who_close_it_at_once_one_does_and_the_other_is_told(own_database: str) -> None:
    place = Place()
    people = (place.lead, place.on_call)

    def close(number: int) -> str:
        try:
            return place.close(people[number], note=f"Called, {number}.").closing_note
        except AlertClosed:
            return ""

    found = at_once(close, 2)
    assert sorted(found) == ["", place.now().closing_note]
