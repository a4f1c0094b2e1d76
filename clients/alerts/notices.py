"""Telling people of risk alerts: at once, by escalation, every day after that. Who they are is decided elsewhere."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import REPEAT, Responsible, first_wait, responsible_for
from clients.models import AlertRecipient, AlertRules, CareRelation, RiskAlert
from clinic.core import outbox
from clinic.core.access import May, roles_with
from clinic.core.models import Message, Staff
from clinic.core.scope import current_scope


def _next_round_at(alert: RiskAlert, who: Responsible, rules: AlertRules) -> datetime | None:
    """When the next people are told if nobody acts: through the steps above, then daily. None for old answers."""
    if alert.told_at is None:
        return None
    above = alert.step < max(1, len(who.ladder))
    return alert.told_at + (first_wait(alert.level, rules) if above else REPEAT)


def _notice(alert: RiskAlert, staff: Staff) -> outbox.Draft:
    """A mail that says neither who nor what: it may be read on a screen that others see."""
    body = _("Please sign in and open Today: one entry there is marked urgent.")
    if set(staff.roles).isdisjoint(roles_with(May.SEE_ALERTS)):
        body = _(
            "An urgent entry is waiting. Please see to it that its therapist, or whoever is on call, opens Today. "
            "Your own Today names whom to reach."
        )
    again = alert.step > 0
    return outbox.Draft(
        kind=Message.Kind.ALERT,
        about_id=alert.pk,
        recipient_id=staff.pk,
        occasion=f"step {alert.step}",
        to_address=staff.user.email,
        from_name="Secure Base",
        subject=_("Something still needs somebody") if again else _("Something needs you today"),
        body=body,
    )


def _tell(alert: RiskAlert, people: Iterable[UUID]) -> None:
    """Lets these people open the alert, and writes to them; of old answers, and at first of a low level, by no mail."""
    wanted = list(people)
    AlertRecipient.objects.bulk_create(
        [AlertRecipient(practice_id=alert.practice_id, alert=alert, staff_id=one) for one in wanted],
        ignore_conflicts=True,
    )
    if alert.told_at is None or (alert.level == RiskAlert.Level.LOW and alert.step == 0):
        return
    staff = Staff.objects.filter(pk__in=wanted, is_active=True, user__is_active=True).select_related("user")
    outbox.queue([_notice(alert, one) for one in staff])


def tell_first(alert: RiskAlert) -> None:
    """Tells who is responsible at this moment, in the caller's transaction."""
    if not alert.is_old:
        alert.told_at = alert.raised_at
        alert.save(update_fields=["told_at"])
    _tell(alert, responsible_for([alert.client_id])[alert.client_id].first)


@transaction.atomic
def stop_telling_former(clients: Collection[UUID]) -> None:
    """Takes the open alerts of these clients away from those who no longer care for them, unless they are responsible
    in another way (on call, a supervisor). One statement where nobody is left over."""
    care = CareRelation.objects.filter(client=OuterRef("alert__client"), staff=OuterRef("staff"))
    rows = AlertRecipient.objects.filter(alert__in=RiskAlert.objects.open().filter(client__in=clients))
    rows = rows.filter(Exists(care), ~Exists(care.current()))
    former = list(rows.values_list("pk", "alert__client", "staff"))
    if not former:
        return
    who = responsible_for({client for _pk, client, _staff in former})
    gone = [pk for pk, client, staff in former if staff not in who[client].everybody]
    AlertRecipient.objects.filter(pk__in=gone).delete()


@transaction.atomic
def escalate_alerts() -> int:
    """Goes through the practice's open alerts: notifies whoever has become responsible and, where nobody acted in time,
    the next ones above, then everybody once a day. Returns for how many alerts somebody was told as nobody acted."""
    open_ones = RiskAlert.objects.open().select_for_update(skip_locked=True)
    alerts = list(open_ones.order_by("raised_at", "id"))
    if not alerts:
        return 0
    rules, now = alert_rules(current_scope().practice_id), timezone.now()
    who = responsible_for({alert.client_id for alert in alerts}, now)
    known: dict[UUID, set[UUID]] = {}
    for alert_id, staff_id in AlertRecipient.objects.filter(alert__in=alerts).values_list("alert", "staff"):
        known.setdefault(alert_id, set()).add(staff_id)
    return sum(_go_on(alert, who[alert.client_id], known.get(alert.pk, set()), rules, now) for alert in alerts)


def _go_on(alert: RiskAlert, who: Responsible, known: set[UUID], rules: AlertRules, now: datetime) -> bool:
    """One alert's turn of the sweep; whether it was escalated."""
    if new := [one for one in who.first if one not in known]:
        _tell(alert, new)  # leave began, somebody else is on call, the client was handed over
    due = _next_round_at(alert, who, rules)
    if due is None or due > now:
        return False
    alert.step, alert.told_at, alert.escalated_at = alert.step + 1, now, alert.escalated_at or now
    alert.save(update_fields=["step", "told_at", "escalated_at"])
    _tell(alert, who.round(alert.step))
    return True


def refuse(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: a notice of an alert that was acknowledged, or to somebody who is not responsible any
    more, does not go; in the latter case who is now is told in their place. A guard of the outbox."""
    locked = RiskAlert.objects.open().select_for_update().order_by("id")  # one after the other, against a deadlock
    alerts = locked.in_bulk({row.about_id for row in rows})
    who = responsible_for({alert.client_id for alert in alerts.values()})
    addresses = dict(Staff.objects.filter(pk__in={row.recipient_id for row in rows}).values_list("pk", "user__email"))
    refused = {}
    for row in rows:
        alert = alerts.get(row.about_id)
        if alert is None:
            refused[row.pk] = "the alert was acknowledged"
        elif row.recipient_id not in who[alert.client_id].everybody:
            _tell(alert, [*who[alert.client_id].first, *who[alert.client_id].round(alert.step)])
            refused[row.pk] = "somebody else is responsible now, and was told"
        else:
            _readdress(row, addresses[row.recipient_id])
    return refused


def _readdress(row: Message, address: str) -> None:
    """A notice follows its reader to a new address."""
    if row.to_address != address:
        row.to_address = address
        Message.objects.filter(pk=row.pk).update(to_address=address)
