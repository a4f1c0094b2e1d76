"""Two editors of one thing: the second is told, neither loses a word, and of two at once exactly one saves.

The table is checked against the models, the pages and the API: what can be edited and is not in it fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, FavouriteInstruments, TrackedChoice
from clients.models import AlertRules, CareRules, Client, Contact
from clients.safety.models import EmergencyContact, SafetyPlan
from clients.safety.queries import current_plan
from clinic.config import api_urls
from clinic.core.access import Role
from clinic.core.api import PracticeAPIView
from clinic.core.models import Practice, Staff, User
from clinic.core.revisions import Revised, revision_of
from interventions.letters.actions import draft_letter
from interventions.modalities.packages import kinds_of, packages
from interventions.models import (
    Assignment,
    CalendarSettings,
    CustomExercise,
    Goal,
    Letter,
    Note,
    Plan,
    PrivateNote,
    ReminderRules,
    SessionRules,
    TherapySession,
    Waiting,
)
from interventions.notes.actions import save_note
from interventions.notes.private import write_private_note
from interventions.sessions.calendar_settings import set_calendar
from interventions.sessions.waiting import wait
from tests.core.test_access import EXPECTED
from tests.factories import (
    a_client,
    a_custom_exercise,
    a_goal,
    a_plan,
    a_practice,
    a_row,
    a_safety_plan,
    a_session,
    a_staff,
    actor,
    an_assessment,
    an_assignment,
    an_emergency_contact,
    inside,
    partner_in,
    portal_user,
)
from tests.html_forms import form_of
from tests.threads import at_once
from tests.web import Api, pages, read


class World:
    """A practice with one of everything that people edit."""

    def __init__(self) -> None:
        self.practice = a_practice()
        self.admin = a_staff(self.practice, Role.ADMIN)
        self.therapist = a_staff(self.practice)
        self.client = a_client(self.therapist)
        self.portal: User | None = None

    def plan(self, key: str = "emdr") -> Plan:
        return Plan.objects.filter(client=self.client, modality=key).first() or a_plan(self.client, key)

    def person(self, who: str) -> Staff | User:
        if who == "client":
            self.portal = self.portal or portal_user(self.client)
            return self.portal
        return self.admin if who == "admin" else self.therapist


@dataclass(frozen=True)
class Page:
    """An edit page: who opens it, where the form stands and goes, which field is changed."""

    route: str  # the form is sent there
    field: str
    values: tuple[str, str]  # what the first and the second editor type
    args: Callable[[World, Any], list[object]] = lambda world, row: []
    who: str = "therapist"
    shown: str = ""  # the route of the page it stands on, where that is another one
    beside: bool = True  # what is saved is shown at the field
    again: int = 302  # what the first editor's form is answered with when it is sent twice
    named: str = ""  # how what the first editor chose is called, where it is a choice
    both_change: bool = True  # False: the second one types what was there at first


@dataclass(frozen=True)
class Call:
    """A call that changes a row: its path, a body for each editor, and the status of a success."""

    method: str
    path: Callable[[World, Any], str]
    bodies: tuple[object, object]
    who: str = "therapist"
    read: bool = True  # GET on the same path answers with the ETag
    needed: bool = False  # without If-Match: 428
    status: int = 200


@dataclass(frozen=True)
class Edited:
    """One model that people edit."""

    model: type[Any]
    make: Callable[[World], Any]
    pages: tuple[Page, ...] = ()
    calls: tuple[Call, ...] = ()
    name: str = ""


def _pk(_world: World, row: Any) -> list[object]:
    return [row.pk]


def _client(world: World, _row: object) -> list[object]:
    return [world.client.pk]


def _calendar(world: World) -> CalendarSettings:
    with inside(world.practice):
        return set_calendar(therapist=world.therapist, hours=[(0, 540, 720)], minutes=50, buffer_minutes=0)


def _session(world: World) -> TherapySession:
    day = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=9)
    return a_session(world.client, day)


def _soon(world: World) -> TherapySession:
    """One whose client may arrive already."""
    return a_session(world.client, timezone.now() + timedelta(hours=3), despite=True)


def _note(world: World) -> Note:
    begun = a_session(world.client, timezone.now() - timedelta(hours=3))
    by = actor(world.therapist)
    with inside(world.practice, by):
        return save_note(session=begun, by=by, form="free", parts={"text": "At first."})


def _letter(world: World) -> Letter:
    by = actor(world.therapist)
    with inside(world.practice, by):
        return draft_letter(client=world.client, by=by, kind="client")


def _private(world: World) -> PrivateNote:
    with inside(world.practice, actor(world.therapist)):
        return write_private_note(client=world.client, by=actor(world.therapist), text="At first.")


def _waiting(world: World) -> Waiting:
    with inside(world.practice):
        return wait(client=world.client)


# Kind of row → what it is made with, the field that is changed, and what the two editors type.
ROWS: dict[str, tuple[dict[str, Any], str, tuple[str, str]]] = {
    "emdr/target": ({"label": "the stairs"}, "label", ("the cellar", "the attic")),
    "emdr/measure": ({"sud": 8}, "sud", ("6", "4")),
    "emdr/processing": (
        {"closure": "incomplete", "containment": "the box"},
        "containment",
        ("the box with the lid", "the lake"),
    ),
    "emdr/block": (
        {"kind": "looping", "intervention": "safety", "moved": "yes"},
        "said",
        ("Where are you now?", "Is it over?"),
    ),
    "emdr/resource": ({"label": "the lake", "kind": "calm-place"}, "label", ("the wood", "the pier")),
    "emdr/test": ({"outcome": "weak"}, "note", ("a long breath", "a smile")),
    "eft/side": ({"position": "pursuer"}, "need", ("to be held", "to be heard")),
    "eft/moment": ({"kind": "softening", "on": timezone.localdate()}, "note", ("He turned.", "She turned.")),
    "eft/step": ({"step": 3}, "step", ("4", "5")),
    "eft/move": ({"move": 2}, "note", ("he turned", "she turned")),
    "eft/injury": ({"label": "the hospital", "event": "She waited."}, "label", ("the night", "the ward")),
    "eft/repair": ({"step": 1}, "step", ("2", "3")),
    "eft/alone": ({"commitment": 5}, "commitment", ("6", "7")),
    "efit/pattern": ({"position": "pursuer"}, "need", ("to be held", "to be heard")),
    "efit/step": ({"step": 3}, "step", ("4", "5")),
    "efit/moment": ({"kind": "steadied", "on": timezone.localdate()}, "note", ("a breath", "a pause")),
    "efit/move": ({"move": 3}, "figure", ("the father", "the aunt")),
    "ifs/part": ({"name": "planner", "kind": "manager"}, "name", ("critic", "judge")),
    "ifs/tie": ({"kind": "protects"}, "kind", ("polarised", "protects")),
    "ifs/target": ({}, "reason", ("it asks for help", "it is ready")),
    "ifs/permission": ({"answer": "withheld"}, "concern", ("shame", "chaos")),
    "ifs/healing": ({"steps": ["witness"]}, "despite", ("it insisted", "it came by itself")),
    "schema/mode": ({"name": "lonely child", "kind": "child"}, "name", ("angry child", "happy child")),
    "schema/strength": ({"strength": 3}, "strength", ("5", "7")),
    "schema/schema": ({"schema": "failure", "rating": 4}, "rating", ("5", "6")),
    "schema/rescripting": ({"scene": "the kitchen", "need": "attachment"}, "scene", ("the hall", "the stairs")),
    "schema/chairs": ({"form": "dialogue", "said": "leave me"}, "said", ("stay", "go")),
    "schema/reparenting": (
        {"form": "care", "need": "attachment", "given": "a warm word"},
        "given",
        ("a blanket", "a call on Friday"),
    ),
    "schema/card": (
        {"title": "Alone", "feeling": "left", "healthy": "she comes back"},
        "title",
        ("Left alone", "Nobody calls"),
    ),
    "se/moment": (
        {"minute": 5, "channel": "S", "activation": 3, "state": "window", "text": "tight throat"},
        "text",
        ("warm hands", "cold hands"),
    ),
    "se/window": ({"low": 3, "high": 7}, "above", ("cold hands", "a racing heart")),
    "se/test": ({"before": 7, "after": 4}, "after", ("5", "3")),
    "se/step": ({"piece": "the first sound", "peak": 6}, "piece", ("the door", "the light")),
    "se/pendulation": (
        {"activated": "the throat", "settled": "the feet", "swings": 4, "before": 6, "after": 3},
        "activated",
        ("the chest", "the jaw"),
    ),
    "se/response": ({"kind": "fight", "did": "hands pushed"}, "did", ("arms pushed", "legs pushed")),
    "se/resource": ({"text": "the dog"}, "text", ("the garden", "the sea")),
}


def _edited_row(key: str, kind: str) -> "Edited":
    fields, name, typed = ROWS[f"{key}/{kind}"]

    def make(world: World) -> Any:
        plan = world.plan(key)
        more: dict[str, Any] = {}
        if key == "eft" and kind in {"side", "moment", "step", "alone"}:
            more = {"client": world.client}
        if kind in {"injury", "repair"}:
            more = {"injured": plan.client, "other": partner_in(plan)}
        if kind == "repair":
            more = {"injury": a_row(plan, "injury", label="the hospital", event="She waited.", **more)}
        if key == "emdr" and kind in {"measure", "processing", "block"}:
            more = {"target": a_row(plan, "target", label="the stairs")}
        if kind == "strength":
            more = {"mode": a_row(plan, "mode", name="lonely child", kind="child")}
        if kind == "test":
            of_kind = {"text": "the dog"} if key == "se" else {"label": "the lake", "kind": "calm-place"}
            more = {"resource": a_row(plan, "resource", **of_kind)}
        if kind == "tie":
            more = {n: a_row(plan, "part", name=n, kind="manager") for n in ("part", "other")}
        if key == "ifs" and kind in {"target", "healing"}:
            more = {"part": a_row(plan, "part", name="young one", kind="exile")}
        if kind == "permission":
            more = {n: a_row(plan, "part", name=n, kind="manager") for n in ("protector", "target")}
            a_row(plan, "tie", part=more["protector"], kind="protects", other=more["target"])
        return a_row(plan, kind, **fields, **more)

    def path(_world: World, row: Any) -> str:
        return f"plans/{row.plan_id}/record/{kind}/{row.pk}/"

    def args(_world: World, row: Any) -> list[object]:
        return [row.plan_id, kind, row.pk]

    first, second = ({name: int(one) if one.isdecimal() else one} for one in typed)
    page = Page("plans:row-edit", name, typed, args)
    if kind == "tie":
        page = replace(page, named="is polarised with", both_change=False)
    model = next(one.model for one in kinds_of(key) if one.key == kind)
    return Edited(
        model,
        make,
        pages=(page,),
        calls=(Call("patch", path, (first, second), needed=True), Call("delete", path, (None, None), status=204)),
        name=f"{key}/{kind}",
    )


def _path(text: str) -> Callable[[World, Any], str]:
    return lambda world, row: text.format(pk=row.pk, client=world.client.pk, plan=getattr(row, "plan_id", ""))


NAMES = ("Robin One", "Robin Two")
TRACKED = ({"instruments": ["phq-9"]}, {"instruments": ["gad-7"]})
CLOCKS = ("11:00", "12:00")
TABLE = [
    Edited(
        Staff,
        lambda world: world.therapist,
        pages=(Page("staff:staff-edit", "name", NAMES, _pk, who="admin"),),
        calls=(
            Call("patch", _path("staff/{pk}/"), ({"name": NAMES[0]}, {"name": NAMES[1]}), who="admin", needed=True),
            Call("post", _path("staff/{pk}/invitation/"), (None, None), who="admin", read=False),
            Call("post", _path("staff/{pk}/reopening/"), (None, None), who="admin", read=False),
        ),
    ),
    Edited(
        Practice,
        lambda world: world.practice,
        pages=(Page("practice:practice-details", "name", NAMES, who="admin", shown="practice:practice"),),
        calls=(Call("patch", _path("practice/"), ({"name": NAMES[0]}, {"name": NAMES[1]}), who="admin"),),
    ),
    Edited(
        AlertRules,
        lambda world: AlertRules(practice=world.practice),
        pages=(Page("practice:alert-rules", "escalate_minutes", ("30", "45"), who="admin", shown="practice:practice"),),
        calls=(
            Call("patch", _path("alert-rules/"), ({"escalate_minutes": 30}, {"escalate_minutes": 45}), who="admin"),
        ),
    ),
    Edited(
        ReminderRules,
        lambda world: ReminderRules(practice=world.practice),
        pages=(Page("practice:reminder-rules", "offsets", ("48", "12"), who="admin", shown="practice:practice"),),
        calls=(Call("patch", _path("reminder-rules/"), ({"offsets": [48]}, {"offsets": [12]}), who="admin"),),
    ),
    Edited(
        CareRules,
        lambda world: CareRules(practice=world.practice),
        pages=(Page("practice:care-rules", "former_days", ("7", "30"), who="admin", shown="practice:practice"),),
        calls=(Call("patch", _path("care-rules/"), ({"former_days": 7}, {"former_days": 30}), who="admin"),),
    ),
    Edited(
        SessionRules,
        lambda world: SessionRules(practice=world.practice),
        pages=(Page("practice:session-rules", "late_hours", ("12", "36"), who="admin", shown="practice:practice"),),
    ),
    Edited(
        Client,
        lambda world: world.client,
        pages=(Page("clients:client-contact", "name", NAMES, _pk),),
        calls=(Call("patch", _path("clients/{pk}/"), ({"name": NAMES[0]}, {"name": NAMES[1]})),),
    ),
    Edited(
        Contact,
        lambda world: Contact(practice=world.practice, client=world.client),
        pages=(
            Page("reach:client-reach", "exercise_at", CLOCKS, _client),
            Page("portal:settings", "exercise_at", CLOCKS, who="client"),
        ),
    ),
    Edited(
        SafetyPlan,
        lambda world: a_safety_plan(world.client),
        pages=(
            Page("safety:safety-plan-write", "coping", ("Walk.", "Sing."), _client),
            Page("portal:safety-plan-write", "coping", ("Walk.", "Sing."), who="client"),
        ),
        calls=(
            Call(
                "patch", _path("clients/{client}/safety-plan/"), ({"coping": "Walk."}, {"coping": "Sing."}), needed=True
            ),
            Call("patch", _path("me/safety-plan/"), ({"coping": "Walk."}, {"coping": "Sing."}), "client", needed=True),
        ),
    ),
    Edited(
        EmergencyContact,
        lambda world: an_emergency_contact(world.client),
        pages=(Page("safety:emergency-contact", "name", NAMES, _pk),),
        calls=(
            Call("patch", _path("emergency-contacts/{pk}/"), ({"name": NAMES[0]}, {"name": NAMES[1]})),
            Call("delete", _path("emergency-contacts/{pk}/"), (None, None), status=204),
        ),
    ),
    Edited(
        Assessment,
        lambda world: an_assessment(world.client, "phq-9", 1),
        calls=(
            Call("post", _path("assessments/{pk}/voiding/"), ({"reason": "Wrong sheet"},) * 2, read=False),
            Call(
                "post",
                _path("assessments/{pk}/correction/"),
                ({"reason": "Misread", "responses": {"1": 2}},) * 2,
                read=False,
                status=201,
            ),
            Call(
                "post",
                _path("assessments/{pk}/unanswered-risk-items/"),
                ({"note": "Asked; none."},) * 2,
                read=False,
                status=409,  # all of them are answered
            ),
        ),
    ),
    Edited(
        TrackedChoice,
        lambda world: TrackedChoice(practice=world.practice),
        pages=(Page("tracked:practice-measures", "instruments", ("phq-9", "gad-7"), who="admin", named="PHQ-9"),),
        calls=(Call("patch", _path("practice/measures/"), TRACKED, "admin", needed=True),),
        name="what the practice follows",
    ),
    Edited(
        FavouriteInstruments,
        lambda world: FavouriteInstruments(practice=world.practice),
        pages=(Page("favourites:favourites", "instruments", ("phq-9", "gad-7"), who="admin", named="PHQ-9"),),
        calls=(Call("patch", _path("practice/favourite-instruments/"), TRACKED, "admin", needed=True),),
    ),
    Edited(
        TrackedChoice,
        lambda world: TrackedChoice(practice=world.practice, client=world.client),
        pages=(
            Page(
                "tracked:client-choice",
                "instruments",
                ("phq-9", "gad-7"),
                _client,
                shown="tracked:client-measures",
                named="PHQ-9",
            ),
        ),
        calls=(Call("patch", _path("clients/{client}/measures/choice/"), TRACKED, needed=True),),
        name="what is followed of a client",
    ),
    Edited(
        CalendarSettings,
        _calendar,
        pages=(
            Page("sessions:hours", "minutes", ("40", "60"), lambda world, _row: [world.therapist.pk]),
            Page("sessions:hours", "day0", ("8:00-9:00", "9:00-10:00"), lambda world, _row: [world.therapist.pk]),
        ),
    ),
    Edited(Waiting, _waiting, pages=(Page("sessions:wait", "note", ("mornings", "evenings"), _client),)),
    Edited(
        Plan,
        lambda world: world.plan(),
        pages=(
            Page(
                "plans:plan-formulation",
                "formulation",
                ("Fear of loss.", "Loss of a friend."),
                _pk,
                shown="plans:plan-agreement",
            ),
            Page("plans:plan-exit", "evidence", ("two resources", "three resources"), _pk, shown="plans:plan"),
            Page("plans:plan-specialist", "specialist_note", ("Dr A.: no", "Dr B.: no"), _pk, shown="plans:plan"),
        ),
        calls=(
            Call("patch", _path("plans/{pk}/"), ({"formulation": "Fear."}, {"formulation": "Loss."})),
            Call("post", _path("plans/{pk}/exit/"), ({"evidence": "one of them"},) * 2, read=False, status=201),
        ),
    ),
    Edited(
        Goal,
        lambda world: a_goal(world.plan(), levels=["a lot", "some", "expected", "more", "most"]),
        calls=(
            Call("post", _path("plans/{plan}/goals/{pk}/"), ({"level": 1}, {"level": 2}), read=False, status=201),
            Call("delete", _path("plans/{plan}/goals/{pk}/"), (None, None), read=False, status=204),
        ),
    ),
    Edited(
        Assignment,
        lambda world: an_assignment(world.client),
        calls=(Call("post", _path("assignments/{pk}/stop/"), (None, None), read=False, status=204),),
    ),
    Edited(
        TherapySession,
        _session,
        pages=(Page("sessions:session-move", "time", CLOCKS, _pk, shown="sessions:session", again=409),),
        calls=(
            Call("patch", _path("sessions/{pk}/"), ({"minutes": 40}, {"minutes": 30}), needed=True),
            Call("post", _path("sessions/{pk}/cancellation/"), ({"by_client": True},) * 2, read=False, needed=True),
        ),
    ),
    Edited(
        TherapySession,
        _soon,
        calls=(Call("post", _path("sessions/{pk}/attendance/"), ({"state": "arrived"},) * 2, read=False, needed=True),),
    ),
    Edited(
        Note,
        _note,
        pages=(
            Page("notes:session-note", "text", ("Later.", "Last."), lambda _w, row: [row.session_id], beside=False),
        ),
        calls=(
            Call("post", _path("notes/{pk}/signature/"), ({"attendance": "attended"},) * 2, read=False, needed=True),
        ),
    ),
    Edited(
        Letter,
        _letter,
        pages=(Page("letters:letter-write", "salutation", ("Dear Ann,", "Dear both,"), _pk),),
        calls=(
            Call("patch", _path("letters/{pk}/"), ({"salutation": "Dear Ann,"}, {"salutation": "Hello,"}), needed=True),
            Call("post", _path("letters/{pk}/signature/"), (None, None), read=False, needed=True),
        ),
    ),
    Edited(PrivateNote, _private, pages=(Page("notes:private-note", "text", ("Of him.", "Of her."), _pk),)),
    Edited(
        CustomExercise,
        lambda world: a_custom_exercise(world.practice, world.therapist.pk),
        pages=(Page("library:exercise-rewrite", "purpose", ("To rest.", "To wake."), lambda _w, row: [row.key]),),
    ),
    *(_edited_row(key, kind.key) for key in packages() for kind in kinds_of(key)),
]
EDITS = [(one, page) for one in TABLE for page in one.pages]
PAGES = [
    pytest.param(one, page, id=f"{one.name or one.model.__name__}-{page.route}-{page.field}") for one, page in EDITS
]
CALLS = [
    pytest.param(one, call, id=f"{one.name or one.model.__name__}-{call.method}-{n}")
    for one in TABLE
    for n, call in enumerate(one.calls)
]

# Pages to which something is sent that is no edit of what somebody else may have saved: it adds something new, or it is
# an act that names its result (agreed, stopped, seen), so that nothing is written over.
ACTS = set(
    """
    batteries:battery-new batteries:battery-remove batteries:give-several
    escalation:step-new escalation:step-remove tracked:set-aside tracked:set-aside-end
    on_call:exception-new on_call:exception-remove on_call:shift-new on_call:shift-remove
    alerts:alert alerts:alert-follow-up alerts:alert-hand-over alerts:alert-reopen alerts:alert-take
    assessments:alert-screening assessments:correct assessments:record assessments:repair assessments:unanswered
    assessments:void assessments:record-totals assessments:correct-totals
    care_team:care-end care_team:care-read care_team:client-second care_team:client-transfer
    care_team:staff-transfer
    clients:client-consent clients:client-new clients:client-portal clients:client-violence closing:staff-close
    health:client-health choosing:client-wishes choosing:trainings choosing:training-remove
    education:reading-give education:reading-withdraw episodes:episode-close episodes:episode-pause
    episodes:episode-death episodes:reopening
    exercises:exercise-new exercises:exercise-stop exercises:worsening-read first_steps:put-away shortcuts:keys
    workspace:list-keep workspace:list-remove
    households:household-begin households:household-end
    interviews:interview-new interviews:interview-void
    merging:merge merging:merge-undo
    library:exercise-retire library:exercise-write library:modalities library:modality-retire
    notes:note-addendum notes:note-cosign notes:note-template-retire notes:note-templates notes:private-notes
    plans:goal-new plans:goal-rate plans:override-seen plans:plan-agreed plans:plan-cautions plans:plan-change
    plans:plan-health plans:plan-new plans:plan-pause plans:plan-phase plans:row-new plans:row-remove
    portal:diary portal:exercise portal:plan portal:question portal:questionnaire-list portal:questionnaire-send
    portal:reading
    practice:room-new practice:setup practice:staff-active practice:staff-new practice:trial
    questionnaires:give questionnaires:questionnaire-withdraw questionnaires:schedule-stop reach:channel-open
    safety:emergency-contact-new safety:emergency-contact-remove
    sessions:book sessions:feed-secret sessions:leave-new sessions:leave-remove sessions:leave-sessions
    sessions:session-attendance
    sessions:session-cancel sessions:session-extend sessions:session-give sessions:session-restore
    sessions:session-sheet sessions:session-track sessions:wait-off staff:staff-factor-reset staff:staff-invitation
    unsubscribe
    letters:letter-new letters:letter-discard letters:letter-version letters:letter-deliver
    letters:release-new letters:release-withdraw
    wording:instrument-own wording:instrument-retire wording:wording-load wording:wording-read wording:wording-retire
    wording:wordings
""".split()
)


def api_views() -> list[type[PracticeAPIView]]:
    """The views of the API, by their paths."""
    found = [getattr(pattern.callback, "cls", None) for pattern in api_urls.urlpatterns]
    return [view for view in found if view is not None and issubclass(view, PracticeAPIView)]


def test_every_model_that_people_edit_is_in_the_table() -> None:
    revised = {model for model in apps.get_models() if issubclass(model, Revised)}
    by_version = {CustomExercise, SafetyPlan}  # kept version by version, not changed
    assert {one.model for one in TABLE} - by_version == revised


def test_every_page_to_which_something_is_sent_is_an_edit_in_the_table_or_an_act() -> None:
    sent = {route for route, methods in EXPECTED.items() if "POST" in methods and not route.startswith("api:")}
    edits = {page.route for one in TABLE for page in one.pages}
    assert not edits & ACTS
    assert sent == edits | ACTS


def test_every_call_that_changes_something_says_whether_it_honours_if_match() -> None:
    for view in api_views():
        changing = {method for method in ("PUT", "PATCH") if hasattr(view, method.lower())}
        assert all(view.etags.get(method) is not None for method in changing), view
        assert changing <= view.etags.keys(), view


def test_the_schema_says_so() -> None:
    schema = pages().get("/api/schema/?format=json").json()
    found = schema["paths"]["/api/v1/clients/{client_id}/"]
    assert "ETag" in found["get"]["responses"]["200"]["headers"]
    (header,) = [one for one in found["patch"]["parameters"] if one["name"] == "If-Match"]
    assert (header["required"], "412" in found["patch"]["responses"]) == (False, True)
    moved = schema["paths"]["/api/v1/sessions/{session_id}/"]["patch"]
    (header,) = [one for one in moved["parameters"] if one["name"] == "If-Match"]
    assert (header["required"], {"412", "428"} <= moved["responses"].keys()) == (True, True)


def _now(world: World, row: Any) -> Any:
    """The row as it is kept."""
    with inside(world.practice):
        if row._state.adding:
            return type(row)._default_manager.first() or row
        if isinstance(row, CustomExercise):
            return CustomExercise.objects.get(key=row.key, retired_at=None)
        if isinstance(row, SafetyPlan):
            return current_plan(row.client_id)
        return type(row)._default_manager.get(pk=row.pk)


class Tab:
    """A page that somebody has open."""

    def __init__(self, world: World, row: Any, page: Page) -> None:
        args = page.args(world, row)
        self.sent_to = reverse(page.route, args=args)
        self.here = reverse(page.shown, args=args) if page.shown else self.sent_to
        self.browser, self.field = pages(world.person(page.who)), page.field
        self.read(self.browser.get(self.here))

    def read(self, answer: Any) -> None:
        self.form = form_of(answer.content.decode(), self.sent_to, self.here)

    def save(self, text: str) -> Any:
        return self.browser.post(self.sent_to, self.form.typed(**{self.field: text}))


@pytest.mark.django_db
@pytest.mark.parametrize(("edited", "page"), PAGES)
def test_two_tabs_the_second_is_told_sees_both_and_may_save_over_it(edited: Edited, page: Page) -> None:
    world = World()
    row, (mine, theirs) = edited.make(world), page.values[::-1]
    one, other = Tab(world, row, page), Tab(world, row, page)
    assert one.save(theirs).status_code == 302
    first = revision_of(_now(world, row))
    told = other.save(mine)
    text = told.content.decode()
    assert told.status_code == 409
    assert revision_of(_now(world, row)) == first  # nothing of it is saved
    other.read(told)
    assert other.form.fields[page.field] == [mine]  # and nothing is lost
    assert (f"Saved now: {page.named or theirs}" if page.beside else theirs) in text
    assert other.form.fields["revision"] == [str(first)]
    assert other.save(mine).status_code == 302
    assert revision_of(_now(world, row)) == first + 1
    assert Tab(world, row, page).form.fields[page.field] == [mine]


@pytest.mark.django_db
@pytest.mark.parametrize(("edited", "page"), PAGES)
def test_a_form_that_is_sent_twice_changes_nothing_twice(edited: Edited, page: Page) -> None:
    world = World()
    row = edited.make(world)
    tab = Tab(world, row, page)
    assert tab.save(page.values[0]).status_code == 302
    kept = revision_of(_now(world, row))
    assert tab.save(page.values[0]).status_code == page.again
    assert revision_of(_now(world, row)) == kept


def _ask(world: World, row: Any, call: Call, body: object, revision: int | None) -> HttpResponse:
    api = Api(world.person(call.who))
    headers = api.headers | ({"If-Match": f'"{revision}"'} if revision is not None else {})
    send = getattr(api.browser, call.method)
    answer: HttpResponse = send(
        f"/api/v1/{call.path(world, row)}",
        **({} if body is None else {"data": body, "content_type": "application/json"}),
        headers=headers,
    )
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize(("edited", "call"), CALLS)
def test_over_the_api_who_read_an_older_one_is_told(edited: Edited, call: Call) -> None:
    world = World()
    row = edited.make(world)
    known = revision_of(_now(world, row))
    if call.read:
        assert _ask(world, row, Call("get", call.path, (None, None), call.who), None, None)["ETag"] == f'"{known}"'
    late = _ask(world, row, call, call.bodies[0], known + 7)
    assert (late.status_code, late["ETag"]) == (412, f'"{known}"')
    assert read(late)["revision"] == known
    assert revision_of(_now(world, row)) == known
    if call.needed:
        assert _ask(world, row, call, call.bodies[0], None).status_code == 428
    assert _ask(world, row, call, call.bodies[0], known).status_code == call.status
    if call.method == "patch":
        changed = revision_of(_now(world, row))
        assert changed == known + 1
        assert _ask(world, row, call, call.bodies[1], known).status_code == 412
        done = _ask(world, row, call, call.bodies[1], changed)
        assert (done.status_code, done["ETag"]) == (call.status, f'"{changed + 1}"')
        if not call.needed:
            assert _ask(world, row, call, call.bodies[0], None).status_code == call.status


def _both_at_once(edited: Edited, page: Page) -> list[int]:
    """The statuses of two tabs that save in the same moment."""
    world = World()
    row = edited.make(world)
    tabs = [Tab(world, row, page), Tab(world, row, page)]
    return sorted(at_once(lambda number: int(tabs[number].save(page.values[number]).status_code), len(tabs)))


def test_two_at_once_exactly_one_saves(own_database: str) -> None:
    edits = {f"{one.name or one.model.__name__} {page.field}": (one, page) for one, page in EDITS if page.both_change}
    found = {name: _both_at_once(one, page) for name, (one, page) in edits.items()}
    assert found == {name: [302, 409] for name in edits}


@pytest.mark.django_db
def test_the_database_counts_every_way_of_saving() -> None:
    world = World()
    with inside(world.practice):
        client = Client.objects.get(pk=world.client.pk)
        Client.objects.filter(pk=client.pk).update(pronouns="they")
        client.refresh_from_db()
        assert client.revision == 2
        client.pronouns = "she"
        Client.objects.bulk_update([client], ["pronouns"])
        client.refresh_from_db()
        assert client.revision == 3
        client.revision, client.pronouns = 1, "he"
        client.save()
        assert client.revision == 4  # what a program writes there does not count
        client.save()
        Client.objects.filter(pk=client.pk).update(pronouns="he")
        client.refresh_from_db()
        assert client.revision == 4  # nothing was changed
