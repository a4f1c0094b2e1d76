"""Two files of one person: merged as a pointer that reading, reach and searching follow, and undone."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import correct_assessment
from assessments.models import Assessment
from clients.actions import note_violence_screen
from clients.episodes.actions import close_episode
from clients.finding.queries import ids_found
from clients.health.actions import note_health
from clients.health.queries import health_among, health_of, newest_facts
from clients.merging.actions import merge_files, unmerge_file
from clients.merging.queries import obstacles, side
from clients.models import CareRelation, Client, RiskAlert
from clients.queries import listed, newest_screen, visible
from clients.safety.queries import versions_of
from clients.summaries.actions import find_differences
from clinic.core.access import May, Role
from clinic.core.models import AccessLog, Message, Staff
from interventions.choosing.actions import note_wish
from interventions.choosing.queries import wishes_of
from interventions.exercises.actions import read_worsening
from interventions.letters.actions import discard_letter, draft_letter
from interventions.models import Assignment, ExerciseLog, Plan, TherapySession, Worsening
from interventions.plans.queries import file_of
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_safety_plan,
    a_session,
    a_staff,
    actor,
    an_assessment,
    an_emergency_contact,
    inside,
    portal_user,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db

REASON = "Registered twice."


class Twice(NamedTuple):
    """One person with two files: Lea leads the kept one, Otto the other, whose treatment is closed."""

    kept: Client
    other: Client
    lea: Staff
    otto: Staff
    admin: Staff

    def merge(self, by: Staff | None = None, **changed: Any) -> Client:
        given: dict[str, Any] = {"kept": self.kept, "other": self.other, "reason": REASON, "confirm": True} | changed
        with inside(self.kept.practice):
            return merge_files(by=actor(by or self.admin), **given)


@pytest.fixture
def twice() -> Twice:
    practice = a_practice()
    lea, otto, admin = a_staff(practice), a_staff(practice), a_staff(practice, Role.ADMIN)
    kept = a_client(lea, name="Maria Sommer", phone="+44 20 7946 0111")
    other = a_client(otto, name="Marie Winter", phone="+44 20 7946 0222", reference="W-77")
    with inside(practice, actor(otto)):
        a_plan(other)
        an_assessment(other, "core-10")
        a_session(other, timezone.now() - timedelta(days=9))
        TherapySession.objects.update(state="attended")
        Plan.objects.update(state="ended", ended_on=timezone.localdate())
        close_episode(client=other, ending="completed", reason="")
    return Twice(kept, other, lea, otto, admin)


def seen(staff: Staff, capability: May = May.READ_RECORD) -> set[Any]:
    with inside(staff.practice, actor(staff)):
        return set(visible(actor(staff), capability).values_list("pk", flat=True))


def test_reach_follows_the_kept_file(twice: Twice) -> None:
    assert (seen(twice.lea), seen(twice.otto)) == ({twice.kept.pk}, {twice.other.pk})
    other = twice.merge()
    assert seen(twice.lea) == {twice.kept.pk, twice.other.pk}
    assert seen(twice.otto) == set()
    with inside(twice.kept.practice):
        unmerge_file(other=other, by=actor(twice.admin))
    assert (seen(twice.lea), seen(twice.otto)) == ({twice.kept.pk}, {twice.other.pk})


def test_who_led_only_the_merged_file_is_told_and_nobody_else(twice: Twice) -> None:
    twice.merge()
    with inside(twice.kept.practice):
        (mail,) = Message.objects.filter(kind=Message.Kind.STAFF)
    assert mail.recipient_id == twice.otto.pk
    assert "merged with another" in mail.subject
    assert not any(word in mail.subject + mail.body for word in ("Maria", "Marie", "Winter", "W-77"))


def test_who_leads_the_file_that_is_no_longer_merged_is_told_and_nobody_else(twice: Twice) -> None:
    other = twice.merge()
    with inside(twice.kept.practice):
        before = set(Message.objects.values_list("pk", flat=True))
        unmerge_file(other=other, by=actor(twice.admin))
        (mail,) = Message.objects.exclude(pk__in=before)
    assert (mail.kind, mail.recipient_id) == (Message.Kind.STAFF, twice.otto.pk)
    assert "no longer merged" in mail.subject
    assert not any(word in mail.subject + mail.body for word in ("Maria", "Marie", "Winter", "W-77"))


@pytest.mark.parametrize("who", ["leads both", "does it"])
def test_who_leads_both_files_or_merges_them_is_not_told(twice: Twice, who: str) -> None:
    with inside(twice.kept.practice):
        CareRelation.objects.filter(client=twice.other).update(staff=twice.lea if who == "leads both" else twice.admin)
    twice.merge()
    with inside(twice.kept.practice):
        assert not Message.objects.filter(kind=Message.Kind.STAFF).exists()


def test_records_of_both_files_are_those_of_the_kept_client(twice: Twice) -> None:
    with inside(twice.kept.practice):
        before = (list(Assessment.objects.values_list("pk", "client_id")), list(TherapySession.objects.values()))
        assert not twice.kept.assessments.exists()
    twice.merge()
    with inside(twice.kept.practice):
        kept = Client.objects.get(pk=twice.kept.pk)
        assert kept.file_ids == (twice.kept.pk, twice.other.pk)
        assert kept.assessments.count() == Assessment.objects.filter(client=kept).count() == 1
        assert TherapySession.objects.of(kept).count() == kept.sessions.count() == 1
        assert Plan.objects.of(kept).count() == 1
        assert before == (
            list(Assessment.objects.values_list("pk", "client_id")),
            list(TherapySession.objects.values()),
        )
        assert not Assessment.objects.filter(client=kept.pk).exists()  # an id names one file


def test_undoing_restores_both_files_and_leaves_what_was_recorded_since_in_the_kept_one(twice: Twice) -> None:
    names = ["name", "sort_name", "keys", "keyed", "merged_into_id", "merged_at", "merge_reason", "has_merged"]
    with inside(twice.kept.practice):
        before = list(Client.objects.order_by("pk").values(*names))
    other = twice.merge()
    with inside(twice.kept.practice, actor(twice.lea)):
        since = an_assessment(Client.objects.get(pk=twice.kept.pk), "phq-9")
        unmerge_file(other=other, by=actor(twice.admin))
        assert list(Client.objects.order_by("pk").values(*names)) == before
        assert list(Client.objects.get(pk=twice.kept.pk).assessments.all()) == [since]
        assert CareRelation.objects.current().count() == 2
        with pytest.raises(ValidationError, match="undone already"):
            unmerge_file(other=Client.objects.get(pk=other.pk), by=actor(twice.admin))


def test_without_merged_files_a_statement_names_one_client_as_ever(twice: Twice) -> None:
    with inside(twice.kept.practice):
        kept = Client.objects.get(pk=twice.kept.pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            list(kept.assessments.all())
        assert len(asked) == 1
        assert "ANY" not in asked[0]["sql"]
        assert asked[0]["sql"].endswith(f"\"client_id\" = '{kept.pk.hex}'::uuid")


def test_health_and_wishes_of_the_merged_file_are_those_of_the_kept_client(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.otto)):
        by = actor(twice.otto)
        note_health(client=twice.other, by=by, kind="heart", answer="present")
        note_wish(client=twice.other, by=by, modality="emdr", answer="against")
        brought = {one.label: one.count for one in side(by, twice.other).brings or []}
        assert (brought["Answers about health"], brought["Wishes about ways of working"]) == (1, 1)
    twice.merge()
    with inside(twice.kept.practice, actor(twice.lea)):
        kept = Client.objects.get(pk=twice.kept.pk)
        assert health_among(newest_facts(actor(twice.lea), [kept.pk])) == {"heart": "present"}
        assert [one.answer for one in health_of(kept)] == ["present"]
        assert [one.answer for one in wishes_of(kept)] == ["against"]


def test_an_exercise_that_made_things_worse_and_was_not_read_keeps_the_files_apart(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.otto)):
        row = Assignment.objects.create(
            practice=twice.kept.practice,
            client=twice.other,
            assigned_by=twice.otto,
            exercise="orienting",
            version=1,
            times_per_week=3,
            starts_on=timezone.localdate(),
            stopped_at=timezone.now(),
        )
        log = ExerciseLog.objects.create(
            practice=twice.kept.practice, assignment=row, client=twice.other, at=timezone.now(), key=uuid4()
        )
        Worsening.objects.create(practice=twice.kept.practice, log=log, client=twice.other, by=4, at=timezone.now())
    assert "worsenings" in kinds(twice)
    with inside(twice.kept.practice, actor(twice.otto)):
        read_worsening(log=log, by=actor(twice.otto))
    assert "worsenings" not in kinds(twice)


# --- what keeps two files apart --------------------------------------------------------------------------------------


def kinds(twice: Twice, by: Staff | None = None) -> set[str]:
    with inside(twice.kept.practice, actor(twice.otto)):
        return {one.kind for one in obstacles(actor(by or twice.otto), twice.kept, twice.other)}


def refused(twice: Twice, **changed: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        twice.merge(**changed)
    return error.value.message_dict


def test_a_file_in_which_nothing_goes_on_has_nothing_in_the_way(twice: Twice) -> None:
    assert kinds(twice) == set()


def test_each_thing_that_goes_on_is_a_reason(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.otto)):
        other = twice.other
        coming = timezone.now() + timedelta(days=3)
        TherapySession.objects.update(state="booked", starts_at=coming, ends_at=coming + timedelta(minutes=50))
        a_safety_plan(other)
        note_violence_screen(client=other, by=actor(twice.otto), answer="ongoing", note="")
    portal_user(other)
    assert kinds(twice) == {"sessions", "portal", "safety_plan"}
    assert len(refused(twice, by=twice.otto)["other"]) == 3
    *known, told = refused(twice)["other"]  # an admin reads what the file says, of the record only that it goes on
    assert known == ["Coming sessions: still open in it.", "Portal access: still open in it."]
    assert told.startswith("Something in its record still goes on.")


def test_a_letter_that_a_colleague_has_not_signed_keeps_the_files_apart(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.lea)):
        letter = draft_letter(client=twice.other, by=actor(twice.lea), kind="summary")
    assert kinds(twice) == {"unfinished"}  # once merged nobody could sign it
    with inside(twice.kept.practice, actor(twice.lea)):
        discard_letter(letter=letter, by=actor(twice.lea))
    assert kinds(twice) == set()


def test_violence_named_in_the_merged_file_closes_what_it_closes_in_the_kept_one(twice: Twice) -> None:
    partner = a_client(twice.lea, name="Pia Sommer")
    plan = a_plan(twice.kept, "eft", household=a_household(twice.kept, partner))
    with inside(twice.kept.practice, actor(twice.otto)):
        note_violence_screen(client=twice.other, by=actor(twice.otto), answer="ongoing", note="")
    browser, words = pages(twice.lea), "Violence or fear is ongoing."
    places = [f"/plans/{plan.pk}/", f"/clients/{twice.kept.pk}/book/"]

    def seen_on() -> list[bool]:
        return [words in browser.get(place).content.decode() for place in places]

    def on_today() -> bool:
        return "violence or fear is ongoing: review the joint plan" in browser.get("/").content.decode()

    assert (seen_on(), on_today()) == ([False, False], False)
    other = twice.merge()
    assert (seen_on(), on_today()) == ([True, True], True)
    page = browser.get(places[0]).content.decode()
    assert "Maria Sommer said so alone" in page  # under the name of the file that is kept
    (caution,) = read(Api(twice.lea).get(f"plans/{plan.pk}/cautions/"))
    assert caution["client"] == str(twice.kept.pk)
    with inside(twice.kept.practice, actor(twice.lea)):
        assert file_of(actor(twice.lea), twice.kept).violence == ("ongoing",)
        assert not list(find_differences())
    with inside(twice.kept.practice):
        unmerge_file(other=other, by=actor(twice.admin))
        assert not list(find_differences())
    assert (seen_on(), on_today()) == ([False, False], False)


def test_a_later_answer_in_the_kept_file_is_the_one_that_counts(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.otto)):
        note_violence_screen(client=twice.other, by=actor(twice.otto), answer="ongoing", note="")
    twice.merge()
    with inside(twice.kept.practice, actor(twice.lea)):
        kept = Client.objects.get(pk=twice.kept.pk)
        note_violence_screen(client=kept, by=actor(twice.lea), answer="none", note="")
        assert file_of(actor(twice.lea), kept).violence == ("none",)
        screen = newest_screen(kept)
        assert screen is not None
        assert screen.answer == "none"
        assert not list(find_differences())


def test_treatments_of_the_merged_file_stand_with_it_in_the_kept_one(twice: Twice) -> None:
    twice.merge()
    page = " ".join(pages(twice.lea).get(f"/clients/{twice.kept.pk}/file/").content.decode().split())
    assert ", completed </small>" in page
    (merged,) = read(Api(twice.lea).get(f"clients/{twice.kept.pk}/merged/"))["results"]
    assert [one["ending"] for one in merged["treatments"]] == ["completed"]


def test_an_open_treatment_keeps_files_apart(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.lea)):
        found = obstacles(actor(twice.lea), twice.other, twice.kept)
    assert [one.kind for one in found] == ["treatment"]
    assert found[0].url == f"/clients/{twice.kept.pk}/close/"


def test_a_couple_are_two_people(twice: Twice) -> None:
    with inside(twice.kept.practice):
        a_household(twice.kept, twice.other)
    assert kinds(twice) == {"together", "household"}


def test_one_is_not_merged_with_oneself_nor_twice_nor_into_a_merged_file(twice: Twice) -> None:
    assert "same one" in refused(twice, other=twice.kept)["other"][0]
    twice.merge()
    assert refused(twice)["other"] == ["This file was already merged."]
    with inside(twice.kept.practice):
        third = a_client(twice.lea)
        close_episode(client=third, ending="completed", reason="")
        fourth = a_client(twice.lea)
    assert "merged into another one meanwhile" in refused(twice, kept=twice.other, other=third)["other"][0]
    assert any(
        "Undo that first" in text for text in refused(twice, kept=fourth, other=twice.kept, by=twice.lea)["other"]
    )


def test_reason_and_confirmation_are_named_together(twice: Twice) -> None:
    assert set(refused(twice, reason=" ", confirm=False)) == {"reason", "confirm"}


@pytest.mark.parametrize("bad", ["itself", "chain", "forgotten", "half"])
def test_the_database_keeps_pointers_right(twice: Twice, bad: str) -> None:
    twice.merge()
    with inside(twice.kept.practice):
        third = a_client(twice.lea)
        told = {"merged_at": timezone.now(), "merged_by": twice.lea.pk, "merge_reason": "x"}
        changes: dict[str, tuple[Client, dict[str, Any]]] = {
            "itself": (third, {"merged_into": third.pk, "has_merged": True} | told),
            "chain": (third, {"merged_into": twice.other.pk} | told),
            "forgotten": (twice.kept, {"has_merged": False}),
            "half": (third, {"merged_into": twice.kept.pk}),
        }
        row, change = changes[bad]
        with pytest.raises(IntegrityError, match=r"clients_client_(kept|pointer)"), transaction.atomic():
            Client.objects.filter(pk=row.pk).update(**change)


def test_an_alert_from_a_corrected_form_of_the_merged_file_stands_in_the_kept_one(twice: Twice) -> None:
    with inside(twice.kept.practice, actor(twice.otto)):
        form = an_assessment(twice.other, "phq-9")
    other = twice.merge()
    with inside(twice.kept.practice, actor(twice.lea)) as scope:
        form = Assessment.objects.get(pk=form.pk)
        answers: dict[str, object] = {str(n): 2 for n in range(1, 10)}
        correct_assessment(assessment=form, by=scope.actor, reason="Typed wrongly.", responses=answers)
        alert = RiskAlert.objects.get()
        assert alert.client_id == twice.kept.pk
        told = set(alert.recipients.values_list("staff_id", flat=True))
        assert told >= {twice.lea.pk}
        assert twice.otto.pk not in told
        assert form.client_id == other.pk


def test_the_kept_file_has_one_order_of_safety_plans_and_no_number_twice(twice: Twice) -> None:
    with inside(twice.kept.practice):
        for text in ("First", "Second"):
            a_safety_plan(twice.other, coping=text)
        a_safety_plan(twice.kept, coping="Own")
    twice.merge()
    with inside(twice.kept.practice):
        kept = Client.objects.get(pk=twice.kept.pk)
        a_safety_plan(kept, coping="After")
        assert [one.coping for one in versions_of(kept)] == ["After", "Own", "Second", "First"]
        assert [one.number for one in versions_of(kept)] == [3, 1, 2, 1]


# --- lists, searching, addresses -------------------------------------------------------------------------------------


def test_a_merged_file_is_in_no_list_and_found_by_the_kept_one(twice: Twice) -> None:
    twice.merge()
    with inside(twice.kept.practice):
        assert set(listed(actor(twice.admin), May.SEE_CLIENT)) == {twice.kept}
        for text in ("Winter", "Sommer", "+44 20 7946 0222", "W-77"):
            assert list(ids_found(text)) == [twice.kept.pk], text
    listing = pages(twice.admin).get("/clients/", {"search": "winter"}).content.decode()
    assert "Maria Sommer" in listing
    assert "also on file as" in listing
    assert [row["id"] for row in read(Api(twice.admin).get("clients/"))["results"]] == [str(twice.kept.pk)]
    body = {"name": "Marie Winter", "phone": "+44 20 7946 0222", "therapist": str(twice.lea.pk)}
    answer = Api(twice.admin).post("clients/", body)
    assert (answer.status_code, read(answer)["found"][0]["id"]) == (409, str(twice.kept.pk))


def test_the_address_of_a_merged_file_leads_to_the_kept_one(twice: Twice) -> None:
    twice.merge()
    browser = pages(twice.lea)
    for part in ("file/", "", "sessions/", "assessments/"):
        answer = browser.get(f"/clients/{twice.other.pk}/{part}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/clients/{twice.kept.pk}/{part}"), part
    answer = browser.post(f"/clients/{twice.other.pk}/consents/email/", {"given": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/clients/{twice.kept.pk}/file/")
    assert "Nothing was saved" in browser.get(answer.headers["Location"]).content.decode()


def test_the_api_names_the_kept_file_and_refuses_everything_else(twice: Twice) -> None:
    twice.merge()
    api = Api(twice.lea)
    assert read(api.get(f"clients/{twice.other.pk}/"))["merged_into"] == str(twice.kept.pk)
    assert read(api.get(f"clients/{twice.kept.pk}/"))["merged_into"] is None
    for answer in (
        api.patch(f"clients/{twice.other.pk}/", {"name": "New"}),
        api.post("sessions/", {"client": str(twice.other.pk), "starts_at": "2030-01-01T10:00:00Z", "minutes": 50}),
        api.get("assessments/", client=str(twice.other.pk)),
    ):
        assert answer.status_code == 409, answer.content
        assert (read(answer)["code"], read(answer)["merged_into"]) == ("merged", str(twice.kept.pk))
    rows = read(api.get("assessments/", client=str(twice.kept.pk)))["results"]
    assert [row["client"] for row in rows] == [str(twice.other.pk)]
    assert Api(twice.otto).get(f"clients/{twice.other.pk}/").status_code == 404


# --- pages and API ---------------------------------------------------------------------------------------------------


def test_two_files_are_compared_merged_and_separated_on_pages(twice: Twice) -> None:
    browser = pages(twice.admin)
    found = browser.get(f"/clients/{twice.kept.pk}/merge/", {"search": "winter"}).content.decode()
    assert f"/clients/{twice.kept.pk}/merge/{twice.other.pk}/" in found
    page = f"/clients/{twice.kept.pk}/merge/{twice.other.pk}/"
    assert "W-77" in browser.get(page).content.decode()
    again = browser.post(page, {"reason": REASON}).content.decode()
    assert REASON in again
    assert browser.post(page, {"reason": REASON, "confirm": "on"}).status_code == 302
    file = browser.get(f"/clients/{twice.kept.pk}/file/").content.decode()
    assert "Marie Winter" in file
    assert REASON in file
    undo = f"/clients/{twice.kept.pk}/merged/{twice.other.pk}/undo/"
    assert browser.post(undo).status_code == 302
    assert browser.post(undo).status_code == 404
    assert "Marie Winter" not in browser.get(f"/clients/{twice.kept.pk}/file/").content.decode().replace(
        "Marie Winter is a file of its own again", ""
    )
    with inside(twice.kept.practice):
        for file_id in (twice.kept.pk, twice.other.pk):
            told = set(AccessLog.objects.filter(client_id=file_id).values_list("what", flat=True))
            assert {"files merged", "merging undone"} <= told


def test_the_api_merges_lists_and_undoes(twice: Twice) -> None:
    api, path = Api(twice.admin), f"clients/{twice.kept.pk}/merged/"
    body = {"other": str(twice.other.pk), "reason": REASON}
    assert set(read(api.post(path, body))) == {"confirm"}
    answer = api.post(path, body | {"confirm": True})
    assert (answer.status_code, read(answer)["merged_by"]) == (201, twice.admin.name)
    assert [row["id"] for row in read(api.get(path))["results"]] == [str(twice.other.pk)]
    assert api.post(path, body | {"confirm": True}).status_code == 409
    assert api.delete(f"{path}{twice.other.pk}/").status_code == 204
    assert api.delete(f"{path}{twice.other.pk}/").status_code == 404
    assert read(api.get(path))["results"] == []


def test_who_does_not_keep_the_care_of_both_finds_no_such_file(twice: Twice) -> None:
    body = {"other": str(twice.other.pk), "reason": REASON, "confirm": True}
    assert Api(twice.lea).post(f"clients/{twice.kept.pk}/merged/", body).status_code == 404
    assert Api(twice.otto).post(f"clients/{twice.kept.pk}/merged/", body).status_code == 404
    foreign = a_client(a_staff(a_practice()))
    answer = Api(twice.admin).post(f"clients/{twice.kept.pk}/merged/", body | {"other": str(foreign.pk)})
    assert answer.status_code == 404
    assert pages(twice.lea).get(f"/clients/{twice.kept.pk}/merge/{twice.other.pk}/").status_code == 404


def test_contacts_and_pages_of_the_kept_file_show_both(twice: Twice) -> None:
    with inside(twice.kept.practice):
        an_emergency_contact(twice.other, name="Joachim Winter")
    twice.merge()
    browser = pages(twice.lea)
    assert "Joachim Winter" in browser.get(f"/clients/{twice.kept.pk}/file/").content.decode()
    for part in ("", "sessions/", "assessments/", "plans/", "exercises/", "measures/", "safety/"):
        assert browser.get(f"/clients/{twice.kept.pk}/{part}").status_code in {200, 404}, part
