"""What letters there are: whom each is for, and which parts it can have."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    SUMMARY = "summary", _("treatment summary")
    CLIENT = "client", _("letter to the client")
    GP = "gp", _("letter to the GP")
    COURT = "court", _("report to a court")
    OTHER = "other", _("letter to another professional")
    CLOSING = "closing", _("closing letter")


# Others than the client: what they are told needs a release, and the letter says what it leaves out.
OUTSIDE = (LetterKind.GP, LetterKind.COURT, LetterKind.OTHER)


class LetterPart(models.TextChoices):
    """The parts of a letter, in the order in which they stand in it."""

    IDENTITY = "identity", _("Who this is about")
    TREATMENT = "treatment", _("Treatment")
    METHOD = "method", _("Method and phases")
    JOINT = "joint", _("Joint work")
    GOALS = "goals", _("Goals")
    MEASURES = "measures", _("Measures")
    EXERCISES = "exercises", _("Exercises")
    RISK = "risk", _("Risk")
    OUTCOME = "outcome", _("Outcome")
    NEXT = "next", _("Plan and next steps")


PARTS: tuple[str, ...] = tuple(LetterPart.values)
P = LetterPart
# What is drafted unless the therapist chooses otherwise: for a court no more than that there was a treatment.
USUAL: dict[str, tuple[str, ...]] = {
    LetterKind.SUMMARY: tuple(part for part in PARTS if part != P.JOINT),
    LetterKind.CLIENT: (P.TREATMENT, P.METHOD, P.GOALS, P.MEASURES, P.EXERCISES, P.NEXT),
    LetterKind.GP: (P.IDENTITY, P.TREATMENT, P.METHOD, P.MEASURES, P.RISK, P.NEXT),
    LetterKind.COURT: (P.IDENTITY, P.TREATMENT),
    LetterKind.OTHER: (P.IDENTITY, P.TREATMENT, P.METHOD, P.MEASURES, P.NEXT),
    LetterKind.CLOSING: (P.TREATMENT, P.MEASURES, P.OUTCOME, P.NEXT),
}


def in_order(parts: "set[str] | frozenset[str] | list[str]") -> list[str]:
    """These parts in the order of a letter; unknown ones are left out."""
    return [part for part in PARTS if part in parts]


def label_of(part: str) -> str:
    """The heading of a part."""
    return str(LetterPart(part).label)
