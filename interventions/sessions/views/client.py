"""The tab of a client's sessions."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone

from clients.queries import annotate_known_names, client_for, may_for
from clients.reach.paper import client_pdf
from clients.shell import Header, render_tab
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.paper import pdf_response
from interventions.models import TherapySession
from interventions.notes.queries import notes_by_session, with_notes
from interventions.sessions.paper import appointment_sheets


@page(May.SEE_CLIENT)
def client_sessions(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Sessions, the coming ones first."""
    client = client_for(request.actor, client_id, May.SEE_CLIENT)
    found = annotate_known_names(TherapySession.objects.of(client), request.actor).order_by("starts_at")
    found = with_notes(found, request.actor).select_related("client", "therapist", "room", "plan")
    now = timezone.now()
    past = Paginator(found.begun(now).order_by("-starts_at"), 30).get_page(request.GET.get("page"))
    coming = found.upcoming(now)[:50]
    header = Header(request.actor, client)
    header.fetch(past.object_list, coming)  # type: ignore[arg-type]  # a page of a queryset is a queryset
    readable = {} if not may(request.actor, May.READ_NOTES) else notes_by_session(request.actor, past)
    for row in past:
        row.shown_notes = readable.get(row.pk, [])  # type: ignore[attr-defined]
        row.my_note = any(note.author_id == request.actor.staff_id for note in row.shown_notes)  # type: ignore[attr-defined]
    clinical = may_for(request.actor, client, May.READ_RECORD)
    context = {"coming": coming, "rows": past, "clinical": clinical}
    return render_tab(request, header, "sessions:client-sessions", "sessions/client_sessions.html", context)


@page(May.SEE_CLIENT)
def appointment_card(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The next appointments on paper."""
    client, size = client_for(request.actor, client_id, May.SEE_CLIENT), request.GET.get("size", "")
    content = client_pdf(client, lambda: appointment_sheets(client), what="appointment card", size=size)
    return pdf_response("appointments.pdf", content)
