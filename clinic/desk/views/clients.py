"""The client's file: header and tabs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assessments.catalogue import catalogue, interview
from assessments.pictures import change_sentences, course_of, plane_of, style_sentence
from assessments.queries import latest_with_plane, series
from assessments.sheets.queries import open_sheets_of, schedules_of
from assessments.wording.queries import instruments
from clients import actions
from clients.care import team_of, unassigned, unassigned_for
from clients.contact import closed_channels, contact_of
from clients.models import CareRelation, Client, Consent, RiskAlert
from clients.queries import (
    client_for,
    consents_of,
    knowing,
    may_for,
    newest_screen,
    open_alerts,
    portal_account,
    therapists,
    violence_going_on,
    visible,
)
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, Reach, may, page, reach
from clinic.core.accounts import AddressTaken
from clinic.core.models import AccessLog, Message
from clinic.desk import sql
from clinic.desk.address import search_of
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.library import PageForm, ViolenceForm
from clinic.desk.forms.people import ClientForm, ContactForm
from clinic.desk.timeline import sessions_held, timeline_of
from interventions.catalogue import pages
from interventions.education.queries import readings
from interventions.exercises.queries import (
    exercise_file,
    open_assignments,
    practice_of,
    resting_assignments,
    suggestions_for,
    without_private,
)
from interventions.models import Plan, PracticeLog, TherapySession
from interventions.notes.queries import notes_by_session, with_notes
from interventions.own.queries import exercises_given, modalities_of, modality_of_plan
from interventions.plans.queries import plans, ribbon

OBSERVATION = "attachment-observation"
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
TABS = (
    ("client", gettext_lazy("Overview"), May.READ_RECORD),
    ("client-assessments", gettext_lazy("Assessments"), May.READ_RECORD),
    ("client-sessions", gettext_lazy("Sessions"), May.SEE_CLIENT),
    ("client-exercises", gettext_lazy("Exercises"), May.READ_RECORD),
    ("client-file", gettext_lazy("Record"), May.SEE_CLIENT),
)


def _file(request: ActorRequest, client: Client, tab: str, context: dict[str, Any]) -> HttpResponse:
    """Renders a tab of the client's file, and logs that it was opened."""
    audit.note_read(client.pk, tab)
    actor = request.actor
    team = (
        [row for row in context["team"] if row.until is None]
        if "team" in context
        else list(client.care.filter(until__isnull=True).select_related("staff").order_by("part"))
    )
    lead = next((row for row in team if row.part == CareRelation.Part.LEAD and row.staff.is_active), None)
    clinical = context.get("clinical", True)  # the tabs that are open to others say whether it is
    head = {
        "section": "caseload",
        "client": client,
        "tab": tab,
        "tabs": [(name, label) for name, label, needed in TABS if clinical or needed is not May.READ_RECORD],
        "next_session": TherapySession.objects.of(client).upcoming().order_by("starts_at").first(),
        "care": team,
        "unassigned": lead is None and unassigned().filter(pk=client.pk).exists(),
        "can": _can(actor, client),
        "violence": violence_going_on(actor, [client.pk]) if may(actor, May.READ_RECORD) else [],
    }
    if "open_alerts" not in context:
        head["open_alerts"] = open_alerts(client) if may_for(actor, client, May.SEE_ALERTS) else []
    return render(request, f"desk/{tab.replace('-', '_')}.html", head | context)


def _can(actor: Actor, client: Client) -> dict[str, bool]:
    """Which of the header's buttons lead somewhere. The pages behind them ask again."""
    own = may_for(actor, client, May.RECORD)
    everywhere = Reach.PRACTICE in reach(actor, May.BOOK)
    return {"record": own, "book": own or everywhere, "keep": own or Reach.PRACTICE in reach(actor, May.KEEP_FILE)}


@page(May.SEE_CLIENT)
def index(request: ActorRequest) -> HttpResponse:
    """All clients whose names the actor may see: an admin's way in. No clinical word."""
    search, alone = search_of(request), request.GET.get("show") == "unassigned"
    found = unassigned_for(request.actor) if alone else visible(request.actor, May.SEE_CLIENT)
    found = found.order_by("sort_name", "id")
    if search:
        found = found.filter(sort_name__contains=search.casefold())
    rows = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "desk/clients.html", {"section": "clients", "rows": rows, "search": search, "alone": alone})


@page(May.ADD_CLIENT)
def new(request: ActorRequest) -> HttpResponse:
    """A new client. A therapist takes the lead; an admin says who does."""
    own = Reach.CARE in reach(request.actor, May.RECORD)
    staff = None if own else list(therapists())
    form = ClientForm(request.POST or None, staff=staff)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            client = actions.add_client(by=request.actor, consents=tuple(fields.pop("consents")), **fields)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is on file.") % {"name": client.name})
            return redirect("desk:client" if own else "desk:client-file", client.pk)
    return render(request, "desk/client_new.html", {"section": "clients", "form": form})


@page(May.KEEP_FILE)
def contact(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Changes name and contacts."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    form = ContactForm(request.POST or None, instance=client)
    if form.is_valid():
        try:
            sign_in = actions.change_contact(client=client, **form.cleaned_data)
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, SAVED[sign_in])
            return redirect("desk:client-file", client.pk)
    return render(request, "desk/client_contact.html", {"section": "caseload", "client": client, "form": form})


@require_POST
@page(May.KEEP_FILE)
def consent(request: ActorRequest, client_id: UUID, kind: str) -> HttpResponse:
    """Notes that the client agreed to a channel, or withdrew."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    if kind not in Consent.Kind.values:
        raise Http404("no such consent")
    act = actions.give_consent if request.POST.get("given") == "1" else actions.withdraw_consent
    act(client=client, kind=Consent.Kind(kind))
    return redirect("desk:client-file", client.pk)


@require_POST
@page(May.PLAN)
def violence(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Notes what the client said about violence in the relationship."""
    client = client_for(request.actor, client_id, May.PLAN)
    form = ViolenceForm(request.POST)
    if form.is_valid():
        actions.note_violence_screen(client=client, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Choose what the client said; a note has at most 400 characters."))
    return redirect("desk:client-file", client.pk)


@require_POST
@page(May.KEEP_FILE)
def portal(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Sends the client a link to the portal."""
    client = client_for(request.actor, client_id, May.KEEP_FILE)
    try:
        user = actions.invite_to_portal(client=client)
    except AddressTaken:
        messages.error(request, _("This address has another account. Use a different address for this client."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("A mail with a link goes to %(email)s.") % {"email": user.email})
    return redirect("desk:client-file", client.pk)


@page(May.SEE_CLIENT)
def overview(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Plane, distress over time, plan. People who may only see that the client exists get the record tab."""
    client = visible(request.actor, May.READ_RECORD).filter(pk=client_id).first()
    if client is None:
        return redirect("desk:client-file", client_for(request.actor, client_id, May.SEE_CLIENT).pk)
    newest = latest_with_plane(client)
    plane_key = newest.instrument if newest else "ecr-r"
    found = series(client, {plane_key, sql.TRACKED_INSTRUMENT, OBSERVATION})
    rows, alerts = list(plans(request.actor).of(client)), list(client.alerts.all())
    plan = next((row for row in rows if row.state == Plan.State.ACTIVE), None)
    sessions, phases = sessions_held(client), ribbon(plan)
    attended = [on for on, state in sessions if state == TherapySession.State.ATTENDED]
    tracked = found[sql.TRACKED_INSTRUMENT, sql.TRACKED_SUBSCALE]
    latest = list(newest.scores.all()) if newest else []
    context = {
        "plane": plane_of(plane_key, found, newest.target if newest else ""),
        "plane_name": catalogue()[plane_key].short,
        "placed": newest,
        "placement": style_sentence(newest) if newest else "",
        "changes": change_sentences(catalogue()[plane_key], latest),
        "course": course_of(tracked, sessions=attended, phases=phases),
        "course_name": tracked.instrument.short,
        "tracked": tracked.scores[-1] if tracked.scores else None,
        "timeline": timeline_of(client, sessions, phases, alerts),
        "security": course_of(found[OBSERVATION, "security"]),
        "coherence": [row for row in client.interviews.order_by("interviewed_on") if not row.voided_at],
        "plan": plan,
        "open_alerts": [alert for alert in alerts if alert.acknowledged_at is None],
        "other_plans": _named([other for other in rows if plan is None or other.pk != plan.pk]),
        "modality": modality_of_plan(plan) if plan else None,
        "sessions_attended": len(attended),
    }
    return _file(request, client, "client", context)


def _named(plans: Sequence[Plan]) -> list[tuple[Plan, str]]:
    known = modalities_of(plans)
    return [(plan, known[plan.modality, plan.version].short) for plan in plans]


@page(May.READ_RECORD)
def assessments(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Everything measured, newest first."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    found = client.assessments.prefetch_related("scores").order_by("-completed_on", "-id")
    page_of, known = Paginator(found, 30).get_page(request.GET.get("page")), instruments()
    context = {
        "rows": [(row, known.get(row.instrument)) for row in page_of],
        "pages": page_of,
        "open_sheets": open_sheets_of(client),
        "schedules": schedules_of(client),
        "codings": client.interviews.order_by("-interviewed_on", "-id"),
        "interview": interview(),
        "today": timezone.localdate(),
    }
    return _file(request, client, "client-assessments", context)


@page(May.SEE_CLIENT)
def sessions(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Sessions, the coming ones first."""
    client = client_for(request.actor, client_id, May.SEE_CLIENT)
    found = knowing(TherapySession.objects.of(client), request.actor).order_by("starts_at")
    found = with_notes(found, request.actor).select_related("client", "partner", "therapist", "room")
    now = timezone.now()
    past = Paginator(found.filter(starts_at__lt=now).order_by("-starts_at"), 30).get_page(request.GET.get("page"))
    readable = {} if not may(request.actor, May.READ_NOTES) else notes_by_session(request.actor, past)
    for row in past:
        row.shown_notes = readable.get(row.pk, [])  # type: ignore[attr-defined]
        row.own_note = any(note.author_id == request.actor.staff_id for note in row.shown_notes)  # type: ignore[attr-defined]
    coming = found.filter(starts_at__gte=now).exclude(state=TherapySession.State.CANCELLED)[:50]
    clinical = may_for(request.actor, client, May.READ_RECORD)
    return _file(request, client, "client-sessions", {"coming": coming, "rows": past, "clinical": clinical})


@page(May.READ_RECORD)
def exercises(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """What the client practises and reads, and how it went."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    given, practised = without_private(request.actor, open_assignments(client.pk)), practice_of(client.pk)
    resting = list(resting_assignments(client.pk))
    logs = PracticeLog.objects.filter(client=client).select_related("assignment").order_by("-at")[:20]
    known = exercises_given(
        [*given, *resting, *(one.assignment for one in practised), *(log.assignment for log in logs)]
    )
    alerts, file = open_alerts(client), exercise_file(request.actor, client)
    going_on = "ongoing" in file.violence
    shown_now = [(row, known.get((row.exercise, row.version))) for row in given]
    context = {
        "open_alerts": alerts,
        "given": [(row, one, bool(one and "violence" in one.caution_kinds) and going_on) for row, one in shown_now],
        "resting": [(row, known.get((row.exercise, row.version))) for row in resting],
        "logs": [(log, known.get((log.assignment.exercise, log.assignment.version))) for log in logs],
        "practised": [
            (one, known.get((one.assignment.exercise, one.assignment.version)))
            for one in practised
            if one.rated or any(one.weeks)
        ],
        "suggestions": suggestions_for(client, [*given, *resting], file),
        "readings": [(row, pages().get(row.page)) for row in readings(request.actor).filter(client=client)[:30]],
        "page_form": PageForm(known=pages()),
    }
    return _file(request, client, "client-exercises", context)


@page(May.SEE_CLIENT)
def file(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Contacts, consents, team, and who looked."""
    client = client_for(request.actor, client_id, May.SEE_CLIENT)
    looked: Any = None
    if may_for(request.actor, client, May.SEE_READ_LOG):
        looked = AccessLog.objects.filter(client_id=client.pk).order_by("-sequence")[:20]
    alerts: list[RiskAlert] = []
    if may_for(request.actor, client, May.SEE_ALERTS):
        alerts = list(client.alerts.select_related("acknowledged_by"))
    clinical = may_for(request.actor, client, May.READ_RECORD)
    consents = consents_of(client)
    agreed = [kind for kind, _name, consent in consents if consent and consent.withdrawn_at is None]
    reach = contact_of(client, agreed)
    context = {
        "reach": reach,
        "closed": closed_channels(client, reach),
        "sent": Message.objects.filter(about_client_id=client.pk).order_by("-state_at")[:12],
        "open_alerts": [alert for alert in alerts if alert.acknowledged_at is None],
        "clinical": clinical,
        "screen": newest_screen(client) if clinical else None,
        "violence_form": ViolenceForm(),
        "team": team_of(client),
        "may_hand_over": may_for(request.actor, client, May.KEEP_CARE),
        "consents": consents,
        "episode": client.episodes.order_by("-opened_on", "-id").first(),
        "account": portal_account(client),
        "looked": looked,
        "acknowledged": [alert for alert in alerts if alert.acknowledged_at is not None],
    }
    return _file(request, client, "client-file", context)
