"""How a client may be reached about what: agreement, their own choice, and whether the address is any use."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client, Contact, Episode
from clients.queries import last_ending, lead_of, portal_memberships
from clinic.core import outbox
from clinic.core.models import Message, Practice
from clinic.core.phones import dialled
from clinic.core.practices import current_practice
from clinic.core.revisions import compare_revision
from clinic.core.sweeps import one_by_one

TOPICS = {
    Message.Kind.REMINDER: "sessions",
    Message.Kind.APPOINTMENT: "sessions",
    Message.Kind.QUESTIONS: "questions",
    Message.Kind.EXERCISE: "exercises",
}
# Why messages were withdrawn that are said once there is another address.
UNREACHED = BROKEN, GONE = ("the address does not work", "there is no longer an address")
# Called when a client is written to another way or at another address, by what writes of appointments: no sweep finds
# such a message again. See clinic/config/registry.py.
REROUTED: list[Callable[[Client], None]] = []


class Unreached(StrEnum):
    """Why a client is not written to."""

    NOT_WANTED = "not_wanted"
    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    CLOSED = "channel_closed"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where something goes. ``quiet``: no message between these two times of the client's day."""

    client: Client
    channel: Message.Channel
    address: str
    zone: ZoneInfo
    language: str
    quiet: tuple[time, time] | None
    exercise_at: time


def number(client: Client) -> str:
    """The client's telephone number, to be dialled."""
    return dialled(client.phone)


def contact_of(client: Client, agreed: Collection[str] | None = None) -> Contact:
    """What the client chose; the usual, not yet saved, where they did not. ``agreed`` saves a statement."""
    row = Contact.objects.filter(client=client).first()
    if row is None:
        current = client.consents.filter(withdrawn_at__isnull=True)
        row = _usual(client, current.values_list("kind", flat=True) if agreed is None else agreed)
    return row


def _usual(client: Client, agreed: Collection[str]) -> Contact:
    """Mail; text messages to who agreed to these alone."""
    row = Contact(practice_id=client.practice_id, client=client)
    if {"email", "text"} & set(agreed) == {"text"}:
        row.sessions = row.questions = Contact.Way.TEXT
    return row


def reachable(clients: Iterable[UUID], kind: Message.Kind, practice: Practice) -> dict[UUID, Reach]:
    """Client → where a message of this kind may go now; who may not be written to is not in it. One statement."""
    found = reach_of_each(clients, kind, practice)
    return {client: reach for client, reach in found.items() if isinstance(reach, Reach)}


def reach_of_each(clients: Iterable[UUID], kind: Message.Kind, practice: Practice) -> dict[UUID, Reach | Unreached]:
    """Client → where a message of this kind may go now, or why nowhere. One statement."""
    current = Q(consents__withdrawn_at__isnull=True)
    accounts = portal_memberships(OuterRef("pk"))
    chosen = (
        Client.objects.filter(pk__in=clients)
        .select_related("contact")
        .annotate(
            agreed=ArrayAgg("consents__kind", filter=current, default=Value([])),
            ever_agreed=ArrayAgg("consents__kind", default=Value([])),
            last_ending=last_ending(),
            sign_in_ended=Exists(accounts) & ~Exists(accounts.filter(user__is_active=True)),
        )
    )

    def reach(client: Any) -> tuple[UUID, Reach | Unreached]:
        withdrawn = "portal" in client.ever_agreed and "portal" not in client.agreed
        if kind in Message.ON_PORTAL and (withdrawn or client.sign_in_ended):
            return client.pk, Unreached.NOT_WANTED  # nothing waits where they can no longer go
        if client.last_ending == Episode.Ending.DIED:
            return client.pk, Unreached.NOT_WANTED
        row = getattr(client, "contact", None) or _usual(client, client.agreed)
        channel, address, why = _channel(client, row, kind, client.agreed)
        if channel is None:
            return client.pk, why
        return client.pk, Reach(
            client=client,
            channel=channel,
            address=address,
            zone=ZoneInfo(client.time_zone or practice.time_zone),
            language=row.language,
            exercise_at=row.exercise_at,
            quiet=(row.quiet_from, row.quiet_until) if row.quiet_from and row.quiet_until else None,
        )

    return dict(one_by_one("reaching", chosen, reach))


def _channel(
    client: Client, row: Contact, kind: Message.Kind, agreed: Collection[str]
) -> tuple[Message.Channel | None, str, Unreached]:
    """The channel for this kind and its address, or why there is no channel."""
    way, by_mail = getattr(row, TOPICS[kind]), getattr(row, TOPICS[kind]) == Contact.Way.EMAIL
    if way == Contact.Way.OFF:
        return None, "", Unreached.NOT_WANTED
    if way not in agreed:
        return None, "", Unreached.NO_CONSENT
    if row.email_closed_at if by_mail else row.text_closed_at:
        return None, "", Unreached.CLOSED
    address = client.email if by_mail else number(client)
    channel = Message.Channel.EMAIL if by_mail else Message.Channel.TEXT
    return (channel if address else None), address, Unreached.NO_ADDRESS


@transaction.atomic
def choose(*, client: Client, revision: int | None = None, **fields: object) -> Contact:
    """Keeps what the client chose, and takes back what is queued and not wanted so any more; what is still due is found
    again. ``revision``: of what was shown, 0 for the usual. Raises ValidationError by field, or EditConflict."""
    Client.objects.select_for_update().get(pk=client.pk)
    row = contact_of(client)
    compare_revision(row, revision)
    before = {name: getattr(row, name) for name in TOPICS.values()}
    for name, value in fields.items():
        setattr(row, name, value)
    if (row.quiet_from is None) != (row.quiet_until is None) or (row.quiet_from and row.quiet_from == row.quiet_until):
        raise ValidationError({"quiet_until": _("Enter the start and the end of the quiet time, or leave both empty.")})
    if Contact.Way.TEXT in {row.sessions, row.questions, row.exercises} and not number(client):
        raise ValidationError({"sessions": _("There is no telephone number on file for text messages.")})
    row.clean_fields(exclude=["client", "practice"])
    row.save()
    other = {kind for kind, name in TOPICS.items() if getattr(row, name) != before[name]}
    again = {Message.Kind.APPOINTMENT} & other
    outbox.withdraw(reason="the client wants it otherwise", recipient_id=client.pk, kinds=list(other - again))
    if again:
        _write_another_way(client)
    return row


def _write_another_way(client: Client) -> None:
    for write in REROUTED:
        write(client)


@transaction.atomic
def close_channel(*, client: Client, channel: Message.Channel, reason: str) -> None:
    """Nothing more goes to this address: it does not exist, or its owner called a message unwanted. Tells the lead.

    Closing it twice tells nobody twice.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    row = contact_of(client)
    name = f"{channel}_closed_at"
    if getattr(row, name):
        return
    setattr(row, name, timezone.now())
    row.closed_reason = reason[:200]
    row.save()
    outbox.withdraw(reason=BROKEN, recipient_id=client.pk, channel=channel)
    lead = lead_of(client)
    if lead is not None:
        body = _("A message to one of your clients did not arrive. Nothing more is sent there until you look at it.\n")
        outbox.queue(
            [
                outbox.Draft(
                    kind=Message.Kind.UNDELIVERED,
                    about_id=client.pk,
                    recipient_id=lead.pk,
                    occasion=channel,
                    occasion_at=getattr(row, name),
                    to_address=lead.user.email,
                    from_name="Secure Base",
                    subject=_("A message did not arrive"),
                    body=body,
                )
            ]
        )


@transaction.atomic
def open_channel(*, client: Client, channel: Message.Channel) -> None:
    """The address is right after all: what did not arrive there and still matters is written again. Why the other
    channel is closed stays on file."""
    if _open(client, channel):
        _write_another_way(client)


def _open(client: Client, channel: Message.Channel) -> bool:
    """Opens the channel, and answers whether it was closed."""
    row = Contact.objects.select_for_update().filter(client=client).first()
    if row is None or getattr(row, f"{channel}_closed_at") is None:
        return False
    setattr(row, f"{channel}_closed_at", None)
    if row.email_closed_at is None and row.text_closed_at is None:
        row.closed_reason = ""
    row.save(update_fields=[f"{channel}_closed_at", "closed_reason"])
    return True


@dataclass(frozen=True, slots=True)
class ClosedChannel:
    """A channel on which nothing is sent to a client, since when and why."""

    channel: Message.Channel
    since: datetime
    reason: str

    @property
    def name(self) -> str:
        return str(self.channel.label)


def closed_channels(client: Client, row: Contact | None = None) -> list[ClosedChannel]:
    """The client's closed channels. One statement, none where the caller has the ``row``."""
    row = row or Contact.objects.filter(client=client).first()
    if row is None:
        return []
    return [
        ClosedChannel(channel, at, row.closed_reason)
        for channel in Message.Channel
        if (at := getattr(row, f"{channel}_closed_at"))
    ]


@transaction.atomic
def follow_address(*, client: Client, channel: Message.Channel) -> None:
    """What follows when the address of a channel has changed: the channel is open again, what waits for the old address
    goes to the new one, and what did not arrive there is written again; or nowhere when there is none. A message that
    is being sent is stopped by the guard and found again."""
    _open(client, channel)
    address = client.email if channel == Message.Channel.EMAIL else number(client)
    if not address:
        outbox.withdraw(reason=GONE, recipient_id=client.pk, channel=channel)
        return
    outbox.readdress(recipient_id=client.pk, channel=channel, to_address=address)
    _write_another_way(client)


def refuse(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: whether the clients still want this, there. A guard of the outbox for messages of one
    kind; one statement."""
    found = reachable({row.recipient_id for row in rows}, Message.Kind(rows[0].kind), current_practice())
    return {row.pk: reason for row in rows if (reason := _refuse(row, found.get(row.recipient_id)))}


def _refuse(row: Message, reach: Reach | None) -> str | None:
    if reach is None:
        return "the client does not want it, or did not agree"
    return None if (reach.channel, reach.address) == (row.channel, row.to_address) else "the address is another one now"


def bounce(row: Message, reason: str) -> None:
    """What the outbox tells when an address does not work."""
    client = Client.objects.filter(pk=row.recipient_id).first() if row.kind in Message.TO_CLIENTS else None
    if client is not None:
        close_channel(client=client, channel=Message.Channel(row.channel), reason=reason)
