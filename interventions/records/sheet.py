"""What is typed beside the note on a modality's own sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from clinic.core.forms import errors_at_fields
from interventions.library.queries import modality_of_plan
from interventions.modalities.package import SessionSheet
from interventions.modalities.packages import package_of
from interventions.models import Plan, TherapySession
from interventions.records.models import RecordRow


@dataclass(frozen=True)
class Sheet:
    """A modality's sheet of a session: its template, its form, what was saved, and what was just done in words."""

    template: str
    form: forms.Form
    rows: Sequence[RecordRow]
    done: str = ""


def _found(session: TherapySession) -> tuple[Plan, SessionSheet] | None:
    if session.plan is None or session.is_alone_in_joint_plan or session.plan.state == Plan.State.ENDED:
        return None
    package = package_of(modality_of_plan(session.plan).record_key)
    return (session.plan, package.sheet) if package and package.sheet else None


def _minute(session: TherapySession) -> int | None:
    """Whole minutes since the session began, while it goes on."""
    now = timezone.now()
    going_on = session.starts_at <= now <= session.ends_at
    return int((now - session.starts_at).total_seconds() // 60) if going_on else None


def sheet_of(session: TherapySession) -> Sheet | None:
    """The empty sheet of the session's modality; None where it has none."""
    if (found := _found(session)) is None:
        return None
    _plan, sheet = found
    return Sheet(sheet.template, sheet.form(session=session, minute=_minute(session)), sheet.rows(session=session))


def save_sheet(*, session: TherapySession, by: Actor, data: Mapping[str, object]) -> Sheet:
    """Saves what was typed: an empty sheet with what was done, or the same one with its errors, and nothing saved.

    Raises ValidationError where the session has no sheet.
    """
    if (found := _found(session)) is None:
        raise ValidationError(_("Nothing of this kind is recorded in this session."))
    plan, sheet = found
    form, done = sheet.form(session=session, minute=None, data=data), ""
    if form.is_valid():
        with errors_at_fields(form):
            done = sheet.save(form, session=session, plan=plan, by=by)
    if done:
        form = sheet.form(session=session, minute=_minute(session))
    return Sheet(sheet.template, form, sheet.rows(session=session), done)
