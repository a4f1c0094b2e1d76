"""Codings of the Adult Attachment Interview: what is kept, and what neither action nor database takes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions import AlreadyVoided
from assessments.interviews.actions import void_interview
from assessments.models import InterviewCoding
from clients.models import Client
from tests.factories import a_client, a_practice, a_staff, actor, an_interview, inside, therapist_of
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=2)


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()), birth_date=date(1990, 1, 1))


def test_kept_with_coder_and_certificate(client: Client) -> None:
    coding = an_interview(client, coherence_of_mind=Decimal("6.5"))
    assert (str(coding), coding.coder, coding.coherence_of_mind) == ("AAI U/E", "A. Coder", Decimal("6.5"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"classification": "X"}, "classification"),
        ({"secondary": ""}, "secondary"),
        ({"alternates": ["E"]}, "alternates"),
        ({"secondary": "CC", "alternates": ["U"]}, "alternates"),
        ({"classification": "CC", "secondary": "", "alternates": ["E", "E"]}, "alternates"),
        ({"unresolved_loss": Decimal("9.5")}, "unresolved_loss"),
        ({"unresolved_trauma": Decimal("4.2")}, "unresolved_trauma"),
        ({"secondary": "U"}, "secondary"),
        ({"classification": "F", "secondary": "E"}, "secondary"),
        ({"earned": True}, "earned"),
        ({"coherence_of_mind": Decimal("0.5")}, "coherence_of_mind"),
        ({"coherence_of_mind": Decimal("9.5")}, "coherence_of_mind"),
        ({"coherence_of_transcript": Decimal("5.3")}, "coherence_of_transcript"),
        ({"coder": " "}, "coder"),
        ({"certification": "x" * 201}, "certification"),
        ({"interviewed_on": date(1980, 1, 1)}, "interviewed_on"),
        ({"interviewed_on": TOMORROW}, "interviewed_on"),
        ({"coded_on": TOMORROW}, "coded_on"),
        ({"coded_on": date(2026, 1, 4)}, "coded_on"),
    ],
)
def test_codings_that_cannot_be(client: Client, fields: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        an_interview(client, **fields)
    assert field in caught.value.message_dict
    with inside(client.practice):
        assert not InterviewCoding.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"secondary": ""},
        {"secondary": "U"},
        {"alternates": ["E"]},
        {"secondary": "CC", "alternates": ["U"]},
        {"unresolved_loss": 0},
        {"classification": "F"},
        {"earned": True},
        {"coded_on": date(2020, 1, 1)},
        {"coherence_of_mind": 0},
        {"coder": ""},
        {"certification": ""},
        {"void_reason": "x"},
    ],
)
def test_the_database_refuses_them_too(client: Client, fields: dict[str, object]) -> None:
    coding = an_interview(client)
    with inside(client.practice), pytest.raises(IntegrityError), transaction.atomic():
        InterviewCoding.objects.filter(pk=coding.pk).update(**fields)


def test_voided_with_a_reason_it_stays(client: Client) -> None:
    coding, by = an_interview(client), actor(therapist_of(client))
    with inside(client.practice, by):
        with pytest.raises(ValidationError):
            void_interview(coding=coding, by=by, reason="")
        void_interview(coding=coding, by=by, reason="another client's")
        with pytest.raises(AlreadyVoided):
            void_interview(coding=coding, by=by, reason="again")
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/assessments/").content.decode()
    assert "another client&#x27;s" in page


def test_page_and_api_refuse_in_the_same_words(client: Client) -> None:
    therapist = therapist_of(client)
    body = {
        "interviewed_on": "2026-01-05",
        "coded_on": "2026-02-05",
        "coder": "A. Coder",
        "certification": "Berkeley 2019",
        "classification": "U",
    }
    message = "U needs its secondary code: F, Ds, E, CC."
    assert message in pages(therapist).post(f"/clients/{client.pk}/interview/", body).content.decode()
    api = Api(therapist)
    assert read(api.post("interviews/", body | {"client": str(client.pk)}))["secondary"] == [message]
    good = body | {"secondary": "E", "coherence_of_mind": "4.5"}
    assert pages(therapist).post(f"/clients/{client.pk}/interview/", good).status_code == 302
    assert read(api.post("interviews/", good | {"client": str(client.pk)}))["coherence_of_mind"] == "4.5"
    assert len(read(api.get("interviews/", client=str(client.pk)))["results"]) == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"secondary": "CC"}, "U/CC"),
        ({"secondary": "CC", "alternates": ["E", "Ds"]}, "U/CC/E/Ds"),
        ({"classification": "CC", "secondary": ""}, "CC"),
        ({"classification": "CC", "secondary": "", "alternates": ["Ds", "F"]}, "CC/Ds/F"),
    ],
)
def test_what_cannot_be_classified_is_kept_with_its_best_fitting_others(
    client: Client, fields: dict[str, object], code: str
) -> None:
    assert an_interview(client, **fields).code == code


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"classification": "F", "secondary": "", "coherence_of_mind": Decimal("4.5")}, "aai-low-coherence"),
        ({"classification": "Ds", "secondary": "", "coherence_of_mind": Decimal(6)}, "aai-high-coherence"),
        ({"classification": "E", "secondary": "", "coherence_of_mind": Decimal("5.5")}, "aai-high-coherence"),
        ({"classification": "F", "secondary": "", "unresolved_loss": Decimal(7)}, "aai-unresolved"),
        ({"unresolved_loss": Decimal(3), "unresolved_trauma": Decimal(2)}, "aai-not-unresolved"),
    ],
)
def test_scales_that_contradict_the_class_are_shown_and_not_refused(
    client: Client, fields: dict[str, object], said: str
) -> None:
    coding = an_interview(client, **fields)
    assert [warning.code for warning in coding.warnings] == [said]
    (row,) = read(Api(therapist_of(client)).get(f"interviews/?client={client.pk}"))["results"]
    assert [(one["code"], bool(one["text"])) for one in row["warnings"]] == [(said, True)]
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/assessments/").content.decode()
    assert "look again" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"classification": "F", "secondary": "", "coherence_of_mind": Decimal(5)},
        {"classification": "Ds", "secondary": "", "coherence_of_mind": Decimal(5), "unresolved_loss": Decimal(5)},
        {"unresolved_loss": Decimal("6.5"), "unresolved_trauma": Decimal(1)},
        {"classification": "CC", "secondary": "", "coherence_of_mind": Decimal(3)},
    ],
)
def test_scales_that_go_with_the_class_say_nothing(client: Client, fields: dict[str, object]) -> None:
    assert an_interview(client, **fields).warnings == ()
