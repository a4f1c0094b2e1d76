"""EMDR's form of a note, in this project's own words: nothing of a manual."""

from django.utils.translation import gettext_lazy as _

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat(
    _("EMDR"),
    (
        ("target", _("Target and stance at the start")),
        ("processing", _("What came up in the sets")),
        ("closure", _("How it was closed; what was left over")),
        ("plan", _("Until next time, and next")),
    ),
)
