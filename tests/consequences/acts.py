"""How the people of the world act where one call is not enough."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import time_machine

from clients.episodes.actions import close_episode
from interventions.models import Leave, TherapySession
from interventions.sessions.actions import note_attendance
from tests.consequences.world import DAY, NOW, World
from tests.factories import a_client, a_plan, a_row, a_session, actor, an_assessment, an_emergency_contact, inside


def open_alert(world: World) -> str:
    """The only open alert."""
    (alert,) = world.program("lea").get("alerts/", state="open").json()["results"]
    return str(alert["id"])


def close_alert(world: World) -> None:
    """Lea closes the open alert on its page."""
    world.fill_in("lea", "alerts:alert", "alerts:alert", open_alert(world), outcome="safe", closing_note="Safe.")


def close_new_alert(world: World) -> None:
    """An alert that was raised and closed, known as ``alert``."""
    record("phq-9", {9: 2})(world)
    world.known["alert"] = open_alert(world)
    close_alert(world)
    world.browser("lea").get("/")


def answer_core10(world: World, answers: Mapping[int, int]) -> None:
    """Robin answers the CORE-10 on the portal's API; it is given first where it is not."""
    given = world.program("robin").get("me/questionnaires/").json()
    if not given:
        world.call("sam", "questionnaires/", {"client": str(world.robin.pk), "instrument": "core-10"})
        given = world.program("robin").get("me/questionnaires/").json()
    path = f"me/questionnaires/{given[0]['id']}/"
    world.call("robin", path + "answers/", {"responses": {str(n): answers.get(n, 0) for n in range(1, 11)}})
    world.call("robin", path + "submission/")


def record(key: str, answers: Mapping[int, int | None], **fields: object) -> Any:
    """The act of recording an assessment; what was made is known as ``form``."""

    def act(world: World) -> None:
        world.known["form"] = world.record(key, answers, **fields)["id"]

    return act


def stay_unmoved(world: World) -> None:
    """Eight sessions attended, and the CORE-10 as it was at first."""
    for number in range(8):
        session = a_session(world.robin, NOW - timedelta(days=2, hours=2 * number))
        with inside(world.practice):
            note_attendance(session=session, state=TherapySession.State.ATTENDED)
    for key in ("core-10", "phq-9"):
        an_assessment(world.robin, key, 1, on=world.today)
    world.fetch_mails()


def void(world: World) -> None:
    """Takes back the recorded ``form``."""
    page, to = "assessments:result", "assessments:void"
    world.fill_in("lea", page, to, world.known["form"], reason="Typed for somebody else.")


def book_together(world: World, at: datetime) -> None:
    """Books a joint session, known as ``session``."""
    body = {
        "client": str(world.robin.pk),
        "household": str(world.household.pk),
        "starts_at": at.isoformat(),
        "despite": True,
    }
    world.known["session"] = world.call("lea", "sessions/", body)["id"]


def book_alone(world: World, at: datetime) -> None:
    """Lea books Robin alone within the joint plan, on the booking page; the session is known as ``session``."""
    page, when = "sessions:book", {"day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "despite": "on"}
    chosen = {"plan": str(world.joint_plan.pk), "household": "", "alone_with": str(world.robin.pk)}
    world.fill_in("lea", page, page, world.robin.pk, **when, **chosen)
    with inside(world.practice):
        world.known["session"] = TherapySession.objects.get(starts_at=at).pk


def cancel(world: World, session: object) -> None:
    """Lea cancels, on the session's page."""
    world.fill_in("lea", "sessions:session", "sessions:session-cancel", session, by_client="0")


def restore(world: World) -> None:
    """Lea takes the cancellation of Robin's coming session back."""
    world.fill_in("lea", "sessions:session", "sessions:session-restore", world.session.pk)


def move(world: World, to: datetime) -> None:
    """Lea moves Robin's coming session, over the API."""
    path = f"sessions/{world.session.pk}/"
    revision = world.program("lea").get(path).json()["revision"]
    world.call("lea", path, {"starts_at": to.isoformat(), "despite": True}, revision=revision, method="patch")


def hand_over(world: World, to: str) -> None:
    """Ada makes somebody else Robin's lead."""
    body = {"to": str(world.staff(to).pk), "reason": "Parental leave.", "note": "Sleeps badly, comes on time."}
    world.call("ada", f"clients/{world.robin.pk}/transfer/", body)


def add_target(world: World) -> None:
    """Lea puts a target into the EMDR plan."""
    world.known["target"] = world.call("lea", f"plans/{world.plan.pk}/record/target/", {"label": "the stairs"})["id"]


def reach_step(world: World) -> None:
    """Lea notes over the API where Robin stands in the joint plan; nobody who reads Kim alone learns of it."""
    body = {"client": str(world.robin.pk), "step": 5, "on": world.today.isoformat()}
    world.known["step"] = world.call("lea", f"plans/{world.joint_plan.pk}/record/step/", body)


def take_step_back(world: World) -> None:
    """Lea takes the step out of the joint plan's record."""
    row = world.known["step"]
    path = f"plans/{world.joint_plan.pk}/record/step/{row['id']}/"
    world.call("lea", path, revision=row["revision"], method="delete")


def track(world: World, text: str) -> None:
    """Lea presses a number in the session workspace."""
    answer = world.browser("lea").post(
        f"/sessions/{world.past.pk}/track/", {"track": text, "target": world.known["target"]}
    )
    assert answer.status_code == 200


def leave_incomplete(world: World) -> None:
    """Lea closes yesterday's work with the target, and says by what it was contained."""
    sent = {"target": world.known["target"], "closure": "incomplete", "containment": "the oak box"}
    path = f"/sessions/{world.past.pk}/sheet/"
    answer = world.browser("lea").post(path, {f"closing-{name}": value for name, value in sent.items()})
    assert answer.status_code == 200


def take_closure_out(world: World) -> None:
    """Lea takes the row of that session out of the record."""
    rows = world.program("lea").get(f"plans/{world.plan.pk}/record/processing/").json()["results"]
    for row in rows:
        world.post("lea", "plans:row-remove", world.plan.pk, "processing", row["id"])


def sign_note(world: World) -> None:
    """Lea writes and signs the note of yesterday's session, which was attended, and reads what is said of that."""
    page = "notes:session-note"
    world.fill_in("lea", page, page, world.past.pk, processing="The sea.", attendance="attended", sign="1")
    world.browser("lea").get("/")


def return_note(world: World) -> None:
    """Sue returns the note with what should be added."""
    note = world.program("sue").get("notes/").json()["results"][0]["id"]
    world.fill_in("sue", "notes:note", "notes:note-cosign", note, **{"text": "Add the outcome.", "return": "1"})


def ask_while_away(world: World) -> None:
    """Robin is given a CORE-10; Lea is away from today on, and reads what is said of that."""
    world.call("sam", "questionnaires/", {"client": str(world.robin.pk), "instrument": "core-10"})
    days = {"since": str(world.today), "until": str(world.today + timedelta(days=3))}
    world.post("lea", "sessions:leave-new", world.staff("lea").pk, label="Away", cover="nobody", **days)
    world.browser("lea").get("/")


def cover_by_olga(world: World) -> None:
    """Lea is away from today on, and Olga covers for her; Lea reads what is said of that."""
    days = {"since": str(world.today), "until": str(world.today + timedelta(days=3))}
    cover = str(world.staff("olga").pk)
    world.post("lea", "sessions:leave-new", world.staff("lea").pk, label="Away", cover=cover, **days)
    world.browser("lea").get("/")


def take_leave_back(world: World) -> None:
    """Lea is there after all."""
    with inside(world.practice):
        leave = Leave.objects.get(therapist=world.staff("lea"))
    world.post("lea", "sessions:leave-remove", leave.pk)


def close_treatment(world: World) -> None:
    """Lea closes Robin's treatment by the checklist: the coming sessions are cancelled, the portal stays."""
    page = "episodes:episode-close"
    world.fill_in("lea", page, page, world.robin.pk, ending="completed", reason="As planned.")
    world.browser("lea").get("/")


def close_account(world: World, who: str, to: str) -> None:
    """Ada closes somebody's account; what they hold goes to somebody, or is left where that cannot be."""
    path = f"staff/{world.staff(who).pk}/closing/"
    listed, taker = world.program("ada").get(path).json(), str(world.staff(to).pk)
    decisions = [
        {"kind": row["kind"], "to": taker}
        if any(one["id"] == taker for one in row["takers"])
        else {"kind": row["kind"], "leave": True}
        for row in listed["items"]
    ]
    world.call("ada", path, {"seen": listed["seen"], "reason": "Has left.", "decisions": decisions})


def record_total(world: World) -> None:
    """Lea types a total of a letter over the API; what was made is known as ``form``."""
    body = {"client": str(world.robin.pk), "instrument": "core-10", "totals": {"total": 24}, "totals_from": "A letter"}
    world.known["form"] = world.call("lea", "assessments/totals/", body)["id"]


def work_with_parts(world: World) -> None:
    """Robin has an IFS plan with a part, its protector and the part as the target; yesterday's session is of it."""
    plan = a_plan(world.robin, "ifs")
    young, guard = (
        a_row(plan, "part", name="young one", kind="exile"),
        a_row(plan, "part", name="planner", kind="manager"),
    )
    a_row(plan, "tie", part=guard, kind="protects", other=young)
    a_row(plan, "target", part=young, on=world.today - timedelta(days=2))
    world.known["guard"] = guard.pk
    with inside(world.practice):
        TherapySession.objects.filter(pk=world.past.pk).update(plan=plan)


def press(world: World, value: str) -> None:
    """Lea presses something beside the note of yesterday's session, and reads what is said of it."""
    page = f"/sessions/{world.past.pk}/note/"
    answer = world.browser("lea").post(page, {"form": "free", "revision": "0", "desk": value}, follow=True)
    assert answer.status_code == 200


def work_with_modes(world: World) -> None:
    """Robin has a plan of schema therapy, which keeps a diary."""
    world.known["schema"] = a_plan(world.robin, "schema").pk


def give_card(world: World) -> None:
    """Lea gives Robin a flash card, over the API."""
    body = {
        "title": "When nobody answers",
        "feeling": "Left, and small.",
        "old": "Nobody came.",
        "healthy": "She writes back.",
        "instead": "Tea.",
        "given_on": str(world.today),
    }
    world.known["card"] = world.call("lea", f"plans/{world.known['schema']}/record/card/", body)["id"]


def take_card_back(world: World) -> None:
    """Lea takes the card off the record."""
    path = f"plans/{world.known['schema']}/record/card/{world.known['card']}/"
    world.call("lea", path, revision=1, method="delete")


def write_diary(world: World) -> None:
    """Robin writes into the diary, over the API."""
    body = {"key": str(uuid4()), "happened": "The lift stopped between two floors.", "strength": 9}
    world.call("robin", "me/diary/", body)


def second_file(world: World) -> None:
    """Robin was on file before under another name: measured in autumn, and that treatment was closed."""
    with time_machine.travel(NOW - 90 * DAY, tick=False):
        second = world.known["second"] = a_client(world.staff("lea"), name="Robyn Marsh", email="")
        an_assessment(second, "gad-7", 1)
        a_session(second, NOW - 95 * DAY)
        an_emergency_contact(second, name="Jo Marsh")
        with inside(world.practice, actor(world.staff("lea"))):
            TherapySession.objects.filter(client=second).update(state="attended")
            close_episode(client=second, ending="completed", reason="")


def draft_letter(world: World) -> None:
    """Lea drafts a letter to Robin's GP, as Robin has released; known as ``release`` and ``letter``."""
    body = {"kind": "gp", "recipient": "Dr Gray", "covers": ["treatment"]}
    world.known["release"] = world.call("lea", f"clients/{world.robin.pk}/releases/", body)["id"]
    body = {"kind": "gp", "release": world.known["release"]}
    world.known["letter"] = world.call("lea", f"clients/{world.robin.pk}/letters/", body)["id"]


def sign_and_deliver(world: World) -> None:
    """Lea signs that letter and posts it."""
    world.call("lea", f"letters/{world.known['letter']}/signature/", revision=1)
    world.call("lea", f"letters/{world.known['letter']}/deliveries/", {"way": "post"})


def give_cold_water(world: World) -> None:
    """Lea gives Robin an exercise that asks for care with the heart."""
    body = {"client": str(world.robin.pk), "exercise": "tipp-temperature"}
    assert world.program("lea").post("assignments/", body).status_code == 201


def note_health(world: World, answer: str, kind: str = "seizure") -> None:
    """Lea notes an answer about a condition, and reads that it was saved."""
    world.post("lea", "health:client-health", world.robin.pk, kind=kind, answer=answer)
    world.browser("lea").get("/")


def consider_health(world: World) -> None:
    """Lea says why the plan continues with what is on file of Robin's health, and reads that it was saved."""
    path = f"plans/{world.plan.pk}/cautions/"
    (fact,) = [one["fact"] for one in world.program("lea").get(path).json() if one["fact"]]
    world.post("lea", "plans:plan-health", world.plan.pk, facts=fact, reason="The neurologist agrees.")
    world.browser("lea").get("/")


def note_wish(world: World, answer: str) -> None:
    """Lea notes what Robin says of somatic work, and reads that it was saved."""
    world.post("lea", "choosing:client-wishes", world.robin.pk, modality="se", answer=answer)
    world.browser("lea").get("/")


def get_worse(world: World) -> None:
    """Robin does an exercise that makes it worse."""
    fields = {"key": str(uuid4()), "before": 2, "after": 7, "done": "yes"}
    world.post("robin", "portal:exercise", world.exercise.pk, **fields)


def read_worsening(world: World) -> None:
    """Lea reads that, and says what she decided."""
    (log,) = world.program("lea").get("logs/", client=str(world.robin.pk)).json()["results"]
    world.post("lea", "exercises:worsening-read", world.robin.pk, log["id"], note="shorter from now on")
    world.browser("lea").get("/")
