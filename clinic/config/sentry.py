"""Errors to Sentry, where SENTRY_DSN names one. Nothing of a request, a row or a person goes there.

The library is optional (requirements-sentry.txt) and read only where the setting is. What may leave is listed, and
everything else is left out: like the log, an error is told by its type and place, never by its text.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from clinic import __version__
from clinic.core import logs

SENT = {"event_id", "timestamp", "level", "platform", "logger", "release", "environment", "sdk", "fingerprint"}
OF_AN_ERROR = {"type", "module", "mechanism"}
OF_A_FRAME = {"filename", "abs_path", "function", "module", "lineno", "in_app"}


def begin(dsn: str, *, environment: str) -> None:
    """Sends errors from now on; does nothing without an address. Raises ImproperlyConfigured without the library."""
    if not dsn:
        return
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, and sentry-sdk is not installed: pip install 'sentry-sdk>=2,<3'"
        ) from error
    try:
        sentry_sdk.init(
            dsn=dsn,
            environment=environment,
            release=__version__,
            send_default_pii=False,
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            traces_sample_rate=0.0,
            auto_session_tracking=False,
            before_send=scrub,
        )
    except sentry_sdk.utils.BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN is no address of Sentry's.") from error


def scrub(event: Mapping[str, Any], _hint: object = None) -> dict[str, Any]:
    """What of an event may leave: types, places, the words of a log line without what was put into them, and ids."""
    found: dict[str, Any] = {name: value for name, value in event.items() if name in SENT}
    found["tags"] = {
        name: value
        for name, value in (("request_id", logs.request_id.get()), ("practice_id", logs.practice_id.get()))
        if value
    }
    if "exception" in event:
        found["exception"] = {"values": [_error(one) for one in event["exception"].get("values", ())]}
    if message := (event.get("logentry") or {}).get("message"):
        found["logentry"] = {"message": message}
    return found


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", ())
    kept = {name: value for name, value in error.items() if name in OF_AN_ERROR}
    if isinstance(mechanism := kept.get("mechanism"), Mapping):
        kept["mechanism"] = {name: mechanism[name] for name in ("type", "handled") if name in mechanism}
    places = [{name: value for name, value in frame.items() if name in OF_A_FRAME} for frame in frames]
    return kept | {"stacktrace": {"frames": places}}
