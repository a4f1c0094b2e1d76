"""A client made by a generator from the API's description alone: it has every call, and does a whole journey."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone

from clinic.core.models import Staff, User
from tests.factories import PASSWORD, a_client, a_practice, a_staff, portal_user

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("generated")]  # generated once
PACKAGE = "generated_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the generator says while it writes the package, which can be imported from then on."""
    folder = tmp_path_factory.mktemp("generated")
    described, settings = folder / "description.yaml", folder / "settings.json"
    call_command("spectacular", "--file", str(described))
    settings.write_text(
        json.dumps({"post_hooks": [], "content_type_overrides": {"application/pdf": "application/octet-stream"}})
    )
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
    command += ["--path", str(described), "--config", str(settings), "--output-path", str(folder / PACKAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    sys.path.insert(0, str(folder))
    yield done.stdout + done.stderr
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application answers within the connection of the test, as it does for Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


class Program:
    """What somebody writes who has nothing but the generated package."""

    def __init__(self, email: str) -> None:
        self.client: Any = self._made("Client")()
        request = self.model("CredentialsRequest")(email=email, password=PASSWORD, name="A program")
        token = self.call("auth.auth_token_create", body=request).token
        self.client = self._made("AuthenticatedClient", token=token, prefix="Token")()

    def _made(self, kind: str, **options: str) -> Any:
        made = getattr(importlib.import_module(f"{PACKAGE}.client"), kind)
        transport = httpx.WSGITransport(app=get_wsgi_application())
        return lambda: made(base_url="http://testserver", httpx_args={"transport": transport}, **options)

    def model(self, name: str) -> Any:
        return getattr(importlib.import_module(f"{PACKAGE}.models"), name)

    def answer(self, call: str, *args: object, **sent: object) -> Any:
        """Status, headers and what was read of an answer."""
        return importlib.import_module(f"{PACKAGE}.api.{call}").sync_detailed(*args, client=self.client, **sent)

    def call(self, call: str, *args: object, **sent: object) -> Any:
        """What was read of an answer that is not an error."""
        answer = self.answer(call, *args, **sent)
        assert answer.status_code < 300, answer.content
        assert answer.parsed is not None or answer.status_code == 204
        return answer.parsed


def test_every_call_of_the_description_is_written(generated: str) -> None:
    assert "WARNING" not in generated, generated
    folder = Path(sys.path[0])
    written = [path for path in (folder / PACKAGE / "api").rglob("*.py") if path.name != "__init__.py"]
    described = yaml.safe_load((folder / "description.yaml").read_text())["paths"].values()
    assert len(written) == sum(len(operations) for operations in described) > 150


@pytest.mark.usefixtures("generated", "one_connection")
def test_a_program_takes_in_a_client_books_measures_and_answers_an_alert() -> None:
    practice = a_practice()
    therapist: Staff = a_staff(practice)
    program = Program(therapist.user.email)
    new = program.model("NewClientRequest")(name="Quill Person", time_zone="Europe/London")
    client = program.call("clients.clients_create", body=new)
    rows = program.call("caseload.caseload_list").results
    assert [row.name for row in rows] == ["Quill Person"]

    answers = program.model("NewAssessmentRequestResponses").from_dict({str(n): 0 for n in range(1, 9)} | {"9": 2})
    sheet = program.model("NewAssessmentRequest")(client=client.id, instrument="phq-9", responses=answers)
    recorded = program.call("assessments.assessments_create", body=sheet)
    (alert,) = recorded.alerts
    assert alert.level == "high"
    assert program.call("alerts.alerts_taking_create", alert.id).state == "taken"
    closing = program.model("AlertClosingRequest")(
        outcome=program.model("AlertOutcomeEnum")("safe"), closing_note="Called: no acute danger."
    )
    assert program.call("alerts.alerts_closing_create", alert.id, body=closing).state == "closed"

    start = timezone.now().replace(microsecond=0) + timedelta(days=7)
    booking = program.model("NewSingleRequest")(client=client.id, starts_at=start, despite=True)
    booked = program.answer("sessions.sessions_create", body=booking)
    assert booked.parsed.starts_at == start
    seen = booked.headers["ETag"]
    move = program.model("PatchedMoveRequest")(starts_at=start + timedelta(hours=1), despite=True)
    moved = program.answer("sessions.sessions_partial_update", booked.parsed.id, body=move, if_match=seen)
    assert moved.parsed.starts_at == start + timedelta(hours=1)
    late = program.answer("sessions.sessions_partial_update", booked.parsed.id, body=move, if_match=seen)
    assert (late.status_code, type(late.parsed).__name__) == (412, "Conflict")


@pytest.mark.usefixtures("generated", "one_connection")
def test_errors_are_read_as_they_are_described() -> None:
    program = Program(a_staff(a_practice()).user.email)
    new = program.model("NewClientRequest")(name=" ", birth_date=datetime(2199, 1, 1, tzinfo=UTC).date())
    refused = program.answer("clients.clients_create", body=new)
    assert (refused.status_code, set(refused.parsed.additional_keys)) == (400, {"name", "birth_date"})
    stranger = a_client(a_staff(a_practice()))
    gone = program.answer("clients.clients_retrieve", stranger.pk)
    assert (gone.status_code, gone.parsed.detail) == (404, "Not found.")
    program.client = program._made("AuthenticatedClient", token="0" * 64, prefix="Token")()
    ended = program.answer("caseload.caseload_list")
    assert (ended.status_code, type(ended.parsed).__name__) == (401, "Problem")


@pytest.mark.usefixtures("generated", "one_connection")
def test_a_client_does_an_exercise_that_a_therapist_gave() -> None:
    therapist: Staff = a_staff(a_practice())
    client = a_client(therapist)
    user: User = portal_user(client)
    there, here = Program(therapist.user.email), Program(user.email)
    given = there.call(
        "assignments.assignments_create",
        body=there.model("NewAssignmentRequest")(client=client.pk, exercise="paced-breathing", times_per_week=3),
    )
    (shown,) = here.call("me.me_exercises_list")
    assert (shown.id, shown.times_per_week) == (given.id, 3)
    done = here.model("NewLogRequest")(before=7, after=4, note="On the train.")
    here.call("me.me_exercises_logs_create", shown.id, body=done)
    assert [one.done_week for one in here.call("me.me_exercises_list")] == [1]
    refused = here.answer("caseload.caseload_list")
    assert (refused.status_code, type(refused.parsed).__name__) == (403, "Problem")
