"""Sessions, which the database itself keeps from overlapping."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.models import Room, Staff, track
from clinic.core.tenancy import PracticeModel, Within, walls
from interventions.models.plans import Plan

LONGEST = timedelta(hours=4)


class TsTzRange(Func):
    """tstzrange(start, end): the start is in, the end is not, so that sessions may follow one another."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _no_overlap(field: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"interventions_session_{field}_free",
        expressions=[
            ("practice", RangeOperators.EQUAL),
            (field, RangeOperators.EQUAL),
            (TsTzRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
        ],
        condition=~Q(state="cancelled"),
    )


@track()
class TherapySession(PracticeModel):
    """An appointment, and what became of it."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        ARRIVED = "arrived", _("arrived")
        ATTENDED = "attended", _("attended")
        MISSED = "missed", _("did not attend")
        CANCELLED = "cancelled", _("cancelled")

    client = Within(Client, related_name="sessions")
    partner = Within(Client, null=True, blank=True, related_name="+")
    therapist = Within(Staff, related_name="+")
    room = Within(Room, null=True, blank=True, related_name="+")
    plan = Within(Plan, null=True, blank=True, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)

    class Meta:
        constraints = [
            *walls("client", "partner", "therapist", "room", "plan"),
            _no_overlap("therapist"),
            _no_overlap("room"),
            _no_overlap("client"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + LONGEST),
                name="interventions_session_length",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["booked", "arrived", "attended", "missed", "cancelled"]),
                name="interventions_session_state",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "starts_at"], name="interventions_session_client"),
            models.Index(fields=["practice", "therapist", "starts_at"], name="interventions_session_staff"),
            models.Index(
                fields=["practice", "starts_at"], condition=Q(state="booked"), name="interventions_session_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
