"""Rules 1 to 6: risk signals, unanswered risk items, who is responsible, getting worse, violence, dissociation."""

from tests.consequences import acts
from tests.consequences.facts import (
    CASELOADS,
    FILE,
    JOINT_PAGES,
    LISTS,
    OVERVIEWS,
    SESSION_PAGES,
    TABS,
    TODAY,
    Cell,
    Cells,
    Fact,
    drops,
    hides,
    keeps,
    on,
    shows,
    together,
)

WITH_CHIPS = tuple(page for page in SESSION_PAGES if page != "lea: session workspace")  # it says more of each alert
URGENT = "Please sign in and open Today: one entry there is marked urgent."


def open_alert(source: str, level: str) -> Cells:
    """Where an open alert is to be seen: wherever somebody decides about the client."""
    title = f"{source}: {level} risk"
    return together(
        on(shows(title), *FILE, *SESSION_PAGES, "lea: plan"),
        on(shows(f"Robin: {title}"), *JOINT_PAGES),
        on(shows(f"Robin {title}"), *TODAY, "olga: today"),
        on(shows("risk"), *CASELOADS),
        on(shows(f"An alert is open ({source}): stabilise first."), "lea: new plan"),
        on(shows(f'"source": "{source}"', f'"level": "{level}"'), "olga: API alerts"),
        on(shows('"open_alerts": 1'), "lea: API caseload"),
        on(shows("steadies while an alert is open"), "lea: exercises"),
        on(shows("An alert is open, and this one has a caution."), "lea: giving an exercise"),
        on(shows("Open risk alerts 1"), "lea: closing"),
    )


def alert(source: str, level: str) -> Cells:
    """A new alert: also in the history, which stays when it is closed."""
    return together(
        open_alert(source, level),
        on(keeps(f"alerts {source}"), *OVERVIEWS),
        on(drops("No risk alert was raised in this period."), "ada: reports"),  # one client's figures stay hidden
        on(keeps(f'"source": "{source}"', f'"level": "{level}"'), "lea: API alerts"),
    )


def taken(name: str) -> Cells:
    """That somebody has an alert: read wherever the alert is."""
    return together(
        on(shows(f"taken by {name}"), *TODAY, "olga: today", "lea: safety", "lea: session workspace"),
        on(shows("high risk · taken"), *FILE, *WITH_CHIPS, "lea: plan", *JOINT_PAGES),
        on(shows('"state": "taken"'), "lea: API alerts", "olga: API alerts"),
    )


def handed(name: str) -> Cells:
    """That an alert was handed to somebody who has not confirmed it: read wherever the alert is."""
    return together(
        on(
            shows(f"handed to {name}, not confirmed yet"),
            *(*TODAY, "olga: today", "lea: safety", "lea: session workspace"),
        ),
        on(shows("high risk · handed over"), *FILE, *WITH_CHIPS, "lea: plan", *JOINT_PAGES),
        on(shows('"state": "taken"'), "lea: API alerts", "olga: API alerts"),
    )


def measured(short: str, change: str) -> Cells:
    """That an assessment of today is on record, and what the report says of it."""
    return together(
        on(keeps(f"24 Feb 2027 measured {short}"), *OVERVIEWS),
        on(keeps(f"24 Feb 2027 {short}"), "lea: assessments"),
        on(keeps(f"{short}, 24 Feb 2027"), "lea: plan", "lea: joint plan"),
        on(keeps(change), "lea: report", "lea: report, PDF"),
        on(keeps(f"24 Feb 2027 {short}"), "lea: report, PDF"),
        on(keeps('"completed_on": "2027-02-24"'), "lea: API assessments"),
    )


def newest(short: str, value: str) -> Cells:
    """That its score of today is the newest of a measure that is followed."""
    return together(
        on(keeps(f"{short} 24 Feb 2027 {value}"), "lea: measures", "lea: session workspace"),
        on(keeps('"completed_on": "2027-02-24"'), "lea: API measures"),
    )


def voided_later(short: str, change: str) -> Cells:
    """The same, of an assessment that is voided when the fact is undone: it stays on record, and counts no more."""
    kept = {"lea: assessments", "lea: API assessments"}
    cells = measured(short, change)
    return {name: cell if name in kept else shows(*cell.shows, *cell.keeps) for name, cell in cells.items()}


def lasting(cells: Cells) -> Cells:
    """The same, of a fact whose undoing leaves this as it is."""
    return {name: Cell(keeps=cell.shows + cell.keeps, drops=cell.hides + cell.drops) for name, cell in cells.items()}


WORSE = dict.fromkeys((1, 2, 4, 5, 7, 9), 4)
ANSWERED = together(
    measured("CORE-10", "13 → 9 since baseline, no reliable change (90 %)."),
    newest("CORE-10", "9 no reliable change"),
    on(keeps("9 no change"), *LISTS),
    on(keeps("9: no reliable change (90 %)."), *OVERVIEWS),
    on(keeps('"unchanged"'), "lea: API caseload"),
)

FACTS = [
    Fact(
        name="risk item endorsed, typed from paper",
        row=1,
        ways=("assessments:record", "alerts:alert"),
        make=lambda world: world.post(
            "lea",
            "assessments:record",
            world.robin.pk,
            "phq-9",
            **{f"item-{n}": "0" for n in range(1, 9)} | {"item-9": "2", "completed_on": str(world.today)},
        ),
        undo=acts.close_alert,
        cells=together(
            alert("PHQ-9 item 9", "high"),
            measured("PHQ-9", "8 → 2 since baseline, reliably improved."),
            newest("PHQ-9", "2 reliably improved"),
            on(keeps(URGENT), "lea: mail", "olga: mail"),
        ),
    ),
    Fact(
        name="risk item endorsed by the client",
        row=1,
        ways=("api:questionnaires", "api:portal-answers", "api:portal-submission", "alerts:alert"),
        before=lambda world: world.call(
            "lea", "questionnaires/", {"client": str(world.robin.pk), "instrument": "core-10"}
        ),
        make=lambda world: acts.answer_core10(world, {6: 1}),
        undo=acts.close_alert,
        cells=together(
            alert("CORE-10 item 6", "high"),
            ANSWERED,
            on(keeps(URGENT), "lea: mail", "olga: mail"),
            on(drops("CORE-10 0 of 10 answered"), "lea: assessments"),
            on(drops("Questionnaires given 1"), "lea: closing"),
            on(drops("due 27 Feb"), "lea: session workspace"),
            on(keeps("no longer needed"), "lea: record"),
            on(drops("Open: CORE-10"), "robin: portal"),
        ),
    ),
    Fact(
        name="wish to be dead, on the C-SSRS",
        row=1,
        ways=("api:assessments", "alerts:alert"),
        make=acts.record("c-ssrs-screen", {1: 1}),
        undo=acts.close_alert,
        cells=together(alert("C-SSRS", "low"), measured("C-SSRS", "Level: 1, the baseline.")),
    ),
    Fact(
        name="C-SSRS broken off",
        row=2,
        ways=("api:assessments", "assessments:correct"),
        make=acts.record("c-ssrs-screen", {1: 1, 2: None}),
        undo=lambda world: world.fill_in(
            "lea",
            "assessments:correct",
            "assessments:correct",
            world.known["form"],
            **{"item-2": "0", "reason": "Asked afterwards."},
        ),
        cells=together(
            lasting(alert("C-SSRS", "low")),
            measured("C-SSRS", "Columbia Suicide Severity Rating Scale"),
            on(shows("C-SSRS: risk item 2 not answered: ask"), *TODAY),
            on(shows("risk item not answered: C-SSRS"), *FILE, "lea: session workspace"),
            on(keeps("screened at least low, incomplete"), "lea: API alerts", "olga: API alerts"),
        ),
    ),
    Fact(
        name="alert taken",
        row=1,
        ways=("alerts:alert-take",),
        before=acts.record("phq-9", {9: 2}),
        make=lambda world: world.post("lea", "alerts:alert-take", acts.open_alert(world)),
        final="Whoever took it closes it, or hands it on.",
        cells=together(
            taken("Lea"),
            on(shows("You have it now."), "lea: today"),
        ),
    ),
    Fact(
        name="alert handed to somebody",
        row=1,
        ways=("api:alert-hand-over",),
        before=acts.record("phq-9", {9: 2}),
        make=lambda world: world.call(
            "lea",
            f"alerts/{acts.open_alert(world)}/hand-over/",
            {"to": str(world.staff("sam").pk), "reason": "I am in a session."},
        ),
        final="It is handed back in the same way.",
        cells=together(handed("Sam"), on(keeps(URGENT), "sam: mail")),
    ),
    Fact(
        name="answers behind an alert voided",
        row=16,
        ways=("api:assessment-voiding",),
        before=acts.record("phq-9", {9: 2}),
        make=lambda world: world.call(
            "lea", f"assessments/{world.known['form']}/voiding/", {"reason": "Typed for somebody else."}
        ),
        final="Recorded again, where it was right.",
        cells=together(
            on(shows("the answers were voided"), *TODAY, "olga: today", "lea: safety", "lea: session workspace"),
            on(drops("24 Feb 2027 measured PHQ-9"), *OVERVIEWS),
            on(drops("total 2 minimal reliably improved"), "lea: assessments"),
            on(drops("2 reliably improved"), "lea: measures"),
            on(drops('"2027-02-24"'), "lea: API measures"),
            on(drops("8 → 2 since baseline, reliably improved."), "lea: report", "lea: report, PDF"),
            on(drops("PHQ-9, 24 Feb 2027"), "lea: plan", "lea: joint plan"),
            on(drops("24 Feb 2027"), "lea: new plan"),
            on(drops('"difference": -6.0'), "lea: API assessments"),
        ),
    ),
    Fact(
        name="alert reopened",
        row=1,
        ways=("api:alert-reopening",),
        before=lambda world: acts.close_new_alert(world),
        make=lambda world: world.call("lea", f"alerts/{world.known['alert']}/reopening/", {"reason": "Called back."}),
        undo=acts.close_alert,
        cells=together(
            open_alert("PHQ-9 item 9", "high"),
            on(shows('"state": "open"'), "lea: API alerts"),
            on(keeps(URGENT), "lea: mail", "olga: mail"),
        ),
    ),
    Fact(
        name="risk item not answered",
        row=2,
        ways=("api:assessments", "assessments:unanswered"),
        make=acts.record("phq-9", {9: None}),
        undo=lambda world: world.fill_in(
            "lea", "assessments:result", "assessments:unanswered", world.known["form"], note="Asked: no thoughts."
        ),
        cells=together(
            measured("PHQ-9", "8 → 0 since baseline, reliably improved."),
            newest("PHQ-9", "0 reliably improved"),
            on(shows("PHQ-9: risk item 9 not answered: ask"), *TODAY),
            on(shows("risk item not answered: PHQ-9"), *FILE, "lea: session workspace"),
            on(keeps('"unanswered_risk_items": [9]'), "lea: API assessments"),
            on(keeps("does not show depression: 0,"), "lea: new plan"),
        ),
    ),
    Fact(
        name="the lead is away, then a risk item is endorsed",
        row=3,
        ways=("sessions:leave-new", "api:portal-submission", "alerts:alert"),
        before=acts.ask_while_away,
        make=lambda world: acts.answer_core10(world, {6: 1}),
        undo=acts.close_alert,
        cells=together(
            alert("CORE-10 item 6", "high"),
            ANSWERED,
            on(keeps(URGENT), "sam: mail", "olga: mail"),
            on(drops("CORE-10 0 of 10 answered"), "lea: assessments"),
            on(drops("Questionnaires given 1"), "lea: closing"),
            on(drops("due 27 Feb"), "lea: session workspace"),
            on(keeps("no longer needed"), "lea: record"),
            on(drops("Open: CORE-10"), "robin: portal"),
        ),
    ),
    Fact(
        name="the lead is away, and somebody covers",
        row=3,
        ways=("sessions:leave-new", "sessions:leave-remove"),
        make=acts.cover_by_olga,
        undo=acts.take_leave_back,
        undone={"olga: mail": "You no longer cover for a colleague from 24 Feb to 27 Feb"},
        cells=together(
            on(shows("Covered by Olga until 27 Feb"), *FILE, "ada: letters"),
            on(shows("You cover for Lea until 27 Feb.", "Robin"), "olga: today"),
            on(shows("Robin", "cover Lea"), "olga: caseload"),
            on(shows("Robin", "Covered by Olga until 27 Feb"), "olga: client"),
            on(keeps("You cover for a colleague from 24 Feb to 27 Feb"), "olga: mail"),
        ),
    ),
    Fact(
        name="lead handed over",
        row=3,
        ways=("api:client-transfer",),
        make=lambda world: acts.hand_over(world, "sam"),
        undo=lambda world: acts.hand_over(world, "lea"),
        undone={
            "lea: mail": "1 file was handed to you",
            "lea: today": "You lead Robin now: read the hand-over note",
            "robin: mail": "Somebody else will see you at your appointment.",
        },
        cells=together(
            on(hides("Robin & Kim"), "lea: today", "lea: caseload"),
            on(
                shows("status 404"),
                "lea: client",
                *TABS,
                *("lea: API measures", "lea: API numbers", "lea: API letters"),
                *("lea: care team", "lea: report", "lea: report, PDF", "lea: plan", "lea: new plan", "lea: booking"),
                *("lea: giving an exercise", "lea: closing", "lea: coming session", "lea: past session"),
                *("lea: session workspace", "lea: API client", "lea: API sessions", "lea: API assessments"),
                "lea: appointment card, PDF",
                *("lea: API plans", "lea: API assignments", "lea: API notes", "lea: API logs", "lea: API health"),
            ),
            on(hides("The client agrees"), "lea: joint plan"),
            on(hides("Robin · Side by side"), "lea: partner"),
            on(hides("Lea"), "ada: letters"),
            on(shows("The partner is told as they have agreed"), "lea: joint session"),
            on(hides("14:00 Robin online"), "lea: calendar"),
            on(shows("partner"), "lea: household", "sue: today", "sue: caseload"),
            on(hides("2027-03-02 14:00"), "lea: feed"),
            on(hides('"name": "Robin"'), "lea: API caseload"),
            on(drops("Lea"), "sam: client"),
            on(shows("Sam Wed"), "ada: calendar"),
            on(shows("You lead Robin now: read the hand-over note"), "sam: today"),
            on(keeps("1 file was handed to you"), "sam: mail"),
            on(keeps("Somebody else will see you at your appointment."), "robin: mail"),
            on(shows("Sam"), "robin: portal", "robin: API appointments"),
        ),
    ),
    Fact(
        name="worse on a measure",
        row=4,
        ways=("api:assessments", "assessments:void"),
        make=acts.record("core-10", WORSE),
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
        name="practice tracks other measures",
        row=4,
        ways=("tracked:practice-measures",),
        make=lambda world: world.post("ada", "tracked:practice-measures", instruments=["gad-7"]),
        undo=lambda world: world.post("ada", "tracked:practice-measures", instruments=[]),
        cells=together(
            on(hides("CORE-10 13"), *LISTS, "otto: today", "otto: caseload"),
            on(hides("CORE-10 over time"), *OVERVIEWS, "lea: partner", "otto: client"),
            on(hides("CORE-10 4 Feb 2027"), "lea: measures", "lea: session workspace"),
            on(hides('"core-10"'), "lea: API measures", "lea: API caseload"),
            on(keeps("Saved. Today, caseload and reports follow it from now on."), "ada: today"),
        ),
    ),
    Fact(
        name="no reliable change set aside",
        row=4,
        ways=("tracked:set-aside", "tracked:set-aside-end"),
        before=acts.stay_unmoved,
        make=lambda world: world.post(
            "lea", "tracked:set-aside", world.robin.pk, until="2027-04-01", reason="Holding steady is the aim."
        ),
        undo=lambda world: world.post("lea", "tracked:set-aside-end", world.robin.pk),
        cells=together(
            on(hides("Robin no reliable change in 8 sessions"), *TODAY),
            on(shows("Set aside by Lea on 24 Feb 2027. It is shown again on 1 Apr 2027."), "lea: measures"),
            on(shows('"until": "2027-04-01"'), "lea: API measures"),
        ),
    ),
    Fact(
        name="violence going on, or fear of the partner",
        row=5,
        ways=("clients:client-violence",),
        make=lambda world: world.post("lea", "clients:client-violence", world.robin.pk, answer="ongoing"),
        undo=lambda world: world.post("lea", "clients:client-violence", world.robin.pk, answer="none"),
        cells=together(
            on(shows("violence or fear is ongoing: review the joint plan"), *TODAY),
            on(shows("violence or fear is ongoing"), *FILE),
            on(keeps("Lea, today 11:00"), "lea: record"),
            on(shows("Violence or fear is ongoing."), "lea: joint plan", "lea: joint session", "lea: booking"),
            on(
                shows("Violence or fear of the partner was named: no couple work while it is ongoing."),
                "lea: new plan",
            ),
            on(shows('"kind": "violence"'), "lea: API cautions", "lea: API plans"),
            on(shows("ongoing, and this is done with or about the partner."), "lea: giving an exercise"),
        ),  # and nothing that Kim, or Kim's own therapist, can see
    ),
    Fact(
        name="dissociation above the cut-off",
        row=6,
        ways=("api:assessments", "assessments:void"),
        make=acts.record("des-ii", dict.fromkeys(range(1, 29), 50)),
        undo=acts.void,
        cells=together(
            voided_later("DES-II", "0 → 50 since baseline"),
            on(shows("The DES-II is 50, not below 30."), "lea: plan"),
            on(shows("The DES-II is 50, and this one has a caution."), "lea: giving an exercise"),
            on(shows("EMDR with a DES-II of 50: not before stabilisation. Needs a reason."), "lea: new plan"),
            on(hides("A calm place"), "lea: exercises", "lea: session workspace"),
        ),
    ),
]
