"""The client's file: header and tabs."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from assessments.catalogue import catalogue
from assessments.pictures import change_sentences, course_of, plane_of, style_sentence
from assessments.queries import series, with_plane
from assessments.tracked.queries import first_series, tracked_scores, with_courses
from clients.households.queries import of_client
from clients.queries import client_for, find_client
from clients.shell import Header, render_tab
from clinic.core.access import ActorRequest, May, page
from clinic.workspace.timeline import Events, timeline_of
from interventions.library.queries import modalities_of, modality_of_plan
from interventions.models import Plan, TherapySession
from interventions.plans.queries import plans_of, ribbon
from interventions.sessions.numbers import numbers_given
from interventions.sessions.queries import attended_in

OBSERVATION = "attachment-observation"
FEW_NUMBERS = 6  # of sessions, on the overview


@page(May.SEE_CLIENT)
def overview(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Plane, distress over time, plan. People who may only see that the client exists get the record tab."""
    client = find_client(request.actor, client_id, May.READ_RECORD)
    if client is None:
        return redirect("clients:client-file", client_for(request.actor, client_id, May.SEE_CLIENT).pk)
    header, events, placed = Header(request.actor, client), Events(client), with_plane(client)[:1]
    rows, interviews = plans_of(request.actor, client), client.interviews.order_by("interviewed_on")
    tracked = tracked_scores(client)
    header.fetch(placed, rows, interviews, tracked, *events.querysets)
    newest = placed[0] if placed else None
    plane_key = newest.instrument if newest else "ecr-r"
    found = series(client, {plane_key, OBSERVATION, *(one.instrument for one in tracked)})
    plan = next((row for row in rows if row.state == Plan.State.ACTIVE), None)
    phases = ribbon(plan)
    attended = [on for on, state in events.sessions if state == TherapySession.State.ATTENDED]
    measures = with_courses(list(tracked), (score for one in found.values() for score in one.scores))
    first = first_series(measures, found)
    latest = list(newest.scores.all()) if newest else []
    context = {
        "plane": plane_of(plane_key, found, newest.target if newest else ""),
        "plane_name": catalogue()[plane_key].short,
        "placed": newest,
        "placement": style_sentence(newest) if newest else "",
        "changes": change_sentences(catalogue()[plane_key], latest),
        "course": course_of(first, sessions=attended, phases=phases) if first else None,
        "course_name": measures[0].name if measures else "",
        "measures": measures,
        "timeline": timeline_of(events, phases),
        "security": course_of(found[OBSERVATION, "security"]),
        "coherence": [row for row in interviews if not row.voided_at],
        "plan": plan,
        "other_plans": _named([other for other in rows if plan is None or other.pk != plan.pk]),
        "modality": modality_of_plan(plan) if plan else None,
        "sessions_attended": attended_in(events.episode[0], attended) if events.episode else 0,
        "households": [one for one in of_client(request.actor, client) if one.household.ended_on is None],
        "numbers": numbers_given(list(rows))[:FEW_NUMBERS],
    }
    return render_tab(request, header, "workspace:client", "workspace/client.html", context)


def _named(plans: Sequence[Plan]) -> list[tuple[Plan, str]]:
    known = modalities_of(plans)
    return [(plan, known[plan.modality, plan.version].short) for plan in plans]
