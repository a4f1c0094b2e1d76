"""The client writes into the diary."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interventions.diary.models import TEXTS, DiaryEntry
from interventions.diary.queries import diary_plan
from interventions.models import Plan

EARLIEST = timedelta(days=92)  # further back it is no diary
MOST_A_DAY = 50


@transaction.atomic
def write_entry(
    *, client_id: UUID, key: UUID, texts: Mapping[str, str], strength: int | None = None, on: date | None = None
) -> DiaryEntry:
    """An entry of the client's own diary. The same ``key`` again is the entry that is there.

    ``texts``: field of :class:`DiaryEntry` → what was written. Raises ValidationError by field, and where
    no running plan of theirs keeps a diary.
    """
    found_plan = diary_plan(client_id)
    if found_plan is None:
        raise ValidationError(_("There is no diary now. Your therapist can tell you more."))
    plan = Plan.objects.select_for_update().get(pk=found_plan.pk)  # the same entry twice at once: one waits
    if found := DiaryEntry.objects.filter(client_id=client_id, key=key).first():
        return found
    entry = DiaryEntry(practice_id=plan.practice_id, plan=plan, client_id=client_id, key=key, strength=strength)
    entry.on = on or timezone.localdate()
    for name in TEXTS:
        setattr(entry, name, texts.get(name, ""))
    if not timezone.localdate() - EARLIEST <= entry.on <= timezone.localdate():
        raise ValidationError({"on": _("A day of the last three months, up to today.")})
    if DiaryEntry.objects.filter(client_id=client_id, written_at__date=timezone.localdate()).count() >= MOST_A_DAY:
        raise ValidationError(_("At most %(most)s entries a day.") % {"most": MOST_A_DAY})
    entry.full_clean(exclude=["practice", "plan", "client"], validate_unique=False, validate_constraints=False)
    entry.save()
    return entry
