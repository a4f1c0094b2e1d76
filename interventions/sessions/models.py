"""Sessions, which the database itself keeps from overlapping, and their people."""

from datetime import datetime, timedelta
from typing import Any, Self, TypeAlias
from uuid import UUID

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Deferrable, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.households.joint import EqualsAny, Joint, JointQuerySet, people_sql
from clients.households.models import RUNNING_HOUSEHOLD, Household
from clients.models import Client
from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Room, Staff, active_staff_trigger, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.plans.models import Plan
from interventions.sessions.durations import LONGEST
from interventions.sessions.ranges import TsTzRange, overlap
from interventions.sessions.series_models import Series
from interventions.sessions.states import SessionCancelled, SessionState
from interventions.sessions.triggers import ATTENDEES, ON_RECORD, ONE_OF_PLAN


def _no_overlap(field: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"interventions_session_{field}_free",
        expressions=[
            ("practice", RangeOperators.EQUAL),
            (field, RangeOperators.EQUAL),
            (TsTzRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
        ],
        condition=~Q(state=SessionState.CANCELLED),
        deferrable=Deferrable.IMMEDIATE,  # a series moves as one, past its own old places
    )


Moment = datetime | Combinable


class SessionQuerySet(JointQuerySet["TherapySession"]):
    """Sessions; ``of(client)`` finds a joint one for everybody who takes part in it.

    A session has begun from its first moment on, and is over from its last. ``now`` may be left out, or be the
    parameter of a statement.
    """

    def participants(self) -> "models.QuerySet[Attendee]":
        """The attendees on record."""
        return Attendee.objects.filter(session=OuterRef("pk"))

    def of_joint_work(self, household: Household) -> Self:
        """The household's sessions, and those of one member alone within its joint plans."""
        plans = ArraySubquery(Plan.objects.filter(household=household).values("pk"))
        return self.filter(Q(household=household) | Q(EqualsAny(F("plan_id"), plans), household=None))

    def like(self, session: "TherapySession") -> Self:
        """Those of the same work: a household's, which one person of it follows to the next joint session, or one's
        own outside of any joint plan."""
        joint = session.joint_household_id
        return self.filter(household=joint) if joint else self.filter(household=None, plan__household=None)

    def begun(self, now: Moment | None = None) -> Self:
        """Those whose time has come, whatever became of them."""
        return self.filter(starts_at__lte=now or timezone.now())

    def not_begun(self, now: Moment | None = None) -> Self:
        """Those whose time has not come, cancelled ones too."""
        return self.filter(starts_at__gt=now or timezone.now())

    def over(self, now: Moment | None = None) -> Self:
        """Those whose time is past, whatever became of them."""
        return self.filter(ends_at__lte=now or timezone.now())

    def between(self, start: Moment, end: Moment) -> Self:
        """Those that begin in a period, its end excluded."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def overlapping(self, start: Moment, end: Moment) -> Self:
        """Those that take up some of a period."""
        return self.filter(overlap(start, end))

    def not_cancelled(self) -> Self:
        """Those that take somebody's time."""
        return self.exclude(state=TherapySession.State.CANCELLED)

    def booked(self) -> Self:
        """Those of which it is still open what becomes of them: booked, or the client is there already."""
        return self.filter(state__in=TherapySession.COMING)

    def upcoming(self, now: Moment | None = None) -> Self:
        """Those that are to come: booked (or the client is there already), not begun."""
        return self.booked().not_begun(now)

    def movable(self, now: Moment | None = None) -> Self:
        """Those to come for which nobody is there yet: what can be moved, cancelled or given to somebody else."""
        return self.filter(state=TherapySession.State.BOOKED).not_begun(now)

    def coming(self, now: Moment | None = None) -> Self:
        """Those that a client still has before them: an appointment is theirs to see until it is over."""
        return self.booked().filter(ends_at__gt=now or timezone.now())

    def held(self) -> Self:
        """Those that took place, or are taking place."""
        return self.filter(state__in=TherapySession.HELD)

    def attended(self) -> Self:
        """Those whose attendance is recorded."""
        return self.filter(state=TherapySession.State.ATTENDED)

    def with_outcome(self) -> Self:
        """Those of which it is recorded whether the client came."""
        return self.filter(state__in=TherapySession.OUTCOMES)

    def in_order(self) -> Self:
        """By time; at one moment always in the same order."""
        return self.order_by("starts_at", "id")

    def locked(self) -> "list[TherapySession]":
        """The rows, locked until the transaction ends, in order of time.

        They are locked in the order of their ids, whatever is done with them: whoever has one of them waits for nobody
        who waits for that one. No other statement locks more than one session.
        """
        rows = self.order_by("pk").select_for_update(of=("self",))
        return sorted(rows, key=lambda row: (row.starts_at, row.pk))

    def next(self, now: Moment | None = None) -> "TherapySession | None":
        """The first that is to come."""
        return self.upcoming(now).in_order().first()


@track(by_month=True)
class TherapySession(Joint, Revised, PracticeModel):
    """An appointment, and its outcome."""

    State: TypeAlias = SessionState

    HELD = (State.ARRIVED, State.ATTENDED)
    COMING = (State.BOOKED, State.ARRIVED)
    OUTCOMES = (State.ATTENDED, State.MISSED)  # of a session that has begun

    Cancelled: TypeAlias = SessionCancelled

    series_id: UUID | None
    client = TenantForeignKey(Client, follows=True, related_name="sessions")
    household = TenantForeignKey(Household, null=True, blank=True, related_name="sessions", db_index=False)
    therapist = TenantForeignKey(Staff, related_name="+")
    room = TenantForeignKey(Room, null=True, blank=True, related_name="+")
    plan = TenantForeignKey(Plan, null=True, blank=True, related_name="sessions")
    series = TenantForeignKey(Series, null=True, blank=True, related_name="sessions", db_index=False)
    series_on = models.DateField(null=True, blank=True)  # the day the rule gave it, wherever it was moved since
    link = models.URLField(
        _("link to the video room"), max_length=300, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    cancelled_how = models.CharField(max_length=9, choices=Cancelled.choices, blank=True)
    # When it was recorded that the client came, did not come, or cancelled; empty in rows of earlier versions.
    outcome_at = models.DateTimeField(null=True, blank=True)
    reason = EncryptableTextField(_("reason"), max_length=200, blank=True, lines=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "household", "therapist", "room", "plan", "series"),
            _no_overlap("therapist"),
            _no_overlap("room"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + timedelta(minutes=LONGEST)),
                name="interventions_session_length",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values),
                name="interventions_session_state",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_how="")
                | Q(state=SessionState.CANCELLED, cancelled_how__in=SessionCancelled.values),
                name="interventions_session_cancelled",
            ),
            models.CheckConstraint(  # its outcome is known once it has begun; it is cancelled before
                condition=Q(outcome_at__isnull=True)
                | Q(state__in=[SessionState.ATTENDED, SessionState.MISSED], outcome_at__gte=F("starts_at"))
                | Q(state=SessionState.CANCELLED, outcome_at__lt=F("starts_at")),
                name="interventions_session_outcome",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True, series_on__isnull=True)
                | Q(series__isnull=False, series_on__isnull=False),
                name="interventions_session_of_series",
            ),
            models.UniqueConstraint(
                fields=["series", "series_on"],
                name="interventions_session_once_in_series",
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "starts_at"], name="interventions_session_client"),
            models.Index(
                fields=["practice", "household", "starts_at"],
                condition=Q(household__isnull=False),
                name="interventions_session_of",
            ),
            models.Index(fields=["practice", "therapist", "starts_at"], name="interventions_session_staff"),
            models.Index(
                fields=["practice", "starts_at"],
                condition=Q(state=SessionState.BOOKED),
                name="interventions_session_due",
            ),
        ]
        triggers = [
            counted(),
            pgtrigger.Trigger(
                name="attendees",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("client_id", "household_id", "starts_at", "ends_at", "state"),
                declare=[("times", "tstzrange")],
                func=ATTENDEES,
            ),
            active_staff_trigger(
                "interventions_session_active",
                "therapist_id",
                name="active_therapist",
                condition=pgtrigger.Q(new__state=SessionState.BOOKED),
            ),
            pgtrigger.Trigger(
                name="on_record",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete
                | pgtrigger.UpdateOf("client_id", "household_id", "starts_at", "ends_at", "state"),
                func=ON_RECORD,
            ),
            pgtrigger.Trigger(
                name="running_household",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id", "client_id", "state"),
                condition=pgtrigger.Q(new__household__isnull=False),
                func=RUNNING_HOUSEHOLD.format(
                    constraint="interventions_session_running_household",
                    unchanged=f" AND (OLD.state <> '{SessionState.CANCELLED}' OR NEW.state = OLD.state)",
                ),
            ),
            pgtrigger.Trigger(
                name="one_of_plan",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("plan_id", "household_id", "client_id", "state"),
                condition=pgtrigger.Q(new__plan__isnull=False),
                declare=[("joint", "uuid")],
                func=ONE_OF_PLAN,
            ),
            *summary_triggers(
                "sessions", "client_id", "household_id", "starts_at", "state", people=people_sql("{row}")
            ),
        ]

    @property
    def is_alone_in_joint_plan(self) -> bool:
        """Whether one person of a household comes alone within its joint plan; a statement where the plan was not
        fetched. Told and shown to that person only, as any session of their own."""
        return self.household_id is None and self.plan is not None and self.plan.household_id is not None

    @property
    def joint_household_id(self) -> UUID | None:
        """Whose joint work it belongs to: the household that comes, or of which one person comes alone."""
        return self.plan.household_id if self.plan and self.is_alone_in_joint_plan else self.household_id

    @classmethod
    def outcome_choices(cls) -> list[tuple[str, Any]]:
        """What can be recorded of a session that has begun, with its name."""
        return [(state.value, state.label) for state in cls.OUTCOMES]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Attendee(PracticeModel):
    """One person of a session; nobody has two at a time. Written by a trigger alone."""

    derived = True

    session = TenantForeignKey(TherapySession, on_delete=models.CASCADE, related_name="attendees", db_index=False)
    client = TenantForeignKey(Client, follows=True, related_name="+")
    during = DateTimeRangeField(null=True)  # empty: the session is cancelled

    class Meta:
        constraints = [
            *tenant_constraints("session", "client"),
            models.UniqueConstraint(fields=["session", "client"], name="interventions_attendee_once"),
            ExclusionConstraint(
                name="interventions_attendee_client_free",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("client", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]

    def __str__(self) -> str:
        return str(self.during)
