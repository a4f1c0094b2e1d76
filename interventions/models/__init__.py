"""The tables of plans, sessions and exercises."""

from interventions.exercises.models import Assignment, ExerciseLog
from interventions.library.models import CustomExercise, CustomModality, ReadingAssignment
from interventions.notes.models import Addendum, Cosignature, Note
from interventions.notes.process_note_models import PrivateNote
from interventions.notes.template_models import NoteTemplate
from interventions.notices.models import SessionNotice
from interventions.plans.goal_models import Goal, GoalRating
from interventions.plans.models import CautionReview, GateOverride, LinkedAssessment, Plan, PlanPhase
from interventions.records.models import (
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
from interventions.reminders.models import ReminderRules
from interventions.sessions.models import (
    Attendee,
    CalendarSettings,
    Feed,
    Hours,
    Leave,
    Series,
    SessionRules,
    TherapySession,
    Waiting,
)
from interventions.sessions.rating_models import SessionRating

__all__ = [
    "Addendum",
    "Assignment",
    "Attendee",
    "BodyResource",
    "CalendarSettings",
    "CautionReview",
    "Cosignature",
    "CustomExercise",
    "CustomModality",
    "CycleMoment",
    "CycleSide",
    "ExerciseLog",
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
    "Part",
    "PartTie",
    "Plan",
    "PlanPhase",
    "PrivateNote",
    "ReadingAssignment",
    "ReminderRules",
    "SchemaRating",
    "Series",
    "SessionNotice",
    "SessionRating",
    "SessionRules",
    "Sibam",
    "Target",
    "TargetMeasure",
    "TherapySession",
    "Waiting",
]
