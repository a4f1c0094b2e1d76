"""Two people who take or close one alert at the same moment: real connections, real commits."""

from clients.alerts.actions import AlertClosed, AlertTaken, hand_over_alert
from tests.clients.alerts.test_workflow import Place
from tests.factories import actor, inside
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


def test_of_two_who_hand_it_over_at_once_one_does_and_the_other_learns_who_has_it(own_database: str) -> None:
    place = Place()
    acts = ((place.lead, place.other), (place.admin, place.on_call))

    def hand(number: int) -> str:
        by, to = acts[number]
        try:
            with inside(place.practice):
                hand_over_alert(alert=place.alert, to=to, by=actor(by), reason="In a session now", holder=None)
        except AlertTaken as error:
            return f"{error.holder} has it"
        return f"{to.name} has it"

    holder = at_once(hand, 2)
    has_it = place.now().taken_by
    assert has_it is not None
    assert set(holder) == {f"{has_it.name} has it"}
