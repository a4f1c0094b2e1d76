"""An exercise to take home, with room to write how it went."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.core import sheets
from clinic.core.sheets import Sheet
from interventions.exercises.definitions import Exercise
from interventions.models import Assignment

TIMES = 10  # rows to note how it went


def exercise_sheets(assignment: Assignment, exercise: Exercise) -> Sequence[Sheet]:
    """The steps as the portal shows them, and a table for what the portal would ask."""
    often = ngettext("%(n)s time a week.", "%(n)s times a week.", assignment.times_per_week)
    long = ngettext("About a minute each time.", "About %(n)s minutes each time.", exercise.minutes)
    head = [_("Day"), _("Tense before, 0 to 10"), _("Tense after, 0 to 10"), _("What I noticed")]
    return [
        Sheet(
            exercise.title,
            [
                sheets.text(exercise.purpose),
                sheets.text(f"{often % {'n': assignment.times_per_week}} {long % {'n': exercise.minutes}}"),
                *([sheets.note(assignment.note)] if assignment.note else []),
                *([sheets.note(exercise.cautions)] if exercise.cautions else []),
                sheets.heading(_("How to do it")),
                sheets.steps(exercise.steps),
                sheets.heading(_("How it went")),
                sheets.text(_("0 is calm, 10 is as tense as can be. Bring this page to your next appointment.")),
                sheets.table(head, [[""] * 4] * TIMES, [2, 2, 2, 5]),
                sheets.lines(_("What I want to talk about:"), 3),
            ],
        )
    ]
