"""The tabs of a plan's page: what each of them reads and shows."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.wording.queries import instruments
from clients.queries import may_for, portal_access
from clinic.core.access import Actor, May
from clinic.core.lazy import StrOrPromise
from interventions.catalogue import Modality
from interventions.diary.queries import NEWEST, entries_of, has_diary
from interventions.library.queries import modalities
from interventions.modalities.package import Picture
from interventions.modalities.packages import kinds_of
from interventions.models import Plan
from interventions.plans import goals
from interventions.plans.explained import explained
from interventions.plans.forms import (
    ATTAINMENT_IDS,
    MEASURE_IDS,
    AttainmentGoalForm,
    ChangeForm,
    ExitForm,
    FormulationForm,
    MeasureGoalForm,
    PhaseForm,
    SpecialistForm,
)
from interventions.plans.goal_models import LEVELS
from interventions.plans.pictures import curve_of
from interventions.plans.queries import (
    dissociation_forms,
    linked_of,
    overrides_of,
    phases_with_conditions,
    readable_people,
)
from interventions.records.kinds import Kind
from interventions.records.models import RecordRow
from interventions.records.queries import due_again, pictures_of, record_rows
from interventions.sessions.numbers import MOST_NUMBERS, numbers_given
from interventions.sessions.queries import next_session_of

WIDE = ("cycle", "parts")  # as wide as what is drawn: they need the whole page
MOST_SHOWN = 4  # rows of an open list; what comes after is folded, unless it were one row only


@dataclass(frozen=True)
class Section:
    """The rows of one kind on the record's page: the first ones, and the rest, which is folded. ``newest``: the day of
    the newest row, where the rows have days."""

    kind: Kind
    first: Sequence[RecordRow]
    rest: Sequence[RecordRow]
    newest: date | None

    @property
    def count(self) -> int:
        return len(self.first) + len(self.rest)


def section_of(kind: Kind, rows: Sequence[RecordRow]) -> Section:
    """``rows``: in the order of the kind; what is told by days is shown with the newest first. A section that is not at
    hand is folded as a whole, and then shows all of its rows."""
    shown = rows[::-1] if kind.is_by_day else rows
    most = MOST_SHOWN if kind.at_hand and len(rows) > MOST_SHOWN + 1 else len(rows)
    days = [row.on for row in rows if "on" in kind.fields]  # type: ignore[attr-defined]  # such kinds have the column
    return Section(kind, shown[:most], shown[most:], max(days, default=None))


class PlanTab(ABC):
    """A part of a plan's page, with an address of its own. ``lists``: what is read for it, in one statement with what
    the page's head shows."""

    do_not_call_in_templates: ClassVar = True  # the row of tabs is drawn from the classes
    route: ClassVar[str]
    label: ClassVar[StrOrPromise]
    template: ClassVar[str]

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        self.actor, self.plan, self.modality = actor, plan, modality
        self.whole = may_for(actor, plan.client, May.READ_RECORD)

    @property
    def readable(self) -> list[Any]:
        """Who takes part and whose record the actor may read; no statement where that is the client alone."""
        alone = self.whole and not self.plan.household_id
        return [self.plan.client] if alone else readable_people(self.actor, self.plan)

    @property
    @abstractmethod
    def lists(self) -> Sequence[QuerySet[Any, Any]]:
        """What :meth:`context` uses, not read yet."""

    @abstractmethod
    def context(self, forms: dict[str, object]) -> dict[str, object]:
        """What the template shows; ``forms``: those that were not accepted, by their names in the template."""


class Course(PlanTab):
    """What is needed in the room: what is due again, where the plan is, and the pictures of the work."""

    route, label, template = "plans:plan", _("Course"), "plans/plan_course.html"

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        super().__init__(actor, plan, modality)
        self.overrides, self.next_session = overrides_of(actor, plan), next_session_of(plan)
        self.dissociation, self.record = dissociation_forms(plan.client), record_rows(plan, modality, actor)

    @property
    def lists(self) -> Sequence[QuerySet[Any, Any]]:
        return [self.overrides, self.next_session, self.dissociation, *self.record.values()]

    def context(self, forms: dict[str, object]) -> dict[str, object]:
        plan, modality = self.plan, self.modality
        rows = {row.phase: row for row in plan.phases.all()}
        record = {key: list(found) for key, found in self.record.items()}
        pictures = pictures_of(plan, modality, record, self.readable)
        return {
            "overrides": self.overrides,
            "phases": [
                (phase, rows.get(phase.key), missing if self.whole else [])
                for phase, missing in phases_with_conditions(plan, modality, self.dissociation)
            ],
            "wide": [one for one in pictures if one[0] in WIDE],
            "pictures": opened([one for one in pictures if one[0] not in WIDE]),
            "due_again": due_again([plan]).get(plan.pk, []),
            "next_session": self.next_session[0] if self.next_session else None,
            "phase_form": PhaseForm(modality=modality, current=plan.phase),
            "exit_form": forms.get("exit_form") or ExitForm(row=plan, current=rows.get(plan.phase)),
            "specialist_form": SpecialistForm(row=plan),
        }


def opened(pictures: Sequence[Picture]) -> list[tuple[str, str, Any, bool]]:
    """The pictures, each with whether it is open: the first one of each sort is, the others are folded."""
    sorts = [name for name, _heading, _chart in pictures]
    return [(*picture, sorts.index(picture[0]) == place) for place, picture in enumerate(pictures)]


class Record(PlanTab):
    """The modality's own record, the numbers of the sessions, and the client's diary."""

    route, label, template = "plans:plan-record", _("Record"), "plans/plan_record.html"

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        super().__init__(actor, plan, modality)
        self.record = record_rows(plan, modality, actor)

    @property
    def lists(self) -> Sequence[QuerySet[Any, Any]]:
        return [*self.record.values()]

    def context(self, forms: dict[str, object]) -> dict[str, object]:
        kinds = kinds_of(self.modality.record_key)
        sections = [section_of(kind, list(self.record[kind.key])) for kind in kinds]
        numbers = numbers_given([self.plan])
        return {
            "sections": sorted((one for one in sections if one.count), key=lambda one: not one.kind.at_hand),
            "unused": [one.kind for one in sections if not one.count],
            "numbers": numbers[:MOST_NUMBERS],
            "numbers_count": len(numbers),
            "diary": entries_of(self.plan)[:NEWEST] if self.whole and has_diary(self.plan) else None,
        }


class Goals(PlanTab):
    """What the plan is for, and how far it has come."""

    route, label, template = "plans:plan-goals", _("Goals"), "plans/plan_goals.html"

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        super().__init__(actor, plan, modality)
        self.goals = goals.readable_goals(actor, plan)

    @property
    def lists(self) -> Sequence[QuerySet[Any, Any]]:
        return [self.goals]

    def context(self, forms: dict[str, object]) -> dict[str, object]:
        progress, t_score = goals.goal_progress(self.plan, self.goals)
        return {
            "goals": [(one, curve_of(one, self.plan)) for one in progress],
            "t_score": t_score,
            "levels": LEVELS,
            "measure_form": MeasureGoalForm(auto_id=MEASURE_IDS),
            "attainment_form": AttainmentGoalForm(auto_id=ATTAINMENT_IDS),
        }


class Agreement(PlanTab):
    """What was agreed and why: agreement, formulation, papers to take home, pause and end."""

    route, label, template = "plans:plan-agreement", _("Agreement"), "plans/plan_agreement.html"

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        super().__init__(actor, plan, modality)
        self.linked, self.portal = linked_of(plan), portal_access(plan.client)

    @property
    def lists(self) -> Sequence[QuerySet[Any, Any]]:
        return [self.linked, self.portal]

    def context(self, forms: dict[str, object]) -> dict[str, object]:
        names = {key: instrument.short for key, instrument in instruments().items()}
        return {
            "printed_for": self.readable,
            "portal": bool(self.portal),
            "explained": explained(self.modality),
            "linked": [(row, names.get(row.assessment.instrument, "")) for row in self.linked],
            "change_form": ChangeForm(plan=self.plan, known=modalities()),
            "formulation_form": FormulationForm(row=self.plan, names=names),
        }


TABS: tuple[type[PlanTab], ...] = (Course, Record, Goals, Agreement)
