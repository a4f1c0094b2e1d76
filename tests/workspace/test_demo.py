"""The demo practice: the same every time, believable, and for one's own machine only."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from pytest_django import DjangoDbBlocker

from assessments import catalogue, scoring
from assessments.models import Assessment, Score
from clients.models import Client, Episode
from clinic.core.models import Membership, Practice, Staff, User
from clinic.core.signatures import problems
from interventions.letters.verifying import LETTERS
from interventions.models import Assignment, ExerciseLog, Plan, TherapySession
from interventions.notes.verifying import verify
from tests.factories import a_practice, inside
from tests.web import pages

pytestmark = pytest.mark.xdist_group("demo")  # made once, not in each process
PASSWORD = "demo-password-1"
NOW = "2027-03-03T11:40:00Z"


def build(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> Practice:
    monkeypatch.setenv("DEMO_PASSWORD", password)
    with time_machine.travel(NOW, tick=False):
        call_command("demo", verbosity=0)
    return Practice.objects.get(name="Harbour Lane Practice")


def picture() -> list[tuple[object, ...]]:
    """Everything clinical that is drawn, without the ids."""
    scores = Score.objects.order_by("client__name", "completed_on", "instrument", "target", "subscale")
    sessions = TherapySession.objects.order_by("client__name", "starts_at")
    return [
        *scores.values_list("client__name", "completed_on", "value", "verdict"),
        *sessions.values_list("client__name", "starts_at", "state"),
    ]


@dataclass(frozen=True)
class Shown:
    """The demo practice, and the picture of it when it was made another time."""

    practice: Practice
    other: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def _shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Shown]:
    """Made twice, and kept the second time until all here have looked at it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            with inside(build(patch)):
                other = picture()
            transaction.set_rollback(True)
        yield Shown(build(patch), other)
        transaction.set_rollback(True)


@pytest.fixture
def shown(_shown: Shown, django_db_blocker: DjangoDbBlocker) -> Iterator[Shown]:
    """What a test does with it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _shown
        transaction.set_rollback(True)


def test_it_holds_what_a_practice_of_three_therapists_would(shown: Shown) -> None:
    practice = shown.practice
    with inside(practice):
        assert Client.objects.count() == 41
        assert Staff.objects.filter(roles__contains=["therapist"]).count() >= 3
        assert {plan.modality for plan in Plan.objects.all()} == {"eft", "efit", "ifs", "emdr", "schema", "se"}
        assert Plan.objects.joint().count() >= 2
        assert Episode.objects.filter(closed_on__isnull=False).exists()  # some dropped out
        verdicts = set(Score.objects.filter(instrument="core-10").values_list("verdict", flat=True))
        assert verdicts >= {"recovered", "improved", "unchanged", "worse"}
        assert Assessment.objects.count() > 400
        assert Assignment.objects.exists()
        assert ExerciseLog.objects.exists()
    assert Practice.objects.count() == 2  # a second one, so that isolation can be seen
    with inside(Practice.objects.exclude(pk=practice.pk).get()):
        assert 0 < Client.objects.count() < 40
    with inside(practice):
        complaints = [*verify(), *problems(LETTERS)]
    assert len(complaints) == 3  # of the dates alone: this test's clock is not the database's
    assert [line for line in complaints if "was signed at" not in line] == []


def test_todays_panels_have_something_to_show(shown: Shown) -> None:
    with time_machine.travel(NOW, tick=False):
        page = pages(User.objects.get(email="therapist@demo.example")).get("/").content.decode()
    for panel in (
        "Sessions in your leave",
        "Safety plans that clients changed",
        "Diary entries to read",
        "New to you",
        "Cover",
        "Noa Feldman",
        "Freed",
    ):
        assert panel in page, panel
    with inside(shown.practice):
        alone = TherapySession.objects.get(household=None, plan__household__isnull=False)
        assert alone.state == "booked"
        assert alone.plan is not None
        assert alone.plan.therapist_id == alone.therapist_id


def test_what_waits_for_a_supervisor_and_an_admin_is_shown_as_well(shown: Shown) -> None:
    with time_machine.travel(NOW, tick=False):
        supervisor, admin = (
            pages(User.objects.get(email=f"{name}@demo.example")).get("/").content.decode()
            for name in ("supervisor", "admin")
        )
    assert "waits longer than the practice" in admin
    assert "a gate was passed without its condition" in supervisor
    assert "Petra Vance" in admin


def test_it_is_the_same_every_time(shown: Shown) -> None:
    with inside(shown.practice):
        found = picture()
    assert len(found) > 1000
    assert found == shown.other


def test_its_scores_are_what_scoring_makes_of_the_answers(shown: Shown) -> None:
    with inside(shown.practice):
        for assessment in Assessment.objects.prefetch_related("scores")[:60]:
            instrument = catalogue.get(assessment.instrument)
            made = scoring.score(instrument, scoring.parse_answers(instrument, assessment.responses))
            assert {s.subscale: float(s.value) for s in assessment.scores.all() if s.value is not None} == {
                key: found.value for key, found in made.items()
            }


def test_all_four_sign_ins_work_and_a_second_run_changes_only_the_password(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("therapist", "supervisor", "admin", "client"):
        credentials = {"login": f"{name}@demo.example", "password": "demo-password-1"}
        assert pages().post("/account/login/", credentials).status_code == 302
    count = User.objects.count()
    build(monkeypatch, "another-password")
    assert User.objects.count() == count
    assert "another-password" in capsys.readouterr().out
    credentials = {"login": "admin@demo.example", "password": "another-password"}
    assert pages().post("/account/login/", credentials).status_code == 302


@pytest.mark.parametrize("command", [("demo", "--lock"), ("setup_link", "--lock-demo")])
def test_locked_the_demo_accounts_have_no_way_in(shown: Shown, command: tuple[str, str]) -> None:
    call_command(*command)
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    assert all(user.is_demo for user in User.objects.all())
    assert Membership.objects.filter(user__is_demo=True).count() >= 5


@pytest.mark.django_db
def test_a_short_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "short")
    with pytest.raises(CommandError, match="at least 8"):
        call_command("demo")


@pytest.mark.django_db
def test_a_practice_of_ones_own_is_left_alone() -> None:
    a_practice()
    call_command("demo")
    assert Practice.objects.count() == 1
