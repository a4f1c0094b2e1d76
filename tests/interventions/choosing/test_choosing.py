"""Choosing a way of working: argued from measures, wish, training and cautions; nothing is marked."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Assessment
from clients.models import Client
from clinic.core.access import Role
from interventions import catalogue
from interventions.cautions import File, for_modality
from interventions.choosing.arguing import Argues, Finding, Situation, argue
from interventions.choosing.measuring import SOURCES, findings_of
from interventions.choosing.models import ModalityWish, Training
from tests.factories import a_client, a_practice, a_staff, an_assessment, inside, therapist_of, totals
from tests.web import Api, pages, read

EMDR, EFT, SCHEMA = (catalogue.modality(key) for key in ("emdr", "eft", "schema"))
PTSD = Finding("ptsd", "shown", "PCL-5", "2026-05-04", "40", "33")
WISHES = {Argues.WANTS, Argues.WOULD_RATHER_NOT, Argues.NO_PREFERENCE, Argues.WISH_NOT_ASKED}
MODALITIES = list(catalogue.modalities().values())


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def sides(found: list[Any]) -> dict[str, set[str]]:
    return {side: {one.found.code for one in found if one.side == side} for side in ("for", "against", "unknown")}


@pytest.mark.parametrize(
    ("finding", "side", "code"),
    [
        (PTSD, "for", Argues.SHOWN),
        (Finding("ptsd", "not-shown", "PCL-5", "2026-05-04", "20", "33"), "against", Argues.NOT_SHOWN),
        (Finding("ptsd", "unclear", "ITQ", "2026-05-04"), "unknown", Argues.UNCLEAR),
    ],
)
def test_a_measure_argues_for_or_against_or_cannot_say(finding: Finding, side: str, code: Argues) -> None:
    found = argue(EMDR, Situation(findings=(finding,)))
    (said,) = [one for one in found if one.found.code == code]
    assert said.side == side
    assert said.evidence == "strong"
    assert "NG116" in said.source
    assert "post-traumatic stress" in str(said.found)
    assert "4 May 2026" in str(said.found) or "04 May 2026" in str(said.found)


def test_what_was_studied_for_something_else_says_that_nothing_is_graded() -> None:
    found = argue(EFT, Situation(findings=(PTSD,), measures={"couple-distress": ("CSI-16", "CSI-4")}))
    words = [str(one.found) for one in found]
    assert "No finding is graded here for what the measures show: post-traumatic stress." in words
    assert "Not measured: distress in the relationship (CSI-16, CSI-4)." in words


@pytest.mark.parametrize(
    ("wishes", "trainings", "expected"),
    [
        ({}, {}, {"unknown": {Argues.WISH_NOT_ASKED, Argues.TRAINING_NOT_SAID}}),
        ({"emdr": "wants"}, {"emdr": ("completed", 2019)}, {"for": {Argues.WANTS, Argues.TRAINED}}),
        (  # one training says nothing of the others
            {"emdr": "against"},
            {"se": ("certified", None)},
            {"against": {Argues.WOULD_RATHER_NOT}, "unknown": {Argues.TRAINING_NOT_SAID}},
        ),
        ({}, {"emdr": ("none", None)}, {"against": {Argues.NOT_TRAINED}}),
        (
            {"emdr": "open"},
            {"emdr": ("begun", None)},
            {"unknown": {Argues.NO_PREFERENCE}, "against": {Argues.IN_TRAINING}},
        ),
    ],
)
def test_wish_and_training_are_arguments(wishes: dict[str, str], trainings: Any, expected: dict[str, set[str]]) -> None:
    found = argue(EMDR, Situation(wishes=wishes, trainings=trainings, lead="Lea Lind"))
    for side, codes in expected.items():
        assert codes <= sides(found)[side]
    said = [str(one.found) for one in found if one.found.code not in {*WISHES, Argues.NOT_MEASURED}]
    assert all("Lea Lind" in words for words in said)


def test_without_anybody_who_leads_no_training_is_weighed() -> None:
    found = sides(argue(EMDR, Situation(trainings={"emdr": ("certified", None)})))
    assert Argues.NO_LEAD in found["unknown"]


def test_a_caution_speaks_against_and_a_question_is_not_known() -> None:
    cautions = for_modality(EMDR, File(alerts=("PHQ-9 item 9",)), couple=False)
    found = argue(EMDR, Situation(), cautions)
    against = [one for one in found if one.needs_reason]
    assert [one.side for one in against] == ["against"]
    assert any("ask about seizures" in str(one.found) and one.side == "unknown" for one in found)


@pytest.mark.parametrize("modality", MODALITIES, ids=lambda one: one.key)
def test_each_modality_names_what_it_was_studied_for_and_no_quadrant(modality: Any) -> None:
    assert modality.fits
    assert modality.indicated_for == []
    assert {fit.problem for fit in modality.fits} <= set(SOURCES)
    assert all(str(one.found) != one.found.code for one in argue(modality, Situation(findings=(PTSD,))))


def test_with_nothing_on_file_nothing_speaks_for_any_of_them() -> None:
    assert [one for modality in MODALITIES for one in argue(modality, Situation()) if one.side == "for"] == []


# --- measures ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("instrument", "value", "problem", "state"),
    [
        ("pcl-5", 2, "ptsd", "shown"),
        ("pcl-5", 1, "ptsd", "not-shown"),
        ("itq", 3, "complex-ptsd", "shown"),
        ("itq", 0, "ptsd", "not-shown"),
        ("csi-16", 1, "couple-distress", "shown"),
        ("csi-4", 5, "couple-distress", "not-shown"),
        ("phq-9", 2, "depression", "shown"),
    ],
)
def test_the_newest_form_says_whether_a_problem_shows(
    client: Client, instrument: str, value: int, problem: str, state: str
) -> None:
    an_assessment(client, instrument, value)
    with inside(client.practice):
        found = {one.problem: one for one in findings_of(client)}
        assert found[problem].state == state  # type: ignore[index]
        Assessment.objects.update(own_words=True)
        assert {one.state for one in findings_of(client)} == {"unclear"}


@pytest.mark.django_db
def test_a_raised_schema_is_read_from_the_profile(client: Client) -> None:
    totals(client, "ysq-r", {"failure": 4.2, "abandonment": 2}, totals_from="A letter")
    with inside(client.practice):
        (found,) = findings_of(client)
    assert (found.problem, found.state, found.value, found.cut) == ("schemas", "shown", "4.2", "4")


# --- pages and programs -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_argues_and_marks_nothing(client: Client) -> None:
    an_assessment(client, "pcl-5", 2)
    an_assessment(client, "ecr-r", 6)
    therapist = pages(therapist_of(client))
    assert therapist.post("/trainings/", {"modality": "emdr", "level": "completed", "year": "2019"}).status_code == 302
    wish = {"modality": "emdr", "answer": "wants", "note": "a friend was helped"}
    assert therapist.post(f"/clients/{client.pk}/wishes/", wish).status_code == 302
    page = therapist.get(f"/clients/{client.pk}/plan/").content.decode()
    for words in ("shows post-traumatic stress: 40, cut-off 33", "The client wishes for it.", "since 2019"):
        assert words in page
    assert "worth considering" not in page
    assert "quadrant" not in page


@pytest.mark.django_db
def test_programs_read_the_same_arguments(client: Client) -> None:
    an_assessment(client, "pcl-5", 2)
    api = Api(therapist_of(client))
    assert api.post("me/trainings/", {"modality": "emdr", "level": "certified"}).status_code == 201
    assert api.post(f"clients/{client.pk}/wishes/", {"modality": "emdr", "answer": "against"}).status_code == 201
    found = {one["modality"]: one for one in read(api.get(f"clients/{client.pk}/choice/"))}
    assert list(found) == list(catalogue.modalities())
    codes = {one["said"]["code"] for one in found["emdr"]["speaks_for"]}
    assert codes == {Argues.SHOWN, Argues.TRAINED}
    assert Argues.WOULD_RATHER_NOT in {one["said"]["code"] for one in found["emdr"]["speaks_against"]}
    assert api.delete("me/trainings/emdr/").status_code == 204
    assert read(api.get("me/trainings/")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("me/trainings/", {"modality": "tarot", "level": "begun"}, "modality"),
        ("me/trainings/", {"modality": "emdr", "level": "guru"}, "level"),
        ("me/trainings/", {"modality": "emdr", "level": "begun", "year": 2199}, "year"),
        ("wishes/", {"modality": "tarot", "answer": "wants"}, "modality"),
        ("wishes/", {"modality": "emdr", "answer": "perhaps"}, "answer"),
        ("wishes/", {"modality": "emdr", "answer": "wants", "note": "x" * 301}, "note"),
    ],
)
def test_what_there_is_not_is_refused_at_its_field(client: Client, path: str, body: dict[str, Any], field: str) -> None:
    where = f"clients/{client.pk}/{path}" if path == "wishes/" else path
    refused = Api(therapist_of(client)).post(where, body)
    assert refused.status_code == 400
    assert set(read(refused)) == {field}
    page = pages(therapist_of(client)).post(
        f"/clients/{client.pk}/wishes/" if path == "wishes/" else "/trainings/", body
    )
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    with inside(client.practice):
        assert not ModalityWish.objects.exists()
        assert not Training.objects.exists()


@pytest.mark.django_db
def test_a_training_is_ones_own_and_said_once(client: Client) -> None:
    therapist, other = therapist_of(client), a_staff(client.practice, Role.THERAPIST)
    for level in ("begun", "completed"):
        pages(therapist).post("/trainings/", {"modality": "se", "level": level})
    with inside(client.practice):
        assert Training.objects.get().level == "completed"
        with pytest.raises(IntegrityError), transaction.atomic():
            Training.objects.update(level="guru")
    pages(other).post("/trainings/se/remove/")
    with inside(client.practice):
        assert Training.objects.count() == 1
