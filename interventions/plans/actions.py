"""Assigning plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment
from clients.episodes.actions import open_episode
from clients.households.joint import people_of
from clients.households.models import Household
from clients.households.queries import members_now, refused_household
from clients.models import Client
from clients.queries import has_portal, violence_going_on
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.messages import Message, joined, message
from clinic.core.revisions import compare_revision, touch
from clinic.core.text import clean_text, collect_errors
from interventions.catalogue import Modality
from interventions.cautions import Against, for_modality, with_reason
from interventions.exercises.stopping import take_back_reminders
from interventions.library.queries import modality_of_plan
from interventions.models import CautionReview, GateOverride, LinkedAssessment, Plan, PlanPhase
from interventions.plans import gates
from interventions.plans.models import GatePassed
from interventions.plans.queries import facts_before, facts_of, file_of, unreviewed_screens

MOST_FORMULATION = 4000  # characters


class PlanExists(Exception):
    """The client has an active plan of this modality."""


@transaction.atomic
def assign_plan(
    *,
    client: Client,
    modality: Modality,
    by: Actor,
    phase: str = "",
    review_on: date | None = None,
    formulation: str = "",
    household: Household | None = None,
    started_on: date | None = None,
    caution_reason: str = "",
    reason: str = "",
) -> Plan:
    """A plan in its first phase, or in a later one: then every gate up to that phase is asked, as by
    :func:`move_to_phase`, and ``reason`` passes those whose conditions are not met.

    Where the client's file speaks against the modality, it takes ``caution_reason``, which is kept with what spoke
    against it. Raises ValidationError by field, TreatmentClosed, GateShut with what is missing, or PlanExists.
    """
    started_on = started_on or timezone.localdate()
    phase = phase or modality.phases[0].key
    errors = _refused_phase(modality, phase) | _refused_day(review_on, started_on)
    with collect_errors(errors):
        formulation = clean_text(formulation, "formulation", MOST_FORMULATION, least=0)
    errors |= _refused_format(modality, client, household)
    if errors:
        raise ValidationError(errors)
    passage = _passage_to(modality, phase, client)
    file = file_of(by, client, members_now(household) if household else ())
    cautions, why = with_reason(for_modality(modality, file, couple=household is not None)), ""
    if cautions:
        why = _why(cautions, caution_reason)
    passage.check(reason)
    plan = _create(
        modality,
        client=client,
        household=household,
        practice_id=client.practice_id,
        episode=open_episode(client),
        therapist_id=by.as_staff(),
        phase=phase,
        formulation=formulation,
        started_on=started_on,
        review_on=review_on,
        cautions=cautions,
        caution_reason=why,
    )
    _keep_screens(plan, by, why)
    passage.keep(plan, phase, by, reason)
    _enter(plan, modality, phase, started_on, here=-1, met=not passage.missing)
    return plan


def _refused_phase(modality: Modality, phase: str) -> dict[str, object]:
    if phase in {one.key for one in modality.phases}:
        return {}
    return {"phase": _("%(name)s has no such phase.") % {"name": modality.short}}


def _refused_format(modality: Modality, client: Client, household: Household | None) -> dict[str, object]:
    """Why the plan is not for this household: none is done with one, or the client is no member."""
    if household is None:
        return {}
    if "couple" not in modality.formats:
        text = _("%(name)s is not done with a household. Choose couple work, or no household.")
        return {"household": text % {"name": modality.short}}
    refused = refused_household(household, client)
    return {"household": refused} if refused else {}


def _passage_to(modality: Modality, phase: str, client: Client) -> "Passage":
    """What has to be met or answered before the phase in which a plan begins."""
    there, facts = [one.key for one in modality.phases].index(phase), facts_before(client, modality)
    return Passage(gates.behind_gates(modality, -1, there, facts), gates.reasons_required(modality, 0, there, facts))


def _create(modality: Modality, **fields: object) -> Plan:
    ended = ValidationError({"household": _("The household has ended.")})
    errors = {
        "interventions_plan_one_active": PlanExists(modality.short),
        "interventions_plan_running_household": ended,
    }
    with constraint_errors(errors):
        return Plan.objects.create(modality=modality.key, version=modality.version, **fields)


def _keep_screens(plan: Plan, by: Actor, reason: str) -> None:
    """An answer about violence against which a plan was begun has been looked at: it does not ask again."""
    if not reason or plan.household_id is None:
        return
    for screen in violence_going_on(by, people_of(plan)):
        CautionReview.objects.create(
            practice_id=plan.practice_id,
            plan=plan,
            screen=screen,
            texts=list(plan.cautions),
            reason=reason,
            made_by_id=by.as_staff(),
        )


class GateShut(Exception):
    """The phase cannot be entered as things are; ``unmet`` says what is missing or asks for a reason."""

    def __init__(self, unmet: list[Message]) -> None:
        super().__init__(joined(unmet))
        self.unmet = unmet


@dataclass(frozen=True)
class Passage:
    """What is to be met before a phase is entered: ``missing`` closes a gate, ``asked`` needs a reason only."""

    missing: list[Message]
    asked: list[Message]

    def check(self, reason: str) -> None:
        """Raises GateShut where something is in the way and no reason is given, ValidationError for a bad reason."""
        if (self.missing or self.asked) and not reason.strip():
            raise GateShut(self.missing + self.asked)
        if self.missing or self.asked:
            clean_text(reason, "reason")

    def keep(self, plan: Plan, phase: str, by: Actor, reason: str) -> None:
        """Keeps the reason: as an override, which the supervisor sees, or as the answer to a caution."""
        who = {"practice_id": plan.practice_id, "plan": plan, "phase": phase, "made_by_id": by.as_staff()}
        if self.missing:
            unmet = self.missing + self.asked
            GateOverride.objects.create(unmet=unmet, reason=clean_text(reason, "reason"), **who)
        elif self.asked:
            CautionReview.objects.create(texts=self.asked, reason=clean_text(reason, "reason"), **who)


def _refused_day(review_on: date | None, since: date) -> dict[str, object]:
    """What is wrong with a review date, at its field."""
    if review_on and not since <= review_on <= since + timedelta(days=730):
        return {"review_on": _("Choose a day within the next two years.")}
    return {}


def _why(cautions: list[Message], reason: str) -> str:
    """The reason for going on against cautions; raises ValidationError that names them when there is none."""
    reason = clean_text(reason, "caution_reason", least=0)  # too long is not a missing reason
    asked = _("Give a reason for going ahead despite the caution. It is kept in the record.")
    return clean_text(reason, "caution_reason", message=[*map(str, cautions), asked])


def _enter(plan: Plan, modality: Modality, phase: str, on: date, *, here: int, met: bool) -> None:
    """A stretch in a phase that is entered from ``here``; how its gate was passed, where there was one on the way."""
    there = [p.key for p in modality.phases].index(phase)
    passed = gates.is_gated(modality, phase) or gates.has_gate(modality, here, there)
    gate = (GatePassed.MET if met else GatePassed.OVERRIDDEN) if passed else ""
    PlanPhase.objects.create(practice_id=plan.practice_id, plan=plan, phase=phase, entered_on=on, gate=gate)


def _locked(plan: Plan, *states: Plan.State) -> Plan:
    """The plan as it is now, held; raises ValidationError when it is not in one of the states (or has ended)."""
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    if found.state not in (states or (Plan.State.ACTIVE, Plan.State.PAUSED)):
        raise ValidationError(_("The plan is %(state)s.") % {"state": found.get_state_display()})
    return found


@transaction.atomic
def record_exit(*, plan: Plan, by: Actor, evidence: str, revision: int | None = None) -> PlanPhase:
    """Notes how it showed that the current phase's exit criterion is met. Again, it replaces the evidence.

    Raises ValidationError by field, or EditConflict.
    """
    evidence = clean_text(evidence, "evidence")
    found = _locked(plan)
    compare_revision(found, revision)
    row = found.phases.select_for_update().get(left_on__isnull=True)
    if row.exit_evidence == evidence:
        return row
    row.exit_evidence, row.exit_on, row.exit_by_id = evidence, timezone.localdate(), by.as_staff()
    row.save(update_fields=["exit_evidence", "exit_on", "exit_by"])
    touch(found)
    return row


@transaction.atomic
def move_to_phase(*, plan: Plan, phase: str, by: Actor, reason: str = "") -> Plan:
    """Enters a phase. Where a condition is not met, or a caution asks, it takes a reason, which is kept.

    Raises GateShut with what is missing, or ValidationError by field.
    """
    found, modality = _locked(plan, Plan.State.ACTIVE), modality_of_plan(plan)
    if phase not in {p.key for p in modality.phases}:
        raise ValidationError({"phase": _("%(name)s has no such phase.") % {"name": modality.short}})
    if phase == found.phase:
        raise ValidationError({"phase": _("The plan is already in this phase.")})
    keys, facts = [p.key for p in modality.phases], facts_of(found, modality)
    passage = Passage(
        gates.unmet_conditions(modality, found.phase, phase, facts),
        gates.reasons_required(modality, keys.index(found.phase), keys.index(phase), facts),
    )
    passage.check(reason)
    passage.keep(found, phase, by, reason)
    today = timezone.localdate()
    found.phases.filter(left_on__isnull=True).update(left_on=today)
    _enter(found, modality, phase, today, here=keys.index(found.phase), met=not passage.missing)
    found.phase = phase
    found.save(update_fields=["phase"])
    return found


@transaction.atomic
def change_plan(
    *,
    plan: Plan,
    formulation: str,
    review_on: date | None,
    linked: Iterable[Assessment] = (),
    revision: int | None = None,
) -> Plan:
    """Changes formulation, the scores it is based on, and the review date.

    A day that has passed may stay: that it is due does not hinder writing. Raises ValidationError by field, or
    EditConflict where somebody changed the plan after ``revision``.
    """
    found, linked = _locked(plan), list(linked)
    compare_revision(found, revision)
    since = max(timezone.localdate(), found.started_on)
    errors = _refused_day(None if review_on == found.review_on else review_on, since)
    with collect_errors(errors):
        formulation = clean_text(formulation, "formulation", MOST_FORMULATION, least=0)
    if any(row.client_id not in people_of(found) or row.voided_at for row in linked):
        errors["linked"] = _("Choose from this client's assessments.")
    if errors:
        raise ValidationError(errors)
    found.formulation, found.review_on = formulation, review_on
    found.save(update_fields=["formulation", "review_on"])
    gone, _kinds = found.linked.exclude(assessment__in=linked).delete()
    there = set(found.linked.values_list("assessment_id", flat=True))
    made = LinkedAssessment.objects.bulk_create(
        LinkedAssessment(practice_id=found.practice_id, plan=found, assessment=row)
        for row in linked
        if row.pk not in there
    )
    if gone or made:
        touch(found)
    return found


@transaction.atomic
def ask_agreement(*, plan: Plan) -> Plan:
    """Puts the plan on the client's own pages, to agree to or to ask about. Again, it takes their question as answered.

    Raises ValidationError when they have agreed, or have no sign-in.
    """
    found = _locked(plan)
    if found.agreed_on is not None:
        raise ValidationError(_("The client has agreed."))
    if not has_portal(found.client):
        raise ValidationError(_("The client has no sign-in: note the agreement here when they give it."))
    found.agreement_asked_at, found.agreement_question = timezone.now(), ""
    found.save(update_fields=["agreement_asked_at", "agreement_question"])
    return found


@transaction.atomic
def answer_agreement(*, plan: Plan, question: str | None = None) -> Plan:
    """The client agrees on their own pages, or with ``question`` says what they want to talk about first.

    Agreeing twice changes nothing. Raises ValidationError by field, and when they were not asked.
    """
    found = _locked(plan)
    if found.agreed_on is not None:
        return found
    if found.agreement_asked_at is None:
        raise ValidationError(_("There is nothing to agree to yet."))
    if question is not None:
        found.agreement_question = clean_text(question, "question", 500)
    else:
        found.agreed_on, found.agreed_how, found.agreement_question = timezone.localdate(), Plan.Agreed.PORTAL, ""
    found.save(update_fields=["agreed_on", "agreed_how", "agreement_question"])
    return found


@transaction.atomic
def note_agreement(*, plan: Plan, how: Plan.Agreed, on: date | None = None) -> Plan:
    """Notes that the client agreed to the plan. Raises ValidationError for a day that cannot be."""
    found, on = _locked(plan), on or timezone.localdate()
    if not found.started_on - timedelta(days=60) <= on <= timezone.localdate():
        raise ValidationError({"on": _("Choose a day around the beginning of the plan, not in the future.")})
    found.agreed_on, found.agreed_how = on, how
    found.save(update_fields=["agreed_on", "agreed_how"])
    return found


@transaction.atomic
def note_specialist(*, plan: Plan, text: str, revision: int | None = None) -> Plan:
    """Notes a specialist's assessment, which opens a gate that asks for one. Raises ValidationError by field, or
    EditConflict."""
    found = _locked(plan)
    compare_revision(found, revision)
    found.specialist_note = clean_text(text, "specialist_note", 400)
    found.save(update_fields=["specialist_note"])
    return found


@transaction.atomic
def pause_plan(*, plan: Plan, pause: bool) -> Plan:
    """Pauses the plan and the exercises that hang on it, or takes them up again. Twice changes nothing."""
    found = _locked(plan)
    found.state = Plan.State.PAUSED if pause else Plan.State.ACTIVE
    found.save(update_fields=["state"])
    if pause:
        take_back_reminders(*people_of(found))
    return found


@transaction.atomic
def end_plan(*, plan: Plan, outcome: str) -> Plan:
    """Ends the plan with its outcome, and with it the exercises that belong to it.

    Raises ValidationError by field, or when it has ended.
    """
    found, today = _locked(plan), timezone.localdate()
    found.outcome = clean_text(outcome, "outcome", 400)
    found.state, found.ended_on, found.review_on = Plan.State.ENDED, max(today, found.started_on), None
    found.save(update_fields=["outcome", "state", "ended_on", "review_on"])
    found.phases.filter(left_on__isnull=True).update(left_on=found.ended_on)
    take_back_reminders(*people_of(found))
    return found


@transaction.atomic
def change_modality(
    *,
    plan: Plan,
    modality: Modality,
    by: Actor,
    outcome: str,
    caution_reason: str = "",
    phase: str = "",
    reason: str = "",
) -> Plan:
    """Ends a plan and begins one of another modality that follows it; the formulation goes with it.

    Raises ValidationError by field, GateShut as :func:`assign_plan`, or PlanExists.
    """
    if modality.key == plan.modality:
        raise ValidationError({"modality": _("The plan already has this modality.")})
    household = plan.household if "couple" in modality.formats else None
    if household is not None:  # before the plan: who ends the household locks in this order too
        Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    open_episode(plan.client)  # before the plan: who closes the treatment locks in this order too
    end_plan(plan=plan, outcome=outcome)
    made = assign_plan(
        client=plan.client,
        modality=modality,
        by=by,
        formulation=plan.formulation,
        household=household,
        caution_reason=caution_reason,
        phase=phase,
        reason=reason,
    )
    made.follows = plan
    made.save(update_fields=["follows"])
    return made


@transaction.atomic
def review_cautions(*, plan: Plan, by: Actor, reason: str) -> list[CautionReview]:
    """Notes that the answers about violence that ``by`` may read were reviewed, and why the plan continues as it is.

    They no longer appear on *today*, until there is a newer answer. Nothing that the clients see changes. Raises
    ValidationError by field, or when there is nothing to look at.
    """
    reason, found = clean_text(reason, "reason"), Plan.objects.select_for_update().get(pk=plan.pk)
    open_ones = unreviewed_screens(by, found)
    if not open_ones:
        raise ValidationError(
            _("There is nothing to review: somebody has already reviewed it, or the answer has changed.")
        )
    violence = message(Against.VIOLENCE_GOES_ON)
    return [
        CautionReview.objects.create(
            practice_id=found.practice_id,
            plan=found,
            screen=screen,
            texts=[violence],
            reason=reason,
            made_by_id=by.as_staff(),
        )
        for screen in open_ones
    ]


@transaction.atomic
def see_override(*, override: GateOverride, by: Actor) -> None:
    """Notes that somebody else than its author has seen it. The first look counts.

    Raises:
        ValidationError: the author's own review is not a second opinion.
    """
    if override.made_by_id == by.as_staff():
        raise ValidationError(_("You passed this gate yourself: somebody else has to review it."))
    GateOverride.objects.filter(pk=override.pk, seen_at__isnull=True).update(
        seen_at=timezone.now(), seen_by_id=by.as_staff()
    )
