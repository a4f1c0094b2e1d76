"""A plan's page: phases and gates, goals, the modality's own record with its picture."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments.queries import latest_with_plane
from assessments.wording.queries import instruments
from clients.alerts.queries import open_alerts_among
from clients.episodes.actions import refused_giving
from clients.households.actions import household_with
from clients.households.joint import people_of
from clients.queries import client_for, joint_violence, listed, may_for, portal_access
from clients.reach.paper import client_pdf
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, may, page
from clinic.core.edit_forms import status_of
from clinic.core.forms import Refusals, errors_as_message, errors_at_fields
from clinic.core.models import Practice
from clinic.core.paper import pdf_response
from clinic.core.posting import sent_from
from interventions.catalogue import Modality
from interventions.cautions import for_file, for_modality
from interventions.diary.queries import NEWEST, entries_of, has_diary
from interventions.forms import NEEDS_REASON
from interventions.library.queries import modalities, modality_of_plan
from interventions.modalities.packages import UnknownKind, kind_of, kinds_of
from interventions.models import GateOverride, Goal, Plan
from interventions.plans import actions, goals
from interventions.plans.actions import GateShut, PlanExists, assign_plan
from interventions.plans.forms import (
    AttainmentGoalForm,
    ChangeForm,
    ExitForm,
    FormulationForm,
    MeasureGoalForm,
    PhaseForm,
    PlanForm,
    SpecialistForm,
)
from interventions.plans.goal_models import LEVELS
from interventions.plans.paper import plan_sheets
from interventions.plans.pictures import curve_of
from interventions.plans.queries import (
    client_in_plan,
    current_phase,
    dissociation_forms,
    file_of,
    linked_of,
    overrides_of,
    phases_in_order,
    phases_with_conditions,
    plan_with,
    readable_people,
    reads_everybody,
    reviews_for,
    unreviewed_screens,
)
from interventions.records.actions import remove_row, save_row
from interventions.records.address import named_in_address, session_of_address
from interventions.records.forms import record_form
from interventions.records.kinds import Kind
from interventions.records.paper import plan_pdf
from interventions.records.queries import due_again, pictures_of, record_of, row_for
from interventions.sessions.numbers import MOST_NUMBERS, numbers_given
from interventions.sessions.queries import next_session_of

# What keeps a plan from beginning, at the field that answers it.
BEGINNING: Refusals = {
    GateShut: lambda shut: ValidationError({"reason": [*map(str, shut.unmet), NEEDS_REASON]}),
    PlanExists: lambda error: ValidationError(
        {"modality": _("There is already an active %(name)s plan.") % {"name": error}}
    ),
}


@page(May.READ_RECORD)
def plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Everything of one plan."""
    return _show(request, plan_with(request.actor, plan_id, May.READ_RECORD))


@page(May.READ_RECORD)
def as_pdf(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The plan to print: pictures, phases, goals."""
    found = plan_with(request.actor, plan_id, May.READ_RECORD)
    for person in people_of(found):
        audit.log_access(person, f"plan {found.modality} pdf")
    practice = Practice.objects.get(pk=request.actor.practice_id)
    return pdf_response(f"plan-{found.modality}.pdf", plan_pdf(found, request.actor, practice.name))


@page(May.READ_RECORD)
def for_client(request: ActorRequest, plan_id: UUID, client_id: UUID) -> HttpResponse:
    """The plan in plain words, for one who takes part in it to take home."""
    found, size = plan_with(request.actor, plan_id, May.READ_RECORD), request.GET.get("size", "")
    client = client_in_plan(request.actor, found, client_id)
    content = client_pdf(client, lambda: plan_sheets(found, client), what="plan for client pdf", size=size)
    return pdf_response("plan.pdf", content)


class _Lists:
    """What a plan's page shows besides the plan itself, read in one statement."""

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        self.goals = goals.readable_goals(actor, plan)
        self.alerts = open_alerts_among(actor, people_of(plan))
        self.overrides = overrides_of(actor, plan)
        self.next_session = next_session_of(plan)
        self.reviews = reviews_for(actor, plan)
        self.linked = linked_of(plan)
        self.dissociation = dissociation_forms(plan.client)
        self.portal = portal_access(plan.client)
        others = (self.goals, self.alerts, self.overrides, self.next_session, self.reviews, self.linked, self.portal)
        self.record = record_of(plan, modality, actor, *others, self.dissociation)


def _show(request: ActorRequest, found: Plan, **forms: object) -> HttpResponse:
    actor, modality, known = request.actor, modality_of_plan(found), modalities()
    for person in people_of(found):
        audit.log_access(person, f"plan {modality.short}")
    prefetch_related_objects([found], phases_in_order())
    lists, whole = _Lists(actor, found, modality), may_for(actor, found.client, May.READ_RECORD)
    progress, t_score = goals.goal_progress(found, lists.goals)
    rows = {row.phase: row for row in found.phases.all()}
    running = found.state != Plan.State.ENDED
    readable = [found.client] if whole and not found.household_id else readable_people(actor, found)
    names = {key: instrument.short for key, instrument in instruments().items()}
    context: dict[str, object] = {
        "section": "caseload",
        "plan": found,
        "client": found.client,
        "open_alerts": lists.alerts,
        "modality": modality,
        "numbers": numbers_given([found])[:MOST_NUMBERS],
        "phases": [
            (phase, rows.get(phase.key), missing if whole else [])
            for phase, missing in phases_with_conditions(found, modality, lists.dissociation)
        ],
        "current": rows.get(found.phase),
        "overrides": lists.overrides,
        "kinds": [(kind, lists.record[kind.key]) for kind in kinds_of(modality.record_key)],
        "pictures": pictures_of(found, modality, lists.record, readable),
        "diary": entries_of(found)[:NEWEST] if whole and has_diary(found) else None,
        "due_again": due_again([found]).get(found.pk, []),
        "next_session": lists.next_session[0] if lists.next_session else None,
        "goals": [(one, curve_of(one, found)) for one in progress],
        "levels": LEVELS,
        "violence": joint_violence(actor, found),
        "unreviewed": unreviewed_screens(actor, found) if may(actor, May.PLAN) else [],
        "reviews": lists.reviews,
        "printed_for": readable,
        "portal": bool(lists.portal),
        "reads_all": reads_everybody(actor, found),
        "t_score": t_score,
        "may_read_client": whole,
        "may_change": running and may_for(actor, found.client, May.PLAN),
        "phase_form": PhaseForm(modality=modality, current=found.phase),
        "change_form": ChangeForm(current=found.modality, known=known),
        "exit_form": forms.get("exit_form") or ExitForm(row=found, current=rows.get(found.phase)),
        "specialist_form": SpecialistForm(row=found),
        "formulation_form": FormulationForm(row=found, names=names),
        "linked": [(row, names.get(row.assessment.instrument, "")) for row in lists.linked],
        "measure_form": MeasureGoalForm(),
        "attainment_form": AttainmentGoalForm(),
    }
    return render(request, "plans/plan.html", context | forms, status=status_of(forms.values()))


def _to(found: Plan) -> HttpResponse:
    return redirect("plans:plan", found.pk)


def _do(request: ActorRequest, found: Plan, act: Callable[[], object], message: str) -> HttpResponse:
    """Does it and goes back to the plan; what it refuses is shown there."""
    with errors_as_message(request):
        act()
        messages.success(request, message)
    return _to(found)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def record_exit(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Notes how it showed that the phase's exit criterion is met."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    form = ExitForm(request.POST, row=found, current=current_phase(found))
    if form.is_valid():
        with errors_at_fields(form):
            actions.record_exit(plan=found, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return _to(found)
    return _show(request, found, exit_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def move(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Enters a phase; a shut gate says what is missing and asks why."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    modality = modality_of_plan(found)
    form = PhaseForm(request.POST, modality=modality, current=found.phase)
    if form.is_valid():
        with errors_at_fields(form, {GateShut: lambda shut: ValidationError({"phase": [*map(str, shut.unmet)]})}):
            actions.move_to_phase(plan=found, by=request.actor, **form.cleaned_data)
            messages.success(
                request, _("The plan is in “%(name)s”.") % {"name": modality.phase(form.cleaned_data["phase"]).name}
            )
            return _to(found)
    return _show(request, found, phase_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def review(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Records that what speaks against a running plan was reviewed, and why it continues."""
    found, reason = plan_with(request.actor, plan_id, May.READ_RECORD), request.POST.get("reason", "")

    def act() -> None:
        actions.review_cautions(plan=found, by=request.actor, reason=reason)

    return _do(request, found, act, _("Review saved. It no longer appears on Today, unless there is a newer answer."))


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def formulation(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Changes the formulation, what it is based on, and the review date."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    names = {key: instrument.short for key, instrument in instruments().items()}
    form = FormulationForm(request.POST, row=found, names=names)
    if form.is_valid():
        with errors_at_fields(form):
            actions.change_plan(plan=found, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return _to(found)
    return _show(request, found, formulation_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def agree(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Notes that the client agreed, or asks them on their own pages."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    if "ask" in request.POST:
        return _do(request, found, lambda: actions.ask_agreement(plan=found), _("The plan is on the client's page."))
    return _do(request, found, lambda: actions.note_agreement(plan=found, how=Plan.Agreed.TOLD), _("Saved."))


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def specialist(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Notes a specialist's assessment."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    form = SpecialistForm(request.POST, row=found)
    if form.is_valid():
        text, revision = form.cleaned_data["specialist_note"], form.cleaned_data["revision"]
        with errors_at_fields(form):
            actions.note_specialist(plan=found, text=text, revision=revision)
            messages.success(request, _("Saved."))
            return _to(found)
    return _show(request, found, specialist_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def pause(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Pauses the plan, or takes it up again."""
    found, wanted = plan_with(request.actor, plan_id, May.PLAN), request.POST.get("pause") == "1"
    message = _("Paused.") if wanted else _("Taken up again.")
    return _do(request, found, lambda: actions.pause_plan(plan=found, pause=wanted), message)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def change(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Ends the plan, or continues with another modality."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    known = modalities()
    form = ChangeForm(request.POST, current=found.modality, known=known)
    if form.is_valid():
        outcome, wanted = form.cleaned_data["outcome"], form.cleaned_data["modality"]
        with errors_at_fields(form, BEGINNING):
            if not wanted:
                actions.end_plan(plan=found, outcome=outcome)
                return redirect("workspace:client", found.client_id)
            made = actions.change_modality(
                plan=found,
                modality=known[wanted],
                by=request.actor,
                outcome=outcome,
                caution_reason=form.cleaned_data["caution_reason"],
                reason=form.cleaned_data["reason"],
            )
            return _to(made)
    return _show(request, found, change_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.SEE_CASELOAD)
def see(request: ActorRequest, plan_id: UUID, override_id: UUID) -> HttpResponse:
    """A supervisor has looked at an override."""
    found = plan_with(request.actor, plan_id, May.SEE_CASELOAD)
    override = get_object_or_404(GateOverride, pk=override_id, plan=found)
    return _do(request, found, lambda: actions.see_override(override=override, by=request.actor), _("Saved."))


# --- goals ------------------------------------------------------------------------------------------------------------


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def goal_new(request: ActorRequest, plan_id: UUID, kind: str) -> HttpResponse:
    """A goal by a measure, or on five levels."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    if kind not in Goal.Kind.values:
        raise Http404("no such kind of goal")
    form = MeasureGoalForm(request.POST) if kind == Goal.Kind.MEASURE else AttainmentGoalForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        with errors_at_fields(form):
            if isinstance(form, MeasureGoalForm):
                instrument, _colon, subscale = values["scale"].partition(":")
                goals.set_measure_goal(
                    plan=found,
                    by=request.actor,
                    words=values["words"],
                    instrument=instrument,
                    subscale=subscale,
                    aim=values["aim"],
                    by_date=values["by_date"],
                )
            else:
                goals.set_attainment_goal(
                    plan=found, by=request.actor, words=values["words"], levels=form.levels(), weight=values["weight"]
                )
            messages.success(request, _("The goal is set."))
            return _to(found)
    return _show(request, found, **{f"{kind}_form": form})


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def goal_rate(request: ActorRequest, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """Rates goal attainment today; ``close`` ends the goal."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    goal = get_object_or_404(Goal.objects.select_related("plan"), pk=goal_id, plan=found)
    if "close" in request.POST:
        return _do(request, found, lambda: goals.close_goal(goal=goal), _("Closed. It stays on record."))
    text = request.POST.get("level", "")
    level = int(text) if text in {"-2", "-1", "0", "1", "2"} else 99
    return _do(request, found, lambda: goals.rate_goal(goal=goal, by=request.actor, level=level), _("Rated."))


# --- the record -------------------------------------------------------------------------------------------------------


def _kind(modality: Modality, key: str) -> Kind:
    try:
        return kind_of(modality.record_key, key)
    except UnknownKind as error:
        raise Http404("no such kind") from error


@page(May.PLAN)
def row_new(request: ActorRequest, plan_id: UUID, kind: str) -> HttpResponse:
    """A new row of the record."""
    return _row(request, plan_with(request.actor, plan_id, May.PLAN), kind)


@page(May.PLAN)
def row_edit(request: ActorRequest, plan_id: UUID, kind: str, row_id: UUID) -> HttpResponse:
    """A row of the record; who saves an older one is shown the difference."""
    return _row(request, plan_with(request.actor, plan_id, May.PLAN), kind, row_id)


def _row(request: ActorRequest, found: Plan, key: str, row_id: UUID | None = None) -> HttpResponse:
    modality = modality_of_plan(found)
    kind = _kind(modality, key)
    row = row_for(found, kind, row_id, request.actor) if row_id else None
    people = readable_people(request.actor, found)
    session = session_of_address(request, found, people if kind.person else ()) if row is None else None
    options = {} if row else {"initial": named_in_address(request, kind, session)}
    form = record_form(found, kind, modality, row, people, data=request.POST or None, **options)
    if form.is_valid():
        values = dict(form.cleaned_data)
        revision = values.pop("revision", None)
        with errors_at_fields(form):
            save_row(plan=found, kind=kind, by=request.actor, values=values, row_id=row_id, revision=revision)
            messages.success(request, _("Saved."))
            return redirect("notes:session-note", session.pk) if session else _to(found)
    context = {
        "section": "caseload",
        "plan": found,
        "client": found.client,
        "modality": modality,
        "session": session,
        "kind": kind,
        "form": form,
    }
    return render(request, "plans/plan_row.html", context, status=status_of([form]))


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def row_remove(request: ActorRequest, plan_id: UUID, kind: str, row_id: UUID) -> HttpResponse:
    """Takes a row out of the record."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    wanted = _kind(modality_of_plan(found), kind)
    row = row_for(found, wanted, row_id, request.actor)
    return _do(request, found, lambda: remove_row(plan=found, kind=wanted, row_id=row.pk), _("Removed."))


@page(May.PLAN)
def assign(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Choose a modality, with what speaks for and against it in view."""
    client = client_for(request.actor, client_id, May.PLAN)
    others = listed(request.actor, May.PLAN).exclude(pk=client.pk).order_by("sort_name")
    known = modalities()
    form = PlanForm(request.POST or None, known=known)
    form.offer_together(request.actor, May.PLAN, client, others, _("alone"))
    if form.is_valid():
        found = dict(form.cleaned_data)
        with errors_at_fields(form, BEGINNING):
            household = household_with(client=client, household=found.pop("household"), partner=found.pop("partner"))
            modality = known[found.pop("modality")]
            assign_plan(client=client, by=request.actor, household=household, modality=modality, **found)
            messages.success(request, _("The %(name)s plan has begun.") % {"name": modality.short})
            return redirect("workspace:client", client.pk)
    placed, file = latest_with_plane(client), file_of(request.actor, client)
    rows = [
        (
            modality,
            bool(placed and placed.style in modality.indicated_for),
            modality.key == form["modality"].value(),
            for_modality(modality, file, couple="couple" in modality.formats),
        )
        for modality in known.values()
    ]
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "rows": rows,
        "placed": placed,
        "cautions": for_file(file),
        "refused": refused_giving(client),
    }
    return render(request, "plans/plan_new.html", context)
