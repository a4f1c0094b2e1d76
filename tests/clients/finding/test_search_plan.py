"""The plan of a search, as the role that row-level security binds: with LIKE or the operators of pg_trgm, which are not
leakproof, no index would be used, and every name be read."""

from hashlib import sha256

import pytest
from django.db import connection
from django.db.models import QuerySet

from clients.finding.keys import sought_closely
from clients.finding.queries import close_to, having_all, matching
from clients.models import Client
from clients.queries import visible
from clinic.core.access import May, Role
from tests import servers
from tests.factories import a_practice, a_staff, actor, inside


def a_name(number: int) -> str:
    """Two words of letters, different for each number."""
    return " ".join(
        "".join(chr(ord("a") + int(digit, 16)) for digit in sha256(f"{word}{number}".encode()).hexdigest()[:8])
        for word in ("given", "family")
    )


def wrong(word: str) -> str:
    """The word with two of its letters exchanged."""
    return word[:2] + word[3] + word[2] + word[4:]


def check_plan(rows: QuerySet[Client]) -> None:
    plan = rows.explain()
    assert "clients_searchkey_key" in plan, plan
    assert "Seq Scan" not in plan, plan


def test_the_index_of_keys_answers_a_search(own_database: str) -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    with inside(practice):
        Client.objects.bulk_create(Client(practice=practice, name=a_name(n)) for n in range(3000))
    with servers.superuser(own_database) as owner:
        owner.execute("ANALYZE clients_searchkey, clients_client")
    with inside(practice, actor(admin)), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        in_reach = visible(actor(admin), May.SEE_CLIENT)
        given, family = a_name(42).split()
        for wanted in (given, f"{family} {given[:5]}", "+44 20 7946", "12.3.1984"):
            check_plan(matching(in_reach, wanted).order_by("sort_name", "id")[:26])
        check_plan(in_reach.filter(pk__in=having_all(sought_closely(f"{wrong(given)} {wrong(family)}"))))
        assert [client.name for client in close_to(in_reach, wrong(family))] == [a_name(42)]


@pytest.mark.django_db
def test_all_that_keys_are_compared_by_is_leakproof() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(p.proleakproof), count(*) FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode"
            " WHERE o.oprname IN ('=', '<', '>=') AND o.oprleft = 'text'::regtype AND o.oprright = 'text'::regtype"
        )
        assert cursor.fetchone() == (True, 3)
