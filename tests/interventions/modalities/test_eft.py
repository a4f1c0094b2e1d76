"""EFT: steps of each partner, moves, injuries and their repair, what is told alone; EFIT, which names no partner."""

import io
import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pypdf import PdfReader

from assessments import catalogue as instruments
from assessments.actions import record_assessment
from clients.models import CareRelation, Client
from clinic.core.models import Staff
from interventions import catalogue
from interventions.exercises.queries import exercise_file, suggestions_for
from interventions.exercises.suggesting import suggest
from interventions.letters.actions import draft_letter
from interventions.modalities.eft import steps
from interventions.modalities.eft.efit.note import NOTE as NOTE_FOR_ONE
from interventions.modalities.eft.work_models import AloneInCouple, InjuryStep, StepReached, TangoMove
from interventions.modalities.packages import kinds_of
from interventions.models import Plan, TherapySession
from interventions.plans.actions import assign_plan
from interventions.plans.phases import GateShut, move_to_phase, record_exit
from interventions.records.queries import steps_of
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    actor,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read, whole_plan

pytestmark = pytest.mark.django_db
BEFORE = timedelta(days=2, hours=3)
# Words of couple work that individual work never says.
COUPLE_WORDS = re.compile(r"partner|couple|cycle|between you|pursue|withdraw|each other|relationship|the other\b", re.I)


class Couple(NamedTuple):
    """Ana and Ben with their therapist; Cleo is Ana's second therapist, and knows nothing of Ben."""

    ana: Client
    ben: Client
    therapist: Staff
    cleo: Staff
    plan: Plan
    session: TherapySession


@pytest.fixture
def couple() -> Couple:
    practice = a_practice()
    therapist, cleo = a_staff(practice), a_staff(practice)
    ana, ben = a_client(therapist, name="Ana Prior"), a_client(therapist, name="Ben Quist")
    with inside(practice):
        CareRelation.objects.create(
            practice=practice, client=ana, staff=cleo, since=timezone.localdate(), part=CareRelation.Part.SECOND
        )
    plan = a_plan(ana, "eft", household=a_household(ana, ben))
    return Couple(ana, ben, therapist, cleo, plan, a_session(ana, timezone.now() - BEFORE, plan=plan))


def press(couple: Couple, value: str, who: Staff | None = None, session: TherapySession | None = None) -> str:
    """Presses a button beside the note; returns the page that follows."""
    path = f"/sessions/{(session or couple.session).pk}/note/"
    browser = pages(who or couple.therapist)
    browser.post(path, {"desk": value, "form": "free", "revision": "0"})
    return browser.get(path).content.decode()


def alone_with(couple: Couple, who: Client) -> TherapySession:
    return a_session(couple.ana, timezone.now() - BEFORE - timedelta(hours=2), plan=couple.plan, alone_with=who)


# --- steps and moves --------------------------------------------------------------------------------------------------


def test_the_nine_steps_lie_in_the_three_stages_of_both_definitions() -> None:
    for key, words in (("eft", steps.COUPLE_STEPS), ("efit", steps.INDIVIDUAL_STEPS)):
        assert [len(phase.steps) for phase in catalogue.modality(key).phases] == [4, 3, 2]
        assert list(words) == list(range(1, 10))
    assert [steps.stage_of(step) for step in range(1, 10)] == [1, 1, 1, 1, 2, 2, 2, 3, 3]
    assert (list(steps.MOVES), list(steps.REPAIR)) == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7, 8])


def test_each_partners_step_is_noted_by_one_press_and_dated_by_the_session(couple: Couple) -> None:
    press(couple, f"step:3:{couple.ana.pk}")
    press(couple, f"step:5:{couple.ben.pk}")
    page = press(couple, f"step:4:{couple.ana.pk}")  # the second takes the place of the first
    assert page.count('aria-pressed="true"') == 2
    on = timezone.localdate(couple.session.starts_at)
    with inside(couple.ana.practice):
        rows = StepReached.objects.filter(removed_at__isnull=True).order_by("step")
        assert [(row.client_id, row.step, row.on) for row in rows] == [
            (couple.ana.pk, 4, on),
            (couple.ben.pk, 5, on),
        ]
    plan = " ".join(whole_plan(pages(couple.therapist), couple.plan.pk).split())
    assert "Ana Prior: step 4 · sees the cycle as the problem since" in plan
    assert "<b>Ben Quist</b> 5 · owns needs and parts of self" in plan
    press(couple, f"undo-step:{couple.ana.pk}")
    with inside(couple.ana.practice):
        assert StepReached.objects.filter(removed_at__isnull=True).get().client_id == couple.ben.pk


def test_moves_of_the_tango_are_counted_and_stand_with_the_note(couple: Couple) -> None:
    for value in ("move:1", "move:2", "move:2", "move:3", "undo-move:3"):
        page = press(couple, value)
    assert "2 ×" in page
    with inside(couple.ana.practice):
        rows = TangoMove.objects.filter(removed_at__isnull=True)
        assert sorted(row.move for row in rows) == [1, 2, 2]
        assert {row.session_id for row in rows} == {couple.session.pk}
    (first, *_rest) = read(Api(couple.therapist).get(f"plans/{couple.plan.pk}/record/move/"))["results"]
    assert first["move"] == 1


@pytest.mark.parametrize(
    "value",
    ["step:0:{ana}", "step:10:{ana}", "step:3:", "step:3:{stranger}", "move:6", "move:x", "repair:1:{ana}", "dance:1"],
)
def test_a_press_that_cannot_be_is_refused_and_nothing_is_kept(couple: Couple, value: str) -> None:
    stranger = a_client(couple.therapist)
    press(couple, value.format(ana=couple.ana.pk, stranger=stranger.pk))
    with inside(couple.ana.practice):
        assert not StepReached.objects.exists()
        assert not TangoMove.objects.exists()
        assert not InjuryStep.objects.exists()


# --- what is one partner's own ----------------------------------------------------------------------------------------


def test_a_partners_own_step_is_read_written_and_named_by_their_readers_alone(couple: Couple) -> None:
    a_row(couple.plan, "step", client=couple.ben, step=6, note="only in Ben's file")
    a_row(couple.plan, "step", client=couple.ana, step=2)
    theirs = whole_plan(pages(couple.cleo), couple.plan.pk)
    assert "only in Ben" not in theirs
    assert "Ben Quist" not in theirs
    assert "the cycle is named" in theirs  # of Ana, whose record she reads
    (row,) = read(Api(couple.cleo).get(f"plans/{couple.plan.pk}/record/step/"))["results"]
    assert row["step"] == 2
    refused = Api(couple.cleo).post(f"plans/{couple.plan.pk}/record/step/", {"client": str(couple.ben.pk), "step": 3})
    assert (refused.status_code, list(read(refused))) == (400, ["client"])
    assert "Ben Quist" not in pages(couple.cleo).get(f"/plans/{couple.plan.pk}/record/step/").content.decode()
    page = press(couple, f"step:3:{couple.ben.pk}", who=couple.cleo)
    assert "Ben Quist" not in page.split('class="panel tracks"')[-1]
    with inside(couple.ana.practice):
        assert StepReached.objects.count() == 2
    paper = pages(couple.cleo).get(f"/plans/{couple.plan.pk}/plan.pdf").content
    assert paper.startswith(b"%PDF-")


def test_what_one_tells_alone_is_theirs_and_of_their_own_session(couple: Couple) -> None:
    hers = alone_with(couple, couple.ana)
    page = pages(couple.therapist).get(f"/sessions/{hers.pk}/note/").content.decode()
    address = f"/plans/{couple.plan.pk}/record/alone/?session={hers.pk}"
    assert address in page
    assert f"step:1:{couple.ana.pk}" in page
    assert f"step:1:{couple.ben.pk}" not in page
    assert "record/injury/" not in page
    form = {"client": str(couple.ana.pk), "session": str(hers.pk), "on": "2020-01-01", "commitment": "8"}
    form |= {"elsewhere": "ended", "bring": "what the move did to her"}
    answer = pages(couple.therapist).post(address, form)
    assert answer.headers["Location"] == f"/sessions/{hers.pk}/note/"
    assert "what the move did to her" in pages(couple.therapist).get(answer.headers["Location"]).content.decode()
    with inside(couple.ana.practice):
        row = AloneInCouple.objects.get()
        assert row.on == timezone.localdate(hers.starts_at)
    joint = pages(couple.therapist).get(f"/sessions/{couple.session.pk}/note/").content.decode()
    assert "what the move did to her" not in joint  # both sit before that screen
    assert "record/alone/" not in joint


def test_a_row_of_one_names_no_session_of_the_other_and_no_joint_one_as_told_alone(couple: Couple) -> None:
    his = alone_with(couple, couple.ben)
    with pytest.raises(ValidationError, match="alone within a joint plan"):
        a_row(couple.plan, "step", client=couple.ana, step=2, session=his)
    with pytest.raises(ValidationError, match="had alone"):
        a_row(couple.plan, "alone", client=couple.ana, session=couple.session)
    with pytest.raises(ValidationError, match="alone within a joint plan"):
        a_row(couple.plan, "moment", kind="de-escalation", on=timezone.localdate(), session=his)
    a_row(couple.plan, "step", client=couple.ben, step=2, session=his)
    theirs = pages(couple.cleo).get(f"/plans/{couple.plan.pk}/record/step/").content.decode()
    assert str(his.pk) not in theirs


def test_a_move_in_a_session_alone_is_that_partners(couple: Couple) -> None:
    press(couple, "move:2", session=alone_with(couple, couple.ben))
    with inside(couple.ana.practice):
        assert TangoMove.objects.get().client_id == couple.ben.pk
    assert read(Api(couple.cleo).get(f"plans/{couple.plan.pk}/record/move/"))["results"] == []


# --- injuries, gates, satisfaction ------------------------------------------------------------------------------------


def test_an_injury_is_repaired_step_by_step_and_a_new_story_comes_last(couple: Couple) -> None:
    injury = a_row(
        couple.plan, "injury", label="the ward", injured=couple.ana, other=couple.ben, event="Nobody came that night."
    )
    early = press(couple, f"repair:8:{injury.pk}")
    assert "A new story comes after these steps" in early
    for step in (1, 2, 3, 5, 6, 7):
        press(couple, f"repair:{step}:{injury.pk}")
    page = press(couple, f"repair:8:{injury.pk}")
    assert "repaired" in page
    with inside(couple.ana.practice):
        assert set(InjuryStep.objects.values_list("step", flat=True)) == {1, 2, 3, 5, 6, 7, 8}
    with pytest.raises(ValidationError, match="two people"):
        a_row(couple.plan, "injury", label="x", injured=couple.ana, other=couple.ana, event="y")
    assert read(Api(couple.cleo).get(f"plans/{couple.plan.pk}/record/injury/"))["results"] == []
    assert read(Api(couple.cleo).get(f"plans/{couple.plan.pk}/record/repair/"))["results"] == []


def test_stages_open_by_change_events_and_an_injury_keeps_the_last_one_shut(couple: Couple) -> None:
    today = timezone.localdate()

    def go(phase: str) -> list[str]:
        with inside(couple.ana.practice, actor(couple.therapist)) as scope:
            record_exit(plan=couple.plan, by=scope.actor, evidence="seen at home")
            try:
                move_to_phase(plan=couple.plan, phase=phase, by=scope.actor)
            except GateShut as shut:
                return [str(one) for one in shut.unmet]
        return []

    assert go("eft-restructuring") == ["No de-escalation is recorded as a change event."]
    a_row(couple.plan, "moment", kind="de-escalation", on=today)
    assert go("eft-restructuring") == []
    injury = a_row(couple.plan, "injury", label="x", injured=couple.ana, other=couple.ben, event="Nobody came.")
    a_row(couple.plan, "moment", kind="re-engagement", client=couple.ben, on=today)
    assert go("eft-consolidation") == [
        "Not recorded as a change event yet: the pursuer softens.",
        "Attachment injuries without a new story of them: 1.",
    ]
    a_row(couple.plan, "moment", kind="softening", client=couple.ana, on=today, said="I am afraid", answer="holds her")
    for step in (5, 6, 7, 8):
        a_row(couple.plan, "repair", injury=injury, step=step)
    assert go("eft-consolidation") == []


def test_satisfaction_is_drawn_for_each_partner_whose_record_one_may_read(couple: Couple) -> None:
    csi = instruments.get("csi-16")
    with inside(couple.ana.practice, actor(couple.therapist)) as scope:
        for client in (couple.ana, couple.ben):
            responses = {str(item): 2 for item in range(1, csi.items + 1)}
            record_assessment(client=client, instrument=csi, responses=responses, by=scope.actor)
    both = whole_plan(pages(couple.therapist), couple.plan.pk)
    assert "Satisfaction with the relationship: Ana Prior" in both
    assert "Satisfaction with the relationship: Ben Quist" in both
    theirs = whole_plan(pages(couple.cleo), couple.plan.pk)
    assert "Satisfaction with the relationship: Ana Prior" in theirs
    assert "Ben Quist" not in theirs
    paper = pages(couple.therapist).get(f"/plans/{couple.plan.pk}/plan.pdf").content
    assert paper.count(b"/Alt") == 2


# --- one person -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["page", "api", "action"])
def test_eft_wants_a_couple_and_efit_one_person(way: str) -> None:
    client = a_client(a_staff(a_practice()))
    therapist = therapist_of(client)
    if way == "page":
        text = pages(therapist).post(f"/clients/{client.pk}/plan/", {"modality": "eft"}).content.decode()
        assert "EFT is done with a couple." in text
    elif way == "api":
        answer = Api(therapist).post("plans/", {"client": str(client.pk), "modality": "eft"})
        assert (answer.status_code, list(read(answer))) == (400, ["household"])
    else:
        household, efit = a_household(client, a_client(therapist)), catalogue.modality("efit")
        with inside(client.practice, actor(therapist)) as scope, pytest.raises(ValidationError) as refused:
            assign_plan(client=client, modality=efit, by=scope.actor, household=household)
        assert list(refused.value.message_dict) == ["household"]
    with inside(client.practice):
        assert not Plan.objects.exists()


def _words(page: str) -> str:
    """What a page says in its main part, attributes that are read out included."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r'<select name="scale".*?</select>', "", main, flags=re.S)  # every instrument that a goal can have
    said = re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', main)
    return " ".join([re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", main, flags=re.S), *said])


def test_individual_work_never_speaks_of_a_couple() -> None:
    client = a_client(a_staff(a_practice()), name="Cora Reed")
    plan, therapist = a_plan(client, "efit"), therapist_of(client)
    session = a_session(client, timezone.now() - BEFORE, plan=plan)
    a_row(plan, "pattern", position="withdrawer", trigger="a question", action="jokes", primary="loneliness")
    a_row(plan, "step", step=6, session=session)
    a_row(plan, "moment", kind="self-met", on=timezone.localdate(), said="You may stay")
    a_row(plan, "move", move=3, figure="the mother, imagined", session=session)
    browser = pages(therapist)
    paths = [f"/plans/{plan.pk}/", f"/sessions/{session.pk}/note/?form=efit"]
    paths += [f"/plans/{plan.pk}/record/{kind.key}/" for kind in kinds_of("efit")]
    for path in paths:
        page = browser.get(path).content.decode()
        assert COUPLE_WORDS.findall(_words(page)) == [], path
    assert "Pattern map" in browser.get(paths[0]).content.decode()
    assert "6 · accepts what was met" in " ".join(browser.get(paths[0]).content.decode().split())
    text = (catalogue.definition_file("eft").parent / "efit" / "definition.toml").read_text()
    assert COUPLE_WORDS.findall(text.partition("\n[record]")[0]) == []
    assert COUPLE_WORDS.findall(" ".join(str(label) for _key, label in NOTE_FOR_ONE.parts)) == []
    assert browser.get(f"/plans/{plan.pk}/plan.pdf").content.count(b"/Alt") == 2


def test_report_and_summary_tell_the_steps_of_one_person_without_a_word_of_a_couple() -> None:
    client = a_client(a_staff(a_practice()), name="Cora Reed")
    plan, therapist, today = a_plan(client, "efit"), therapist_of(client), timezone.localdate()
    for step, days in ((1, 40), (4, 3), (6, 0)):
        a_row(plan, "step", step=step, on=today - timedelta(days=days))
    address = f"/clients/{client.pk}/report"
    period = f"since={today - timedelta(days=10)}&until={today - timedelta(days=1)}"
    page = pages(therapist).get(f"{address}/?{period}").content.decode()
    assert "4 · sees the pattern as the problem" in page
    assert "alliance and assessment" not in page  # before the period
    assert "accepts what was met" not in page  # after it
    assert COUPLE_WORDS.findall(_words(page)) == []
    between = {"since": str(today - timedelta(days=10)), "until": str(today - timedelta(days=1))}
    [step] = read(Api(therapist).get(f"clients/{client.pk}/report/", **between))["steps"]
    assert step == {"on": str(today - timedelta(days=3)), "words": "4 · sees the pattern as the problem"}
    paper = PdfReader(io.BytesIO(pages(therapist).get(f"{address}.pdf?{period}").content))
    assert "sees the pattern as the problem" in "".join(one.extract_text() for one in paper.pages)
    by = actor(therapist)
    with inside(client.practice, by):
        said = draft_letter(client=client, by=by, kind="summary").parts["method"]
    assert "Step reached: 6 · accepts what was met (since" in said
    assert COUPLE_WORDS.findall(said) == []


def test_report_and_summary_tell_no_step_of_a_couple(couple: Couple) -> None:
    a_row(couple.plan, "step", client=couple.ana, step=4)
    page = pages(couple.therapist).get(f"/clients/{couple.ana.pk}/report/").content.decode()
    assert "Steps reached" not in page
    by = actor(couple.therapist)
    with inside(couple.ana.practice, by):
        said = draft_letter(client=couple.ana, by=by, kind="summary").parts
        assert steps_of([couple.plan]) == []
    assert "problem" not in "".join(said.values())


def test_an_exercise_for_two_is_suggested_where_joint_work_runs_alone(couple: Couple) -> None:
    single = a_client(couple.therapist)
    a_plan(single, "efit")
    with inside(couple.ana.practice, actor(couple.therapist)) as scope:
        found = suggestions_for(single, [], exercise_file(scope.actor, single))
    assert any("efit" in one.exercise.modalities for one in found)
    assert COUPLE_WORDS.findall(" ".join(f"{one.exercise.title} {one.exercise.purpose}" for one in found)) == []
    library = catalogue.exercises().values()
    for joint in (True, False):
        offered = suggest(library, style="fearful", modalities=["eft", "efit"], joint=joint, most=len(library))
        assert any(one.exercise.together for one in offered) is joint


def test_the_record_of_one_person_is_kept_over_the_api() -> None:
    client = a_client(a_staff(a_practice()))
    plan, api = a_plan(client, "efit"), Api(therapist_of(client))
    for kind, body in (
        ("pattern", {"position": "pursuer"}),
        ("step", {"step": 3}),
        ("moment", {"kind": "steadied", "on": str(timezone.localdate())}),
        ("move", {"move": 3, "figure": "the aunt"}),
    ):
        path = f"plans/{plan.pk}/record/{kind}/"
        assert api.post(path, body).status_code == 201, kind
        assert api.post(path, body | {"client": str(client.pk)}).status_code == 400  # nobody chooses who it is
    with inside(client.practice):
        assert StepReached.objects.get().client_id == client.pk
