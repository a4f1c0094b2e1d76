"""What a practice follows: any tracked measure counts; who chose is kept; "no reliable change" can be set aside."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import SetAside, TrackedChoice
from assessments.tracked.actions import set_no_change_aside
from clients.episodes.actions import close_episode
from clients.episodes.reopening import reopen_episode
from clients.models import Client, ClientSummary
from clients.summaries.actions import find_differences
from clinic.core.access import Role
from clinic.core.models import Staff
from interventions.models import TherapySession
from interventions.sessions.actions import note_attendance
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_session,
    a_staff,
    actor,
    an_assessment,
    inside,
)
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db

# Neither on a night on which clocks change nor near midnight anywhere tested here.
NOW = datetime(2027, 3, 10, 11, tzinfo=UTC)
LONG_AGO, AGO, LATELY = ((NOW - timedelta(days=days)).date() for days in (90, 60, 3))


@pytest.fixture(autouse=True)
def _at_a_fixed_time() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def somebody() -> tuple[Staff, Client]:
    """A therapist, and a client in treatment for a hundred days."""
    therapist = a_staff(a_practice(time_zone="Europe/London"))
    client = a_client(therapist, name="Robin")
    with inside(client.practice):
        client.episodes.update(opened_on=(NOW - timedelta(days=100)).date())
    return therapist, client


def worse_on(client: Client, key: str = "phq-9", *, by: tuple[int, int] = (0, 3)) -> None:
    """Two assessments, of which the second is reliably worse."""
    an_assessment(client, key, by[0], on=AGO)
    an_assessment(client, key, by[1], on=LATELY)


def attended(client: Client, times: int = 8) -> None:
    for number in range(times):
        session = a_session(client, NOW - timedelta(days=7 * number + 1))
        with inside(client.practice):
            note_attendance(session=session, state=TherapySession.State.ATTENDED)


def words(staff: Staff, path: str) -> str:
    """A page, with single spaces."""
    return " ".join(pages(staff).get(path).content.decode().split())


def kinds(staff: Staff) -> set[str]:
    """What *today* says of the only client."""
    page = pages(staff).get("/").content.decode()
    return {
        word
        for word, text in {
            "worse": "reliably worse",
            "stuck": "no reliable change in",
            "none": "Nothing needs you",
        }.items()
        if text in page
    }


# --- any tracked measure counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "name"), [("phq-9", "PHQ-9 0 → 24"), ("who-5", "WHO-5"), ("core-10", "CORE-10 ")])
def test_getting_worse_on_any_instrument_is_seen_wherever_core_10_was(key: str, name: str) -> None:
    therapist, client = somebody()
    supervisor = a_staff(client.practice, Role.SUPERVISOR)
    with inside(client.practice):
        therapist.supervisor = supervisor
        therapist.save()
    worse_on(client, key, by=(5, 0) if key == "who-5" else (0, 3))
    for reader in (therapist, supervisor):
        page = pages(reader).get("/").content.decode()
        assert name in page
        assert "reliably worse" in page
        caseload = pages(reader).get("/caseload/", {"show": "attention"}).content.decode()
        assert "Robin" in caseload
        assert ">worse<" in caseload
        overview = pages(reader).get(f"/clients/{client.pk}/").content.decode()
        assert "worse: " in overview
        assert "reliably worse" in overview
        (row,) = read(Api(reader).get("caseload/", show="attention"))["results"]
        assert (row["measure"], row["verdict"]) == (key, "worse")
        found = read(Api(reader).get(f"clients/{client.pk}/measures/"))
        assert [(one["instrument"], one["verdict"]) for one in found["tracked"]] == [(key, "worse")]


def test_the_header_says_worse_on_every_tab_but_to_nobody_who_may_not_read_the_record() -> None:
    therapist, client = somebody()
    worse_on(client)
    for tab in ("assessments/", "sessions/", "file/", "exercises/", "safety/"):
        assert "worse: PHQ-9" in pages(therapist).get(f"/clients/{client.pk}/{tab}").content.decode(), tab
    admin = a_staff(client.practice, Role.ADMIN)
    for tab in ("sessions/", "file/"):
        page = pages(admin).get(f"/clients/{client.pk}/{tab}")
        assert page.status_code == 200
        assert "PHQ-9" not in page.content.decode()


def test_the_report_counts_who_got_worse_on_any_tracked_measure() -> None:
    therapist, client = somebody()
    a_plan(client, "emdr")
    an_assessment(client, "core-10", 3, on=AGO)
    an_assessment(client, "core-10", 0, on=LATELY)  # recovered
    admin = a_staff(client.practice, Role.ADMIN)
    for number in range(4):  # a group of five is shown
        other = a_client(therapist, name=f"Other {number}")
        a_plan(other, "emdr")
    given = {"since": str(LONG_AGO), "until": str(NOW.date()), "group": "modality"}
    header, line = pages(admin).get("/reports/outcomes.csv", given).content.decode().split()[:2]
    assert dict(zip(header.split(","), line.split(","), strict=True))["recovered"] == "1"
    worse_on(client)
    header, line = pages(admin).get("/reports/outcomes.csv", given).content.decode().split()[:2]
    found = dict(zip(header.split(","), line.split(","), strict=True))
    assert (found["worse"], found["recovered"]) == ("1", "0")


def test_no_reliable_change_needs_every_judged_measure_to_stay_the_same() -> None:
    therapist, client = somebody()
    attended(client)
    for on in (AGO, LATELY):
        an_assessment(client, "gad-7", 1, on=on)
    assert kinds(therapist) == {"stuck"}  # GAD-7 alone, where only CORE-10 counted
    an_assessment(client, "phq-9", 3, on=AGO)
    an_assessment(client, "phq-9", 0, on=LATELY)
    assert "stuck" not in kinds(therapist)  # one has moved


def test_scores_of_an_earlier_treatment_say_nothing_of_this_one() -> None:
    therapist, client = somebody()
    worse_on(client)
    assert kinds(therapist) == {"worse"}
    with inside(client.practice, actor(therapist)) as scope:
        close_episode(client=client, reason="Goals are reached.")
        reopen_episode(client=client, by=scope.actor, reason="Asked to come again.")
    assert "worse" not in kinds(therapist)
    with inside(client.practice):
        assert list(find_differences()) == []


# --- choosing --------------------------------------------------------------------------------------------------------


def test_the_practice_chooses_what_counts_and_a_therapist_otherwise_for_one_client() -> None:
    therapist, client = somebody()
    admin = a_staff(client.practice, Role.ADMIN, name="Ada")
    worse_on(client)
    page = "/practice/measures/"
    assert pages(admin).post(page, {"instruments": ["core-10"]}).status_code == 302
    assert "worse" not in kinds(therapist)
    assert "Chosen by Ada on 10 Mar 2027" in pages(admin).get(page).content.decode()
    own = f"/clients/{client.pk}/measures/"
    assert "Tracked as the practice has chosen: CORE-10." in words(therapist, own)
    assert pages(therapist).post(f"{own}choice/", {"instruments": ["phq-9"]}).status_code == 302
    assert kinds(therapist) == {"worse"}
    shown = words(therapist, own)
    assert "Tracked for this client: PHQ-9." in shown
    assert f"Chosen by {therapist.name} on 10 Mar 2027" in shown
    pages(therapist).post(f"{own}choice/", {"instruments": []})
    assert "worse" not in kinds(therapist)  # the practice's choice again
    pages(admin).post(page, {"instruments": []})
    assert kinds(therapist) == {"worse"}  # and without one, every instrument that was given
    with inside(client.practice):
        assert list(find_differences()) == []


def test_over_the_api_both_choices_are_kept_with_who_and_when_and_bad_input_is_named() -> None:
    therapist, client = somebody()
    admin = Api(a_staff(client.practice, Role.ADMIN))
    assert read(admin.get("practice/measures/")) == {"instruments": [], "chosen_by": None, "chosen_at": None}
    made = read(admin.patch("practice/measures/", {"instruments": ["phq-9", "phq-9"]}, revision=0))
    assert made["instruments"] == ["phq-9"]
    assert made["chosen_by"]
    assert admin.patch("practice/measures/", {"instruments": []}, revision=0).status_code == 412
    assert admin.patch("practice/measures/", {"instruments": []}).status_code == 428
    api, path = Api(therapist), f"clients/{client.pk}/measures/choice/"
    wrong: list[object] = [["nothing"], ["c-ssrs-screen"], "phq-9", [1, None], ["x" * 31], [{}], None, ["phq-9"] * 51]
    for bad in wrong:
        answer = api.patch(path, {"instruments": bad}, revision=0)
        assert answer.status_code == 400, bad
        assert list(answer.json()) == ["instruments"], bad
    assert api.patch(path, {}, revision=0).status_code == 400
    assert api.patch(f"clients/{UNKNOWN}/measures/choice/", {"instruments": []}, revision=0).status_code == 404
    with inside(client.practice):
        assert TrackedChoice.objects.count() == 1


def test_only_instruments_with_a_criterion_of_change_are_offered() -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    page = pages(admin).get("/practice/measures/").content.decode()
    assert 'value="phq-9"' in page
    assert 'value="c-ssrs-screen"' not in page


# --- set aside -------------------------------------------------------------------------------------------------------


def unmoved() -> tuple[Staff, Client]:
    """A client whom *today* shows for no reliable change."""
    therapist, client = somebody()
    attended(client)
    for on in (AGO, LATELY):
        an_assessment(client, "core-10", 2, on=on)
    return therapist, client


def test_no_reliable_change_set_aside_comes_back_by_itself_on_its_day() -> None:
    therapist, client = unmoved()
    assert kinds(therapist) == {"stuck"}
    path, reason = f"/clients/{client.pk}/measures/", "Chronic pain: holding steady is the aim."
    answer = pages(therapist).post(f"{path}set-aside/", {"until": "2027-03-28", "reason": reason})
    assert answer.status_code == 302
    assert "stuck" not in kinds(therapist)
    page = words(therapist, path)
    assert f"Set aside by {therapist.name} on 10 Mar 2027. It is shown again on 28 Mar 2027." in page
    assert reason in page
    with time_machine.travel(datetime(2027, 3, 27, 23, 59, tzinfo=UTC), tick=False):
        assert "stuck" not in kinds(therapist)
    with time_machine.travel(datetime(2027, 3, 28, 0, 1, tzinfo=UTC), tick=False):  # the clocks change this night
        assert "stuck" in kinds(therapist)


def test_set_aside_is_undone_and_undone_twice_by_page_and_api() -> None:
    therapist, client = unmoved()
    api, path = Api(therapist), f"clients/{client.pk}/measures/set-aside/"
    body = {"until": "2027-06-01", "reason": "A plateau was to be expected."}
    made = read(api.post(path, body))
    assert (made["until"], made["set_on"]) == ("2027-06-01", "2027-03-10")
    assert read(api.get(f"clients/{client.pk}/measures/"))["set_aside"]["reason"] == body["reason"]
    again = api.post(path, body)
    assert again.status_code == 400
    assert "1 June 2027 already" in str(again.json())
    assert api.delete(path).status_code == 204
    assert kinds(therapist) == {"stuck"}
    assert api.delete(path).status_code == 404
    read(api.post(path, body))
    assert pages(therapist).post(f"/clients/{client.pk}/measures/set-aside/end/").status_code == 302
    shown = pages(therapist).post(f"/clients/{client.pk}/measures/set-aside/end/", follow=True).content.decode()
    assert "Nothing is set aside." in shown
    assert kinds(therapist) == {"stuck"}


def test_one_whose_day_has_come_is_replaced_by_a_new_one() -> None:
    therapist, client = unmoved()
    path, body = f"clients/{client.pk}/measures/set-aside/", {"until": "2027-03-11", "reason": "Until the review."}
    read(Api(therapist).post(path, body))
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        read(Api(therapist).post(path, body | {"until": "2027-04-11"}))
    with inside(client.practice):
        assert [row.ended_at is None for row in SetAside.objects.order_by("until")] == [False, True]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"until": "2027-03-10"}, "until"),  # today
        ({"until": "2028-03-11"}, "until"),  # a day more than twelve months
        ({"until": "2020-01-01"}, "until"),
        ({"until": "soon"}, "until"),
        ({"until": ""}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"reason": ""}, "reason"),
        ({"reason": "too short"}, "reason"),
        ({"reason": " \u200b" * 40}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"reason": "a reason with \x00 in it"}, "reason"),
    ],
)
def test_what_cannot_be_set_aside_is_said_at_its_field_and_nothing_typed_is_lost(
    fields: dict[str, str], at: str
) -> None:
    therapist, client = unmoved()
    body = {"until": "2027-06-01", "reason": "A plateau was to be expected."} | fields
    answer = Api(therapist).post(f"clients/{client.pk}/measures/set-aside/", body)
    assert answer.status_code == 400
    assert list(answer.json()) == [at]
    page = pages(therapist).post(f"/clients/{client.pk}/measures/set-aside/", body)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert ("A plateau was" in page.content.decode()) == ("reason" not in fields)
    with inside(client.practice):
        assert not SetAside.objects.exists()


def test_the_database_refuses_more_than_a_year_two_at_once_and_an_empty_reason() -> None:
    therapist, client = unmoved()
    with inside(client.practice):
        row = {
            "practice": client.practice,
            "client": client,
            "episode": client.episodes.get(),
            "set_on": NOW.date(),
            "set_by": therapist,
        }
        for wrong in (
            {"until": NOW.date() + timedelta(days=367), "reason": "long enough"},
            {"until": NOW.date(), "reason": "long enough"},
            {"until": NOW.date() + timedelta(days=1), "reason": ""},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                SetAside.objects.create(**row, **wrong)
        right = {"until": NOW.date() + timedelta(days=1), "reason": "long enough"}
        SetAside.objects.create(**row, **right)
        with pytest.raises(IntegrityError), transaction.atomic():
            SetAside.objects.create(**row, **right)


def test_nothing_is_set_aside_without_a_treatment() -> None:
    therapist, client = unmoved()
    with inside(client.practice):
        close_episode(client=client, reason="Goals are reached.")
    body = {"until": "2027-06-01", "reason": "A plateau was to be expected."}
    answer = Api(therapist).post(f"clients/{client.pk}/measures/set-aside/", body)
    assert answer.status_code == 400
    assert "No treatment is running" in str(answer.json())


def test_the_day_is_the_practices_in_a_zone_far_ahead() -> None:
    """At 11:00 UTC it is the day after on the Chatham Islands: their tomorrow is two days on."""
    therapist = a_staff(a_practice(time_zone="Pacific/Chatham"))
    client = a_client(therapist)
    today = timezone.localdate(NOW, timezone=timezone.get_default_timezone())
    path, reason = f"clients/{client.pk}/measures/set-aside/", "Until the review."
    assert Api(therapist).post(path, {"until": str(today + timedelta(days=1)), "reason": reason}).status_code == 400
    made = read(Api(therapist).post(path, {"until": str(today + timedelta(days=2)), "reason": reason}))
    assert made["set_on"] == str(today + timedelta(days=1))


def test_a_recorded_score_changes_the_summary_of_its_client_alone() -> None:
    therapist, client = somebody()
    other = a_client(therapist)
    worse_on(client)
    with inside(client.practice, actor(therapist)) as scope:
        assert ClientSummary.objects.get(client=client).worse_on == LATELY
        assert ClientSummary.objects.get(client=other).worse_on is None
        until = NOW.date() + timedelta(days=9)
        set_no_change_aside(client=other, by=scope.actor, until=until, reason="Not measured at all.")
