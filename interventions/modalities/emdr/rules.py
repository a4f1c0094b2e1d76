"""What no single table of the ledger can know."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from interventions.catalogue import Modality
from interventions.modalities.emdr.models import STATED, MeasurePhase, Prong, Target, TargetMeasure, TargetStatus
from interventions.modalities.emdr.progress import CLEAR_SUD, course_of, gaps, phase_asked
from interventions.modalities.emdr.queries import course_of_target
from interventions.modalities.emdr.words import GAPS
from interventions.modalities.emdr.work_models import Block, Closure, Processing
from interventions.plans.models import Plan

MOST_LINKS = 50  # a longer row of targets that arise from one another is taken for a circle


def locked_phase(plan: Plan, modality: Modality) -> str:
    """The name of the gated phase that the plan has not entered, or has left again; empty where sets may be done."""
    keys = [phase.key for phase in modality.phases]
    here = keys.index(plan.phase) if plan.phase in keys else 0
    return next((modality.phase(gate.phase).name for gate in modality.gates if keys.index(gate.phase) > here), "")


def _locked(name: str) -> str:
    words = _("Sets begin with the phase “%(name)s”. Enter it on the plan: there its gate says what is missing.")
    return words % {"name": name}


def date_completion(row: Target) -> None:
    """A complete target has the day on which that was said. Raises ValidationError where something is missing."""
    if row.status != TargetStatus.COMPLETE:
        row.completed_on = None
        return
    if not row.reason and (missing := gaps(row, course_of_target(row))):
        names = ", ".join(str(GAPS[gap]) for gap in missing)
        words = _("Not recorded: %(names)s. Record it, or give the reason why the target is complete all the same.")
        raise ValidationError({"reason": words % {"names": names}})
    row.completed_on = row.completed_on or timezone.localdate()


def check_target(row: Target, _modality: Modality) -> dict[str, object]:
    """Its status is one that is stated, and it arises from nothing later than itself."""
    errors: dict[str, object] = {}
    kept = row.status in STATED or Target.objects.filter(pk=row.pk, status=row.status).exists()
    if not kept:
        errors["status"] = _("This follows from what is recorded of the target. Record that.")
    order = Prong.values
    if row.origin and order.index(row.origin.prong) > order.index(row.prong):
        errors["origin"] = _("A target arises from the past or from a present trigger, not from something later.")
    elif row.origin and _runs_in_a_circle(row):
        errors["origin"] = _("These targets would arise from each other in a circle.")
    return errors


def _runs_in_a_circle(row: Target) -> bool:
    above, steps = row.origin, 0
    while above is not None and steps < MOST_LINKS:
        if above.pk == row.pk:
            return True
        above, steps = above.origin, steps + 1
    return above is not None


def say_phase(row: TargetMeasure) -> None:
    """Where nobody says in which phase a number was asked, it follows from the rows before it."""
    if not row.phase and row.target_id and isinstance(row.sets, int):
        earlier = TargetMeasure.objects.filter(target=row.target_id, removed_at__isnull=True).exclude(pk=row.pk)
        row.phase = phase_asked(row, earlier)


def check_measure(row: TargetMeasure, modality: Modality) -> dict[str, object]:
    """Sets wait for the gate; the positive cognition is installed where the disturbance is gone."""
    had_sets = TargetMeasure.objects.filter(pk=row.pk, sets__gt=0).exists()
    if row.sets and not had_sets and (name := locked_phase(row.plan, modality)):
        return {"sets": _locked(name)}
    if row.phase != MeasurePhase.INSTALLATION or row.target.reason:
        return {}
    newest = row.sud if row.sud is not None else _newest_sud(row)
    if newest == CLEAR_SUD:
        return {}
    words = _("Installation begins at SUD 0; the newest is %(sud)s. If that is right, give the reason at the target.")
    return {"voc": words % {"sud": "–" if newest is None else newest}}


def _newest_sud(row: TargetMeasure) -> int | None:
    """The last SUD of the target before this row; None where it was never asked."""
    asked = TargetMeasure.objects.filter(target=row.target_id, removed_at__isnull=True, sud__isnull=False)
    before = asked.filter(Q(on__lt=row.on) | Q(on=row.on, sets__lte=row.sets)).exclude(pk=row.pk)
    newest: int | None = before.order_by("-on", "-sets", "-made_at").values_list("sud", flat=True).first()
    return newest


def check_processing(row: Processing, modality: Modality) -> dict[str, object]:
    """Sets wait for the gate; a session is complete where SUD, VOC and body scan say so (Shapiro 2018, phase 7)."""
    had_sets = Processing.objects.filter(pk=row.pk, sets__gt=0).exists()
    if row.sets and not had_sets and (name := locked_phase(row.plan, modality)):
        return {"sets": _locked(name)}
    if row.closure != Closure.COMPLETE or row.target.reason:
        return {}
    held = {"target": row.target_id, "removed_at__isnull": True, "on__lte": row.on}
    others = Processing.objects.filter(**held).exclude(pk=row.pk)
    course = course_of(row.target, TargetMeasure.objects.filter(**held), [*others, row])
    if course.is_clear and course.installed and course.scanned:
        return {}
    words = _(
        "Complete means SUD 0, VOC 7 and a clear body scan. Otherwise it is incomplete: say by what it was contained."
    )
    return {"closure": words}


def check_block(row: Block, _modality: Modality) -> dict[str, object]:
    """What feeds a target is another one."""
    return {"feeder": _("Choose another target.")} if row.feeder_id == row.target_id else {}
