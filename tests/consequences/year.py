"""A practice that lives through months or a year: who works there, what they do by the API, and the books kept of it.

The books are this module's own (who is active, who is away, who agreed to mail, what was changed): what the product did
is compared with them, not with itself.
"""

import heapq
import itertools
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from clients.alerts.responsibility import decide, facts_for
from clients.care_team.actions import unassigned_clients
from clients.models import AlertAct, AlertRules, CareRelation, Client, Consent, RiskAlert
from clients.on_call.actions import add_shifts
from clients.tasks import escalate
from clinic.core.access import Role
from clinic.core.models import Message, Staff, User
from clinic.core.tasks import deliver_messages
from interventions.models import TherapySession
from interventions.tasks import enqueue_reminders
from tests.factories import a_client, a_practice, a_staff, inside, portal_user
from tests.web import Api

ZONE = ZoneInfo("Europe/London")
START = datetime(2027, 1, 4, tzinfo=ZONE)  # a Monday; both clock changes follow
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SWEEP = 30 * MINUTE  # how often the simulated worker looks at open alerts, in the first hours of one of them
FIRST_HOURS = 240 * MINUTE
LATER_SWEEP = 180 * MINUTE  # how often once all of them are older: they are told of again after a day
SIGNED_IN = 8 * 3600  # seconds, fewer than a token lasts
PHQ9 = {str(number): 0 for number in range(1, 10)}


@dataclass(frozen=True)
class Size:
    """``pace``: how many times busier than usual; a short time has to show everything too."""

    therapists: int
    clients: int
    days: int
    pace: int = 1


@dataclass
class Raised:
    """One alert, as who raised it knows it."""

    id: UUID
    client: UUID
    at: datetime
    taken: datetime | None = None
    closed: datetime | None = None


@dataclass
class Year:
    """``travel`` sets the clock. ``books``: how often what was done; ``faults``: what should not have been."""

    sink: list[bytes]
    travel: Callable[[datetime], None]
    size: Size
    chance: random.Random
    books: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    staff: dict[UUID, Staff] = field(default_factory=dict)  # with an open account
    left: dict[UUID, datetime] = field(default_factory=dict)
    leaves: dict[UUID, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    in_care: dict[UUID, Client] = field(default_factory=dict)
    agreed: set[UUID] = field(default_factory=set)  # clients with consent to e-mail
    told: Counter[UUID] = field(default_factory=Counter)  # client → changes that they are to hear of
    dead: dict[UUID, datetime] = field(default_factory=dict)
    portals: dict[UUID, User] = field(default_factory=dict)
    alerts: list[Raised] = field(default_factory=list)
    mails: Counter[str] = field(default_factory=Counter)  # address → mails that a mail server took
    programs: dict[UUID, Api] = field(default_factory=dict)
    each_week: Callable[[], None] = lambda: None  # the care of the database

    def __post_init__(self) -> None:
        self.queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self.number = itertools.count()
        self.now = self.swept = START
        self.travel(START)
        self.practice = a_practice(name="Harbour", reply_to="desk@harbour.example")
        self.admins = [a_staff(self.practice, Role.ADMIN) for _ in range(2)]
        self.sue = a_staff(self.practice, Role.SUPERVISOR)
        for _ in range(self.size.therapists):
            self.hire()
        people = list(self.staff.values())
        with inside(self.practice):
            AlertRules.objects.create(practice=self.practice, on_call=people[0])
            for weekday in range(7):
                whom = people[weekday % len(people)]
                add_shifts(practice_id=self.practice.pk, weekdays=[weekday], starts=time(18), until=time(8), staff=whom)
        for _ in range(self.size.clients):
            self.admit()

    # --- the clock

    def at(self, when: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self.queue, (when, next(self.number), act))

    def run(self) -> None:
        """Lets the days pass. Open alerts are looked at again and again, what is due is sent after each event."""
        for day in range(self.size.days):
            self.plan_day((START + day * DAY).date())
            if day % 7 == 0:
                self.at(START + day * DAY, self.each_week)
        while self.queue:
            when, _number, act = heapq.heappop(self.queue)
            while (sweep := self.next_sweep()) and sweep < when:
                self.pass_to(sweep)
                self.swept = self.now
                escalate(str(self.practice.pk))
                self.deliver()
            self.pass_to(when)
            self.deliver()
            act()
            self.deliver()
        self.pass_to(self.now + 3 * DAY)  # what waits for the end of quiet hours goes out
        self.deliver()

    def next_sweep(self) -> datetime | None:
        """When the simulated worker looks at open alerts again; None where there are none. It keeps its own time,
        whatever else happens meanwhile."""
        open_since = [one.at for one in self.alerts if one.closed is None]
        if not open_since:
            return None
        fresh = self.now - max(open_since) < FIRST_HOURS
        return max(self.now, self.swept + (SWEEP if fresh else LATER_SWEEP))

    def pass_to(self, when: datetime) -> None:
        if when.timestamp() // SIGNED_IN != self.now.timestamp() // SIGNED_IN:
            self.programs.clear()
        self.now = max(when, self.now)
        self.travel(self.now)

    def deliver(self) -> None:
        with inside(self.practice):
            due = Message.objects.filter(state=Message.State.QUEUED, due_at__lte=self.now).exists()
        if due:
            deliver_messages(str(self.practice.pk))
            for mail in self.sink:
                (to,) = [line for line in mail.split(b"\n") if line.startswith(b"To: ")][:1]
                self.mails[to[4:].strip().decode()] += 1
            self.sink.clear()

    def plan_day(self, day: date) -> None:
        """What happens on a day: alerts at any hour, work in working hours; who is responsible is asked twice."""
        midnight, chance = datetime.combine(day, time(), ZONE), self.chance
        for hour in (0.1, 12):
            self.at(midnight + timedelta(hours=hour), self.everybody_has_somebody)
        self.at(midnight + timedelta(hours=17), lambda: self.books.update(reminders=enqueue_reminders(self.id)))
        share = self.size.pace * self.size.clients / 400
        acts: list[tuple[Callable[[], None], float, tuple[int, int]]] = [
            (self.raise_alert, 1.5 * share / self.size.pace**0.5, (0, 1439)),
            (self.move, 4 * share, (400, 1300)),
            (self.cancel, 3 * share, (400, 1300)),
            (self.move_following, 0.5 * share, (500, 1000)),
            (self.go_away, 0.15 * self.size.pace * self.size.therapists / 12, (500, 1000)),
            (self.transfer, 0.2 * share, (500, 1000)),
            (self.close, 1.0 * share, (500, 1000)),
            (self.close_account, 3 / 365 * self.size.pace * self.size.therapists / 12, (500, 1000)),
        ]
        for act, often, (first, last) in acts:
            if day.weekday() > 4 and act != self.raise_alert:
                continue
            for _ in range(int(often) + (chance.random() < often % 1)):
                self.at(midnight + chance.randint(first, last) * MINUTE, act)

    # --- who asks

    @property
    def id(self) -> str:
        return str(self.practice.pk)

    def present(self, staff: UUID, at: datetime) -> bool:
        """By the books: whether somebody's account is open and they are not on leave."""
        ended = self.left.get(staff)
        away = any(since <= at < until for since, until in self.leaves.get(staff, []))
        return not away and (ended is None or at < ended)

    def ask(self, who: Staff | User, method: str, path: str, body: object = None, revision: int | None = None) -> Any:
        """The JSON of an answer of the API; None, and counted, where it is a refusal."""
        program = self.programs.get(who.pk) or self.programs.setdefault(who.pk, Api(who))
        headers = program.headers | ({} if revision is None else {"If-Match": f'"{revision}"'})
        if method == "get":
            answer: Any = program.browser.get(f"/api/v1/{path}", headers=headers)
        else:
            answer = getattr(program.browser, method)(
                f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
            )
        assert answer.status_code in {200, 201, 204, 400, 409}, (path, answer.status_code, answer.content[:400])
        if answer.status_code >= 400:
            self.books[f"refused: {path.split('/')[0]}"] += 1
            return None
        return json.loads(answer.content) if answer.content else {}

    def by(self, session: TherapySession) -> Staff:
        """Who changes a session: whoever holds it, or an admin where they are away, have left, or care for the client
        no more (it stayed with them because the new therapist was not free, and waits on the admins' list)."""
        staff = session.therapist_id
        with inside(self.practice):
            cares = CareRelation.objects.current().filter(client=session.client_id, staff=staff).exists()
        there = self.present(staff, self.now) and staff in self.staff
        return self.staff[staff] if cares and there else self.admins[0]

    def note_told(self, answer: Any, client: UUID) -> None:
        """Compares whom an answer says were told with who agreed, and books it."""
        told = [UUID(one["client"]) for one in answer["told"]]
        why = {one["reason"] for one in answer["not_told"]}
        if why == {"nothing_new"} and not 8 <= self.now.astimezone(ZONE).hour < 21:
            self.books["undone before it was told"] += 1  # what is held back for the night is not sent at all then
        elif told != ([client] if client in self.agreed else []):
            self.faults.append(f"{self.now}: {client} told {told}, {answer}")
        self.told.update(told)

    # --- what happens

    def hire(self) -> None:
        one = a_staff(self.practice, supervisor=self.sue)
        self.staff[one.pk] = one

    def admit(self) -> None:
        """A new client with a weekly session; most agreed to mail."""
        lead = self.chance.choice([one for one in self.staff.values() if self.present(one.pk, self.now)])
        agrees = self.chance.random() < 0.85
        client = a_client(lead, consents=(Consent.Kind.EMAIL,) if agrees else ())
        self.in_care[client.pk] = client
        if agrees:
            self.agreed.add(client.pk)
        self.book(client, lead)

    def book(self, client: Client, lead: Staff) -> None:
        """A weekly series; where its hour is taken the next one is tried, up to a week of hours."""
        weeks = self.chance.randint(6, max(6, min(26, self.size.days // 7)))
        for _ in range(40):
            start = self.some_hour(self.chance.randint(1, 7))
            body = {
                "client": str(client.pk),
                "therapist": str(lead.pk),
                "starts_at": start.isoformat(),
                "rule": f"FREQ=WEEKLY;COUNT={weeks}",
                "despite": True,
            }
            if answer := self.ask(self.admins[0], "post", "series/", body):
                self.note_told(answer, client.pk)
                self.books["booked"] += 1
                return
        self.books["no hour found"] += 1

    def some_hour(self, days: int) -> datetime:
        """A full hour of a working day from 8 to 18, that many days on or a little later."""
        day = (self.now + days * DAY).astimezone(ZONE).date()
        while day.weekday() > 4:
            day += DAY
        return datetime.combine(day, time(self.chance.randint(8, 17)), ZONE)

    def coming(self) -> TherapySession | None:
        """Any session to come."""
        with inside(self.practice):
            found = TherapySession.objects.filter(starts_at__gt=self.now + MINUTE, state="booked")
            ids = list(found.order_by("starts_at", "id").values_list("pk", flat=True)[:200])
            return TherapySession.objects.get(pk=self.chance.choice(ids)) if ids else None

    def change(self, method: str, path: str, body: dict[str, object], what: str) -> None:
        session = self.coming()
        if session and body.get("starts_at") != session.starts_at.astimezone(ZONE).isoformat():
            path = f"sessions/{session.pk}/{path}"
            if answer := self.ask(self.by(session), method, path, body, session.revision):
                self.note_told(answer, session.client_id)
                self.books[what] += 1
                if what == "cancelled" and self.chance.random() < 0.2:
                    self.at(self.now + 30 * MINUTE, lambda: self.restore(session.pk))

    def move(self) -> None:
        start = self.some_hour(self.chance.randint(0, 9))
        if start > self.now:
            self.change("patch", "", {"starts_at": start.isoformat(), "despite": True}, "moved")

    def move_following(self) -> None:
        if (session := self.coming()) and session.series_id:
            start = session.starts_at.astimezone(ZONE) + timedelta(hours=self.chance.choice((-2, -1, 1, 2)))
            if start > self.now:
                body = {"starts_at": start.isoformat(), "which": "following", "despite": True}
                who = self.by(session)
                if answer := self.ask(who, "patch", f"sessions/{session.pk}/", body, session.revision):
                    self.note_told(answer, session.client_id)
                    self.books["series moved"] += 1

    def cancel(self) -> None:
        self.change("post", "cancellation/", {"by_client": self.chance.random() < 0.5}, "cancelled")

    def restore(self, session_id: UUID) -> None:
        with inside(self.practice):
            session = TherapySession.objects.get(pk=session_id)
        if session.starts_at > self.now and session.state != "booked":
            who, path = self.by(session), f"sessions/{session_id}/cancellation/"
            if answer := self.ask(who, "delete", path, {}, session.revision):
                self.note_told(answer, session.client_id)
                self.books["restored"] += 1

    def go_away(self) -> None:
        """A therapist takes leave in some days; mostly somebody covers; two at least stay."""
        one = self.chance.choice(list(self.staff.values()))
        since = datetime.combine((self.now + self.chance.randint(1, 9) * DAY).date(), time(), ZONE)
        until = since + self.chance.randint(1, 14) * DAY
        if any(a < until and since < b for a, b in self.leaves.get(one.pk, [])):
            return
        free = [
            other.pk
            for other in self.staff.values()
            if other != one and not any(a < until and since < b for a, b in self.leaves.get(other.pk, []))
        ]
        if len(free) < 2:
            return
        cover: dict[str, object] = {"cover": str(self.chance.choice(free))}
        if self.chance.random() < 0.2:
            cover = {"nobody": True}
        body = {"starts_at": since.isoformat(), "ends_at": until.isoformat(), "label": "Away", **cover}
        if self.ask(self.admins[0], "post", f"staff/{one.pk}/leave/", body):
            self.leaves.setdefault(one.pk, []).append((since, until))
            self.books["leaves"] += 1

    def transfer(self) -> None:
        client = self.chance.choice(list(self.in_care.values()))
        to = self.chance.choice([one for one in self.staff.values() if self.present(one.pk, self.now)])
        body = {"to": str(to.pk), "reason": "Another approach.", "note": "Comes on time, and works on sleep."}
        if answer := self.ask(self.admins[0], "post", f"clients/{client.pk}/transfer/", body | {"tell_client": False}):
            self.books["handed over"] += bool(answer)

    def close(self) -> None:
        """A treatment ends, sometimes with the client's death; somebody new comes in their place."""
        client = self.chance.choice(list(self.in_care.values()))
        path = f"clients/{client.pk}/closing/"
        ending = self.chance.choice(("completed", "dropped_out", "referred", "moved", "moved", "died"))
        with inside(self.practice):
            lead = CareRelation.objects.leading().filter(client=client).first()
        if lead is None or lead.staff_id not in self.staff:
            return
        who = self.staff[lead.staff_id]
        seen = self.ask(who, "get", path)["seen"]
        body = {"seen": seen, "ending": ending, "reason": "As agreed.", "end": ["sessions"], "tell_client": False}
        if self.ask(who, "post", path, body) is None:
            return
        self.books[f"closed: {ending}"] += 1
        del self.in_care[client.pk]
        if ending == "died":
            self.dead[client.pk] = self.now
        self.admit()

    def close_account(self) -> None:
        """Somebody leaves for good: what they hold goes to colleagues, or stays where nobody may take it."""
        others = [one for one in self.staff.values() if self.present(one.pk, self.now)]
        one = self.chance.choice(others)
        to = str(self.chance.choice([other for other in others if other != one]).pk)
        path = f"staff/{one.pk}/closing/"
        listed = self.ask(self.admins[1], "get", path)
        decisions = [
            {"kind": row["kind"], "to": to}
            if any(taker["id"] == to for taker in row["takers"])
            else {"kind": row["kind"], "leave": True}
            for row in listed["items"]
        ]
        body = {"seen": listed["seen"], "reason": "Has left.", "decisions": decisions}
        with inside(self.practice):
            held = TherapySession.objects.filter(therapist=one, starts_at__gt=self.now, state="booked")
            moving = set(held.values_list("client", flat=True)) & self.agreed
        if self.ask(self.admins[1], "post", path, body):
            self.left[one.pk] = self.now
            del self.staff[one.pk]
            self.told.update(moving)  # somebody else holds their sessions
            self.books["accounts closed"] += 1
            self.hire()

    # --- alerts

    def raise_alert(self) -> None:
        """A client answers a questionnaire on the portal, at whatever hour it is."""
        client = self.chance.choice(list(self.in_care.values()))
        if client.pk not in self.portals:
            self.portals[client.pk] = portal_user(client)
        with inside(self.practice):
            lead = CareRelation.objects.leading().filter(client=client).first()
        if lead is None or lead.staff_id not in self.staff:
            return
        given = self.ask(
            self.staff[lead.staff_id], "post", "questionnaires/", {"client": str(client.pk), "instrument": "phq-9"}
        )
        if given is None:
            return
        user, path = self.portals[client.pk], f"me/questionnaires/{given['id']}/"
        self.ask(user, "post", path + "answers/", {"responses": PHQ9 | {"9": self.chance.choice((1, 2, 3))}})
        self.ask(user, "post", path + "submission/")
        with inside(self.practice):
            row = RiskAlert.objects.filter(client=client).latest("raised_at")
        one = Raised(row.pk, client.pk, self.now)
        self.alerts.append(one)
        self.books["alerts"] += 1
        self.books["alerts at night"] += not 8 <= self.now.astimezone(ZONE).hour < 20
        if self.chance.random() < 0.8:
            self.at(self.now + self.chance.randint(3, 90) * MINUTE, lambda: self.take(one))
        self.at(self.now + self.chance.randint(100, 4000) * MINUTE, lambda: self.end(one))

    def some_told(self, one: Raised) -> Staff | None:
        """Somebody who was told and is there."""
        with inside(self.practice):
            told = AlertAct.objects.filter(alert=one.id, kind__in=("told", "escalated")).values_list("staff", flat=True)
            ids = sorted(staff for staff in set(told) if staff in self.staff and self.present(staff, self.now))
        return self.staff[self.chance.choice(ids)] if ids else None

    def take(self, one: Raised) -> None:
        if one.closed is None and (who := self.some_told(one)) and self.ask(who, "post", f"alerts/{one.id}/taking/"):
            one.taken = self.now

    def end(self, one: Raised) -> None:
        """Closes it; where nobody who was told is there, it stays open and is tried again later."""
        who = self.some_told(one)
        body = {"outcome": "safe", "closing_note": "Called, and the safety plan was gone through together."}
        if who and self.ask(who, "post", f"alerts/{one.id}/closing/", body):
            one.closed = self.now
        else:
            self.at(self.now + 60 * MINUTE, lambda: self.end(one))

    # --- what has to be so

    def everybody_has_somebody(self) -> None:
        """Each client in care has an active lead, or stands on the admins' list; and somebody who is there answers."""
        with inside(self.practice):
            leads = dict(CareRelation.objects.leading().values_list("client_id", "staff_id"))
            listed = set(unassigned_clients().values_list("pk", flat=True))
            facts = facts_for(list(self.in_care))
        for client in self.in_care:
            if leads.get(client) not in self.staff and client not in listed:
                self.faults.append(f"{self.now}: nobody leads {client}")
            first = decide(facts[client]).first
            if not first or not all(self.present(one, self.now) for one in first):
                self.faults.append(f"{self.now}: {first} are to answer for {client}")
        self.books["days of a client"] += len(self.in_care)
