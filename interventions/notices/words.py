"""The words of a message about appointments: when, a neutral name, how to answer. Never what an appointment is for."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.core.models import Practice
from clinic.core.moments import local_text
from interventions.notices.changes import Appointment, Change, Kind

FEW = 4  # this many are listed one per line; more are grouped by month


def _span(one: Appointment, zone: ZoneInfo) -> str:
    return _("%(start)s to %(end)s") % {
        "start": local_text(one.starts_at.astimezone(zone)),
        "end": local_text(one.ends_at.astimezone(zone)),
    }


def _line(one: Appointment, zone: ZoneInfo) -> str:
    """Tuesday 2 March 2027, 14:00 to 14:50."""
    return f"{date_format(one.starts_at.astimezone(zone), 'l j F Y')}, {_span(one, zone)}"


def _day(at: datetime, zone: ZoneInfo) -> str:
    """Tuesday 2 March at 14:00."""
    shown = {"day": date_format(at.astimezone(zone), "l j F"), "time": local_text(at.astimezone(zone))}
    return _("%(day)s at %(time)s") % shown


def _short(one: Appointment, zone: ZoneInfo) -> str:
    """Tue 2 Mar 2027, 14:00."""
    return f"{date_format(one.starts_at.astimezone(zone), 'D j M Y')}, {local_text(one.starts_at.astimezone(zone))}"


def list_appointments(appointments: Iterable[Appointment], zone: ZoneInfo) -> list[str]:
    """A line each, or where there are many the days of each month under their time of day."""
    rows = sorted(appointments, key=lambda one: one.starts_at)
    if len(rows) <= FEW:
        return [_line(one, zone) for one in rows]
    by_time: dict[str, list[datetime]] = {}
    for one in rows:
        by_time.setdefault(_span(one, zone), []).append(one.starts_at.astimezone(zone))
    lines = []
    for span, days in by_time.items():
        weekdays = {date_format(day, "l") for day in days}
        lines.append(f"{weekdays.pop()}, {span}:" if len(weekdays) == 1 else f"{span}:")
        for month, of_month in groupby(days, lambda day: date_format(day, "F Y")):
            lines.append(f"  {month}: {', '.join(str(day.day) for day in of_month)}")
    return lines


def _subject(kind: Kind, changes: Sequence[Change], zone: ZoneInfo) -> str:
    """The subject where all are of one kind."""
    last = changes[0].now or changes[0].was
    words: dict[Kind, Callable[[], str]] = {
        Kind.BOOKED: lambda: ngettext("Your appointment on %(when)s", "%(n)s appointments are booked", n),
        Kind.MOVED: lambda: ngettext("Your appointment has moved to %(when)s", "%(n)s appointments have moved", n),
        Kind.CHANGED: lambda: ngettext("A change to your appointment on %(when)s", "A change to %(n)s appointments", n),
        Kind.HELD: lambda: ngettext("A change to your appointment on %(when)s", "A change to %(n)s appointments", n),
        Kind.CANCELLED: lambda: ngettext(
            "Your appointment on %(when)s is cancelled", "%(n)s appointments are cancelled", n
        ),
        Kind.RESTORED: lambda: ngettext(
            "Your appointment on %(when)s is going ahead", "%(n)s appointments are going ahead", n
        ),
    }
    n = len(changes)
    return words[kind]() % {"n": n, "when": _day(last.starts_at, zone) if last else ""}


def _heading(kind: Kind, n: int) -> str:
    words: dict[Kind, Callable[[], str]] = {
        Kind.BOOKED: lambda: ngettext("Your appointment is booked.", "These appointments are booked.", n),
        Kind.MOVED: lambda: ngettext("Your appointment has moved.", "These appointments have moved.", n),
        Kind.CHANGED: lambda: ngettext("Your appointment has a new link.", "These appointments have a new link.", n),
        Kind.HELD: lambda: ngettext(
            "Somebody else will see you at your appointment. The time stays the same.",
            "Somebody else will see you at these appointments. The times stay the same.",
            n,
        ),
        Kind.CANCELLED: lambda: ngettext("Your appointment is cancelled.", "These appointments are cancelled.", n),
        Kind.RESTORED: lambda: ngettext(
            "Your appointment is going ahead after all. Please ignore our message that it was cancelled.",
            "These appointments are going ahead after all. Please ignore our message that they were cancelled.",
            n,
        ),
    }
    return words[kind]()


def _section(kind: Kind, changes: Sequence[Change], zone: ZoneInfo) -> list[str]:
    """What happened to the appointments of one kind."""
    was = list_appointments((change.was for change in changes if change.was), zone)
    now = list_appointments((change.now for change in changes if change.now), zone)
    lines = [_heading(kind, len(changes)), ""]
    if kind is Kind.CANCELLED:
        return [*lines, *was, ""]
    if kind is not Kind.MOVED:
        return [*lines, *now, ""]
    if len(changes) == 1:
        old, new = _("Old time: %(when)s") % {"when": was[0]}, _("New time: %(when)s") % {"when": now[0]}
        return [*lines, old, new, ""]
    return [*lines, _("New times:"), *now, "", _("Old times, no longer right:"), *was, ""]


def _links(changes: Sequence[Change], zone: ZoneInfo) -> list[str]:
    """Where to go for an online appointment, or that a link is no longer used."""
    booked = [change.now for change in changes if change.now]
    with_link = [one for one in booked if one.link]
    if not with_link:
        dropped = any(change.was and change.was.link and change.now for change in changes)
        return [_("The link that we sent you before is no longer used."), ""] if dropped else []
    if len({one.link for one in with_link}) == 1 and len(with_link) == len(booked):
        text = ngettext("It is online: %(link)s", "They are online: %(link)s", len(booked))
        return [text % {"link": with_link[0].link}, ""]
    return [
        *(_("%(when)s is online: %(link)s") % {"when": _short(one, zone), "link": one.link} for one in with_link),
        "",
    ]


def _other_person(changes: Sequence[Change], zone: ZoneInfo) -> list[str]:
    """At which of the appointments with another change somebody else will be there; no name: a mail stays neutral."""
    also = [one.now for one in changes if one.held_by_another and one.kind is not Kind.HELD and one.now]
    return [_("Somebody else will see you on %(when)s.") % {"when": _short(one, zone)} for one in also]


def mail_words(
    changes: Sequence[Change], zone: ZoneInfo, practice: Practice, *, reminded: bool = False
) -> tuple[str, str]:
    """Subject and body of a mail about one or more changes. ``reminded``: a reminder of an old time has gone out."""
    kinds = [kind for kind in Kind if any(change.kind is kind for change in changes)]
    by_kind = {kind: [change for change in changes if change.kind is kind] for kind in kinds}
    one = len(kinds) == 1
    subject = _subject(kinds[0], by_kind[kinds[0]], zone) if one else _("Changes to your appointments")
    lines = [line for kind, some in by_kind.items() for line in _section(kind, some, zone)]
    lines += _links(changes, zone)
    lines += _other_person(changes, zone)
    if reminded:
        lines.append(_("If you have had a reminder of an old time, please ignore it."))
    lines.append(_("Times are for the time zone %(zone)s.") % {"zone": zone.key})
    lines.append(_("The attached file keeps your calendar up to date."))
    if practice.reply_to:
        lines.append(_("If you cannot come or have a question, reply to this message."))
    else:
        lines.append(
            _(
                "Replies to this message are not read. If you cannot come or have a question, contact us in the "
                "way you usually do."
            )
        )
    return subject, "\n".join([*lines, "", practice.sender_name, ""])


def _text_of(kind: Kind, changes: Sequence[Change], zone: ZoneInfo) -> str:
    """One sentence of a text message."""
    n = len(changes)
    words: dict[Kind, Callable[[], str]] = {
        Kind.BOOKED: lambda: ngettext(
            "Your appointment is booked: %(first)s.",
            "%(n)s appointments are booked, the first on %(first)s, the last on %(last)s.",
            n,
        ),
        Kind.MOVED: lambda: ngettext(
            "Your appointment has moved from %(old)s to %(first)s.",
            "%(n)s appointments have moved. The first is now on %(first)s, the last on %(last)s.",
            n,
        ),
        Kind.CHANGED: lambda: ngettext(
            "Your appointment on %(first)s has a new link.",
            "%(n)s appointments from %(first)s to %(last)s have a new link.",
            n,
        ),
        Kind.HELD: lambda: ngettext(
            "Somebody else will see you on %(first)s. The time stays the same.",
            "Somebody else will see you at %(n)s appointments from %(first)s to %(last)s. The times stay the same.",
            n,
        ),
        Kind.CANCELLED: lambda: ngettext(
            "Your appointment on %(first)s is cancelled.",
            "%(n)s appointments from %(first)s to %(last)s are cancelled.",
            n,
        ),
        Kind.RESTORED: lambda: ngettext(
            "Your appointment on %(first)s is going ahead after all.",
            "%(n)s appointments from %(first)s to %(last)s are going ahead after all.",
            n,
        ),
    }
    ends = sorted((one for one in (c.now or c.was for c in changes) if one), key=lambda one: one.starts_at)
    old = changes[0].was or ends[0]
    shown = {"first": _short(ends[0], zone), "last": _short(ends[-1], zone), "old": _short(old, zone)}
    return words[kind]() % {"n": n, **shown}


def text_words(
    changes: Sequence[Change], zone: ZoneInfo, practice: Practice, *, reminded: bool = False
) -> tuple[str, str]:
    """The same as a text message: no subject, and short however many appointments there are."""
    kinds = [kind for kind in Kind if any(change.kind is kind for change in changes)]
    parts = [_text_of(kind, [change for change in changes if change.kind is kind], zone) for kind in kinds]
    links = {change.now.link for change in changes if change.now and change.now.link}
    if len(links) == 1:
        parts.append(_("Online: %(link)s") % {"link": links.pop()})
    parts += _other_person(changes, zone)[:1]
    if reminded:
        parts.append(_("Please ignore the reminder of an old time."))
    parts.append(_("Time zone: %(zone)s.") % {"zone": zone.key})
    return "", f"{' '.join(parts)} {practice.sender_name}"
