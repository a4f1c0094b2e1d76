"""Answers behind an alert that are corrected or voided: what becomes of it, and what its history says."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clients.alerts.acts import keep_act
from clients.alerts.notices import tell_risen
from clients.models import AlertAct, RiskAlert
from clinic.core.access import Actor

Kind = AlertAct.Kind
LEVELS = ["", *RiskAlert.Level.values]  # from none to the highest


@dataclass(frozen=True)
class Corrected:
    """What raises an alert after a correction, and who corrected the answers."""

    source_id: UUID
    reason: str
    level: str
    answered_on: date | None
    by: UUID | None


def level_said(alert: RiskAlert, until: datetime | None = None) -> str:
    """The level that the answers behind an alert said last, or said ``until`` a moment; empty: no risk."""
    acts = alert.acts.filter(kind__in=(Kind.CORRECTED, Kind.RISEN))
    last = (acts.filter(at__lte=until) if until else acts).order_by("-at", "-id").first()
    return last.level if last else alert.level


def _words(before: str, now: str) -> str:
    """How a level changed, for example "low risk → high risk"; empty where it stayed."""
    names = [RiskAlert.Level(level).label if level else _("no risk") for level in (before, now)]
    return " → ".join(str(name) for name in names) if before != now else ""


def carry_over(alert: RiskAlert, found: Corrected) -> bool:
    """Whether a locked alert goes on with the corrected answers; otherwise they raise another.

    An open one does. Where they are more urgent than before (the level rose, also after a correction that had lowered
    it, or old answers turn out to be recent) it rises: who has it has to confirm it anew, and who is responsible is
    told as at first. A level that fell stays as it was until somebody has read it: only a person takes an alert back.
    A closed one does where they say nothing beyond what was read when it was closed.
    """
    if alert.closed_at is not None:
        return _stays_closed(alert, found, alert.closed_at)
    said, was_old = level_said(alert), alert.is_old
    level = LEVELS.index(found.level)
    rose = level > LEVELS.index(said) and level >= LEVELS.index(alert.level)
    alert.source_id = found.source_id
    if was_old:
        alert.answered_on = found.answered_on
    if not rose and alert.is_old == was_old:
        alert.save(update_fields=["source_id", "answered_on"])
        keep_act(alert, Kind.CORRECTED, staff=found.by, text=_words(said, found.level), level=found.level)
        return True
    if rose:
        alert.level, alert.reason = found.level, found.reason
    alert.step, alert.taken_at, alert.escalated_at = 0, None, None
    risen = keep_act(alert, Kind.RISEN, staff=found.by, text=_words(said, found.level), level=found.level)
    alert.risen_at = risen.at
    alert.save()
    tell_risen(alert, risen.at, found.by)
    return True


def _stays_closed(alert: RiskAlert, found: Corrected, closed_at: datetime) -> bool:
    """A closed alert whose answers were corrected: what they say now is compared with what they said to who closed it,
    whatever corrections came between. Higher, or recent where they had been old: somebody has to read them anew."""
    words = _words(level_said(alert), found.level)
    is_recent = alert.is_old and not alert.is_old_of(found.answered_on)
    stays = not is_recent and LEVELS.index(found.level) <= LEVELS.index(level_said(alert, closed_at))
    if stays:
        alert.source_id = found.source_id
        alert.save(update_fields=["source_id"])
    else:
        words = " ".join(filter(None, [words, _("They raised another alert.")]))
    keep_act(alert, Kind.CORRECTED, staff=found.by, text=words, level=found.level)
    return stays


@transaction.atomic
def follow_correction(*, was: UUID, now: UUID, by: UUID | None) -> None:
    """What corrected answers raised and no longer say: it stays until a person closes it, or closed; shows the answers
    as they are now, and goes by the next correction that says it again."""
    again = RiskAlert.objects.filter(source_id=now).values("source")  # raised anew beside one that was closed
    left = RiskAlert.objects.select_for_update().filter(source_id=was).exclude(source__in=again)
    for alert in left.order_by("id"):
        alert.source_id = now
        alert.save(update_fields=["source_id"])
        keep_act(alert, Kind.CORRECTED, staff=by, text=_("They no longer say what raised it."))


@transaction.atomic
def follow_voiding(*, source_id: UUID, by: Actor, reason: str) -> int:
    """Keeps with every alert of these answers that somebody voided them without a correction, and why; returns how many
    of them are open. They stay open: whether the risk was real is for a person to say."""
    alerts = list(RiskAlert.objects.select_for_update().filter(source_id=source_id).order_by("id"))
    for alert in alerts:
        keep_act(alert, Kind.VOIDED, by=by, text=reason)
    return sum(alert.closed_at is None for alert in alerts)
