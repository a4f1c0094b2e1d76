"""Rules 7 to 11: joint work, appointments, attendance, notes, numbers given in a session."""

from tests.consequences import acts
from tests.consequences.facts import (
    CASELOADS,
    FILE,
    LISTS,
    OVERVIEWS,
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
from tests.consequences.world import DAY, NOW

OF_ROBIN = (*LISTS, *FILE, "lea: session workspace")
OF_KIM = ("lea: partner", "otto: today", "otto: caseload", "otto: client", "otto: sessions", "otto: record")
CARDS = ("lea: appointment card, PDF", "otto: appointment card, PDF")  # Robin's and Kim's
SENT = on(keeps("Appointment booked or changed"), "lea: record")
STATES = on(hides("No attendance yet."), "ada: reports")  # the first session with an outcome


def coming(old: str, new: str) -> Cells:
    """The next session in lists and headers: another time, or another session."""
    return on(Cell(shows=(new,), hides=(old,)), *OF_ROBIN, "ada: letters")


# Robin's coming session is not there any more: the next one is the joint one.
CANCELLED = together(
    on(hides("Tue 14:00"), *OF_ROBIN, "ada: letters"),
    on(shows("3 Mar 14:00"), *FILE, "ada: letters"),
    on(shows("Session cancelled."), "lea: today"),
    on(shows("Undo cancellation"), "lea: coming session"),
    on(hides("Coming sessions 1"), "lea: closing"),
    on(hides("14:00 Robin online"), "lea: calendar", "ada: calendar"),
    on(hides("2027-03-02 14:00"), "lea: feed"),
    on(hides('"2027-03-02T14:00:00+00:00"'), "lea: API caseload"),
    on(shows('"cancelled_how": "therapist"'), "lea: API sessions"),
    on(hides("Tuesday 2 March, 14:00"), "robin: portal"),
    on(hides("Tuesday 2 March 2027"), "lea: appointment card, PDF"),
    on(hides('"2027-03-02T14:00:00Z"'), "robin: API appointments"),
)

FACTS = [
    Fact(
        name="joint session booked",
        row=7,
        ways=("api:sessions", "sessions:session-cancel"),
        make=lambda world: acts.book_together(world, NOW + 2 * DAY),
        undo=lambda world: acts.cancel(world, world.known["session"]),
        cells=together(
            on(shows("Fri 11:00"), *OF_ROBIN, *OF_KIM, "ada: letters"),
            SENT,
            on(keeps("Appointment booked or changed"), "otto: record"),
            on(shows("Fri 26 Feb, 11:00"), "lea: household", "otto: household", "lea: closing"),
            on(shows("2027-02-26 11:00"), "lea: feed"),
            on(shows('"2027-02-26T11:00:00+00:00"'), "lea: API caseload"),
            on(keeps('"2027-02-26T11:00:00Z"'), "lea: API sessions"),
            on(shows("Friday 26 February, 11:00"), "robin: portal", "kim: portal"),
            on(shows("Friday 26 February 2027 11:00 to"), *CARDS),
            on(shows('"2027-02-26T11:00:00Z"'), "robin: API appointments", "kim: API appointments"),
            on(keeps("REQUEST CONFIRMED 2027-02-26 11:00"), "robin: mail", "kim: mail"),
        ),
        undone={"robin: mail": "CANCEL CANCELLED 2027-02-26 11:00", "kim: mail": "CANCEL CANCELLED 2027-02-26 11:00"},
    ),
    Fact(
        name="individual session within couple work booked",
        row=7,
        ways=("sessions:book", "sessions:session-cancel"),
        make=lambda world: acts.book_alone(world, NOW + 2 * DAY),
        undo=lambda world: acts.cancel(world, world.known["session"]),
        cells=together(
            on(shows("Fri 11:00"), *OF_ROBIN, "ada: letters"),  # and nowhere in Kim's file, nor for Otto, who reads it
            SENT,
            on(shows("Alone with Robin, within the joint plan"), "lea: sessions"),
            on(shows("Fri 26 Feb, 11:00, one person alone"), "lea: household"),
            on(shows("Coming sessions 2", "Fri 26 Feb, 11:00"), "lea: closing"),
            on(shows("2027-02-26 11:00"), "lea: feed"),
            on(shows('"2027-02-26T11:00:00+00:00"'), "lea: API caseload"),
            on(keeps('"2027-02-26T11:00:00Z"'), "lea: API sessions"),
            on(shows("Friday 26 February, 11:00"), "robin: portal"),
            on(shows("Friday 26 February 2027 11:00 to"), "lea: appointment card, PDF"),
            on(shows('"2027-02-26T11:00:00Z"'), "robin: API appointments"),
            on(keeps("REQUEST CONFIRMED 2027-02-26 11:00"), "robin: mail"),
        ),
        undone={"robin: mail": "CANCEL CANCELLED 2027-02-26 11:00"},
    ),
    Fact(
        name="household ended",
        row=7,
        ways=("households:household-end",),
        final="A separation is not undone: who comes together again begins a new household.",
        make=lambda world: world.fill_in(
            "lea", "households:household-end", "households:household-end", world.household.pk, reason="Separated."
        ),
        cells=together(
            on(hides("Robin & Kim"), "lea: today", *CASELOADS, "sue: today"),
            on(hides("EFT"), "sam: today"),
            on(shows("History and target sequence"), *LISTS),
            on(hides("Wed 3 Mar"), "lea: sessions", "lea: closing"),
            on(keeps("Begin Household", "Appointment booked or changed"), "lea: record", "otto: record"),
            on(shows("EFT ended"), *OVERVIEWS),
            on(shows("Ended 24 Feb 2027: The household has ended."), "lea: joint plan", "otto: joint plan"),
            on(shows("22 Feb 2027 – 24 Feb 2027"), "lea: joint plan, PDF"),
            on(hides("goes with EFT"), "lea: exercises"),
            on(hides("Catch the step back"), "lea: session workspace"),
            on(shows("Undo cancellation"), "lea: joint session"),
            on(shows("Begins a household with both clients."), "lea: new plan", "lea: booking"),
            on(hides("14:00 Robin & Kim online"), "lea: calendar", "ada: calendar"),
            on(shows("24 February 2027: Separated."), "lea: household"),
            on(shows("No joint plan is running"), "lea: household", "otto: household"),
            on(shows("No plan yet."), "lea: partner", "otto: client"),
            on(hides("2027-03-03 14:00"), "lea: feed"),
            on(shows('"1-history"'), "lea: API caseload"),
            on(shows('"The household has ended."'), "lea: API sessions"),
            on(shows('"ended_on": "2027-02-24"'), "lea: API plans"),
            on(shows("none booked"), "otto: today", "otto: caseload"),
            on(shows("Nothing booked."), "otto: sessions"),
            on(hides("Wednesday 3 March 2027"), *CARDS),
            on(hides("2027-03-03"), "robin: API appointments", "kim: API appointments"),
            on(keeps("CANCEL CANCELLED 2027-03-03 14:00"), "robin: mail", "kim: mail"),
            on(shows("No appointment yet"), "kim: portal"),
        ),
    ),
    Fact(
        name="session moved",
        row=8,
        ways=("api:session",),
        make=lambda world: acts.move(world, NOW + 5 * DAY),
        undo=lambda world: acts.move(world, NOW.replace(hour=14) + 6 * DAY),
        cells=together(
            coming("Tue 14:00", "Mon 11:00"),
            SENT,
            on(shows("Monday 1 March 2027, 11:00"), "lea: coming session"),
            on(shows("Mon 1 Mar, 11:00"), "lea: closing"),
            on(hides("14:00 Robin online"), "lea: calendar", "ada: calendar"),
            on(shows("11:00 Robin online"), "lea: calendar", "ada: calendar"),
            on(shows("2027-03-01 11:00"), "lea: feed"),
            on(shows('"2027-03-01T11:00:00+00:00"'), "lea: API caseload"),
            on(shows('"2027-03-01T11:00:00Z"'), "lea: API sessions", "robin: API appointments"),
            on(hides('"2027-03-02T14:00:00Z"'), "lea: API sessions", "robin: API appointments"),
            on(shows("Monday 1 March, 11:00"), "robin: portal"),
            on(Cell(shows=("Monday 1 March 2027",), hides=("Tuesday 2 March 2027",)), "lea: appointment card, PDF"),
            on(keeps("has moved to Monday 1 March", "REQUEST CONFIRMED 2027-03-01 11:00"), "robin: mail"),
        ),
        undone={"robin: mail": "REQUEST CONFIRMED 2027-03-02 14:00"},
    ),
    Fact(
        name="session cancelled",
        row=8,
        ways=("sessions:session-cancel", "sessions:session-restore"),
        make=lambda world: acts.cancel(world, world.session.pk),
        undo=acts.restore,
        cells=together(
            CANCELLED,
            SENT,
            on(keeps("CANCEL CANCELLED 2027-03-02 14:00"), "robin: mail"),
        ),
        undone={"robin: mail": "is going ahead"},
    ),
    Fact(
        name="did not attend",
        row=9,
        ways=("sessions:session-attendance",),
        make=lambda world: world.post("lea", "sessions:session-attendance", world.past.pk, state="missed"),
        undo=lambda world: world.post("lea", "sessions:session-attendance", world.past.pk, state="booked"),
        cells=together(
            on(shows("23 Feb 2027 did not attend"), *OVERVIEWS),
            on(hides("no attendance: Tue 23 Feb"), "lea: closing"),
            on(shows("undo"), "lea: sessions"),
            on(shows("Take it back"), "lea: past session"),
            on(hides("Recorded when you sign."), "lea: session workspace"),
            STATES,
        ),
    ),
    Fact(
        name="note signed by somebody supervised",
        row=10,
        ways=("notes:session-note",),
        make=acts.sign_note,
        final="A signed note stays as it is.",
        cells=together(
            STATES,
            on(shows("1 d"), *LISTS),
            on(shows("23 Feb 2027 attended", "1 session in this treatment"), *OVERVIEWS),
            on(shows("Sessions attended in this period: 1."), "lea: report", "lea: report, PDF"),
            on(hides("no attendance: Tue 23 Feb"), "lea: closing"),
            on(shows("signed"), "lea: sessions", "lea: past session"),
            on(shows("status 302"), "lea: session workspace"),
            on(shows("Robin note of 23 Feb by Lea waits for your cosignature"), "sue: today"),
            on(shows("Robin Lea, today 11:00"), "sue: notes"),
            on(shows('"2027-02-23T14:00:00+00:00"'), "lea: API caseload"),
            on(shows('"state": "signed"'), "lea: API notes"),
        ),
    ),
    Fact(
        name="note returned by the supervisor",
        row=10,
        ways=("notes:note-cosign",),
        before=acts.sign_note,
        make=acts.return_note,
        final="The author adds to the note; the supervisor's decision stays.",
        cells=together(
            on(shows("Robin your note of 23 Feb was returned: add to it"), "lea: today"),
            on(drops("waits for your cosignature"), "sue: today"),
            on(shows("Returned to its author."), "sue: today"),
            on(drops("Robin Lea, today 11:00"), "sue: notes"),
        ),
    ),
    Fact(
        name="step of one partner",
        row=11,
        ways=("api:plan-rows", "api:plan-row"),
        make=acts.reach_step,
        undo=acts.take_step_back,
        cells=together(  # and nowhere for Otto, who reads the joint plan as Kim's therapist
            on(shows("Robin 5 · owns needs and parts of self"), "lea: joint plan"),
            on(shows("Steps over time"), "lea: joint plan, PDF"),
        ),
    ),
    Fact(
        name="number given in the session",
        row=11,
        ways=("sessions:session-track",),
        before=acts.add_target,
        make=lambda world: acts.track(world, "sud:7"),
        undo=lambda world: acts.track(world, "sud:undo"),
        cells=together(
            on(shows("SUD 7"), "lea: plan"),
            on(shows("23 Feb 2027 7"), "lea: plan", *OVERVIEWS, "lea: report"),
            on(shows("Numbers given in sessions"), "lea: report, PDF"),
            on(shows('"values": [7]'), "lea: API numbers"),
            on(shows("Take back the last: SUD"), "lea: session workspace"),
        ),
    ),
    Fact(
        name="target left incomplete",
        row=11,
        ways=("sessions:session-sheet",),
        before=acts.add_target,
        make=acts.leave_incomplete,
        undo=acts.take_closure_out,
        cells=together(
            on(shows("23 Feb 2027: incomplete, contained, the oak box"), "lea: plan"),
            on(shows("incomplete, contained by: the oak box"), "lea: session workspace"),
        ),
    ),
]
