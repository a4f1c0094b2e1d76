"""Keeping the practice's own steps. Each action is one transaction, one at a time in a practice."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.alerts.responsibility import cannot_open
from clients.escalation.models import LEAST, MOST, EscalationStep
from clinic.core.models import Staff
from clinic.core.practices import lock_practice

Whom = EscalationStep.Whom


@transaction.atomic
def add_step(*, practice_id: UUID, minutes: int, whom: str, staff: Staff | None = None) -> EscalationStep:
    """Adds a step, 5 to 2,880 minutes after an alert was raised. The first one takes the place of the usual steps.

    ``staff``: who is told, where ``whom`` is a certain person. Raises ValidationError by field.
    """
    lock_practice(practice_id)
    errors: dict[str, str] = {}
    if not LEAST <= minutes <= MOST:
        errors["minutes"] = _("From 5 minutes to two days (2,880 minutes).")
    elif EscalationStep.objects.filter(minutes=minutes).exists():
        errors["minutes"] = _("There is a step at this time already. Remove it first, or choose another time.")
    if whom not in Whom.values:
        errors["whom"] = _("Choose who is told.")
    elif whom == Whom.PERSON:
        problem = cannot_open(staff) if staff else _("Choose somebody of the practice.")
        if problem:
            errors["staff"] = problem
    elif staff is not None:
        errors["staff"] = _("Only for a certain person.")
    if errors:
        raise ValidationError(errors)
    return EscalationStep.objects.create(practice_id=practice_id, minutes=minutes, whom=whom, staff=staff)


@transaction.atomic
def remove_step(*, step: EscalationStep) -> None:
    """Removes a step. After the last one the usual steps hold again. Twice changes nothing."""
    EscalationStep.objects.filter(pk=step.pk).delete()


@transaction.atomic
def give_step(*, step: EscalationStep, to: Staff) -> None:
    """Lets somebody else be told in a step that names a person. Raises ValidationError where they can open no alert."""
    if problem := cannot_open(to):
        raise ValidationError({"staff": problem})
    EscalationStep.objects.filter(pk=step.pk, whom=Whom.PERSON).update(staff=to)
