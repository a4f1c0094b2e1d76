"""Telling people of risk alerts: at once, by escalation, every day after that. Who they are is decided elsewhere."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.acts import keep_act, keep_told, told_since_open
from clients.alerts.holding import handed_at, held_until
from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import REPEAT, Facts, Responsible, decide, facts_for, responsible_for, wait_of
from clients.models import AlertAct, AlertRecipient, AlertRules, CareRelation, RiskAlert
from clinic.core import outbox
from clinic.core.access import May, roles_with
from clinic.core.models import Message, Staff
from clinic.core.phones import dialled
from clinic.core.scope import current_scope


def _due_at(
    alert: RiskAlert, minutes: int | None, rules: AlertRules, first_wait: int, handed: datetime | None
) -> datetime | None:
    """When the next people are told if nobody acts: ``minutes`` after the last round, or a day. None for old answers.

    Not before the time of who has taken it is up: then it goes on where it stopped. One that was ``handed`` over since
    the last round waits for who got it only as long as for the first step, however many rounds there were.
    """
    if alert.told_at is None:
        return None
    held = held_until(alert, rules, first_wait, handed)
    if held and not alert.taken_at and handed and alert.told_at <= handed:
        return held
    due = alert.told_at + (REPEAT if minutes is None else wait_of(alert.level, minutes))
    return max(due, held) if held and alert.taken_at else due


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
        occasion_at=alert.told_at,
        to_address=staff.user.email,
        from_name="Secure Base",
        subject=_("Something still needs attention") if again else _("Something needs you today"),
        body=body,
    )


def _tell(
    alert: RiskAlert,
    people: Iterable[UUID],
    kind: AlertAct.Kind = AlertAct.Kind.TOLD,
    *,
    released_at: datetime | None = None,
    knows: UUID | None = None,
) -> None:
    """Lets these people open the alert, and writes to them; of old answers, and at first of a low level, by no mail.

    ``released_at``: since then nobody has it any more; who was told in this round before is told again. ``knows``: who
    did what they are told of; it is on their Today, and nobody writes to them about it.
    """
    wanted = list(people)
    AlertRecipient.objects.bulk_create(
        [AlertRecipient(practice_id=alert.practice_id, alert=alert, staff_id=one) for one in wanted],
        ignore_conflicts=True,
    )
    if alert.told_at is None or (alert.level == RiskAlert.Level.LOW and alert.step == 0):
        keep_told(alert, AlertAct.Kind.LISTED, wanted, since=released_at)
        return
    if knows in wanted:
        keep_told(alert, AlertAct.Kind.LISTED, [knows])
        wanted.remove(knows)
    keep_told(alert, kind, wanted, since=released_at)
    staff = Staff.objects.filter(pk__in=wanted, is_active=True, user__is_active=True).select_related("user")
    mails = [(one, _notice(alert, one)) for one in staff]
    if released_at:
        mails = [(one, replace(mail, occasion="released", occasion_at=released_at)) for one, mail in mails]
    outbox.queue([draft for one, mail in mails for draft in _by_each_way(alert, mail, one)])


def _by_each_way(alert: RiskAlert, mail: outbox.Draft, staff: Staff) -> list[outbox.Draft]:
    """The mail and, for high risk where the practice wants that and there are a number and a provider, a text."""
    number = dialled(staff.phone) if settings.TEXT_URL and alert.level == RiskAlert.Level.HIGH else ""
    if not (number and alert_rules(alert.practice_id).text_high):
        return [mail]
    body = f"{mail.subject}. {mail.body}"
    text = replace(
        mail, channel=Message.Channel.TEXT, occasion=f"{mail.occasion} text", to_address=number, subject="", body=body
    )
    return [mail, text]


def tell_first(alert: RiskAlert, *, again: bool = False, knows: UUID | None = None) -> tuple[UUID, ...]:
    """Tells who is responsible at this moment, in the caller's transaction, and returns who that is. ``again``: it was
    closed and opened, or became more urgent. ``knows``: who corrected the answers, and needs no notice of that."""
    if not alert.is_old:
        alert.told_at = timezone.now() if again else alert.raised_at
        alert.save(update_fields=["told_at"])
    people = responsible_for([alert.client_id])[alert.client_id].first
    _tell(alert, people, knows=knows)
    return people


def list_for(alert: RiskAlert, people: Iterable[UUID]) -> None:
    """Puts an alert on the Today of these people as well, without a notice: they know of it already."""
    wanted = set(people) - set(alert.recipients.values_list("staff", flat=True))
    AlertRecipient.objects.bulk_create(
        [AlertRecipient(practice_id=alert.practice_id, alert=alert, staff_id=one) for one in sorted(wanted)],
        ignore_conflicts=True,
    )
    keep_told(alert, AlertAct.Kind.LISTED, sorted(wanted))


def tell_holder(alert: RiskAlert, handed: datetime) -> None:
    """Tells who was handed an alert, whatever its level: somebody counts on them. The time until the next step begins
    anew at the moment at which it was ``handed`` over; that of old answers has none."""
    if alert.taken_by is None:
        return
    if alert.told_at is not None:
        alert.told_at = handed
        alert.save(update_fields=["told_at"])
    AlertRecipient.objects.get_or_create(alert=alert, staff=alert.taken_by, defaults={"practice_id": alert.practice_id})
    mail = replace(_notice(alert, alert.taken_by), occasion="handed", occasion_at=handed)
    outbox.queue(_by_each_way(alert, mail, alert.taken_by))


def tell_risen(alert: RiskAlert, risen: datetime, by: UUID | None) -> None:
    """Tells who is responsible, and who has the alert, that it is more urgent now; nobody twice, and not who corrected
    the answers (``by``)."""
    if alert.taken_by_id not in (*tell_first(alert, again=True, knows=by), by):
        tell_holder(alert, risen)


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
    facts = facts_for({alert.client_id for alert in alerts}, now)
    known: dict[UUID, set[UUID]] = {}
    for alert_id, staff_id in AlertRecipient.objects.filter(alert__in=alerts).values_list("alert", "staff"):
        known.setdefault(alert_id, set()).add(staff_id)
    told, handed = told_since_open(alerts), handed_at(alerts)
    return sum(
        _go_on(
            alert,
            facts[alert.client_id],
            _Known(known.get(alert.pk, set()), told[alert.pk], handed.get(alert.pk)),
            rules,
            now,
        )
        for alert in alerts
    )


@dataclass(frozen=True)
class _Known:
    """Who may open an alert, who was told of it, and when it was handed to who has it (None: it was not)."""

    open_to: set[UUID]
    told: set[UUID]
    handed: datetime | None


def _go_on(alert: RiskAlert, facts: Facts, known: _Known, rules: AlertRules, now: datetime) -> bool:
    """One alert's turn of the sweep; whether it was escalated."""
    who, told = decide(facts), known.told & known.open_to
    if alert.taken_by_id and not (facts.can_act(alert.taken_by_id) and alert.taken_by_id in known.open_to):
        _release(alert, who)
    elif new := [one for one in who.first if one not in told]:
        _tell(alert, new)  # leave began, somebody else is on call, the client was handed over
    people, minutes = who.next_round(told.union(who.first), alert.step)
    due = _due_at(alert, minutes, rules, facts.steps[0].wait, known.handed)
    if due is None or due > now:
        return False
    alert.step, alert.told_at, alert.escalated_at = alert.step + 1, now, alert.escalated_at or now
    alert.save(update_fields=["step", "told_at", "escalated_at"])
    _tell(alert, people, AlertAct.Kind.ESCALATED)
    return True


def _release(alert: RiskAlert, who: Responsible) -> None:
    """Opens a taken alert to everybody again, and tells who is first responsible at once: who had it cannot act any
    more. The steps go on."""
    holder, alert.taken_by_id, alert.taken_at = alert.taken_by_id, None, None
    alert.save(update_fields=["taken_by", "taken_at"])
    released = keep_act(alert, AlertAct.Kind.RELEASED, staff=holder)
    _tell(alert, who.first, released_at=released.at)


def refuse(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: a notice of an alert that was closed, or to somebody who is not responsible any
    more, does not go; in the latter case who is now is told in their place. A guard of the outbox."""
    locked = RiskAlert.objects.open().select_for_update().order_by("id")  # one after the other, against a deadlock
    alerts = locked.in_bulk({row.about_id for row in rows})
    who = responsible_for({alert.client_id for alert in alerts.values()})
    known = Staff.objects.select_related("user").in_bulk({row.recipient_id for row in rows})
    refused = {}
    for row in rows:
        alert = alerts.get(row.about_id)
        if alert is None:
            refused[row.pk] = "the alert was closed"
        elif row.recipient_id not in (*who[alert.client_id].everybody, alert.taken_by_id):
            _tell_instead(alert, who[alert.client_id])
            refused[row.pk] = "somebody else is responsible now, and was told"
        elif address := _address_of(known[row.recipient_id], row.channel):
            outbox.send_to(row, address)
        else:
            refused[row.pk] = "there is no number any more; the mail goes"
    return refused


def _address_of(staff: Staff, channel: str) -> str:
    """Where a notice goes now; empty for a text to somebody who has no number any more."""
    return dialled(staff.phone) if channel == Message.Channel.TEXT else staff.user.email


def _tell_instead(alert: RiskAlert, who: Responsible) -> None:
    """Tells who is responsible now in place of somebody who is not any more: who is first and, where nobody of the last
    round is left, the next ones above."""
    people = list(who.first)
    last = AlertAct.objects.filter(alert=alert, kind=AlertAct.Kind.ESCALATED, at__gte=alert.told_at or alert.raised_at)
    if alert.step and not set(last.values_list("staff", flat=True)) & set(who.everybody):
        further = who.further(told_since_open([alert])[alert.pk])
        people += further[0] if further else ()
    _tell(alert, people)
