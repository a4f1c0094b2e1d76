"""The tables of plans, sessions and exercises."""

from interventions.models.exercises import Assignment, PracticeLog
from interventions.models.goals import Goal, GoalRating
from interventions.models.plans import GateOverride, Plan, PlanPhase
from interventions.models.records import (
    BodyResource,
    CycleMoment,
    CycleSide,
    Mode,
    ModeStrength,
    Part,
    PartTie,
    SchemaRating,
    Sibam,
    Target,
    TargetMeasure,
)
from interventions.models.sessions import TherapySession

__all__ = [
    "Assignment",
    "BodyResource",
    "CycleMoment",
    "CycleSide",
    "GateOverride",
    "Goal",
    "GoalRating",
    "Mode",
    "ModeStrength",
    "Part",
    "PartTie",
    "Plan",
    "PlanPhase",
    "PracticeLog",
    "SchemaRating",
    "Sibam",
    "Target",
    "TargetMeasure",
    "TherapySession",
]
