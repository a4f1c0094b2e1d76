"""What the client says to the plan: asked, answered, noted."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.queries import has_portal
from clinic.core.text import clean_text
from interventions.models import Plan
from interventions.plans.locking import locked_plan


@transaction.atomic
def ask_agreement(*, plan: Plan) -> Plan:
    """Puts the plan on the client's own pages, to agree to or to ask about. Again, it takes their question as answered.

    Raises ValidationError when they have agreed, or have no sign-in.
    """
    found = locked_plan(plan)
    if found.agreed_on is not None:
        raise ValidationError(_("The client has agreed."))
    if not has_portal(found.client):
        raise ValidationError(_("The client has no sign-in: note the agreement here when they give it."))
    found.agreement_asked_at, found.agreement_question = timezone.now(), ""
    found.save(update_fields=["agreement_asked_at", "agreement_question"])
    return found


@transaction.atomic
def answer_agreement(*, plan: Plan, question: str | None = None) -> Plan:
    """The client agrees on their own pages, or with ``question`` says what they want to talk about first.

    Agreeing twice changes nothing. Raises ValidationError by field, and when they were not asked.
    """
    found = locked_plan(plan)
    if found.agreed_on is not None:
        return found
    if found.agreement_asked_at is None:
        raise ValidationError(_("There is nothing to agree to yet."))
    if question is not None:
        found.agreement_question = clean_text(question, "question", 500)
    else:
        found.agreed_on, found.agreed_how, found.agreement_question = timezone.localdate(), Plan.Agreed.PORTAL, ""
    found.save(update_fields=["agreed_on", "agreed_how", "agreement_question"])
    return found


@transaction.atomic
def note_agreement(*, plan: Plan, how: Plan.Agreed, on: date | None = None) -> Plan:
    """Notes that the client agreed to the plan. Raises ValidationError for a day that cannot be."""
    found, on = locked_plan(plan), on or timezone.localdate()
    if not found.started_on - timedelta(days=60) <= on <= timezone.localdate():
        raise ValidationError({"on": _("Choose a day around the beginning of the plan, not in the future.")})
    found.agreed_on, found.agreed_how = on, how
    found.save(update_fields=["agreed_on", "agreed_how"])
    return found
