"""The link at the end of a mail that ends mails of this kind. It is signed, and good for as long as mails are kept."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from clinic.core.models import Message

SALT = "unsubscribe"


class Unsubscription(NamedTuple):
    """Who wants no more of what."""

    practice_id: UUID
    client_id: UUID
    kind: Message.Kind


def link(row: Message) -> str:
    """The address that ends what this message is of."""
    token = signing.dumps([str(row.practice_id), str(row.recipient_id), row.kind], salt=SALT)
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"


def read(token: str) -> Unsubscription | None:
    """What a link says; None for one that we did not make."""
    try:
        practice, client, kind = signing.loads(token, salt=SALT)
        return Unsubscription(UUID(practice), UUID(client), Message.Kind(kind))
    except (signing.BadSignature, ValueError, TypeError):
        return None
