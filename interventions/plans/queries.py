"""Reads of plans."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from assessments.models import Assessment, Score
from assessments.wording.queries import instrument_of
from clients.alerts.queries import open_alerts
from clients.health.queries import health_among, newest_facts
from clients.households.joint import people_of
from clients.models import Client, Consent, ViolenceScreen
from clients.queries import (
    annotate_known_names,
    keep_answer,
    newest_screens,
    readable_files,
    violence_going_on,
    visible,
)
from clinic.core.access import Actor, May
from clinic.core.messages import Message
from interventions.catalogue import Modality, Phase
from interventions.cautions import File
from interventions.dissociation import LOWER_TOTAL, MONTHS, Dissociation
from interventions.library.queries import modalities_of, modality_of_plan
from interventions.modalities.packages import package_of
from interventions.models import CautionReview, GateOverride, Goal, LinkedAssessment, Plan, PlanPhase
from interventions.plans import gates
from interventions.plans.models import PlanQuerySet


def phases_in_order() -> "Prefetch[str]":
    """The phases that a plan has entered, in order of time; made anew, for Django keeps hints in what it has used."""
    return Prefetch("phases", PlanPhase.objects.order_by("entered_on", "id"))


def plans(actor: Actor) -> PlanQuerySet:
    """Plans of clients whose records the actor may read, newest first, with their phases.

    A joint plan is found by everybody in it; ``reads_client`` and ``reads_all`` say whether the actor may read the
    client's record, and everybody's: what the plan says of one of them alone is for their readers.
    """
    return _listed(Plan.objects.of_any(visible(actor, May.READ_RECORD)), actor)


def plans_of(actor: Actor, client: Client) -> PlanQuerySet:
    """The plans of a client whose record the actor is known to read, as :func:`plans` has them.

    That somebody in each of them can be read then need not be asked again.
    """
    return _listed(Plan.objects.of(client), actor)


def _listed(rows: PlanQuerySet, actor: Actor) -> PlanQuerySet:
    found = with_reads(rows, actor).select_related("client").prefetch_related(phases_in_order())
    return found.order_by("-started_on", "-id")


def with_reads(rows: PlanQuerySet, actor: Actor) -> PlanQuerySet:
    """Plans with ``reads_client`` and ``reads_all``, as :func:`plans` has them, and the names the actor may know."""
    readable = visible(actor, May.READ_RECORD)
    unread = rows.participants().exclude(client__in=readable)
    client_read = Q(Exists(readable.filter(pk=OuterRef("client_id"))))
    reads = {
        "reads_client": client_read,
        "reads_all": client_read & (Q(household__isnull=True) | ~Q(Exists(unread))),
    }
    return annotate_known_names(rows, actor).annotate(**reads)


def plan_for(actor: Actor, plan_id: UUID) -> Plan:
    """The plan, if the actor may read it; otherwise Http404."""
    plan = plans(actor).filter(pk=plan_id).first()
    if plan is None:
        raise Http404("no such plan")
    keep_answer(actor, plan.client, May.READ_RECORD, plan.reads_client)
    return plan


def reads_everybody(actor: Actor, plan: Plan) -> bool:
    """Whether the actor may read the record of everybody in the plan; no statement where :func:`plans` has said it."""
    if plan.reads_all is not None:
        return plan.reads_all
    people = people_of(plan)
    return visible(actor, May.READ_RECORD).filter(pk__in=people).count() == len(people)


def dissociation_forms(client: Client) -> QuerySet[Assessment]:
    """The newest DES-II that was not voided, scored or not. A low one in own words, which opens nothing, comes last."""
    forms = client.assessments.filter(instrument="des-ii", voided_at__isnull=True)
    shows = Score.objects.filter(assessment=OuterRef("pk"), subscale="total", value__gte=LOWER_TOTAL)
    opens_nothing = Case(When(Q(own_words=True) & ~Exists(shows), then=1), default=0)
    return forms.select_related("episode").order_by(opens_nothing, "-completed_on", "-id")[:1]


def dissociation_of(forms: QuerySet[Assessment]) -> Dissociation:
    """What :func:`dissociation_forms` say; three statements at most."""
    if not forms:
        return Dissociation()
    form = forms[0]
    total = Score.objects.filter(assessment=form, subscale="total").values_list("value", flat=True).first()
    items = instrument_of(form.instrument, form.version).subscales["taxon"].items
    answers = [float(value) for item in items if (value := form.responses.get(str(item))) is not None]
    typed = None if form.totals is None else form.totals.get("taxon")
    return Dissociation(
        on_file=True,
        total=None if total is None else float(total),
        taxon=round(sum(answers) / len(answers), 1) if answers else typed,
        total_only=form.totals is not None,
        highest=max(answers, default=None),
        earlier_treatment=form.episode.closed_on is not None,
        own_words=form.own_words,
        old=form.completed_on < timezone.localdate() - relativedelta(months=MONTHS),
    )


def file_of(actor: Actor, client: Client, people: Sequence[UUID] = ()) -> File:
    """What the client's file says that asks for care; of joint work, what each of these people said about violence.

    An answer in a record that the actor may not read counts as not asked. Seven statements.
    """
    people = people or [client.pk]
    answers = dict.fromkeys(people, "")
    answers |= {one.person.pk: one.answer for one in newest_screens(actor, people)}
    consents = set(client.consents.filter(withdrawn_at__isnull=True).values_list("kind", flat=True))
    return File(
        alerts=tuple(sorted({alert.source for alert in open_alerts(client)})),
        dissociation=dissociation_of(dissociation_forms(client)),
        violence=tuple(answers.values()),
        touch=Consent.Kind.TOUCH in consents,
        health=health_among(newest_facts(actor, people)),
        reachable=bool(consents & {Consent.Kind.EMAIL, Consent.Kind.PORTAL}),
    )


def facts_before(client: Client, modality: Modality) -> gates.Facts:
    """What the gates check before there is a plan: nothing is recorded yet."""
    return gates.Facts(dissociation=dissociation_of(dissociation_forms(client)), record=_of_record(modality, None))


def facts_of(plan: Plan, modality: Modality, forms: QuerySet[Assessment] | None = None) -> gates.Facts:
    """What the plan's gates check: recorded exits, the newest DES-II, and what its own record says.

    ``forms``: :func:`dissociation_forms` of its client, where they have been read.
    """
    return gates.Facts(
        exits=frozenset(row.phase for row in plan.phases.all() if row.exit_evidence),
        dissociation=dissociation_of(dissociation_forms(plan.client) if forms is None else forms),
        specialist_note=plan.specialist_note,
        record=_of_record(modality, plan),
    )


def _of_record(modality: Modality, plan: Plan | None) -> dict[str, Message | None]:
    """Need → what is missing, for the conditions of the package whose record the modality keeps."""
    package = package_of(modality.record_key)
    asked = {need for gate in modality.gates for need in gate.needs}
    return {need: ask(plan) for need, ask in package.conditions.items() if need in asked} if package else {}


def active_plan(client: Client) -> Plan | None:
    """The client's newest active plan, their own or a joint one, with its phases."""
    found = Plan.objects.of(client).active().prefetch_related("phases")
    return found.order_by("-started_on", "-id").first()


def ribbon(plan: Plan | None) -> list[tuple[str, date, date]]:
    """A plan's phases as (name, from, to) for a chart."""
    if plan is None:
        return []
    names = {phase.key: phase.name for phase in modality_of_plan(plan).phases}
    today = timezone.localdate()
    rows = sorted(plan.phases.all(), key=lambda row: row.entered_on)
    return [(names.get(row.phase, row.phase), row.entered_on, row.left_on or today) for row in rows]


def phases_of(client: Client) -> list[tuple[str, date, date]]:
    """The phases of the client's active plan, as (name, from, to) for a chart."""
    return ribbon(active_plan(client))


def plans_with(actor: Actor, capability: May) -> PlanQuerySet:
    """Plans to whose client the actor may do this; the therapists of everybody in it may read it."""
    allowed = visible(actor, capability)
    reading = capability in {May.READ_RECORD, May.SEE_CASELOAD}
    return Plan.objects.of_any(allowed) if reading else Plan.objects.filter(client__in=allowed)


def plan_with(actor: Actor, plan_id: UUID, capability: May) -> Plan:
    """The plan, if it is one of :func:`plans_with`; otherwise Http404."""
    own = {"is_own": Exists(visible(actor, May.RECORD).filter(pk=OuterRef("client_id")))}
    found = plans_with(actor, capability).filter(pk=plan_id).annotate(**own)
    plan = with_reads(found, actor).select_related("client", "follows").first()
    if plan is None:
        raise Http404("no such plan")
    keep_answer(actor, plan.client, May.READ_RECORD, plan.reads_client)
    keep_answer(actor, plan.client, May.RECORD, plan.is_own)
    return plan


def linked_of(plan: Plan) -> QuerySet[LinkedAssessment]:
    """What the formulation rests on, the newest first, with the scores; two statements."""
    found = plan.linked.filter(assessment__voided_at__isnull=True).select_related("assessment")
    return found.prefetch_related("assessment__scores").order_by("-assessment__completed_on", "-assessment_id")


def _shown(client_id: UUID) -> QuerySet[Plan]:
    """The client's own plans, joint ones too, in a running treatment, that are on the portal for agreement."""
    return Plan.objects.of(client_id).in_treatment().filter(agreement_asked_at__isnull=False).select_related("client")


def plans_to_agree(client_id: UUID) -> list[tuple[Plan, Modality]]:
    """The client's plans that wait for their agreement, each with its modality.

    Others who take part, whose agreement the therapist notes, have the joint plan there to read, whatever the client
    answered.
    """
    theirs = Q(agreed_on__isnull=True) | ~Q(client=client_id)
    waiting = list(_shown(client_id).filter(theirs).order_by("agreement_asked_at"))
    known = modalities_of(waiting)
    return [(plan, known[plan.modality, plan.version]) for plan in waiting]


def portal_plan(client_id: UUID, plan_id: UUID) -> Plan:
    """The client's own plan, once they were asked to agree to it; otherwise Http404."""
    found = _shown(client_id).filter(pk=plan_id).first()
    if found is None:
        raise Http404("no such plan")
    return found


def readable_people(actor: Actor, plan: Plan) -> list[Client]:
    """Who takes part in the plan and whose record the actor may read, in the plan's order."""
    people = people_of(plan)
    found = visible(actor, May.READ_RECORD).in_bulk(people)
    return [found[person] for person in people if person in found]


def client_in_plan(actor: Actor, plan: Plan, client_id: UUID | None) -> Client:
    """The one of them with this id, or the first without one; Http404 for anybody else."""
    for client in readable_people(actor, plan):
        if client_id in {None, client.pk}:
            return client
    raise Http404("nobody in this plan")


def goals_shown(plan: Plan, client_id: UUID) -> QuerySet[Goal]:
    """What the client sees of the plan's goals: their own, while they are open."""
    return plan.goals.filter(closed_at__isnull=True, client=client_id).order_by("made_at", "id")


def unreviewed_screens(actor: Actor, plan: Plan) -> list[ViolenceScreen]:
    """Of a joint plan: who reported ongoing violence, where the actor may read the answer, and nobody has reviewed it.

    Two statements. The partner, and the partner's other therapist, learn nothing of it.
    """
    if plan.household_id is None or plan.state == Plan.State.ENDED:
        return []
    found = violence_going_on(actor, people_of(plan))
    seen = set(plan.reviews.filter(screen__in=found).values_list("screen_id", flat=True)) if found else set()
    return [screen for screen in found if screen.pk not in seen]


def reviews_for(actor: Actor, plan: Plan) -> QuerySet[CautionReview]:
    """What was said about the plan's cautions, newest first: each only to who may read the person it was about.

    ``whole``: also what was written. One text may speak of several people, so it is for who may read all of them, and
    for who wrote it.
    """
    readable = readable_files(actor, people_of(plan))
    whole = Value(True) if reads_everybody(actor, plan) else Q(made_by=actor.staff_id)
    about = plan.reviews.annotate(
        about=Coalesce("screen__client_id", "fact__client_id", Value(plan.client_id, UUIDField()))
    )
    found = about.filter(about__in=readable).annotate(whole=whole)
    return found.select_related("screen", "made_by").order_by("-made_at")


def overrides_of(actor: Actor, plan: Plan) -> QuerySet[GateOverride]:
    """Gates of the plan that were passed without their condition, newest first.

    ``whole``: also why, as for :func:`reviews_for`: the reason and the conditions may speak of everybody in the plan.
    """
    whole = Value(True) if reads_everybody(actor, plan) else Q(made_by=actor.staff_id)
    return plan.overrides.annotate(whole=whole).select_related("made_by", "seen_by").order_by("-made_at")


def phases_with_conditions(
    plan: Plan, modality: Modality, forms: QuerySet[Assessment] | None = None
) -> list[tuple[Phase, list[Message]]]:
    """Each phase with what closes its gate, or asks for a reason, from where the plan is; ``forms`` as for
    :func:`facts_of`."""
    facts, keys = facts_of(plan, modality, forms), [phase.key for phase in modality.phases]
    here = keys.index(plan.phase)
    return [
        (
            phase,
            gates.unmet_conditions(modality, plan.phase, phase.key, facts)
            + gates.reasons_required(modality, here, there, facts),
        )
        for there, phase in enumerate(modality.phases)
    ]


def dissociation_before_gate(plan: Plan) -> list[Message]:
    """What a gate ahead waits for because of the newest DES-II, in the words of the plan's page; nothing once the plan
    has ended. No statement where the modality has no such gate."""
    modality = modality_of_plan(plan)
    if plan.state == Plan.State.ENDED or not any(gates.BY_DISSOCIATION in gate.needs for gate in modality.gates):
        return []
    return gates.dissociation_ahead(modality, plan.phase, facts_of(plan, modality))


def current_phase(plan: Plan) -> PlanPhase | None:
    """The stretch that the plan is in; None once it has ended."""
    return plan.phases.filter(left_on__isnull=True).first()
