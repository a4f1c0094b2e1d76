"""The tables of plans, sessions and exercises."""

from interventions.models.exercises import Assignment, PracticeLog
from interventions.models.plans import Plan, PlanPhase
from interventions.models.sessions import TherapySession

__all__ = ["Assignment", "Plan", "PlanPhase", "PracticeLog", "TherapySession"]
