"""What a start of the local stack does itself, and what it leaves out because nothing has changed."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from clinic.local import migrations
from clinic.local.errors import LocalStackError
from clinic.local.postgres import Postgres, short_folder
from clinic.local.stack import LocalStack, free_port
from tests import servers
from tests.stack import TEMPLATE

# The system checks, which import every page, are the web's: it does not start when one fails.
MIGRATE = "migrate --noinput --skip-checks"


class Database:
    """The migrated template in place of the stack's own server."""

    @contextmanager
    def admin(self, _database: str) -> Any:
        with psycopg.connect(host=os.environ["TEST_PG_SOCKETS"], user="postgres", dbname=TEMPLATE) as connection:
            yield connection
            connection.rollback()


class Recording(LocalStack):
    """A stack that keeps which management commands it would run, and the children it would start."""

    def record(self, printed: str = "") -> list[str]:
        self.ran: list[str] = []
        self.printed = printed
        return self.ran

    def manage(self, *arguments: str) -> str:
        self.ran.append(" ".join(arguments))
        return self.printed

    def add(self, child: Any) -> None:
        self.ran.append(child.name)


def stack(var: Path, **given: Any) -> Recording:
    """A stack in this folder, by default one that shows the demo practice on this machine."""
    values: dict[str, Any] = {"base": servers.BASE, "var": var, "host": "127.0.0.1", "port": 8000, "demo": True}
    return Recording(**(values | given))


def test_a_migration_that_went_through_is_not_looked_for_again(tmp_path: Path) -> None:
    one, database = stack(tmp_path), cast("Postgres", Database())
    ran = one.record()
    one.migrate(database)
    one.migrate(database)
    assert ran == [MIGRATE]


def test_a_migration_that_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, database = stack(tmp_path), cast("Postgres", Database())

    def fail(*_arguments: str) -> str:
        raise LocalStackError("manage.py migrate failed: no")

    with monkeypatch.context() as patched:
        patched.setattr(one, "manage", fail)
        with pytest.raises(LocalStackError):
            one.migrate(database)
    ran = one.record()
    one.migrate(database)
    assert ran == [MIGRATE]


def test_tables_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    base = project(tmp_path / "base")
    (base / "clients" / "migrations").mkdir(parents=True)
    (base / "clients" / "__init__.py").touch()
    (base / "clients" / "migrations" / "0001_initial.py").touch()
    one = stack(tmp_path / "var", base=base)
    ran = one.record()
    with pytest.raises(LocalStackError, match=r"newer version of this project \(clients\.\w+ is not known"):
        one.migrate(cast("Postgres", Database()))
    assert ran == []


@pytest.mark.parametrize(("password", "words"), [("short", "at least 8 characters"), ("aaaaaaaaaa", "4 different")])
def test_a_weak_demo_password_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str, words: str
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", password)
    with pytest.raises(LocalStackError, match=words):
        stack(tmp_path / "var", port=free_port()).check()
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_lost_key_of_psychotherapy_notes_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = stack(tmp_path)
    first = one._kept("notes_keys", "one")
    assert capsys.readouterr().out == ""
    (tmp_path / "embedded.env").touch()
    assert one._kept("notes_keys", "two") == first
    assert capsys.readouterr().out == ""
    (tmp_path / "notes_keys").unlink()
    assert one._kept("notes_keys", "two") == "two"
    assert "notes_keys is gone and a new key was made" in capsys.readouterr().out


@pytest.mark.parametrize("length", [20, 150])
def test_sockets_fit_their_limit_whatever_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    folder = Path("/tmp") / "u".ljust(length, "x")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(folder))
    found = short_folder(tmp_path, "pg")
    assert len(os.fsencode(found / ".s.PGSQL.5432")) <= 107
    assert (found.parent == folder) is (length == 20)


def project(folder: Path) -> Path:
    """A project with one migration, whose own code is not asked for."""
    (folder / "app" / "migrations").mkdir(parents=True)
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "migrations" / "0001_initial.py").touch()
    (folder / "requirements-local.txt").write_text("django==5.2\n")
    return folder


def test_each_difference_lets_django_look(tmp_path: Path) -> None:
    base = project(tmp_path / "base")
    with Database().admin("") as connection:
        states = [migrations.state(base, connection)]
        (base / "app" / "migrations" / "0002_more.py").touch()
        states.append(migrations.state(base, connection))
        (base / "requirements-local.txt").write_text("django==5.3\n")
        states.append(migrations.state(base, connection))
        connection.execute("DELETE FROM django_migrations WHERE app = 'knox'")
        states.append(migrations.state(base, connection))
        connection.execute("DROP TABLE django_migrations")
        assert migrations.state(base, connection) not in states  # an empty database
    assert len(set(states)) == 4
    migrations.mark(tmp_path, states[0])
    assert [migrations.is_marked(tmp_path, state) for state in states] == [True, False, False, False]


@pytest.mark.parametrize(
    ("last", "given", "expected"),
    [
        (None, {}, True),
        (None, {"demo": False}, False),
        (None, {"host": "0.0.0.0"}, False),  # noqa: S104
        ("DEMO_PRACTICE=1\n", {}, True),
        ("DEMO_PRACTICE=0\n", {}, False),
        ("DEMO_PRACTICE=1\n", {"demo": False}, False),
        ("", {}, False),
    ],
)
def test_what_is_a_demo_is_known_before_the_web_starts(
    tmp_path: Path, last: str | None, given: dict[str, object], expected: bool
) -> None:
    if last is not None:
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "PG_VERSION").touch()
        (tmp_path / "embedded.env").write_text(f"MODE=embedded\n{last}")
    assert stack(tmp_path, **given)._is_demo() is expected


@pytest.mark.parametrize(
    ("is_demo", "given", "order"),
    [
        (True, {}, ["web", "worker", "demo", "beat"]),
        (False, {}, ["demo", "web", "worker", "beat"]),
        (False, {"demo": False}, ["setup_link --lock-demo", "web", "worker", "beat"]),
    ],
)
def test_the_demo_accounts_are_locked_before_the_web_opens(
    tmp_path: Path, is_demo: bool, given: dict[str, object], order: list[str]
) -> None:
    one = stack(tmp_path, **given)
    ran = one.record("a sign-in")
    one.is_demo = is_demo
    assert "a sign-in" in one.start_system(cast("Any", one))
    assert ran == order


def test_a_demo_practice_that_is_gone_stops_the_start(tmp_path: Path) -> None:
    one = stack(tmp_path)
    one.record("")
    one.is_demo = True
    with pytest.raises(LocalStackError, match="start again"):
        one.start_system(cast("Any", one))
    assert "DEMO_PRACTICE=0" in (tmp_path / "embedded.env").read_text().split()
