"""The form of a note of a sixth modality."""

from interventions.notes.formats import NoteFormat

NOTE = NoteFormat("Breath", (("breath", "How the breath went"), ("plan", "Next")))
