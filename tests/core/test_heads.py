"""The state of the access log in the admins' mail, where nobody who could rewrite it can reach."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clinic.core import audit, heads, tasks
from clinic.core.access import Role
from clinic.core.models import AuditHead, Message, Practice, Staff
from tests.factories import a_client, a_practice, a_staff, actor, inside

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def practice() -> Practice:
    """A practice with two admins, of whom one has left, and one opening in its log."""
    practice = a_practice()
    a_staff(practice, Role.ADMIN)
    left = a_staff(practice, Role.ADMIN)
    with inside(practice):
        Staff.objects.filter(pk=left.pk).update(is_active=False)
    staff = a_staff(practice, Role.THERAPIST)
    client = a_client(staff)
    with inside(practice, actor(staff)):
        audit.log_access(client.pk, "looked")
    return practice


def test_each_admin_gets_it_once_a_week(practice: Practice) -> None:
    queued = []
    for days in (0, 1, 6, 7):
        with time_machine.travel(MONDAY + timedelta(days=days), tick=False), inside(practice):
            queued.append(heads.mail_heads())
    assert queued == [1, 0, 0, 1]


def test_the_mail_carries_what_the_command_takes(practice: Practice) -> None:
    assert tasks.mail_heads(str(practice.pk)) == 1
    with inside(practice):
        mail, head = Message.objects.get(kind=Message.Kind.HEAD), AuditHead.objects.get()
        kept = heads.Head.parse(mail.body.split("--head ")[1].split()[0])
        assert kept == heads.Head(practice.pk, head.sequence, head.hash)
        assert heads.compare(kept, head.sequence) == (True, "proved up to read 1; 0 younger than that are open")
    assert mail.expires_at
    assert mail.expires_at > timezone.now()


def test_an_empty_log_is_nobodys_mail() -> None:
    practice = a_practice()
    a_staff(practice, Role.ADMIN)
    with inside(practice):
        assert heads.mail_heads() == 0


def test_a_head_older_than_what_is_kept_proves_nothing(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever rewrites the log can also say that its beginning was detached."""
    with inside(practice):
        kept = AuditHead.objects.get()
        head = heads.Head(practice.pk, 1, "a" * 64)
        monkeypatch.setattr(AuditHead.objects, "first", lambda: AuditHead(practice=practice, detached_sequence=5))
        whole, told = heads.compare(head, kept.sequence)
    assert not whole
    assert told.startswith("NOT PROVED")


def test_a_head_that_is_not_the_one_that_was_kept_is_rewritten(practice: Practice) -> None:
    with inside(practice):
        kept = AuditHead.objects.get()
        assert heads.compare(heads.Head(practice.pk, kept.sequence, kept.hash), kept.sequence)[0]
        whole, told = heads.compare(heads.Head(practice.pk, kept.sequence, "a" * 64), kept.sequence)
    assert not whole
    assert told.startswith("REWRITTEN")
