"""The rota of who is on call: one page, each form sent on its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import cannot_act
from clients.on_call.actions import add_exception, add_shifts, remove_exception, remove_shift
from clients.on_call.forms import ExceptionForm, ShiftForm
from clients.on_call.queries import (
    coming_exceptions,
    exception_for,
    on_call_in_rota,
    shift_for,
    shifts_of_week,
    uncovered,
)
from clients.on_call.texts import in_words
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields, named_apart
from clinic.core.models import Staff
from clinic.core.posting import sent_from
from clinic.core.practices import current_practice


@page(May.MANAGE_PRACTICE)
def rota(request: ActorRequest) -> HttpResponse:
    """The week, exceptions to come, and when nobody is on call."""
    return _rota(request)


def _rota(request: ActorRequest, **forms: object) -> HttpResponse:
    shifts, rules = list(shifts_of_week()), alert_rules(request.actor.practice_id)
    now_on_call = Staff.objects.filter(pk__in=on_call_in_rota(timezone.now())[:1]).first()
    context: dict[str, object] = {
        "section": "practice",
        "practice": current_practice(),
        "shifts": [(row, in_words((row.begins, row.ends)), cannot_act(row.staff)) for row in shifts],
        "exceptions": coming_exceptions(),
        "gaps": [in_words(gap) for gap in uncovered(shifts)],
        "now_on_call": now_on_call or rules.on_call,
        "otherwise": rules.on_call,
        "shift_form": ShiftForm(),
        "exception_form": ExceptionForm(),
    }
    context |= forms
    named_apart(context)
    return render(request, "on_call/rota.html", context)


@sent_from("on_call:on-call")
@page(May.MANAGE_PRACTICE)
def shift_new(request: ActorRequest) -> HttpResponse:
    """Puts somebody on call on days of each week."""
    form = ShiftForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            add_shifts(practice_id=request.actor.practice_id, **form.cleaned_data)
            messages.success(request, _("Saved. The rota applies from now on."))
            return redirect("on_call:on-call")
    return _rota(request, shift_form=form)


@require_POST
@page(May.MANAGE_PRACTICE)
def shift_remove(request: ActorRequest, shift_id: UUID) -> HttpResponse:
    """Takes a row out of the rota."""
    remove_shift(shift=shift_for(shift_id))
    messages.success(request, _("Removed from the rota."))
    return redirect("on_call:on-call")


@sent_from("on_call:on-call")
@page(May.MANAGE_PRACTICE)
def exception_new(request: ActorRequest) -> HttpResponse:
    """Puts somebody on call at a certain time."""
    form = ExceptionForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            add_exception(practice_id=request.actor.practice_id, **form.moments())
            messages.success(request, _("Saved. It replaces the rota at that time."))
            return redirect("on_call:on-call")
    return _rota(request, exception_form=form)


@require_POST
@page(May.MANAGE_PRACTICE)
def exception_remove(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    """Takes an exception back."""
    remove_exception(exception=exception_for(exception_id))
    messages.success(request, _("Removed. The rota holds at this time."))
    return redirect("on_call:on-call")
