"""A plan's goals as curves."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.curves import GoalCurve, goal_curve
from interventions.models import Plan
from interventions.plans.goals import GoalProgress


def curve_of(one: GoalProgress, plan: Plan) -> GoalCurve | None:
    """The goal's way so far: its scores, or its levels from −2 to +2 with 0 as expected; None without any."""
    if not one.points:
        return None
    first, last = one.points[0], one.points[-1]
    measured = one.goal.aim is not None
    low, high = one.range
    aim = float(one.goal.aim) if one.goal.aim is not None else 0.0
    message = _("From %(first)g to %(last)g, target %(aim)g.") % {"first": first[1], "last": last[1], "aim": aim}
    return goal_curve(
        one.points,
        title=one.name if measured else one.goal.words,
        description=message,
        low=low,
        high=high,
        aim=aim,
        since=min(plan.started_on, first[0]),
        until=max(plan.ended_on or timezone.localdate(), last[0]),
        by=one.goal.by_date,
    )
