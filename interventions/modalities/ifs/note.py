"""IFS's form of a note, in this project's own words: nothing of a manual."""

from django.utils.translation import gettext_lazy as _

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat(
    _("IFS"),
    (
        ("parts", _("Parts that were there, and what they wanted")),
        ("self", _("How much Self there was, towards whom")),
        ("work", _("What was done with them, and their leave for it")),
        ("plan", _("Next")),
    ),
)
