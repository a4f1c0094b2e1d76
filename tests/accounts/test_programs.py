"""Tokens that live for weeks: how one is made, what each of them may do, and how they end."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from clients.models import Client
from clinic.accounts.actions import close_account, reset_second_factor
from clinic.accounts.devices import end_elsewhere
from clinic.accounts.programs import MOST_PROGRAMS, make_program
from clinic.core.access import May, Role
from clinic.core.api import Allowed
from clinic.core.models import AccessLog, Message, Staff, Token, User
from clinic.core.scopes import READING, Scope, covers
from tests.accounts.test_accounts import enrol, sign_in
from tests.core.test_access import CASES, PEOPLE, World, _body, _path, undone
from tests.factories import PASSWORD, a_client, a_practice, a_staff, inside, portal_user
from tests.totp import code_of
from tests.web import Api, pages, read, text

PAGE = "/account/devices/program/"
FIELDS = {"name": "Night report", "scope": "read", "days": "30"}


def ask(staff: Staff, **fields: object) -> Any:
    return Api().post("auth/token/", {"email": staff.user.email, "password": PASSWORD, **fields})


def days_of(row: Token) -> int:
    assert row.expiry
    whole: int = round((row.expiry - row.created) / timedelta(days=1))
    return whole


def a_program(user: User | Staff, scope: Scope = Scope.READ, **options: Any) -> Api:
    account = user.user if isinstance(user, Staff) else user
    return Api(token=make_program(user=account, name="Night report", scope=scope, **options)[1])


@pytest.mark.django_db
def test_the_page_asks_who_it_is_first_and_shows_the_token_once() -> None:
    staff = a_staff(a_practice())
    browser = pages()
    sign_in(browser, staff.user.email, PASSWORD)
    led = browser.get(PAGE)
    assert led["Location"].startswith("/account/reauthenticate/")
    assert browser.post(PAGE, FIELDS)["Location"].startswith("/account/reauthenticate/")
    assert not Token.objects.exists()
    made = text(browser.post(led["Location"], {"password": PASSWORD}))  # goes on with what was sent
    assert "Night report" in made
    found = re.search(r"sbp_\w+", made)
    assert found
    assert read(Api(token=found.group()).get("me/"))["email"] == staff.user.email
    row = Token.objects.get()
    assert (row.name, row.scope, days_of(row)) == ("Night report", "read", 30)
    listed = text(browser.get("/account/devices/"))
    assert "Night report" in listed
    assert found.group() not in listed
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_token AS t WHERE strpos(t::text, %s) > 0", [found.group()])
        assert cursor.fetchone() == (0,)
    with inside(staff.practice):
        mail = Message.objects.get(kind=Message.Kind.SECURITY)
        assert (mail.to_address, "Night report" in mail.body) == (staff.user.email, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", value) for value in ("", " \u200b ", "x" * 81)),
        *(("scope", value) for value in ("all", "")),
        *(("days", value) for value in ("0", "366", "soon", "")),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(field: str, value: str) -> None:
    staff = a_staff(a_practice())
    browser = pages()
    sign_in(browser, staff.user.email, PASSWORD)
    browser.post(browser.get(PAGE)["Location"], {"password": PASSWORD})
    page = text(browser.post(PAGE, FIELDS | {field: value}))
    assert 'class="errorlist"' in page
    assert field == "name" or 'value="Night report"' in page
    if value.strip(" \u200b"):
        answer = ask(staff, **(FIELDS | {"days": 30, field: value}))
        assert (answer.status_code, list(read(answer))) == (400, [field])
    assert not Token.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "where"), [({"scope": "read"}, "name"), ({"days": 3}, "days"), ({"scope": "read", "name": " "}, "name")]
)
def test_the_api_says_what_is_missing(fields: dict[str, object], where: str) -> None:
    answer = ask(a_staff(a_practice()), **fields)
    assert (answer.status_code, list(read(answer))) == (400, [where])


@pytest.mark.django_db
def test_the_api_gives_one_for_address_password_and_code(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    staff, secret = a_staff(a_practice()), generate_totp_secret()
    good = {"name": "Night report", "scope": "reports"}
    assert ask(staff, **good).status_code == 401  # no second factor yet
    TOTP.activate(staff.user, secret)
    assert ask(staff, **good).status_code == 401
    answer = ask(staff, **good, otp=code_of(secret))
    assert read(answer)["scope"] == "reports"
    row = Token.objects.get()
    assert days_of(row) == 90
    listed = read(Api(token=ask_sign_in(staff, secret)).get("auth/devices/"))
    assert {(one["name"], one["scope"]) for one in listed} == {("Night report", "reports"), ("", "")}


def ask_sign_in(staff: Staff, secret: str) -> str:
    """A token of a sign-in, by the next code: none counts twice."""
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        found: str = read(ask(staff, otp=code_of(secret)))["token"]
        return found


@pytest.mark.django_db
def test_where_a_second_factor_is_required_the_page_asks_for_one_first(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    staff = a_staff(a_practice())
    browser = pages()
    sign_in(browser, staff.user.email, PASSWORD)
    browser.post(browser.get(PAGE)["Location"], {"password": PASSWORD})
    assert browser.get(PAGE)["Location"] == "/account/second-factor/"
    assert browser.post(PAGE, FIELDS)["Location"] == "/account/second-factor/"
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_the_eleventh_is_refused_and_sign_ins_push_none_of_them_out(settings: Settings) -> None:
    staff = a_staff(a_practice())
    for _ in range(MOST_PROGRAMS):
        a_program(staff)
    answer = ask(staff, name="One more", scope="own")
    assert (answer.status_code, "You have 10 already" in str(read(answer))) == (400, True)
    settings.SIGN_IN_TRIES_ACCOUNT = 100
    for _ in range(25):
        assert ask(staff).status_code == 200
    assert Token.objects.exclude(scope="").count() == MOST_PROGRAMS


@pytest.mark.django_db
def test_it_ends_in_time_and_the_database_knows_no_endless_one() -> None:
    staff = a_staff(a_practice())
    program = a_program(staff, days=2)
    with time_machine.travel(timezone.now() + timedelta(days=1, hours=23)):
        assert program.get("me/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        assert program.get("me/").status_code == 401
    for wrong in (
        {"expiry": None, "name": "x", "scope": Scope.READ},
        {"expiry": timedelta(days=400), "name": "x", "scope": Scope.READ},
        {"expiry": timedelta(days=1), "name": "", "scope": Scope.READ},
        {"expiry": timedelta(days=1), "name": "x", "scope": "all"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Token.objects.create(user=staff.user, **wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("event", ["password", "factor", "reset", "closed", "elsewhere", "device"])
def test_what_ends_other_sign_ins_ends_programs_too(
    event: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    practice = a_practice()
    staff = a_staff(practice)
    program = a_program(staff)
    browser = pages()
    sign_in(browser, staff.user.email, PASSWORD)
    assert program.get("me/").status_code == 200
    with inside(practice):
        if event == "reset":
            reset_second_factor(staff.user)
        elif event == "closed":
            close_account(staff.user)
    if event == "password":
        new = "another long one"
        browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    elif event == "factor":
        with django_capture_on_commit_callbacks(execute=True):
            assert enrol(browser, PASSWORD).status_code == 302
    elif event == "elsewhere":
        end_elsewhere(staff.user, keep="")
    elif event == "device":
        mark = read(program.get("auth/devices/"))
        own = next(one["id"] for one in mark if one["is_current"])
        browser.post("/account/devices/end/", {"device": own})
    assert program.get("me/").status_code == 401


@pytest.mark.django_db
def test_logs_and_histories_say_which_token_it_was() -> None:
    practice = a_practice()
    staff = a_staff(practice)
    client = a_client(staff)
    program = a_program(staff, Scope.WRITE)
    assert program.get(f"clients/{client.pk}/").status_code == 200
    answer = program.get(f"clients/{client.pk}/")
    assert program.patch(f"clients/{client.pk}/", {"reference": "A-1"}, revision=int(answer["ETag"].strip('"')))
    with inside(practice):
        labels = set(AccessLog.objects.values_list("actor", flat=True))
        assert len(labels) == 1
        assert re.fullmatch(rf"staff {re.escape(staff.name)} by token [0-9a-f]{{8}} Night report", labels.pop())
        history: Any = Client.history.model if hasattr(Client, "history") else Client.pgh_event_model  # type: ignore[attr-defined]
        newest = history.objects.filter(pgh_obj_id=client.pk).latest("pgh_id" if hasattr(history, "pgh_id") else "id")
        assert newest.pgh_context["actor"].endswith("Night report")


# --- scopes ----------------------------------------------------------------------------------------------------------


def test_each_scope_covers_its_part_and_a_writer_touches_no_account() -> None:
    assert covers("", May.MANAGE_PRACTICE, "POST")
    assert covers(Scope.OWN, May.SEE_OWN_ACCOUNT, "GET")
    assert not covers(Scope.OWN, May.READ_RECORD, "GET")
    assert covers(Scope.REPORTS, May.SEE_REPORTS, "GET")
    assert not covers(Scope.REPORTS, May.SEE_CLIENT, "GET")
    assert covers(Scope.READ, May.READ_NOTES, "HEAD")
    assert covers(Scope.WRITE, May.RECORD, "POST")
    assert not covers(Scope.WRITE, May.MANAGE_PRACTICE, "PATCH")
    assert not covers(Scope.WRITE, May.SEE_OWN_ACCOUNT, "DELETE")
    assert not any(covers(scope, may, "POST") for scope in Scope if scope is not Scope.WRITE for may in May)
    with pytest.raises(ValueError, match="everything"):
        covers("everything", May.SEE_DESK, "GET")


def test_nothing_is_written_with_a_token_that_reads_and_reports_show_no_client(world: World) -> None:
    """Every call of the access matrix, by everybody who has an account: the person may, the token may not."""
    passed, refused = [], 0
    with undone():
        tokens = {
            (person, scope): a_program(user, scope)
            for person in PEOPLE
            if (user := world.people[person])
            for scope in (Scope.READ, Scope.REPORTS)
        }
        for name, method in CASES:
            if not name.startswith("api:") or name in {"api:token", "api:logout"}:
                continue
            for (person, scope), program in tokens.items():
                path = _path(name, world.records["own"]).removeprefix("/api/v1/")
                with undone():
                    if method == "GET":
                        status = program.get(path).status_code
                    else:
                        send = getattr(program.browser, method.lower())
                        body = _body(name, world.records["own"])
                        whole = f"/api/v1/{path}"
                        status = send(whole, body, content_type="application/json", headers=program.headers).status_code
                refused += status == 403
                if method not in READING and status != 403:
                    passed.append((name, method, person, scope, status))
                if scope is Scope.REPORTS and "client" in path and status == 200:
                    passed.append((name, method, person, scope, status))
    assert passed == []
    assert refused > 400


def test_every_call_asks_for_the_scope_in_the_one_place() -> None:
    from clinic.config.api_urls import urlpatterns

    without = {
        route.name
        for route in urlpatterns
        if Allowed not in route.callback.cls.permission_classes  # type: ignore[attr-defined]
    }
    assert without == {"token", "logout"}


def test_the_description_names_the_scopes_of_each_operation() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    calls = schema["paths"]
    assert calls["/api/v1/auth/devices/"]["get"]["x-token-scopes"] == ["own", "read", "write"]
    assert calls["/api/v1/auth/devices/{mark}/"]["delete"]["x-token-scopes"] == []
    assert calls["/api/v1/reports/endings/"]["get"]["x-token-scopes"] == ["reports", "read", "write"]
    assert "scope" in calls["/api/v1/clients/"]["post"]["responses"]["403"]["description"]
    assert "x-token-scopes" in schema["components"]["securitySchemes"]["token"]["description"]


@pytest.mark.django_db
def test_who_is_refused_reads_why_and_a_client_has_programs_too() -> None:
    staff = a_staff(a_practice(), Role.ADMIN, Role.THERAPIST)
    client = a_client(staff)
    answer = a_program(staff).post("clients/", {"name": "Somebody New"})
    assert (answer.status_code, read(answer)) == (403, {"detail": "The scope of this token does not reach so far."})
    writer = a_program(staff, Scope.WRITE)
    assert writer.post(f"staff/{staff.pk}/invitation/").status_code == 403
    assert writer.post("clients/", {"name": "Somebody New"}).status_code == 201
    own = a_program(portal_user(client), Scope.OWN)
    assert own.get("me/diary/").status_code == 200
    assert own.post("me/diary/", {}).status_code == 403
