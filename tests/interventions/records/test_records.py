"""The modalities' records: what a row takes, two editors, and what neither form, action, API nor database takes."""

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client
from clinic.core.revisions import EditConflict
from interventions import catalogue
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.ifs.models import Part
from interventions.modalities.packages import kind_of, kinds_of, packages
from interventions.modalities.se.models import Sibam
from interventions.models import Plan
from interventions.plans.actions import end_plan
from interventions.records.actions import remove_row, save_row
from interventions.records.forms import record_form
from interventions.records.queries import pictures_of, record_of, rows_of
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_row,
    a_session,
    a_staff,
    actor,
    inside,
    partner_in,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=2)
SMALLEST: dict[str, dict[str, dict[str, object]]] = {
    "eft": {
        "side": {"position": "pursuer"},
        "moment": {"kind": "softening", "on": timezone.localdate()},
        "step": {"step": 3},
        "move": {"move": 2},
        "injury": {"label": "the night at the hospital", "event": "She waited alone."},
        "alone": {"commitment": 7},
    },
    "efit": {
        "pattern": {"position": "pursuer"},
        "step": {"step": 3},
        "moment": {"kind": "steadied", "on": timezone.localdate()},
        "move": {"move": 3, "figure": "the father, imagined"},
    },
    "ifs": {"part": {"name": "planner", "kind": "manager"}},
    "emdr": {"target": {"label": "the stairs"}, "resource": {"label": "the lake", "kind": "calm-place"}},
    "schema": {
        "mode": {"name": "lonely child", "kind": "child"},
        "schema": {"schema": "failure", "rating": 4},
        "rescripting": {"scene": "the kitchen, at the door", "need": "attachment"},
        "chairs": {"form": "dialogue", "said": "leave me alone"},
        "reparenting": {"form": "care", "need": "attachment", "given": "a warm word"},
        "card": {"title": "Alone", "feeling": "left", "healthy": "she comes back"},
    },
    "se": {
        "moment": {"minute": 5, "channel": "S", "activation": 3, "state": "window", "text": "tight throat"},
        "resource": {"text": "the dog"},
        "window": {"low": 3, "high": 7},
        "step": {"piece": "the first sound", "peak": 6},
        "pendulation": {"activated": "the throat", "settled": "the feet", "swings": 4, "before": 6, "after": 3},
        "response": {"kind": "fight", "did": "hands pushed"},
    },
}


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def smallest(plan: Plan, kind: str) -> dict[str, object]:
    values = dict(SMALLEST[plan.modality][kind])
    if plan.modality == "eft" and kind in {"side", "moment", "step", "alone"}:
        values["client"] = plan.client
    if kind == "injury":
        values |= {"injured": plan.client, "other": partner_in(plan)}
    return values


@pytest.mark.parametrize("key", sorted(packages()))
def test_what_may_be_left_out_is_left_out_unless_it_is_chosen(client: Client, key: str) -> None:
    plan = a_plan(client, key)
    with inside(client.practice):
        for kind in kinds_of(key):
            for name, field in record_form(plan, kind, catalogue.modality(key)).fields.items():
                several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
                if isinstance(field, forms.ChoiceField) and not field.required and not several:
                    offered: Any = field.choices
                    assert str(next(iter(offered))[0]) == "", f"{kind.key}: {name}"


@pytest.mark.parametrize("key", sorted(packages()))
def test_every_kind_is_kept_shown_and_drawn(client: Client, key: str) -> None:
    plan = a_plan(client, key)
    for name in SMALLEST[key]:
        a_row(plan, name, **smallest(plan, name))
    therapist = therapist_of(client)
    page = pages(therapist).get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    pictures = 2 if key in {"schema", "eft", "efit"} else 1  # the mode map, and the ratings; a map, and the steps
    assert page.content.decode().count("<figure") == pictures
    for kind in kinds_of(key):
        form = pages(therapist).get(f"/plans/{plan.pk}/record/{kind.key}/")
        assert form.status_code == 200
        assert all(
            f'name="{name}"' in form.content.decode()
            for name in kind.fields
            if name not in {"steps", "schemas", "discharge"}
        )
    with inside(client.practice):
        known = catalogue.modality(key)
        assert len(pictures_of(plan, known, record_of(plan, known, actor(therapist)))) == pictures
    paper = pages(therapist).get(f"/plans/{plan.pk}/plan.pdf")
    assert paper.content.startswith(b"%PDF-")
    drawn = 0 if key == "emdr" else pictures  # a target that was not measured yet has its words alone
    assert paper.content.count(b"/Alt") == drawn


@pytest.mark.parametrize(
    ("key", "kind", "fields", "field"),
    [
        ("emdr", "target", {"label": ""}, "label"),
        ("emdr", "target", {"label": "x" * 61}, "label"),
        ("emdr", "target", {"prong": "sideways"}, "prong"),
        ("emdr", "target", {"status": "complete"}, "reason"),
        ("emdr", "target", {"status": "processing"}, "status"),
        ("emdr", "target", {"age": 121}, "age"),
        ("emdr", "target", {"theme": "gloom"}, "theme"),
        ("emdr", "resource", {"label": ""}, "label"),
        ("emdr", "resource", {"kind": "pill"}, "kind"),
        ("ifs", "part", {"kind": "hero"}, "kind"),
        ("ifs", "part", {"self_relation": 11}, "self_relation"),
        ("ifs", "part", {"steps": ["fly"]}, "steps"),
        ("ifs", "part", {"name": "a\u202eb"}, "name"),
        ("schema", "mode", {"schemas": ["sadness"]}, "schemas"),
        ("schema", "schema", {"rating": 7}, "rating"),
        ("schema", "schema", {"rating": None}, "__all__"),
        ("schema", "schema", {"questionnaire": "YSQ"}, "__all__"),
        ("schema", "schema", {"schema": "sadness"}, "schema"),
        ("schema", "schema", {"on": TOMORROW}, "on"),
        ("schema", "mode", {"style": "surrender"}, "__all__"),
        ("schema", "mode", {"kind": "coping", "style": "asleep"}, "style"),
        ("schema", "rescripting", {"scene": ""}, "scene"),
        ("schema", "rescripting", {"need": "sugar"}, "need"),
        ("schema", "rescripting", {"helper": "therapist"}, "__all__"),
        ("schema", "rescripting", {"changed": "he was sent out"}, "__all__"),
        ("schema", "rescripting", {"distress_before": 11}, "distress_before"),
        ("schema", "chairs", {"form": "empty"}, "__all__"),
        ("schema", "chairs", {"person": "her father"}, "__all__"),
        ("schema", "chairs", {"healthy": 11}, "healthy"),
        ("schema", "reparenting", {"given": ""}, "given"),
        ("schema", "reparenting", {"form": "hug"}, "form"),
        ("schema", "card", {"healthy": ""}, "healthy"),
        ("schema", "card", {"given_on": TOMORROW}, "given_on"),
        ("se", "moment", {"activation": 11}, "activation"),
        ("se", "moment", {"minute": 241}, "minute"),
        ("se", "moment", {"channel": "X"}, "channel"),
        ("se", "moment", {"state": "asleep"}, "state"),
        ("se", "resource", {"text": ""}, "text"),
        ("se", "window", {"low": 7, "high": 7}, "__all__"),
        ("se", "window", {"high": 11}, "high"),
        ("se", "step", {"piece": ""}, "piece"),
        ("se", "step", {"settled_to": 8}, "__all__"),
        ("se", "step", {"minute": 241}, "minute"),
        ("se", "pendulation", {"settled": ""}, "__all__"),
        ("se", "pendulation", {"swings": 0}, "swings"),
        ("se", "response", {"discharge": ["sneezing"]}, "discharge"),
        ("se", "response", {"held": "perhaps"}, "held"),
        ("eft", "side", {"position": "leads"}, "position"),
        ("eft", "moment", {"on": TOMORROW}, "on"),
        ("eft", "moment", {"client": None}, "client"),
        ("eft", "moment", {"kind": "self-met"}, "kind"),
        ("eft", "step", {"step": 0}, "step"),
        ("eft", "step", {"step": 10}, "step"),
        ("eft", "step", {"client": None}, "client"),
        ("eft", "move", {"move": 6}, "move"),
        ("eft", "injury", {"event": ""}, "event"),
        ("eft", "alone", {"commitment": 11}, "commitment"),
        ("eft", "alone", {"elsewhere": "perhaps"}, "elsewhere"),
        ("efit", "moment", {"kind": "softening"}, "kind"),
        ("efit", "pattern", {"position": "leads"}, "position"),
        ("efit", "step", {"step": 10}, "step"),
    ],
)
def test_rows_that_cannot_be(client: Client, key: str, kind: str, fields: dict[str, object], field: str) -> None:
    plan = a_plan(client, key)
    with pytest.raises(ValidationError) as caught:
        a_row(plan, kind, **smallest(plan, kind) | fields)
    assert field in caught.value.message_dict
    with inside(client.practice):
        assert not rows_of(plan, kind_of(key, kind)).exists()


@pytest.mark.parametrize(("sud", "voc"), [(11, None), (None, 0), (None, 8), (None, None), (-1, None)])
def test_sud_11_and_voc_0_in_action_form_api_and_database(client: Client, sud: int | None, voc: int | None) -> None:
    plan = a_plan(client)
    target = a_row(plan, "target", label="the stairs")
    with pytest.raises(ValidationError):
        a_row(plan, "measure", target=target, sud=sud, voc=voc)
    body: dict[str, object] = {"target": str(target.pk), "sets": 0, "sud": sud, "voc": voc}
    therapist = therapist_of(client)
    assert Api(therapist).post(f"plans/{plan.pk}/record/measure/", body).status_code == 400
    posted = {k: "" if v is None else v for k, v in body.items()} | {"on": timezone.localdate().isoformat()}
    answer = pages(therapist).post(f"/plans/{plan.pk}/record/measure/", posted)
    assert answer.status_code == 200
    with inside(client.practice):
        assert not TargetMeasure.objects.exists()
        row = TargetMeasure(
            practice=client.practice, plan=plan, made_by=therapist, target_id=target.pk, sud=sud, voc=voc
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_part_may_protect_itself_and_protection_may_run_in_a_circle(client: Client) -> None:
    plan = a_plan(client, "ifs")
    one, other = (a_row(plan, "part", name=name, kind="manager") for name in ("planner", "critic"))
    for a, b in ((one, one), (one, other), (other, one)):
        a_row(plan, "tie", part=a, kind="protects", other=b)
    with pytest.raises(ValidationError):
        a_row(plan, "tie", part=one, kind="protects", other=one)
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert page.count('class="tie protects ') == 3


def test_another_plans_rows_and_another_clients_sessions_do_not_fit(client: Client) -> None:
    plan = a_plan(client)
    stranger = a_client(therapist_of(client))
    elsewhere = a_row(a_plan(stranger), "target", label="elsewhere")
    with pytest.raises(ValidationError) as caught:
        a_row(plan, "measure", target=elsewhere, sud=5)
    assert "target" in caught.value.message_dict
    target = a_row(plan, "target", label="the stairs")
    with pytest.raises(ValidationError) as caught:
        a_row(plan, "measure", target=target, sud=5, session=a_session(stranger))
    assert "session" in caught.value.message_dict
    with pytest.raises(ValidationError):
        a_row(a_plan(client, "eft"), "side", client=stranger, position="mixed")


def test_two_editors_the_second_is_told_and_shown_the_difference(client: Client) -> None:
    plan, therapist = a_plan(client, "ifs"), therapist_of(client)
    part = a_row(plan, "part", name="planner", kind="manager")
    path = f"/plans/{plan.pk}/record/part/{part.pk}/"
    first, second = pages(therapist), pages(therapist)
    body = {"name": "planner", "kind": "manager", "status": "noticed", "revision": "1"}
    assert first.post(path, body | {"fears": "chaos"}).status_code == 302
    answer = second.post(path, body | {"fears": "shame"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "chaos" in text
    assert "shame" in text
    assert 'name="revision" value="2"' in text
    assert second.post(path, body | {"fears": "shame", "revision": "2"}).status_code == 302
    api = Api(therapist)
    late = api.browser.patch(
        f"/api/v1/plans/{plan.pk}/record/part/{part.pk}/",
        '{"fears": "chaos"}',
        content_type="application/json",
        headers=api.headers | {"If-Match": '"1"'},
    )
    assert (late.status_code, late["ETag"], read(late)["revision"]) == (412, '"3"', 3)
    with inside(client.practice, by := actor(therapist)):
        kind = kind_of("ifs", "part")
        with pytest.raises(EditConflict):
            save_row(plan=plan, kind=kind, by=by, values={"fears": "x"}, row_id=part.pk, revision=1)
        same = save_row(plan=plan, kind=kind, by=by, values={"fears": "shame"}, row_id=part.pk, revision=1)
        assert isinstance(same, Part)
        assert same.fears == "shame"  # the same answer is no quarrel


def test_an_ended_plans_record_stays_as_it_is(client: Client) -> None:
    plan = a_plan(client, "se")
    with inside(client.practice):
        end_plan(plan=plan, outcome="goals reached")
    with pytest.raises(ValidationError, match="has ended"):
        a_row(plan, "resource", text="the dog")


def test_taken_out_it_is_gone_from_the_map_and_kept_in_the_history(client: Client) -> None:
    plan = a_plan(client)
    target = a_row(plan, "target", label="the stairs")
    with inside(client.practice):
        remove_row(plan=plan, kind=kind_of("emdr", "target"), row_id=target.pk)
        remove_row(plan=plan, kind=kind_of("emdr", "target"), row_id=target.pk)
        assert not rows_of(plan, kind_of("emdr", "target")).exists()
        assert Target.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("body", [None, [], {"label": 7}, {"label": "x", "nope": 1}, {"label": "x", "age": "9"}, {}])
def test_api_bodies_that_cannot_be(client: Client, body: object) -> None:
    plan = a_plan(client)
    assert Api(therapist_of(client)).post(f"plans/{plan.pk}/record/target/", body).status_code == 400


def test_kinds_that_are_not_of_the_modality(client: Client) -> None:
    plan, therapist = a_plan(client), therapist_of(client)
    for kind in ("part", "nope"):
        assert pages(therapist).get(f"/plans/{plan.pk}/record/{kind}/").status_code == 404
        assert Api(therapist).get(f"plans/{plan.pk}/record/{kind}/").status_code == 404


@pytest.mark.parametrize("tab", ["", "record/"])
def test_statements_do_not_grow_with_the_record(client: Client, tab: str) -> None:
    plan, therapist = a_plan(client, "se"), therapist_of(client)
    browser, path = pages(therapist), f"/plans/{plan.pk}/{tab}"
    a_row(plan, "moment", **smallest(plan, "moment"))
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    with inside(client.practice):
        Sibam.objects.bulk_create(
            Sibam(
                practice=client.practice,
                plan=plan,
                made_by=therapist,
                minute=n,
                channel="S",
                activation=n % 10,
                state="window",
            )
            for n in range(200)
        )
    with CaptureQueriesContext(connection) as many:
        browser.get(path)
    assert len(many) == len(few)
