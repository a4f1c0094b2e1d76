"""The target ledger of the demo practice: resources, a complete target, one left incomplete, a trigger, a template."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from clinic.core.access import Actor
from interventions.library.queries import modality_of_plan
from interventions.modalities.packages import kind_of
from interventions.models import Plan
from interventions.plans.actions import note_specialist
from interventions.plans.phases import move_to_phase, record_exit
from interventions.records.actions import save_row
from interventions.records.models import RecordRow

Write = Callable[..., RecordRow]
TARGETS = "3-targets"
EVIDENCE = {
    "1-history": "Six targets in their order; the DES-II was talked through.",
    "2-preparation": "Hand up stops the sets; the pier and the box hold.",
}


def add_targets(plan: Plan, by: Actor) -> None:
    """Fills in the ledger of a plan that is in the middle of the work."""
    _enter(plan, by)

    def row(key: str, **values: object) -> RecordRow:
        return save_row(plan=plan, kind=kind_of("emdr", key), by=by, values=values)

    box = _resources(plan, row)
    call, done = _complete(row), {"status": "complete"}
    save_row(plan=plan, kind=kind_of("emdr", "target"), by=by, values=done, row_id=call.pk, revision=call.revision)
    stairs = _incomplete(row, box)
    late = row(
        "target",
        label="being late",
        prong="present",
        origin=stairs,
        image="the clock on the platform",
        negative="I will be punished",
        positive="I can explain myself",
        theme="control",
        emotions="dread",
        body="stomach",
    )
    row("measure", target=late, on=_ago(2), sud=6, voc=2)
    row("target", label="arriving ten minutes late", prong="future", origin=late)


def _enter(plan: Plan, by: Actor) -> None:
    """The plan in the phase of targets, the gate passed by a specialist's word."""
    keys = [phase.key for phase in modality_of_plan(plan).phases]
    note_specialist(plan=plan, text="Dr Anand, SCID-D: no dissociative disorder.")
    while keys.index(plan.phase) < keys.index(TARGETS):
        record_exit(plan=plan, by=by, evidence=EVIDENCE[plan.phase])
        plan.phase = move_to_phase(plan=plan, phase=keys[keys.index(plan.phase) + 1], by=by).phase


def _resources(plan: Plan, row: Write) -> RecordRow:
    place = row("resource", label="the pier at six", kind="calm-place", cue="slack tide", body="wide in the chest")
    box = row("resource", label="the box with the lid", kind="container", picture="oak, brass, at the back of a shelf")
    row("resource", label="hand up", kind="stop-signal")
    for one, before, after in ((place, 5, 2), (box, 6, 3)):
        row("test", resource=one, on=plan.started_on, sets=4, before=before, after=after, outcome="holds")
    return box


def _ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def _complete(row: Write) -> RecordRow:
    call = row(
        "target",
        label="the phone call",
        age=15,
        image="the receiver swinging",
        negative="I should have known",
        positive="I did what I could",
        theme="responsibility",
        emotions="guilt",
        body="chest",
    )
    for days, sets, sud, voc in (
        (40, 0, 7, 3),
        (40, 10, 4, None),
        (33, 0, 3, None),
        (33, 6, 1, None),
        (33, 12, 0, 5),
        (33, 14, None, 7),
        (26, 0, 0, 7),
    ):
        row("measure", target=call, on=_ago(days), sets=sets, sud=sud, voc=voc)
    row(
        "processing", target=call, on=_ago(40), sets=10, stimulation="eyes", closure="incomplete", containment="the box"
    )
    row("processing", target=call, on=_ago(33), sets=14, stimulation="eyes", scan="clear", closure="complete")
    return call


def _incomplete(row: Write, box: RecordRow) -> RecordRow:
    stairs = row(
        "target",
        label="the stairs",
        age=9,
        image="looking up from the last step",
        negative="I am not safe",
        positive="It is over. I can protect myself",
        theme="safety",
        emotions="fear",
        body="throat, chest",
    )
    for days, sets, sud, voc in (
        (14, 0, 8, 2),
        (14, 8, 7, None),
        (14, 24, 5, None),
        (7, 0, 4, None),
        (7, 16, 3, None),
    ):
        row("measure", target=stairs, on=_ago(days), sets=sets, sud=sud, voc=voc)
    row("processing", target=stairs, on=_ago(14), sets=24, stimulation="tactile", closure="incomplete", resource=box)
    row("processing", target=stairs, on=_ago(7), sets=16, stimulation="tactile", closure="incomplete", resource=box)
    row(
        "block",
        target=stairs,
        on=_ago(7),
        kind="looping",
        words="it was my fault that I stood there",
        intervention="responsibility",
        said="Whose job was it to keep the stairs safe?",
        moved="yes",
    )
    return stairs
