"""The forms of a note: their parts in order. Pure: no Django models."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.core.text import plain

# SOAP: Weed 1968; DAP and BIRP are its shorter relatives in counselling.
PARTS: Mapping[str, tuple[tuple[str, str | Promise], ...]] = {
    "soap": (
        ("subjective", _("Subjective: what the client says")),
        ("objective", _("Objective: what you observe")),
        ("assessment", _("Assessment")),
        ("plan", _("Plan")),
    ),
    "dap": (("data", _("Data: what was said and seen")), ("assessment", _("Assessment")), ("plan", _("Plan"))),
    "birp": (
        ("behaviour", _("Behaviour")),
        ("intervention", _("Intervention")),
        ("response", _("Response")),
        ("plan", _("Plan")),
    ),
    "free": (("text", _("Note")),),
    # By modality, in this project's own words: what its therapists look for in a session, and nothing of a manual.
    "eft": (
        ("cycle", _("The cycle today: what set it off, who did what")),
        ("emotion", _("What was felt underneath, and said")),
        ("encounter", _("Between the partners: what one told the other, how it was taken")),
        ("plan", _("Next")),
    ),
    "ifs": (
        ("parts", _("Parts that were there, and what they wanted")),
        ("self", _("How much Self there was, towards whom")),
        ("work", _("What was done with them, and their leave for it")),
        ("plan", _("Next")),
    ),
    "emdr": (
        ("target", _("Target and stance at the start")),
        ("processing", _("What came up in the sets")),
        ("closure", _("How it was closed; what was left over")),
        ("plan", _("Until next time, and next")),
    ),
    "schema": (
        ("modes", _("Modes that came, and what called them")),
        ("work", _("What was done: images, chairs, limits, care")),
        ("healthy", _("What the healthy adult managed")),
        ("plan", _("Practice until next time")),
    ),
    "se": (
        ("sensation", _("What the body showed")),
        ("movement", _("How far it went out of the window, and back")),
        ("completion", _("What was finished, what settled it")),
        ("plan", _("Next")),
    ),
}


def checked_parts(form: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The parts that have text, cleaned, in the form's order.

    Raises ValidationError by field for a form that is none and for parts it does not have, naming those it has.
    """
    if form not in PARTS:
        raise ValidationError({"form": gettext("Choose one of: %(forms)s.") % {"forms": ", ".join(PARTS)}})
    known = [key for key, _label in PARTS[form]]
    if unknown := sorted(set(parts) - set(known)):
        words = {"unknown": ", ".join(f"“{key[:40]}”" for key in unknown[:20]), "known": ", ".join(known)}
        message = gettext("No part of this form: %(unknown)s. Its parts: %(known)s. Nothing was saved.")
        raise ValidationError({"parts": message % words})
    return {key: text for key in known if (text := plain(parts.get(key, "")))}
