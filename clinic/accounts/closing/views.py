"""Closing an account: the checklist and what is decided on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clinic.accounts.closing.actions import ChecklistChanged, checklist, close_staff
from clinic.accounts.closing.forms import ClosingForm
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.models import Staff


@page(May.MANAGE_PRACTICE)
def close(request: ActorRequest, staff_id: UUID) -> HttpResponse:
    """Lists what somebody holds; closes the account once each kind is handed over or knowingly left."""
    staff = get_object_or_404(Staff.objects.select_related("user"), pk=staff_id)
    found = checklist(staff)
    form = ClosingForm(request.POST or None, found=found)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                close_staff(
                    staff=staff,
                    by=request.actor,
                    reason=form.cleaned_data["reason"],
                    decisions=form.decisions(),
                    seen=form.cleaned_data["seen"],
                )
                messages.success(request, _("The account of %(name)s is closed.") % {"name": staff.name})
                return redirect("practice:practice")
        except ChecklistChanged as error:
            form = _again(request, staff)
            form.add_error(None, str(error))
    context = {"section": "practice", "person": staff, "form": form}
    return render(request, "closing/staff_close.html", context)


def _again(request: ActorRequest, staff: Staff) -> ClosingForm:
    """The form of what the person holds now, with what was chosen before."""
    found, chosen = checklist(staff), request.POST.copy()
    chosen["seen"] = found.seen
    form = ClosingForm(chosen, found=found)
    form.is_valid()
    return form
