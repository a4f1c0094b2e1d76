"""EFT beside the note: the step of each person, the moves of the session, and the repair of injuries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.models import Client
from clinic.core.access import Actor
from clinic.core.address import uuid_of
from clinic.core.together import fetch_together
from interventions.modalities.eft import steps
from interventions.modalities.eft.kinds import INJURY, MOVE, REPAIR, STEP
from interventions.modalities.eft.work_models import AttachmentInjury, InjuryStep, StepReached, TangoMove
from interventions.plans.models import Plan
from interventions.plans.queries import readable_people
from interventions.records.actions import remove_row, save_row
from interventions.records.kinds import Kind
from interventions.sessions.models import TherapySession

LETTERS = "abdfg"  # by which a line of buttons has the keys: one for each person, then one for each injury
MOVE_LETTER = "m"


@dataclass(frozen=True)
class Button:
    """A step or a move: its number, its words, whether it is where one stands, and how often it was pressed here."""

    number: int
    words: str
    pressed: bool = False
    times: int = 0


@dataclass(frozen=True)
class Line:
    """Buttons about one person or one injury. ``now``: the newest step; ``here``: whether it is of this session."""

    id: UUID | None
    name: str
    letter: str
    buttons: list[Button]
    now: StepReached | None = None
    words: str = ""
    here: bool = False
    told: bool = False


@dataclass(frozen=True)
class Shown:
    """What stands beside the note; ``moves``: letter and buttons of the tango."""

    people: list[Line]
    moves: Line
    injuries: list[Line] = field(default_factory=list)
    alone: bool = False


class StepsDesk:
    """See :class:`interventions.modalities.package.SessionDesk`. ``words``: of the nine steps."""

    template = "eft/_desk.html"
    follows_numbers = False

    def __init__(self, words: steps.Words = steps.COUPLE_STEPS, step: Kind = STEP, move: Kind = MOVE) -> None:
        self._words, self._step, self._move = words, step, move

    def shown(self, *, session: TherapySession, plan: Plan, by: Actor) -> Shown | None:
        """Each person whose record the actor may read with their step; the moves; injuries in joint sessions."""
        people = _people(session, plan, by)
        if not people:
            return None
        ids = [person.pk for person in people]
        held = {"plan": plan, "removed_at__isnull": True}
        reached = StepReached.objects.filter(**held, client__in=ids).order_by("on", "made_at", "id")
        made = self._move.readable(TangoMove.objects.filter(**held, session=session), by)
        injuries = INJURY.readable(AttachmentInjury.objects.filter(**held), by).order_by("on", "made_at", "id")
        repair = REPAIR.readable(InjuryStep.objects.filter(**held), by)
        joint = session.household_id is not None
        fetch_together(reached, made, *((injuries, repair) if joint else ()))
        found = _injuries(list(injuries), list(repair), session, len(people)) if joint else []
        return Shown(
            [self._person(person, list(reached), session, number) for number, person in enumerate(people)],
            Line(None, "", MOVE_LETTER, _moves([row.move for row in made])),
            found,
            session.is_alone_in_joint_plan,
        )

    def _person(self, person: Client, rows: Sequence[StepReached], session: TherapySession, number: int) -> Line:
        now = next((row for row in reversed(rows) if row.client_id == person.pk), None)
        at = now.step if now else 0
        buttons = [Button(step, str(text), pressed=step == at) for step, text in self._words.items()]
        here = any(row.client_id == person.pk and row.session_id == session.pk for row in rows)
        words = str(self._words[at]) if at else ""
        return Line(person.pk, person.name, LETTERS[number % len(LETTERS)], buttons, now, words, here)

    def press(self, *, session: TherapySession, plan: Plan, by: Actor, value: str) -> str:
        """``step:N:ID`` notes where a person stands, once a session: the second takes the place of the first.
        ``move:N`` notes a move, ``repair:N:ID`` a step with an injury; ``undo-step:ID``, ``undo-move:N`` and
        ``undo-repair:N:ID`` take the last of this session back. Raises ValidationError."""
        act, _colon, rest = value.partition(":")
        text, _colon, named = rest.partition(":")
        wanted = uuid_of(named or text)
        if act in {"step", "undo-step"}:
            person = next((one for one in _people(session, plan, by) if one.pk == wanted), None)
            if person is None:
                raise ValidationError(_("Choose somebody who takes part."))
            return (
                self._reach(session, plan, by, person, _number(text)) if act == "step" else self._back(session, person)
            )
        if act in {"move", "undo-move"}:
            return self._make(session, plan, by, _number(text), undo=act == "undo-move")
        if act in {"repair", "undo-repair"}:
            return _repair(session, plan, by, wanted, _number(text), undo=act == "undo-repair")
        raise ValidationError(_("Choose a step or a move."))

    def _reach(self, session: TherapySession, plan: Plan, by: Actor, person: Client, step: int) -> str:
        if step not in self._words:
            raise ValidationError(_("Choose a step from 1 to 9."))
        Plan.objects.select_for_update().get(pk=plan.pk)  # two presses at once: the second changes the first
        row = StepReached.objects.filter(session=session, client=person, removed_at__isnull=True).first()
        save_row(
            plan=plan,
            kind=self._step,
            by=by,
            values={"client": person, "step": step, "session": session},
            row_id=row.pk if row else None,
            revision=row.revision if row else None,
        )
        return _("%(name)s: step %(step)s, %(words)s.") % {
            "name": person.name,
            "step": step,
            "words": self._words[step],
        }

    def _back(self, session: TherapySession, person: Client) -> str:
        row = StepReached.objects.filter(session=session, client=person, removed_at__isnull=True).first()
        if row is None:
            raise ValidationError(_("No step was noted in this session."))
        remove_row(plan=row.plan, kind=self._step, row_id=row.pk)
        return _("%(name)s: step taken back.") % {"name": person.name}

    def _make(self, session: TherapySession, plan: Plan, by: Actor, move: int, *, undo: bool) -> str:
        if move not in steps.MOVES:
            raise ValidationError(_("Choose a move from 1 to 5."))
        words = {"move": move, "words": steps.MOVES[move]}
        if undo:
            rows = self._move.readable(TangoMove.objects.filter(session=session, move=move), by)
            last = rows.filter(removed_at__isnull=True).order_by("-made_at", "-id").first()
            if last is None:
                raise ValidationError(_("This move was not noted in this session."))
            remove_row(plan=plan, kind=self._move, row_id=last.pk)
            return _("Move %(move)s taken back: %(words)s.") % words
        alone = session.client if session.is_alone_in_joint_plan else None
        save_row(plan=plan, kind=self._move, by=by, values={"move": move, "session": session, "client": alone})
        return _("Move %(move)s: %(words)s.") % words


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) == 1 else 0


def _people(session: TherapySession, plan: Plan, by: Actor) -> list[Client]:
    """Who can be recorded: those of the session whose record the actor may read."""
    people = readable_people(by, plan)
    return [one for one in people if one.pk == session.client_id] if session.is_alone_in_joint_plan else people


def _moves(made: Sequence[int]) -> list[Button]:
    return [
        Button(number, str(text), pressed=number in made, times=made.count(number))
        for number, text in steps.MOVES.items()
    ]


def _injuries(
    injuries: Sequence[AttachmentInjury], repair: Sequence[InjuryStep], session: TherapySession, before: int
) -> list[Line]:
    """The injuries that are not repaired yet, and those on which this session worked, each with its steps."""
    found: list[Line] = []
    for injury in injuries:
        rows = [row for row in repair if row.injury_id == injury.pk]
        here = {row.step for row in rows if row.session_id == session.pk}
        done = {row.step for row in rows}
        if steps.NEW_STORY in done and not here:
            continue
        letter = LETTERS[(before + len(found)) % len(LETTERS)]
        buttons = [
            Button(number, str(text), pressed=number in done, times=int(number in here))
            for number, text in steps.REPAIR.items()
        ]
        found.append(Line(injury.pk, injury.label, letter, buttons, told=steps.NEW_STORY in done))
    return found


def _repair(session: TherapySession, plan: Plan, by: Actor, wanted: UUID | None, step: int, *, undo: bool) -> str:
    found = INJURY.readable(AttachmentInjury.objects.filter(plan=plan, removed_at__isnull=True), by)
    injury = found.filter(pk=wanted).first() if wanted and session.household_id else None
    if injury is None:
        raise ValidationError(_("Choose an injury of this plan, in a joint session."))
    if step not in steps.REPAIR:
        raise ValidationError(_("Choose a step from 1 to 8."))
    words = {"name": injury.label, "step": step, "words": steps.REPAIR[step]}
    if undo:
        row = InjuryStep.objects.filter(injury=injury, session=session, step=step, removed_at__isnull=True).first()
        if row is None:
            raise ValidationError(_("This step was not noted in this session."))
        remove_row(plan=plan, kind=REPAIR, row_id=row.pk)
        return _("%(name)s: step %(step)s taken back.") % words
    save_row(plan=plan, kind=REPAIR, by=by, values={"injury": injury, "step": step, "session": session})
    return _("%(name)s: step %(step)s, %(words)s.") % words
