"""Finding sessions that are due for a reminder, and queueing it. Nothing clinical is ever said."""

import zoneinfo
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client, Consent
from clients.queries import zone_of
from clinic.core import outbox
from clinic.core.models import Message, Practice
from clinic.core.tenancy import current_scope
from interventions.models import TherapySession
from interventions.reminders.timing import reminder_time

BEFORE = timedelta(hours=24)
LATEST = timedelta(hours=1)  # a reminder in the last hour helps nobody


def words(starts_at: datetime, zone: zoneinfo.ZoneInfo, practice: Practice) -> tuple[str, str]:
    """Subject and body: when, and a neutral name. No word about what the appointment is for."""
    local = starts_at.astimezone(zone)
    when = _("%(day)s at %(time)s") % {"day": date_format(local, "l j F"), "time": date_format(local, "H:i")}
    subject = _("Your appointment on %(when)s") % {"when": when}
    body = _("You have an appointment on %(when)s.\n\n%(name)s\n") % {"when": when, "name": practice.sender_name}
    return subject, body


def _recipients(sessions: Iterable[TherapySession]) -> Iterator[tuple[TherapySession, Client]]:
    """Each session with each of its clients who has an address and agreed to e-mail; one statement for all."""
    pairs = [(session, client) for session in sessions for client in (session.client, session.partner) if client]
    agreed = set(
        Consent.objects.filter(
            client__in={client.pk for _, client in pairs}, kind=Consent.Kind.EMAIL, withdrawn_at__isnull=True
        ).values_list("client_id", flat=True)
    )
    return ((session, client) for session, client in pairs if client.email and client.pk in agreed)


@transaction.atomic
def queue_due_reminders() -> int:
    """Queues a reminder for each booked session that is due for one, to each of its clients who agreed to e-mail.

    Returns how many were new. Running it again, or twice at once, queues nothing twice: the key names session, start,
    client and offset.
    """
    scope, now = current_scope(), timezone.now()
    practice = Practice.objects.get(pk=scope.practice_id)
    # More than a day: on the night the clocks go back, a day before on the wall clock is 25 hours before.
    candidates = (
        TherapySession.objects.filter(state=TherapySession.State.BOOKED)
        .filter(starts_at__gt=now + LATEST, starts_at__lte=now + BEFORE + timedelta(hours=2))
        .select_related("client", "partner")
        .order_by("starts_at")
    )
    drafts = []
    for session, client in _recipients(candidates):
        zone = zone_of(client, practice)
        if reminder_time(session.starts_at, BEFORE, zone) > now:
            continue
        subject, body = words(session.starts_at, zone, practice)
        drafts.append(
            outbox.Draft(
                kind=Message.Kind.REMINDER,
                dedupe_key=f"session:{session.pk}:{session.starts_at:%Y%m%dT%H%M}:24h:{client.pk}",
                about_client_id=client.pk,
                to_address=client.email,
                from_name=practice.sender_name,
                subject=subject,
                body=body,
                expires_at=session.starts_at - LATEST,
            )
        )
    return outbox.queue(drafts) if drafts else 0
