"""The application, a plain ModelViewSet beside it, and the same rows as bare SQL, all in one server."""

import os
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")

from psycopg_pool import ConnectionPool

from clinic.config.wsgi import application as django_app

from django.conf import settings  # isort: skip
from django.utils import timezone  # isort: skip
from clinic.core.access import Actor, Role  # isort: skip
from clinic.workspace.caseload.queries import caseload_statement  # isort: skip

settings.ROOT_URLCONF = "tests.benchmarks.plain"
PRACTICE, PERSON = os.environ["BENCH_PRACTICE"], os.environ["BENCH_PERSON"]
STATEMENT, PARAMETERS = caseload_statement(
    Actor(UUID(PRACTICE), "bare", frozenset({Role.THERAPIST}), person_id=UUID(PERSON)), limit=25
)
_pool: ConnectionPool | None = None


def _bare(start_response: Callable[..., object]) -> Iterable[bytes]:
    """The same statement by psycopg, sent as it comes: no sign-in, no framework."""
    global _pool
    if _pool is None:
        _pool = ConnectionPool(os.environ["BENCH_CONNINFO"], min_size=1, max_size=8)
    parameters = PARAMETERS | {"now": timezone.now(), "today": timezone.localdate()}
    with _pool.connection() as connection:
        connection.execute("SELECT set_config('clinic.practice', %s, true)", [PRACTICE])
        row = connection.execute(STATEMENT, parameters).fetchone()
    assert row is not None
    body = f'{{"results":{row[0]},"next":null}}'.encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


INSERT = """
WITH made AS (
    INSERT INTO assessments_assessment (id, practice_id, client_id, episode_id, instrument, version, target, responses,
        completed_on, recorded_at, source, style, style_near, forced_choice, void_reason, published_wording,
        incomplete_reason, risk_note, unanswered_risk_items)
    SELECT gen_random_uuid(), %(practice)s, v.client, v.episode, v.instrument, v.version, '', v.responses,
        v.completed_on, now(), 'api', '', '', '', '', false, '', '', '{}'
    FROM json_to_record(%(body)s::json) v (client uuid, episode uuid, instrument text, version int, responses jsonb,
        completed_on date, total numeric) RETURNING id, client_id, episode_id, completed_on
)
INSERT INTO assessments_score (id, practice_id, assessment_id, client_id, episode_id, instrument, target, subscale,
    completed_on, value, band, answered, "of", notes, is_baseline, verdict, verdict_last, criterion)
SELECT gen_random_uuid(), %(practice)s, id, client_id, episode_id, 'core-10', '', 'total', completed_on, 12, 'mild', 10,
    10, '[]', false, '', '', 1 FROM made RETURNING assessment_id
"""


def _bare_insert(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Both rows by one statement of psycopg: no sign-in, no framework, nothing checked or worked out."""
    global _pool
    if _pool is None:
        _pool = ConnectionPool(os.environ["BENCH_CONNINFO"], min_size=1, max_size=8)
    sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
    with _pool.connection() as connection:
        connection.execute("SELECT set_config('clinic.practice', %s, true)", [PRACTICE])
        row = connection.execute(INSERT, {"practice": PRACTICE, "body": sent}).fetchone()
    assert row is not None
    body = f'{{"id":"{row[0]}"}}'.encode()
    start_response("201 Created", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/bare/":
        return _bare(start_response)
    if environ["PATH_INFO"] == "/bare/insert/":
        return _bare_insert(environ, start_response)
    return django_app(environ, start_response)
