"""An exercise to take home, with room to write how it went."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.core import sheets
from clinic.core.sheets import Sheet
from interventions.exercises.definitions import Exercise, ExerciseField
from interventions.exercises.words import rated_words
from interventions.models import Assignment

TIMES = 10  # rows to note how it went
MOST_COLUMNS = 2  # of what the steps ask, beside the ratings; the rest gets lines below
LINES = 3


def paper_words(field: ExerciseField) -> str:
    """What a step asks, with the answers or the range to choose from."""
    if field.kind == "choice":
        return f"{field.label} ({' / '.join(option.label for option in field.options)})"
    if field.kind == "number":
        return f"{field.label}, {field.least}–{field.most} {field.unit}".strip()
    return field.label


def exercise_sheets(assignment: Assignment, exercise: Exercise) -> Sequence[Sheet]:
    """The steps as the portal shows them, and a table for what the portal would ask."""
    often = ngettext("%(n)s time a week.", "%(n)s times a week.", assignment.times_per_week)
    long = ngettext("About a minute each time.", "About %(n)s minutes each time.", exercise.minutes)
    words = rated_words(exercise)
    head, widths = [_("Day"), str(words.paper_before)], [2, 2]
    short = [one for one in exercise.fields if one.kind != "text"][:MOST_COLUMNS]
    head += [*(paper_words(one) for one in short), str(words.paper_after), _("What I noticed")]
    widths += [3] * len(short) + [2, 5 - len(short)]
    rest = [one for one in exercise.fields if one not in short]
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
                sheets.text(f"{words.scale} {_('Bring this page to your next appointment.')}"),
                sheets.table(head, [[""] * len(head)] * TIMES, widths),
                *([sheets.heading(_("What the steps ask"))] if rest else []),
                *(sheets.lines(f"{paper_words(one)}:", LINES) for one in rest),
                sheets.lines(_("What I want to talk about:"), 3),
            ],
        )
    ]
