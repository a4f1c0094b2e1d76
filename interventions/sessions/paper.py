"""A card with the next appointments. Neutral: it does not say what they are for."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client
from clients.queries import zone_of
from clinic.core import sheets
from clinic.core.moments import local_text
from clinic.core.practices import current_practice
from clinic.core.sheets import Sheet
from interventions.models import TherapySession
from interventions.sessions.queries import portal_appointments

MOST = 12  # appointments on a card


def appointment_sheets(client: Client) -> Sequence[Sheet]:
    """The next appointments, joint ones too, by the client's own clock, which is named."""
    practice = current_practice()
    zone, rows = zone_of(client, practice), list(portal_appointments(client.pk)[:MOST])
    head = [_("Day"), _("Time"), _("Where"), _("With")]
    lines = [[_day(row.starts_at, zone), _time(row, zone), _place(row), row.therapist.name] for row in rows]
    found = [
        sheets.table(head, lines, [3, 2, 2, 2]),
        sheets.text(_("All times are %(place)s time.") % {"place": zone.key.rpartition("/")[2].replace("_", " ")}),
    ]
    blocks = found if rows else [sheets.text(_("No appointment is booked at the moment."))]
    if practice.reply_to:
        blocks.append(sheets.text(_("If you cannot come, please write to %(email)s.") % {"email": practice.reply_to}))
    return [Sheet(_("Your appointments"), blocks)]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "l j F Y")


def _time(row: TherapySession, zone: ZoneInfo) -> str:
    start, end = (local_text(at.astimezone(zone)) for at in (row.starts_at, row.ends_at))
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def _place(row: TherapySession) -> str:
    return row.room.name if row.room else _("online")
