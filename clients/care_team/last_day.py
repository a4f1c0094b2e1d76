"""Whether somebody's last day of work can be as early as it is named: nothing that they hold reaches beyond it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.care_team.covers import leaves_between
from clients.models import Cover
from clinic.core.models import Staff
from clinic.core.periods import until_in_words
from clinic.core.practices import current_practice
from clinic.core.wallclock import midnight

AHEAD = timedelta(days=3660)  # leave is not taken further ahead


def reaches_beyond(staff: Staff) -> str | None:
    """What stands against ``works_until``, in words: a leave, or a cover of theirs or for them; None for nothing."""
    if staff.works_until is None:
        return None
    end = midnight(staff.works_until + timedelta(days=1), ZoneInfo(current_practice().time_zone))
    covers = Cover.objects.filter(Q(staff=staff) | Q(therapist=staff), ends_at__gt=end)
    if cover := covers.select_related("staff", "therapist").order_by("-ends_at").first():
        text = _("%(cover)s covers for %(name)s until %(day)s. Change that first.")
        return text % {
            "cover": cover.staff.name,
            "name": cover.therapist.name,
            "day": until_in_words(cover.ends_at),
        }
    if leaves := leaves_between(staff.pk, end, end + AHEAD):
        last = max(ends_at for _starts_at, ends_at in leaves)
        return _("A leave is noted until %(day)s. Change that first.") % {"day": until_in_words(last)}
    return None
