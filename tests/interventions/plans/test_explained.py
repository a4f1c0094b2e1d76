"""A plan is explained in plain words before a client agrees: on the portal, on paper, in the API."""

import io

import pytest
from django.utils import timezone
from pydantic import ValidationError
from pypdf import PdfReader

from interventions import catalogue
from interventions.catalogue import Modality
from interventions.models import Plan
from interventions.plain_words import shipped_words
from interventions.plans.explained import explained
from tests.factories import a_client, a_plan, a_practice, a_staff, inside, portal_user, therapist_of
from tests.reading_age import grade, syllables
from tests.web import Api, pages, read

MOST_GRADE = 7.0
MODALITIES = [
    one for one in catalogue.all_versions().values() if one.key in {"emdr", "eft", "efit", "ifs", "schema", "se"}
]


def test_the_measure_itself() -> None:
    counted = {"dog": 1, "table": 2, "memory": 3, "moved": 1, "wanted": 2, "safe": 1, "sides": 1}
    assert {word: syllables(word) for word in counted} == counted
    assert grade("The cat sat on the mat.") < 2
    assert grade("Physiological dysregulation necessitates comprehensive multidisciplinary consideration.") > 20


@pytest.mark.parametrize("modality", MODALITIES, ids=lambda one: f"{one.key}-{one.version}")
def test_every_phase_is_explained_in_words_for_seven_years_of_school(modality: Modality) -> None:
    found = explained(modality)
    assert all(phase.does and phase.stirs for phase in found.phases)
    assert shipped_words()[modality.key].source
    texts = [found.instead, found.known, found.stop, *(f"{one.does} {one.stirs}" for one in found.phases)]
    assert grade(" ".join(texts)) <= MOST_GRADE
    assert {text[:30]: round(grade(text), 1) for text in texts if grade(text) > MOST_GRADE + 3} == {}
    assert "stop at any time" in found.stop


@pytest.mark.parametrize("page", catalogue.pages().values(), ids=lambda one: one.key)
def test_pages_for_clients_are_as_plain(page: catalogue.Page) -> None:
    said = " ".join(text for section in page.sections for text in section.text)
    assert grade(said) <= MOST_GRADE


def test_a_practices_own_modality_brings_its_own_words_or_none() -> None:
    data = catalogue.modality("emdr").model_dump(mode="json", by_alias=True) | {"key": "own-way"}
    assert [one.does for one in explained(Modality.model_validate(data)).phases] == [""] * 4
    phase = {"key": "1-history", "does": "We talk it over.", "stirs": "Not much, as a rule."}
    words = {"instead": "Something else.", "known": "Nothing is known.", "phases": [phase]}
    found = explained(Modality.model_validate(data | {"plain": words}))
    assert (found.phases[0].does, found.instead) == ("We talk it over.", "Something else.")
    wrong = {**words, "phases": [{**phase, "key": "9-none"}]}
    with pytest.raises(ValidationError, match="unknown phase 9-none"):
        Modality.model_validate(data | {"plain": wrong})


@pytest.mark.django_db
def test_the_client_reads_it_before_agreeing_everywhere() -> None:
    client = a_client(a_staff(a_practice()))
    plan = a_plan(client, "emdr")
    user = portal_user(client)
    with inside(client.practice):
        Plan.objects.filter(pk=plan.pk).update(agreement_asked_at=timezone.now())
    words = shipped_words()["emdr"]
    shown = pages(user).get(f"/my/plans/{plan.pk}/").content.decode()
    (offered,) = read(Api(user).get("me/plans/"))
    paper = pages(therapist_of(client)).get(f"/plans/{plan.pk}/for/{client.pk}/plan.pdf")
    printed = ""
    if paper.status_code == 200:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
        printed = " ".join(text.split())
    last = words.phases[-2]  # the targets
    in_the_room = pages(therapist_of(client)).get(f"/plans/{plan.pk}/agreement/").content.decode()
    for said in (last.does, last.stirs, words.instead, words.known):
        assert said in in_the_room
        assert said in shown
        assert said in str(offered["explained"])
        assert said in printed
    assert "You can stop" in shown
    assert "You can stop" in printed
