"""The client's questionnaire pages and their API, without a browser."""

import pytest

from assessments.models import QuestionnaireAssignment
from assessments.questionnaires.actions import withdraw_questionnaire
from clients.models import Client
from clinic.core.models import User
from clinic.core.practices import change_practice
from tests.factories import a_client, a_practice, a_questionnaire, a_staff, inside, portal_user
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice(crisis_contacts="Call 0800 1111")))


@pytest.fixture
def user(client: Client) -> User:
    return portal_user(client)


def stored(questionnaire: QuestionnaireAssignment) -> QuestionnaireAssignment:
    with inside(questionnaire.practice):
        return QuestionnaireAssignment.objects.get(pk=questionnaire.pk)


def test_from_the_first_item_to_thanks(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client)
    browser = pages(user)
    assert b"Some questions" in browser.get("/my/").content
    at = f"/my/questions/{questionnaire.pk}/"
    for item in range(1, 10):
        assert f"Question {item} of 9".encode() in browser.get(f"{at}{item}/").content
        answer = browser.post(f"{at}{item}/", {"value": "1" if item != 4 else "", f"seen-{item}": ""})
        assert answer["Location"] == (f"{at}{item + 1}/" if item < 9 else f"{at}send/")
    assert b"One question has no answer." in browser.get(f"{at}send/").content
    assert browser.post(f"{at}send/")["Location"] == f"{at}end/"
    thanks = browser.get(f"{at}end/").content
    assert b"Thank you" in thanks
    assert b'Call <a href="tel:08001111">0800 1111</a>' in thanks  # item 9 was endorsed
    assert stored(questionnaire).state == "submitted"
    assert browser.get(at)["Location"] == f"{at}end/"
    assert b"Some questions" not in browser.get("/my/").content


def test_without_danger_no_crisis_contacts(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client, "gad-7")
    browser = pages(user)
    browser.post(f"/my/questions/{questionnaire.pk}/all/", {f"item-{n}": "1" for n in range(1, 8)})
    browser.post(f"/my/questions/{questionnaire.pk}/send/")
    thanks = browser.get(f"/my/questions/{questionnaire.pk}/end/").content
    assert b"Thank you" in thanks
    assert b"555" not in thanks


def test_one_goes_on_where_one_was(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client)
    first, second = pages(user), pages(user)
    for item in (1, 2, 3):
        first.post(f"/my/questions/{questionnaire.pk}/{item}/", {"value": "2"})
    begin = second.get(f"/my/questions/{questionnaire.pk}/").content
    assert b"Go on with question 4" in begin
    assert b'value="2" aria-pressed="true"' in second.get(f"/my/questions/{questionnaire.pk}/3/").content


def test_another_devices_answer_is_shown_before_it_is_changed(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client)
    first, second = pages(user), pages(user)
    first.post(f"/my/questions/{questionnaire.pk}/1/", {"value": "2", "seen-1": ""})
    answer = second.post(f"/my/questions/{questionnaire.pk}/1/", {"value": "0", "seen-1": ""})
    assert answer.status_code == 409
    assert b"answered on another device: 2" in answer.content
    assert second.post(f"/my/questions/{questionnaire.pk}/1/", {"value": "0", "seen-1": "2"}).status_code == 302
    assert stored(questionnaire).responses == {"1": 0}


@pytest.mark.parametrize("value", ["4", "-1", "x", "1.5", "٣", "9" * 400, "<b>"])
def test_an_answer_that_cannot_be(client: Client, user: User, value: str) -> None:
    questionnaire = a_questionnaire(client)
    answer = pages(user).post(f"/my/questions/{questionnaire.pk}/1/", {"value": value})
    assert answer.status_code == 400
    assert b"Please choose one of the answers" in answer.content
    listed = pages(user).post(f"/my/questions/{questionnaire.pk}/all/", {"item-1": "1", "item-2": value})
    assert listed.status_code == 400
    assert stored(questionnaire).responses == {}


@pytest.mark.parametrize("item", ["0", "10", "9999999999999999999999"])
def test_items_that_are_not_there(client: Client, user: User, item: str) -> None:
    assert pages(user).get(f"/my/questions/{a_questionnaire(client).pk}/{item}/").status_code == 404


def test_taken_back_meanwhile(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice):
        withdraw_questionnaire(questionnaire=questionnaire)
    browser = pages(user)
    for path in ("", "1/", "all/", "send/"):
        assert browser.get(f"/my/questions/{questionnaire.pk}/{path}")["Location"].endswith("/end/")
    for path in ("1/", "send/"):
        assert browser.post(f"/my/questions/{questionnaire.pk}/{path}", {"value": "1"})["Location"].endswith("/end/")
    assert b"No longer needed" in browser.get(f"/my/questions/{questionnaire.pk}/end/").content
    quiet = browser.post(f"/my/questions/{questionnaire.pk}/1/", {"value": "1"}, headers={"accept": "application/json"})
    assert quiet.status_code == 410


def test_prompts_say_whose_words_they_are(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client)
    assert b"In our own words" in pages(user).get(f"/my/questions/{questionnaire.pk}/1/").content


def test_a_scale_without_a_word_for_each_answer(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client, "ecr-r")
    page = pages(user).get(f"/my/questions/{questionnaire.pk}/1/").content.decode()
    assert page.count('name="value"') == 8  # seven answers and "rather not"


# --- the same over the API --------------------------------------------------------------------------------------------


def test_api(client: Client, user: User) -> None:
    questionnaire = a_questionnaire(client)
    api = Api(user)
    (shown,) = read(api.get("me/questionnaires/"))
    assert (shown["id"], len(shown["prompts"]), shown["published_wording"]) == (str(questionnaire.pk), 9, False)
    path = f"me/questionnaires/{questionnaire.pk}"
    assert read(api.post(f"{path}/answers/", {"responses": {"1": 3}}))["responses"] == {"1": 3}
    clash = api.post(f"{path}/answers/", {"responses": {"1": 0}, "seen": {"1": None}})
    assert (clash.status_code, "answered elsewhere: 3" in read(clash)["detail"]) == (409, True)
    bad = api.post(f"{path}/answers/", {"responses": {"2": "1"}})
    assert read(bad)["responses"]["2"] == "must be a whole number, or null when not answered"
    api.post(f"{path}/answers/", {"responses": {str(n): 1 for n in range(2, 10)}})
    sent = api.post(f"{path}/submission/")
    assert (sent.status_code, read(sent)) == (201, {"state": "submitted", "crisis_contacts": "Call 0800 1111"})
    assert api.post(f"{path}/submission/").status_code == 201  # sent twice, kept once
    assert api.post(f"{path}/answers/", {"responses": {"1": 1}}).status_code == 409
    assert read(api.get("me/questionnaires/")) == []


@pytest.mark.parametrize(
    "body", [None, [], {}, {"responses": []}, {"responses": {}, "x": 1}, "{", {"responses": {"1": {}}}]
)
def test_api_bad_bodies(client: Client, user: User, body: object) -> None:
    questionnaire = a_questionnaire(client)
    assert Api(user).post(f"me/questionnaires/{questionnaire.pk}/answers/", body).status_code == 400
    assert stored(questionnaire).responses == {}


def test_staff_give_over_the_api(client: Client, user: User) -> None:
    from tests.factories import therapist_of

    api = Api(therapist_of(client))
    body = {"client": str(client.pk), "instrument": "gad-7"}
    made = api.post("questionnaires/", body)
    assert (made.status_code, read(made)["state"]) == (201, "open")
    assert api.post("questionnaires/", body).status_code == 400
    assert read(api.get("questionnaires/", client=str(client.pk)))["results"][0]["instrument"] == "gad-7"
    unknown = api.post("questionnaires/", body | {"instrument": "nope"})
    assert "Known:" in read(unknown)["instrument"][0]


def test_a_practice_without_crisis_contacts_names_the_emergency_number(client: Client, user: User) -> None:
    with inside(client.practice):
        change_practice(practice=client.practice, crisis_contacts="")
    questionnaire = a_questionnaire(client)
    browser = pages(user)
    browser.post(f"/my/questions/{questionnaire.pk}/all/", {f"item-{n}": "1" for n in range(1, 10)})
    browser.post(f"/my/questions/{questionnaire.pk}/send/")
    assert b"emergency number" in browser.get(f"/my/questions/{questionnaire.pk}/end/").content
