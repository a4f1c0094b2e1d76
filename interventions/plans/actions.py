"""Plans: assigned, changed, paused, ended; cautions reviewed."""

from collections.abc import Iterable
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
from clients.queries import violence_going_on
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.messages import Message
from clinic.core.revisions import compare_revision, touch
from clinic.core.text import clean_text, collect_errors
from interventions.catalogue import Modality
from interventions.cautions import for_modality, with_reason
from interventions.exercises.stopping import take_back_reminders
from interventions.models import CautionReview, LinkedAssessment, Plan
from interventions.plans import gates
from interventions.plans.locking import locked_plan
from interventions.plans.phases import Passage, enter_phase
from interventions.plans.queries import facts_before, file_of
from interventions.plans.reviewing import keep_health_reviews
from interventions.plans.running import cautions_now

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
    refused = _refused_phase(modality, phase) | _refused_format(modality, client, household)
    formulation = _check_text_and_day(formulation, review_on, started_on, refused)
    passage = _passage_to(modality, phase, client)
    cautions = _cautions_against(modality, client, household, by)
    why = _why(cautions, caution_reason) if cautions else ""
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
    _keep_health(plan, by, why)
    passage.keep(plan, phase, by, reason)
    enter_phase(plan, modality, phase, started_on, here=-1, met=not passage.missing)
    return plan


def _check_text_and_day(formulation: str, review_on: date | None, since: date, refused: dict[str, object]) -> str:
    """The formulation as stored. Raises ValidationError by field, with what else was ``refused``."""
    errors = refused | _refused_day(review_on, since)
    with collect_errors(errors):
        formulation = clean_text(formulation, "formulation", MOST_FORMULATION, least=0)
    if errors:
        raise ValidationError(errors)
    return formulation


def _cautions_against(modality: Modality, client: Client, household: Household | None, by: Actor) -> list[Message]:
    """What the files of those who take part say against the modality and takes a reason."""
    file = file_of(by, client, members_now(household) if household else ())
    return with_reason(for_modality(modality, file, couple=household is not None))


def _refused_phase(modality: Modality, phase: str) -> dict[str, object]:
    if phase in {one.key for one in modality.phases}:
        return {}
    return {"phase": _("%(name)s has no such phase.") % {"name": modality.short}}


def _refused_format(modality: Modality, client: Client, household: Household | None) -> dict[str, object]:
    """Why the plan is not for this household: not done with one, or with one person; or the client is no member."""
    if household is None:
        if modality.is_joint_only:
            text = _("%(name)s is done with a couple. Choose the partner or household, or a modality for one person.")
            return {"household": text % {"name": modality.short}}
        return {}
    if "couple" not in modality.formats:
        text = _("%(name)s is not done with a household. Choose couple work, or no household.")
        return {"household": text % {"name": modality.short}}
    refused = refused_household(household, client)
    return {"household": refused} if refused else {}


def _passage_to(modality: Modality, phase: str, client: Client) -> Passage:
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


def _keep_health(plan: Plan, by: Actor, reason: str) -> None:
    """Answers about health against which a plan was begun have been considered: they do not ask again."""
    if reason:
        keep_health_reviews(plan, by, reason, [one for one in cautions_now(by, [plan])[plan.pk] if one.fact])


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
    found, linked = locked_plan(plan), list(linked)
    compare_revision(found, revision)
    since = max(timezone.localdate(), found.started_on)
    refused: dict[str, object] = {}
    if any(row.client_id not in people_of(found) or row.voided_at for row in linked):
        refused["linked"] = _("Choose from this client's assessments.")
    changed = None if review_on == found.review_on else review_on
    found.formulation = _check_text_and_day(formulation, changed, since, refused)
    found.review_on = review_on
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
def note_specialist(*, plan: Plan, text: str, revision: int | None = None) -> Plan:
    """Notes a specialist's assessment, which opens a gate that asks for one. Raises ValidationError by field, or
    EditConflict."""
    found = locked_plan(plan)
    compare_revision(found, revision)
    found.specialist_note = clean_text(text, "specialist_note", 400)
    found.save(update_fields=["specialist_note"])
    return found


@transaction.atomic
def pause_plan(*, plan: Plan, pause: bool) -> Plan:
    """Pauses the plan and the exercises that hang on it, or takes them up again. Twice changes nothing."""
    found = locked_plan(plan)
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
    found, today = locked_plan(plan), timezone.localdate()
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
