"""What the layout audit visits: ids for the arguments of routes, from the demo practice and from one client with all.

Runs inside a running instance (``manage.py shell``), because only there are its records; prints JSON. The client with
all has every questionnaire and every exercise, and a name, an address and texts as long as they occur. They are cared
for by a therapist of whom no other journey speaks.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from assessments import catalogue as instruments
from assessments.actions import record_assessment
from assessments.catalogue import Instrument
from assessments.models import Assessment, Score
from assessments.questionnaires.actions import save_answers, submit_questionnaire
from assessments.questionnaires.queries import load_open_questionnaire
from assessments.scoring import AnswersRefused
from clients.actions import give_portal_access
from clients.households.models import Household
from clients.models import CareRelation, Client, RiskAlert
from clients.safety.models import EmergencyContact, SafetyPlan
from clinic.accounts.actions import sign_in_link
from clinic.accounts.signin import actor_of
from clinic.core.access import system
from clinic.core.models import Membership, Message, Practice, Staff, User
from clinic.core.scope import practice_scope
from clinic.core.unsubscribing import SALT as UNSUBSCRIBE
from clinic.workspace.practice.forms import SetUpForm
from interventions import catalogue
from interventions.letters.actions import deliver_letter, draft_letter, save_letter, sign_letter
from interventions.letters.models import Letter
from interventions.letters.releases import record_release
from interventions.modalities.packages import kinds_of
from interventions.models import Assignment, CustomExercise, Leave, Plan, TherapySession
from interventions.notes.models import Note
from interventions.notes.note_templates import add_template
from interventions.notes.private import write_private_note
from interventions.notes.process_note_models import PrivateNote
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.waiting import wait
from tests import factories as make
from tests.stack import PASSWORD

THERAPIST, COLLEAGUE, CLIENT = "therapist@demo.example", "therapist3@demo.example", "layout@demo.example"
LONG_NAME = "Maximiliane-Wilhelmina von Wolfeschlegelsteinhausenbergerdorff"
LONG_ADDRESS = "maximiliane.wilhelmina.wolfeschlegelsteinhausenbergerdorff@psychotherapie-am-hafen.example"
LONG_TEXT = "The Donaudampfschifffahrtsgesellschaftskapitänswitwe of the third floor, who shouts at night " * 3
Ids = list[str]
Places = list[Mapping[str, object]]  # each: argument of a route → value


def with_all() -> Client:
    """The client who has everything, made once an instance."""
    colleague = Staff.objects.get(user__email=COLLEAGUE)
    client = make.a_client(colleague, name=LONG_NAME, email=LONG_ADDRESS)
    give_portal_access(client=client, email=CLIENT, password=PASSWORD)
    plan = make.a_plan(client, "emdr")
    Plan.objects.filter(pk=plan.pk).update(agreement_asked_at=timezone.now())
    make.a_row(plan, "target", label=LONG_TEXT[:58])
    make.a_goal(plan)
    for instrument in instruments.catalogue().values():
        _measured(client, instrument, colleague)
        if instrument.respondent == "client":
            _given(client, instrument)
    Assignment.objects.bulk_create(  # past the checks: whether it is right for the client is no matter of layout
        Assignment(
            practice=client.practice,
            client=client,
            assigned_by=colleague,
            exercise=key,
            note=LONG_TEXT[:180],
            version=catalogue.library_version(),
            times_per_week=7,
            starts_on=timezone.localdate(),
        )
        for key in catalogue.exercises()
    )
    for row in client.assignments.exclude(exercise="paced-breathing"):  # one is still to be done today
        asked = catalogue.exercise(row.exercise).fields
        facts = {one.key: LONG_TEXT[: one.longest] for one in asked if one.kind == "text"}
        make.a_log(row, before=1, after=9, note=LONG_TEXT[:400], facts=facts)
    for page in catalogue.pages():
        make.a_reading_assignment(client, page)
    make.a_custom_exercise(client.practice, colleague.pk, title=LONG_TEXT[:60])
    make.totals(client, "ysq-r", {"failure": 4.2, "abandonment": 5}, totals_from=LONG_TEXT[:190])
    make.an_interview(client)
    make.a_schedule(client)
    by = make.actor(colleague)
    write_private_note(client=client, by=by, text=LONG_TEXT)
    add_template(practice_id=client.practice_id, name=LONG_NAME[:50], form="free", parts={"text": LONG_TEXT})
    _letters(client, colleague)
    wait(client=client, note=LONG_TEXT[:200])
    make.a_safety_plan(client, coping=LONG_TEXT, professionals=f"{LONG_NAME}, 116 123", people="M., +44 20 7946 0123")
    make.a_safety_plan(client, warning_signs=LONG_TEXT)
    make.an_emergency_contact(client, name=LONG_NAME, relation=LONG_TEXT[:110])
    make.an_emergency_contact(client, name="Dr M. Prior", kind="gp", agreed=False)
    make.a_household(client, make.a_client(colleague, name=f"Anna {LONG_NAME}"), name=LONG_TEXT[:100])
    away = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=300)
    make.a_session(client, away + timedelta(days=10), despite=True)
    add_leave(therapist=colleague, starts_at=away, ends_at=away + timedelta(days=2), label="Congress")
    return client


def _letters(client: Client, colleague: Staff) -> None:
    """A signed letter to a GP, handed over, and a draft of another one."""
    by = make.actor(colleague)
    release = record_release(client=client, by=by, kind="gp", recipient=LONG_NAME, covers=["treatment", "measures"])
    draft = draft_letter(client=client, by=by, kind="gp", release=release.pk)
    head = {"address": LONG_TEXT[:300], "signature": LONG_TEXT[:190]}
    signed = sign_letter(letter=save_letter(letter=draft, by=by, parts={"measures": LONG_TEXT}, head=head), by=by)
    deliver_letter(letter=signed, by=by, way="post", note=LONG_TEXT[:190])
    draft_letter(client=client, by=by, kind="client")


def _given(client: Client, instrument: Instrument) -> None:
    """The questionnaire twice: sent with gaps and, where it can be given again, open."""
    target = {"target": instrument.targets[0]} if instrument.targets else {}
    if instrument.key == "phq-9":
        questionnaire = make.a_questionnaire(client, instrument.key)
        save_answers(questionnaire=questionnaire, answers={"1": 2, "9": 1})
        submit_questionnaire(questionnaire=questionnaire, by=actor_of(Membership.objects.get(person_id=client.pk)))
    make.a_questionnaire(client, instrument.key, **target)


def _measured(client: Client, instrument: Instrument, colleague: Staff) -> None:
    """Two assessments, so that there is a change to show."""
    for days in (40, 1):
        responses: dict[str, object] = {str(n): instrument.min for n in range(1, instrument.items + 1)}
        with suppress(ValidationError, AnswersRefused):  # a sum that must be 100, say
            record_assessment(
                client=client,
                instrument=instrument,
                responses=responses,
                by=make.actor(colleague),
                completed_on=timezone.localdate() - timedelta(days=days),
            )


def _ids(rows: Any, each: str = "pk", at_most: int = 20) -> Ids:
    """Ids, the newest of each kind where a kind is named."""
    found: dict[object, str] = {}
    for row in rows.order_by("-id"):
        found.setdefault(getattr(row, each), str(row.pk))
    return list(found.values())[:at_most]


def _plans(staff: Staff) -> list[Plan]:
    """One plan of each modality, the one whose record is fullest."""
    found: dict[str, Plan] = {}
    plans = Plan.objects.filter(client__in=_care(staff))
    for plan in sorted(plans, key=lambda plan: (-len(_rows(plan)), str(plan.pk))):
        found.setdefault(plan.modality, plan)
    return list(found.values())


def _rows(plan: Plan) -> list[tuple[str, Any]]:
    """The rows of a plan's record, each with the key of its kind."""
    kinds = kinds_of(plan.modality)
    return [(kind.key, row) for kind in kinds for row in kind.model._default_manager.filter(plan=plan).order_by("id")]


def _care(staff: Staff) -> Any:
    """The therapist's clients; of the colleague's, the one with all."""
    found = Client.objects.filter(pk__in=CareRelation.objects.filter(staff=staff).values("client"))
    return found.filter(name=LONG_NAME) if staff.user.email == COLLEAGUE else found


def arguments(staff: Staff) -> dict[str, Ids]:
    """Argument of a route → what it may be, in the care of this therapist."""
    own = {"client__in": _care(staff)}
    measured = _ids(_care(staff).filter(assessments__instrument="attachment-observation").distinct())
    return {
        "client_id": list(dict.fromkeys([*measured, *(str(plan.client_id) for plan in _plans(staff))])),
        "plan_id": [str(plan.pk) for plan in _plans(staff)],
        "assessment_id": _ids(Assessment.objects.filter(**own, voided_at__isnull=True), "instrument"),
        "alert_id": _ids(RiskAlert.objects.filter(**own), at_most=1),
        "session_id": _ids(TherapySession.objects.filter(**own), "state"),
        "assignment_id": _ids(Assignment.objects.filter(**own, logs__isnull=False), at_most=2),
        "leave_id": _ids(Leave.objects.filter(therapist=staff), at_most=1),
        "private_id": _ids(PrivateNote.objects.filter(author=staff), at_most=1),
        "note_id": _ids(Note.objects.filter(session__client__in=_care(staff)).exclude(state="draft"), "form"),
        "letter_id": _ids(Letter.objects.filter(author=staff, **own, state="signed"), "state"),
        "therapist_id": [str(staff.pk)],
        "staff_id": [str(staff.pk)],
        "household_id": _ids(Household.objects.running().filter(members__client__in=_care(staff)), at_most=1),
        "contact_id": _ids(EmergencyContact.objects.filter(**own), at_most=1),
        "relation_id": _ids(CareRelation.objects.filter(staff=staff, client__in=_care(staff)), at_most=1),
    }


def combined(staff: Staff) -> dict[str, Places]:
    """Route → arguments that must fit one another, or of which there are many."""
    client = str(_plans(staff)[0].client_id)
    measured = Assessment.objects.filter(pk__in=arguments(staff)["assessment_id"])
    scored = Score.objects.filter(assessment__in=measured).order_by("assessment", "subscale")
    explained = {score.assessment_id: score for score in scored}.values()
    edited = [(plan, kind, row) for plan in _plans(staff) for kind, row in dict(_rows(plan)).items()]
    explanations: Places = [{"assessment_id": str(one.assessment_id), "subscale": one.subscale} for one in explained]
    found: dict[str, Places] = {
        "plans:plan-for-client": [
            {"plan_id": str(plan.pk), "client_id": str(plan.client_id)} for plan in _plans(staff)[:1]
        ],
        "assessments:explain": explanations[:5],
        "assessments:correct-totals": [
            {"assessment_id": pk}
            for pk in _ids(
                Assessment.objects.filter(client__in=_care(staff), voided_at__isnull=True, totals__isnull=False),
                at_most=1,
            )
        ],
        "plans:row-edit": [
            {"plan_id": str(plan.pk), "kind": kind, "row_id": str(row.pk)} for plan, kind, row in edited
        ],
    }
    others = [pk for pk in _ids(_care(staff).order_by("pk")) if pk != client]
    for other in others[:1]:
        found["merging:merge"] = [{"client_id": client, "other_id": other}]
    for version in SafetyPlan.objects.filter(client__in=_care(staff)).order_by("number")[:1]:
        found["safety:safety-plan-version"] = [{"client_id": str(version.client_id), "number": version.number}]
    drafts = _ids(Letter.objects.filter(author=staff, client__in=_care(staff), state="draft"), at_most=1)
    found["letters:letter-write"] = [{"letter_id": pk} for pk in drafts]  # its author's alone
    if staff.user.email == COLLEAGUE:  # the forms that are empty were seen with the first therapist
        return found
    return found | {
        "assessments:record": [
            {"client_id": client, "key": one.key} for one in instruments.catalogue().values() if one.items
        ],
        "assessments:record-totals": [{"client_id": client, "key": key} for key in ("core-om", "ysq-r")],
        "plans:row-new": [
            {"plan_id": str(plan.pk), "kind": kind.key} for plan in _plans(staff) for kind in kinds_of(plan.modality)
        ],
        "education:library-page": [{"key": key} for key in catalogue.pages()],
        "library:exercise-rewrite": [{"key": key} for key in CustomExercise.objects.values_list("key", flat=True)[:1]],
    }


def _few(places: dict[str, Places]) -> dict[str, Places]:
    return {route: found[:1] for route, found in places.items()}


def of_client(email: str) -> dict[str, Places]:
    """A client's own pages: each questionnaire (begun, a question, the longest question, the list, the end)."""
    client = Client.objects.get(pk=Membership.objects.get(user__email=email).person_id)
    questions: Places = []
    questionnaires: Places = []
    for questionnaire in client.questionnaires.filter(state="open"):
        longest = max(
            range(1, load_open_questionnaire(questionnaire).instrument.items + 1),
            key=lambda n: len(load_open_questionnaire(questionnaire).words.prompts[n - 1]),
        )
        questionnaires.append({"questionnaire_id": str(questionnaire.pk)})
        questions += [{"questionnaire_id": str(questionnaire.pk), "item": item} for item in sorted({1, longest})]
    return {
        "portal:questionnaire": questionnaires[:2],
        "portal:question": questions,
        "portal:questionnaire-list": questionnaires,
        "portal:questionnaire-send": questionnaires[:2],
        "portal:questionnaire-end": [
            {"questionnaire_id": pk} for pk in _ids(client.questionnaires.filter(state="submitted"))
        ],
        "portal:exercise": [{"assignment_id": pk} for pk in _ids(client.assignments.all(), "exercise", 99)],
        "portal:exercise-worse": [{"assignment_id": pk} for pk in _ids(client.assignments.all(), "exercise", 99)],
        "portal:reading": [{"reading_id": pk} for pk in _ids(client.reading_assignments.all(), "page", 99)],
        "portal:plan": [
            {"plan_id": pk} for pk in _ids(Plan.objects.filter(client=client, agreement_asked_at__isnull=False))
        ],
    }


def drawn() -> dict[str, str]:
    """Pages that this instance cannot show, as their templates draw them: the first practice, and the errors."""
    pages: dict[str, str] = {"practice:setup": render_to_string("practice/setup.html", {"form": SetUpForm()})}
    return pages | {name: render_to_string(f"{name}.html") for name in ("400", "429", "500", "403_csrf")}


def _mail() -> str:
    """The name of a mail that was delivered: there is one as soon as the worker has sent what was queued."""
    for _second in range(60):
        found = sorted(settings.MAIL_FOLDER.glob("*.eml"))
        if found:
            return str(found[-1].name)
        time.sleep(1)
    raise AssertionError("No mail was delivered within a minute.")


def collect() -> dict[str, object]:
    """Everything the audit needs to know of this instance."""
    practice = Practice.objects.get(name="Harbour Lane Practice")
    with practice_scope(practice.pk, system(practice.pk, "layout audit")):
        client = Client.objects.filter(name=LONG_NAME).first() or with_all()
        staff = {email: Staff.objects.get(user__email=email) for email in (THERAPIST, COLLEAGUE)}
        topic = [str(practice.pk), str(client.pk), Message.Kind.REMINDER]
        found = {
            "arguments": {email: arguments(member) for email, member in staff.items()}
            | {email: arguments(staff[THERAPIST]) for email in ("supervisor@demo.example", "admin@demo.example")},
            "places": {email: combined(member) for email, member in staff.items()}
            | {email: _few(combined(staff[THERAPIST])) for email in ("supervisor@demo.example", "admin@demo.example")}
            | {email: of_client(email) for email in (CLIENT, "client@demo.example")}
            | {"": {"unsubscribe": [{"token": signing.dumps(topic, salt=UNSUBSCRIBE)}]}},
            "link": urlsplit(sign_in_link(User.objects.get(email="therapist2@demo.example"))).path,
            "drawn": drawn(),
        }
    return found | {"mail": _mail()}  # after the commit: only then is a mail sent
