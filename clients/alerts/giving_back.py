"""An alert that lost its holder to a leave goes back to them where that leave is taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from clients.alerts.acts import HOLDING, keep_act
from clients.alerts.notices import tell_holder
from clients.alerts.responsibility import away_at, cannot_act
from clients.models import AlertAct, AlertRecipient, RiskAlert
from clinic.core.models import Staff


def _lost(staff_id: UUID, starts_at: datetime, ends_at: datetime) -> dict[UUID, datetime]:
    """Open alerts that nobody has since this person lost them in a period, as they could not act, and when; those that
    they may still open. One statement."""
    last = AlertAct.objects.filter(alert=OuterRef("pk"), kind__in=HOLDING).order_by("-at", "-id")
    may_open = AlertRecipient.objects.filter(staff=staff_id).values("alert")
    lost = AlertAct.objects.filter(
        pk__in=RiskAlert.objects.in_state(RiskAlert.State.OPEN)
        .filter(pk__in=may_open)
        .values(act=Subquery(last.values("pk")[:1])),
        kind=AlertAct.Kind.RELEASED,
        by__isnull=True,
        staff=staff_id,
        at__gte=starts_at,
        at__lt=ends_at,
    )
    return dict(lost.values_list("alert", "at"))


@transaction.atomic
def give_back_alerts(*, staff: Staff, starts_at: datetime, ends_at: datetime) -> list[RiskAlert]:
    """Gives somebody back the alerts that were opened again because a leave of theirs from ``starts_at`` to ``ends_at``
    had begun; call it once that leave is taken back. Returns those that they have again.

    Only what is still open and was not taken since, and only where they can act now and no other leave held them at
    that time. They are told, and have it as somebody whom it was handed to: until they confirm it, the next ones are
    told as usual. Whoever takes it at the same moment has it.
    """
    if cannot_act(staff):
        return []
    lost = _lost(staff.pk, starts_at, ends_at)
    free = RiskAlert.objects.in_state(RiskAlert.State.OPEN).select_for_update()
    given = []
    for alert in free.filter(pk__in=lost).order_by("id"):
        if away_at([staff.pk], lost[alert.pk]) or alert.pk not in _lost(staff.pk, starts_at, ends_at):
            continue
        alert.taken_by, alert.taken_at = staff, None
        alert.save(update_fields=["taken_by", "taken_at"])
        returned = keep_act(alert, AlertAct.Kind.RETURNED, staff=staff.pk)
        tell_holder(alert, returned.at)
        given.append(alert)
    return given
