"""The heads of the access logs, kept where nobody who could rewrite a log can reach: in the admins' mail.

Whoever may switch triggers off can rebuild a whole chain. Against that each active admin gets its head once a week;
``verify_audit --head`` then proves everything up to it, and says what is younger.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core import outbox
from clinic.core.models import AccessLog, AuditHead, Message, Staff
from clinic.core.practices import active_admins


@dataclass(frozen=True)
class Head:
    """The state of a practice's access log: after ``sequence`` reads it ended with ``hash`` (SHA-256, 64 hex)."""

    practice_id: UUID
    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.practice_id}:{self.sequence}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Reads what :meth:`__str__` writes. Raises ValueError."""
        practice, sequence, hashed = text.strip().split(":")
        if len(hashed) != 64:
            raise ValueError("a hash has 64 digits")
        return cls(UUID(practice), int(sequence), hashed.lower())


def compare(head: Head, last: int) -> tuple[bool, str]:
    """Whether the current practice's log, whole up to read ``last``, is the one of ``head``; also in words."""
    kept = AuditHead.objects.first()
    detached = kept.detached_sequence if kept else 0
    if head.sequence < detached:
        return False, (
            f"NOT PROVED: read {head.sequence} is older than what is kept here. Use the newest head that was mailed;"
            " if this is the newest, the log was cut off, unless its months were detached: then compare it with those"
        )
    if head.sequence == detached and kept:
        found: str | None = kept.detached_hash
    else:
        found = AccessLog.objects.filter(sequence=head.sequence).values_list("hash", flat=True).first()
    if found != head.hash:
        return False, f"REWRITTEN: read {head.sequence} is not the one whose hash was kept"
    return True, f"proved up to read {head.sequence}; {last - head.sequence} younger than that are open"


def mail_heads() -> int:
    """Queues the head of the current practice's log for each active admin, once a week; returns how many."""
    head, now = AuditHead.objects.first(), timezone.now()
    if head is None or not head.sequence:
        return 0
    line = Head(head.practice_id, head.sequence, head.hash)
    return outbox.queue([_draft(one, line, f"{now:%G-W%V}") for one in active_admins().select_related("user")])


def _draft(admin: Staff, head: Head, week: str) -> outbox.Draft:
    text = _(
        "Keep this mail. The line below is the state of your practice's access log. With it, whoever runs Secure Base"
        " for you can prove later that nobody has rewritten the log up to today, not even with the database's password:"
    )
    return outbox.Draft(
        kind=Message.Kind.HEAD,
        about_id=head.practice_id,
        recipient_id=admin.pk,
        occasion=week,
        to_address=admin.user.email,
        from_name="Secure Base",
        subject=_("State of the access log, week %(week)s") % {"week": week},
        body="\n".join([text, "", str(head), "", f"manage.py verify_audit --head {head}", "", settings.SITE_URL, ""]),
        expires_at=timezone.now() + timedelta(days=6),
    )
