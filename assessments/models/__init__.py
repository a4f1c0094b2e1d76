"""The tables of what is measured, one module for each kind of thing."""

from assessments.models.interviews import InterviewCoding
from assessments.models.recorded import Assessment, Rupture, Score
from assessments.models.sheets import Schedule, Sheet
from assessments.models.wording import OwnInstrument, Wording

__all__ = ["Assessment", "InterviewCoding", "OwnInstrument", "Rupture", "Schedule", "Score", "Sheet", "Wording"]
