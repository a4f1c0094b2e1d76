"""How strong each mode was in a session: all modes side by side, one number each."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.modalities.schema.kinds import STRENGTH
from interventions.modalities.schema.models import ORDER, Mode, ModeKind, ModeStrength
from interventions.plans.models import Plan
from interventions.records.actions import remove_row, save_row
from interventions.records.models import RecordRow
from interventions.sessions.models import TherapySession


def _noted(session: TherapySession, mode_id: UUID) -> ModeStrength | None:
    rows = ModeStrength.objects.filter(session=session, mode=mode_id, removed_at__isnull=True)
    return rows.order_by("-made_at").first()


def _mode(plan: Plan, mode_id: UUID | None) -> Mode:
    found = Mode.objects.filter(pk=mode_id, plan=plan, removed_at__isnull=True).first() if mode_id else None
    if found is None:
        raise ValidationError(_("Choose a mode of this plan."))
    return found


class ModeTracks:
    """See :class:`interventions.modalities.package.RowTracks`."""

    keys = ("mode",)
    side_by_side = True

    def group(self, row: Mode) -> str:
        """The mode's kind."""
        return str(row.get_kind_display())

    def rows(self, plan: Plan) -> list[RecordRow]:
        """The modes by kind, each kind in the order in which they were found."""
        modes = Mode.objects.filter(plan=plan, removed_at__isnull=True).order_by("made_at", "id")
        return [*sorted(modes, key=lambda mode: ORDER.index(ModeKind(mode.kind)))]

    def values(self, session: TherapySession, row: RecordRow) -> list[tuple[str, int]]:
        """The one number of the session."""
        found = _noted(session, row.pk)
        return [("mode", found.strength)] if found else []

    def given(self, plans: Sequence[Plan]) -> QuerySet[ModeStrength]:
        """Strengths of these plans' modes that were noted in a session, in the order of noting."""
        found = ModeStrength.objects.filter(plan__in=plans, session__isnull=False, removed_at__isnull=True)
        return found.select_related("session", "mode").order_by("made_at", "id")

    def read(self, row: ModeStrength) -> tuple[str, list[tuple[str, int]]]:
        """The mode, and how strong it was."""
        return row.mode.name, [("mode", row.strength)]

    def row_id(self, row: ModeStrength) -> UUID:
        """The mode's."""
        found: UUID = row.mode_id
        return found

    def closed(self, session: TherapySession, row: RecordRow) -> dict[str, str]:
        """None: a mode can be rated at any time."""
        return {}

    def note(
        self, *, session: TherapySession, plan: Plan, by: Actor, key: str, value: int, row_id: UUID | None
    ) -> None:
        """Notes how strong a mode is; a second number in the same session takes the place of the first."""
        mode = _mode(plan, row_id)
        Plan.objects.select_for_update().get(pk=plan.pk)  # two presses at once: the second changes the first
        noted = _noted(session, mode.pk)
        save_row(
            plan=plan,
            kind=STRENGTH,
            by=by,
            values={"mode": mode, "session": session, "strength": value},
            row_id=noted.pk if noted else None,
            revision=noted.revision if noted else None,
        )

    def undo(self, *, session: TherapySession, plan: Plan, key: str, row_id: UUID | None) -> None:
        """Takes the number of the session back. Raises ValidationError."""
        noted = _noted(session, _mode(plan, row_id).pk)
        if noted:
            remove_row(plan=plan, kind=STRENGTH, row_id=noted.pk)
