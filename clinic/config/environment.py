"""The environment of this process, which every other module of this package reads through ``env``."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Environment(environ.FileAwareEnv):  # type: ignore[misc]
    """The environment, with a clear word about a value that cannot be."""

    def get_value(self, var: str, *args: object, **kwargs: object) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} cannot be used: {error}. See docs/operations.md.") from error


env = Environment()
VAR = Path(env.str("VAR", default=str(BASE_DIR / "var")))
if not env.str("DATABASE_URL", default="") and (VAR / "embedded.env").is_file():
    env.read_env(str(VAR / "embedded.env"))  # written by `manage.py up`, so that other commands find its parts

MODE = env.str("MODE", default="embedded")
PRODUCTION = MODE == "production"
REQUIRED = ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "EMAIL_URL", "MAIL_FROM", "SITE_URL", "ALLOWED_HOSTS")


def refuse_missing(names: tuple[str, ...] = REQUIRED) -> None:
    """Raises ImproperlyConfigured with one line that names every setting which production lacks."""
    missing = [name for name in names if PRODUCTION and not env.str(name, default="").strip()]
    if missing:
        raise ImproperlyConfigured(f"production needs {', '.join(missing)}. See docs/operations.md.")
