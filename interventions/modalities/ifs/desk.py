"""IFS beside the note: the target part, and what each of its protectors answers in the session."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from clinic.core.address import uuid_of
from interventions.modalities.ifs.kinds import PERMISSION, TARGET
from interventions.modalities.ifs.models import Answer, Part, Permission
from interventions.modalities.ifs.progress import Standing, standing_of
from interventions.plans.models import Plan
from interventions.records.actions import remove_row, save_row
from interventions.sessions.models import TherapySession


@dataclass(frozen=True)
class Shown:
    """What stands beside the note. ``here``: the protectors that answered in this session."""

    standing: Standing
    parts: list[Part]
    here: set[UUID]


class TargetDesk:
    """See :class:`interventions.modalities.package.SessionDesk`."""

    template = "ifs/_desk.html"
    follows_numbers = False

    def shown(self, *, session: TherapySession, plan: Plan, by: Actor) -> Shown | None:
        """The target, its protectors with their newest answers, and the parts to choose from; None without parts."""
        parts = list(Part.objects.filter(plan=plan, removed_at__isnull=True).order_by("kind", "name", "id"))
        if not parts:
            return None
        found = standing_of(plan)
        answers = [guard.permission for guard in found.guards if guard.permission]
        return Shown(found, parts, {row.protector_id for row in answers if row.session_id == session.pk})

    def press(self, *, session: TherapySession, plan: Plan, by: Actor, value: str) -> str:
        """``target:ID`` chooses a part; ``given:ID``, ``withheld:ID``, ``withdrawn:ID`` note what a protector of the
        target answers, ``undo:ID`` takes its answer of this session back. Raises ValidationError."""
        act, _colon, named = value.partition(":")
        wanted = uuid_of(named)
        part = Part.objects.filter(pk=wanted, plan=plan, removed_at__isnull=True).first() if wanted else None
        if part is None:
            raise ValidationError(_("Choose a part of this plan."))
        standing = standing_of(plan)
        if act == "target":
            if standing.part == part:
                raise ValidationError(_("This is the target part already."))
            save_row(plan=plan, kind=TARGET, by=by, values={"part": part, "session": session})
            return _("Target part: %(name)s.") % {"name": part.name}
        target = standing.part
        if target is None:
            raise ValidationError(_("Choose the target part first."))
        if act == "undo":
            return self._undo(session, plan, part, target)
        if act not in Answer.values:
            raise ValidationError(_("Choose given, withheld or withdrawn."))
        values = {"protector": part, "target": target, "answer": act, "session": session}
        save_row(plan=plan, kind=PERMISSION, by=by, values=values)
        return _("%(name)s: permission %(answer)s.") % {"name": part.name, "answer": Answer(act).label}

    def _undo(self, session: TherapySession, plan: Plan, part: Part, target: Part) -> str:
        rows = Permission.objects.filter(plan=plan, session=session, protector=part, target=target)
        last = rows.filter(removed_at__isnull=True).order_by("-made_at", "-id").first()
        if last is None:
            raise ValidationError(_("It has not answered in this session."))
        remove_row(plan=plan, kind=PERMISSION, row_id=last.pk)
        return _("%(name)s: answer taken back.") % {"name": part.name}
