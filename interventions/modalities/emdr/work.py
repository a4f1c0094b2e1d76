"""What a session has of one target: its numbers, and the row of how it was worked on."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.modalities.emdr.kinds import PROCESSING
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.emdr.work_models import Processing
from interventions.plans.models import Plan
from interventions.records.actions import save_row
from interventions.sessions.models import TherapySession


def target_of(plan: Plan, target_id: UUID | None) -> Target:
    """The target of the plan; raises ValidationError."""
    found = Target.objects.filter(pk=target_id, plan=plan, removed_at__isnull=True).first() if target_id else None
    if found is None:
        raise ValidationError(_("Choose the target that is worked on."))
    return found


def measures_in(session: TherapySession, target_id: UUID) -> list[TargetMeasure]:
    """SUD and VOC of the target in the session, in the order of noting."""
    found = TargetMeasure.objects.filter(session=session, target=target_id, removed_at__isnull=True)
    return list(found.order_by("made_at", "id"))


def work_in(session: TherapySession, target_id: UUID) -> Processing | None:
    """How the target was worked on in the session; None before anything of it is recorded."""
    found = Processing.objects.filter(session=session, target=target_id, removed_at__isnull=True)
    return found.select_related("resource").first()


def sets_in(session: TherapySession, target_id: UUID) -> int:
    """The sets of the session so far: those that were counted, or those after which a number was noted."""
    work = work_in(session, target_id)
    counted: int = work.sets if work else 0
    noted: list[int] = [row.sets for row in measures_in(session, target_id)]
    return max([counted, *noted])


def record_work(
    *, plan: Plan, session: TherapySession, by: Actor, target: Target, values: dict[str, object]
) -> Processing:
    """Keeps these values in the session's row of the target, which is made where there is none. Raises
    ValidationError by field."""
    Plan.objects.select_for_update().get(pk=plan.pk)  # two presses at once: the second changes the first
    row = work_in(session, target.pk)
    named = {"target": target, "session": session} | values
    if row is None:
        named.setdefault("sets", sets_in(session, target.pk))
    kept = save_row(
        plan=plan,
        kind=PROCESSING,
        by=by,
        values=named,
        row_id=row.pk if row else None,
        revision=row.revision if row else None,
    )
    if not isinstance(kept, Processing):
        raise TypeError(kept)
    return kept


def day_of(session: TherapySession) -> date:
    """The session's day in the person's zone."""
    return timezone.localdate(session.starts_at)
