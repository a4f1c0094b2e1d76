"""The tables of plans, sessions and exercises."""

from interventions.models.exercises import Assignment, PracticeLog
from interventions.models.goals import Goal, GoalRating
from interventions.models.library import OwnExercise, OwnModality, Reading
from interventions.models.notes import Addendum, Cosignature, Note
from interventions.models.notices import SessionNotice
from interventions.models.plans import CautionReview, GateOverride, LinkedAssessment, Plan, PlanPhase
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
from interventions.models.reminders import ReminderRules
from interventions.models.rooms import NoteTemplate, PrivateNote, TrackReading
from interventions.models.sessions import (
    Diary,
    Feed,
    Hours,
    Leave,
    Seat,
    Series,
    SessionRules,
    TherapySession,
    Waiting,
)

__all__ = [
    "Addendum",
    "Assignment",
    "BodyResource",
    "CautionReview",
    "Cosignature",
    "CycleMoment",
    "CycleSide",
    "Diary",
    "Feed",
    "GateOverride",
    "Goal",
    "GoalRating",
    "Hours",
    "Leave",
    "LinkedAssessment",
    "Mode",
    "ModeStrength",
    "Note",
    "NoteTemplate",
    "OwnExercise",
    "OwnModality",
    "Part",
    "PartTie",
    "Plan",
    "PlanPhase",
    "PracticeLog",
    "PrivateNote",
    "Reading",
    "ReminderRules",
    "SchemaRating",
    "Seat",
    "Series",
    "SessionNotice",
    "SessionRules",
    "Sibam",
    "Target",
    "TargetMeasure",
    "TherapySession",
    "TrackReading",
    "Waiting",
]
