"""What is followed: the practice's choice, and a client's measures with theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.tracked.actions import choose_tracked, end_set_aside, set_no_change_aside
from assessments.tracked.forms import SetAsideForm, TrackedForm
from assessments.tracked.queries import choice_of, measures_of, set_aside_of
from assessments.wording.queries import short_name
from clients.models import Client
from clients.queries import client_for
from clients.shell import Header, render_tab
from clinic.core.access import ActorRequest, May, page
from clinic.core.edit_forms import status_of
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.posting import sent_from


@page(May.MANAGE_PRACTICE)
def practice_measures(request: ActorRequest) -> HttpResponse:
    """Which instruments are followed of everybody without a choice of their own."""
    row = choice_of(request.actor.practice_id)
    form = TrackedForm(request.POST if request.method == "POST" else None, row=row)  # nothing ticked is an answer, too
    if form.is_valid():
        with errors_at_fields(form):
            choose_tracked(practice_id=request.actor.practice_id, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved. Today, caseload and reports follow it from now on."))
            return redirect("tracked:practice-measures")
    context = {"section": "practice", "form": form, "choice": row}
    return render(request, "tracked/practice_measures.html", context, status=form.status)


@page(May.READ_RECORD)
def client_measures(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """A client's measures that are followed, who chose them, and whether "no reliable change" is set aside."""
    return _measures(request, client_for(request.actor, client_id, May.READ_RECORD))


def _measures(request: ActorRequest, client: Client, **forms: object) -> HttpResponse:
    own, usual = choice_of(client.practice_id, client), choice_of(client.practice_id)
    context: dict[str, object] = {
        "measures": measures_of(client),
        "own": own,
        "usual": usual,
        "usual_names": [short_name(key) for key in usual.instruments],
        "own_names": [short_name(key) for key in own.instruments],
        "set_aside": set_aside_of(client).first(),
        "form": TrackedForm(row=own),
        "set_aside_form": SetAsideForm(),
    }
    status = status_of(forms.values())
    header = Header(request.actor, client).fetch()
    answer = render_tab(
        request, header, "assessments:client-assessments", "tracked/client_measures.html", context | forms
    )
    answer.status_code = status
    return answer


@sent_from("tracked:client-measures", "client_id")
@page(May.RECORD)
def client_choice(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Chooses what is followed of one client, or leaves it to the practice again."""
    client = client_for(request.actor, client_id, May.RECORD)
    form = TrackedForm(request.POST, row=choice_of(client.practice_id, client))
    if form.is_valid():
        with errors_at_fields(form):
            choose_tracked(practice_id=client.practice_id, client=client, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("tracked:client-measures", client.pk)
    return _measures(request, client, form=form)


@sent_from("tracked:client-measures", "client_id")
@page(May.RECORD)
def set_aside(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Does not show "no reliable change" before a day."""
    client, form = client_for(request.actor, client_id, May.RECORD), SetAsideForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            row = set_no_change_aside(client=client, by=request.actor, **form.cleaned_data)
            told = _("Set aside. “No reliable change” appears again on %(day)s.") % {
                "day": date_format(row.until, "j M Y")
            }
            messages.success(request, told)
            return redirect("tracked:client-measures", client.pk)
    return _measures(request, client, set_aside_form=form)


@require_POST
@page(May.RECORD)
def set_aside_end(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Shows it again at once."""
    client = client_for(request.actor, client_id, May.RECORD)
    with errors_as_message(request):
        if end_set_aside(client=client, by=request.actor):
            messages.success(request, _("No longer set aside."))
        else:
            messages.info(request, _("Nothing is set aside."))
    return redirect("tracked:client-measures", client.pk)
