"""SUD and VOC that are noted during a session: they go into the ledger of the target that is worked on."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.modalities.emdr.kinds import MEASURE
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.plans.models import Plan
from interventions.records.actions import remove_row, save_row
from interventions.records.models import RecordRow
from interventions.sessions.models import TherapySession


def _measures(session: TherapySession, target: RecordRow) -> list[TargetMeasure]:
    found = TargetMeasure.objects.filter(session=session, target=target.pk, removed_at__isnull=True)
    return list(found.order_by("made_at", "id"))


def _target(plan: Plan, target_id: UUID | None) -> Target:
    found = Target.objects.filter(pk=target_id, plan=plan, removed_at__isnull=True).first() if target_id else None
    if found is None:
        raise ValidationError(_("Choose the target that is worked on."))
    return found


class TargetTracks:
    """See :class:`interventions.modalities.package.RowTracks`."""

    keys = ("sud", "voc")
    side_by_side = False

    def group(self, row: Target) -> str:
        """Its prong; the targets are worked on one after the other."""
        return str(row.get_prong_display())

    def rows(self, plan: Plan) -> list[RecordRow]:
        """The targets that are not complete, the one in processing first."""
        open_ = Target.objects.filter(plan=plan, removed_at__isnull=True).exclude(status=Target.Status.COMPLETE)
        return [*sorted(open_.order_by("made_at"), key=lambda row: row.status != Target.Status.PROCESSING)]

    def values(self, session: TherapySession, row: RecordRow) -> list[tuple[str, int]]:
        """(track, number) in the order in which they were noted in the session."""
        found = ((key, getattr(measure, key)) for measure in _measures(session, row) for key in self.keys)
        return [(key, value) for key, value in found if value is not None]

    def given(self, plans: Sequence[Plan]) -> QuerySet[TargetMeasure]:
        """SUD and VOC of these plans' targets that were noted in a session, in the order of noting."""
        found = TargetMeasure.objects.filter(plan__in=plans, session__isnull=False, removed_at__isnull=True)
        return found.select_related("session", "target").order_by("made_at", "id")

    def read(self, row: TargetMeasure) -> tuple[str, list[tuple[str, int]]]:
        """The target, and its numbers by track."""
        found = ((key, getattr(row, key)) for key in self.keys)
        return row.target.label, [(key, value) for key, value in found if value is not None]

    def row_id(self, row: TargetMeasure) -> UUID:
        """The target's."""
        found: UUID = row.target_id
        return found

    def note(
        self, *, session: TherapySession, plan: Plan, by: Actor, key: str, value: int, row_id: UUID | None
    ) -> None:
        """Notes SUD, which counts a set, or VOC. Raises ValidationError."""
        target = _target(plan, row_id)
        sets = max((row.sets for row in _measures(session, target)), default=-1) + (1 if key == "sud" else 0)
        save_row(
            plan=plan,
            kind=MEASURE,
            by=by,
            values={
                "target": target,
                "session": session,
                "on": timezone.localdate(session.starts_at),  # not of the day on which it is typed
                "sets": max(sets, 0),
                key: value,
            },
        )

    def undo(self, *, session: TherapySession, plan: Plan, key: str, row_id: UUID | None) -> None:
        """Takes the last number of the session back. Raises ValidationError."""
        rows = [row for row in _measures(session, _target(plan, row_id)) if getattr(row, key) is not None]
        if rows:
            remove_row(plan=plan, kind=MEASURE, row_id=rows[-1].pk)
