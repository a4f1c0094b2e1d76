"""What is logged, by whom and how: a line for people in embedded mode, a line of JSON in production."""

import logging
import sys
from logging.config import dictConfig

from clinic.config.environment import PRODUCTION, env

LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "clinic.core.logs.LineFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "clinic.core.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "line",
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "apprise": {"level": "CRITICAL"},  # it names the telephone number; the outbox keeps what went wrong
        # Gunicorn's own loggers hand nothing on unless they are told to.
        "gunicorn.error": {"level": "INFO", "propagate": True, "handlers": []},
        "gunicorn.access": {"level": "CRITICAL", "propagate": False, "handlers": []},
    },
}


def configure(_logging: object = None, **_: object) -> None:
    """Sets the logging up. Django calls it, and Celery sends it ``setup_logging``: then it leaves logging alone."""
    dictConfig(LOGGING)
    logging.captureWarnings(capture=True)
