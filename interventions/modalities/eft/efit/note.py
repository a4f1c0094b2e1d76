"""EFIT's form of a note, in this project's own words: nothing of a manual."""

from django.utils.translation import gettext_lazy as _

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat(
    _("EFIT"),
    (
        ("pattern", _("The pattern today: what set it off, what they did")),
        ("emotion", _("What was felt underneath, and said")),
        ("encounter", _("Encounter: which figure or part of self was met, what was told, what came back")),
        ("plan", _("Next")),
    ),
)
