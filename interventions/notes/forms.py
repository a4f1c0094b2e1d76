"""The forms of a note: their parts in order. Pure: no Django models."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# SOAP: Weed 1968; DAP and BIRP are its shorter relatives in counselling.
PARTS: Mapping[str, tuple[tuple[str, str | Promise], ...]] = {
    "soap": (
        ("subjective", _("Subjective: what the client says")), ("objective", _("Objective: what you observe")),
        ("assessment", _("Assessment")), ("plan", _("Plan")),
    ),
    "dap": (("data", _("Data: what was said and seen")), ("assessment", _("Assessment")), ("plan", _("Plan"))),
    "birp": (
        ("behaviour", _("Behaviour")), ("intervention", _("Intervention")), ("response", _("Response")),
        ("plan", _("Plan")),
    ),
    "free": (("text", _("Note")),),
}  # fmt: skip
