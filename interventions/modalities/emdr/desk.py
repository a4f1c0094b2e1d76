"""EMDR beside the note: where the targets of the session stand, what was said of them, and the kind of stimulation."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from clinic.core.address import uuid_of
from interventions.modalities.emdr.models import Target
from interventions.modalities.emdr.progress import Course
from interventions.modalities.emdr.queries import courses, ledger_of
from interventions.modalities.emdr.tracks import open_targets
from interventions.modalities.emdr.words import STAGES
from interventions.modalities.emdr.work import record_work, target_of
from interventions.modalities.emdr.work_models import Processing, Stimulation
from interventions.plans.models import Plan
from interventions.sessions.models import TherapySession

Step = tuple[str | Promise, str]  # its name; done, now or open


@dataclass(frozen=True)
class AtHand:
    """A target of the session: its steps, and the session's own row of it."""

    target: Target
    course: Course
    work: Processing | None

    @property
    def steps(self) -> list[Step]:
        """The steps in their order."""
        return steps_of(self.course)


@dataclass(frozen=True)
class Shown:
    """What stands beside the note."""

    targets: list[AtHand]
    stimulations: list[tuple[str, str]]


def steps_of(course: Course) -> list[Step]:
    """Each step of a target with its state: done, now or open."""
    done, now = course.done, course.now
    return [(name, "now" if stage == now else "done" if done[stage] else "open") for stage, name in STAGES.items()]


def targets_in(session: TherapySession, plan: Plan) -> list[AtHand]:
    """The targets that the session has something of; before that, the one that would be worked on. One statement."""
    record = ledger_of([plan])
    found = courses(record)
    work = {row.target_id: row for row in record["processing"] if row.session_id == session.pk}
    here = {row.target_id for row in record["measure"] if row.session_id == session.pk} | set(work)
    named = [AtHand(one, found[one.pk], work.get(one.pk)) for one in record["target"] if one.pk in here]
    return named or [AtHand(target, course, None) for target, course in open_targets(plan)[:1]]


class TargetsDesk:
    """See :class:`interventions.modalities.package.SessionDesk`."""

    template = "emdr/_desk.html"
    follows_numbers = True

    def shown(self, *, session: TherapySession, plan: Plan, by: Actor) -> Shown | None:
        """The targets of the session; None without targets."""
        found = targets_in(session, plan)
        return Shown(found, [(one.value, str(one.label)) for one in Stimulation]) if found else None

    def press(self, *, session: TherapySession, plan: Plan, by: Actor, value: str) -> str:
        """``eyes:ID`` and the like: the stimulation that is used with a target. Raises ValidationError."""
        kind, _colon, named = value.partition(":")
        target = target_of(plan, uuid_of(named))
        if kind not in Stimulation.values:
            raise ValidationError(_("Choose the kind of bilateral stimulation."))
        record_work(plan=plan, session=session, by=by, target=target, values={"stimulation": kind})
        return _("%(name)s: %(kind)s.") % {"name": target.label, "kind": Stimulation(kind).label}
