"""Goals of a plan: set, rated, closed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.posting import sent_from
from interventions.models import Goal
from interventions.plans import goals
from interventions.plans.forms import ATTAINMENT_IDS, MEASURE_IDS, AttainmentGoalForm, MeasureGoalForm
from interventions.plans.queries import plan_with
from interventions.plans.views.plan import act_on, show_plan, to_plan
from interventions.plans.views.tabs import Goals


@sent_from("plans:plan-goals", "plan_id")
@page(May.PLAN)
def goal_new(request: ActorRequest, plan_id: UUID, kind: str) -> HttpResponse:
    """A goal by a measure, or on five levels."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    if kind not in Goal.Kind.values:
        raise Http404("no such kind of goal")
    form = (
        MeasureGoalForm(request.POST, auto_id=MEASURE_IDS)
        if kind == Goal.Kind.MEASURE
        else AttainmentGoalForm(request.POST, auto_id=ATTAINMENT_IDS)
    )
    if form.is_valid():
        values = form.cleaned_data
        with errors_at_fields(form):
            if isinstance(form, MeasureGoalForm):
                instrument, _colon, subscale = values["scale"].partition(":")
                goals.set_measure_goal(
                    plan=found,
                    by=request.actor,
                    words=values["words"],
                    instrument=instrument,
                    subscale=subscale,
                    aim=values["aim"],
                    by_date=values["by_date"],
                )
            else:
                goals.set_attainment_goal(
                    plan=found, by=request.actor, words=values["words"], levels=form.levels(), weight=values["weight"]
                )
            messages.success(request, _("The goal is set."))
            return to_plan(found, Goals)
    return show_plan(request, found, Goals, **{f"{kind}_form": form})


@sent_from("plans:plan-goals", "plan_id")
@page(May.PLAN)
def goal_rate(request: ActorRequest, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """Rates goal attainment today; ``close`` ends the goal."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    goal = get_object_or_404(Goal.objects.select_related("plan"), pk=goal_id, plan=found)
    if "close" in request.POST:
        return act_on(request, found, lambda: goals.close_goal(goal=goal), _("Closed. It stays on record."), Goals)
    text = request.POST.get("level", "")
    level = int(text) if text in {"-2", "-1", "0", "1", "2"} else 99
    return act_on(request, found, lambda: goals.rate_goal(goal=goal, by=request.actor, level=level), _("Rated."), Goals)
