"""What a practice adds: a modality from a file, exercises with versions; and what is refused, with place and reason."""

import json
import tomllib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from clinic.core.access import Role
from clinic.core.definitions import retire
from interventions import catalogue
from interventions.catalogue import UnknownExercise, UnknownModality
from interventions.library.actions import add_modality, write_exercise
from interventions.library.parsers import FileRefused, read_modality
from interventions.library.queries import exercise_in_use, exercises, modalities, modality_of
from interventions.models import Assignment, CustomExercise, CustomModality, PlanPhase
from interventions.plans.actions import assign_plan
from interventions.plans.models import GATED
from interventions.plans.phases import GateShut, move_to_phase, record_exit
from tests.factories import (
    a_client,
    a_custom_exercise,
    a_practice,
    a_row,
    a_staff,
    actor,
    an_assignment,
    inside,
    portal_user,
    therapist_of,
)
from tests.web import Api, pages, read

SHIPPED = catalogue.definition_file("emdr").read_bytes()


def a_file(**changes: object) -> bytes:
    """The EMDR file under another name that keeps EMDR's ledger, as JSON, with changes."""
    content = tomllib.loads(SHIPPED.decode()) | {"key": "flash", "short": "Flash", "name": "Flash technique"}
    content["record"] = content["record"] | {"keeps": "emdr"}
    return json.dumps(content | changes).encode()


def problems(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_modality(data, gated=frozenset(GATED), measures=frozenset({"pcl-5", "des-ii", "phq-9"}))
    return " | ".join(refused.value.problems)


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phases": []}, "phases: "),
        ({"phases": [{"key": "a1", "name": "A"}]}, "phases.1.exit: Field required"),
        ({"phases": [{"key": "A!", "name": "A", "exit": "x"}], "gates": []}, "phases.1.key"),
        (
            {"phases": [{"key": "witness", "name": "A", "exit": "x"}], "gates": []},
            "witness is the name of a gated phase",
        ),
        ({"tracks": [{"key": "x", "label": "x", "min": 9, "max": 1}]}, "min must be below max"),
        ({"typical_sessions": [20, 6]}, "typical_sessions must rise"),
        ({"measures": ["nope"]}, "no instrument is called nope"),
        ({"gates": [{"phase": "3-targets", "rule": "x", "needs": ["a-feeling"]}]}, "gates.1.needs.1"),
        ({"gates": [{"phase": "nowhere", "rule": "x"}]}, "gate on unknown phase nowhere"),
        (
            {"gates": [{"phase": "3-targets", "rule": "x", "needs": ["two-resources"]}]},
            "the record of se",
        ),
        ({"indicated_for": ["happy"]}, "indicated_for.1"),
        ({"short": "emdr"}, "is the name of a modality that is there"),
        ({"short": "x" * 21}, "short: more than 20 characters"),
        ({"name": "Flash\u202etxet"}, "name: has invisible control characters"),
        ({"surprise": 1}, "surprise: Extra inputs are not permitted"),
        ({"heeds": ["weather"]}, "heeds.1"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_reason(changes: dict[str, object], message: str) -> None:
    assert message in problems(a_file(**changes))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00", "Byte 1 is not UTF-8"),
        (b"key = ", "Neither TOML nor JSON"),
        (b"{" * 3000, "Neither TOML nor JSON"),
        (b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}", "nested too deeply"),
        (b'{"version": ' + b"9" * 5000 + b"}", "Neither TOML nor JSON"),
        (b"version = " + b"9" * 5000, "Neither TOML nor JSON"),
        (b"# " + b"x" * 100_000, "more than 100 kB"),
        (b"", "key: Field required"),
    ],
)
def test_what_is_no_file_of_ours_says_so(data: bytes, message: str) -> None:
    assert message in problems(data)


@given(st.binary(max_size=60))
def test_nothing_breaks_the_reader(data: bytes) -> None:
    problems(data)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    found = problems(a_file(typical_sessions="many", indicated_for=["x", "y"], version=0))
    assert all(place in found for place in ("typical_sessions", "indicated_for.1", "indicated_for.2", "version"))


# --- modalities -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_custom_modality_is_assigned_gated_and_keeps_its_record(client: Client) -> None:
    therapist = therapist_of(client)
    by = actor(therapist)
    with inside(client.practice, by):
        row = add_modality(data=a_file(), by=by)
        assert (row.key, row.version) == ("custom-flash", 1)
        plan = assign_plan(client=client, modality=modalities()["custom-flash"], by=by)
        record_exit(plan=plan, by=by, evidence="shown in session")
        plan = move_to_phase(plan=plan, phase="2-preparation", by=by)
        record_exit(plan=plan, by=by, evidence="shown in session")
        with pytest.raises(GateShut, match="No DES-II is on file"):
            move_to_phase(plan=plan, phase="3-targets", by=by)
        assert PlanPhase.objects.get(plan=plan, left_on=None).phase == "2-preparation"
    browser = pages(therapist)
    page = browser.get(f"/plans/{plan.pk}/record/").content.decode()
    assert "Flash technique" in page
    assert "SUD and VOC" in page
    assert (
        browser.post(
            f"/plans/{plan.pk}/record/target/", {"label": "the stairs", "prong": "past", "status": "identified"}
        ).status_code
        == 302
    )
    assert "the stairs" in browser.get(f"/plans/{plan.pk}/record/").content.decode()
    assert browser.get(f"/plans/{plan.pk}/plan.pdf").content.startswith(b"%PDF-")
    assert "Flash" in browser.get("/caseload/").content.decode()
    assert "Flash" in browser.get(f"/clients/{client.pk}/").content.decode()
    assert "custom-flash" in [one["key"] for one in read(Api(therapist).get("modalities/"))]


@pytest.mark.django_db
def test_a_new_version_replaces_the_old_and_running_plans_keep_theirs(client: Client) -> None:
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        add_modality(data=a_file(), by=by)
        plan = assign_plan(client=client, modality=modalities()["custom-flash"], by=by)
        second = add_modality(data=a_file(name="Flash technique, revised"), by=by)
        assert second.version == 2
        assert modalities()["custom-flash"].name == "Flash technique, revised"
        assert modality_of(plan.modality, plan.version).name == "Flash technique"
        retire(second)
        assert "custom-flash" not in modalities()
        assert modality_of("custom-flash").version == 2
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/").content.decode()
    assert "Flash technique" in page


@pytest.mark.django_db
def test_an_admin_loads_it_and_another_practice_does_not_have_it(client: Client) -> None:
    admin, stranger = a_staff(client.practice, Role.ADMIN), a_staff(a_practice(), Role.ADMIN)
    browser = pages(admin)
    bad = SimpleUploadedFile("flash.json", a_file(typical_sessions=[9, 1]))
    answer = browser.post("/practice/modalities/", {"file": bad}).content.decode()
    assert "typical_sessions must rise" in answer
    good = SimpleUploadedFile("flash.json", a_file())
    assert "can be assigned" in browser.post("/practice/modalities/", {"file": good}, follow=True).content.decode()
    assert "Flash technique" not in pages(stranger).get("/practice/modalities/").content.decode()
    with inside(stranger.practice), pytest.raises(UnknownModality):
        modality_of("custom-flash")
    shipped = browser.get("/practice/modalities/se.toml")
    assert b'key = "se"' in shipped.content
    with inside(client.practice):
        row = CustomModality.objects.get()
    browser.post(f"/practice/modalities/{row.pk}/retire/")
    assert "None yet." in browser.get("/practice/modalities/").content.decode()


# --- exercises --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_custom_exercise_has_versions_and_the_client_keeps_the_one_given(client: Client) -> None:
    therapist = therapist_of(client)
    row = a_custom_exercise(client.practice, therapist.pk, "Lamp by lamp")
    assert row.key == "custom-lamp-by-lamp"
    assignment = an_assignment(client, row.key)
    browser = pages(therapist)
    changed = {
        "title": "Lamp by lamp",
        "purpose": "To steady.",
        "steps": "Look.\n\nName it.",
        "minutes": "4",
        "times_per_week": "3",
        "kind": "practice",
        "cautions": "",
    }
    assert browser.post(f"/library/exercises/{row.key}/", changed).status_code == 302
    with inside(client.practice):
        assert exercise_in_use(row.key).steps == ["Look.", "Name it."]
        assert Assignment.objects.get().version == 1
    own = Api(portal_user(client))
    (shown,) = read(own.get("me/exercises/"))
    assert shown["steps"] == ["Sit.", "Breathe out."]
    again = read(own.post(f"me/exercises/{assignment.pk}/logs/", {"before": 6, "after": 2}))
    assert again["after"] == 2
    tab = browser.get(f"/clients/{client.pk}/exercises/").content.decode()
    assert "Lamp by lamp" in tab
    assert "6 → 2" in tab
    with inside(client.practice):
        newest = CustomExercise.objects.get(version=2)
    browser.post(f"/library/exercises/{newest.pk}/retire/")
    assert "Lamp by lamp" not in browser.get("/library/").content.decode()
    assert "Lamp by lamp" in browser.get(f"/clients/{client.pk}/exercises/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Paced breathing"}, "title"),
        ({"title": "!!!"}, "short"),
        ({"steps": [" ", ""]}, "steps"),
        ({"steps": ["x" * 301]}, "steps"),
        ({"steps": ["x"] * 21}, "steps"),
        ({"minutes": 0}, "minutes"),
        ({"times_per_week": 22}, "times_per_week"),
        ({"kind": "magic"}, "kind"),
        ({"modalities": ["custom-nothing"]}, "modalities"),
        ({"key": "custom-nothing"}, "key"),
        ({"key": "paced-breathing"}, "key"),
        ({"title": "Already there"}, "title"),
        ({"title": "ALREADY: there!"}, "title"),  # its key would be the same
    ],
)
def test_a_bad_exercise_is_refused_by_field(client: Client, change: dict[str, Any], field: str) -> None:
    by = actor(therapist_of(client))
    a_custom_exercise(client.practice, therapist_of(client).pk, "Already there")
    fields: dict[str, Any] = {
        "title": "Lamp by lamp",
        "purpose": "x",
        "steps": ["x"],
        "minutes": 3,
        "times_per_week": 2,
        "kind": "practice",
        "patterns": [],
        "modalities": [],
    } | change
    with inside(client.practice, by), pytest.raises(ValidationError) as refused:
        write_exercise(by=by, **fields)
    assert field in refused.value.message_dict
    with inside(client.practice):
        assert CustomExercise.objects.get().version == 1  # nothing became a version of it


@pytest.mark.django_db
def test_another_practices_exercise_cannot_be_given(client: Client) -> None:
    elsewhere = a_staff(a_practice())
    row = a_custom_exercise(elsewhere.practice, elsewhere.pk, "Theirs alone")
    api = Api(therapist_of(client))
    assert "Theirs alone" not in api.get("exercises/").content.decode()
    answer = api.post("assignments/", {"client": str(client.pk), "exercise": row.key})
    assert (answer.status_code, list(read(answer))) == (400, ["exercise"])
    form = {"exercise": row.key}
    assert (
        "Select a valid choice"
        in pages(therapist_of(client)).post(f"/clients/{client.pk}/exercises/new/", form).content.decode()
    )
    assert pages(therapist_of(client)).get(f"/library/exercises/{row.key}/").status_code == 404
    with inside(client.practice), pytest.raises(UnknownExercise):
        exercise_in_use(row.key)


@pytest.mark.django_db
def test_the_library_is_filtered_on_page_and_api(client: Client) -> None:
    therapist = therapist_of(client)
    a_custom_exercise(client.practice, therapist.pk, "Lamp by lamp", minutes=2)
    with inside(client.practice):
        wanted = {
            one.title
            for one in exercises().values()
            if "fearful" in one.patterns and "emdr" in one.modalities and one.minutes <= 5 and not one.cautions
        }
    assert "Lamp by lamp" in wanted
    query = {"pattern": "fearful", "modality": "emdr", "minutes": "5", "without_caution": "on"}
    page = pages(therapist).get("/library/", query)
    assert {one.title for one, _own in page.context["rows"]} == wanted
    found = read(Api(therapist).get("exercises/", **query | {"without_caution": "true"}))
    assert {one["title"] for one in found} == wanted
    assert Api(therapist).get("exercises/", minutes="many").status_code == 400
    assert (
        len(pages(therapist).get("/library/", {"pattern": "happy"}).context["rows"]) == 33
    )  # nonsense filters nothing


@pytest.mark.django_db
def test_a_custom_modality_without_a_record_of_its_own_keeps_none(client: Client) -> None:
    by = actor(therapist_of(client))
    content = json.loads(a_file(gates=[], phases=[{"key": "only", "name": "Only one", "exit": "done"}]))
    content["record"].pop("keeps")
    with inside(client.practice, by):
        add_modality(data=json.dumps(content).encode(), by=by)
        plan = assign_plan(client=client, modality=modalities()["custom-flash"], by=by)
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    with pytest.raises(KeyError):
        a_row(plan, "target", label="x")
