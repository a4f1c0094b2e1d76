"""What a message looks like as a mail or a text, and handing it over to the service that delivers it."""

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from clinic.core import unsubscribing
from clinic.core.models import Message
from clinic.core.practices import current_practice


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


# Asked for each mail as it is composed: the calendar files that belong to it. A repeat has to get the same ones.
CALENDARS: list[Callable[[Message], Sequence[CalendarFile]]] = []
# Kind → the link that takes the place of LINK in the body, made as the mail is composed: a link that lets somebody in
# is kept nowhere. Raises outbox.Unwanted where there is nobody to let in any more.
LINKS: dict[Message.Kind, Callable[[Message], str]] = {}
LINK = "{link}"


def message_id(row: Message) -> str:
    """Always the same for the same message, so that a repeat can be recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row.pk}@{domain}>"


def compose(row: Message) -> EmailMessage:
    """The mail of a message; to a client with a way to end these (RFC 8058: one click in the mail program)."""
    address, body = parseaddr(settings.DEFAULT_FROM_EMAIL)[1], row.body
    headers = {"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"}
    if row.kind in LINKS:
        body = body.replace(LINK, LINKS[Message.Kind(row.kind)](row))
    if row.kind in Message.TO_CLIENTS:
        link = unsubscribing.link(row)
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        body += "\n" + _("To stop these messages: %(link)s") % {"link": link} + "\n"
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
    # Comes back with a provider's report of a bounce (django-anymail); plain SMTP ignores it.
    mail.metadata = {"message": str(row.pk), "practice": str(row.practice_id)}  # type: ignore[attr-defined]
    return mail


def _reply_to(row: Message) -> list[str]:
    """Where an answer to a client's message goes: the practice's own address under its neutral name, if it has one."""
    if row.kind not in {*Message.TO_CLIENTS, Message.Kind.TEST}:
        return []
    practice = current_practice()
    return [formataddr((" ".join(practice.sender_name.split()), practice.reply_to))] if practice.reply_to else []


class TextFailed(Exception):
    """The provider of text messages did not take it this time."""


def send_text(row: Message) -> None:
    """Hands a text message to the provider behind TEXT_URL. Raises TextFailed, or ImproperlyConfigured without one."""
    import apprise  # a second of imports that only a worker that sends texts needs

    if not settings.TEXT_URL:
        raise ImproperlyConfigured("TEXT_URL is not set: no text message can be sent")
    provider = apprise.Apprise()
    if not provider.add(settings.TEXT_URL.replace("{to}", quote(row.to_address))):
        raise ImproperlyConfigured("TEXT_URL is not an address that Apprise knows")
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
