"""How an open alert stands, in words, and the one chip that all of a client's open alerts have."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from clients.alerts.actions import raise_alert
from clients.alerts.queries import alert_for
from clients.alerts.standing import words_of
from tests.clients.alerts.test_corrected import HIGH, Screened
from tests.clients.alerts.test_workflow import Place
from tests.factories import actor, inside
from tests.web import pages

pytestmark = pytest.mark.django_db


def words(place: Place) -> str:
    with inside(place.practice, actor(place.lead)) as scope:
        return " · ".join(words_of(alert_for(scope.actor, place.alert.pk)))


def today(place: Place) -> str:
    return pages(place.lead).get("/").content.decode()


def test_a_risen_alert_is_not_called_handed_over() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    said = "more urgent since the answers were corrected, Other Person has not confirmed it yet"
    assert words(place) == said
    assert said in today(place)
    assert "handed to Other Person" not in today(place)
    page = pages(place.other).get(place.path()).content.decode()
    assert said[1:] in page, "whose it is reads why it waits"
    place.take(place.other)
    assert words(place) == "taken by Other Person"


def test_one_that_was_handed_on_after_it_had_risen_is_called_handed_over() -> None:
    place = Screened()
    place.correct(place.lead, HIGH)
    place.hand(place.other, place.on_call)
    assert words(place) == "handed to Call Person, not confirmed yet"


def test_nobody_has_it_and_the_next_ones_were_told() -> None:
    place = Place()
    assert words(place) == "nobody has it yet"
    assert place.swept_after(61) == 1
    assert words(place) == "nobody has it yet, the next ones were told"
    assert "nobody has it yet, the next ones were told" in today(place)


def chips(place: Place) -> list[tuple[str, str]]:
    page = pages(place.lead).get(reverse("workspace:client", args=[place.client.pk])).content.decode()
    found = re.findall(r'<a class="chip risk" href="([^"]+)">(.*?)</a>', page, re.DOTALL)
    return [(url, " ".join(text.split())) for url, text in found]


def test_one_open_alert_has_a_chip_that_leads_to_it() -> None:
    place = Place()
    assert chips(place) == [(place.path(), "PHQ-9 item 9: moderate risk")]
    place.take(place.lead)
    assert chips(place) == [(place.path(), "PHQ-9 item 9: moderate risk · taken")]


def test_several_open_alerts_have_one_chip_with_their_number_and_the_highest_level() -> None:
    place = Place(level="low")
    with inside(place.practice):
        for number, level in ((1, "high"), (2, "moderate")):
            raise_alert(
                client=place.client, source=f"Other {number}", source_id=UUID(int=number), reason="x", level=level
            )
    place.take(place.lead)
    listed = reverse("safety:client-safety", args=[place.client.pk]) + "#alerts"
    assert chips(place) == [(listed, "3 risk alerts: high risk · 2 not in hand")]
    page = pages(place.lead).get(listed).content.decode()
    assert [name in page for name in ("PHQ-9 item 9", "Other 1", "Other 2", 'id="alerts"')] == [True] * 4
