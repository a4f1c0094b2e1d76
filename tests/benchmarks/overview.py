"""A client's overview with a long history, against its own statements sent bare."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Client
from clinic.core.models import Practice, Staff
from interventions import catalogue
from interventions.models import TherapySession
from tests.benchmarks.statements import against_its_statements
from tests.factories import a_client, a_plan, a_row, an_assessment, inside, past_the_gate

SESSIONS, PARTS, TARGETS = 300, 40, 20


def long_history(practice: Practice, therapist: Staff) -> Client:
    """A client with five plans, 300 sessions, 40 parts, 20 targets, and a year of CORE-10 and ECR-R."""
    client, today = a_client(therapist), timezone.localdate()
    plans = {key: a_plan(client, key) for key in catalogue.modalities()}
    past_the_gate(plans["emdr"])
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
                practice=practice,
                client=client,
                therapist=therapist,
                plan=plans["emdr"],
                state="attended",
                starts_at=start - timedelta(days=n),
                ends_at=start - timedelta(days=n) + timedelta(minutes=50),
            )
            for n in range(SESSIONS)
        )
    for weeks in range(0, 52, 4):
        on = today - timedelta(weeks=weeks)
        an_assessment(client, "core-10", 1 + weeks % 3, on=on)
        an_assessment(client, "ecr-r", 2 + weeks % 5, on=on)
    return client


def measure(practice: Practice, therapist: Staff) -> list[str]:
    """Lines to print: milliseconds of the page, and of its statements alone, in turn."""
    settings.ALLOWED_HOSTS = ["testserver"]
    client, new = long_history(practice, therapist), a_client(therapist)
    browser = Browser()
    browser.force_login(therapist.user)

    def page(of: Client = client) -> Any:
        return browser.get(f"/clients/{of.pk}/")

    assert page().status_code == page(new).status_code == 200
    return [
        f"\na client's overview: 5 plans, {SESSIONS} sessions, {PARTS} parts, {TARGETS} targets",
        f"  page {against_its_statements(page)}   (aim: at most 2.5)",
        f"  of a new client, for comparison {against_its_statements(lambda: page(new))}",
    ]
