"""Merging two files of one person, and undoing it. No row of either file is changed but the pointer."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.care_team.handover_notes import tell_of_merging, tell_of_merging_undone
from clients.merging.pointer import LONGEST_REASON, SHORTEST_REASON
from clients.merging.queries import obstacles
from clients.models import CareRelation, Client
from clinic.core import audit
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.text import clean_text, collect_errors

POINTER = ["merged_into", "merged_at", "merged_by", "merge_reason"]


@transaction.atomic
def merge_files(*, kept: Client, other: Client, by: Actor, reason: str, confirm: bool) -> Client:
    """Merges ``other`` into ``kept``: what is recorded in it appears in the kept file, and nothing new is added to it.

    ``confirm``: somebody looked at both and says that they are the same person's. Returns the merged file. Raises
    ValidationError by field, with ``other`` for everything that keeps the two files apart.
    """
    kept, other = _locked(kept, other)
    errors: dict[str, object] = {}
    with collect_errors(errors):
        reason = clean_text(reason, "reason", LONGEST_REASON, least=SHORTEST_REASON)
    if not confirm:
        errors["confirm"] = [_("Confirm that both files are the same person's.")]
    if refused := _refused(by, kept, other):
        errors["other"] = refused
    if errors:
        raise ValidationError(errors)
    kept.has_merged = True
    kept.save(update_fields=["has_merged"])
    other.merged_into, other.merged_at, other.merged_by_id, other.merge_reason = (
        kept,
        timezone.now(),
        by.as_staff(),
        reason,
    )
    other.save(update_fields=[*POINTER, *Client.MADE])
    kept.save(update_fields=[*Client.MADE])
    _log(kept, other, "files merged")
    _tell_lead(kept, other, by, tell_of_merging)
    return other


def _tell_lead(kept: Client, other: Client, by: Actor, tell: Callable[[Staff], None]) -> None:
    """Who leads only the file that was merged no longer opens it, and opens it again once that is undone: they are
    told, unless they did it themselves."""
    leads = CareRelation.objects.leading().filter(client__in=[kept.pk, other.pk]).select_related("staff__user")
    by_file = {row.client_id: row.staff for row in leads}
    lead, goes_on = by_file.get(other.pk), by_file.get(kept.pk)
    if lead and lead.is_active and lead != goes_on and lead.pk != by.staff_id:
        tell(lead)


def _refused(by: Actor, kept: Client, other: Client) -> list[str]:
    """Every reason why the two cannot be merged."""
    if kept.pk == other.pk:
        return [_("Choose another file: this is the same one.")]
    if other.merged_into_id is not None:
        return [_("This file was already merged.")]
    if kept.merged_into_id is not None:
        return [_("The file that you want to keep was merged into another one meanwhile. Open that one.")]
    return [str(one.text) for one in obstacles(by, kept, other)]


@transaction.atomic
def unmerge_file(*, other: Client, by: Actor) -> Client:
    """Takes a merging back: both files are as they were, and what was recorded since stays in the kept one. Returns
    the file that was merged. Raises ValidationError where somebody else has undone it meanwhile."""
    if other.merged_into is None:
        raise ValidationError(_("This was undone already."))
    kept, other = _locked(other.merged_into, other)
    if other.merged_into_id != kept.pk:
        raise ValidationError(_("This was undone already."))
    other.merged_into, other.merged_at, other.merged_by, other.merge_reason = None, None, None, ""
    other.save(update_fields=[*POINTER, *Client.MADE])
    kept.has_merged = Client.objects.filter(merged_into=kept.pk).exists()
    kept.save(update_fields=["has_merged", *Client.MADE])
    _log(kept, other, "merging undone")
    _tell_lead(kept, other, by, tell_of_merging_undone)
    return other


def _locked(kept: Client, other: Client) -> tuple[Client, Client]:
    """Both as they are now, locked in one order: two people who merge at once follow one another."""
    rows = {row.pk: row for row in Client.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk")}
    return rows[kept.pk], rows[other.pk]


def _log(kept: Client, other: Client, what: str) -> None:
    for file in (kept, other):
        audit.log_access(file.pk, what)
