"""What the demo practice shows of emotionally focused work, with couples and with one person."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from assessments import catalogue as instruments
from assessments.actions import record_assessment
from clinic.core.access import Actor
from interventions.models import Plan, TherapySession
from interventions.records.models import RecordRow


def add_satisfaction(plan: Plan, by: Actor) -> None:
    """How satisfied each partner is with the relationship, three times on the way."""
    instrument = instruments.get("csi-16")
    for client, levels in zip(plan.people, ((1, 2, 3), (2, 2, 4)), strict=False):
        for number, level in enumerate(levels):
            record_assessment(
                client=client,
                instrument=instrument,
                responses={str(item): level for item in range(1, instrument.items + 1)},
                by=by,
                completed_on=min(plan.started_on + timedelta(days=35 * number), timezone.localdate()),
            )


def add_couple(plan: Plan, row: Callable[..., RecordRow]) -> None:
    """Both sides of the cycle, and the work with them."""
    row(
        "side",
        client=plan.client,
        position="pursuer",
        trigger="silence after a question",
        action="asks again, follows",
        story="I do not count here",
        secondary="anger, criticism",
        primary="loneliness",
        fear="I do not matter",
        need="to be reached for",
    )
    for other in plan.people[1:]:
        row(
            "side",
            client=other,
            position="withdrawer",
            trigger="“you never answer”",
            action="goes quiet, leaves the room",
            story="whatever I say is wrong",
            secondary="coolness, numb",
            primary="shame",
            fear="I will fail again",
            need="to be enough",
        )
    _couple_work(plan, row)


def _couple_work(plan: Plan, row: Callable[..., RecordRow]) -> None:
    """Where each partner stands, an injury on its way of repair, the moves of the newest session."""
    held = list(TherapySession.objects.filter(plan=plan, household__isnull=False).attended().order_by("starts_at"))

    def day(number: int) -> date:
        return min(plan.started_on + timedelta(days=number), timezone.localdate())

    one, other = plan.people[:2]
    for client, course in ((one, ((1, 0), (2, 14), (3, 28), (4, 42))), (other, ((1, 0), (2, 14), (4, 42), (5, 63)))):
        for step, days in course:
            row("step", client=client, step=step, on=day(days))
    row("moment", kind="de-escalation", on=day(42), note="named the loop at home")
    injury = row(
        "injury",
        label="the night at the hospital",
        injured=one,
        other=other,
        event="Waited alone until morning after the accident; the telephone stayed silent.",
        meaning="When it matters I am alone.",
        on=day(49),
    )
    for step, days in ((1, 49), (2, 56), (3, 63)):
        row("repair", injury=injury, step=step, on=day(days))
    for move in (1, 2, 3, 4, 5, 1, 2):
        if held:
            row("move", move=move, session=held[-1])


def add_individual(plan: Plan, row: Callable[..., RecordRow]) -> None:
    """The pattern of one person, their way through the steps, and an encounter."""

    def day(number: int) -> date:
        return min(plan.started_on + timedelta(days=number), timezone.localdate())

    row(
        "pattern",
        position="withdrawer",
        trigger="somebody asks how I am",
        action="makes a joke, changes the subject",
        story="nobody wants to hear it",
        secondary="irritation, numb",
        primary="loneliness",
        fear="to be too much",
        need="that somebody stays",
    )
    for step, days in ((1, 0), (2, 14), (3, 28), (4, 35), (3, 42), (5, 63)):
        row("step", step=step, on=day(days))
    row("moment", kind="steadied", on=day(35), said="That is it again, the shutter.", answer="breathes, and stays")
    row("move", move=3, figure="the mother, imagined", on=day(63), note="told her what it was like to wait")
