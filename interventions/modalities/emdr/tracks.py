"""SUD, VOC and sets that are noted during a session: they go into the ledger of the target that is worked on."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.library.queries import modality_of_plan
from interventions.modalities.emdr.kinds import MEASURE
from interventions.modalities.emdr.models import Target, TargetMeasure, TargetStatus
from interventions.modalities.emdr.progress import Course
from interventions.modalities.emdr.queries import course_of_target, courses, ledger_of
from interventions.modalities.emdr.rules import locked_phase
from interventions.modalities.emdr.work import day_of, measures_in, record_work, sets_in, target_of
from interventions.plans.models import Plan
from interventions.records.actions import remove_row, save_row
from interventions.records.models import RecordRow
from interventions.sessions.models import TherapySession

SUD, VOC, SETS = "sud", "voc", "sets"


def open_targets(plan: Plan) -> list[tuple[Target, Course]]:
    """The targets that a session can work on: those due for re-evaluation first, then those in work, then the others.

    A complete one is among them as long as its re-evaluation is due. One statement.
    """
    record = ledger_of([plan])
    found = courses(record)

    def is_open(target: Target) -> bool:
        return target.status != TargetStatus.COMPLETE or found[target.pk].is_due

    def place(target: Target) -> tuple[bool, bool]:
        course = found[target.pk]
        return not course.is_due, course.processed_on is None

    return [(target, found[target.pk]) for target in sorted(filter(is_open, record["target"]), key=place)]


class TargetTracks:
    """See :class:`interventions.modalities.package.RowTracks`."""

    keys = (SUD, VOC, SETS)
    side_by_side = False

    def group(self, row: Target) -> str:
        """Its prong; the targets are worked on one after the other."""
        return str(row.get_prong_display())

    def rows(self, plan: Plan) -> list[RecordRow]:
        """The targets that can be worked on, what is due first."""
        return [target for target, _course in open_targets(plan)]

    def values(self, session: TherapySession, row: RecordRow) -> list[tuple[str, int]]:
        """(track, number) in the order in which they were noted in the session, and the sets so far."""
        found = ((key, getattr(one, key)) for one in measures_in(session, row.pk) for key in (SUD, VOC))
        return [(key, value) for key, value in found if value is not None] + [(SETS, sets_in(session, row.pk))]

    def given(self, plans: Sequence[Plan]) -> QuerySet[TargetMeasure]:
        """SUD and VOC of these plans' targets that were noted in a session, in the order of noting."""
        found = TargetMeasure.objects.filter(plan__in=plans, session__isnull=False, removed_at__isnull=True)
        return found.select_related("session", "target").order_by("made_at", "id")

    def read(self, row: TargetMeasure) -> tuple[str, list[tuple[str, int]]]:
        """The target, and its numbers by track."""
        found = ((key, getattr(row, key)) for key in (SUD, VOC))
        return row.target.label, [(key, value) for key, value in found if value is not None]

    def row_id(self, row: TargetMeasure) -> UUID:
        """The target's."""
        found: UUID = row.target_id
        return found

    def closed(self, session: TherapySession, row: RecordRow) -> dict[str, str]:
        """VOC during desensitisation; sets before the gate."""
        found = {}
        if session.plan and (name := locked_phase(session.plan, modality_of_plan(session.plan))):
            found[SETS] = _("Locked: sets begin with the phase “%(name)s”.") % {"name": name}
        if isinstance(row, Target) and sets_in(session, row.pk) and not course_of_target(row).is_clear:
            found[VOC] = _("VOC comes with installation, at SUD 0.")
        return found

    def note(
        self, *, session: TherapySession, plan: Plan, by: Actor, key: str, value: int, row_id: UUID | None
    ) -> None:
        """Notes SUD, which counts a set where none was counted since the last one, VOC, or the sets so far. Raises
        ValidationError."""
        target = target_of(plan, row_id)
        Plan.objects.select_for_update().get(pk=plan.pk)  # two presses at once count two sets
        if key == SETS:
            self._count(session, plan, by, target, value)
            return
        row = {"target": target, "session": session, "on": day_of(session), key: value}
        save_row(plan=plan, kind=MEASURE, by=by, values=row | {"sets": self._sets(session, target, key)})

    def _sets(self, session: TherapySession, target: Target, key: str) -> int:
        """After how many sets the number is noted; the first one of a session without sets is before the first."""
        so_far = sets_in(session, target.pk)
        noted = [row.sets for row in measures_in(session, target.pk) if getattr(row, key) is not None]
        return so_far + 1 if noted and max(noted) >= so_far else so_far

    def _count(self, session: TherapySession, plan: Plan, by: Actor, target: Target, value: int) -> None:
        noted = max((row.sets for row in measures_in(session, target.pk)), default=0)
        if value < noted:
            raise ValidationError(_("A number was noted after %(n)s sets. Take that back first.") % {"n": noted})
        record_work(plan=plan, session=session, by=by, target=target, values={SETS: value})

    def undo(self, *, session: TherapySession, plan: Plan, key: str, row_id: UUID | None) -> None:
        """Takes the last number of the session back, or the sets that were counted since. Raises ValidationError."""
        target = target_of(plan, row_id)
        if key == SETS:
            raise ValidationError(_("Sets are counted down by “−”."))
        rows = [row for row in measures_in(session, target.pk) if getattr(row, key) is not None]
        if rows:
            remove_row(plan=plan, kind=MEASURE, row_id=rows[-1].pk)
