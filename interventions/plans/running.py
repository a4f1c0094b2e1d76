"""What speaks against plans while they run, as far as somebody may read it, and what was considered about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from clients.health.models import HealthFact
from clients.health.queries import newest_facts, person_of
from clients.households.joint import people_of
from clients.models import Client, ViolenceScreen
from clients.queries import violence_going_on
from clinic.core.access import Actor
from clinic.core.messages import Message, message
from clinic.core.models import Staff
from interventions.catalogue import Modality
from interventions.cautions import Against, File, health_against
from interventions.library.queries import modalities_of
from interventions.models import CautionReview, Plan
from interventions.plans.queries import reads_everybody


@dataclass(frozen=True)
class Considered:
    """That somebody considered a caution, and why the plan continues; ``reason`` is empty where the reader may not know
    it: it may speak of everybody in the plan."""

    made_by: Staff
    made_at: datetime
    reason: str


@dataclass(frozen=True)
class RunningCaution:
    """One thing that speaks against a plan: ``kind`` is violence, or a condition. ``person``: whose answer it is, given
    at ``at``; ``fact``: the answer about health. ``considered``: the newest first; a newer answer has none."""

    person: Client
    kind: str
    at: datetime
    said: Message
    fact: HealthFact | None = None
    considered: list[Considered] = field(default_factory=list)

    @property
    def reviewed(self) -> bool:
        """Whether somebody has considered this answer."""
        return bool(self.considered)


Reviews = Mapping[UUID, list[Considered]]  # the answer that was considered → what was said of it


def reviews_by_answer(rows: Iterable[CautionReview], whole: Mapping[UUID, bool]) -> Reviews:
    """``rows``: the newest first, with ``made_by``. ``whole``: review → whether its reason may be read."""
    found: dict[UUID, list[Considered]] = {}
    for row in rows:
        if answer := row.screen_id or row.fact_id:
            reason = row.reason if whole.get(row.pk) else ""
            found.setdefault(answer, []).append(Considered(row.made_by, row.made_at, reason))
    return found


def health_cautions(modality: Modality, newest: Iterable[HealthFact], reviews: Reviews) -> list[RunningCaution]:
    """What these answers say against a plan of the modality, each with whose it is and what was considered.

    ``newest``: :func:`clients.health.queries.newest_facts` of who takes part.
    """
    found = []
    for fact in newest:
        considered = reviews.get(fact.pk, [])
        for said in health_against(modality.kinds, File(health={fact.kind: fact.answer})):
            found.append(RunningCaution(person_of(fact), fact.kind, fact.noted_at, said, fact, considered))
    return found


def _of_violence(screens: Iterable[ViolenceScreen], reviews: Reviews) -> list[RunningCaution]:
    said = message(Against.VIOLENCE_GOES_ON)
    return [
        RunningCaution(one.person, "violence", one.asked_at, said, considered=reviews.get(one.pk, []))
        for one in screens
    ]


def cautions_now(actor: Actor, plans: Sequence[Plan]) -> dict[UUID, list[RunningCaution]]:
    """Plan → what speaks against it now: violence in joint plans, and the conditions that its modality heeds.

    Of people whose record the actor may read; nothing of a plan that has ended. Three statements, and what
    :func:`interventions.plans.queries.reads_everybody` takes for plans that were not listed.
    """
    running = [plan for plan in plans if plan.state != Plan.State.ENDED]
    if not running:
        return {}
    people = {plan.pk: people_of(plan) for plan in running}
    joint = {person for plan in running if plan.household_id for person in people[plan.pk]}
    screens = violence_going_on(actor, joint) if joint else []
    facts = list(newest_facts(actor, {person for those in people.values() for person in those}))
    reviews, known = _reviews_of(actor, running), modalities_of(running)
    return {
        plan.pk: [
            *_of_violence(
                [one for one in screens if plan.household_id and one.person.pk in people[plan.pk]], reviews[plan.pk]
            ),
            *health_cautions(
                known[plan.modality, plan.version],
                [fact for fact in facts if person_of(fact).pk in people[plan.pk]],
                reviews[plan.pk],
            ),
        ]
        for plan in running
    }


def _reviews_of(actor: Actor, plans: Sequence[Plan]) -> dict[UUID, Reviews]:
    """Plan → what was considered; one statement. Only answers that the actor reads are looked up in it."""
    rows: dict[UUID, list[CautionReview]] = {plan.pk: [] for plan in plans}
    found = CautionReview.objects.filter(plan__in=plans).select_related("made_by").order_by("-made_at", "-id")
    for row in found:
        rows[row.plan_id].append(row)
    reviews: dict[UUID, Reviews] = {}
    for plan in plans:
        reads_all = reads_everybody(actor, plan) if rows[plan.pk] else False
        whole = {row.pk: reads_all or row.made_by_id == actor.staff_id for row in rows[plan.pk]}
        reviews[plan.pk] = reviews_by_answer(rows[plan.pk], whole)
    return reviews
