"""Raising, acknowledging and routing risk alerts."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.notices import tell_first
from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import on_call_problem
from clients.models import AlertRules, Client, RiskAlert
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision
from clinic.core.text import clean_text


class AlertAlreadyAcknowledged(Exception):
    """Somebody acknowledged this alert before."""


@transaction.atomic
def raise_alert(
    *,
    client: Client,
    source: str,
    source_id: UUID,
    reason: str,
    level: str = RiskAlert.Level.HIGH,
    answered_on: date | None = None,
    instead_of: UUID | None = None,
) -> RiskAlert:
    """Opens an alert and queues notices to who is responsible now, in the caller's transaction.

    Once per source: the same cause found again changes nothing. ``answered_on``: the day of the answers; when they are
    old nobody is mailed, nor for the level low, which is in the morning's mail. ``instead_of``: the source that this
    one corrects: its open alert becomes this one's, unless the level has risen.
    """
    if instead_of and (going_on := _carried_over(instead_of, source, source_id, level)):
        return going_on
    alert, made = RiskAlert.objects.get_or_create(
        practice_id=client.practice_id,
        source_id=source_id,
        source=source,
        defaults={"client": client, "reason": reason, "level": level, "answered_on": answered_on},
    )
    if made:
        tell_first(alert)
    return alert


def _carried_over(before: UUID, source: str, source_id: UUID, level: str) -> RiskAlert | None:
    """The open alert of the answers that were corrected, now of the new ones; None when the new level is higher.

    A level that fell stays as it was until somebody has read it: only a person takes an alert back.
    """
    rising = RiskAlert.Level.values
    alert = RiskAlert.objects.open().select_for_update().filter(source_id=before, source=source).first()
    if alert is None or rising.index(alert.level) < rising.index(level):
        return None
    alert.source_id = source_id
    alert.save(update_fields=["source_id"])
    return alert


@transaction.atomic
def set_alert_rules(
    *, practice_id: UUID, on_call: Staff | None, escalate_minutes: int, revision: int | None = None
) -> AlertRules:
    """Who is on call, and after how many minutes (5 to 1440) somebody above is told. ``revision``: of what was shown, 0
    for the usual. Raises ValidationError by field, or EditConflict."""
    lock_practice(practice_id)
    rules = alert_rules(practice_id)
    compare_revision(rules, revision)
    rules.on_call, rules.escalate_minutes = on_call, escalate_minutes
    if not 5 <= escalate_minutes <= 1440:
        raise ValidationError({"escalate_minutes": _("Between 5 minutes and a day.")})
    if problem := on_call_problem(rules):
        raise ValidationError({"on_call": problem})
    rules.save()
    return rules


@transaction.atomic
def acknowledge_alert(*, alert: RiskAlert, by: Actor, text: str) -> RiskAlert:
    """Closes an alert with what was done. Raises AlertAlreadyAcknowledged, or ValidationError without a text."""
    text = clean_text(text, "acknowledgement", 2000, least=0)
    text = clean_text(text, "acknowledgement", 2000, message=_("Write in a few words what you did."))
    locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.acknowledged_at is not None:
        raise AlertAlreadyAcknowledged(str(alert.pk))
    locked.acknowledged_at, locked.acknowledged_by_id, locked.acknowledgement = timezone.now(), by.as_staff(), text
    locked.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement"])
    return locked
