"""A leave that is taken back gives its therapist the alerts back that they lost to it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clients.alerts.actions import AlertTaken, reopen_alert, take_alert
from clients.alerts.acts import history_of
from clients.alerts.giving_back import give_back_alerts
from clients.care_team.actions import transfer
from clients.models import RiskAlert
from clients.tasks import escalate
from interventions.models import Leave
from interventions.sessions.calendar_settings import add_leave, remove_leave
from tests.clients.alerts.test_workflow import Place
from tests.factories import actor, everywhere, inside
from tests.threads import at_once
from tests.web import Api, pages, read


class Lost(Place):
    """Its lead took the alert, and lost it as their leave began."""

    def __init__(self) -> None:
        super().__init__()
        self.take(self.lead)
        self.away(self.lead)
        self.swept_after(2)
        assert self.now().state == "open"
        with inside(self.practice):
            self.leave = Leave.objects.get()

    def take_leave_back(self) -> list[RiskAlert]:
        with inside(self.practice):
            return remove_leave(leave=Leave.objects.get(pk=self.leave.pk))


@pytest.mark.django_db
def test_who_takes_their_leave_back_has_the_alert_again_and_is_told() -> None:
    place = Lost()
    told = place.told(place.lead)
    with time_machine.travel(place.start + timedelta(minutes=5)):
        answer = pages(place.lead).post(reverse("sessions:leave-remove", args=[place.leave.pk]), follow=True)
    assert "1 risk alert is with Lead Person again." in answer.content.decode()
    found = place.now()
    assert (found.state, found.taken_by, found.taken_at) == ("taken", place.lead, None)
    assert place.told(place.lead) == told + 1
    with inside(place.practice):
        lines = [line.what for line in history_of(found)]
    assert lines[-1] == "The leave of Lead Person was taken back; they have it again"
    assert place.swept_after(30) == 0, "they have the time of a step to confirm it"
    assert place.now().taken_by == place.lead
    assert place.swept_after(70) == 1, "nobody has confirmed it: the next ones are told"
    assert place.now().taken_by == place.lead
    assert place.take(place.lead).taken_at is not None


@pytest.mark.django_db
def test_the_api_takes_a_leave_back_and_says_how_many_alerts_came_back() -> None:
    place = Lost()
    assert Api(place.other).delete(f"leave/{place.leave.pk}/").status_code == 404
    answer = Api(place.admin).delete(f"leave/{place.leave.pk}/")
    assert (answer.status_code, read(answer)) == (200, {"alerts_given_back": 1})
    assert Api(place.admin).delete(f"leave/{place.leave.pk}/").status_code == 404


def since_then(place: Lost, how: str) -> None:
    """What happened to the alert after its taker had lost it."""
    if how in ("taken", "taken and lost"):
        place.take(place.on_call)
    if how == "taken and lost":
        place.away(place.on_call)
        place.swept_after(11)
    if how in ("closed", "opened again"):
        place.close(place.on_call)
    if how == "opened again":
        with inside(place.practice):
            reopen_alert(alert=place.alert, by=actor(place.lead), reason="Rang again")
    if how == "other leave":
        place.away(place.lead)
    if how == "client gone":
        with inside(place.practice, actor(place.admin)) as scope:
            transfer(
                client=place.client,
                to=place.other.pk,
                by=scope.actor,
                lead=place.lead.pk,
                reason="Moved",
                note="Nothing to hand on",
            )


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["taken", "taken and lost", "closed", "opened again", "other leave", "client gone"])
def test_it_does_not_come_back_where_something_else_has_happened_since(how: str) -> None:
    place = Lost()
    with time_machine.travel(place.start + timedelta(minutes=10)):
        since_then(place, how)
        assert place.take_leave_back() == []
    assert place.now().taken_by_id != place.lead.pk


@pytest.mark.django_db
def test_an_alert_that_was_lost_before_the_leave_stays_where_it_is() -> None:
    place = Lost()
    with inside(place.practice):
        now = timezone.now()
        assert give_back_alerts(staff=place.lead, starts_at=now, ends_at=now + timedelta(days=1)) == []
    with time_machine.travel(timezone.now() + timedelta(days=8)), inside(place.practice):
        now = timezone.now()
        add_leave(therapist=place.lead, starts_at=now, ends_at=now + timedelta(days=1))
        assert remove_leave(leave=Leave.objects.latest("starts_at")) == []
    assert place.now().state == "open"


def test_whoever_takes_it_at_the_moment_in_which_the_leave_is_taken_back_has_it(own_database: str) -> None:
    place = Lost()

    def act(number: int) -> int:
        if number:
            return len(place.take_leave_back())
        with inside(place.practice), transaction.atomic():
            try:
                take_alert(alert=place.alert, by=actor(place.on_call))
            except AlertTaken:
                return 0
            return 1

    taken, given = at_once(act, 2)
    assert taken + given == 1
    assert place.now().taken_by == (place.on_call if taken else place.lead)
    assert everywhere(escalate) == 0
