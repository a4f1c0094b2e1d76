"""What people do with risk alerts: raising them, taking, handing on, closing, opening again; and the rules for that."""

from datetime import date, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.acts import keep_act, keep_closing
from clients.alerts.corrections import Corrected, carry_over
from clients.alerts.holding import may_take
from clients.alerts.notices import list_for, tell_first, tell_holder
from clients.alerts.queries import alert_rules, may_hand_over
from clients.alerts.responsibility import cannot_act, on_call_problem
from clients.models import AlertAct, AlertRecipient, AlertRules, Client, RiskAlert
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision
from clinic.core.text import clean_text

FURTHEST_FOLLOW_UP = timedelta(days=366)
Kind = AlertAct.Kind


class AlertClosed(Exception):
    """Somebody closed this alert before."""


class AlertNotClosed(Exception):
    """This alert is open, or nothing is left to follow up."""


class AlertTaken(Exception):
    """Somebody else has taken this alert; ``holder`` is their name."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


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
    asked_from: RiskAlert | None = None,
    asked_by: UUID | None = None,
) -> RiskAlert:
    """Opens an alert and queues notices to who is responsible now, in the caller's transaction.

    Once per source: the same cause found again changes nothing. ``answered_on``: the day of the answers; when they are
    old nobody is mailed, nor for the level low, which is in the morning's mail. ``instead_of``: the source that this
    one corrects; its alert may go on as this one's, see :func:`clients.alerts.corrections.carry_over`. ``asked_from``:
    the alert that the client was screened about; it is named here, also after a correction. ``asked_by``: who recorded
    or corrected the answers; they, and who has that alert, may open this one. Of a merged file it stands in the one
    that is kept, whose people act.
    """
    client = client.merged_into or client
    rows = RiskAlert.objects.select_for_update()
    corrected = rows.filter(source_id=instead_of, source=source).first() if instead_of else None
    if corrected and carry_over(corrected, Corrected(source_id, reason, level, answered_on, asked_by)):
        return corrected
    asked_from = asked_from or (corrected.asked_from if corrected else None)
    alert, made = RiskAlert.objects.get_or_create(
        practice_id=client.practice_id,
        source_id=source_id,
        source=source,
        defaults={
            "client": client,
            "reason": reason,
            "level": level,
            "answered_on": answered_on,
            "asked_from": asked_from,
        },
    )
    if made:
        tell_first(alert, knows=asked_by if instead_of else None)
        if asked_from:
            list_for(alert, [one for one in (asked_by, asked_from.taken_by_id) if one])
    return alert


class AlertRuleChanges(TypedDict, total=False):
    """What is to be changed of the rules; what is not named stays. ``on_call``: None for nobody."""

    on_call: Staff | None
    escalate_minutes: int
    taken_minutes: int
    text_high: bool


@transaction.atomic
def set_alert_rules(
    *, practice_id: UUID, revision: int | None = None, **changes: Unpack[AlertRuleChanges]
) -> AlertRules:
    """Who is on call, after how many minutes (5 to 1440) somebody above is told, how long an alert that was taken is
    left to who took it (15 to 1440 minutes), and whether notices of high risk go by text as well.

    ``revision``: of what was shown, 0 for the usual. Raises ValidationError by field, or EditConflict.
    """
    lock_practice(practice_id)
    rules = alert_rules(practice_id)
    compare_revision(rules, revision)
    for name, value in changes.items():
        setattr(rules, name, value)
    errors: dict[str, str] = {}
    if not 5 <= rules.escalate_minutes <= 1440:
        errors["escalate_minutes"] = _("Between 5 minutes and a day.")
    if not 15 <= rules.taken_minutes <= 1440:
        errors["taken_minutes"] = _("Between 15 minutes and a day.")
    if problem := on_call_problem(rules):
        errors["on_call"] = problem
    if errors:
        raise ValidationError(errors)
    rules.save()
    return rules


def _open(alert: RiskAlert) -> RiskAlert:
    """The alert, locked. Raises AlertClosed."""
    locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.closed_at is not None:
        raise AlertClosed(str(locked.pk))
    return locked


@transaction.atomic
def take_alert(*, alert: RiskAlert, by: Actor) -> RiskAlert:
    """Takes an alert in hand: for the practice's time nobody above is told. One's own stays as it is; one that was
    handed on is confirmed by it; one whose holder's time is up is taken over, and that is kept. Raises AlertTaken where
    somebody else has it and their time is not up, or AlertClosed."""
    locked, staff_id = _open(alert), by.as_staff()
    if may_take(locked, staff_id):
        if locked.taken_by_id not in (None, staff_id):
            keep_act(locked, Kind.RELEASED, by=by, staff=locked.taken_by_id)
        locked.taken_by_id, locked.taken_at = staff_id, timezone.now()
        locked.save(update_fields=["taken_by", "taken_at"])
        _let_open(locked, staff_id)
        keep_act(locked, Kind.TAKEN, by=by)
    elif locked.taken_by_id not in (None, staff_id):
        raise AlertTaken(Staff.objects.get(pk=locked.taken_by_id).name)
    return locked


def _let_open(alert: RiskAlert, staff_id: UUID) -> None:
    AlertRecipient.objects.get_or_create(alert=alert, staff_id=staff_id, defaults={"practice_id": alert.practice_id})


@transaction.atomic
def hand_over_alert(*, alert: RiskAlert, to: Staff | None, by: Actor, reason: str, holder: UUID | None) -> RiskAlert:
    """Hands an alert to somebody who is there and may open it; they are told at once, and the time for them to act
    begins anew. For who has it, the client's lead, and admins. ``holder``: who had it when the person decided.

    Raises PermissionDenied for others, AlertClosed, AlertTaken where somebody else has it by now, or ValidationError by
    field.
    """
    locked = _open(alert)
    if not may_hand_over(by, locked):
        raise PermissionDenied("only who has it, the lead, or an admin")
    if locked.taken_by_id not in (None, holder, by.staff_id):
        raise AlertTaken(Staff.objects.get(pk=locked.taken_by_id).name)
    reason = clean_text(reason, "reason", 2000, message=_("Give a reason, in 3 to 2,000 characters."))
    if to is None:
        raise ValidationError({"to": _("Choose somebody of the practice.")})
    if to.pk == by.staff_id:
        raise ValidationError({"to": _("This is you. Choose somebody else, or take it yourself.")})
    if to.pk == locked.taken_by_id:
        raise ValidationError({"to": _("%(name)s has it already.") % {"name": to.name}})
    if problem := cannot_act(to):
        raise ValidationError({"to": problem})
    locked.taken_by, locked.taken_at = to, None
    locked.save(update_fields=["taken_by", "taken_at"])
    handed = keep_act(locked, Kind.HANDED, by=by, staff=to.pk, text=reason)
    tell_holder(locked, handed.at)
    return locked


@transaction.atomic
def close_alert(*, alert: RiskAlert, by: Actor, outcome: str, note: str, follow_up_on: date | None = None) -> RiskAlert:
    """Closes an alert with its outcome and what was done (3 to 2,000 characters); ``follow_up_on``: a day from today
    up to a year ahead on which somebody comes back to it. Raises AlertClosed, or ValidationError by field."""
    errors: dict[str, object] = {}
    if outcome not in RiskAlert.Outcome.values:
        errors["outcome"] = _("Choose an outcome.")
    try:
        note = clean_text(note, "closing_note", 2000, least=0)
        note = clean_text(note, "closing_note", 2000, message=_("Write in a few words what you did."))
    except ValidationError as error:
        errors |= error.message_dict
    today = timezone.localdate()
    if follow_up_on and not today <= follow_up_on <= today + FURTHEST_FOLLOW_UP:
        errors["follow_up_on"] = _("From today up to a year ahead.")
    if errors:
        raise ValidationError(errors)
    locked = _open(alert)
    locked.closed_at, locked.closed_by_id = timezone.now(), by.as_staff()
    locked.outcome, locked.closing_note, locked.follow_up_on = outcome, note, follow_up_on
    locked.save(update_fields=["closed_at", "closed_by", "outcome", "closing_note", "follow_up_on"])
    return locked


@transaction.atomic
def reopen_alert(*, alert: RiskAlert, by: Actor, reason: str) -> RiskAlert:
    """Opens a closed alert again, with a reason: who is responsible now is told as at first, and the steps begin anew.
    The earlier closing stays in its history. Raises AlertNotClosed, or ValidationError."""
    reason = clean_text(reason, "reason", 2000, message=_("Give a reason, in 3 to 2,000 characters."))
    locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.closed_at is None:
        raise AlertNotClosed(str(locked.pk))
    keep_closing(locked)
    keep_act(locked, Kind.REOPENED, by=by, text=reason)
    locked.closed_at = locked.closed_by_id = locked.follow_up_on = locked.followed_up_at = None
    locked.taken_by_id = locked.taken_at = locked.escalated_at = None
    locked.outcome = locked.closing_note = ""
    locked.step = 0
    locked.save()
    tell_first(locked, again=True)
    return locked


@transaction.atomic
def follow_up_alert(*, alert: RiskAlert, by: Actor, note: str) -> RiskAlert:
    """Writes what came of following it up; then it leaves *today*. Raises AlertNotClosed where nothing is to be
    followed up (any more), or ValidationError."""
    note = clean_text(note, "note", 2000, message=_("Write in a few words what you found."))
    locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.follow_up_on is None or locked.followed_up_at is not None:
        raise AlertNotClosed(str(locked.pk))
    locked.followed_up_at = timezone.now()
    locked.save(update_fields=["followed_up_at"])
    keep_act(locked, Kind.FOLLOWED_UP, by=by, text=note)
    return locked
