"""The outcome of telling one person, or what it would be, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from clinic.core.models import Message
from clinic.core.moments import here_text

Why = Literal[
    "",
    "not_wanted",
    "no_consent",
    "no_address",
    "channel_closed",
    "practice_off",
    "not_asked",
    "nothing_new",
    "not_told_before",
    "private",
]
PRIVATE: Why = "private"
REASONS: dict[Why, object] = {
    "not_wanted": gettext_lazy("wants no messages about appointments"),
    "no_consent": gettext_lazy("has not agreed to this way of contact"),
    "no_address": gettext_lazy("has no address on file"),
    "channel_closed": gettext_lazy("cannot be reached: an earlier message came back"),
    "practice_off": gettext_lazy("is not told: the practice has switched these messages off"),
    "nothing_new": gettext_lazy("is not told: an earlier message had not left and is withdrawn"),
    "not_asked": gettext_lazy("is not told"),
    "not_told_before": gettext_lazy("is not told: was not told of the cancellation either"),
    PRIVATE: gettext_lazy("is told as they have agreed"),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Whether and how one person is told of an act; ``why`` says why not. ``reminded``: a reminder of an old time has
    gone out to them."""

    client: Client
    why: Why = ""
    channel: Message.Channel | None = None
    address: str = ""
    due_at: datetime | None = None
    subject: str = ""
    body: str = ""
    reminded: bool = False

    @property
    def told(self) -> bool:
        return self.channel is not None

    @property
    def name(self) -> str:
        """Who it is, for the person who acts: no name of a person who is not in their care."""
        return _("The partner") if self.why == PRIVATE else self.client.name

    @property
    def held(self) -> bool:
        """Whether the message waits for the end of the client's night."""
        return self.due_at is not None and self.due_at > timezone.now() + timedelta(minutes=1)

    @property
    def reason(self) -> object:
        """Why not, in words that follow the name."""
        return REASONS.get(self.why, "")


def in_words(found: Iterable[Outcome]) -> str:
    """The message after an act: who is told how and when, and who is not and why."""
    return " ".join(_sentence(one) for one in found)


def _sentence(one: Outcome) -> str:
    name = one.name
    if not one.told:
        return _("%(name)s %(why)s.") % {"name": name, "why": one.reason}
    way = _("by text message") if one.channel == Message.Channel.TEXT else _("by e-mail")
    if one.held and one.due_at:
        at = here_text(one.due_at, "D j M, H:i")
        text = _("%(name)s will be told %(way)s on %(at)s, not during the night.")
        return text % {"name": name, "way": way, "at": at}
    return _("%(name)s is told %(way)s.") % {"name": name, "way": way}
