"""A client's treatment on one line: sessions, measures, alerts, gates passed without their condition, phases."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.wording.queries import short_name
from clients.models import Client
from clinic.core import charts
from interventions.models import GateOverride, Plan, TherapySession

State = TherapySession.State


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


class Events:
    """What happened in a client's treatment, as querysets; each is small, or narrow, and they are read together."""

    def __init__(self, client: Client) -> None:
        self.episode = client.episodes.newest_first()[:1]  # the running treatment, or the last
        in_episode = client.assessments.filter(episode__in=self.episode.values("pk"), voided_at__isnull=True)
        self.measures = in_episode.order_by("completed_on", "id").values_list("instrument", "completed_on")
        self.alerts = client.alerts.all()
        # The reason at a joint plan may speak of the other person: it is read on the plan, by who may read both.
        overrides = GateOverride.objects.filter(plan__in=Plan.objects.of(client))
        self.overrides = overrides.values_list("made_at", "reason", "plan__household")
        self.outcomes = TherapySession.objects.of(client).with_outcome().values_list("starts_at", "state")

    @property
    def querysets(self) -> tuple[QuerySet[Any, Any], ...]:
        return self.episode, self.measures, self.alerts, self.overrides, self.outcomes

    @cached_property
    def sessions(self) -> list[tuple[date, str]]:
        """The days of the sessions attended or missed, each with its state."""
        return [(_day(at), state) for at, state in self.outcomes]


def timeline_of(events: Events, phases: list[tuple[str, date, date]]) -> charts.Timeline | None:
    """Since the running (or last) treatment began; None without one."""
    if not events.episode:
        return None
    episode, sessions = events.episode[0], events.sessions
    names = {key: short_name(key) for key in {key for key, _on in events.measures}}
    lanes = [
        (_("attended"), "attended", [(on, "") for on, state in sessions if state == State.ATTENDED]),
        (_("did not attend"), "missed", [(on, "") for on, state in sessions if state == State.MISSED]),
        (_("measured"), "", [(on, names[key]) for key, on in events.measures]),
        (_("alerts"), "risk", [(_day(alert.raised_at), alert.source) for alert in events.alerts]),
        (_("gates overridden"), "gate", [(_day(at), "" if joint else text) for at, text, joint in events.overrides]),
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
