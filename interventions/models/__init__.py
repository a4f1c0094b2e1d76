"""The tables of plans, sessions and exercises. Those of a modality are imported from its package."""

from importlib import import_module
from importlib.util import find_spec

from interventions.exercises.models import Assignment, ExerciseLog
from interventions.library.models import CustomExercise, CustomModality, ReadingAssignment
from interventions.modalities import registry
from interventions.notes.models import Addendum, Cosignature, Note
from interventions.notes.process_note_models import PrivateNote
from interventions.notes.template_models import NoteTemplate
from interventions.notices.models import SessionNotice
from interventions.plans.goal_models import Goal, GoalRating
from interventions.plans.models import CautionReview, GateOverride, LinkedAssessment, Plan, PlanPhase
from interventions.reminders.models import ReminderRules
from interventions.sessions.calendar_models import CalendarSettings, Feed, Hours, Leave, SessionRules
from interventions.sessions.models import Attendee, Series, TherapySession
from interventions.sessions.rating_models import SessionRating
from interventions.sessions.waiting_models import Waiting

__all__ = [
    "Addendum",
    "Assignment",
    "Attendee",
    "CalendarSettings",
    "CautionReview",
    "Cosignature",
    "CustomExercise",
    "CustomModality",
    "ExerciseLog",
    "Feed",
    "GateOverride",
    "Goal",
    "GoalRating",
    "Hours",
    "Leave",
    "LinkedAssessment",
    "Note",
    "NoteTemplate",
    "Plan",
    "PlanPhase",
    "PrivateNote",
    "ReadingAssignment",
    "ReminderRules",
    "Series",
    "SessionNotice",
    "SessionRating",
    "SessionRules",
    "TherapySession",
    "Waiting",
]

for _name in registry.MODALITIES:
    if find_spec(f"{_name}.models"):
        import_module(f"{_name}.models")
