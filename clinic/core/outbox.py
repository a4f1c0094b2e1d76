"""Outgoing messages. The rows are the truth; Celery only wakes a worker.

A message is queued in the transaction that causes it. A worker *claims* a few rows (``FOR UPDATE SKIP LOCKED``, a lease
and a token, committed). Then, for each: it marks the row sent, hands the mail over, and commits. A worker that dies
holds its rows until the lease ends; then they are claimed again and go out under the same Message-ID. See
docs/decisions/0004-outbox.md for the one window in which a mail can go out twice.
"""

import logging
import smtplib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from urllib.parse import quote
from uuid import UUID, uuid4

from celery import current_app
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core import unsubscribing
from clinic.core.models import Message, Practice
from clinic.core.scope import current_scope

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)  # then doubled: 1, 2, 4, 8, 16 minutes


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be sent. ``dedupe_key`` names the cause: the same cause is queued once, however often it is found."""

    kind: Message.Kind
    dedupe_key: str
    to_address: str
    from_name: str
    subject: str
    body: str
    channel: Message.Channel = Message.Channel.EMAIL
    due_at: datetime | None = None
    expires_at: datetime | None = None
    about_client_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file that goes with a mail. ``method`` is iTIP's (RFC 5546): REQUEST or CANCEL."""

    name: str
    method: str
    content: str

    def as_part(self) -> MIMEText:
        """The part of the mail; base64, so that its line ends arrive as they are."""
        part = MIMEText(self.content, "calendar", "utf-8")
        part.set_param("method", self.method)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


def queue(drafts: list[Draft]) -> int:
    """Queues messages in the current transaction and wakes a worker after its commit. Returns how many were new."""
    practice_id = current_scope().practice_id
    now = timezone.now()
    keys = Message.objects.filter(dedupe_key__in=[draft.dedupe_key for draft in drafts])
    known = dict(keys.values_list("dedupe_key", "state"))
    fresh = {d.dedupe_key: d for d in drafts if d.dedupe_key not in known}
    back = {key for key, state in known.items() if state == Message.State.CANCELLED}
    revived = _revive([draft for draft in drafts if draft.dedupe_key in back], now) if back else 0
    rows = [
        Message(
            practice_id=practice_id,
            kind=draft.kind,
            dedupe_key=draft.dedupe_key,
            about_client_id=draft.about_client_id,
            channel=draft.channel,
            to_address=draft.to_address,
            from_name=draft.from_name,
            subject=draft.subject,
            body=draft.body,
            due_at=draft.due_at or now,
            expires_at=draft.expires_at,
        )
        for draft in fresh.values()
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if rows or revived:
        transaction.on_commit(lambda: wake(practice_id), robust=True)
    return len(rows) + revived


def _revive(drafts: list[Draft], now: datetime) -> int:
    """Queues again what was withdrawn and is wanted after all: a cancellation or a move that was taken back."""
    revived = 0
    for draft in drafts:
        if draft.expires_at is None or draft.expires_at > now:
            revived += Message.objects.filter(dedupe_key=draft.dedupe_key, state=Message.State.CANCELLED).update(
                state=Message.State.QUEUED,
                state_at=now,
                state_reason="",
                attempts=0,
                due_at=draft.due_at or now,
                channel=draft.channel,
                expires_at=draft.expires_at,
                to_address=draft.to_address,
                subject=draft.subject,
                body=draft.body,
                from_name=draft.from_name,
            )
    return revived


def wake(practice_id: UUID) -> None:
    """Asks a worker to deliver now. A broker that is away costs nothing but time: the sweep finds the rows."""
    try:
        current_app.send_task("core.deliver_messages", [str(practice_id)])
    except OSError as error:  # kombu's OperationalError and redis' ConnectionError are both of this kind
        logger.warning("broker is away, the sweep will deliver: %s", error)
    except Exception as error:
        if type(error).__name__ not in {"OperationalError", "ConnectionError", "TimeoutError"}:
            raise
        logger.warning("broker is away, the sweep will deliver: %s", error)


def withdraw(
    *,
    reason: str,
    prefixes: Sequence[str] = (),
    about_client_id: UUID | None = None,
    channel: Message.Channel | None = None,
    kinds: Sequence[Message.Kind] = Message.TO_CLIENTS,
) -> int:
    """Cancels queued messages by the start of their key, or a client's (of a channel, of some kinds). Returns how many.

    The cause may come back, and then so does the message: see :func:`queue`.
    """
    rule = Q(pk__in=[])
    for prefix in prefixes:
        rule |= Q(dedupe_key__startswith=prefix)
    if about_client_id:
        rule |= Q(about_client_id=about_client_id, kind__in=kinds, **({"channel": channel} if channel else {}))
    return Message.objects.filter(rule, state=Message.State.QUEUED).update(
        state=Message.State.CANCELLED, state_at=timezone.now(), state_reason=reason[:300]
    )


def readdress(*, about_client_id: UUID, channel: Message.Channel, to_address: str) -> int:
    """Sends a client's queued messages of a channel to another address. Returns how many."""
    waiting = Message.objects.filter(about_client_id=about_client_id, channel=channel, kind__in=Message.TO_CLIENTS)
    return waiting.filter(state=Message.State.QUEUED).exclude(to_address=to_address).update(to_address=to_address)


def recall(keys: Collection[str], *, reason: str) -> set[str]:
    """Takes back messages that have not left, also those that a worker has claimed; returns the keys of these.

    Waits for a message that is being handed over at this moment: afterwards it is known to be sent, and stays.
    """
    open_states = [Message.State.QUEUED, Message.State.SENDING]
    rows = Message.objects.select_for_update().filter(dedupe_key__in=keys, state__in=open_states).order_by("id")
    found = dict(rows.values_list("pk", "dedupe_key")) if keys else {}
    if found:
        Message.objects.filter(pk__in=found).update(
            state=Message.State.CANCELLED,
            state_at=timezone.now(),
            state_reason=reason[:300],
            lease_until=None,
            lease_token=None,
        )
    return set(found.values())


def claim(limit: int) -> list[Message]:
    """Takes up to ``limit`` due messages for this worker: under a lease, so that a dead worker's come back."""
    now = timezone.now()
    ready = Q(state=Message.State.QUEUED) | Q(state=Message.State.SENDING, lease_until__lt=now)
    rows = list(
        Message.objects.select_for_update(skip_locked=True).filter(ready, due_at__lte=now).order_by("due_at")[:limit]
    )
    late = [row for row in rows if row.expires_at and row.expires_at <= now]
    for row in late:
        _mark(row, Message.State.CANCELLED, "past its use")
    rows = [row for row in rows if row not in late]
    token, until = uuid4(), now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Message.State.SENDING,
        state_at=now,
        state_reason="",
        attempts=F("attempts") + 1,
        lease_until=until,
        lease_token=token,
    )
    for row in rows:
        row.attempts += 1
        row.lease_token, row.state = token, Message.State.SENDING
    return rows


def _mark(row: Message, state: Message.State, reason: str = "", due_at: datetime | None = None) -> bool:
    """Ends this worker's hold on a message; False when the lease had gone to another worker."""
    return bool(
        Message.objects.filter(pk=row.pk, lease_token=row.lease_token).update(
            state=state,
            state_at=timezone.now(),
            state_reason=reason.replace("\0", "")[:300],  # a server's answer may hold what no text column takes
            due_at=due_at or row.due_at,
            lease_until=None,
            lease_token=None,
        )
    )


def mark_unwanted(row: Message, reason: str) -> bool:
    """Not sent after all: what it was for is not so any more."""
    return _mark(row, Message.State.CANCELLED, reason)


# Asked for each message at the moment of sending: why it may not go after all, or None. Told when an address is no use.
GUARDS: list[Callable[[Message], str | None]] = []
BOUNCES: list[Callable[[Message, str], None]] = []
# Asked for each mail as it is composed: the calendar files that belong to it. A repeat has to get the same ones.
CALENDARS: list[Callable[[Message], Sequence["CalendarFile"]]] = []


def refusal(row: Message) -> str | None:
    """Why a message may not go any more; None where nothing speaks against it."""
    return next((reason for guard in GUARDS if (reason := guard(row))), None)


def mark_bounced(row: Message, reason: str) -> None:
    """The address does not exist, or its owner calls this unwanted: nothing more is sent there."""
    for tell in BOUNCES:
        tell(row, reason)


def mark_sent(row: Message) -> bool:
    """Sent, once the transaction commits; False when the lease had gone to another worker."""
    return _mark(row, Message.State.SENT)


def mark_failed(row: Message, error: Exception) -> None:
    """Tries again later with growing pauses; gives up at once when the server refuses for good, or after six tries."""
    reason = f"{type(error).__name__}: {error}"
    if is_permanent(error) or row.attempts >= MOST_ATTEMPTS:
        _mark(row, Message.State.FAILED, reason)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            mark_bounced(row, reason)
    else:
        pause = FIRST_PAUSE * 2 ** (row.attempts - 1)
        _mark(row, Message.State.QUEUED, f"try {row.attempts}: {reason}", timezone.now() + pause)


def is_permanent(error: Exception) -> bool:
    """Whether the server said no for good (5xx to this message) rather than not now."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)  # a header that cannot be, for instance a line break in an address


def message_id(row: Message) -> str:
    """Always the same for the same message, so that a repeat can be recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row.pk}@{domain}>"


def compose(row: Message) -> EmailMessage:
    """The mail of a message; to a client with a way to end these (RFC 8058: one click in the mail program)."""
    address, body = parseaddr(settings.DEFAULT_FROM_EMAIL)[1], row.body
    headers = {"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"}
    if row.kind in Message.TO_CLIENTS and row.about_client_id:
        link = unsubscribing.link(row)
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        body += "\n" + _("No more of these: %(link)s") % {"link": link} + "\n"
    mail = EmailMessage(
        subject=row.subject,
        body=body,
        from_email=formataddr((row.from_name, address)),
        to=[row.to_address],
        headers=headers,
        reply_to=_reply_to(row),
    )
    for calendars in CALENDARS:
        for file in calendars(row):
            mail.attach(file.as_part())
    # Comes back with a provider's report of a bounce (django-anymail); plain SMTP does not look at it.
    mail.metadata = {"message": str(row.pk), "practice": str(row.practice_id)}  # type: ignore[attr-defined]
    return mail


def _reply_to(row: Message) -> list[str]:
    """Where an answer to a client's message goes: the practice's own address under its neutral name, if it has one."""
    if row.kind not in {*Message.TO_CLIENTS, Message.Kind.TEST}:
        return []
    found = Practice.objects.filter(pk=row.practice_id).exclude(reply_to="").values_list("sender_name", "reply_to")
    return [formataddr((" ".join(name.split()), address)) for name, address in found]


class TextFailed(Exception):
    """The provider of text messages did not take it this time."""


def send_text(row: Message) -> None:
    """Hands a text message to the provider behind TEXT_URL. Raises TextFailed, or ImproperlyConfigured without one."""
    import apprise  # a second of imports that only a worker that sends texts needs

    if not settings.TEXT_URL:
        raise ImproperlyConfigured("TEXT_URL is not set: no text message can be sent")
    provider = apprise.Apprise()
    if not provider.add(settings.TEXT_URL.replace("{to}", quote(row.to_address))):
        raise ImproperlyConfigured("TEXT_URL is no address that Apprise knows")
    if not provider.notify(body=row.body):
        raise TextFailed("the provider did not take it")


class Carrier:
    """One connection to the mail server, opened when first needed and again after an error."""

    def __init__(self) -> None:
        self._backend = get_connection()

    def send(self, row: Message) -> None:
        """Returns when the server has said yes; raises what it said otherwise."""
        if row.channel == Message.Channel.TEXT:
            send_text(row)
            return
        try:
            self._backend.open()
            self._backend.send_messages([compose(row)])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend = get_connection()
