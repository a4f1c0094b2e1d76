"""What a modality records during a session beside its numbers: shown beside the note, and pressed there."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.library.queries import modality_of_plan
from interventions.modalities.package import SessionDesk
from interventions.modalities.packages import package_of
from interventions.models import Plan, TherapySession


@dataclass(frozen=True)
class Desk:
    """A modality's panel of a session: its template, and what that draws."""

    template: str
    shown: object


def _found(session: TherapySession) -> tuple[Plan, SessionDesk] | None:
    """The plan and its modality's desk; none without a plan, and where one person of a joint plan comes alone unless
    the modality records what is that person's own."""
    if session.plan is None or session.plan.state == Plan.State.ENDED:
        return None
    package = package_of(modality_of_plan(session.plan).record_key)
    if package is None or package.desk is None or (session.is_alone_in_joint_plan and not package.desk_of_one):
        return None
    return session.plan, package.desk


def desk_of(session: TherapySession, actor: Actor) -> Desk | None:
    """The panel of the session's modality as the actor may read it; None where there is nothing to record."""
    if (found := _found(session)) is None:
        return None
    plan, desk = found
    shown = desk.shown(session=session, plan=plan, by=actor)
    return None if shown is None else Desk(desk.template, shown)


def desk_anew(session: TherapySession, actor: Actor) -> Desk | None:
    """The panel as it is after a number or the sheet was saved; None where it shows nothing of either."""
    found = _found(session)
    return desk_of(session, actor) if found and found[1].follows_numbers else None


def press_desk(*, session: TherapySession, by: Actor, value: str) -> str:
    """Records what was pressed; returns what was done in words. Raises ValidationError."""
    if (found := _found(session)) is None:
        raise ValidationError(_("Nothing of this kind is recorded in this session."))
    plan, desk = found
    return desk.press(session=session, plan=plan, by=by, value=value)
