"""A safety plan on paper: to put up at home, or to fill in by hand."""

from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client
from clients.safety.forms import HINTS
from clients.safety.models import SafetyPlan
from clients.safety.queries import parts_of
from clinic.core import paper
from clinic.core.models import Practice

TEMPLATE = Path(__file__).parent / "safety_plan.typ"


def safety_plan_pdf(client: Client, plan: SafetyPlan | None, practice: Practice) -> bytes:
    """The six parts, and the practice's crisis contacts; empty parts have lines to write on.

    It is headed by the client's own name and nothing else: neither the practice's name nor a clinical word is on it.
    """
    day = date_format(timezone.localtime(plan.written_at), "j F Y") if plan else ""
    data = {
        "title": _("My safety plan"),
        "name": client.name,
        "parts": [
            {"label": part.label, "hint": str(HINTS[part.key]), "text": part.text}
            for part in parts_of(plan or SafetyPlan())
        ],
        "crisis": {
            "title": _("In an emergency"),
            "text": practice.crisis_contacts or _("Call your country's emergency number."),
        },
        "made": _("Written on %(day)s.") % {"day": day} if plan else "",
    }
    return paper.pdf(TEMPLATE, data, {})
