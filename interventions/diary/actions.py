"""The client writes into the diary."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.keys import KeyReused
from interventions.diary.models import TEXTS, DiaryEntry
from interventions.diary.queries import diary_plan
from interventions.models import Plan

EARLIEST = timedelta(days=92)  # further back it is no diary
MOST_A_DAY = 50


@transaction.atomic
def write_entry(
    *, client_id: UUID, key: UUID, texts: Mapping[str, str], strength: int | None = None, on: date | None = None
) -> DiaryEntry:
    """An entry of the client's own diary. The same ``key`` with the same content again is the entry that is there.

    ``texts``: field of :class:`DiaryEntry` → what was written; ``on``: today where not given. Raises KeyReused where
    the key is that of an entry with other content, ValidationError by field, and where no running plan of theirs keeps
    a diary.
    """
    entry = DiaryEntry(client_id=client_id, key=key, strength=strength, on=on or timezone.localdate())
    for name in TEXTS:
        setattr(entry, name, texts.get(name, ""))
    if found := _written(entry, any_day=on is None):
        return found
    found_plan = diary_plan(client_id)
    if found_plan is None:
        raise ValidationError(_("There is no diary now. Your therapist can tell you more."))
    plan = Plan.objects.select_for_update().get(pk=found_plan.pk)  # the same entry twice at once: one waits
    if found := _written(entry, any_day=on is None):
        return found
    entry.plan, entry.practice_id = plan, plan.practice_id
    if not timezone.localdate() - EARLIEST <= entry.on <= timezone.localdate():
        raise ValidationError({"on": _("A day of the last three months, up to today.")})
    if DiaryEntry.objects.filter(client_id=client_id, written_at__date=timezone.localdate()).count() >= MOST_A_DAY:
        raise ValidationError(_("At most %(most)s entries a day.") % {"most": MOST_A_DAY})
    entry.full_clean(exclude=["practice", "plan", "client"], validate_unique=False, validate_constraints=False)
    entry.save()
    return entry


def _written(entry: DiaryEntry, any_day: bool) -> DiaryEntry | None:
    """The entry that is there under the key of this one; None where there is none. ``any_day``: the day was not said,
    so that it may be sent again after midnight. Raises KeyReused where it says something else."""
    found = DiaryEntry.objects.filter(client_id=entry.client_id, key=entry.key).first()
    said = [*TEXTS, "strength", *([] if any_day else ["on"])]
    if found is not None and any(getattr(found, name) != getattr(entry, name) for name in said):
        raise KeyReused
    return found
