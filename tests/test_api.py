"""What each call of /api/v1/ takes and answers, as docs/api.md says."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from clinic.core.access import Role
from clinic.core.models import Token
from tests.factories import (
    PASSWORD,
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_room,
    a_session,
    a_staff,
    an_assessment,
    an_assignment,
    inside,
    portal_user,
    therapist_of,
)
from tests.hostile.calls import description
from tests.web import UNKNOWN, Api, read

pytestmark = pytest.mark.django_db
VECTORS: list[dict[str, object]] = json.loads((Path(__file__).parent / "assessments" / "vectors.json").read_text())[
    "vectors"
]


def a_therapist_with_client() -> tuple[Api, Any]:
    therapist = a_staff(a_practice())
    return Api(therapist), a_client(therapist)


# --- signing in ------------------------------------------------------------------------------------------------------


def test_a_token_is_given_for_address_and_password_works_and_ends() -> None:
    staff = a_staff(a_practice())
    answer = Api().post("auth/token/", {"email": staff.user.email.upper(), "password": PASSWORD})
    assert answer.status_code == 200
    token = read(answer)["token"]
    assert set(read(answer)) == {"token", "expiry", "scope"}
    mine = Api(token=token)
    assert read(mine.get("me/"))["email"] == staff.user.email
    assert mine.post("auth/logout/").status_code == 204
    assert mine.get("me/").status_code == 401


def test_tokens_are_hashed_at_rest() -> None:
    staff = a_staff(a_practice())
    token = read(Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD}))["token"]
    row = Token.objects.get()
    assert token not in (row.digest, row.token_key)
    assert len(row.digest) == 128  # SHA-512


def test_a_wrong_password_and_an_unknown_address_are_answered_alike() -> None:
    staff = a_staff(a_practice())
    wrong = Api().post("auth/token/", {"email": staff.user.email, "password": "not this one"})
    unknown = Api().post("auth/token/", {"email": "nobody@example.org", "password": "not this one"})
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert wrong.status_code == 401


def test_after_five_wrong_passwords_even_the_right_one_waits() -> None:
    staff = a_staff(a_practice())
    for _ in range(5):
        Api().post("auth/token/", {"email": staff.user.email, "password": "not this one"})
    assert Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD}).status_code == 429


def test_with_a_second_factor_the_password_alone_is_not_enough() -> None:
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    staff = a_staff(a_practice())
    secret = generate_totp_secret()
    TOTP.activate(staff.user, secret)
    credentials = {"email": staff.user.email, "password": PASSWORD}
    assert Api().post("auth/token/", credentials).status_code == 401
    assert Api().post("auth/token/", credentials | {"otp": "000000"}).status_code == 401
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert Api().post("auth/token/", credentials | {"otp": code}).status_code == 200


def test_staff_without_a_second_factor_get_no_token_where_it_is_required(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    staff = a_staff(a_practice())
    assert Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD}).status_code == 401


def test_an_ended_token_is_refused() -> None:
    staff = a_staff(a_practice())
    api = Api(staff)
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    answer = api.get("clients/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Token", "Token x", "Token a b", "Bearer abc", "Token " + "ä" * 10, "Basic eDp5"])
def test_a_header_that_is_no_token_is_refused(header: str) -> None:
    api = Api()
    api.headers["Authorization"] = header
    assert api.get("me/").status_code == 401


def test_a_closed_account_has_no_way_in() -> None:
    staff = a_staff(a_practice())
    api = Api(staff)
    staff.user.is_active = False
    staff.user.save()
    assert api.get("me/").status_code == 401
    assert Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD}).status_code == 401


def test_the_session_of_the_pages_works_but_needs_the_csrf_token() -> None:
    from tests.web import pages

    staff = a_staff(a_practice())
    browser = pages(staff, enforce_csrf_checks=True)
    assert browser.get("/api/v1/me/").status_code == 200
    answer = browser.post("/api/v1/clients/", {"name": "A"}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_me_says_who_and_where() -> None:
    practice = a_practice(name="Harbour", time_zone="Pacific/Chatham")
    staff = a_staff(practice, Role.THERAPIST, Role.ADMIN)
    found = read(Api(staff).get("me/"))
    assert found["roles"] == ["admin", "therapist"]
    assert found["practice"] == {"id": str(practice.pk), "name": "Harbour", "time_zone": "Pacific/Chatham"}


# --- instruments, assessments ----------------------------------------------------------------------------------------


def test_instruments_are_listed_and_described() -> None:
    api, _client = a_therapist_with_client()
    keys = {row["key"] for row in read(api.get("instruments/"))}
    assert {"ecr-r", "ecr-s", "phq-9", "core-10"} <= keys
    one = read(api.get("instruments/ecr-r/"))
    assert one["subscales"]["anxiety"]["reverse"] == [9, 11]
    assert len(one["prompts"]["en"]) == 36
    assert api.get("instruments/nothing/").status_code == 404


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" not in v], ids=lambda v: v["instrument"])
def test_every_worked_example_over_the_api(vector: dict[str, Any]) -> None:
    api, client = a_therapist_with_client()
    body = {"client": str(client.pk), "instrument": vector["instrument"], "responses": vector["responses"]}
    answer = api.post("assessments/", body)
    assert answer.status_code == 201
    found = read(answer)
    assert {key: score["value"] for key, score in found["scores"].items()} == pytest.approx(vector["scores"], abs=0.001)
    assert {key: found["scores"][key]["band"] for key in vector["bands"]} == vector["bands"]
    assert found["style"] == vector["style"]
    assert read(api.get(f"assessments/{found['id']}/"))["scores"] == found["scores"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" in v], ids=lambda v: v["instrument"])
def test_every_bad_example_is_answered_with_the_item(vector: dict[str, Any]) -> None:
    api, client = a_therapist_with_client()
    body = {"client": str(client.pk), "instrument": vector["instrument"], "responses": vector["responses"]}
    answer = api.post("assessments/", body)
    assert answer.status_code == 400
    errors = read(answer)["responses"]
    assert all(vector["error"].partition(":")[0] in str(message) for message in errors.values())
    assert read(api.get("assessments/"))["results"] == []  # nothing half-saved


def test_a_second_measure_tells_the_change() -> None:
    api, client = a_therapist_with_client()
    an_assessment(client, value=3, on=timezone.localdate() - timedelta(days=60))
    found = read(
        api.post(
            "assessments/",
            {
                "client": str(client.pk),
                "instrument": "core-10",
                "responses": {str(n): 0 for n in range(1, 11)} | {"2": 4, "3": 4},
            },
        )
    )
    change = found["scores"]["total"]["change"]
    assert change["since_baseline"]["verdict"] == "recovered"
    assert found["scores"]["total"]["value"] == 0


def test_too_many_missing_is_a_null_that_says_why() -> None:
    api, client = a_therapist_with_client()
    body = {"client": str(client.pk), "instrument": "phq-9", "responses": {"1": 1, "2": None}}
    score = read(api.post("assessments/", body))["scores"]["total"]
    assert score["value"] is None
    assert "8 of 9 items are missing" in score["note"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"instrument": "mmpi"}, "instrument"),
        ({"instrument": None}, "instrument"),
        ({"client": "not-an-id"}, "client"),
        ({"client": None}, "client"),
        ({"responses": []}, "responses"),
        ({"responses": "1,2,3"}, "responses"),
        ({"responses": {}}, "responses"),
        ({"responses": {"1": None}}, "responses"),
        ({"responses": {"1": "2"}}, "responses"),
        ({"responses": {"1": 1.5}}, "responses"),
        ({"responses": {"1": True}}, "responses"),
        ({"responses": {str(n): 1 for n in range(1, 3000)}}, "responses"),
        ({"target": "mother"}, "target"),
        ({"completed_on": "2999-01-01"}, "completed_on"),
        ({"completed_on": "yesterday"}, "completed_on"),
        ({"completed_on": "1920-01-01"}, "completed_on"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_bad_assessment_names_the_field(change: dict[str, object], field: str) -> None:
    api, client = a_therapist_with_client()
    body = {"client": str(client.pk), "instrument": "phq-9", "responses": {str(n): 1 for n in range(1, 10)}}
    answer = api.post("assessments/", body | change)
    assert answer.status_code == 400, answer.content
    assert field in read(answer)
    assert read(api.get("assessments/"))["results"] == []


def test_before_birth_nothing_was_answered() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist, birth_date="2000-05-01")
    body = {
        "client": str(client.pk),
        "instrument": "phq-9",
        "responses": {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1},
        "completed_on": "1999-01-01",
    }
    assert "completed_on" in read(Api(therapist).post("assessments/", body))


# --- clients, caseload -----------------------------------------------------------------------------------------------


def test_clients_come_in_pages_and_can_be_searched() -> None:
    therapist = a_staff(a_practice())
    for number in range(27):
        a_client(therapist, name=f"Person {number:02}")
    a_client(therapist, name="Ärmel Ünal")
    api = Api(therapist)
    first = read(api.get("clients/"))
    second = read(api.get("clients/", after=first["next"]))
    assert (len(first["results"]), len(second["results"]), second["next"]) == (25, 3, None)
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}
    assert [row["name"] for row in read(api.get("clients/", search="ÜNAL"))["results"]] == ["Ärmel Ünal"]


# A table where a list belongs, half a character, and more levels than Python reads.
SPOILED = [
    base64.urlsafe_b64encode(text).decode()
    for text in (b'{"a": 1, "b": 2}', b'["\\ud800", "01a21d53-4778-7367-bd8e-9e9caa1f5a98"]', b"[" * 40_000)
]


@pytest.mark.parametrize("after", ["x", "W10", "bnVsbA", "WyJhIiwiYiJd", "e30", "WyJhXHUwMDAwIiwiYiJd", *SPOILED])
@pytest.mark.parametrize("path", ["clients/", "caseload/", "assessments/", "plans/", "sessions/", "assignments/"])
def test_a_cursor_that_is_none_is_refused(path: str, after: str) -> None:
    api, _client = a_therapist_with_client()
    answer = api.get(path, after=after)
    assert answer.status_code == 400
    assert "after" in read(answer)


@pytest.mark.parametrize("search", ["%", "_", "' OR 1=1 --", "\\", "<script>", "😀", "ض", "a" * 80])
def test_a_search_is_text_and_nothing_else(search: str) -> None:
    api, _client = a_therapist_with_client()
    for path in ("clients/", "caseload/"):
        answer = api.get(path, search=search)
        assert answer.status_code == 200
        assert read(answer)["results"] == []


@pytest.mark.parametrize("search", ["a" * 81, "a\x00b"])
def test_a_search_that_cannot_be_is_refused(search: str) -> None:
    api, _client = a_therapist_with_client()
    assert api.get("clients/", search=search).status_code == 400
    assert api.get("caseload/", search=search).status_code == 400


def test_a_client_is_added_and_found() -> None:
    therapist = a_staff(a_practice())
    api = Api(therapist)
    answer = api.post("clients/", {"name": "  Zoë  ", "email": "zoe@example.org", "consents": ["email"]})
    assert answer.status_code == 201
    assert read(answer)["name"] == "Zoë"
    assert read(api.get(f"clients/{read(answer)['id']}/"))["email"] == "zoe@example.org"


def test_an_admin_names_the_therapist_of_a_new_client() -> None:
    practice = a_practice()
    admin, therapist, foreign = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(a_practice())
    api = Api(admin)
    assert "therapist" in read(api.post("clients/", {"name": "A"}))
    assert "therapist" in read(api.post("clients/", {"name": "A", "therapist": str(foreign.pk)}))
    assert api.post("clients/", {"name": "A", "therapist": str(therapist.pk)}).status_code == 201
    assert len(read(Api(therapist).get("clients/"))["results"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": ["a"]}, "name"),
        ({"name": "A", "email": "no address"}, "email"),
        ({"name": "A", "birth_date": "2999-01-01"}, "birth_date"),
        ({"name": "A", "birth_date": "1850-01-01"}, "birth_date"),
        ({"name": "A", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "A", "consents": ["pigeon"]}, "consents"),
        ({"name": "A", "id": str(UNKNOWN)}, "id"),
        ({"name": "A", "practice": str(UNKNOWN)}, "practice"),
    ],
)
def test_a_bad_client_names_the_field(body: dict[str, object], field: str) -> None:
    api, _client = a_therapist_with_client()
    answer = api.post("clients/", body)
    assert answer.status_code == 400, answer.content
    assert field in read(answer)
    assert len(read(api.get("clients/"))["results"]) == 1


@pytest.mark.parametrize("name", ["محمد علي", "Ñandú 😀", "<b>Bob</b>", "Robert'); DROP TABLE clients_client;--", "𝕏"])
def test_any_name_that_people_have_is_kept_as_it_is(name: str) -> None:
    api, _client = a_therapist_with_client()
    answer = api.post("clients/", {"name": name})
    assert read(answer)["name"] == name
    assert read(api.get(f"clients/{read(answer)['id']}/"))["name"] == name


def test_a_caseload_row_tells_what_the_page_shows() -> None:
    therapist = a_staff(a_practice())
    client, partner = a_client(therapist, name="A"), a_client(therapist, name="B")
    an_assessment(client, "ecr-r", 6, on=timezone.localdate() - timedelta(days=90))
    an_assessment(client, value=3, on=timezone.localdate() - timedelta(days=60))
    an_assessment(client, value=1)
    a_plan(client, "eft", household=a_household(client, partner))
    session = a_session(client)
    an_assignment(client, times_per_week=4)
    row = read(Api(therapist).get("caseload/"))["results"][0]
    assert row["name"] == "A"
    assert (row["style"], row["modality"], row["together_with"]) == ("preoccupied", "eft", "B")
    assert (len(row["course"]), row["verdict"], row["open_alerts"]) == (
        2,
        "recovered" if row["score"] < 11 else row["verdict"],
        0,
    )
    assert row["next_session"].startswith(f"{session.starts_at:%Y-%m-%dT%H:%M}")
    assert (row["exercises_asked"], row["exercises_done"]) == (4, 0)
    unknown = Api(therapist).get("caseload/", show="everything")
    assert unknown.status_code == 400


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("clients/", 5),
        ("caseload/", 4),
        ("assessments/", 6),
        ("plans/", 6),
        ("sessions/", 5),
        ("assignments/", 5),
        ("me/", 5),
    ],
)
def test_a_list_takes_the_same_statements_for_one_and_for_many(path: str, most: int) -> None:
    therapist = a_staff(a_practice())

    def fill(count: int) -> None:
        for _ in range(count):
            client = a_client(therapist)
            an_assessment(client)
            a_plan(client)
            a_session(client, timezone.now() + timedelta(hours=_slot()))
            an_assignment(client)

    hours = iter(range(24, 2000))

    def _slot() -> int:
        return next(hours)

    api = Api(therapist)
    seen = []
    for count in (1, 6):
        fill(count)
        with CaptureQueriesContext(connection) as queries:
            assert api.get(path).status_code == 200
        seen.append(len([q for q in queries if "SAVEPOINT" not in q["sql"]]))
    assert seen[0] == seen[1] <= most + 3  # token, membership and scope are three


# --- plans, sessions, exercises --------------------------------------------------------------------------------------


def test_a_plan_is_assigned_once() -> None:
    api, client = a_therapist_with_client()
    body = {"client": str(client.pk), "modality": "emdr", "review_on": str(timezone.localdate() + timedelta(days=60))}
    answer = api.post("plans/", body)
    assert answer.status_code == 201
    assert read(answer)["phases"][0]["phase"] == read(answer)["phase"]
    again = api.post("plans/", body)
    assert again.status_code == 409
    assert "EMDR" in read(again)["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"modality": "hypnosis"}, "modality"),
        ({"phase": "nowhere"}, "phase"),
        ({"review_on": "2020-01-01"}, "review_on"),
        ({"formulation": "x" * 4001}, "formulation"),
        ({"household": "another's", "modality": "eft"}, "household"),
        ({"household": "own"}, "household"),  # EMDR is no couple work
    ],
)
def test_a_bad_plan_names_the_field(change: dict[str, object], field: str) -> None:
    api, client = a_therapist_with_client()
    if "household" in change:
        therapist = therapist_of(client)
        first = client if change["household"] == "own" else a_client(therapist)
        change = change | {"household": str(a_household(first, a_client(therapist)).pk)}
    answer = api.post("plans/", {"client": str(client.pk), "modality": "emdr"} | change)
    assert answer.status_code == 400, answer.content
    assert field in read(answer)


def test_a_session_is_booked_and_its_slot_is_taken() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, second = a_client(therapist), a_client(therapist)
    room = a_room(practice)
    api = Api(therapist)
    start = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    body = {"client": str(client.pk), "starts_at": start.isoformat(), "room": str(room.pk)}
    assert api.post("sessions/", body).status_code == 201
    taken = api.post("sessions/", body | {"client": str(second.pk)})
    assert taken.status_code == 409
    assert read(taken)["detail"] == "The therapist has another session at this time."
    after = api.post("sessions/", body | {"starts_at": (start + timedelta(minutes=50)).isoformat()})
    assert after.status_code == 201  # one may follow the other


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_at": "2001-01-01T10:00:00Z"}, "starts_at"),
        ({"starts_at": "2999-01-01T10:00:00Z"}, "starts_at"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": None}, "starts_at"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1500}, "minutes"),
        ({"minutes": "long"}, "minutes"),
        ({"therapist": str(UNKNOWN)}, "therapist"),
        ({"room": str(UNKNOWN)}, "room"),
        ({"minuets": 50}, "minuets"),
    ],
)
def test_a_bad_session_names_the_field(change: dict[str, object], field: str) -> None:
    api, client = a_therapist_with_client()
    start = timezone.now() + timedelta(days=2)
    answer = api.post("sessions/", {"client": str(client.pk), "starts_at": start.isoformat()} | change)
    assert answer.status_code == 400, answer.content
    assert field in read(answer)
    assert read(api.get("sessions/"))["results"] == []


def test_another_practices_room_plan_and_therapist_cannot_be_named() -> None:
    api, client = a_therapist_with_client()
    elsewhere = a_practice()
    stranger = a_staff(elsewhere)
    room, plan = a_room(elsewhere), a_plan(a_client(stranger))
    body = {"client": str(client.pk), "starts_at": (timezone.now() + timedelta(days=2)).isoformat()}
    assert "room" in read(api.post("sessions/", body | {"room": str(room.pk)}))
    assert "therapist" in read(api.post("sessions/", body | {"therapist": str(stranger.pk)}))
    assert api.post("sessions/", body | {"plan": str(plan.pk)}).status_code == 404


def test_an_exercise_is_given_done_and_counted() -> None:
    api, client = a_therapist_with_client()
    given = api.post("assignments/", {"client": str(client.pk), "exercise": "paced-breathing", "note": "Evenings"})
    assert given.status_code == 201
    again = api.post("assignments/", {"client": str(client.pk), "exercise": "paced-breathing"})
    assert again.status_code == 409
    own = Api(portal_user(client))
    (exercise,) = read(own.get("me/exercises/"))
    assert (exercise["note"], exercise["done_week"]) == ("Evenings", 0)
    assert exercise["steps"]
    key = str(UNKNOWN)
    for _ in range(2):  # sent twice, kept once
        log = own.post(f"me/exercises/{exercise['id']}/logs/", {"before": 7, "after": 3, "key": key})
        assert log.status_code == 201
    assert read(own.get("me/exercises/"))[0]["done_week"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"before": 11}, "before"),
        ({"after": -1}, "after"),
        ({"before": "much"}, "before"),
        ({"done": "maybe"}, "done"),
        ({"note": "x" * 1001}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"key": "1"}, "key"),
        ({"feeling": "good"}, "feeling"),
    ],
)
def test_a_bad_log_names_the_field(body: dict[str, object], field: str) -> None:
    _api, client = a_therapist_with_client()
    assignment = an_assignment(client)
    answer = Api(portal_user(client)).post(f"me/exercises/{assignment.pk}/logs/", body)
    assert answer.status_code == 400
    assert field in read(answer)


def test_a_client_sees_own_appointments_and_a_partner_the_joint_ones() -> None:
    therapist = a_staff(a_practice())
    client, partner, other = a_client(therapist), a_client(therapist), a_client(therapist)
    plan = a_plan(client, "eft", household=a_household(client, partner))
    a_session(client, timezone.now() + timedelta(days=1), plan=plan)
    a_session(other, timezone.now() + timedelta(days=2))
    for person, count in ((client, 1), (partner, 1), (other, 1)):
        rows = read(Api(portal_user(person)).get("me/appointments/"))
        assert len(rows) == count
        assert rows[0]["therapist"] == therapist.name


# --- the wire --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "{'a': 1}", b"\xff\xfe", '{"a": NaN}', "[" * 5000])
@pytest.mark.parametrize("path", ["assessments/", "clients/", "auth/token/"])
def test_a_body_that_is_no_object_is_a_400(path: str, body: str | bytes) -> None:
    api, _client = a_therapist_with_client()
    assert api.post(path, body).status_code == 400


def test_ten_megabytes_are_refused_unread() -> None:
    api, _client = a_therapist_with_client()
    answer = api.post("clients/", b'{"name": "' + b"a" * (10 * 2**20) + b'"}')
    assert answer.status_code == 413
    assert "2 MB" in read(answer)["detail"]


def test_a_form_is_not_json() -> None:
    api, _client = a_therapist_with_client()
    answer = api.browser.post("/api/v1/clients/", {"name": "A"}, headers=api.headers)
    assert answer.status_code == 415


def test_unknown_paths_and_methods_are_json_too() -> None:
    api, client = a_therapist_with_client()
    assert read(api.get("nothing/")) == {"detail": "Not found."}
    answer = api.browser.delete(f"/api/v1/clients/{client.pk}/", headers=api.headers)
    assert answer.status_code == 405
    assert "detail" in read(answer)
    assert Api().browser.delete(f"/api/v1/clients/{client.pk}/").status_code == 401


def test_nothing_of_the_api_may_stay_in_a_cache() -> None:
    api, _client = a_therapist_with_client()
    assert "no-store" in api.get("clients/")["Cache-Control"]


def test_the_description_is_valid_openapi_and_names_every_call() -> None:
    from django.urls import get_resolver
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.validation import validate_schema

    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")
    urls = {p for p in get_resolver().namespace_dict["api"][1].reverse_dict if isinstance(p, str)}
    assert len(schema["paths"]) == len(urls)


def test_every_call_of_the_description_names_its_errors_with_a_body() -> None:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            errors = {status: one for status, one in operation["responses"].items() if status.startswith("4")}
            assert "/auth/" in path or errors.keys() >= {"400", "401"}, (method, path)
            assert ("{" in path) <= ("404" in errors), (method, path)
            assert ("requestBody" in operation) <= ("415" in errors), (method, path)
            for status, answer in errors.items():
                content = answer["content"]["application/json"]
                assert content["schema"], (method, path, status)


def test_a_query_parameter_that_is_not_known_is_refused_by_name() -> None:
    api, client = a_therapist_with_client()
    answer = api.get("sessions/", cleint=str(client.pk), since="2026-01-01", x="")
    assert answer.status_code == 400
    assert set(read(answer)) == {"cleint", "x"}
    assert "client" in read(answer)["cleint"][0]
    assert read(api.get("me/", verbose="1")) == {"verbose": ["Unknown parameter. None is known here."]}
    assert api.get("me/", format="json").status_code == 400


def test_the_description_page_needs_nothing_from_outside() -> None:
    page = Api().browser.get("/api/docs/").content.decode()
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
    assert Api().browser.get("/api/schema/").status_code == 200


def test_assessments_can_be_asked_for_one_client() -> None:
    practice = a_practice()
    therapist, colleague = a_staff(practice), a_staff(practice)
    client, other = a_client(therapist), a_client(colleague)
    an_assessment(client)
    an_assessment(other)
    api = Api(therapist)
    assert len(read(api.get("assessments/", client=str(client.pk)))["results"]) == 1
    assert api.get("assessments/", client=str(other.pk)).status_code == 404
    assert api.get("assessments/", client="x").status_code == 400


def test_a_supervisor_reads_the_answers_of_a_supervisees_client_and_an_admin_does_not() -> None:
    practice = a_practice()
    supervisor, admin = a_staff(practice, Role.SUPERVISOR), a_staff(practice, Role.ADMIN)
    client = a_client(a_staff(practice, supervisor=supervisor))
    assessment = an_assessment(client)
    assert read(Api(supervisor).get(f"assessments/{assessment.pk}/"))["responses"]["1"] == 2
    assert Api(admin).get(f"assessments/{assessment.pk}/").status_code == 403
    with inside(practice):
        assert assessment.responses["1"] == 2


@pytest.mark.parametrize("path", ["auth/token/?next=/", "auth/logout/?everywhere=1"])
def test_calls_of_signing_in_refuse_parameters_that_they_do_not_know(path: str) -> None:
    staff = a_staff(a_practice())
    answer = Api(staff).post(path, {"email": staff.user.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "Unknown parameter" in answer.content.decode()
    assert Token.objects.count() == 1  # none was made, and none ended


def test_a_wrong_method_is_told_before_a_wrong_parameter() -> None:
    assert Api(a_staff(a_practice())).post("auth/devices/?color=red").status_code == 405
