"""How a client wants to be reached: their settings, and the link at the end of a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clients.models import Client, Contact
from clients.reach.actions import TOPICS, choose, contact_of, number
from clients.reach.forms import ReachForm
from clinic.core import unsubscribing
from clinic.core.access import ActorRequest, May, page, system
from clinic.core.forms import errors_at_fields
from clinic.core.scope import practice_scope
from clinic.core.types import Checked
from clinic.portal.views import portal_client_id


@page(May.USE_PORTAL)
def settings_page(request: ActorRequest) -> HttpResponse:
    """Reminders: about what, by which way, at which hours not."""
    client = Client.objects.get(pk=portal_client_id(request))
    form = ReachForm(request.POST or None, row=contact_of(client))
    if form.is_valid():
        with errors_at_fields(form):
            choose(client=client, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("portal:settings")
    context = {"section": "settings", "form": form, "client": client, "phone": number(client)}
    return render(request, "portal/settings.html", context, status=form.status)


@csrf_exempt  # a mail program sends it, with nothing but the signed link (RFC 8058)
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends mails of this kind, without signing in. Following the link asks; only sending it does it, for programs that
    look into mails follow links."""
    wanted = unsubscribing.read(token)
    if wanted is None or wanted.kind not in TOPICS:
        return render(request, "portal/unsubscribe.html", {"bad": True}, status=404)
    done = request.method == "POST"
    if done:
        with practice_scope(wanted.practice_id, system(wanted.practice_id, "unsubscribed by the link in a mail")):
            client = Client.objects.filter(pk=wanted.client_id).first()
            if client is not None:
                chosen: Checked = {TOPICS[wanted.kind]: Contact.Way.OFF}
                choose(client=client, **chosen)
    return render(request, "portal/unsubscribe.html", {"done": done, "about": TOPICS[wanted.kind]})
