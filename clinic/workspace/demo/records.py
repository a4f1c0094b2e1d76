"""What the demo practice shows of the modalities' own records."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from clients.actions import note_violence_screen
from clients.health.actions import note_health
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.workspace.demo.couples import add_couple, add_individual, add_satisfaction
from clinic.workspace.demo.targets import add_targets
from interventions.catalogue import pages
from interventions.education.actions import give_page, mark_page_read
from interventions.library.actions import write_exercise
from interventions.modalities.packages import kind_of
from interventions.models import Plan, TherapySession
from interventions.notes.actions import add_addendum, save_note, sign_note
from interventions.plans.agreement import ask_agreement
from interventions.plans.goals import rate_goal, set_attainment_goal, set_measure_goal
from interventions.records.actions import save_row
from interventions.records.models import RecordRow
from interventions.sessions.calendar_settings import add_leave, set_calendar_settings, set_hours
from interventions.sessions.tracks import note_track
from interventions.sessions.waiting import wait

SIBAM = (
    (0, "S", "feet on the floor", 2, "window"),
    (8, "S", "tight throat", 5, "window"),
    (14, "I", "the corridor", 7, "window"),
    (22, "B", "hands push", 4, "window"),
    (30, "A", "fear, then anger", 9, "hyper"),
    (38, "S", "heat, then a sigh", 5, "window"),
    (44, "M", "I got away", 3, "window"),
)
# Modality → track, and its number in the first of these sessions.
NUMBERS = {
    "ifs": (("self_energy", 3), ("calm", 2), ("curiosity", 4), ("compassion", 1), ("courage", 3)),
    "eft": (("engagement", 4),),
    "efit": (("engagement", 3),),
}
LEVELS = [
    "stays at home",
    "leaves with somebody",
    "leaves alone once a week",
    "leaves alone on most days",
    "goes where they want",
]


def add_record(plan: Plan, by: Actor) -> None:
    """Fills in the plan's record, each modality as it would be in the middle of the work, and two goals."""

    def row(key: str, **values: object) -> RecordRow:
        return save_row(plan=plan, kind=kind_of(plan.modality, key), by=by, values=values)

    if plan.modality == "emdr":
        add_targets(plan, by)
    else:
        {"eft": add_couple, "efit": add_individual, "ifs": _ifs, "schema": _schema, "se": _se}[plan.modality](plan, row)
    _give_numbers(plan, by)
    if plan.household_id:
        add_satisfaction(plan, by)
    set_measure_goal(
        plan=plan,
        by=by,
        words="Sleep, and have a morning again",
        instrument="core-10",
        subscale="total",
        aim=Decimal(10),
    )
    goal = set_attainment_goal(plan=plan, by=by, words="Go out without counting steps", levels=LEVELS)
    rate_goal(goal=goal, by=by, level=1)


def _give_numbers(plan: Plan, by: Actor) -> None:
    """Numbers of the last six sessions, each a little higher than the time before."""
    held = TherapySession.objects.filter(plan=plan).attended().order_by("-starts_at")[:6]
    for number, session in enumerate(reversed(held)):
        for track, first in NUMBERS.get(plan.modality, ()):
            note_track(session=session, by=by, key=track, value=min(10, first + number - number % 2))


def give_something_to_read(client: Client, plan: Plan | None, by: Actor) -> None:
    """A page read and one unread, a plan that waits for agreement, a custom exercise."""
    note_violence_screen(client=client, by=by, answer="none", note="asked in the second session")
    note_health(client=client, by=by, kind="heart", answer="none")
    note_health(client=client, by=by, kind="seizure", answer="past", note="one, aged nine; none since")
    for key, note in (("patterns-as-adaptations", ""), ("states-of-the-nervous-system", "For the bad nights")):
        row = give_page(client=client, page=pages()[key], by=by, note=note)
        if not note:
            mark_page_read(reading=row)
    if plan is not None:
        ask_agreement(plan=plan)
    write_exercise(
        by=by,
        title="Lamp by lamp",
        purpose="Let the evening arrive, one light at a time.",
        steps=[
            "Switch on one lamp and look at what it lights.",
            "Breathe out longer than in, three times.",
            "Name what you see now that you did not see before.",
            "Go on to the next lamp, or stay.",
        ],
        minutes=5,
        times_per_week=3,
        kind="practice",
        patterns=["fearful", "preoccupied"],
        modalities=["se", "ifs"],
    )


def write_notes(client: Client, by: Actor) -> None:
    """A signed note with an addendum, and one that waits for its signature."""
    held = list(TherapySession.objects.of(client).attended().order_by("-starts_at")[:2])
    for number, session in enumerate(reversed(held)):
        note = save_note(
            session=session,
            by=by,
            form="soap",
            parts={
                "subjective": "A quarrel on Sunday; said what was missing instead of leaving.",
                "objective": "Looks up more often. Shoulders drop when the dog comes in.",
                "assessment": "Reaching instead of withdrawing, for the second week.",
                "plan": "Go on as agreed; the phone call next time.",
            },
        )
        if number == 0:
            sign_note(note=note, by=by, revision=note.revision)
            note.refresh_from_db()
            add_addendum(note=note, by=by, text="It was Saturday, not Sunday.")


def _ifs(plan: Plan, row: Callable[..., RecordRow]) -> None:
    parts = {
        name: row("part", name=name, kind=kind, status=status, fears=fears)
        for name, kind, status, fears in (
            ("planner", "manager", "befriended", "chaos"),
            ("critic", "manager", "befriended", "being shamed"),
            ("pleaser", "manager", "new-role", "being left"),
            ("young one", "exile", "befriended", ""),
            ("frozen one", "exile", "noticed", ""),
            ("drinker", "firefighter", "befriended", "the flood"),
            ("scroller", "firefighter", "befriended", "stillness"),
        )
    }
    parts["the reasonable one"] = row("part", name="the reasonable one", kind="manager", self_like=True)
    for one, kind, other in (
        ("planner", "protects", "young one"),
        ("pleaser", "protects", "young one"),
        ("drinker", "protects", "young one"),
        ("critic", "protects", "frozen one"),
        ("scroller", "protects", "frozen one"),
        ("critic", "polarised", "drinker"),
    ):
        row("tie", part=parts[one], kind=kind, other=parts[other])
    _target_parts(plan, row, parts)


def _target_parts(plan: Plan, row: Callable[..., RecordRow], parts: Mapping[str, RecordRow]) -> None:
    """A first target whose burden is released, and a second one whose protectors do not all permit it yet."""

    def day(number: int) -> date:
        return min(plan.started_on + timedelta(days=number), timezone.localdate())

    young, frozen = parts["young one"], parts["frozen one"]
    row("target", part=young, on=day(7))
    for name in ("planner", "pleaser", "drinker"):
        row("permission", protector=parts[name], target=young, answer="given", on=day(14))
    row("healing", part=young, steps=["witness", "retrieve"], on=day(21))
    row(
        "healing",
        part=young,
        steps=["release", "invite", "protectors"],
        burden="it was my fault that he left",
        released_to="water",
        qualities="playfulness, calm",
        on=day(28),
    )
    row("target", part=frozen, on=day(35), reason="it shows itself when the house is quiet")
    row("permission", protector=parts["scroller"], target=frozen, answer="given", on=day(42))
    critic = {"protector": parts["critic"], "target": frozen, "answer": "withheld"}
    row("permission", **critic, on=day(42), concern="then nobody keeps order")


def _schema(plan: Plan, row: Callable[..., RecordRow]) -> None:
    held = list(TherapySession.objects.of(plan.client).attended().filter(plan=plan).order_by("starts_at"))
    modes = _modes(plan, row, held[-4:])
    for schema, first, now in (
        ("emotional deprivation", 6, 4),
        ("abandonment", 5, 4),
        ("self-sacrifice", 5, 5),
    ):
        row("schema", schema=schema, rating=first, on=plan.started_on)
        row("schema", schema=schema, rating=now)
    _experiential(row, modes, held[-1] if held else None)
    _card(row, modes)


def _modes(plan: Plan, row: Callable[..., RecordRow], held: Sequence[TherapySession]) -> dict[str, RecordRow]:
    """The modes by name, rated when the plan began, in these sessions, and today."""
    modes: dict[str, RecordRow] = {}
    for name, kind, first, now in (
        ("punishing voice", "parent", 7, 5),
        ("demanding voice", "parent", 6, 6),
        ("lonely child", "child", 8, 5),
        ("angry child", "child", 5, 3),
        ("detached protector", "coping", 8, 5),
        ("overcontrol", "coping", 7, 6),
        ("Healthy Adult", "healthy", 2, 6),
    ):
        mode = modes[name] = row("mode", name=name, kind=kind)
        row("strength", mode=mode, on=plan.started_on, strength=first)
        for number, session in enumerate(held):
            row("strength", mode=mode, session=session, strength=first + (now - first) * number // 4)
        row("strength", mode=mode, on=timezone.localdate(), strength=now)
    return modes


def _experiential(row: Callable[..., RecordRow], modes: dict[str, RecordRow], last: TherapySession | None) -> None:
    """What was done in the last session: rescripting, chairs, reparenting."""
    row(
        "rescripting",
        session=last,
        scene="The kitchen, six years old; stopped when the door slams",
        mode=modes["lonely child"],
        need="attachment",
        helper="therapist",
        changed="Somebody comes in, sits down beside the child and stays until it is quiet.",
        takes_along="I was worth staying for.",
        distress_before=8,
        distress_after=4,
    )
    row(
        "chairs",
        session=last,
        form="critic",
        first=modes["punishing voice"],
        second=modes["Healthy Adult"],
        said="The voice: you ruin it every time. The answer: I was a child, and I asked for something ordinary.",
        moved="The voice became smaller, the back straighter.",
        healthy=6,
    )
    row(
        "reparenting",
        session=last,
        form="care",
        need="attachment",
        mode=modes["lonely child"],
        given="A note to take home, in the therapist's hand.",
        taken="Looked at it for a long time.",
        frame="Read between sessions, brought back to talk about.",
    )


def _card(row: Callable[..., RecordRow], modes: dict[str, RecordRow]) -> None:
    """A card to take home."""
    row(
        "card",
        title="When nobody answers",
        mode=modes["lonely child"],
        feeling="Right now I feel left, and small.",
        old="At home nobody came when I called.",
        healthy="She is at work until six. She has always written back.",
        instead="I put the telephone away, make tea, and ring my brother.",
        given_on=timezone.localdate(),
    )


def _se(plan: Plan, row: Callable[..., RecordRow]) -> None:
    on = timezone.localdate() - timedelta(days=3)
    row("window", on=plan.started_on, low=3, high=7, above="cold hands, holds the breath", below="far away, heavy")
    for minute, channel, text, activation, state in SIBAM:
        row("moment", on=on, minute=minute, channel=channel, text=text, activation=activation, state=state)
    for text in ("feet on the floor", "the neighbour's dog"):
        found = row("resource", text=text, on=plan.started_on)
        row("test", resource=found, on=plan.started_on, before=6, after=4, sign="shoulders drop")
    row("step", on=on, minute=14, piece="the corridor, its light only", peak=7, settled_to=4)
    row("pendulation", on=on, minute=22, activated="throat", settled="soles of the feet", swings=5, before=6, after=4)
    row("response", on=on, kind="fight", did="hands push slowly", discharge=["warmth", "breath"], after=3, held="yes")


def keep_hours(staff: Sequence[Staff], waiting: Sequence[Client]) -> None:
    """Working hours of everybody, a day of leave on which the first one still has sessions, and two clients who would
    come at other times."""
    for number, therapist in enumerate(staff):
        week = [(day, *pair) for day in range(5) for pair in ((8 * 60, 13 * 60), (14 * 60, 19 * 60))]
        set_hours(therapist=therapist, hours=[one for one in week if one[:2] != (number, 14 * 60)])
        set_calendar_settings(therapist=therapist, minutes=50, buffer_minutes=10)
    later = timezone.now() + timedelta(days=9)
    booked = TherapySession.objects.filter(therapist=staff[0]).movable(later).in_order().first()
    start = timezone.localtime(booked.starts_at if booked else later).replace(hour=0, minute=0, second=0, microsecond=0)
    add_leave(therapist=staff[0], starts_at=start, ends_at=start + timedelta(days=1), label="Training")
    for client, days in zip(waiting, ([0, 1], [3]), strict=False):
        wait(client=client, weekdays=days, earliest=15 * 60, note="Works mornings")
