"""SE: the SIBAM grid beside the note, resources that were tested, the window as it was noted for the person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Client
from interventions.modalities.se.gates import Missing, resources
from interventions.modalities.se.models import Sibam
from interventions.modalities.se.pictures import window_on
from interventions.modalities.se.work_models import WindowAnchor
from interventions.models import Plan, TherapySession
from tests.factories import a_client, a_plan, a_practice, a_row, a_session, a_staff, inside, therapist_of
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
BEFORE = timedelta(days=2, hours=3)
TYPED = {"sibam-minute": "12", "sibam-activation": "6", "sibam-state": "window", "sibam-S": "tight throat"}


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


@pytest.fixture
def plan(client: Client) -> Plan:
    return a_plan(client, "se")


@pytest.fixture
def session(client: Client, plan: Plan) -> TherapySession:
    return a_session(client, timezone.now() - BEFORE, plan=plan)


def moments(client: Client) -> list[tuple[int, str, str, int]]:
    with inside(client.practice):
        rows = Sibam.objects.filter(removed_at__isnull=True).order_by("made_at")
        return [(row.minute, row.channel, row.text, row.activation) for row in rows]


def test_what_came_at_one_minute_is_saved_by_channel(client: Client, plan: Plan, session: TherapySession) -> None:
    browser = pages(therapist_of(client))
    workspace = browser.get(f"/sessions/{session.pk}/note/").content.decode()
    assert 'name="sibam-minute"' in workspace
    assert 'form="note-form"' in workspace
    answer = browser.post(f"/sessions/{session.pk}/sheet/", TYPED | {"sibam-A": "fear"})
    assert "Minute 12: S, A saved." in answer.content.decode()
    assert moments(client) == [(12, "S", "tight throat", 6), (12, "A", "fear", 6)]
    with inside(client.practice):
        assert {row.on for row in Sibam.objects.all()} == {timezone.localdate(session.starts_at)}
    assert "<figure" in browser.get(f"/plans/{plan.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sibam-S": ""},
        {"sibam-minute": "241"},
        {"sibam-minute": "-1"},
        {"sibam-minute": "soon"},
        {"sibam-activation": ""},
        {"sibam-activation": "11"},
        {"sibam-state": "asleep"},
        {"sibam-M": "x" * 201},
    ],
)
def test_what_is_refused_is_shown_again_and_nothing_is_half_saved(
    client: Client, session: TherapySession, wrong: dict[str, str]
) -> None:
    browser = pages(therapist_of(client))
    empty = "sibam-S" in wrong
    sent = TYPED | ({} if empty else {"sibam-A": "kept in view"}) | wrong
    answer = browser.post(f"/sessions/{session.pk}/sheet/", sent).content.decode()
    assert "errorlist" in answer
    assert moments(client) == []
    assert empty or "kept in view" in answer


def test_without_a_script_note_and_sheet_are_sent_together_and_neither_is_lost(
    client: Client, session: TherapySession
) -> None:
    browser, path = pages(therapist_of(client)), f"/sessions/{session.pk}/note/"
    note = {"form": "free", "text": "A first line.", "revision": "0", "sheet": "1"}
    refused = browser.post(path, note | TYPED | {"sibam-minute": "999"}).content.decode()
    assert "A first line." in refused
    assert "tight throat" in refused
    assert moments(client) == []
    saved = browser.post(path, note | TYPED | {"revision": "1", "text": "A first line."})
    assert saved.status_code == 302
    assert moments(client) == [(12, "S", "tight throat", 6)]


def test_a_session_of_another_modality_has_no_sheet(client: Client) -> None:
    other = a_session(client, timezone.now() - BEFORE, plan=a_plan(client, "ifs"))
    browser = pages(therapist_of(client))
    assert browser.post(f"/sessions/{other.pk}/sheet/", TYPED).status_code == 400
    assert 'id="sheet"' not in browser.get(f"/sessions/{other.pk}/note/").content.decode()


def test_a_resource_that_did_not_settle_opens_no_gate_until_it_does(client: Client, plan: Plan) -> None:
    def missing() -> object:
        with inside(client.practice):
            return resources(plan)

    dog, feet = (a_row(plan, "resource", text=text) for text in ("the dog", "the feet"))
    assert missing() is None
    a_row(plan, "test", resource=dog, before=5, after=5)
    found = missing()
    assert found is not None
    assert getattr(found, "code", None) == Missing.RESOURCES
    a_row(plan, "test", resource=dog, before=6, after=3)
    a_row(plan, "test", resource=feet, before=6, after=2)
    assert missing() is None


def test_a_resource_of_another_plan_cannot_be_tested(client: Client, plan: Plan) -> None:
    other = a_row(a_plan(a_client(therapist_of(client)), "se"), "resource", text="theirs")
    body = {"resource": str(other.pk), "before": 5, "after": 2}
    answer = Api(therapist_of(client)).post(f"plans/{plan.pk}/record/test/", body)
    assert (answer.status_code, list(read(answer))) == (400, ["resource"])


def test_the_window_is_the_one_that_was_noted_last_until_that_day() -> None:
    today = timezone.localdate()
    early = WindowAnchor(on=today - timedelta(days=20), low=4, high=6)
    late = WindowAnchor(on=today - timedelta(days=5), low=2, high=8)
    assert window_on([], today) == (3, 7)
    assert window_on([early, late], today) == (2, 8)
    assert window_on([early, late], today - timedelta(days=10)) == (4, 6)
    assert window_on([early, late], today - timedelta(days=30)) == (4, 6)
