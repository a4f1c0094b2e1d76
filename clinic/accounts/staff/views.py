"""Somebody who works here: what is known of them, and a link to sign in."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.accounts.staff.actions import change_staff, invite_staff, reset_factor
from clinic.accounts.staff.forms import StaffEditForm
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.models import Staff


def _staff(staff_id: UUID) -> Staff:
    return get_object_or_404(Staff.objects.select_related("user", "supervisor"), pk=staff_id)


@page(May.MANAGE_PRACTICE)
def edit(request: ActorRequest, staff_id: UUID) -> HttpResponse:
    """Changes name, address, roles and supervisor."""
    staff = _staff(staff_id)
    form = StaffEditForm(request.POST or None, row=staff)
    if form.is_valid():
        address = staff.user.email
        with errors_at_fields(form):
            changed = change_staff(staff=staff, by=request.actor, **form.cleaned_data)
            return _changed(request, changed, moved=changed.user.email != address)
    has_factor = staff.is_active and Authenticator.objects.filter(user=staff.user_id).exists()
    context = {"section": "practice", "person": staff, "form": form, "has_factor": has_factor}
    return render(request, "staff/staff.html", context, status=form.status)


def _changed(request: ActorRequest, staff: Staff, *, moved: bool) -> HttpResponse:
    if staff.pk != request.actor.staff_id:
        message = _("Saved. %(name)s gets a mail with a link at the new address.") if moved else _("Saved.")
        messages.success(request, message % {"name": staff.name})
        return redirect("practice:practice")
    if moved:  # one's own: the session has ended
        logout(request)
        return redirect(f"{reverse('account_login')}?moved=1")
    messages.success(request, _("Saved."))
    return redirect("workspace:today")  # perhaps no admin any more


@require_POST
@page(May.MANAGE_PRACTICE)
def invitation(request: ActorRequest, staff_id: UUID) -> HttpResponse:
    """Sends a link to sign in, again."""
    staff = _staff(staff_id)
    with errors_as_message(request):
        invite_staff(staff=staff, by=request.actor)
        messages.success(request, _("%(name)s gets a mail with a link to sign in.") % {"name": staff.name})
    return redirect("staff:staff-edit", staff.pk)


@require_POST
@page(May.MANAGE_PRACTICE)
def factor_reset(request: ActorRequest, staff_id: UUID) -> HttpResponse:
    """Takes the second factors away of somebody who has lost theirs."""
    staff = _staff(staff_id)
    with errors_as_message(request):
        reset_factor(staff=staff, by=request.actor)
        message = _("%(name)s sets up a new second factor at the next sign-in. They and all admins are told by mail.")
        messages.success(request, message % {"name": staff.name})
    return redirect("staff:staff-edit", staff.pk)
