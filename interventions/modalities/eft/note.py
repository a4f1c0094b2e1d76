"""EFT's form of a note, in this project's own words: nothing of a manual."""

from django.utils.translation import gettext_lazy as _

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat(
    _("EFT"),
    (
        ("cycle", _("The cycle today: what set it off, who did what")),
        ("emotion", _("What was felt underneath, and said")),
        ("encounter", _("Encounter, in the room or imagined: who told whom what, how it was taken")),
        ("plan", _("Next")),
    ),
)
