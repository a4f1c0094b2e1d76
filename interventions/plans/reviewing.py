"""Saying that what speaks against a running plan was considered, and why it continues."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from clinic.core.messages import message
from clinic.core.text import clean_text, collect_errors
from interventions.cautions import Against
from interventions.models import CautionReview, Plan
from interventions.plans.queries import unreviewed_screens
from interventions.plans.running import RunningCaution, cautions_now


@transaction.atomic
def review_cautions(*, plan: Plan, by: Actor, reason: str) -> list[CautionReview]:
    """Notes that the answers about violence that ``by`` may read were reviewed, and why the plan continues as it is.

    They no longer appear on *today*, until there is a newer answer. Nothing that the clients see changes. Raises
    ValidationError by field, or when there is nothing to look at.
    """
    reason, found = clean_text(reason, "reason"), Plan.objects.select_for_update().get(pk=plan.pk)
    open_ones = unreviewed_screens(by, found)
    if not open_ones:
        raise ValidationError(
            _("There is nothing to review: somebody has already reviewed it, or the answer has changed.")
        )
    violence = message(Against.VIOLENCE_GOES_ON)
    return [
        CautionReview.objects.create(
            practice_id=found.practice_id,
            plan=found,
            screen=screen,
            texts=[violence],
            reason=reason,
            made_by_id=by.as_staff(),
        )
        for screen in open_ones
    ]


@transaction.atomic
def review_health(*, plan: Plan, by: Actor, reason: str, facts: Collection[UUID]) -> None:
    """Notes that these answers about health were considered, and why the plan continues. They ask again once there is
    a newer answer.

    ``facts``: the answers that ``by`` was shown. Sent again it changes nothing. Raises ValidationError by field, where
    another answer counts by now, and where somebody else was first.
    """
    errors: dict[str, object] = {}
    with collect_errors(errors):
        reason = clean_text(reason, "reason")
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    shown = {one.fact.pk: one for one in cautions_now(by, [found]).get(found.pk, []) if one.fact}
    if not facts or set(facts) - set(shown):
        errors["facts"] = _("What is on file has changed since it was shown to you. Read it again, then save.")
    if errors:
        raise ValidationError(errors)
    asked = [shown[fact] for fact in facts]
    _refuse_late(asked, by, reason)
    keep_health_reviews(found, by, reason, [one for one in asked if not one.reviewed])


def _refuse_late(asked: list[RunningCaution], by: Actor, reason: str) -> None:
    """Raises ValidationError where all of it was considered already, unless by this very review."""
    if not all(one.reviewed for one in asked):
        return
    first = asked[0].considered[0]
    if first.made_by.pk != by.staff_id or first.reason != reason:
        words = _("%(who)s has considered this already. What you wrote was not saved.")
        raise ValidationError({"facts": words % {"who": first.made_by.name}})


def keep_health_reviews(plan: Plan, by: Actor, reason: str, cautions: Collection[RunningCaution]) -> None:
    """One review for each of these answers."""
    for one in cautions:
        CautionReview.objects.create(
            practice_id=plan.practice_id,
            plan=plan,
            fact=one.fact,
            texts=[one.said],
            reason=reason,
            made_by_id=by.as_staff(),
        )
