"""A link that lets somebody in, or shows a calendar, is in the mail and in no table: neither a row nor its history."""

import base64
import os
import re
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.test import override_settings
from django.utils import timezone
from psycopg import sql
from pytest_django import Settings

from clients.actions import invite_to_portal
from clinic.accounts.actions import change_address, link_of
from clinic.accounts.mails import invite
from clinic.accounts.sessions import SessionStore
from clinic.accounts.tasks import mail_link
from clinic.core import outbox
from clinic.core.mail import compose
from clinic.core.models import Message, User
from clinic.core.tasks import deliver_messages
from clinic.local.mailsink import serve
from clinic.local.postgres import binary
from clinic.local.stack import free_port
from interventions.reminders.actions import enqueue_due_reminders
from interventions.sessions.calendar_settings import open_feed
from tests import servers
from tests.factories import PASSWORD, a_client, a_practice, a_session, a_staff, inside
from tests.web import pages

TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Path]:
    """The folder of a real mail server on loopback."""
    server = serve(port := free_port(), tmp_path / "mail")
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        yield tmp_path / "mail"
    server.stop()


def bodies(folder: Path) -> str:
    """All that stands in the mails."""
    mails = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml")))
    return "\n".join(str(mail.get_body(("plain",)).get_content()) for mail in mails)  # type: ignore[union-attr]


def tables_with(database: str, secret: str) -> list[str]:
    """The tables, of histories too, in whose rows this text stands."""
    found = []
    with servers.superuser(database) as connection:
        names = [str(name) for (name,) in connection.execute(TABLES).fetchall()]
        assert len(names) > 80
        for name in names:
            query = sql.SQL("SELECT count(*) FROM {} AS r WHERE strpos(r::text, %s) > 0").format(sql.SQL(name))
            number = connection.execute(query, [secret]).fetchone()
            if number and number[0]:
                found.append(name)
    return found


def test_the_links_of_mails_stand_in_no_table_and_work(own_database: str, sink: Path) -> None:
    practice = a_practice()
    staff = a_staff(practice, password=None)
    client = a_client(staff, name="Quill Person", email="one@example.org")
    a_session(client, timezone.now() + timedelta(hours=20))
    with inside(practice):
        invite(user=staff.user, practice=practice)
        invite_to_portal(client=client)
        feed = open_feed(therapist=staff)
        enqueue_due_reminders()
    assert tables_with(own_database, "Quill Person")  # the search finds what is there
    assert tables_with(own_database, "/reset/key/") == []
    assert deliver_messages(str(practice.pk)) == 3
    mail_link(a_staff(practice).user.email)
    assert deliver_messages(str(practice.pk)) == 1
    mailed = bodies(sink)
    keys = re.findall(r"/reset/key/([^/]+)/", mailed)
    tokens = re.findall(r"/unsubscribe/([^/\s]+)/", mailed)
    assert (len(keys), len(tokens)) == (3, 1)
    for secret in (*(key.split("-", 1)[1] for key in keys), *tokens, feed.rstrip("/").rsplit("/", 1)[-1]):
        assert tables_with(own_database, secret) == []
    for key in keys[:2]:
        assert pages().get(f"/account/password/reset/key/{key}/").status_code == 302  # to the form; a void one is not


@pytest.mark.django_db
def test_an_invitation_that_is_claimed_when_the_address_changes_takes_no_link_to_the_old_one() -> None:
    practice = a_practice()
    staff = a_staff(practice, password=None)
    with inside(practice):
        invite(user=staff.user, practice=practice)
        (row,) = outbox.claim(1)
        assert "/reset/key/" in compose(row).body
        change_address(user=staff.user, email="other@example.org")
        with pytest.raises(outbox.Unwanted, match="changed"):
            compose(row)


@pytest.mark.django_db
def test_an_invitation_that_may_not_go_any_more_is_marked_and_says_why(sink: Path) -> None:
    practice = a_practice()
    staff = a_staff(practice, password=None)
    with inside(practice):
        invite(user=staff.user, practice=practice)
        type(staff.user).objects.filter(pk=staff.user.pk).update(email="other@example.org")
    assert deliver_messages(str(practice.pk)) == 0
    with inside(practice):
        row: Any = Message.objects.get()
        assert (row.state, row.state_reason, row.lease_token) == ("cancelled", "account closed or changed", None)
    assert list(sink.glob("*.eml")) == []


def dump_of(database: str) -> str:
    """What a backup holds, in clear: pg_dump as a superuser."""
    command = [str(binary("pg_dump")), "--host", os.environ["TEST_PG_SOCKETS"], "--username", "postgres", database]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_backup_has_no_secret_of_a_session_that_is_open(own_database: str) -> None:
    """Neither the key of a link whose password is being chosen, nor the secret of an app that is being set up."""
    staff, other = a_staff(a_practice()), a_staff(a_practice())
    link = link_of(User.objects.get(pk=staff.user_id))
    browser = pages()
    assert browser.get(link.removeprefix(settings.SITE_URL)).status_code == 302
    second = pages()
    second.post("/account/login/", {"login": other.user.email, "password": PASSWORD})
    page = second.get("/account/second-factor/totp/activate/", follow=True)
    page = second.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    shown = re.search(r'id="authenticator_secret"[^>]*>(\w+)<', page.content.decode())
    assert shown
    for kept in (browser.session, second.session):
        assert {key_in(link), shown.group(1)} & set(map(str, kept.values()))
    dump = dump_of(own_database)
    assert other.user.email in dump  # the search finds what is there
    assert all(str(one.session.session_key) in dump for one in (browser, second))
    for secret in (key_in(link), shown.group(1)):
        assert secret not in dump
        assert not any(secret.encode() in text for text in readable(dump))


def key_in(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2].partition("-")[2]


def readable(dump: str) -> Iterator[bytes]:
    """What of a dump anybody reads who knows how Django writes a session: base64, perhaps compressed."""
    for part in re.findall(r"[A-Za-z0-9_-]{20,}", dump):
        found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) if len(part) % 4 != 1 else b""
        with suppress(zlib.error):
            found = zlib.decompress(found)
        yield found


def test_what_django_writes_for_a_session_is_found_readable() -> None:
    for secret in ("the-secret", "the-secret " + "again " * 90):
        row = CachedStore().encode({"key": secret})
        assert any(b"the-secret" in text for text in readable(f"1\t{row}\t2026"))


@pytest.mark.django_db
def test_a_session_is_read_with_a_former_key_and_empty_with_none(settings: Settings) -> None:
    kept = SessionStore().encode({"a": "secret"})
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [former]
    assert SessionStore().decode(kept) == {"a": "secret"}
    settings.SECRET_KEY_FALLBACKS = []
    for unreadable in (kept, "", "eyJhIjoxfQ:1x:y", "ü"):
        assert SessionStore().decode(unreadable) == {}
