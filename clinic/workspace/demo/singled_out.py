"""What single clients of the demo have beside their course: a risk, a safety plan, a sign-in."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from clients.actions import give_portal_access
from clients.alerts.actions import take_alert
from clients.safety.actions import add_emergency_contact, write_safety_plan
from clinic.core.access import Actor, Role
from clinic.core.models import Room, User
from clinic.workspace.demo.answers import answers_for
from clinic.workspace.demo.courses import ZONE, Case
from interventions.catalogue import library_version
from interventions.models import Assignment, TherapySession
from interventions.sessions.actions import book_session


def add_risk(case: Case, by: Actor) -> None:
    """One answer today that somebody has to review."""
    phq = catalogue.get("phq-9")
    answers = answers_for(phq, {"total": 17}, random.Random(9))  # noqa: S311
    record_assessment(client=case.client, instrument=phq, responses={**answers, "9": 1}, by=by)
    take_alert(alert=case.client.alerts.open().get(), by=by)


def add_safety_plan(case: Case, by: Actor) -> None:
    """A safety plan, and somebody to call."""
    parts = {
        "warning_signs": "Not answering messages; pacing at night",
        "coping": "Cold water on my hands; a walk with the dog; the red playlist",
        "distractions": "The library until 8; my sister's kitchen",
        "people": "My sister Jo, +44 20 7946 0123",
        "professionals": f"{case.staff.name}; Samaritans 116 123",
        "environment": "Jo keeps the tablets",
    }
    write_safety_plan(client=case.client, by=by, parts=parts)
    add_emergency_contact(client=case.client, name="Jo", relation="sister", phone="+44 20 7946 0123", agreed=True)
    add_emergency_contact(
        client=case.client,
        kind="gp",
        name="Dr A. Rowe",
        relation="Quay Surgery",
        phone="+44 20 7946 0456",
        agreed=False,
    )


def change_safety_plan(case: Case) -> None:
    """The client changes the safety plan on the portal; nobody has read it yet."""
    by = Actor(case.client.practice_id, "demo client", frozenset({Role.CLIENT}), person_id=case.client.pk)
    text = "Cold water on my hands; a walk with the dog; the red playlist; the swing in the park"
    write_safety_plan(client=case.client, by=by, parts={"coping": text})


def book_alone(case: Case, now: datetime) -> None:
    """One of the couple comes alone, within the couple's plan."""
    start = timezone.localtime(now + timedelta(days=3), ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
    book_session(
        client=case.client,
        therapist_id=case.staff.pk,
        starts_at=start,
        minutes=50,
        plan=case.plan,
        alone_with=case.client,
        despite=True,
    )


def open_portal(case: Case, password: str, now: datetime) -> User:
    """The client who signs in: a plan, exercises, an appointment the day after tomorrow."""
    user = give_portal_access(client=case.client, email="client@demo.example", password=password)
    start = timezone.localtime(now + timedelta(days=2), ZONE).replace(hour=18, minute=0, second=0, microsecond=0)
    TherapySession.objects.create(
        practice_id=case.client.practice_id,
        client=case.client,
        therapist=case.staff,
        plan=case.plan,
        starts_at=start,
        ends_at=start + timedelta(minutes=50),
        room=Room.objects.order_by("name").first(),
    )
    for key in ("orienting", "window-check"):
        Assignment.objects.get_or_create(
            practice_id=case.client.practice_id,
            client=case.client,
            exercise=key,
            ends_on=None,
            defaults={
                "plan": case.plan,
                "assigned_by": case.staff,
                "version": library_version(),
                "times_per_week": 7,
                "starts_on": timezone.localdate() - timedelta(days=7),
            },
        )
    return user
