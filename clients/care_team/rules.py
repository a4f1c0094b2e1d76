"""What the practice has agreed on about care teams."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.care_team.former_models import MOST_DAYS
from clients.models import CareRules
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision


def care_rules(practice_id: UUID) -> CareRules:
    """The practice's rules; the usual ones, not yet saved, where it has none."""
    return CareRules.objects.first() or CareRules(practice_id=practice_id)


@transaction.atomic
def set_care_rules(*, practice_id: UUID, former_days: int, revision: int | None = None) -> CareRules:
    """How many days (0 to 90) after their care ended somebody may still read. It holds at once, also for care that has
    ended already.

    ``revision``: of what was shown, 0 for the usual. Raises ValidationError by field, or EditConflict.
    """
    lock_practice(practice_id)
    row = care_rules(practice_id)
    compare_revision(row, revision)
    if not 0 <= former_days <= MOST_DAYS:
        raise ValidationError({"former_days": _("Between 0 and %(n)s days.") % {"n": MOST_DAYS}})
    row.former_days = former_days
    row.save()
    return row
