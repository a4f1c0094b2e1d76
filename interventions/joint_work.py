"""A household's joint work, and how it ends with it: joint plans, and joint sessions to come."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.care_team.actions import join_team
from clients.households.actions import Ending, JointWork, JointWorkRow
from clients.households.models import Household
from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.catalogue import Modality
from interventions.library.queries import modalities_of
from interventions.models import Plan, TherapySession
from interventions.notices import acts
from interventions.plans.actions import end_plan
from interventions.plans.models import PlanQuerySet
from interventions.plans.queries import plans, plans_with
from interventions.sessions.availability import zone_of_practice
from interventions.sessions.models import SessionQuerySet
from interventions.sessions.series import when_in_words


def _in_words(plan: Plan, modality: Modality) -> str:
    return _("%(name)s plan since %(day)s") % {
        "name": modality.short,
        "day": date_format(plan.started_on, "j F Y"),
    }


def _when(session: TherapySession, zone: ZoneInfo) -> str:
    when = when_in_words(session.starts_at, zone)
    return when if session.household_id else _("%(when)s, one person alone") % {"when": when}


class JointPlans(JointWork):
    """Running plans: they end, and with them the exercises that belong to them.

    The household's reason stays with the household: not everybody who reads the plan may know it.
    """

    def _rows(self, household: Household) -> PlanQuerySet:
        return Plan.objects.running().filter(household=household).order_by("started_on", "id")

    def running(self, household: Household, actor: Actor) -> list[JointWorkRow]:
        rows = list(self._rows(household))
        read = set(plans(actor).filter(household=household).values_list("pk", flat=True))
        known = modalities_of(rows)
        return [
            JointWorkRow("plan", row.pk, _in_words(row, known[row.modality, row.version]))
            if row.pk in read
            else JointWorkRow("plan", None, _("a joint plan"))
            for row in rows
        ]

    def end(self, household: Household, ending: Ending) -> None:
        rows = list(self._rows(household))
        if len(rows) > plans_with(ending.by, May.PLAN).filter(pk__in=[row.pk for row in rows]).count():
            raise ValidationError(_("A joint plan is running that you may not end. Ask its therapist to end it first."))
        for plan in rows:
            end_plan(plan=plan, outcome=_("The household has ended."))


class JointSessions(JointWork):
    """Booked sessions to come, also those of one member alone within a joint plan: they are cancelled, or continue with
    one member alone."""

    def _rows(self, household: Household) -> SessionQuerySet:
        return TherapySession.objects.movable().of_joint_work(household).in_order()

    def running(self, household: Household, actor: Actor) -> list[JointWorkRow]:
        """An individual session is listed only for who may know whose it is: its mere time tells of a talk alone."""
        zone, known = zone_of_practice(household.practice_id), visible(actor, May.SEE_CLIENT)
        rows = self._rows(household).filter(Q(household=household) | Q(client__in=known))
        return [JointWorkRow("session", row.pk, _when(row, zone)) for row in rows]

    def end(self, household: Household, ending: Ending) -> None:
        rows = self._rows(household).with_people().select_related("plan", "therapist").locked()
        if ending.continue_with is None:
            acts.cancel_all(rows, reason=_("The household has ended."), tell=ending.tell_clients)
        else:
            client = Client.objects.get(pk=ending.continue_with)
            goes_on = [row for row in rows if row.household_id or row.client_id == client.pk]
            for staff in sorted({row.therapist for row in goes_on}, key=lambda one: one.pk):
                join_team(client=client, staff=staff, by=ending.by, field="continue_with")
            reason = _("The household has ended.")
            acts.continue_alone(rows, client=client, reason=reason, tell=ending.tell_clients)
