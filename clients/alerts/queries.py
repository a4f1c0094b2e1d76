"""Risk alerts that somebody may see, and the practice's rules for them."""

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.functions import Extract
from django.http import Http404

from clients.alerts.standing import with_standing, words_of
from clients.models import AlertQuerySet, AlertRecipient, AlertRules, Client, RiskAlert
from clients.queries import visible, visible_alerts
from clinic.core.access import Actor, May, roles_with
from clinic.core.models import Staff

SECONDS: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=6)


AFTER_OPEN = Decimal(10**12)  # seconds: further than any date, so that what is closed comes after what is open


def alert_rules(practice_id: UUID) -> AlertRules:
    """The practice's rules for alerts; the defaults, not yet saved, where it has none."""
    return AlertRules.objects.select_related("on_call__user").first() or AlertRules(practice_id=practice_id)


def recipients_waiting() -> dict[UUID, int]:
    """Staff → how many open alerts they are to answer in writing; closed accounts are not in it."""
    rows = (
        AlertRecipient.objects.filter(
            alert__in=RiskAlert.objects.open(), staff__is_active=True, staff__roles__overlap=roles_with(May.SEE_ALERTS)
        )
        .order_by()
        .values_list("staff")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def open_alerts_among(actor: Actor, people: Iterable[UUID]) -> AlertQuerySet:
    """Open alerts of these clients that the actor may see, oldest first, each with its client."""
    rows = visible_alerts(actor).filter(client__in=list(people))
    return rows.open().select_related("client").oldest_first()


def standing_among(actor: Actor, people: Iterable[UUID]) -> list[tuple[RiskAlert, list[str]]]:
    """:func:`open_alerts_among`, each with how it stands in words."""
    rows = with_standing(open_alerts_among(actor, people)).select_related("client", "taken_by")
    return [(alert, words_of(alert)) for alert in rows]


def alerts_of(actor: Actor, client: Client) -> AlertQuerySet:
    """The client's alerts that the actor may see, the open ones first, then those closed last; each as it stands, and
    with who has or closed it."""
    rows = with_standing(visible_alerts(actor).filter(client__in=client.file_ids))
    rows = rows.select_related("client", "taken_by", "closed_by")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "raised_at", "id")


def open_alerts(client: Client) -> AlertQuerySet:
    """The client's alerts that nobody has closed, oldest first."""
    return RiskAlert.objects.filter(client=client).open().oldest_first()


def alerts_in_reach(actor: Actor) -> AlertQuerySet:
    """Alerts that the actor may see. ``place`` orders them: the open ones first, of each the oldest first."""
    seconds = Extract("raised_at", "epoch", tzinfo=UTC, output_field=SECONDS)
    behind = Case(When(closed_at__isnull=True, then=Decimal(0)), default=AFTER_OPEN, output_field=SECONDS)
    return visible_alerts(actor).annotate(place=ExpressionWrapper(seconds + behind, output_field=SECONDS))


def alert_for(actor: Actor, alert_id: UUID, capability: May = May.SEE_ALERTS) -> RiskAlert:
    """The alert, if the actor may do this to it; otherwise Http404."""
    found = with_standing(visible_alerts(actor, capability).filter(pk=alert_id))
    alert = found.select_related("client", "taken_by", "closed_by").first()
    if alert is None:
        raise Http404("no such alert")
    return alert


def linked_alerts(actor: Actor, alert: RiskAlert) -> tuple[RiskAlert | None, list[RiskAlert]]:
    """The alert that this one was asked from, and those that screenings about this one raised, the newest first; of
    both only what the actor may open. One statement."""
    either = Q(pk=alert.asked_from_id) | Q(asked_from=alert.pk)
    found = list(visible_alerts(actor).filter(either).order_by("-raised_at", "-id"))
    asked_from = next((one for one in found if one.pk == alert.asked_from_id), None)
    return asked_from, [one for one in found if one.asked_from_id == alert.pk]


def may_hand_over(actor: Actor, alert: RiskAlert) -> bool:
    """Whether the actor may hand the alert to somebody: who has it, the client's lead, and admins."""
    if actor.staff_id is not None and alert.taken_by_id == actor.staff_id:
        return True
    return visible(actor, May.KEEP_CARE).filter(pk=alert.client_id).exists()


def takers(alert: RiskAlert, actor: Actor) -> QuerySet[Staff]:
    """To whom the actor may hand the alert, by name: open accounts that may open alerts. Leave is asked when it is
    done."""
    found = Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.SEE_ALERTS))
    return found.exclude(pk__in=[one for one in (actor.staff_id, alert.taken_by_id) if one]).order_by("name", "id")
