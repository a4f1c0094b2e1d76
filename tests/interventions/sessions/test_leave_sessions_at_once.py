"""Two people settle the sessions of one leave at the same moment: needs real commits, so a database of its own."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from clients.care_team.covers import name_cover
from clients.models import Consent
from clinic.core.access import Role
from clinic.core.models import Message
from interventions.models import TherapySession
from interventions.notices.leave import settle
from interventions.sessions.calendar_settings import add_leave
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
