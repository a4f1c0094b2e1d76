"""What the mail sink got: in embedded mode only, where no mail leaves the machine."""

import email.policy
import re
from email import message_from_bytes
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clinic.core.access import ActorRequest, May, page

SIGN_IN_LINK = re.compile(r"https?://[^\s/]+/(?:account|setup)/\S*")


def _mails() -> list[Path]:
    folder = settings.MAIL_FOLDER
    return sorted(folder.glob("*.eml"), reverse=True)[:200] if folder.is_dir() else []


def readable_body(body: str) -> str:
    """What the page shows of a mail. A link that signs somebody in is its receiver's alone, but for the demo."""
    if settings.DEMO:
        return body
    hidden = _("[The sign-in link is not shown here. It is in the mail itself, in this machine's mail folder.]")
    return SIGN_IN_LINK.sub(lambda _found: hidden, body)


def _read_mail(path: Path) -> dict[str, object]:
    message = message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return {
        "name": path.name,
        "to": message["X-Envelope-To"] or message["To"],
        "from": message["From"],
        "subject": message["Subject"],
        "date": message["Date"],
        "id": message["Message-ID"],
        "body": readable_body(body.get_content()) if body else "",
    }


@page(May.SEE_MAILBOX)
def mailbox(request: ActorRequest) -> HttpResponse:
    """What the mail sink got: embedded mode only, where no mail leaves the machine."""
    mails = [_read_mail(path) for path in _mails()[:50]]
    return render(request, "workspace/mailbox.html", {"section": "mailbox", "mails": mails})


@page(May.SEE_MAILBOX)
def mail(request: ActorRequest, name: str) -> HttpResponse:
    """One mail."""
    path = next((path for path in _mails() if path.name == name), None)
    if path is None:
        raise Http404("no such mail")
    return render(request, "workspace/mail.html", {"section": "mailbox", "mail": _read_mail(path)})
