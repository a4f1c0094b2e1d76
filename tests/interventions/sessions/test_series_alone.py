"""A joint series after its household has ended: its coming sessions go on with one member, what was stays as it was."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest

from clients.households.actions import Ending, end_household
from clients.households.joint import people_of
from clients.households.models import Household
from clients.models import Client
from clinic.core.models import Staff
from interventions.models import TherapySession
from interventions.sessions.series import Which, last_day
from interventions.sessions.series_changes import cancel_in_series, move_in_series
from tests.factories import a_client, a_household, a_practice, a_series, a_staff, actor, inside
from tests.interventions.sessions.week import MONDAY, start_times
from tests.web import Api, pages, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Joint(NamedTuple):
    """Ana and Ben, and their sessions on six Mondays: one past, one cancelled, four to come."""

    ana: Client
    ben: Client
    therapist: Staff
    household: Household
    sessions: list[TherapySession]

    def end(self, keep: Client) -> None:
        with inside(keep.practice, actor(self.therapist)) as scope:
            end_household(household=self.household, ending=Ending(scope.actor, "they live apart", keep.pk))


@pytest.fixture
def joint() -> Joint:
    therapist = a_staff(a_practice())
    ana, ben = a_client(therapist, name="Ana Prior"), a_client(therapist, name="Ben Quist")
    household = a_household(ana, ben)
    made = a_series(ana, MONDAY, "FREQ=WEEKLY;COUNT=6", household=household)
    with inside(ana.practice):
        cancel_in_series(session=made.sessions[1], which=Which.THIS)
        past = TherapySession.objects.filter(pk=made.sessions[0].pk)
        back = timedelta(weeks=52)
        past.update(starts_at=MONDAY - back, ends_at=MONDAY - back + timedelta(minutes=50), state="attended")
    return Joint(ana, ben, therapist, household, made.sessions)


def rows_of(joint: Joint) -> list[TherapySession]:
    with inside(joint.ana.practice):
        found = TherapySession.objects.in_bulk([row.pk for row in joint.sessions])
        return [found[row.pk] for row in joint.sessions]


def opened(joint: Joint, session_id: UUID) -> None:
    """Each page that shows the session or changes it answers, and so does the API."""
    browser = pages(joint.therapist)
    assert browser.get(f"/sessions/{session_id}/").status_code == 200
    assert read(Api(joint.therapist).get(f"sessions/{session_id}/"))["id"] == str(session_id)


@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
@pytest.mark.parametrize("keep", ["ana", "ben"])
def test_every_session_of_a_joint_series_opens_after_its_household_has_ended(
    joint: Joint, keep: str, split: bool
) -> None:
    if split:
        with inside(joint.ana.practice):
            later = joint.sessions[3]
            move_in_series(session=later, which=Which.FOLLOWING, starts_at=later.starts_at + timedelta(hours=1))
            cancel_in_series(session=TherapySession.objects.get(pk=joint.sessions[4].pk), which=Which.THIS)
    member = joint.ana if keep == "ana" else joint.ben
    joint.end(member)
    for session in joint.sessions:
        opened(joint, session.pk)
    past, cancelled, third, *_rest = rows_of(joint)
    with inside(member.practice):
        assert people_of(past) == people_of(cancelled) == [joint.ana.pk, joint.ben.pk]
        assert people_of(third) == [member.pk]
        assert past.series is not None
        assert third.series is not None
        assert past.series_id == cancelled.series_id != third.series_id
        assert (past.series.client_id, third.series.client_id) == (joint.ana.pk, member.pk)
        assert past.series.rule == f"FREQ=WEEKLY;UNTIL={cancelled.series_on:%Y%m%d}"
        assert (third.series.first_on, third.series.follows_id) == (third.series_on, None)
        assert last_day(past) is None  # nobody can be booked in the household any more


def test_a_session_of_a_household_that_has_ended_offers_no_longer_series(joint: Joint) -> None:
    browser, offer = pages(joint.therapist), "Make the series longer"
    past, third = (f"/sessions/{joint.sessions[place].pk}/" for place in (0, 2))
    assert offer in browser.get(past).content.decode()
    joint.end(joint.ben)
    assert offer not in browser.get(past).content.decode()
    assert offer in browser.get(third).content.decode()  # it continues with Ben alone
    answer = Api(joint.therapist).post(f"sessions/{joint.sessions[0].pk}/extension/", {"times": 2})
    assert (answer.status_code, list(read(answer))) == (400, ["household"])


@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
def test_a_series_that_goes_on_with_one_member_is_made_longer_and_moved_as_one(joint: Joint, split: bool) -> None:
    if split:
        with inside(joint.ana.practice):
            later = joint.sessions[4]
            move_in_series(session=later, which=Which.FOLLOWING, starts_at=later.starts_at + timedelta(hours=1))
    joint.end(joint.ben)
    third = joint.sessions[2]
    made = read(Api(joint.therapist).post(f"sessions/{third.pk}/extension/", {"times": 2}))
    assert len(made["sessions"]) == 2, made
    with inside(joint.ben.practice):
        added = list(TherapySession.objects.filter(pk__in=[row["id"] for row in made["sessions"]]).in_order())
        hour = "11:00" if split else "10:00"
        assert start_times(added) == [f"04-12 {hour}", f"04-19 {hour}"]
        assert {row.client_id for row in added} == {joint.ben.pk}
