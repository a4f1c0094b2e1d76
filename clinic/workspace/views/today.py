"""Today."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clients.care_team.actions import unassigned_for
from clients.care_team.covers import held_by
from clients.care_team.handover_notes import unread_of
from clients.safety.queries import unread_plans
from clinic.core.access import Actor, ActorRequest, May, Reach, may, page, reach
from clinic.core.address import uuid_of
from clinic.core.status.watch import open_troubles
from clinic.core.together import fetch_together
from clinic.workspace import queries
from clinic.workspace.caseload.listing import EVERYBODY
from clinic.workspace.caseload.queries import caseload
from clinic.workspace.caseload.views import heads_of
from clinic.workspace.covering import covering
from clinic.workspace.desk import KINDS, WHOSE, Wanted, desk, has_both
from clinic.workspace.first_steps.steps import first_steps
from interventions.diary.queries import unread_entries
from interventions.sessions.calendar_settings import leaves_to_settle
from interventions.sessions.uncovered import uncovered_for
from interventions.sessions.unheld import unheld_for
from interventions.sessions.waiting import freed_slots, waiting_list

FEW = 8  # lines of a list on *today* until all are asked for
FIRST_RISKS = 10  # shown at once; the rest behind "Show all"


def today(request: ActorRequest) -> HttpResponse:
    """The first thing in the morning. A client who comes here is led to the portal."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.is_client:
        return redirect("portal:today")
    return _today(request)


@page(May.SEE_DESK)
def _today(request: ActorRequest) -> HttpResponse:
    actor, day = request.actor, timezone.localdate()
    found = queries.sessions_today(actor, day)
    again = queries.taken_up_again(actor, found)
    risks = queries.open_risks(actor)
    context = (
        _to_hand_over(request)
        | _taken_over(actor)
        | {
            "section": "today",
            "day": day,
            "now": timezone.now(),
            "sessions": [(row, again.get(row.pk, [])) for row in found],
            "risks": risks[:FIRST_RISKS],
            "more_risks": risks[FIRST_RISKS:],
            "risk_count": len(risks),
            **_first_steps(actor),
            "waiting": queries.alert_watch(actor),
            "troubles": open_troubles() if may(actor, May.SEE_STATUS) else [],
            "uncovered": uncovered_for(actor)[:FEW] if Reach.PRACTICE in reach(actor, May.KEEP_HOURS) else [],
            **_desk(request),
            "freed": freed_slots(actor, waiting_list(actor)) if may(actor, May.BOOK) else [],
            "rows": caseload(actor, limit=8)[0] if may(actor, May.SEE_CASELOAD) else [],
            "listing": EVERYBODY,
            "heads": heads_of(EVERYBODY),
        }
    )
    return render(request, "workspace/today.html", context)


def _first_steps(actor: Actor) -> dict[str, object]:
    """What an empty practice does first, until it is done or put away."""
    steps = first_steps(actor)
    left = [one for one in steps if not (one.done or one.put_away)]
    return {"steps": steps, "steps_left": left, "steps_away": [one for one in steps if one.put_away]}


def _taken_over(actor: Actor) -> dict[str, object]:
    """Whom the actor leads since a hand-over, for whom they cover, what lies in their own leave, and the safety plans
    and diaries that clients wrote; one statement while there is nobody to cover for."""
    if not may(actor, May.READ_RECORD):
        return {}
    handed, covers, leaves = unread_of(actor), held_by(actor), leaves_to_settle(actor)
    plans, diaries = unread_plans(actor), unread_entries(actor)
    fetch_together(handed, covers, leaves, plans, diaries)
    return {
        "handed": handed,
        "covering": covering(actor, covers),
        "leaves": leaves,
        "unread_plans": plans,
        "unread_diaries": diaries,
    }


def _desk(request: ActorRequest) -> dict[str, object]:
    """What else needs one, by client, as far as it was chosen."""
    kind, whose = request.GET.get("kind", ""), request.GET.get("whose", "")
    wanted = Wanted(
        kind=kind if kind in KINDS else "",
        client=uuid_of(request.GET.get("client", "")),
        whose=whose if whose in WHOSE else "",
    )
    chosen = {"kind": wanted.kind, "client": wanted.client or "", "whose": wanted.whose}
    return {
        "desk": desk(request.actor, wanted, request.GET.get("page", "1")),
        "wanted": wanted,
        "kinds": [(key, label) for key, (label, _kinds) in KINDS.items()],
        "whose": list(WHOSE.items()) if has_both(request.actor) else [],
        "desk_query": urlencode({key: value for key, value in chosen.items() if value}),
    }


def _to_hand_over(request: ActorRequest) -> dict[str, object]:
    """What lost its therapist and waits for somebody: the first few, or all where that is asked for."""
    if not may(request.actor, May.BOOK):
        return {}
    unheld, alone = list(unheld_for(request.actor)), list(unassigned_for(request.actor))
    most = len(unheld) if request.GET.get("show") == "handover" else FEW
    return {
        "unheld": unheld[:most],
        "unheld_more": max(len(unheld) - most, 0),
        "unassigned": alone[:FEW],
        "unassigned_more": max(len(alone) - FEW, 0),
    }
