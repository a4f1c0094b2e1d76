"""Rows of the modality's own record."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.core.access import ActorRequest, May, page
from clinic.core.edit_forms import status_of
from clinic.core.forms import errors_at_fields
from clinic.core.posting import sent_from
from interventions.catalogue import Modality
from interventions.library.queries import modality_of_plan
from interventions.modalities.packages import UnknownKind, kind_of
from interventions.models import Plan
from interventions.plans.queries import plan_with, readable_people
from interventions.plans.views.plan import act_on, to_plan
from interventions.plans.views.tabs import Record
from interventions.records.actions import remove_row, save_row
from interventions.records.address import named_in_address, session_of_address
from interventions.records.forms import record_form
from interventions.records.kinds import Kind
from interventions.records.queries import row_for


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
            return redirect("notes:session-note", session.pk) if session else to_plan(found, Record)
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


@sent_from("plans:plan-record", "plan_id")
@page(May.PLAN)
def row_remove(request: ActorRequest, plan_id: UUID, kind: str, row_id: UUID) -> HttpResponse:
    """Takes a row out of the record."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    wanted = _kind(modality_of_plan(found), kind)
    row = row_for(found, wanted, row_id, request.actor)
    return act_on(request, found, lambda: remove_row(plan=found, kind=wanted, row_id=row.pk), _("Removed."), Record)
