"""Facts of the modalities' records, of scores without answers, of health, wishes and exercises, and of what the client
writes between sessions."""

from tests.consequences import acts
from tests.consequences.facts import LISTS, OVERVIEWS, TABS, TODAY, Cell, Fact, hides, keeps, on, shows, together
from tests.consequences.risk import voided_later

SAID = "The lift stopped between two floors."

FACTS = [
    Fact(
        name="score typed without answers",
        row=4,
        ways=("api:assessment-totals", "assessments:void"),
        make=acts.record_total,
        undo=acts.void,
        cells=together(
            voided_later("CORE-10", "13 → 24 since baseline, reliably worse (90 %)."),
            on(shows("worse: CORE-10"), *TABS),
            on(shows("CORE-10 24 Feb 2027 24 reliably worse"), "lea: measures", "lea: session workspace"),
            on(shows("24 worse"), *LISTS),
            on(shows("13 → 24, reliably worse"), *TODAY),
            on(shows("24: reliably worse (90 %)."), *OVERVIEWS),
            on(shows('"worse"'), "lea: API caseload", "lea: API measures"),
        ),
    ),
    Fact(
        name="permission of a protector, in the session",
        row=11,
        ways=("notes:session-note",),
        before=acts.work_with_parts,
        make=lambda world: acts.press(world, f"given:{world.known['guard']}"),
        undo=lambda world: acts.press(world, f"undo:{world.known['guard']}"),
        cells=together(on(shows("All its protectors have given permission."), "lea: session workspace")),
    ),
    Fact(
        name="flash card given",
        row=12,
        ways=("api:plan-rows", "api:plan-row"),
        before=acts.work_with_modes,
        make=acts.give_card,
        undo=acts.take_card_back,
        cells=together(
            on(shows("When nobody answers"), "robin: portal", "robin: diary", "robin: API cards"),
        ),
    ),
    Fact(
        name="diary entry written by the client",
        row=19,
        ways=("api:portal-diary", "portal:diary"),
        before=acts.work_with_modes,
        make=acts.write_diary,
        final="The client takes nothing back; whoever has opened the diary is not told of it any more.",
        cells=together(
            on(shows("Robin: 1 new diary entry"), "lea: today", "sam: today"),
            on(shows('"count": 1'), "lea: API unread diaries"),
            on(shows(SAID), "robin: diary"),
        ),  # and nobody is alerted: no mail, no row among what needs somebody, nothing for the supervisor
    ),
    Fact(
        name="a condition that asks for care",
        row=20,
        ways=("health:client-health",),
        make=lambda world: acts.note_health(world, "present"),
        undo=lambda world: acts.note_health(world, "none"),
        cells=together(
            on(Cell(shows=("Seizures yes, at present",), keeps=("Lea, today 11:00",)), "lea: health"),
            on(shows("Seizures: yes, at present"), "lea: record"),
            on(shows("EMDR: On file: seizures. This asks for care with it."), *TODAY),
            on(shows("On file: seizures. This asks for care with it."), "lea: plan"),
            on(
                Cell(shows=("On file: seizures. This asks for care with it.",), drops=("ask about seizures",)),
                "lea: new plan",
            ),
            on(shows('"kind": "seizure"'), "lea: API plans"),
            on(keeps('"kind": "seizure", "answer": "present"'), "lea: API health"),
        ),
    ),
    Fact(
        name="what asks for care is considered",
        row=20,
        ways=("plans:plan-health",),
        before=lambda world: acts.note_health(world, "present"),
        make=acts.consider_health,
        final="Why the plan continues stays with it; a newer answer asks again.",
        cells=together(
            on(hides("EMDR: On file: seizures. This asks for care with it."), *TODAY),
            on(shows("The neurologist agrees."), "lea: plan"),
            on(shows('"reason": "The neurologist agrees."'), "lea: API plans"),
        ),
    ),
    Fact(
        name="a condition that asks for care with an exercise",
        row=20,
        ways=("health:client-health",),
        before=acts.give_cold_water,
        make=lambda world: acts.note_health(world, "present", "heart"),
        undo=lambda world: acts.note_health(world, "none", "heart"),
        cells=together(
            on(Cell(shows=("Heart trouble yes, at present",), keeps=("Lea, today 11:00",)), "lea: health"),
            on(shows("Heart trouble: yes, at present"), "lea: record"),
            on(shows("On file: heart trouble. This asks for care with it. Consider stopping this."), "lea: exercises"),
            on(shows("On file: heart trouble. This asks for care with it."), "lea: giving an exercise"),
            on(hides("Burn it off"), "lea: session workspace"),  # it is offered where nothing speaks against it
            on(shows('"cautions_now": [{"code": "health-present"'), "lea: API assignments"),
            on(keeps('"kind": "heart", "answer": "present"'), "lea: API health"),
        ),
    ),
    Fact(
        name="an exercise made it worse",
        row=21,
        ways=("portal:exercise", "exercises:worsening-read"),
        make=acts.get_worse,
        undo=acts.read_worsening,
        cells=together(
            on(shows("felt worse after “Paced breathing”"), *TODAY),
            on(Cell(keeps=("worse by 5", "2 → 7")), "lea: exercises"),
            on(keeps('"worse_by": 5'), "lea: API logs"),
            on(shows("Exercises that made things worse, not read yet"), "lea: closing"),
            on(keeps("That made it harder"), "robin: after an exercise"),
            on(Cell(keeps=("1/7",), drops=("0/7",)), *LISTS, "lea: exercises", "lea: session workspace"),
            on(Cell(keeps=("Done or put off today",)), "robin: portal"),
            on(Cell(keeps=('"done_week": 1',)), "robin: API exercises"),
            on(Cell(keeps=('"exercises_done": 1',)), "lea: API caseload"),
        ),
        undone={"lea: exercises": "shorter from now on"},
    ),
    Fact(
        name="what the client wishes",
        row=22,
        ways=("choosing:client-wishes",),
        make=lambda world: acts.note_wish(world, "against"),
        undo=lambda world: acts.note_wish(world, "open"),
        undone={"lea: new plan": "The client has no preference."},
        cells=on(shows("The client would rather not."), "lea: new plan"),
    ),
]
