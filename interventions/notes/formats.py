"""The forms of a note: their parts in order. Pure: no Django models."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.core.text import plain
from interventions.modalities import registry


@dataclass(frozen=True)
class NoteFormat:
    """One form of a note: its name, and its parts in order as (key, label)."""

    name: str | Promise
    parts: tuple[tuple[str, str | Promise], ...]


# SOAP: Weed 1968; DAP and BIRP are its shorter relatives in counselling.
GENERAL: Mapping[str, NoteFormat] = {
    "soap": NoteFormat(
        _("SOAP"),
        (
            ("subjective", _("Subjective: what the client says")),
            ("objective", _("Objective: what you observe")),
            ("assessment", _("Assessment")),
            ("plan", _("Plan")),
        ),
    ),
    "dap": NoteFormat(
        _("DAP"),
        (("data", _("Data: what was said and seen")), ("assessment", _("Assessment")), ("plan", _("Plan"))),
    ),
    "birp": NoteFormat(
        _("BIRP"),
        (
            ("behaviour", _("Behaviour")),
            ("intervention", _("Intervention")),
            ("response", _("Response")),
            ("plan", _("Plan")),
        ),
    ),
    "free": NoteFormat(_("free text"), (("text", _("Note")),)),
}
USUAL, FREE = "soap", "free"


@cache
def formats() -> Mapping[str, NoteFormat]:
    """Key → form: the general ones, and one of each shipped modality under its key."""
    own = {registry.key_of(name): import_module(f"{name}.note").NOTE for name in registry.MODALITIES}
    return {**GENERAL, **own}


def note_choices() -> list[tuple[str, str | Promise]]:
    """What the field of a note's form offers."""
    return [(key, form.name) for key, form in formats().items()]


def checked_parts(form: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The parts that have text, cleaned, in the form's order.

    Raises ValidationError by field for a form that is none and for parts it does not have, naming those it has.
    """
    if form not in formats():
        raise ValidationError({"form": gettext("Choose one of: %(forms)s.") % {"forms": ", ".join(formats())}})
    known = [key for key, _label in formats()[form].parts]
    if unknown := sorted(set(parts) - set(known)):
        words = {"unknown": ", ".join(f"“{key[:40]}”" for key in unknown[:20]), "known": ", ".join(known)}
        message = gettext("This form does not have: %(unknown)s. Its parts: %(known)s. Nothing was saved.")
        raise ValidationError({"parts": message % words})
    return {key: text for key in known if (text := plain(parts.get(key, "")))}
