"""What changed about an appointment, and how several changes become one. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from clinic.core.wallclock import out_of_quiet

NIGHT = (time(21), time(8))  # when a client has chosen no quiet hours
URGENT = timedelta(hours=12)  # what concerns so near a time is sent in the night as well
TOO_LATE = timedelta(hours=1)  # a message that comes later than this before the appointment helps nobody


class Kind(StrEnum):
    """What happened to an appointment, for the person who comes to it."""

    BOOKED = "booked"
    MOVED = "moved"
    CHANGED = "changed"  # at the same time, with another link
    HELD = "held"  # at the same time, by another therapist
    CANCELLED = "cancelled"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a client has to know about a booked session. ``therapist`` None: not kept, in messages of before it was."""

    starts_at: datetime
    ends_at: datetime
    link: str = ""
    therapist: UUID | None = None

    def agrees_with(self, told: "Appointment | None") -> bool:
        """Whether what somebody was told is still so."""
        if told is not None and told.therapist is None:
            return replace(self, therapist=None) == told
        return self == told


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How an appointment was and how it is now; None where it is not booked."""

    session_id: UUID
    revision: int
    was: Appointment | None
    now: Appointment | None
    restored: bool = False

    @property
    def kind(self) -> Kind:
        """What to call it."""
        if self.now is None:
            return Kind.CANCELLED
        if self.was is None:
            return Kind.RESTORED if self.restored else Kind.BOOKED
        if (self.was.starts_at, self.was.ends_at) != (self.now.starts_at, self.now.ends_at):
            return Kind.MOVED
        return Kind.HELD if self.was.link == self.now.link else Kind.CHANGED

    @property
    def held_by_another(self) -> bool:
        """Whether somebody else holds it than before."""
        return bool(self.was and self.now and self.was.therapist and self.was.therapist != self.now.therapist)

    @property
    def retimed(self) -> bool:
        """Whether the time that was announced is no longer right."""
        return self.was is not None and (self.now is None or self.now.starts_at != self.was.starts_at)

    def then(self, later: "Change") -> "Change":
        """Both changes as one, for somebody who does not know of the first."""
        return replace(later, was=self.was, restored=self.restored if self.was is None else False)

    def concerns(self, now: datetime) -> bool:
        """Whether there is something to tell: it differs, and is not over."""
        if self.was == self.now:
            return False
        after = self.now or self.was
        return after is not None and after.starts_at > now

    def times(self) -> list[datetime]:
        """When it begins and began."""
        return [one.starts_at for one in (self.was, self.now) if one]


def send_at(changes: Iterable[Change], now: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo) -> datetime:
    """When a message about the changes goes out: now, or after the night where that can wait."""
    later = out_of_quiet(now, quiet or NIGHT, zone)
    soonest = min((at for change in changes for at in change.times() if at > now), default=now)
    return now if soonest <= max(now + URGENT, later + TOO_LATE) else later


def last_use(changes: Iterable[Change]) -> datetime:
    """When the last of what a message speaks of has begun."""
    return max(at for change in changes for at in change.times())
