"""A client's overview with a long history, against its own statements sent bare."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client
from clinic.core.models import Practice, Staff
from interventions import catalogue
from interventions.models import TherapySession
from tests.factories import a_client, a_plan, a_row, an_assessment, inside

ROUNDS, TIMES = 5, 40
SESSIONS, PARTS, TARGETS = 300, 40, 20


def long_history(practice: Practice, therapist: Staff) -> Client:
    """A client with five plans, 300 sessions, 40 parts, 20 targets, and a year of CORE-10 and ECR-R."""
    client, today = a_client(therapist), timezone.localdate()
    plans = {key: a_plan(client, key) for key in catalogue.modalities()}
    for number in range(PARTS):
        a_row(plans["ifs"], "part", name=f"part {number}", kind=("manager", "firefighter", "exile")[number % 3])
    for number in range(TARGETS):
        target = a_row(plans["emdr"], "target", label=f"target {number}")
        for sets in (0, 12):
            a_row(
                plans["emdr"], "measure", target=target, sets=sets, sud=8 - sets // 3, on=today - timedelta(days=sets)
            )
    start = timezone.now() - timedelta(days=1)
    with inside(practice):
        client.episodes.update(opened_on=today - timedelta(days=400))
        TherapySession.objects.bulk_create(
            TherapySession(
                practice=practice, client=client, therapist=therapist, plan=plans["emdr"], state="attended",
                starts_at=start - timedelta(days=n), ends_at=start - timedelta(days=n) + timedelta(minutes=50),
            )
            for n in range(SESSIONS)
        )  # fmt: skip
    for weeks in range(0, 52, 4):
        on = today - timedelta(weeks=weeks)
        an_assessment(client, "core-10", 1 + weeks % 3, on=on)
        an_assessment(client, "ecr-r", 2 + weeks % 5, on=on)
    return client


def _milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    for _ in range(TIMES):
        act()
    return (time.perf_counter() - begun) * 1000 / TIMES


def _again(statement: str) -> str:
    """The statement as it can be sent many times: the read log's row gets a new id each time."""
    if not statement.startswith('INSERT INTO "core_accesslog"'):
        return statement
    return re.sub(r"VALUES \('[0-9a-f]{32}'(::uuid)?", "VALUES (gen_random_uuid()", statement)


def measure(practice: Practice, therapist: Staff) -> list[str]:
    """Lines to print: milliseconds of the page, and of its statements alone, in turn."""
    settings.ALLOWED_HOSTS = ["testserver"]
    client = long_history(practice, therapist)
    browser, path = Browser(), f"/clients/{client.pk}/"
    browser.force_login(therapist.user)

    def page() -> Any:
        return browser.get(path)

    assert page().status_code == 200
    with CaptureQueriesContext(connection) as caught:
        page()
    statements = [_again(query["sql"]) for query in caught if "SAVEPOINT" not in query["sql"]]

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()

    found: dict[str, list[float]] = {"page": [], "bare": []}
    for number in range(ROUNDS + 1):  # the first one warms up
        for name, act in (("page", page), ("bare", bare)):
            taken = _milliseconds(act)
            if number:
                found[name].append(taken)
    whole, alone = median(found["page"]), median(found["bare"])
    return [
        f"\na client's overview: 5 plans, {SESSIONS} sessions, {PARTS} parts, {TARGETS} targets",
        f"  page {whole:6.1f} ms, its {len(statements)} statements alone {alone:6.1f} ms,"
        f" ratio {whole / alone:5.2f}   (aim: at most 2)",
    ]
