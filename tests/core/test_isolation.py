import pytest

from tests.factories import a_client, a_practice, a_staff


@pytest.mark.django_db
def test_smoke() -> None:
    practice = a_practice()
    staff = a_staff(practice)
    c = a_client(staff)
    assert c.pk
