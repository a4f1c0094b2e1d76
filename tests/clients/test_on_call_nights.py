"""The rota is handed over in the very hour in which the clocks change, and an alert is raised there."""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine

from clients.alerts.actions import raise_alert, take_alert
from clients.alerts.responsibility import responsible_for
from clients.models import Client, RiskAlert
from clients.tasks import escalate
from clinic.core.models import Message, Staff
from tests.clients.test_on_call import ALL, a_shift, on_call
from tests.factories import a_client, a_practice, a_staff, actor, everywhere, inside
from tests.web import UNKNOWN

pytestmark = pytest.mark.django_db
# Zone, hour of the hand-over, the moment at which it is, in UTC. Back: the first of the two. Forward: the hour is left
# out, and whoever is on from then begins at the jump.
HANDOVERS = [
    ("Europe/London", time(1, 30), "2027-10-31T00:30:00+00:00"),
    ("Europe/London", time(1, 30), "2027-03-28T01:00:00+00:00"),
    ("Pacific/Chatham", time(3), "2027-04-03T13:15:00+00:00"),
    ("Pacific/Chatham", time(3), "2027-09-25T14:00:00+00:00"),
]
handovers = pytest.mark.parametrize(("zone", "hour", "moment"), HANDOVERS)


class Rota:
    """Two people who share the day and the night, and a client whose lead is somebody else."""

    def __init__(self, zone: str, hour: time) -> None:
        self.practice = a_practice(time_zone=zone)
        self.before, self.after = a_staff(self.practice), a_staff(self.practice)
        a_shift(self.before, ALL, time(15), hour)
        a_shift(self.after, ALL, hour, time(15))
        self.lead = a_staff(self.practice)
        self.client: Client = a_client(self.lead)

    def alert(self, number: int = 0) -> RiskAlert:
        with inside(self.practice):
            return raise_alert(
                client=self.client, source=f"PHQ-9 item {number}", source_id=UNKNOWN, reason="x", level="high"
            )

    def told(self, alert: RiskAlert) -> set[UUID]:
        with inside(self.practice):
            rows = Message.objects.filter(about_id=alert.pk, kind=Message.Kind.ALERT)
            return set(rows.values_list("recipient_id", flat=True))


@handovers
def test_there_is_one_hand_over_in_that_night_and_always_exactly_one_person(zone: str, hour: time, moment: str) -> None:
    rota, at = Rota(zone, hour), datetime.fromisoformat(moment)
    for minutes in range(-180, 181, 15):
        expected: Staff = rota.before if minutes < 0 else rota.after
        assert on_call(rota.practice, at + timedelta(minutes=minutes)) == [expected.pk], minutes


@handovers
def test_an_alert_of_a_minute_before_is_told_to_who_takes_over_as_well(zone: str, hour: time, moment: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment) - timedelta(minutes=1), tick=False) as clock:
        rota = Rota(zone, hour)
        alert = rota.alert()
        assert rota.told(alert) == {rota.lead.pk, rota.before.pk}
        clock.shift(timedelta(minutes=2))
        everywhere(escalate)
        assert rota.told(alert) == {rota.lead.pk, rota.before.pk, rota.after.pk}
        with inside(rota.practice):
            assert set(responsible_for([rota.client.pk])[rota.client.pk].first) == {rota.lead.pk, rota.after.pk}
        later = rota.alert(1)
        assert rota.told(later) == {rota.lead.pk, rota.after.pk}


@handovers
def test_the_steps_run_by_minutes_that_pass_not_by_the_clock(zone: str, hour: time, moment: str) -> None:
    """High risk waits half of 60 minutes for the next step, whatever the clock shows meanwhile."""
    with time_machine.travel(datetime.fromisoformat(moment) + timedelta(minutes=5), tick=False) as clock:
        rota = Rota(zone, hour)
        rota.alert()
        clock.shift(timedelta(minutes=29))
        assert everywhere(escalate) == 0
        clock.shift(timedelta(minutes=2))
        assert everywhere(escalate) == 1


@handovers
def test_who_took_it_has_two_hours_that_pass(zone: str, hour: time, moment: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment) - timedelta(minutes=5), tick=False) as clock:
        rota = Rota(zone, hour)
        with inside(rota.practice):
            take_alert(alert=rota.alert(), by=actor(rota.before))
        clock.shift(timedelta(minutes=119))
        assert everywhere(escalate) == 0
        clock.shift(timedelta(minutes=2))
        assert everywhere(escalate) == 1
