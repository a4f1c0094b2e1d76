"""The client's agreement on the portal, the formulation with what it rests on, and pages to read with receipts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from clinic.core.models import AccessLog
from interventions import catalogue
from interventions.education.actions import AlreadyGiven, give_page, mark_page_opened, mark_page_read
from interventions.models import Plan, ReadingAssignment
from interventions.plans.actions import change_plan, end_plan
from interventions.plans.agreement import answer_agreement, ask_agreement, note_agreement
from tests.factories import (
    a_client,
    a_goal,
    a_plan,
    a_practice,
    a_reading_assignment,
    a_staff,
    actor,
    an_assessment,
    inside,
    portal_user,
    therapist_of,
)
from tests.web import Api, pages, read


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


# --- agreement --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_client_asks_first_then_agrees_on_the_portal(client: Client) -> None:
    plan, therapist, user = a_plan(client, "se", formulation="hers alone"), therapist_of(client), portal_user(client)
    a_goal(plan, words="sleep through the night")
    own, desk = pages(user), pages(therapist)
    path = f"/my/plans/{plan.pk}/"
    assert own.get(path).status_code == 404
    assert "Our plan" not in own.get("/my/").content.decode()
    assert "is on the client" in desk.post(f"/plans/{plan.pk}/agreed/", {"ask": "1"}, follow=True).content.decode()
    assert "Our plan" in own.get("/my/").content.decode()
    shown = own.get(path).content.decode()
    assert "Resource and orient" in shown
    assert "sleep through the night" in shown
    assert "hers alone" not in shown
    own.post(path, {"ask": "1", "question": "What is titration?"})
    assert "What is titration?" in desk.get(f"/plans/{plan.pk}/agreement/").content.decode()
    assert "has a question before agreeing" in desk.get("/").content.decode()
    assert "From 3 to 500" in own.post(path, {"ask": "1", "question": ""}).content.decode()
    desk.post(f"/plans/{plan.pk}/agreed/", {"ask": "1"})
    assert "has a question before agreeing" not in desk.get("/").content.decode()
    assert own.post(path).status_code == 302
    with inside(client.practice):
        plan.refresh_from_db()
        assert (plan.agreed_how, plan.agreed_on, plan.agreement_question) == ("portal", timezone.localdate(), "")
    assert "You agreed on" in own.get(path).content.decode()
    assert "on the portal" in desk.get(f"/plans/{plan.pk}/agreement/").content.decode()
    own.post(path)  # twice changes nothing


@pytest.mark.django_db
def test_over_the_api_with_the_same_rules(client: Client) -> None:
    plan, user = a_plan(client, "se"), portal_user(client)
    staff, own = Api(therapist_of(client)), Api(user)
    assert read(own.get("me/plans/")) == []
    assert own.post(f"me/plans/{plan.pk}/agreement/", {}).status_code == 404
    assert staff.post(f"plans/{plan.pk}/agreement/").status_code == 204
    (shown,) = read(own.get("me/plans/"))
    assert shown["phases"][0] == "Resource and orient"
    assert own.post(f"me/plans/{plan.pk}/agreement/", {"question": "x"}).status_code == 400
    assert own.post(f"me/plans/{plan.pk}/agreement/", {}).status_code == 204
    assert read(own.get("me/plans/")) == []
    assert staff.post(f"plans/{plan.pk}/agreement/").status_code == 400  # they have agreed


@pytest.mark.django_db
def test_what_cannot_be_asked_or_answered(client: Client) -> None:
    plan = a_plan(client, "se")
    with inside(client.practice):
        with pytest.raises(ValidationError, match="no sign-in"):
            ask_agreement(plan=plan)
        with pytest.raises(ValidationError, match="nothing to agree to"):
            answer_agreement(plan=plan)
        note_agreement(plan=plan, how=Plan.Agreed.TOLD)
        with pytest.raises(ValidationError, match="has agreed"):
            ask_agreement(plan=plan)
        end_plan(plan=plan, outcome="moved away")
        with pytest.raises(ValidationError, match="ended"):
            answer_agreement(plan=plan)


# --- the formulation --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_formulation_is_changed_and_rests_on_scores(client: Client) -> None:
    plan, measured, other = a_plan(client), an_assessment(client, "ecr-r", 5), an_assessment(client, "phq-9", 1)
    desk, path = pages(therapist_of(client)), f"/plans/{plan.pk}/formulation/"
    review = timezone.localdate() + timedelta(days=40)
    form = {"formulation": "learned not to ask", "review_on": review.isoformat(), "linked": [str(measured.pk)]}
    assert desk.post(path, form).status_code == 302
    page = desk.get(f"/plans/{plan.pk}/agreement/").content.decode()
    assert "learned not to ask" in page
    assert f'href="/assessments/{measured.pk}/"' in page
    assert f'href="/assessments/{other.pk}/"' not in page
    desk.post(path, form | {"linked": [str(other.pk)]})
    with inside(client.practice):
        assert list(plan.linked.values_list("assessment_id", flat=True)) == [other.pk]
        plan.refresh_from_db()
        assert plan.review_on == review


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"formulation": "x" * 4001}, "at most 4000 characters"),
        ({"review_on": "2020-01-01"}, "within the next two years"),
        ({"review_on": "never"}, "Enter a valid date"),
        ({"linked": ["not-an-id"]}, "is not a valid"),
    ],
)
def test_a_bad_formulation_is_named_and_nothing_kept(client: Client, change: dict[str, object], message: str) -> None:
    plan = a_plan(client, formulation="as it was")
    page = pages(therapist_of(client)).post(f"/plans/{plan.pk}/formulation/", {"formulation": "new"} | change)
    assert message in page.content.decode()
    with inside(client.practice):
        plan.refresh_from_db()
        assert plan.formulation == "as it was"


@pytest.mark.django_db
def test_a_review_that_is_due_does_not_hinder_writing(client: Client) -> None:
    past = timezone.localdate() - timedelta(days=3)
    plan = a_plan(client, started_on=past - timedelta(days=90), review_on=past)
    with inside(client.practice):
        assert change_plan(plan=plan, formulation="newer", review_on=past).formulation == "newer"
        with pytest.raises(ValidationError):
            change_plan(plan=plan, formulation="newest", review_on=past - timedelta(days=1))


@pytest.mark.django_db
def test_anothers_assessment_cannot_be_linked(client: Client) -> None:
    plan, foreign = a_plan(client), an_assessment(a_client(therapist_of(client)))
    with inside(client.practice), pytest.raises(ValidationError, match="Choose from this client"):
        change_plan(plan=plan, formulation="", review_on=None, linked=[foreign])


# --- pages to read ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_is_given_opened_read_and_the_receipts_stand_in_the_file(client: Client) -> None:
    desk, own = pages(therapist_of(client)), pages(portal_user(client))
    tab = f"/clients/{client.pk}/exercises/"
    form = {"page": "states-of-the-nervous-system", "note": "For the bad nights"}
    assert "is on the client" in desk.post(f"/clients/{client.pk}/reading/", form, follow=True).content.decode()
    assert "has not read it yet" in desk.post(f"/clients/{client.pk}/reading/", form, follow=True).content.decode()
    assert "not opened yet" in desk.get(tab).content.decode()
    with inside(client.practice):
        row = ReadingAssignment.objects.get()
    assert "For the bad nights" in own.get("/my/").content.decode()
    shown = own.get(f"/my/reading/{row.pk}/").content.decode()
    assert "Three states" in shown
    assert "Not much is known for sure" in shown  # the evidence is said
    assert "opened" in desk.get(tab).content.decode()
    own.post(f"/my/reading/{row.pk}/")
    assert "To read again" in own.get("/my/").content.decode()
    with inside(client.practice):
        row.refresh_from_db()
        first = row.read_at
        mark_page_read(reading=row)
        row.refresh_from_db()
        assert row.read_at == first
    assert "Take back" not in desk.get(tab).content.decode()
    assert desk.post(f"/clients/{client.pk}/reading/", form, follow=True).status_code == 200  # once read, given again
    with inside(client.practice):
        assert ReadingAssignment.objects.count() == 2


@pytest.mark.django_db
def test_taken_back_it_is_gone(client: Client) -> None:
    row, own = a_reading_assignment(client), pages(portal_user(client))
    pages(therapist_of(client)).post(f"/reading/{row.pk}/take-back/")
    assert own.get(f"/my/reading/{row.pk}/").status_code == 404
    a_reading_assignment(client)


@pytest.mark.django_db
def test_the_database_keeps_the_receipts_in_order(client: Client) -> None:
    row = a_reading_assignment(client)
    with inside(client.practice):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReadingAssignment.objects.filter(pk=row.pk).update(read_at=timezone.now())
        mark_page_opened(reading=row)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReadingAssignment.objects.filter(pk=row.pk).update(read_at=timezone.now() - timedelta(days=1))
        by = actor(therapist_of(client))
        with pytest.raises(AlreadyGiven):
            give_page(client=client, page=catalogue.pages()["earned-security"], by=by)
        with pytest.raises(ValidationError):
            give_page(client=client, page=catalogue.pages()["rupture-and-repair"], by=by, note="x" * 301)


@pytest.mark.django_db
def test_pages_over_the_api(client: Client) -> None:
    staff, own = Api(therapist_of(client)), Api(portal_user(client))
    body = {"client": str(client.pk), "page": "earned-security"}
    assert staff.post("readings/", body | {"page": "nothing"}).status_code == 400
    assert staff.post("readings/", body).status_code == 201
    assert staff.post("readings/", body).status_code == 409
    (row,) = read(own.get("me/readings/"))
    assert own.get(f"me/readings/{row['id']}/").status_code == 200
    (kept,) = read(staff.get("readings/", client=str(client.pk)))["results"]
    assert kept["opened_at"]
    assert kept["read_at"] is None
    assert read(own.post(f"me/readings/{row['id']}/"))["read_at"]


def test_every_claim_names_how_well_it_is_founded() -> None:
    for page in catalogue.pages().values():
        assert any(section.evidence for section in page.sections)
        assert all(len(" ".join(section.text)) < 700 for section in page.sections)


# --- what the access log keeps
# ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_reading_a_clients_lists_over_the_api_is_kept(client: Client) -> None:
    plan, staff = a_plan(client), Api(therapist_of(client))
    for path in ("plans", "sessions", "assignments", "logs", "readings", "assessments", "questionnaires", "interviews"):
        assert staff.get(f"{path}/", client=str(client.pk)).status_code == 200
    for path in ("goals", "record/target"):
        assert staff.get(f"plans/{plan.pk}/{path}/").status_code == 200
    with inside(client.practice):
        kept = set(AccessLog.objects.filter(client_id=client.pk).values_list("what", flat=True))
    lists = {
        "plans",
        "sessions",
        "exercises",
        "logs",
        "readings",
        "assessments",
        "questionnaires",
        "interviews",
        "goals",
    }
    assert kept == {f"api {name}" for name in lists} | {"api emdr target"}
