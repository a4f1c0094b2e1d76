"""A sixth modality touches one folder and one line, and a plan keeps the version that it was assigned with."""

import ast
import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from clients.models import Client
from clinic.core import messages
from clinic.core.datafiles import DataFileError
from interventions import catalogue
from interventions.modalities import packages, registry
from interventions.models import Plan, TherapySession
from interventions.notes import formats
from interventions.plans.actions import assign_plan
from tests import servers
from tests.factories import a_client, a_practice, a_session, a_staff, actor, inside, therapist_of
from tests.web import Api, pages, read

SIXTH = "tests.interventions.modalities.breath"
CACHES = (catalogue.modalities, catalogue._earlier, packages.packages, formats.formats)


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def sixth(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """One line in the registry. The folder's templates are found by themselves only below the four packages."""
    monkeypatch.setattr(registry, "MODALITIES", [*registry.MODALITIES, SIXTH])
    monkeypatch.setattr(messages, "TEXTS", [*messages.TEXTS, importlib.import_module(f"{SIXTH}.package").PACKAGE.texts])
    found = settings.TEMPLATES[0]
    settings.TEMPLATES = [found | {"DIRS": [*found["DIRS"], registry.folder_of(SIXTH) / "templates"]}]
    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


@pytest.mark.django_db
@pytest.mark.usefixtures("sixth")
def test_a_sixth_modality_is_assigned_shown_recorded_and_printed(client: Client) -> None:
    packages.check()
    therapist = therapist_of(client)
    browser, api = pages(therapist), Api(therapist)
    assert "Breathing practice" in browser.get(f"/clients/{client.pk}/plan/").content.decode()
    assert browser.post(f"/clients/{client.pk}/plan/", {"modality": "breath"}).status_code == 302
    with inside(client.practice):
        plan = Plan.objects.get(client=client)
    assert (plan.modality, plan.version, plan.phase) == ("breath", 2, "settle")
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "Nothing that settles is noted." in page
    assert "Thing that settles" in browser.get(f"/plans/{plan.pk}/record/").content.decode()
    path = f"/plans/{plan.pk}/record/settling/"
    assert 'name="text"' in browser.get(path).content.decode()
    assert "This field is required" in browser.post(path, {"text": "", "on": timezone.localdate()}).content.decode()
    assert browser.post(path, {"text": "the sea", "on": timezone.localdate()}).status_code == 302
    assert api.post(f"plans/{plan.pk}/record/settling/", {"text": "the dog"}).status_code == 201
    assert api.post(f"plans/{plan.pk}/record/settling/", {"text": ""}).status_code == 400
    assert len(read(api.get(f"plans/{plan.pk}/record/settling/"))["results"]) == 2
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "<b>the dog</b> <small>breathes out</small>" in browser.get(f"/plans/{plan.pk}/record/").content.decode()
    assert page.count('r="8"') == 2
    assert "Nothing that settles is noted." not in page
    paper = browser.get(f"/plans/{plan.pk}/plan.pdf").content
    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Alt") == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("sixth")
def test_a_sixth_modality_brings_its_form_of_a_note_and_its_tracks(client: Client) -> None:
    with inside(client.practice, actor(therapist_of(client))) as scope:
        plan = assign_plan(client=client, modality=catalogue.modality("breath"), by=scope.actor)
    session = a_session(client, timezone.now() + timedelta(minutes=1), plan=plan)
    with inside(client.practice):
        TherapySession.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
    page = pages(therapist_of(client)).get(f"/sessions/{session.pk}/note/?form=breath").content.decode()
    assert "How the breath went" in page
    assert 'value="calm:7"' in page


@pytest.mark.django_db
@pytest.mark.usefixtures("sixth")
def test_a_plan_of_an_earlier_version_is_opened_moved_and_printed(client: Client) -> None:
    first, therapist = catalogue.modality("breath", 1), therapist_of(client)
    with inside(client.practice, actor(therapist)) as scope:
        plan = assign_plan(client=client, modality=first, by=scope.actor)
    browser, api = pages(therapist), Api(therapist)
    assert api.post(f"plans/{plan.pk}/record/settling/", {"text": "the dog"}).status_code == 201
    for phase, name in (("practise", "Practise at home"), ("close", "Close")):  # the one renamed since, the other gone
        assert browser.post(f"/plans/{plan.pk}/exit/", {"evidence": "seen in session"}).status_code == 302
        assert browser.post(f"/plans/{plan.pk}/phase/", {"phase": phase}).status_code == 302
        page = browser.get(f"/plans/{plan.pk}/").content.decode()
        assert name in page
        assert "Every day" not in page
        assert name in browser.get(f"/clients/{client.pk}/").content.decode()
        assert name in browser.get("/caseload/").content.decode()
    with inside(client.practice):
        plan.refresh_from_db(fields=["phase", "version"])
    assert (plan.phase, plan.version) == ("close", 1)
    assert read(api.get("caseload/"))["results"][0]["modality_version"] == 1
    assert browser.get(f"/plans/{plan.pk}/plan.pdf").content.startswith(b"%PDF-")
    refused = browser.post(f"/plans/{plan.pk}/phase/", {"phase": "daily"}).content.decode()
    assert "Select a valid choice" in refused


@pytest.mark.usefixtures("sixth")
def test_a_version_without_its_file_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = registry.folder_of(SIXTH)
    for file in folder.glob("definition*.toml"):
        (tmp_path / file.name).write_text(file.read_text())
    real = registry.folder_of
    monkeypatch.setattr(registry, "folder_of", lambda name: tmp_path if name == SIXTH else real(name))
    (tmp_path / "definition.v1.toml").write_text((folder / "definition.toml").read_text())
    with pytest.raises(DataFileError, match=r"breath/definition\.v1\.toml: version: must be 1"):
        packages.check()
    (tmp_path / "definition.v1.toml").unlink()
    with pytest.raises(DataFileError, match=r"breath/definition\.v1\.toml: is missing"):
        packages.check()


# --- who names a modality ---------------------------------------------------------------------------------------------


def _named(tree: ast.Module, keys: frozenset[str]) -> set[str]:
    """Keys of modalities that the code spells out, as a text or in an import."""
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    packages_of = {f"interventions.modalities.{key}": key for key in keys}
    imported = {key for name, key in packages_of.items() if any(f"{m}.".startswith(f"{name}.") for m in modules)}
    return found & keys | imported


def test_only_its_package_and_the_registry_name_a_modality() -> None:
    keys, own = registry.keys(), servers.BASE / "interventions" / "modalities"
    found = {}
    for top in ("clinic", "clients", "assessments", "interventions"):
        for file in (servers.BASE / top).rglob("*.py"):
            if "migrations" in file.parts or "demo" in file.parts or file == own / "registry.py":
                continue
            mine = {file.relative_to(own).parts[0]} if own in file.parents else set()
            if file.name == "openapi.py":
                mine = {"schema"}  # a word of OpenAPI
            if named := _named(ast.parse(file.read_text()), keys) - mine:
                found[str(file.relative_to(servers.BASE))] = named
    assert found == {}


def test_a_module_that_names_a_modality_is_found() -> None:
    keys = frozenset({"emdr", "se"})
    assert _named(ast.parse("if plan.modality == 'emdr': pass"), keys) == {"emdr"}
    assert _named(ast.parse("from interventions.modalities.se.models import Sibam"), keys) == {"se"}
    assert _named(ast.parse("from interventions.modalities.package import Package"), keys) == set()
