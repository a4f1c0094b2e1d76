"""Numbers noted on the plan's tracks during a session."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.core.access import ActorRequest, May, page
from clinic.core.address import uuid_of
from interventions.models import TherapySession
from interventions.notes.queries import session_of_record
from interventions.records.desk import desk_anew, press_desk
from interventions.records.sheet import save_sheet
from interventions.sessions.tracks import note_track, panel_of, step_track, undo_track

STEPS = {"+": 1, "-": -1}


def note_number(request: ActorRequest, session: TherapySession) -> str:
    """Notes what was pressed: ``track=sud:7``, ``track=sud:undo``, or ``track=sets:+`` of a counter, of the row in
    ``target``; where rows stand side by side the button names it, ``track=mode:7:ID``. Returns what is wrong, empty
    when nothing is."""
    key, _colon, rest = request.POST.get("track", "").partition(":")
    value, _colon, named = rest.partition(":")
    target = uuid_of(named or request.POST.get("target", ""))
    try:
        if value == "undo":
            undo_track(session=session, by=request.actor, key=key, target_id=target)
        elif value in STEPS:
            step_track(session=session, by=request.actor, key=key, step=STEPS[value], target_id=target)
        elif value.isdecimal() and len(value) < 4:
            note_track(session=session, by=request.actor, key=key, value=int(value), target_id=target)
        elif value:
            raise ValidationError(_("Press a number."))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _with_desk(
    request: ActorRequest, session: TherapySession, template: str, context: dict[str, object]
) -> HttpResponse:
    """The part of the page that was pressed in, and the modality's panel where that shows what was saved too."""
    answer = render(request, template, context | {"session": session})
    if desk := desk_anew(session, request.actor):
        shown = {"desk": desk, "plan": session.plan, "session": session, "anew": True}
        answer.write(render_to_string("records/_desk.html", shown, request))
    return answer


@require_POST
@page(May.WRITE_NOTES)
def sheet(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """What was typed on the modality's sheet, by a script: the answer is the sheet, with errors at their fields."""
    session = session_of_record(request.actor, session_id)
    try:
        found = save_sheet(session=session, by=request.actor, data=request.POST)
    except ValidationError as error:
        return HttpResponse(" ".join(error.messages), status=400, content_type="text/plain; charset=utf-8")
    return _with_desk(request, session, found.template, {"sheet": found})


@require_POST
@page(May.WRITE_NOTES)
def track(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """A number on a track, or a button of the modality's panel, by a script: the answer is the panel. Without one the
    button saves the whole workspace."""
    session = session_of_record(request.actor, session_id)
    said, problem = "", ""
    if pressed := request.POST.get("desk", ""):
        try:
            said = press_desk(session=session, by=request.actor, value=pressed)
        except ValidationError as error:
            problem = " ".join(error.messages)
    else:
        problem = note_number(request, session)
    panel = panel_of(session, uuid_of(request.POST.get("target", "")))
    return _with_desk(request, session, "sessions/_tracks.html", {"panel": panel, "problem": problem, "said": said})
