"""Outgoing messages. The rows are the truth; Celery only wakes a worker.

A message is queued in the transaction that causes it. A worker *claims* a few rows (``FOR UPDATE SKIP LOCKED``, a lease
and a token, committed). Then, for each: it marks the row sent, hands the mail over, and commits. A worker that dies
holds its rows until the lease ends; then they are claimed again and go out under the same Message-ID. See
docs/decisions/0004-outbox.md for the one window in which a mail can go out twice. What a mail looks like:
``clinic.core.mail``.
"""

import logging
import smtplib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from clinic.core.models import Message
from clinic.core.scope import current_scope
from clinic.core.sweeps import expiry_of

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6  # of a message that cannot be made or handed over for a reason of its own
MOST_WHILE_AWAY = 100  # of one that the server does not take now, or that finds none: about a day
FIRST_PAUSE = timedelta(minutes=1)  # then doubled: 1, 2, 4, 8 minutes
LONGEST_PAUSE = timedelta(minutes=15)


class Key(NamedTuple):
    """What makes two messages the same one; what the ids mean for each kind is explained at ``MessageKind``."""

    kind: str
    about_id: UUID
    recipient_id: UUID
    occasion: str
    occasion_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be sent. The same cause (see :class:`Key`) is queued once, however often it is found."""

    kind: Message.Kind
    about_id: UUID
    recipient_id: UUID
    occasion: str = ""
    occasion_at: datetime | None = None
    to_address: str
    from_name: str
    subject: str
    body: str
    channel: Message.Channel = Message.Channel.EMAIL
    due_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def key(self) -> Key:
        return Key(self.kind, self.about_id, self.recipient_id, self.occasion, self.occasion_at)


def queue(drafts: Sequence[Draft], known: Mapping[Key, str] | None = None) -> int:
    """Queues messages in the current transaction and wakes a worker after its commit. Returns how many were new.

    ``known``: what :func:`find_known` has answered a moment ago for their keys.
    """
    practice_id, now = current_scope().practice_id, timezone.now()
    if known is None:
        known = find_known([draft.key for draft in drafts])
    fresh = {draft.key: draft for draft in drafts if draft.key not in known}
    back = [draft for draft in drafts if known.get(draft.key) == Message.State.CANCELLED]
    revived = sum(_revive(draft, now) for draft in back if draft.expires_at is None or draft.expires_at > now)
    rows = [
        Message(
            practice_id=practice_id,
            **key._asdict(),
            channel=draft.channel,
            to_address=draft.to_address,
            from_name=draft.from_name,
            subject=draft.subject,
            body=draft.body,
            due_at=draft.due_at or now,
            expires_at=draft.expires_at,
        )
        for key, draft in fresh.items()
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if rows or revived:
        transaction.on_commit(lambda: wake(practice_id), robust=True)
    return len(rows) + revived


def find_known(keys: Collection[Key]) -> dict[Key, str]:
    """Key → state, of the messages about the same things that have been queued before. One statement; for who would
    write many messages only to find that they are there. What was withdrawn may come back."""
    rows = Message.objects.filter(kind__in={key.kind for key in keys}, about_id__in={key.about_id for key in keys})
    return {Key(*found): state for *found, state in rows.values_list(*Key._fields, "state")}


def _revive(draft: Draft, now: datetime) -> int:
    """Queues again what was withdrawn and is wanted after all: a cancellation or a move that was undone."""
    return Message.objects.filter(**draft.key._asdict(), state=Message.State.CANCELLED).update(
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


def wake(practice_id: UUID) -> None:
    """Asks a worker to deliver now. A broker that is away costs nothing but time: the sweep finds the rows."""
    ask_worker("core.deliver_messages", [str(practice_id)], expires=expiry_of("core.poll_outbox"))


def ask_worker(task: str, args: Sequence[str], expires: float | None = None) -> bool:
    """Sends a task that may be lost. False without a broker: then nothing happens but a line in the log."""
    try:
        current_app.send_task(task, list(args), expires=expires)
        return True
    except OSError as error:  # kombu's OperationalError and redis' ConnectionError are both of this kind
        logger.warning("broker is away, %s was not asked for: %s", task, error)
    except Exception as error:
        if type(error).__name__ not in {"OperationalError", "ConnectionError", "TimeoutError"}:
            raise
        logger.warning("broker is away, %s was not asked for: %s", task, error)
    return False


def withdraw(
    *,
    reason: str,
    kinds: Sequence[Message.Kind] = Message.TO_CLIENTS,
    about: Collection[UUID] | None = None,
    recipient_id: UUID | None = None,
    channel: Message.Channel | None = None,
) -> int:
    """Cancels queued messages of these kinds: about something, or to somebody (on a channel). Returns how many.

    The cause may come back, and then so does the message: see :func:`queue`.
    """
    if about is None and recipient_id is None:
        raise ValueError("of what, or to whom: never everything")
    rule = Q(kind__in=kinds, state=Message.State.QUEUED)
    if about is not None:
        rule &= Q(about_id__in=about)
    if recipient_id is not None:
        rule &= Q(recipient_id=recipient_id)
    if channel is not None:
        rule &= Q(channel=channel)
    return Message.objects.filter(rule).update(
        state=Message.State.CANCELLED, state_at=timezone.now(), state_reason=reason[:300]
    )


def sent_about(*, kind: Message.Kind, about: Collection[UUID]) -> set[UUID]:
    """Of these things, those about which a message of this kind was sent, or is being sent."""
    gone = Message.objects.filter(kind=kind, about_id__in=about, state__in=[Message.State.SENDING, Message.State.SENT])
    return set(gone.values_list("about_id", flat=True))


def hand_over(*, kind: Message.Kind, about: UUID, to: UUID) -> int:
    """Messages about one of several things that were not sent are about another one from now on, also those that were
    taken back and may be written again. Returns how many."""
    rows, unsent = Message.objects.filter(kind=kind), [Message.State.QUEUED]
    if not rows.filter(about_id=to).exists():  # what it had of its own would be written again
        unsent.append(Message.State.CANCELLED)
    return rows.filter(about_id=about, state__in=unsent).update(about_id=to)


def send_to(row: Message, address: str) -> None:
    """Lets a message that a guard looks at follow its reader to another address.

    The row is asked, not its copy in memory: that keeps the address also where the transaction of an earlier look was
    rolled back.
    """
    if Message.objects.filter(pk=row.pk).exclude(to_address=address).update(to_address=address):
        logger.info("message %s follows its reader to another address", row.pk)
    row.to_address = address


def readdress(*, recipient_id: UUID, channel: Message.Channel, to_address: str) -> int:
    """Sends a client's queued messages of a channel to another address. Returns how many."""
    waiting = Message.objects.filter(recipient_id=recipient_id, channel=channel, kind__in=Message.TO_CLIENTS)
    return waiting.filter(state=Message.State.QUEUED).exclude(to_address=to_address).update(to_address=to_address)


def recall(messages: Collection[UUID], *, reason: str, refused: str = "") -> set[UUID]:
    """Takes back messages that have not left, also those that a worker has claimed; returns the ids of these.

    Waits for a message that is being handed over at this moment: afterwards it is known to be sent, and stays.
    ``refused``: also those that a guard refused for this reason, and that are to be said after all.
    """
    rule = Q(state__in=Message.OPEN)
    if refused:
        rule |= Q(state=Message.State.CANCELLED, state_reason=refused)
    rows = Message.objects.select_for_update().filter(rule, pk__in=messages).order_by("id")
    found = set(rows.values_list("pk", flat=True)) if messages else set()
    if found:
        Message.objects.filter(pk__in=found).update(
            state=Message.State.CANCELLED,
            state_at=timezone.now(),
            state_reason=reason[:300],
            lease_until=None,
            lease_token=None,
        )
    return found


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


# A guard answers for several messages of its kind, at the moment of sending, which of them may not go after all:
# message → why. Those of a kind are asked in order, and each kind has some, if only ``unconditional``.
Guard = Callable[[Sequence[Message]], Mapping[UUID, str]]
GUARDS: dict[Message.Kind, tuple[Guard, ...]] = {}
# Told when an address does not work.
BOUNCES: list[Callable[[Message, str], None]] = []


def unconditional(rows: Sequence[Message]) -> Mapping[UUID, str]:
    """The guard of a kind that nothing makes untrue."""
    return {}


def find_unguarded_kinds() -> list[str]:
    """The kinds of message for which nobody has said what to ask before one is sent."""
    return [kind.value for kind in Message.Kind if not GUARDS.get(kind)]


def refusals(rows: Sequence[Message]) -> dict[UUID, str]:
    """Message → why it may not go any more; those are not in it that nothing speaks against."""
    found: dict[UUID, str] = {}
    for kind in dict.fromkeys(row.kind for row in rows):
        for guard in GUARDS[Message.Kind(kind)]:
            if asked := [row for row in rows if row.kind == kind and row.pk not in found]:
                found |= guard(asked)
    return found


class Unwanted(Exception):
    """Raised while a mail is composed: it may not go after all, and why."""


def mark_bounced(row: Message, reason: str, *, arrived: bool = False) -> None:
    """The address does not exist, or its owner calls this unwanted: nothing more is sent there. A message that was
    taken for sent and did not arrive has failed."""
    if not arrived:
        sent = Message.objects.filter(pk=row.pk, state=Message.State.SENT)
        sent.update(state=Message.State.FAILED, state_at=timezone.now(), state_reason=reason.replace("\0", "")[:300])
    for tell in BOUNCES:
        tell(row, reason)


def mark_sent(row: Message) -> bool:
    """Sent, once the transaction commits; False when the lease had gone to another worker."""
    return _mark(row, Message.State.SENT)


def mark_failed(row: Message, error: Exception) -> None:
    """Tries again later with growing pauses, for a day while there is no server or it says not now: an outage loses
    nothing that is still of use then. Gives up at once when the server refuses for good, and after six tries where the
    reason is another one."""
    reason = f"{type(error).__name__}: {error}"
    most = MOST_WHILE_AWAY if isinstance(error, OSError) else MOST_ATTEMPTS  # what smtplib raises is one too
    if is_permanent(error) or row.attempts >= most:
        _mark(row, Message.State.FAILED, reason)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            mark_bounced(row, reason)
    else:
        pause = min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 4), LONGEST_PAUSE)
        _mark(row, Message.State.QUEUED, f"try {row.attempts}: {reason}", timezone.now() + pause)


def is_permanent(error: Exception) -> bool:
    """Whether the server said no for good (5xx to this message) rather than not now."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)  # a header that cannot be, for instance a line break in an address
