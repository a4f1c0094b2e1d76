"""Two people settle the sessions of one leave at the same moment: needs real commits, so a database of its own."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.care_team.covers import name_cover
from clients.models import Consent, Cover
from clinic.core.access import Role
from clinic.core.models import Message
from interventions.models import Leave, TherapySession
from interventions.notices.leave import settle
from interventions.sessions.calendar_settings import add_leave, remove_leave
from interventions.sessions.leave_changes import LeaveAct, SessionsRefused
from tests.factories import a_client, a_practice, a_session, a_staff, actor, inside
from tests.threads import at_once

DAY = timedelta(days=1)


def test_of_two_who_settle_a_leave_at_once_the_second_is_told_at_each_row(own_database: str) -> None:
    practice = a_practice()
    therapist, cover, admin = a_staff(practice), a_staff(practice), a_staff(practice, Role.ADMIN)
    client = a_client(therapist, email="ana@example.org", consents=(Consent.Kind.EMAIL,))
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + 3 * DAY
    rows = [a_session(client, start + number * DAY) for number in range(5)]
    with inside(practice):
        first, last = start - DAY, start + 9 * DAY
        leave, _booked = add_leave(therapist=therapist, starts_at=first, ends_at=last)
        name_cover(therapist=therapist, staff_id=cover.pk, starts_at=first, ends_at=last, by=actor(admin))
    chosen: dict[UUID, int | None] = {row.pk: row.revision for row in rows}
    people, doing = [actor(therapist), actor(admin)], [LeaveAct.CANCEL, LeaveAct.GIVE]

    def act(number: int) -> str:
        with inside(practice):
            try:
                settle(leave=leave, by=people[number], act=doing[number], chosen=chosen)
            except SessionsRefused as error:
                return f"{len(error.reasons)} refused"
            return "done"

    assert sorted(at_once(act, 2)) == ["5 refused", "done"]
    with inside(practice):
        states = set(TherapySession.objects.values_list("state", "therapist"))
        assert states in ({("cancelled", therapist.pk)}, {("booked", cover.pk)})
        assert Message.objects.filter(kind=Message.Kind.APPOINTMENT).count() == 1


def test_no_cover_is_named_for_a_leave_that_is_taken_back_at_the_same_moment(own_database: str) -> None:
    practice = a_practice()
    therapist, cover, admin = a_staff(practice), a_staff(practice), a_staff(practice, Role.ADMIN)
    a_client(therapist)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + 3 * DAY
    for day in range(0, 60, 10):
        period = (start + day * DAY, start + (day + 1) * DAY)
        with inside(practice):
            leave, _booked = add_leave(therapist=therapist, starts_at=period[0], ends_at=period[1])

        def act(number: int, leave: Leave = leave, period: tuple[datetime, datetime] = period) -> None:
            with inside(practice), suppress(ValidationError):
                if number:
                    remove_leave(leave=leave)
                else:
                    starts_at, ends_at = period
                    name_cover(
                        therapist=therapist, staff_id=cover.pk, starts_at=starts_at, ends_at=ends_at, by=actor(admin)
                    )

        at_once(act, 2)
    with inside(practice):
        assert not Leave.objects.exists()
        assert not Cover.objects.exists()
