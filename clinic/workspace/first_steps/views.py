"""The first steps on pages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.core.access import ActorRequest, May, page
from clinic.core.posting import sent_from
from clinic.workspace.first_steps.steps import put_step_away


@sent_from("workspace:today")
@page(May.SEE_DESK)
def put_away(request: ActorRequest) -> HttpResponse:
    """Puts a step away that is not needed, or back."""
    away = request.POST.get("away") != "0"
    try:
        put_step_away(request.actor, request.POST.get("step", ""), away=away)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Put away.") if away else _("The step is on the list again."))
    return redirect("workspace:today")
