"""The tables of what is measured, one module for each kind of thing."""

from assessments.batteries.models import Battery
from assessments.favourites.models import FavouriteInstruments
from assessments.interviews.models import InterviewCoding
from assessments.models.recorded import Assessment, Rupture, Score
from assessments.questionnaires.models import QuestionnaireAssignment, Schedule
from assessments.tracked.models import SetAside, TrackedChoice
from assessments.wording.models import CustomInstrument, Wording

__all__ = [
    "Assessment",
    "Battery",
    "CustomInstrument",
    "FavouriteInstruments",
    "InterviewCoding",
    "QuestionnaireAssignment",
    "Rupture",
    "Schedule",
    "Score",
    "SetAside",
    "TrackedChoice",
    "Wording",
]
