"""Who is responsible for a client at this moment: whom a risk alert is sent to, and who is told when nobody acts.

One pure decision (:func:`decide`) over facts that one place collects (:func:`facts_for`). A closed account is never
among them, and nobody is left out while a single active staff member exists.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.escalation.models import EscalationStep
from clients.escalation.queries import Step, steps_in_use, usual_steps
from clients.models import AlertRecipient, AlertRules, CareRelation, Cover, RiskAlert
from clients.on_call.queries import on_call_in_rota
from clinic.core.access import May, roles_with
from clinic.core.models import Staff

Whom = EscalationStep.Whom
REPEAT = timedelta(days=1)
LEAST_MINUTES = 5
USUAL_MINUTES = 60

# Asked who of these staff is away at a moment. Leave is kept in a package above: see clinic/config/registry.py.
AWAY: list[Callable[[Collection[UUID], datetime], set[UUID]]] = []


def away_at(staff: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of these staff who are away at a moment."""
    return {one for ask in AWAY for one in ask(staff, at)}


@dataclass(frozen=True)
class Person:
    """What the decision asks of a staff member. ``opens_alerts``: may see alerts of clients they are told of."""

    id: UUID
    is_active: bool = True
    is_away: bool = False
    opens_alerts: bool = True
    manages: bool = False
    supervisor: UUID | None = None

    @property
    def is_present(self) -> bool:
        return self.is_active and not self.is_away


@dataclass(frozen=True)
class Facts:
    """The practice's staff, who is on call, and one client's care team (``second``: oldest relation first).

    ``cover``: who takes the place of the lead at this moment, who is on leave. ``rota``: whom the rota names at this
    moment; ``on_call`` is who is on call where those cannot act, or nobody is.
    """

    staff: Mapping[UUID, Person]
    lead: UUID | None = None
    cover: UUID | None = None
    second: tuple[UUID, ...] = ()
    on_call: UUID | None = None
    rota: tuple[UUID, ...] = ()
    steps: tuple[Step, ...] = usual_steps(USUAL_MINUTES)

    def can_act(self, staff_id: UUID) -> bool:
        """Whether somebody is there and may open alerts."""
        person = self.staff.get(staff_id)
        return person is not None and person.is_present and person.opens_alerts


@dataclass(frozen=True)
class Responsible:
    """Whom to tell: ``first`` at once, then the steps of ``ladder`` one after another. All of them have open accounts.

    ``first`` is empty only where the practice has no active staff at all.
    """

    first: tuple[UUID, ...]
    ladder: tuple[tuple[UUID, ...], ...] = field(default=())
    waits: tuple[int, ...] = (USUAL_MINUTES,)  # minutes before each step of the ladder; without one, before everybody

    @property
    def everybody(self) -> tuple[UUID, ...]:
        return _distinct([*self.first, *(one for step in self.ladder for one in step)])

    def further(self, told: Collection[UUID]) -> tuple[tuple[UUID, ...], int] | None:
        """The first step of the ladder with somebody who was not ``told`` yet, and the minutes before it; None where
        nobody is left. Who was told decides, not how many rounds there were: duty, leave and steps change meanwhile."""
        steps = zip(self.ladder, self.waits, strict=False)
        return next(((people, wait) for people, wait in steps if not set(people) <= set(told)), None)

    def next_round(self, told: Collection[UUID], rounds: int) -> tuple[tuple[UUID, ...], int | None]:
        """Whom the next round tells if nobody acts, and how many minutes after the last one; None for a day.

        ``rounds``: how many there were after the first. Where nobody is left, everybody is told again.
        """
        return self.further(told) or (self.everybody, None if rounds else self.waits[0])


def _distinct(people: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(people))


def _present(facts: Facts, ids: Iterable[UUID | None], *, opening: bool = True) -> tuple[UUID, ...]:
    """Those of these who are there; ``opening``: and may open alerts."""
    found = (facts.staff[one] for one in ids if one is not None and one in facts.staff)
    return _distinct(p.id for p in found if p.is_present and (p.opens_alerts or not opening))


def _people(facts: Facts) -> dict[EscalationStep.Whom, tuple[UUID, ...]]:
    """Whom a step of each kind tells; a certain person is named by the step."""
    lead = facts.staff.get(facts.lead) if facts.lead else None
    return {
        Whom.SECOND: _present(facts, facts.second),
        Whom.SUPERVISOR: _present(facts, [lead.supervisor if lead else None]),
        Whom.ON_CALL: _present(facts, [*facts.rota, facts.on_call])[:1],
        Whom.ADMINS: _present(facts, (p.id for p in facts.staff.values() if p.manages), opening=False),
    }


def decide(facts: Facts) -> Responsible:
    """The lead (while away: whoever covers, or the second therapist) and the person on call; for each who is
    missing the next one above.

    Above are the lead's supervisor and then the practice's admins, whatever the steps are. Where nobody who is present
    can open the alert, the practice's other therapists and supervisors are told as well; where nobody is present at
    all, those who are away. The ladder is the practice's steps, as far as there is somebody new to tell.
    """
    staff, people = facts.staff, _people(facts)
    therapist = _present(facts, [facts.lead]) or _present(facts, [facts.cover]) or people[Whom.SECOND][:1]
    on_call = people[Whom.ON_CALL]
    first = [*therapist, *on_call]
    above = [step for step in (people[Whom.SUPERVISOR], people[Whom.ADMINS]) if set(step) - set(first)]
    for _missing in range((not therapist) + (not on_call)):
        first += above.pop(0) if above else ()
    if not any(staff[one].opens_alerts for one in first):
        first += _present(facts, staff)
    if not first:
        first = [p.id for p in staff.values() if p.is_present]
    if not first:  # everybody is away: better somebody on leave than nobody
        first = [p.id for p in staff.values() if p.is_active]
    return _with_ladder(facts, people, _distinct(first))


def _with_ladder(
    facts: Facts, people: Mapping[EscalationStep.Whom, tuple[UUID, ...]], told: tuple[UUID, ...]
) -> Responsible:
    """Those who are told at once, and the steps that have somebody else."""
    ladder = []
    for step in facts.steps:
        found = _present(facts, [step.staff]) if step.staff else people[step.whom]
        if new := tuple(one for one in found if one not in told):
            ladder.append((step.wait, new))
    waits = tuple(wait for wait, _step in ladder) or (facts.steps[0].wait,)
    return Responsible(told, tuple(step for _wait, step in ladder), waits)


def facts_for(clients: Collection[UUID], at: datetime | None = None) -> dict[UUID, Facts]:
    """Client → facts, for the current practice. Six statements, and one for each list of who is away."""
    at = at or timezone.now()
    opens, manages = set(roles_with(May.SEE_ALERTS)), set(roles_with(May.MANAGE_PRACTICE))
    rows = list(Staff.objects.select_related("user").order_by("id"))
    away = away_at([row.pk for row in rows if row.is_active], at)
    staff = {
        row.pk: Person(
            id=row.pk,
            is_active=row.is_active and row.user.is_active,
            is_away=row.pk in away,
            opens_alerts=bool(opens.intersection(row.roles)),
            manages=bool(manages.intersection(row.roles)),
            supervisor=row.supervisor_id,
        )
        for row in rows
    }
    rules = AlertRules.objects.first() or AlertRules()
    rota, steps = tuple(on_call_in_rota(at)), steps_in_use(rules.escalate_minutes)
    care: dict[UUID, dict[str, list[UUID]]] = {client: {} for client in clients}
    relations = CareRelation.objects.current().filter(client__in=clients).order_by("since", "id")
    for client, staff_id, part in relations.values_list("client", "staff", "part"):
        care[client].setdefault(part, []).append(staff_id)
    covers = dict(Cover.objects.at(at).values_list("therapist_id", "staff_id"))
    return {
        client: Facts(
            staff=staff,
            lead=next(iter(parts.get("lead", [])), None),
            cover=next((covers[one] for one in parts.get("lead", []) if one in covers), None),
            second=tuple(parts.get("second", [])),
            on_call=rules.on_call_id,
            rota=rota,
            steps=steps,
        )
        for client, parts in care.items()
    }


def cannot_open(staff: Staff) -> str:
    """Why somebody can open no alert at all, in words; empty where they can."""
    name = {"name": staff.name}
    if not (staff.is_active and staff.user.is_active):
        return _("%(name)s's account is closed.") % name
    if set(staff.roles).isdisjoint(roles_with(May.SEE_ALERTS)):
        return _("%(name)s is neither therapist nor supervisor.") % name
    return ""


def cannot_act(staff: Staff) -> str:
    """Why somebody cannot act on an alert now, in words; empty where they can."""
    if problem := cannot_open(staff):
        return problem
    return _("%(name)s is on leave now.") % {"name": staff.name} if away_at([staff.pk], timezone.now()) else ""


def on_call_problem(rules: AlertRules) -> str:
    """Why the person on call cannot act, in words; empty where they can, or where nobody is named."""
    problem = cannot_act(rules.on_call) if rules.on_call else ""
    return f"{problem} {_('Put somebody else on call.')}" if problem else ""


def responsible_for(clients: Collection[UUID], at: datetime | None = None) -> dict[UUID, Responsible]:
    """Client → who is responsible at a moment (now)."""
    return {client: decide(facts) for client, facts in facts_for(clients, at).items()}


def wait_of(level: str, minutes: int) -> timedelta:
    """How long people have before the next ones are told, of a step's ``minutes``: half as long where the risk is high
    (5 minutes at least, where the step has them), a day where it is low (that is read in the morning)."""
    if level == RiskAlert.Level.LOW:
        return max(REPEAT, timedelta(minutes=minutes))
    if level == RiskAlert.Level.HIGH:
        return timedelta(minutes=max(min(LEAST_MINUTES, minutes), minutes // 2))
    return timedelta(minutes=minutes)


@dataclass(frozen=True)
class Reachable:
    """Somebody who can open an alert, for who may not: name, what they are to it, whether they were told."""

    name: str
    duty: str
    is_away: bool
    was_told: bool


def whom_to_reach(alerts: Sequence[RiskAlert]) -> list[tuple[RiskAlert, list[Reachable]]]:
    """Each alert with the people who can open it and have open accounts, those who are present first."""
    if not alerts:
        return []
    facts = facts_for({alert.client_id for alert in alerts})
    names = dict(Staff.objects.values_list("pk", "name"))
    told: dict[UUID, set[UUID]] = {}
    for alert_id, staff_id in AlertRecipient.objects.filter(alert__in=alerts).values_list("alert", "staff"):
        told.setdefault(alert_id, set()).add(staff_id)
    return [(one, _reachable(facts[one.client_id], told.get(one.pk, set()), names)) for one in alerts]


def _reachable(facts: Facts, told: set[UUID], names: Mapping[UUID, str]) -> list[Reachable]:
    lead = facts.staff.get(facts.lead) if facts.lead else None
    duties: list[tuple[UUID | None, str]] = [
        (facts.lead, _("lead therapist")),
        *((one, _("second therapist")) for one in facts.second),
        *((one, _("on call")) for one in (*facts.rota, facts.on_call)),
        (lead.supervisor if lead else None, _("supervisor")),
        *((one, _("told as well")) for one in sorted(told)),
    ]
    found: dict[UUID, Reachable] = {}
    for one, duty in duties:
        person = facts.staff.get(one) if one else None
        if person and person.is_active and person.opens_alerts and person.id not in found:
            found[person.id] = Reachable(names[person.id], duty, person.is_away, person.id in told)
    return sorted(found.values(), key=lambda row: row.is_away)


def count_overdue(now: datetime | None = None) -> int:
    """How many open alerts of the current practice have waited longer than its rule gives their level, and nobody has
    them in hand within the time for that.

    Old answers have no hurry: nobody was told of them, and they are not counted.
    """
    alerts = RiskAlert.objects.open().filter(told_at__isnull=False)
    rows = list(alerts.values_list(Coalesce("risen_at", "raised_at"), "level", "taken_at"))
    if not rows:
        return 0
    rules, now = AlertRules.objects.first() or AlertRules(), now or timezone.now()
    hold, first = timedelta(minutes=rules.taken_minutes), steps_in_use(rules.escalate_minutes)[0].wait
    return sum(
        max(began + wait_of(level, first), taken_at + hold if taken_at else began) <= now
        for began, level, taken_at in rows
    )
