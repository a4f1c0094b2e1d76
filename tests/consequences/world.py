"""A practice in which every fact has somebody whom it concerns, and the ways in which its people act and read."""

import email
import email.policy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client as Browser
from django.urls import reverse

from assessments import catalogue as instruments
from clients.households.models import Household
from clients.models import AlertRules, CareRelation, Client, Consent
from clinic.core.access import Role
from clinic.core.models import Staff, User
from clinic.core.tasks import deliver_messages
from clinic.workspace.first_steps.steps import STEPS
from interventions.models import Assignment, Plan, TherapySession
from interventions.sessions.calendar_settings import open_feed
from tests.factories import (
    a_client,
    a_household,
    a_plan,
    a_practice,
    a_session,
    a_staff,
    a_wording,
    actor,
    an_assessment,
    an_assignment,
    inside,
    portal_user,
)
from tests.html_forms import all_forms
from tests.web import Api, pages

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2027, 2, 24, 11, tzinfo=ZONE)  # a Wednesday; nobody's quiet hours
DAY = timedelta(days=1)
EVERY_WAY = (Consent.Kind.EMAIL, Consent.Kind.PORTAL)


def form_to(page: str, action: str, here: str) -> dict[str, object]:
    """What a browser would send with the form of a page that goes to ``action``."""
    found = [one.fields for one in all_forms(page) if (one.action or here) == action]
    assert found, f"no form to {action}"
    return dict(found[0])


def visible_error(page: str) -> str:
    """What an answer says is wrong, for the message of a failed assertion."""
    return " | ".join(re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', page, re.DOTALL)) or page[:2000]


@dataclass
class World:
    """Lea leads Robin's care, and is second for Kim, whom Otto leads; Robin and Kim are in joint work. Sam is Robin's
    second therapist, Olga on call, Sue supervises Lea, Ada runs the practice."""

    sink: list[bytes]
    people: dict[str, Staff | User] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    programs: dict[str, Api] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)  # what a fact leaves for its undoing
    at_first: dict[str, str] = field(default_factory=dict)  # what each surface says before anything happens
    received: dict[str, list[EmailMessage]] = field(default_factory=dict)  # address → the mails since the last look

    def __post_init__(self) -> None:
        with time_machine.travel(NOW - 30 * DAY, tick=False):
            self._open()
        with time_machine.travel(NOW - 2 * DAY, tick=False):
            self._treat()
        self.fetch_mails()
        self.received = {}  # what setting up has sent is nobody's consequence

    def _open(self) -> None:
        """Who is there."""
        self.practice = a_practice(name="Harbour", reply_to="desk@harbour.example")
        for name, roles in {
            "ada": (Role.ADMIN,),
            "sue": (Role.SUPERVISOR,),
            "sam": (Role.THERAPIST,),
            "otto": (Role.THERAPIST,),
            "olga": (Role.THERAPIST,),
        }.items():
            self._staff(name, *roles)
        self._staff("lea", Role.THERAPIST, supervisor=self.staff("sue"))
        self.robin = self._client("robin", self.staff("lea"))
        self.kim = self._client("kim", self.staff("otto"))
        with inside(self.practice):
            AlertRules.objects.create(practice=self.practice, on_call=self.staff("olga"))
            for client, staff in ((self.robin, "sam"), (self.kim, "lea")):
                CareRelation.objects.create(
                    practice=self.practice, client=client, staff=self.staff(staff), part="second", since=NOW.date()
                )

    def _staff(self, name: str, *roles: Role, **fields: Any) -> None:
        self.people[name] = a_staff(
            self.practice, *roles, name=name.capitalize(), email=f"{name}@harbour.example", **fields
        )
        with inside(self.practice):  # a practice at work: what an empty one does first ticks itself with every fact
            Staff.objects.filter(name=name.capitalize()).update(steps_put_away=list(STEPS))

    def _client(self, name: str, lead: Staff) -> Client:
        client = a_client(lead, name=name.capitalize(), email=f"{name}@example.org", consents=EVERY_WAY)
        self.people[name] = portal_user(client)
        return client

    def _treat(self) -> None:
        """Joint work and work with Robin alone: plans, sessions held and to come, measures, an exercise."""
        a_wording(self.practice, "core-10")  # without it no client may be given one
        for key, value in (("core-10", 1), ("phq-9", 1), ("des-ii", 0)):
            an_assessment(self.robin, key, value, on=(NOW - 20 * DAY).date())
        an_assessment(self.kim, "core-10", 1, on=(NOW - 20 * DAY).date())
        self.household: Household = a_household(self.robin, self.kim)
        self.plan: Plan = a_plan(self.robin, "emdr")
        self.joint_plan: Plan = a_plan(self.robin, "eft", household=self.household)
        noon = NOW.replace(hour=14)
        self.past: TherapySession = a_session(self.robin, noon - 1 * DAY, plan=self.plan)
        self.session: TherapySession = a_session(self.robin, noon + 6 * DAY, plan=self.plan)
        self.joint: TherapySession = a_session(
            self.robin, noon + 7 * DAY, household=self.household, plan=self.joint_plan
        )
        self.exercise: Assignment = an_assignment(self.robin, "paced-breathing")
        with inside(self.practice, actor(self.staff("lea"))):
            self.feed = open_feed(therapist=self.staff("lea"))

    @property
    def today(self) -> date:
        return NOW.date()

    def staff(self, name: str) -> Staff:
        found = self.people[name]
        assert isinstance(found, Staff)
        return found

    # --- acting and reading as somebody

    def browser(self, who: str) -> Browser:
        """Signed in as this person; ``nobody`` is a program that has only an address."""
        if who not in self.browsers:
            self.browsers[who] = pages(self.people.get(who), raise_request_exception=False)
        return self.browsers[who]

    def program(self, who: str) -> Api:
        if who not in self.programs:
            self.programs[who] = Api(self.people[who])
        return self.programs[who]

    def post(self, who: str, route: str, *args: object, **fields: object) -> Any:
        """Sends a form as this person; it has to be taken: a redirect. Returns the answer."""
        answer = self.browser(who).post(reverse(route, args=args), fields)
        assert answer.status_code == 302, visible_error(answer.content.decode())
        return answer

    def fill_in(self, who: str, page: str, to: str, *args: object, **changes: object) -> Any:
        """Opens the page of a route, changes these fields of its form that goes to the other route, and sends it."""
        here, there = reverse(page, args=args), reverse(to, args=args)
        shown = self.browser(who).get(here)
        assert shown.status_code == 200, shown.status_code
        fields = form_to(shown.content.decode(), there, here) | changes
        answer = self.browser(who).post(there, fields)
        assert answer.status_code == 302, visible_error(answer.content.decode())
        return answer

    def call(
        self, who: str, path: str, body: object = None, *, revision: int | None = None, method: str = "post"
    ) -> Any:
        """Calls the API as this person; it has to be taken. Returns the JSON of the answer."""
        program = self.program(who)
        extra = {} if revision is None else {"If-Match": f'"{revision}"'}
        answer: Any = getattr(program.browser, method)(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=program.headers | extra
        )
        assert answer.status_code < 300, answer.content.decode()
        return json.loads(answer.content) if answer.content else None

    def record(self, key: str, answers: Mapping[int, int | None], **fields: object) -> Any:
        """Lea types an assessment of Robin's over the API; what is not named is answered with the lowest."""
        instrument = instruments.get(key)
        responses = {str(n): answers.get(n, instrument.min) for n in range(1, instrument.items + 1)}
        body = {"client": str(self.robin.pk), "instrument": key, "responses": responses} | fields
        return self.call("lea", "assessments/", body)

    def fetch_mails(self) -> None:
        """Lets the outbox deliver to a mail server on loopback, and takes from there what is new."""
        deliver_messages(str(self.practice.pk))
        self.received = {}
        for content in self.sink:
            mail = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            self.received.setdefault(str(mail["To"]), []).append(mail)
        self.sink.clear()

    @cached_property
    def ids(self) -> dict[str, object]:
        """What routes name."""
        return {
            "robin": self.robin.pk,
            "kim": self.kim.pk,
            "plan": self.plan.pk,
            "joint_plan": self.joint_plan.pk,
            "past": self.past.pk,
            "session": self.session.pk,
            "joint": self.joint.pk,
            "household": self.household.pk,
            "exercise": self.exercise.pk,
            "feed": self.feed,
        }
