"""The mailbox of embedded mode: everybody's in the demo; outside it the admin's, without links that sign people in."""

from pathlib import Path

import pytest
from pytest_django import Settings

from clients.actions import invite_to_portal
from clinic.accounts.mails import invite
from clinic.core.access import Role
from clinic.core.mail import compose
from clinic.core.models import Message, Staff
from tests.factories import a_client, a_practice, a_staff, inside
from tests.web import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(tmp_path: Path, settings: Settings) -> list[Staff]:
    """A therapist and an admin; the sink holds an invitation of each kind and a reset of a password."""
    settings.MAIL_FOLDER = tmp_path
    practice = a_practice()
    therapist, admin = a_staff(practice), a_staff(practice, Role.ADMIN)
    with inside(practice):
        invite(user=therapist.user, practice=practice)
        invite_to_portal(client=a_client(therapist))
        for number, row in enumerate(Message.objects.all()):
            (tmp_path / f"{number}.eml").write_bytes(compose(row).message().as_bytes())
    (tmp_path / "9.eml").write_text(
        "Subject: Reset\nContent-Transfer-Encoding: quoted-printable\n\n"
        "http://localhost:8000/account/password/reset/key/01a2-dim=\nkii-e0e3/ and http://localhost:8000/setup/abc:d/\n"
        "http://localhost:8000/unsubscribe/x/"
    )
    return [therapist, admin]


def texts(person: Staff) -> str:
    """All that the pages say of the three mails."""
    browser = pages(person)
    found = [browser.get("/mailbox/"), *[browser.get(f"/mailbox/{name}.eml/") for name in (0, 1, 9)]]
    return "".join(answer.content.decode() for answer in found if answer.status_code == 200)


def test_outside_the_demo_the_mailbox_is_the_admins_and_shows_no_sign_in_link(staff: list[Staff]) -> None:
    therapist, admin = staff
    assert texts(therapist) == ""
    assert "/mailbox/" not in pages(therapist).get("/").content.decode()
    shown = texts(admin)
    assert shown.count("The sign-in link is not shown here") == 4
    assert "reset/key" not in shown
    assert "/setup/" not in shown
    assert "/unsubscribe/x/" in shown
    assert shown.count("You can sign in at") == 2


def test_in_the_demo_everybody_sees_everything(staff: list[Staff], settings: Settings) -> None:
    settings.DEMO = True
    for person in staff:
        shown = texts(person)
        assert shown.count("/account/password/reset/key/") >= 3
        assert "not shown here" not in shown
