"""Households: the people who are treated together, and from when to when each of them belongs to it."""

from datetime import date
from typing import Self
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

LONGEST_NAME = 120  # characters
SHORTEST_REASON, LONGEST_REASON = 3, 400  # characters

# New joint work needs a household that has not ended, of which the client is a member. The lock makes whoever ends the
# household at the same moment wait, and then find what was added. ``unchanged``: what else leaves an old row as it is.
RUNNING_HOUSEHOLD = """
    IF TG_OP = 'UPDATE' THEN
        IF NEW.household_id = OLD.household_id AND NEW.client_id = OLD.client_id{unchanged} THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM 1 FROM clients_household h
    JOIN clients_householdmember m ON m.practice_id = h.practice_id AND m.household_id = h.id
    WHERE h.practice_id = NEW.practice_id AND h.id = NEW.household_id AND h.ended_on IS NULL
        AND m.client_id = NEW.client_id AND m.left_on IS NULL
    FOR SHARE OF h;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the household has ended, or is another client''s ({constraint})'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
    END IF;
    RETURN NEW;
"""


class HouseholdQuerySet(models.QuerySet["Household"]):
    """Households, by whether they last."""

    def running(self) -> Self:
        """Those that have not ended: joint work can begin in them."""
        return self.filter(ended_on__isnull=True)

    def of(self, client: models.Model) -> Self:
        """Those to which this client belongs, or belonged."""
        theirs: dict[str, models.Model] = {"client": client}
        memberships = HouseholdMember.objects.filter(household=OuterRef("pk"), **theirs)
        return self.filter(Exists(memberships))


@track()
class Household(PracticeModel):
    """People who are treated together: a couple, a family. Each has a file of their own; joint work names this row.

    It ends with a reason and is never deleted: what was done together stays in each member's file.
    """

    name = PlainCharField(_("name"), max_length=LONGEST_NAME, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = EncryptableTextField(_("reason"), max_length=LONGEST_REASON, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=F("began_on")) & ~Q(end_reason="")),
                name="clients_household_ended",
            ),
        ]

    @property
    def people_ids(self) -> list[UUID]:
        """Everybody who belongs to it, or belonged."""
        return [member.client_id for member in self.members.all()]

    def __str__(self) -> str:
        return self.name or f"{self.began_on} – {self.ended_on or '…'}"


class DateRange(Func):
    """daterange(start, end): the start is in, the end is not, so that one may follow another on the same day."""

    function = "DATERANGE"
    output_field = DateRangeField()


class MemberQuerySet(models.QuerySet["HouseholdMember"]):
    """Members, by when they belong to their household."""

    def current(self) -> Self:
        """Those who belong to it now."""
        return self.filter(left_on__isnull=True)

    def between(self, start: date | Combinable, end: date | Combinable | None) -> Self:
        """Those who belonged to it on a day of this period, which may be open (an empty ``end``)."""
        stayed = Q(left_on__isnull=True) | Q(left_on__gte=start)
        return self.filter(stayed, joined_on__lte=Coalesce(end, F("joined_on"), output_field=models.DateField()))


@track()
class HouseholdMember(PracticeModel):
    """That a client belongs to a household, from a day on; nobody belongs to two on any day.

    They no longer belong to it on the day they leave, and may join another one then.
    """

    client_id: UUID
    household_id: UUID
    household = TenantForeignKey(Household, related_name="members")
    client = TenantForeignKey("clients.Client", follows=True, related_name="memberships", db_index=False)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("household", "client"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="clients_householdmember_order"
            ),
            models.UniqueConstraint(
                fields=["client"], condition=Q(left_on__isnull=True), name="clients_householdmember_one_running"
            ),
            # Alone, this would let two inserts at once wait for each other. The index above is older and is asked
            # first: one of them waits there, which is why it stays although this says more.
            ExclusionConstraint(
                name="clients_householdmember_one_a_day",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("client", RangeOperators.EQUAL),
                    (DateRange(F("joined_on"), F("left_on")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["practice", "client", "household"], name="clients_member_client")]
        triggers = [
            *summary_triggers("plans", "client_id", "household_id", "joined_on", "left_on"),
            *summary_triggers("sessions", "client_id", "household_id"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.joined_on} – {self.left_on or '…'}"
