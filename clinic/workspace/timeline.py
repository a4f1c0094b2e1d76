"""A client's treatment on one line: sessions, measures, alerts, gates passed without their condition, phases."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client, RiskAlert
from clinic.core import charts
from interventions.models import GateOverride, Plan, TherapySession

State = TherapySession.State


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def sessions_held(client: Client) -> list[tuple[date, str]]:
    """The days of the sessions attended or missed, each with its state."""
    held = TherapySession.objects.of(client).with_outcome()
    return [(_day(at), state) for at, state in held.values_list("starts_at", "state")]


def timeline_of(
    client: Client, sessions: list[tuple[date, str]], phases: list[tuple[str, date, date]], alerts: list[RiskAlert]
) -> charts.Timeline | None:
    """Since the running (or last) treatment began; None without one. Three statements, however much there is."""
    episode = client.episodes.order_by("-opened_on", "-id").first()
    if episode is None:
        return None
    measures = client.assessments.filter(episode=episode, voided_at__isnull=True)
    overrides = GateOverride.objects.filter(plan__in=Plan.objects.of(client)).values_list("made_at", "reason")
    lanes = [
        (_("attended"), "attended", [(on, "") for on, state in sessions if state == State.ATTENDED]),
        (_("did not attend"), "missed", [(on, "") for on, state in sessions if state == State.MISSED]),
        (_("measured"), "", [(on, key.upper()) for key, on in measures.values_list("instrument", "completed_on")]),
        (_("alerts"), "risk", [(_day(alert.raised_at), alert.source) for alert in alerts]),
        (_("gates overridden"), "gate", [(_day(at), reason) for at, reason in overrides]),
    ]
    shown = [lane for number, lane in enumerate(lanes) if number < 3 or lane[2]]
    message = ", ".join(f"{name} {len(events)}" for name, _kind, events in shown)
    return charts.timeline(
        shown,
        title=_("Timeline"),
        description=message,
        since=episode.opened_on,
        until=episode.closed_on or timezone.localdate(),
        phases=phases,
        name_month=lambda day: date_format(day, "M"),
    )
