"""Scales and paths of the charts. The templates in ``templates/charts/`` draw what these return.

Everything is in the picture's own units; coordinates are rounded to a tenth. No chart needs a script, and each carries
its title, its description and its numbers as a table.
"""

from clinic.core.charts.courses import BOTTOM, LEFT, RIGHT, TOP, Course, TimePoint, course
from clinic.core.charts.drawing import Dot, Label, Rect, Scale, path
from clinic.core.charts.planes import Mark, Plane, PlanePoint, plane
from clinic.core.charts.profiles import Profile, ProfileRow, profile
from clinic.core.charts.small import Bar, Sparkline, bars, sparkline
from clinic.core.charts.timelines import Lane, Timeline, timeline

__all__ = [
    "BOTTOM",
    "LEFT",
    "RIGHT",
    "TOP",
    "Bar",
    "Course",
    "Dot",
    "Label",
    "Lane",
    "Mark",
    "Plane",
    "PlanePoint",
    "Profile",
    "ProfileRow",
    "Rect",
    "Scale",
    "Sparkline",
    "TimePoint",
    "Timeline",
    "bars",
    "course",
    "path",
    "plane",
    "profile",
    "sparkline",
    "timeline",
]
