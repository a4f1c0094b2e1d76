"""Two people merge files at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from clients.episodes.actions import close_episode
from clients.merging.actions import merge_files
from clients.models import Client
from clinic.core.access import Role
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.threads import at_once


@pytest.mark.parametrize("crossed", [False, True])
def test_of_two_who_merge_at_once_one_is_told(own_database: str, crossed: bool) -> None:
    """The same pair twice, or each of the two files into the other."""
    practice = a_practice()
    therapist, admin = a_staff(practice), a_staff(practice, Role.ADMIN)
    pair = [a_client(therapist), a_client(therapist)]
    with inside(practice):
        for client in pair:
            close_episode(client=client, ending="completed", reason="")

    def merge(number: int) -> str:
        kept, other = reversed(pair) if crossed and number else pair
        try:
            with inside(practice, actor(admin)) as scope:
                merge_files(kept=kept, other=other, by=scope.actor, reason="Twice.", confirm=True)
        except ValidationError as error:
            return ",".join(error.message_dict)
        return "merged"

    assert sorted(at_once(merge, 2)) == ["merged", "other"]
    with inside(practice):
        assert Client.objects.filter(merged_into__isnull=False).count() == 1
