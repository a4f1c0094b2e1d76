"""What production refuses to start with, and that what it does start with is clean."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers
from tests.stack import TEMPLATE

GOOD = {
    "MODE": "production",
    "SECRET_KEY": "only-for-tests:7Qm2xVt9Lr4KpZ8sWc1Yb6Nd3Hf5Jg0AeUi",
    "ALLOWED_HOSTS": "desk.example.org",
    "SITE_URL": "https://desk.example.org",
    "MAIL_FROM": "appointments@example.org",
    "EMAIL_URL": "smtp://localhost:1025",
}


def run(*arguments: str, drop: tuple[str, ...] = (), **change: str) -> subprocess.CompletedProcess[str]:
    """A process in production mode on the template database."""
    environment = os.environ | servers.addresses(TEMPLATE) | GOOD | change
    environment = {name: value for name, value in environment.items() if name not in drop}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=servers.BASE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


SERVE = ("-c", "import clinic.config.wsgi; print('serving')")


def test_production_starts_with_what_it_needs() -> None:
    done = run(*SERVE)
    assert done.returncode == 0, done.stderr
    assert "serving" in done.stdout


def test_check_deploy_is_clean() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_cookies_of_production_are_of_this_host_alone() -> None:
    names = "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"
    said = "; ".join(f"print(s.{name})" for name in names)
    further = "from clinic.accounts import drafts, known; print(known.KNOWN); print(drafts.DEVICE)"
    done = run("manage.py", "shell", "-v0", "-c", f"from django.conf import settings as s; {said}; {further}")
    assert done.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "__Host-known", "__Host-device"], done.stderr


@pytest.mark.parametrize(
    ("drop", "change", "words"),
    [
        (("SECRET_KEY",), {}, "production needs SECRET_KEY. See"),
        ((), {"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ((), {"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY must be set"),
        ((), {"DEBUG": "1"}, "DEBUG must be off"),
        (("ALLOWED_HOSTS",), {}, "production needs ALLOWED_HOSTS. See"),
        (
            ("SITE_URL", "EMAIL_URL", "BROKER_URL", "MAIL_FROM"),
            {},
            "production needs BROKER_URL, EMAIL_URL, MAIL_FROM, SITE_URL. See",
        ),
        ((), {"MAIL_FROM": " "}, "production needs MAIL_FROM. See"),
        ((), {"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS must be former"),
        ((), {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the host"),
        ((), {"IDLE_MINUTES": "half an hour"}, "IDLE_MINUTES cannot be used"),
        ((), {"OUTBOX_SWEEP": "often"}, "OUTBOX_SWEEP cannot be used"),
        ((), {"MODE": "staging"}, "MODE is “staging”"),
        ((), {"DATABASE_URL": "postgres"}, "names a superuser"),
        ((), {"DATABASE_URL": "owner"}, "names the owner"),
    ],
)
def test_production_refuses(drop: tuple[str, ...], change: dict[str, str], words: str) -> None:
    if role := {"postgres": "postgres", "owner": "clinic_owner"}.get(change.get("DATABASE_URL", "")):
        change = {"DATABASE_URL": servers.addresses(TEMPLATE)["DATABASE_URL"].replace("clinic_app", role)}
    done = run(*SERVE, drop=drop, **change)
    assert done.returncode != 0
    assert words in done.stderr
    assert "serving" not in done.stdout


def test_a_model_without_isolation_stops_the_web_process() -> None:
    bare = (
        "from clinic.core import checks; checks.missing_isolation = lambda model: iter(['has no RowLevelSecurity']);"
        "import clinic.config.wsgi; print('serving')"
    )
    done = run(
        "-c",
        f"import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'clinic.config.settings'; django.setup(); {bare}",
    )
    assert "core.E001" in done.stderr
    assert "serving" not in done.stdout


def test_a_worker_refuses_an_unsafe_role_too() -> None:
    url = servers.addresses(TEMPLATE)["DATABASE_URL"].replace("clinic_app", "postgres")
    done = run("-m", "celery", "-A", "clinic.config", "worker", "--pool", "solo", DATABASE_URL=url)
    assert done.returncode != 0
    assert "names a superuser" in done.stderr + done.stdout


def test_beat_refuses_to_start_without_a_broker() -> None:
    done = run("-c", "import clinic.config.beat; print('beating')", drop=("BROKER_URL",))
    assert "production needs BROKER_URL. See" in done.stderr
    assert "beating" not in done.stdout


def test_what_a_former_key_signed_holds_until_it_is_taken_out() -> None:
    sign = "import clinic.config.wsgi; from django.core.signing import dumps; print(dumps('a'))"
    signed = run("-c", sign).stdout.strip()
    load = f"import clinic.config.wsgi; from django.core.signing import loads; print(loads({signed!r}))"
    new = "only-for-tests-too:" + "x" * 50
    assert run("-c", load, SECRET_KEY=new, SECRET_KEY_FALLBACKS=GOOD["SECRET_KEY"]).stdout.strip() == "a"
    assert "BadSignature" in run("-c", load, SECRET_KEY=new).stderr


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("f" * 60)
    done = run(
        "-c",
        "import clinic.config.wsgi; from django.conf import settings; print(settings.SECRET_KEY)",
        drop=("SECRET_KEY",),
        SECRET_KEY_FILE=str(path),
    )
    assert done.stdout.strip() == "f" * 60, done.stderr


def test_the_demo_is_refused_in_production() -> None:
    done = run("manage.py", "demo")
    assert done.returncode != 0
    assert "never for production" in done.stderr


def test_the_mailbox_does_not_exist_in_production() -> None:
    done = run("-c", "import clinic.config.wsgi; from django.urls import reverse; reverse('workspace:mailbox')")
    assert "NoReverseMatch" in done.stderr


def test_models_and_migrations_agree() -> None:
    done = run("manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_every_setting_from_the_environment_is_in_the_table_of_the_docs() -> None:
    import re

    source = "".join(path.read_text() for path in (servers.BASE / "clinic" / "config").glob("*.py"))
    named = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    table = (servers.BASE / "docs" / "operations.md").read_text()
    assert len(named) > 15
    assert [name for name in sorted(named) if f"`{name}`" not in table] == []
