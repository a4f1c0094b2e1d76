"""Entering phases: gates, what passes them, what was reached."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from clinic.core.messages import Message, joined
from clinic.core.revisions import compare_revision, touch
from clinic.core.text import clean_text
from interventions.catalogue import Modality
from interventions.library.queries import modality_of_plan
from interventions.models import CautionReview, GateOverride, Plan, PlanPhase
from interventions.plans import gates
from interventions.plans.locking import locked_plan
from interventions.plans.models import GatePassed
from interventions.plans.queries import facts_of


class GateShut(Exception):
    """The phase cannot be entered as things are; ``unmet`` says what is missing or asks for a reason."""

    def __init__(self, unmet: list[Message]) -> None:
        super().__init__(joined(unmet))
        self.unmet = unmet


@dataclass(frozen=True)
class Passage:
    """What is to be met before a phase is entered: ``missing`` closes a gate, ``asked`` needs a reason only."""

    missing: list[Message]
    asked: list[Message]

    def check(self, reason: str) -> None:
        """Raises GateShut where something is in the way and no reason is given, ValidationError for a bad reason."""
        if (self.missing or self.asked) and not reason.strip():
            raise GateShut(self.missing + self.asked)
        if self.missing or self.asked:
            clean_text(reason, "reason")

    def keep(self, plan: Plan, phase: str, by: Actor, reason: str) -> None:
        """Keeps the reason: as an override, which the supervisor sees, or as the answer to a caution."""
        who = {"practice_id": plan.practice_id, "plan": plan, "phase": phase, "made_by_id": by.as_staff()}
        if self.missing:
            unmet = self.missing + self.asked
            GateOverride.objects.create(unmet=unmet, reason=clean_text(reason, "reason"), **who)
        elif self.asked:
            CautionReview.objects.create(texts=self.asked, reason=clean_text(reason, "reason"), **who)


def enter_phase(plan: Plan, modality: Modality, phase: str, on: date, *, here: int, met: bool) -> None:
    """A stretch in a phase that is entered from ``here``; how its gate was passed, where there was one on the way."""
    there = [p.key for p in modality.phases].index(phase)
    passed = gates.is_gated(modality, phase) or gates.has_gate(modality, here, there)
    gate = (GatePassed.MET if met else GatePassed.OVERRIDDEN) if passed else ""
    PlanPhase.objects.create(practice_id=plan.practice_id, plan=plan, phase=phase, entered_on=on, gate=gate)


@transaction.atomic
def record_exit(*, plan: Plan, by: Actor, evidence: str, revision: int | None = None) -> PlanPhase:
    """Notes how it showed that the current phase's exit criterion is met. Again, it replaces the evidence.

    Raises ValidationError by field, or EditConflict.
    """
    evidence = clean_text(evidence, "evidence")
    found = locked_plan(plan)
    compare_revision(found, revision)
    row = found.phases.select_for_update().get(left_on__isnull=True)
    if row.exit_evidence == evidence:
        return row
    row.exit_evidence, row.exit_on, row.exit_by_id = evidence, timezone.localdate(), by.as_staff()
    row.save(update_fields=["exit_evidence", "exit_on", "exit_by"])
    touch(found)
    return row


@transaction.atomic
def move_to_phase(*, plan: Plan, phase: str, by: Actor, reason: str = "") -> Plan:
    """Enters a phase. Where a condition is not met, or a caution asks, it takes a reason, which is kept.

    Raises GateShut with what is missing, or ValidationError by field.
    """
    found, modality = locked_plan(plan, Plan.State.ACTIVE), modality_of_plan(plan)
    if phase not in {p.key for p in modality.phases}:
        raise ValidationError({"phase": _("%(name)s has no such phase.") % {"name": modality.short}})
    if phase == found.phase:
        raise ValidationError({"phase": _("The plan is already in this phase.")})
    keys, facts = [p.key for p in modality.phases], facts_of(found, modality)
    passage = Passage(
        gates.unmet_conditions(modality, found.phase, phase, facts),
        gates.reasons_required(modality, keys.index(found.phase), keys.index(phase), facts),
    )
    passage.check(reason)
    passage.keep(found, phase, by, reason)
    today = timezone.localdate()
    found.phases.filter(left_on__isnull=True).update(left_on=today)
    enter_phase(found, modality, phase, today, here=keys.index(found.phase), met=not passage.missing)
    found.phase = phase
    found.save(update_fields=["phase"])
    return found


@transaction.atomic
def see_override(*, override: GateOverride, by: Actor) -> None:
    """Notes that somebody else than its author has seen it. The first look counts.

    Raises:
        ValidationError: the author's own review is not a second opinion.
    """
    if override.made_by_id == by.as_staff():
        raise ValidationError(_("You passed this gate yourself: somebody else has to review it."))
    GateOverride.objects.filter(pk=override.pk, seen_at__isnull=True).update(
        seen_at=timezone.now(), seen_by_id=by.as_staff()
    )
