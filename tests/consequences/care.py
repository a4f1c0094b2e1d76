"""Rules 12 to 17: what ends, closes, changes its address; accounts; assessments corrected or late; merged files; and
safety plans."""

from tests.consequences import acts
from tests.consequences.facts import (
    FILE,
    LISTS,
    OVERVIEWS,
    TABS,
    TODAY,
    Cell,
    Fact,
    drops,
    hides,
    keeps,
    on,
    shows,
    together,
)
from tests.consequences.risk import WORSE
from tests.consequences.sessions import CANCELLED
from tests.consequences.surfaces import SURFACES
from tests.consequences.world import DAY, NOW

NOTHING_TO_DO = together(
    on(hides("0/7"), *LISTS, "lea: exercises"),
    on(shows("No exercise and no questionnaire given."), "lea: session workspace"),
    on(shows("Nothing left for today."), "robin: portal"),
    on(shows("status 302"), "robin: exercise"),
    on(shows("This exercise is not active now."), "robin: help"),
    on(hides("Paced breathing"), "robin: API exercises"),
    on(hides('"exercises_asked": 7'), "lea: API caseload"),
    on(shows('"running": false'), "lea: API assignments"),
)

FACTS = [
    Fact(
        name="exercise stopped",
        row=12,
        ways=("api:assignment-stop",),
        make=lambda world: world.call("lea", f"assignments/{world.exercise.pk}/stop/"),
        final="It is given again, as a new one.",
        cells=together(NOTHING_TO_DO, on(hides("Exercises 1"), "lea: closing")),
    ),
    Fact(
        name="plan ended",
        row=12,
        ways=("plans:plan-change",),
        make=lambda world: world.fill_in(
            "lea", "plans:plan-agreement", "plans:plan-change", world.plan.pk, outcome="Targets are done."
        ),
        final="A new plan is begun.",
        cells=together(
            on(shows("EMDR ended"), *OVERVIEWS),
            on(hides("goes with EMDR"), "lea: exercises"),
            on(hides("Where am I in my window?"), "lea: session workspace"),
            on(shows("Ended 24 Feb 2027: Targets are done."), "lea: plan"),
            on(hides("EMDR"), "lea: booking"),
            on(hides("Running plans 1"), "lea: closing"),
            on(shows('"ended_on": "2027-02-24"'), "lea: API plans"),
        ),
    ),
    Fact(
        name="treatment paused",
        row=12,
        ways=("episodes:episode-pause",),
        make=lambda world: world.post("lea", "episodes:episode-pause", world.robin.pk, pause="1"),
        undo=lambda world: world.post("lea", "episodes:episode-pause", world.robin.pk, pause="0"),
        cells=together(
            NOTHING_TO_DO,
            on(shows("treatment paused"), *FILE, "ada: letters"),
            on(shows("paused since 24 Feb 2027"), "lea: record"),
            on(shows("The plan or the treatment is paused."), "lea: exercises"),
        ),
    ),
    Fact(
        name="consent to e-mail withdrawn, then a session is cancelled",
        row=12,
        ways=("clients:client-consent", "sessions:session-cancel", "sessions:session-restore"),
        before=lambda world: world.post("lea", "clients:client-consent", world.robin.pk, "email", given="0"),
        make=lambda world: acts.cancel(world, world.session.pk),
        undo=acts.restore,
        cells=CANCELLED,  # and no mail
    ),
    Fact(
        name="treatment closed",
        row=13,
        ways=("episodes:episode-close",),
        make=acts.close_treatment,
        final="Work begins again with a new treatment.",
        cells=together(
            NOTHING_TO_DO,
            on(shows("treatment closed"), *FILE, "ada: letters"),
            on(shows("The newest DES-II is from an earlier treatment."), "lea: plan"),
            on(
                shows("nothing can be given or booked until it is reopened."),
                "lea: new plan",
                "lea: giving an exercise",
            ),
            on(shows("Ended 24 Feb 2027: Treatment closed: completed."), "lea: plan"),
            on(hides("No treatment was closed in this period."), "ada: reports"),
            on(hides("EMDR"), "lea: booking"),
            on(shows("No treatment is running."), "lea: closing"),
            on(hides("Hand over to another therapist"), "lea: coming session"),
            on(hides("14:00 Robin online"), "lea: calendar", "ada: calendar"),
            on(hides("2027-03-02 14:00"), "lea: feed"),
            on(shows('"The treatment is closed."'), "lea: API sessions"),
            on(shows('"ended_on": "2027-02-24"'), "lea: API plans"),
            on(hides("CORE-10 4 Feb 2027"), "lea: measures", "lea: session workspace"),
            on(hides('"core-10"'), "lea: API measures"),
            on(hides('"2027-03-02T14:00:00Z"'), "robin: API appointments"),
            on(hides("Tuesday 2 March 2027"), "lea: appointment card, PDF"),
            on(keeps("CANCEL CANCELLED 2027-03-02 14:00"), "robin: mail"),
        ),
    ),
    Fact(
        name="treatment opened again",
        row=13,
        ways=("episodes:reopening",),
        before=acts.close_treatment,
        make=lambda world: world.fill_in(
            "lea", "episodes:reopening", "episodes:reopening", world.robin.pk, reason="Asked to come again."
        ),
        final="It is closed again.",
        cells=together(
            on(shows("A new treatment is open."), "lea: today"),
            on(shows("Robin & Kim"), "lea: today", "lea: caseload", "sue: today", "sue: caseload"),
            on(shows("Robin & partner"), "sam: today"),
            on(drops("treatment closed"), *FILE, "ada: letters"),
            on(shows("24 Feb 2027 – now"), "lea: record"),
            on(shows("No measures recorded"), "lea: report", "lea: report, PDF"),
            on(drops("No treatment is running."), "lea: closing"),
            on(drops("to book, reopen it."), "lea: booking"),
            on(
                drops("nothing can be given or booked until it is reopened."),
                *("lea: new plan", "lea: giving an exercise", "lea: coming session"),
            ),
            on(shows("Give the exercise", "Give the questionnaire"), "lea: session workspace"),
            on(shows('"name": "Robin"'), "lea: API caseload"),
        ),
    ),
    Fact(
        name="address changed",
        row=14,
        ways=("clients:client-contact",),
        make=lambda world: world.fill_in(
            "lea", "clients:client-contact", "clients:client-contact", world.robin.pk, email="new@example.org"
        ),
        undo=lambda world: world.fill_in(
            "lea", "clients:client-contact", "clients:client-contact", world.robin.pk, email="robin@example.org"
        ),
        cells=together(
            on(keeps("The portal sign-in has moved to the new address"), "lea: today"),
            on(
                Cell(shows=("new@example.org",), hides=("robin@example.org",)),
                *("lea: record", "lea: booking", "lea: coming session", "lea: joint session", "lea: API client"),
            ),
            on(shows("new@example.org"), "lea: closing"),
            on(keeps("status 302"), "robin: portal", "robin: exercise", "robin: help", "robin: diary"),
            on(
                keeps("status 401"),
                *("robin: API appointments", "robin: API exercises", "robin: API plans", "robin: API cards"),
            ),
            on(keeps("Please choose a password first"), "robin: mail"),
        ),
        undone={"robin: mail": "Please choose a password first"},
    ),
    Fact(
        name="account closed",
        row=15,
        ways=("api:staff-closing",),
        make=lambda world: acts.close_account(world, "lea", "sam"),
        final="Opening it again starts from an invitation.",
        cells=together(
            on(shows("status 302"), *[one.name for one in SURFACES if one.name.startswith("lea: ") and one.is_page]),
            on(shows("status 401"), *[one.name for one in SURFACES if one.name.startswith("lea: API")]),
            on(shows("status 404"), "lea: feed"),
            on(shows("Kim & Robin"), "sam: today"),
            on(keeps("1 file was handed to you"), "sam: mail"),
            on(keeps("Somebody else will see you at these appointments."), "robin: mail"),
            on(keeps("Somebody else will see you at your appointment."), "kim: mail"),
            on(hides("Lea"), "sam: client", "ada: calendar", "ada: letters"),
            on(hides("Robin & Kim"), "sue: today", "sue: caseload"),
            on(shows("Sam"), "otto: client", "otto: sessions", "otto: record"),
            on(shows("left the practice"), "otto: record"),
            on(shows("Sam"), "robin: portal", "robin: API appointments", "kim: portal", "kim: API appointments"),
            on(shows("Sam"), "otto: appointment card, PDF"),
        ),
    ),
    Fact(
        name="assessment corrected",
        row=16,
        ways=("assessments:correct",),
        before=acts.record("core-10", WORSE),
        make=lambda world: world.fill_in(
            "lea",
            "assessments:correct",
            "assessments:correct",
            world.known["form"],
            **{"item-1": "0", "item-4": "0", "item-5": "0", "item-7": "0", "reason": "Typed wrongly."},
        ),
        final="It is corrected again, or voided.",
        cells=together(
            on(shows("Corrected."), "lea: today"),
            on(hides("24 worse"), *LISTS),
            on(hides("reliably worse"), *TODAY, *OVERVIEWS),
            on(shows("24 Feb 2027 CORE-10 voided"), "lea: assessments"),
            on(hides("13 → 24"), "lea: report", "lea: report, PDF"),
            on(hides('"worse"'), "lea: API caseload", "lea: API assessments", "lea: API measures"),
            on(hides("worse: CORE-10"), *TABS),
            on(hides("24 reliably worse"), "lea: measures", "lea: session workspace"),
        ),
    ),
    Fact(
        name="assessment entered late",
        row=16,
        ways=("api:assessments", "assessments:void"),
        make=acts.record("phq-9", dict.fromkeys(range(1, 9), 1), completed_on=str((NOW - 5 * DAY).date())),
        undo=acts.void,
        cells=together(
            on(shows("19 Feb 2027 measured PHQ-9"), *OVERVIEWS),
            on(keeps("19 Feb 2027 PHQ-9"), "lea: assessments"),
            on(shows("8 → 8 since baseline"), "lea: report", "lea: report, PDF"),
            on(shows("PHQ-9 19 Feb 2027"), "lea: measures", "lea: session workspace"),
            on(shows('"2027-02-19"'), "lea: API measures"),
            on(shows("PHQ-9 of 19 Feb 2027 does not show depression"), "lea: new plan"),
            on(shows("PHQ-9, 19 Feb 2027"), "lea: plan", "lea: joint plan"),
            on(keeps('"2027-02-19"'), "lea: API assessments"),
        ),
    ),
    Fact(
        name="safety plan written",
        row=1,
        ways=("safety:safety-plan-write",),
        make=lambda world: world.fill_in(
            "lea", "safety:safety-plan-write", "safety:safety-plan-write", world.robin.pk, coping="Walk to the harbour."
        ),
        final="Every version is kept.",
        cells=together(
            on(shows("Safety plan saved."), "lea: today"),
            on(shows("Walk to the harbour."), "lea: safety", "lea: session workspace", "robin: help"),
        ),
    ),
    Fact(
        name="safety plan changed by the client",
        row=1,
        ways=("portal:safety-plan-write",),
        make=lambda world: world.fill_in(
            "robin", "portal:safety-plan-write", "portal:safety-plan-write", coping="Swim in the harbour."
        ),
        final="Every version is kept; who has opened it is not told of it any more.",
        cells=together(
            on(shows("Robin: read the safety plan"), "lea: today", "sam: today"),
            on(shows("Saved. Your therapist can read it."), "robin: portal"),
            on(shows("Swim in the harbour."), "lea: safety", "lea: session workspace", "robin: help"),
        ),
    ),
    Fact(
        name="letter signed, then handed over",
        row=18,
        ways=("api:letter-signature", "api:letter-deliveries"),
        before=acts.draft_letter,
        make=acts.sign_and_deliver,
        final="A signed letter stays; a new version takes its place.",
        cells=together(
            on(shows("Letter to the GP to Dr Gray"), "ada: letters"),
            on(shows("version 1 By post, 24 Feb 2027"), "lea: letters", "ada: letters"),
            on(hides("draft"), "lea: letters"),
            on(shows('"state": "signed"', '"way": "post"'), "lea: API letters"),
            on(hides("letter not signed"), "lea: closing"),
        ),
    ),
    Fact(
        name="release taken back",
        row=18,
        ways=("api:release-withdrawal",),
        before=acts.draft_letter,
        make=lambda world: world.call("lea", f"releases/{world.known['release']}/withdrawal/"),
        final="The client gives a new one.",
        cells=on(shows("taken back 24 Feb 2027"), "lea: letters", "ada: letters"),
    ),
    Fact(
        name="second file merged",
        row=17,
        ways=("api:merged-files", "api:merged-file"),
        before=acts.second_file,
        make=lambda world: world.call(
            "lea",
            f"clients/{world.robin.pk}/merged/",
            {"other": str(world.known["second"].pk), "reason": "Registered twice.", "confirm": True},
        ),
        undo=lambda world: world.call(
            "lea", f"clients/{world.robin.pk}/merged/{world.known['second'].pk}/", method="delete"
        ),
        cells=together(
            on(shows("attended 1"), *OVERVIEWS),
            on(shows("26 Nov 2026 GAD-7"), "lea: assessments"),
            on(shows("Sat 21 Nov 2026, 11:00"), "lea: sessions"),
            on(shows("Jo Marsh"), "lea: safety"),
            on(shows("Robyn Marsh merged", "Jo Marsh"), "lea: record"),
            on(drops('"revision": 1,'), "lea: API client"),
            on(shows('"gad-7"'), "lea: API assessments"),
        ),
    ),
]
