"""Assigning plans."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.actions import current_episode
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.text import plain
from interventions.catalogue import Modality
from interventions.models import Plan, PlanPhase


class PlanExists(Exception):
    """The client has an active plan of this modality."""


@transaction.atomic
def assign_plan(
    *, client: Client, modality: Modality, by: Actor, phase: str = "", review_on: date | None = None,
    formulation: str = "", partner: Client | None = None, started_on: date | None = None,
) -> Plan:  # fmt: skip
    """A plan in its first phase (or the one named). Raises ValidationError by field, or PlanExists."""
    started_on = started_on or timezone.localdate()
    phase = phase or modality.phases[0].key
    errors = {}
    if phase not in {p.key for p in modality.phases}:
        errors["phase"] = _("%(name)s has no such phase.") % {"name": modality.short}
    if review_on and not started_on <= review_on <= started_on + timedelta(days=730):
        errors["review_on"] = _("Choose a day within the next two years.")
    if len(formulation) > 4000:
        errors["formulation"] = _("At most 4,000 characters.")
    if partner is not None and (partner.pk == client.pk or "couple" not in modality.formats):
        errors["partner"] = _("A partner takes part in couple work only, and is another person.")
    if errors:
        raise ValidationError(errors)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                practice_id=client.practice_id, client=client, partner=partner, episode=current_episode(client),
                therapist_id=by.as_staff(), modality=modality.key, version=modality.version, phase=phase,
                formulation=plain(formulation), started_on=started_on, review_on=review_on,
            )  # fmt: skip
    except IntegrityError as error:
        if "interventions_plan_one_active" in str(error):
            raise PlanExists(modality.short) from error
        raise
    PlanPhase.objects.create(practice_id=client.practice_id, plan=plan, phase=phase, entered_on=started_on)
    return plan
