"""The care team of a client, and handing clients over."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clients.care_team import actions as care
from clients.care_team import handover_notes
from clients.care_team.actions import CareChanged, Handed
from clients.care_team.forms import EndCareForm, SecondForm, TransferAllForm, TransferForm
from clients.care_team.rules import care_rules
from clients.models import CareRelation, Client
from clients.queries import client_for, may_for, visible
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, Reach, page, reach
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.posting import sent_from
from clinic.core.types import Checked


def handed_in_words(handed: Handed) -> str:
    """What went along and what did not, in sentences."""
    moved = handed.moved.get("sessions", 0)
    done = []
    if moved:
        done.append(
            ngettext("%(n)s coming session is handed over too.", "%(n)s coming sessions are handed over too.", moved)
            % {"n": moved}
        )
    if letters := handed.moved.get("letters", 0):
        text = ngettext("%(n)s unsigned letter goes along.", "%(n)s unsigned letters go along.", letters)
        done.append(text % {"n": letters})
    if handed.stayed:
        listed = "; ".join(one.text for one in handed.stayed[:10])
        more = ngettext(
            "%(n)s session could not be handed over, because the time is taken: %(which)s.",
            "%(n)s sessions could not be handed over, because the times are taken: %(which)s.",
            len(handed.stayed),
        )
        done.append(more % {"n": len(handed.stayed), "which": listed + ("; …" if len(handed.stayed) > 10 else "")})
    return " ".join(done)


@page(May.KEEP_CARE)
def team(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The care team, now and before; add, hand over, end."""
    return _team(request, client_for(request.actor, client_id, May.KEEP_CARE))


def _team(request: ActorRequest, client: Client, **forms: object) -> HttpResponse:
    audit.log_access(client.pk, "care team")
    rows = care.team_of(client)
    now = [row for row in rows if row.until is None]
    lead = next((row for row in now if row.part == CareRelation.Part.LEAD), None)
    context = {
        "section": "caseload",
        "client": client,
        "now": now,
        "lead": lead,
        "handed": next((row for row in handover_notes.unread_of(request.actor) if row.client_id == client.pk), None),
        "reads": may_for(request.actor, client, May.READ_RECORD),
        "before": [row for row in rows if row.until is not None],
        "unassigned": care.unassigned_clients().filter(pk=client.pk).exists(),
        "transfer_form": TransferForm(
            initial={"lead": lead.staff_id if lead else None}, without=[lead.staff_id] if lead else []
        ),
        "second_form": SecondForm(without=[row.staff_id for row in now]),
    }
    return render(request, "care_team/client_care.html", context | forms)


def _changed(request: ActorRequest, form: Form, act: Callable[[Checked], str]) -> bool:
    """Does ``act`` with what the form says; False with the form's errors."""
    if form.is_valid():
        with errors_at_fields(form, {CareChanged: lambda error: ValidationError(str(error))}):
            messages.success(request, act(form.cleaned_data))
            return True
    return False


def _onward(actor: Actor, client: Client) -> HttpResponse:
    """Where to go after changing a care team: whoever handed their client over can no longer see the file."""
    if visible(actor, May.SEE_CLIENT).filter(pk=client.pk).exists():
        return redirect("clients:client-file", client.pk)
    return redirect("workspace:today")


@sent_from("care_team:client-care", "client_id")
@page(May.KEEP_CARE)
def transfer(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Another therapist leads this client from now on."""
    client = client_for(request.actor, client_id, May.KEEP_CARE)
    form = TransferForm(request.POST)

    def act(found: Checked) -> str:
        to, tell = found.pop("to"), found.pop("tell_client")
        handed = care.transfer(client=client, to=to.pk, by=request.actor, tell=tell, **found)
        message = _("%(to)s leads %(client)s from now on.") % {"to": to.name, "client": client.name}
        return f"{message} {handed_in_words(handed)}".strip()

    if _changed(request, form, act):
        return _onward(request.actor, client)
    return _team(request, client, transfer_form=form)


@sent_from("care_team:client-care", "client_id")
@page(May.KEEP_CARE)
def second(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Adds a second therapist."""
    client = client_for(request.actor, client_id, May.KEEP_CARE)
    form = SecondForm(request.POST)

    def act(found: Checked) -> str:
        staff = found["staff"]
        care.add_second(client=client, staff_id=staff.pk, by=request.actor, reason=found["reason"])
        return _("%(name)s is in the care team now and sees the record.") % {"name": staff.name}

    if _changed(request, form, act):
        return _onward(request.actor, client)
    return _team(request, client, second_form=form)


def _ended(relation: CareRelation) -> str:
    """What somebody whose care has ended still sees, by the practice's rule."""
    name = relation.staff.name
    if days := care_rules(relation.practice_id).former_days:
        text = ngettext(
            "%(name)s can read this record for %(n)s more day, and change nothing.",
            "%(name)s can read this record for %(n)s more days, and change nothing.",
            days,
        )
        return text % {"name": name, "n": days}
    return _("%(name)s does not see this record any more.") % {"name": name}


@page(May.KEEP_CARE)
def end(request: ActorRequest, relation_id: UUID) -> HttpResponse:
    """Ends a care relation, after asking why."""
    relation = care.relation_for(request.actor, relation_id)
    form = EndCareForm(request.POST or None)

    def act(found: Checked) -> str:
        handed = care.end_care(relation=relation, by=request.actor, **found)
        message = _ended(relation)
        return f"{message} {handed_in_words(handed)}".strip()

    if _changed(request, form, act):
        return _onward(request.actor, relation.client)
    context = {
        "section": "caseload",
        "client": relation.client,
        "relation": relation,
        "form": form,
        "lead": relation.part == CareRelation.Part.LEAD,
        "knowingly": Reach.PRACTICE in reach(request.actor, May.KEEP_CARE),
    }
    return render(request, "care_team/care_end.html", context)


@require_POST
@page(May.READ_RECORD)
def confirm(request: ActorRequest, relation_id: UUID) -> HttpResponse:
    """The new lead has read what they were handed."""
    relation = handover_notes.handed_to(request.actor, relation_id)
    with errors_as_message(request):
        handover_notes.confirm(relation=relation)
        messages.success(request, _("Confirmed. It no longer stands on your Today page."))
    return redirect("care_team:client-care", relation.client_id)


@page(May.KEEP_CARE)
def transfer_all(request: ActorRequest, staff_id: UUID) -> HttpResponse:
    """All clients whom somebody leads, to one colleague or several."""
    staff = care.hander_over(request.actor, staff_id)
    clients = list(care.clients_led_by(request.actor, staff))
    form = TransferAllForm(request.POST or None, clients=clients, without=[staff.pk])

    def act(found: Checked) -> str:
        handed = care.transfer_all(
            of=staff,
            by=request.actor,
            reason=found["reason"],
            to=found["to"].pk if found["to"] else None,
            each=form.each(),
            note=found["note"],
            notes=form.notes(),
            tell=found["tell_client"],
        )
        message = ngettext("%(n)s client is handed over.", "%(n)s clients are handed over.", handed.clients)
        return f"{message % {'n': handed.clients}} {handed_in_words(handed)}".strip()

    if clients and _changed(request, form, act):
        return redirect("care_team:staff-transfer", staff.pk)
    context = {"section": "practice", "staff": staff, "clients": clients, "form": form}
    return render(request, "care_team/staff_transfer.html", context)
