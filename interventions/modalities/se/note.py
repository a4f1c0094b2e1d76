"""SE's form of a note, in this project's own words: nothing of a manual."""

from django.utils.translation import gettext_lazy as _

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat(
    _("Somatic Experiencing"),
    (
        ("sensation", _("What the body showed")),
        ("movement", _("How far it went out of the window, and back")),
        ("completion", _("What was finished, what settled it")),
        ("plan", _("Next")),
    ),
)
