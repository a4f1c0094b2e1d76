"""A plan is held while it changes."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interventions.models import Plan


def locked_plan(plan: Plan, *states: Plan.State) -> Plan:
    """The plan as it is now, held; raises ValidationError when it is not in one of the states (or has ended)."""
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    if found.state not in (states or (Plan.State.ACTIVE, Plan.State.PAUSED)):
        raise ValidationError(_("The plan is %(state)s.") % {"state": found.get_state_display()})
    return found
