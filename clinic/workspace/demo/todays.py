"""What waits on *Today* of the demo: a cover, a hand-over, a freed time, an override, an alert left open, a client
without a therapist. All of it made by the actions that a practice uses."""

import random
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from clients.actions import add_client
from clients.care_team.actions import transfer
from clients.care_team.covers import name_cover
from clients.models import Consent, RiskAlert
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.wallclock import midnight
from clinic.workspace.demo.answers import answers_for
from clinic.workspace.demo.courses import ZONE, Case
from interventions.catalogue import modality
from interventions.models import Plan, TherapySession
from interventions.plans.phases import move_to_phase
from interventions.sessions.actions import cancel_session
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.waiting import wait

WAITED = timedelta(hours=7)  # longer than the practice's rule for an urgent entry


def fill_today(cases: Sequence[Case], staff: Sequence[Staff], by: Actor, admin: Actor) -> None:
    """``staff``: who reads their *Today* first, who is away, and who hands over, ``by``."""
    reader, away, colleague = staff
    running = [case for case in cases if case.course != "dropped" and not case.household]
    theirs = sorted((case for case in running if case.staff == colleague), key=lambda case: case.client.sort_name)
    handed, at_risk = theirs[0], theirs[-1]
    gated = next(case.plan for case in theirs[1:] if case.plan and case.modality == "emdr")
    _cover(away, reader, admin)
    _hand_over(handed, reader, admin)
    _pass_a_gate(gated, by)
    _leave_open(at_risk, by)
    _free_a_time([case for case in running if case.staff == reader], reader)
    add_client(
        by=admin,
        name="Petra Vance",
        email="petra.vance@demo.example",
        consents=(Consent.Kind.EMAIL,),
    )


def _cover(away: Staff, by_whom: Staff, admin: Actor) -> None:
    """One therapist is on leave from tomorrow; a colleague covers."""
    today = timezone.localdate(timezone=ZONE)
    starts_at, ends_at = (midnight(today + timedelta(days=days), ZONE) for days in (1, 8))
    add_leave(therapist=away, starts_at=starts_at, ends_at=ends_at, label="Holiday")
    name_cover(therapist=away, staff_id=by_whom.pk, starts_at=starts_at, ends_at=ends_at, by=admin)


def _hand_over(case: Case, to: Staff, admin: Actor) -> None:
    transfer(
        client=case.client,
        to=to.pk,
        by=admin,
        reason="closer to home on the other days",
        lead=case.staff.pk,
        note="Trust came slowly: says little in the first ten minutes. No risk this year. A review is agreed.",
        tell=False,
    )


def _pass_a_gate(plan: Plan, by: Actor) -> None:
    """The next phase before its conditions are met, with a reason that somebody else reviews."""
    keys = [phase.key for phase in modality(plan.modality).phases]
    following = keys[min(keys.index(plan.phase) + 1, len(keys) - 1)]
    move_to_phase(plan=plan, phase=following, by=by, reason="Resources hold; the form is due next week.")


def _leave_open(case: Case, by: Actor) -> None:
    """An answer of this morning that asked for an urgent word, and nobody has taken it."""
    phq = catalogue.get("phq-9")
    answers = answers_for(phq, {"total": 14}, random.Random(12))  # noqa: S311
    record_assessment(client=case.client, instrument=phq, responses={**answers, "9": 2}, by=by)
    RiskAlert.objects.filter(client=case.client).open().update(raised_at=timezone.now() - WAITED)


def _free_a_time(own: Sequence[Case], therapist: Staff) -> None:
    """A client cancels one of the next sessions; another one would come at any time."""
    soon = timezone.now() + timedelta(days=1)
    to_come = TherapySession.objects.filter(therapist=therapist, client__in=[case.client for case in own])
    freed = to_come.movable(soon).in_order().first()
    if freed is None:
        return
    cancel_session(session=freed, reason="Has to travel")
    wait(client=next(case.client for case in own if case.client.pk != freed.client_id), note="Any day")
