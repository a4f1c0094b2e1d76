"""Clients: the list, a new one, the record tab and what is changed there."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clients import actions
from clients.care_team.actions import team_of
from clients.episodes.archive import ArchiveOrder, clients_shown
from clients.finding.duplicates import PerhapsOnFile
from clients.finding.queries import close_to, matching
from clients.forms import ClientForm, ContactForm, ViolenceForm
from clients.health.queries import conditions_of, newest_facts
from clients.households.queries import of_client
from clients.merging.queries import merged_files
from clients.models import Consent, Episode
from clients.portal_access import portal_state
from clients.queries import client_for, consents_of, may_for, newest_screen, portal_account, therapists, visible_alerts
from clients.reach.actions import closed_channels, contact_of
from clients.safety.queries import contacts_of
from clients.shell import Header, render_tab
from clinic.accounts.actions import AddressTaken
from clinic.core.access import ActorRequest, May, Reach, page, reach
from clinic.core.address import search_of
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.models import AccessLog, Message

SAVED = {
    actions.SignIn.SAME: gettext_lazy("Saved."),
    actions.SignIn.MOVED: gettext_lazy(
        "Saved. The portal sign-in has moved to the new address: a link to choose a password is on its way there, and"
        " the old sign-in has ended."
    ),
    actions.SignIn.ENDED: gettext_lazy(
        "Saved. Without an e-mail address the portal sign-in has ended. To open it again, add an address and send the"
        " link."
    ),
}
WITHDRAWN = {
    Consent.Kind.EMAIL: gettext_lazy("The agreement is withdrawn: no more mails go out, nor what was waiting."),
    Consent.Kind.TEXT: gettext_lazy("The agreement is withdrawn: no more text messages go out, nor what was waiting."),
    Consent.Kind.PORTAL: gettext_lazy("The agreement is withdrawn: no more messages about the portal go out."),
    Consent.Kind.TOUCH: gettext_lazy("The agreement is withdrawn: what works by touch says so where it is given."),
}
SIGN_IN_ENDED = gettext_lazy(
    "The portal sign-in has ended on every device, and no more messages about the portal go out. To open it again,"
    " send the link."
)


@page(May.SEE_CLIENT)
def index(request: ActorRequest) -> HttpResponse:
    """All clients whose names the actor may see: where an admin begins. No clinical word."""
    search, show = search_of(request), request.GET.get("show", "")
    show = show if show in {"unassigned", "closed"} else ""
    by_day = show == "closed" and request.GET.get("sort") != ArchiveOrder.NAME
    found = clients_shown(request.actor, show)
    order = ["-closed_on", "-id"] if by_day else ["sort_name", "id"]
    rows = Paginator(matching(found, search).order_by(*order), 50).get_page(request.GET.get("page"))
    close = close_to(found, search) if search and not rows.paginator.count else []
    context = {"section": "clients", "rows": rows, "search": search, "show_only": show, "close": close}
    context["sorted_by"] = ArchiveOrder.NAME.value if show == "closed" and not by_day else ""
    kept = {name: value for name, value in (("show", show), ("sort", context["sorted_by"])) if value}
    context["list_query"] = f"&{urlencode(kept)}" if kept else ""
    for client in rows if show == "closed" else ():
        client.how = Episode.Ending(client.ending).label  # type: ignore[attr-defined]
    return render(request, "clients/clients.html", context)


@page(May.ADD_CLIENT)
def new(request: ActorRequest) -> HttpResponse:
    """A new client. A therapist takes the lead; an admin says who does."""
    own = Reach.CARE in reach(request.actor, May.RECORD)
    staff = None if own else list(therapists())
    form = ClientForm(request.POST or None, staff=staff)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            with errors_at_fields(form):
                client = actions.add_client(by=request.actor, consents=tuple(fields.pop("consents")), **fields)
                messages.success(request, _("%(name)s is on file.") % {"name": client.name})
                return redirect("workspace:client" if own else "clients:client-file", client.pk)
        except PerhapsOnFile as error:
            form.show_on_file(error)
    return render(request, "clients/client_new.html", {"section": "clients", "form": form}, status=form.status)


@page(May.KEEP_FILE)
def contact(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Changes name and contacts."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    form = ContactForm(request.POST or None, row=client)
    if form.is_valid():
        with errors_at_fields(form):
            sign_in = actions.change_contact(client=client, **form.cleaned_data)
            messages.success(request, SAVED[sign_in])
            return redirect("clients:client-file", client.pk)
    context = {"section": "caseload", "client": client, "form": form}
    return render(request, "clients/client_contact.html", context, status=form.status)


@require_POST
@page(May.KEEP_FILE)
def consent(request: ActorRequest, client_id: UUID, kind: str) -> HttpResponse:
    """Notes that the client agreed to a channel, or withdrew."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    if kind not in Consent.Kind.values:
        raise Http404("no such consent")
    named = Consent.Kind(kind)
    if request.POST.get("given") == "1":
        with errors_as_message(request):
            actions.give_consent(client=client, kind=named)
            messages.success(request, _("The agreement is recorded."))
    else:
        ended = actions.withdraw_consent(client=client, kind=named)
        messages.success(request, SIGN_IN_ENDED if ended else WITHDRAWN[named])
    return redirect("clients:client-file", client.pk)


@require_POST
@page(May.PLAN)
def violence(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Notes what the client said about violence in the relationship."""
    client = client_for(request.actor, client_id, May.PLAN)
    form = ViolenceForm(request.POST)
    if form.is_valid():
        actions.note_violence_screen(client=client, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose an answer; a note can have at most 400 characters."))
    return redirect("clients:client-file", client.pk)


@require_POST
@page(May.KEEP_FILE)
def portal(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Sends the client a link to the portal."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    taken = ValidationError(_("Another account has this address. Use a different address for this client."))
    with errors_as_message(request, {AddressTaken: lambda error: taken}):
        user = actions.invite_to_portal(client=client)
        messages.success(request, _("A mail with a link is on its way to %(email)s.") % {"email": user.email})
    return redirect("clients:client-file", client.pk)


@page(May.SEE_CLIENT)
def file(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Contacts, consents, team, and who looked."""
    client = client_for(request.actor, client_id, May.SEE_CLIENT)
    actor, header = request.actor, Header(request.actor, client)
    may_look, clinical = may_for(actor, client, May.SEE_ACCESS_LOG), may_for(actor, client, May.READ_RECORD)
    looked = AccessLog.objects.filter(client_id__in=client.file_ids).order_by("-sequence")[:20]
    closed_alerts = visible_alerts(actor).filter(client=client).closed().select_related("closed_by")
    sent = Message.objects.filter(recipient_id__in=client.file_ids).order_by("-state_at")[:12]
    episodes, given = header.episodes, client.consents.order_by("given_at")
    contacts, health = contacts_of(client), newest_facts(actor, [client.pk])
    header.fetch(sent, closed_alerts, given, contacts, health, *([looked] if may_look else []))
    consents = consents_of(given)
    agreed = [kind for kind, _name, consent in consents if consent and consent.withdrawn_at is None]
    reach, households, account = contact_of(client, agreed), of_client(actor, client), portal_account(client)
    context = {
        "reach": reach,
        "closed": closed_channels(client, reach),
        "sent": sent,
        "clinical": clinical,
        "screen": newest_screen(client) if clinical else None,
        "violence_form": ViolenceForm(),
        "conditions": conditions_of(health, []),
        "households": households,
        "contacts": contacts,
        "in_household": any(one.household.ended_on is None for one in households),
        "team": team_of(client),
        "may_hand_over": may_for(actor, client, May.KEEP_CARE),
        "merged_files": merged_files(client),
        "consents": consents,
        "episode": episodes[0] if episodes else None,
        "account": account,
        "portal_state": portal_state(account),
        "looked": looked if may_look else None,
        "closed_alerts": closed_alerts,
    }
    return render_tab(request, header, "clients:client-file", "clients/client_file.html", context)
