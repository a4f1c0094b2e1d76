"""How an open alert stands: who has it and how it came to them, in words, wherever alerts are listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import AlertAct, AlertQuerySet, RiskAlert

Kind = AlertAct.Kind
UNCONFIRMED = (Kind.HANDED, Kind.RETURNED, Kind.RISEN)  # the holder is to confirm it
RANK = {level: rank for rank, level in enumerate(RiskAlert.Level.values)}


def with_standing(rows: AlertQuerySet) -> AlertQuerySet:
    """The alerts, each with ``unconfirmed``, what its holder is to confirm (a kind of act, None where there was none),
    and ``is_voided``, whether the answers were voided without a correction."""
    acts = AlertAct.objects.filter(practice=OuterRef("practice"), alert=OuterRef("pk"))
    last = acts.filter(kind__in=UNCONFIRMED).order_by("-at", "-id").values("kind")[:1]
    return rows.annotate(unconfirmed=Subquery(last), is_voided=Exists(acts.filter(kind=Kind.VOIDED)))


def standing_words(
    *, holder: str | None, is_taken: bool, unconfirmed: str | None, is_escalated: bool, is_voided: bool
) -> list[str]:
    """Short phrases: who has it or is to confirm it, and since what; that others were told; that the answers no longer
    count. ``unconfirmed``, ``is_voided``: as of :func:`with_standing`."""
    name = {"name": holder or ""}
    if holder and is_taken:
        found = [_("taken by %(name)s") % name]
    elif holder and unconfirmed == Kind.RISEN:
        found = [_("more urgent since the answers were corrected, %(name)s has not confirmed it yet") % name]
    elif holder and unconfirmed == Kind.RETURNED:
        found = [_("with %(name)s again as their leave was taken back, not confirmed yet") % name]
    elif holder:
        found = [_("handed to %(name)s, not confirmed yet") % name]
    elif is_escalated:
        found = [_("nobody has it yet, the next ones were told")]
    else:
        found = [_("nobody has it yet")]
    return [*found, _("the answers were voided")] if is_voided else found


def words_of(alert: RiskAlert) -> list[str]:
    """:func:`standing_words` of an alert that was read :func:`with_standing`, with ``taken_by``."""
    return standing_words(
        holder=alert.taken_by.name if alert.taken_by else None,
        is_taken=alert.taken_at is not None,
        unconfirmed=alert.unconfirmed,  # type: ignore[attr-defined]
        is_escalated=alert.escalated_at is not None,
        is_voided=alert.is_voided,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class AlertChip:
    """All open alerts of one client in a few words, and where they are to be read. ``name``: of the client."""

    name: str
    text: str
    url: str


def _chip_of(alerts: Sequence[RiskAlert]) -> AlertChip:
    """One chip for the open alerts of one person: the highest level, and how many nobody has in hand. It leads to the
    alert, or to the list of them."""
    client, free = alerts[0].client, [alert for alert in alerts if not alert.taken_at]
    if len(alerts) == 1:
        state = (_("handed over") if alerts[0].taken_by_id else "") if free else _("taken")
        text = " · ".join(filter(None, [alerts[0].title, state]))
        return AlertChip(client.name, text, reverse("alerts:alert", args=[alerts[0].pk]))
    highest = max((alert.level for alert in alerts), key=RANK.__getitem__)
    said = ngettext("%(n)d risk alert", "%(n)d risk alerts", len(alerts)) % {"n": len(alerts)}
    state = _("%(n)d not in hand") % {"n": len(free)} if free else _("all taken")
    text = f"{said}: {RiskAlert.Level(highest).label} · {state}"
    return AlertChip(client.name, text, reverse("safety:client-safety", args=[_file_of(alerts[0])]) + "#alerts")


def _file_of(alert: RiskAlert) -> UUID:
    """The file that is kept of whom the alert is about."""
    kept: UUID = alert.client.merged_into_id or alert.client_id
    return kept


def chips_by_client(alerts: Iterable[RiskAlert]) -> list[AlertChip]:
    """A chip for each person of these open alerts, read with their clients; by name."""
    ranked = sorted(alerts, key=lambda alert: (alert.client.sort_name, str(_file_of(alert))))
    return [_chip_of(list(rows)) for _file, rows in groupby(ranked, key=_file_of)]
