"""The tables of plans, sessions and exercises. Those of a modality are imported from its package."""

from importlib import import_module
from pkgutil import iter_modules

from interventions.choosing.models import ModalityWish, Training
from interventions.diary.models import DiaryEntry
from interventions.exercises.models import Assignment, ExerciseFact, ExerciseLog, Worsening
from interventions.letters.models import Letter, LetterDelivery, Release
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
from interventions.sessions.models import Attendee, TherapySession
from interventions.sessions.rating_models import SessionRating
from interventions.sessions.series_models import Series
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
    "DiaryEntry",
    "ExerciseFact",
    "ExerciseLog",
    "Feed",
    "GateOverride",
    "Goal",
    "GoalRating",
    "Hours",
    "Leave",
    "Letter",
    "LetterDelivery",
    "LinkedAssessment",
    "ModalityWish",
    "Note",
    "NoteTemplate",
    "Plan",
    "PlanPhase",
    "PrivateNote",
    "ReadingAssignment",
    "Release",
    "ReminderRules",
    "Series",
    "SessionNotice",
    "SessionRating",
    "SessionRules",
    "TherapySession",
    "Training",
    "Waiting",
    "Worsening",
]

for _name in registry.MODALITIES:
    for _module in iter_modules([str(registry.folder_of(_name))], f"{_name}."):
        if _module.name.endswith("models"):  # models.py, and SUBJECT_models.py
            import_module(_module.name)
