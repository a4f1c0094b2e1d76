"""Two people at the same moment: needs real commits, so a database of its own."""

from django.core.exceptions import ValidationError

from clients.care_team import actions as care
from clients.care_team.actions import CareChanged
from clients.models import CareRelation, Client
from clinic.core.access import Role
from clinic.core.models import Staff
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.threads import at_once

WHY = "Parental leave from March"


def test_of_two_who_hand_over_at_once_the_second_is_told(own_database: str) -> None:
    practice = a_practice()
    admin, old = a_staff(practice, Role.ADMIN), a_staff(practice)
    client, takers = a_client(old), [a_staff(practice) for _ in range(4)]
    by = actor(admin)

    def hand_over(number: int) -> bool:
        with inside(practice):
            try:
                care.transfer(client=client, to=takers[number].pk, by=by, reason=WHY, note=WHY, lead=old.pk)
            except CareChanged:
                return False
            return True

    assert sorted(at_once(hand_over, 4)) == [False, False, False, True]
    with inside(practice):
        assert CareRelation.objects.filter(client=client, until__isnull=True).count() == 1


def test_nobody_is_handed_to_an_account_that_is_closed_at_the_same_moment(own_database: str) -> None:
    """Whoever comes first: a client is never led by a closed account through this."""
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    by = actor(admin)
    for _ in range(4):
        old, new = a_staff(practice), a_staff(practice)
        client = a_client(old)

        def act(number: int, old: Staff = old, new: Staff = new, client: Client = client) -> str:
            with inside(practice):
                if number:
                    found = Staff.objects.select_for_update(no_key=True).get(pk=new.pk)
                    if CareRelation.objects.filter(staff=found, until__isnull=True).exists():
                        return "left open"
                    Staff.objects.filter(pk=new.pk).update(is_active=False)
                    return "closed"
                try:
                    care.transfer(client=client, to=new.pk, by=by, reason=WHY, note=WHY, lead=old.pk)
                except ValidationError:
                    return "refused"
                return "handed over"

        assert set(at_once(act, 2)) in ({"refused", "closed"}, {"handed over", "left open"})
