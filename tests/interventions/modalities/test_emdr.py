"""The target ledger: its form and its JSON by field, and what the description of the API says of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from clients.models import Client
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.emdr.tracks import TargetTracks
from interventions.modalities.emdr.work_models import Processing
from interventions.modalities.packages import kind_of
from interventions.models import Plan
from interventions.records.actions import save_row
from interventions.records.models import RecordRow
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    actor,
    inside,
    past_the_gate,
    therapist_of,
)
from tests.web import Api, pages, read, whole_plan


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("target", {}, "label"),
        ("target", {"label": 7}, "label"),
        ("target", {"label": "x" * 61}, "label"),
        ("target", {"label": "the stairs", "prong": "sideways"}, "prong"),
        ("target", {"label": "the stairs", "age": "9"}, "age"),
        ("target", {"label": "the stairs", "age": -1}, "age"),
        ("target", {"label": "the stairs", "theme": "gloom"}, "theme"),
        ("target", {"label": "the stairs", "origin": "0190a1b2-0000-7000-8000-000000000000"}, "origin"),
        ("target", {"label": "the stairs", "status": "complete"}, "reason"),
        ("target", {"label": "the stairs", "status": "assessed"}, "status"),
        ("target", {"label": "the stairs", "colour": "red"}, "colour"),
        ("target", {"label": "the stairs", "image": "a\u202eb"}, "image"),
        ("measure", {"sud": 3}, "target"),
        ("measure", {"target": "no id", "sud": 3}, "target"),
        ("measure", {"target": "0190a1b2-0000-7000-8000-000000000000", "sud": 3}, "target"),
        ("measure", {"sud": "3"}, "sud"),
        ("measure", {"sud": 11}, "sud"),
        ("measure", {"voc": 0}, "voc"),
        ("measure", {"sud": 3, "sets": 61}, "sets"),
        ("measure", {"sud": 3, "sets": 4}, "sets"),  # before the gate
        ("measure", {"sud": 3, "phase": "later"}, "phase"),
        ("measure", {"sud": 3, "phase": "set"}, "__all__"),  # without a set
        ("processing", {"sets": 3}, "sets"),  # before the gate
        ("processing", {"sets": -1}, "sets"),
        ("processing", {"stimulation": "drums"}, "stimulation"),
        ("processing", {"closure": "incomplete"}, "__all__"),
        ("processing", {"closure": "complete"}, "closure"),
        ("processing", {"scan": "left"}, "__all__"),
        ("processing", {"remains": "the throat"}, "__all__"),
        ("processing", {"containment": "x" * 201}, "containment"),
        ("block", {"kind": "looping", "intervention": "mechanics"}, "moved"),
        ("block", {"kind": "boredom", "intervention": "mechanics", "moved": "yes"}, "kind"),
        ("resource", {"label": "the lake", "kind": "pill"}, "kind"),
        ("resource", {"kind": "container"}, "label"),
        ("test", {"outcome": "holds"}, "resource"),
        ("measure", {"sud": 3, "on": "yesterday"}, "on"),
    ],
)
def test_bad_input_is_named_at_its_field(client: Client, kind: str, body: dict[str, object], field: str) -> None:
    plan = a_plan(client)
    target = a_row(plan, "target", label="the door")
    of_target = kind in {"measure", "processing", "block"} and field != "target"
    given = ({"target": str(target.pk)} if of_target else {}) | body
    answer = Api(therapist_of(client)).post(f"plans/{plan.pk}/record/{kind}/", given)
    assert (answer.status_code, list(read(answer))) == (400, [field])


@pytest.mark.django_db
def test_the_target_of_another_plan_is_none_to_measure(client: Client) -> None:
    other = a_row(a_plan(a_client(therapist_of(client))), "target", label="somebody else's")
    plan, therapist = a_plan(client), therapist_of(client)
    answer = Api(therapist).post(f"plans/{plan.pk}/record/measure/", {"target": str(other.pk), "sud": 3})
    assert (answer.status_code, list(read(answer))) == (400, ["target"])
    page = pages(therapist).post(f"/plans/{plan.pk}/record/measure/", {"target": str(other.pk), "sud": 3})
    assert "Select a valid choice" in page.content.decode()


@pytest.mark.django_db
def test_a_row_is_written_read_and_changed_by_page_and_api(client: Client) -> None:
    plan, therapist = a_plan(client), therapist_of(client)
    browser, api, path = pages(therapist), Api(therapist), f"/plans/{plan.pk}/record/target/"
    typed = {"label": "the stairs", "prong": "past", "status": "complete", "negative": "I am to blame"}
    refused = browser.post(path, typed).content.decode()
    assert "Not recorded: positive cognition, SUD, VOC, a clear body scan, a re-evaluation on a later day." in refused
    assert "I am to blame" in refused  # nothing typed is lost
    assert browser.post(path, typed | {"reason": "processed elsewhere, it holds"}).status_code == 302
    with inside(client.practice):
        row = Target.objects.get(plan=plan)
        assert row.completed_on == timezone.localdate()
    (shown,) = read(api.get(f"plans/{plan.pk}/record/target/"))["results"]
    assert (shown["id"], shown["revision"], shown["reason"]) == (str(row.pk), 1, "processed elsewhere, it holds")
    answer = api.browser.patch(
        f"/api/v1/plans/{plan.pk}/record/target/{row.pk}/",
        {"image": "the top step", "status": "identified"},
        content_type="application/json",
        headers=api.headers | {"If-Match": '"1"'},
    )
    assert answer.status_code == 200
    assert (read(answer)["image"], read(answer)["revision"]) == ("the top step", 2)
    assert "the top step" in browser.get(f"{path}{row.pk}/").content.decode()
    with inside(client.practice):
        assert Target.objects.get(plan=plan).completed_on is None


# --- the work with one target -----------------------------------------------------------------------------------------

ASSESSED = {
    "image": "the top step",
    "negative": "I am not safe",
    "positive": "It is over",
    "theme": "safety",
    "emotions": "fear",
    "body": "throat",
}


def stated(plan: Plan, target: RecordRow, **values: object) -> Target:
    with inside(plan.practice, by := actor(therapist_of(plan.client))):
        kind = kind_of("emdr", "target")
        row = save_row(plan=plan, kind=kind, by=by, values=values, row_id=target.pk, revision=target.revision)
        assert isinstance(row, Target)
        return row


@pytest.mark.django_db
def test_a_target_is_complete_after_all_its_steps_or_for_a_reason(client: Client) -> None:
    plan, today = past_the_gate(a_plan(client)), timezone.localdate()
    first, second = today - timedelta(days=14), today - timedelta(days=7)
    target = a_row(plan, "target", label="the stairs", **ASSESSED)
    a_row(plan, "measure", target=target, on=first, sud=8, voc=2)
    a_row(plan, "measure", target=target, on=first, sets=12, sud=0)
    with pytest.raises(ValidationError, match="VOC 7, a clear body scan, a re-evaluation"):
        stated(plan, target, status="complete")
    with pytest.raises(ValidationError) as caught:  # VOC was not installed, and the body not scanned
        a_row(plan, "processing", target=target, on=first, closure="complete")
    assert list(caught.value.message_dict) == ["closure"]
    a_row(plan, "measure", target=target, on=first, sets=14, voc=7)
    a_row(plan, "processing", target=target, on=first, sets=14, stimulation="eyes", scan="clear", closure="complete")
    with pytest.raises(ValidationError, match="Not recorded: a re-evaluation on a later day"):
        stated(plan, target, status="complete")
    a_row(plan, "measure", target=target, on=second, sud=0, voc=7)
    done = stated(plan, target, status="complete")
    assert (done.completed_on, done.reason) == (today, "")
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert "the stairs, past, complete" in page
    a_row(plan, "measure", target=target, on=today, sud=3)
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert "complete, but it no longer holds" in page


@pytest.mark.django_db
def test_the_database_keeps_a_complete_target_from_lacking_its_cognitions(client: Client) -> None:
    plan = a_plan(client)
    target = a_row(plan, "target", label="the stairs", negative="I am to blame")
    with inside(client.practice):
        rows = Target.objects.filter(pk=target.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(status="complete", completed_on=timezone.localdate())
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(completed_on=timezone.localdate())
        assert rows.update(status="complete", completed_on=timezone.localdate(), reason="as agreed") == 1


@pytest.mark.django_db
def test_the_prongs_are_linked_from_the_past_to_the_future_and_never_in_a_circle(client: Client) -> None:
    plan = a_plan(client)
    past = a_row(plan, "target", label="the stairs")
    trigger = a_row(plan, "target", label="being late", prong="present", origin=past)
    future = a_row(plan, "target", label="the next exam", prong="future", origin=trigger)
    earlier = a_row(plan, "target", label="the cellar", origin=past)
    for row, origin in ((past, trigger), (trigger, future), (past, past), (past, earlier)):
        with pytest.raises(ValidationError) as caught:
            stated(plan, row, origin=origin)
        assert {"origin", "__all__"} & set(caught.value.message_dict)
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert "past: the cellar · present: being late<" in page  # the template of its trigger is its own, too
    assert "past: the stairs · future: the next exam" in page
    assert "past: the stairs · future: not yet" in page  # the cellar's


@pytest.mark.django_db
def test_sets_wait_for_the_gate_in_form_api_and_session_and_go_on_behind_it(client: Client) -> None:
    plan, therapist = a_plan(client), therapist_of(client)
    target = a_row(plan, "target", label="the stairs")
    session = a_session(client, timezone.now() - timedelta(minutes=20), plan=plan)
    words = "Sets begin with the phase “Targets, one after the other”."
    body = {"target": str(target.pk), "sets": 4, "sud": 6}
    for kind, given in (("measure", body), ("processing", {"target": str(target.pk), "sets": 4})):
        answer = Api(therapist).post(f"plans/{plan.pk}/record/{kind}/", given)
        assert (answer.status_code, list(read(answer))) == (400, ["sets"])
    typed = body | {"on": timezone.localdate().isoformat()}
    assert words in pages(therapist).post(f"/plans/{plan.pk}/record/measure/", typed).content.decode()

    def press(value: str) -> str:
        path = reverse("sessions:session-track", args=[session.pk])
        return str(pages(therapist).post(path, {"track": value, "target": str(target.pk)}).content.decode())

    assert words not in press("sud:8")  # the assessment needs no gate
    assert words in press("sud:7")
    assert "Locked: sets begin with the phase" in press("sets:+")
    past_the_gate(plan)
    assert words not in press("sud:7")
    assert "Locked" not in press("sets:+")
    past_the_gate(plan, "2-preparation")  # back to stabilisation: no sets until the gate is passed again
    assert words in press("sud:5")


@pytest.mark.django_db
def test_bilateral_stimulation_sets_scan_and_closure_are_one_row_of_the_session(client: Client) -> None:
    plan, therapist = past_the_gate(a_plan(client)), therapist_of(client)
    target = a_row(plan, "target", label="the stairs", **ASSESSED)
    lake = a_row(plan, "resource", label="the lake", kind="calm-place")
    session = a_session(client, timezone.now() - timedelta(minutes=20), plan=plan)
    browser, workspace = pages(therapist), reverse("notes:session-note", args=[session.pk])
    track = reverse("sessions:session-track", args=[session.pk])
    for value in ("sud:8", "voc:2", "sets:+", "sets:+", "sets:+", "sets:-", "sud:5"):
        assert browser.post(track, {"track": value, "target": str(target.pk)}).status_code == 200
    assert "VOC comes with installation, at SUD 0." in browser.post(track, {"target": str(target.pk)}).content.decode()
    assert "Take that back first" in browser.post(track, {"track": "sets:-", "target": str(target.pk)}).content.decode()
    note = {"form": "emdr", "revision": "0"}
    page = browser.post(workspace, note | {"desk": f"tactile:{target.pk}"}, follow=True).content.decode()
    assert "the stairs: tactile." in page
    assert "I am not safe" in page  # at hand
    sheet = reverse("sessions:session-sheet", args=[session.pk])
    closing = {"closing-target": str(target.pk), "closing-closure": "incomplete"}
    assert "by what the incomplete session was contained" in browser.post(sheet, closing).content.decode()
    assert "Complete means SUD 0" in browser.post(sheet, closing | {"closing-closure": "complete"}).content.decode()
    assert "Choose the closure" in browser.post(sheet, {"closing-target": str(target.pk)}).content.decode()
    done = browser.post(sheet, closing | {"closing-resource": str(lake.pk), "closing-scan": ""}).content.decode()
    assert "the stairs: incomplete, contained." in done
    with inside(client.practice):
        (row,) = Processing.objects.all()
        assert (row.sets, row.stimulation, row.closure, row.contained_by) == (2, "tactile", "incomplete", "the lake")
        assert row.on == timezone.localdate(session.starts_at)
        assert list(TargetMeasure.objects.order_by("made_at").values_list("sets", "sud")) == [(0, 8), (0, None), (2, 5)]
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "left incomplete, contained by" in page
    assert "2 sets" in page


@pytest.mark.django_db
def test_the_panel_beside_the_note_is_drawn_anew_with_each_number_and_with_the_closure(client: Client) -> None:
    plan = past_the_gate(a_plan(client))
    target = a_row(plan, "target", label="the stairs", **ASSESSED)
    session = a_session(client, timezone.now() - timedelta(minutes=20), plan=plan)
    browser = pages(therapist_of(client))

    def step_now(page: str) -> str:
        desk = page.partition('id="desk"')[2]
        return desk.partition('aria-current="step">')[2].partition("<")[0].strip()

    workspace = browser.get(reverse("notes:session-note", args=[session.pk])).content.decode()
    assert workspace.count('id="desk"') == 1
    assert "hx-swap-oob" not in workspace
    track, seen = reverse("sessions:session-track", args=[session.pk]), [step_now(workspace)]
    for value in ("sud:8", "voc:2", "sud:0"):
        page = browser.post(track, {"track": value, "target": str(target.pk)}).content.decode()
        assert page.count('id="desk" hx-swap-oob="true"') == 1
        seen.append(step_now(page))
    assert seen[0] != seen[-1], seen
    page = browser.post(track, {"desk": f"tactile:{target.pk}", "target": str(target.pk)}).content.decode()
    assert 'data-said="the stairs: tactile."' in page
    assert 'aria-pressed="true">tactile' in page.partition('id="desk" hx-swap-oob="true"')[2]
    assert 'role="alert"' in browser.post(track, {"desk": f"hammer:{target.pk}"}).content.decode()
    sheet = reverse("sessions:session-sheet", args=[session.pk])
    closing = {"closing-target": str(target.pk), "closing-closure": "incomplete", "closing-containment": "the oak box"}
    page = browser.post(sheet, closing).content.decode()
    assert "incomplete, contained" in page
    assert "the oak box" in page.partition('id="desk" hx-swap-oob="true"')[2]


@pytest.mark.django_db
def test_somebody_elses_target_and_resource_are_none_to_close_with(client: Client) -> None:
    plan, stranger = past_the_gate(a_plan(client)), a_plan(a_client(therapist_of(client)))
    a_row(plan, "target", label="the stairs")
    session = a_session(client, timezone.now() - timedelta(minutes=20), plan=plan)
    theirs = {
        name: str(a_row(stranger, name, **fields).pk)
        for name, fields in (("target", {"label": "theirs"}), ("resource", {"label": "theirs", "kind": "other"}))
    }
    sheet = reverse("sessions:session-sheet", args=[session.pk])
    sent = {"closing-target": theirs["target"], "closing-resource": theirs["resource"], "closing-closure": "complete"}
    page = pages(therapist_of(client)).post(sheet, sent).content.decode()
    assert page.count("Select a valid choice") == 2
    workspace = reverse("notes:session-note", args=[session.pk])
    pressed = {"form": "emdr", "revision": "0", "desk": f"eyes:{theirs['target']}"}
    assert "Choose the target" in pages(therapist_of(client)).post(workspace, pressed, follow=True).content.decode()
    with inside(client.practice):
        assert not Processing.objects.exists()


@pytest.mark.django_db
def test_one_row_for_a_target_and_a_session_even_for_two_at_once(client: Client) -> None:
    plan = past_the_gate(a_plan(client))
    target = a_row(plan, "target", label="the stairs")
    session = a_session(client, timezone.now() - timedelta(minutes=20), plan=plan)
    a_row(plan, "processing", target=target, session=session, sets=3)
    with pytest.raises(ValidationError, match="has a row for that session already"):
        a_row(plan, "processing", target=target, session=session, sets=4)
    with inside(client.practice):
        row = Processing.objects.get()
        row.pk, row._state.adding = None, True
        with pytest.raises(IntegrityError), transaction.atomic():
            Processing.objects.bulk_create([row])


@pytest.mark.django_db
def test_a_complete_target_is_worked_on_again_only_while_it_is_due(client: Client) -> None:
    plan, today = past_the_gate(a_plan(client)), timezone.localdate()
    done = a_row(plan, "target", label="the call", **ASSESSED, status="complete", reason="seen through elsewhere")
    other = a_row(plan, "target", label="being late", prong="present")
    tracks = TargetTracks()
    with inside(client.practice):
        assert [str(row) for row in tracks.rows(plan)] == ["being late"]
    a_row(plan, "measure", target=done, on=today - timedelta(days=7), sets=4, sud=0)
    with inside(client.practice):
        assert [str(row) for row in tracks.rows(plan)] == ["the call", "being late"]
    a_row(plan, "measure", target=done, on=today, sud=0, voc=7)
    with inside(client.practice):
        assert [row.pk for row in tracks.rows(plan)] == [other.pk]


@pytest.mark.django_db
def test_a_block_names_what_was_done_and_a_memory_only_where_one_feeds(client: Client) -> None:
    plan = a_plan(client)
    target, feeder = (a_row(plan, "target", label=label) for label in ("the stairs", "the cellar"))
    done = {"target": target, "intervention": "responsibility", "said": "Whose job was it?", "moved": "yes"}
    with pytest.raises(ValidationError, match="Name a memory only where one feeds"):
        a_row(plan, "block", kind="looping", feeder=feeder, **done)
    with pytest.raises(ValidationError, match="Choose another target"):
        a_row(plan, "block", kind="feeder", feeder=target, **done)
    a_row(plan, "block", kind="feeder", feeder=feeder, **done)
    page = whole_plan(pages(therapist_of(client)), plan.pk)
    assert "an earlier memory feeds it" in page
    assert "Whose job was it?" in page


def test_the_description_of_the_api_says_the_ledger_by_field() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    post = schema["paths"]["/api/v1/plans/{plan_id}/record/{kind}/"]["post"]
    assert {"201", "400", "404"} <= set(post["responses"])
    row = {one["$ref"].rpartition("/")[2] for one in shapes["PlanRecordRow"]["anyOf"]}
    assert {"Target", "TargetMeasure", "Processing", "Block", "InnerResource", "InnerResourceTest"} <= row
    measure = shapes["TargetMeasure"]["properties"]
    assert (measure["sud"]["minimum"], measure["sud"]["maximum"]) == (0, 10)
    assert (measure["voc"]["minimum"], measure["voc"]["maximum"]) == (1, 7)
    assert shapes["TargetRequest"]["properties"]["label"]["maxLength"] == 60
    assert shapes["TargetRequest"]["required"] == ["label"]
