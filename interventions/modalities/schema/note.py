"""Schema therapy's form of a note, in this project's own words: nothing of a manual."""

from django.utils.translation import gettext_lazy as _

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat(
    _("schema therapy"),
    (
        ("modes", _("Modes that came, and what called them")),
        ("work", _("What was done: images, chairs, limits, care")),
        ("healthy", _("What the healthy adult managed")),
        ("plan", _("Practice until next time")),
    ),
)
