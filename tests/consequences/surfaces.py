"""The surfaces on which a fact may have to be seen, each read as its reader reads it. Later packages add theirs."""

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from clients.models import Client
from clinic.core.models import Staff
from tests.consequences.world import World

UNSEEN = {"script", "style", "head", "template"}
LOOKED = " Who looked "  # the last list of a record: looking itself changes it
CHOSEN = {"selected", "checked"}


class _Visible(HTMLParser):
    """What a reader sees of a page; of choices, what is chosen is marked."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.hidden += tag in UNSEEN
        if CHOSEN & set(found):
            self.parts.append("[x]")
        if tag == "input" and found.get("type") not in {"hidden", "checkbox", "radio"} and found.get("value"):
            self.parts.append(f" {found['value']} ")
        if tag in {"a", "button"} and found.get("aria-label"):
            self.parts.append(f" {found['aria-label']} ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in UNSEEN
        if tag not in {"b", "i", "em", "strong", "span", "a", "small", "kbd", "time"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def visible(page: str) -> str:
    """The words of a page, one space between them."""
    reader = _Visible()
    reader.feed(page)
    return re.sub(r"\s+", " ", "".join(reader.parts)).strip().partition(LOOKED)[0]


@dataclass(frozen=True)
class Surface:
    """Something that somebody reads: ``who: place``."""

    name: str
    read: Callable[[World], str]

    @property
    def is_page(self) -> bool:
        """Whether it is read in a browser, PDFs too."""
        return not self.sent and "API" not in self.name and "feed" not in self.name

    @property
    def sent(self) -> bool:
        """Whether it cannot be taken back: then only what has come since is read."""
        return self.name.endswith("mail")


def _args(world: World, names: str) -> list[object]:
    return [world.ids[name] for name in names.split()]


def _page(who: str, route: str, names: str = "", query: Mapping[str, str] | None = None) -> Callable[[World], str]:
    def read(world: World) -> str:
        answer: Any = world.browser(who).get(reverse(route, args=_args(world, names)), query)
        if answer.status_code != 200:
            return f"status {answer.status_code}"
        return visible(answer.content.decode())

    return read


def _once_there(who: str, route: str, names: str = "") -> Callable[[World], str]:
    """A page that there is after one thing only; before, and afterwards, it leads elsewhere."""
    read = _page(who, route, names)
    return lambda world: "" if (found := read(world)).startswith("status ") else found


def _plan(who: str, name: str) -> Callable[[World], str]:
    """All tabs of a plan's page, each as its reader reads it."""
    tabs = [_page(who, f"plans:{route}", name) for route in ("plan", "plan-record", "plan-goals", "plan-agreement")]

    def read(world: World) -> str:
        return " ".join(tab(world) for tab in tabs)

    return read


def _risks(who: str, route: str, names: str = "") -> Callable[[World], str]:
    """The chips of open alerts on a page: the rest of it is read elsewhere."""

    def read(world: World) -> str:
        answer: Any = world.browser(who).get(reverse(route, args=_args(world, names)))
        if answer.status_code != 200:
            return f"status {answer.status_code}"
        chips = re.findall(r'<a class="chip risk".*?</a>', answer.content.decode(), re.DOTALL)
        return visible(" ".join(chips))

    return read


@lru_cache(maxsize=500)
def _words_of_pdf(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)


def _pdf(who: str, route: str, names: str = "") -> Callable[[World], str]:
    def read(world: World) -> str:
        answer: Any = world.browser(who).get(reverse(route, args=_args(world, names)))
        if answer.status_code != 200:
            return f"status {answer.status_code}"
        return _words_of_pdf(answer.content)

    return read


def _api(who: str, path: str, names: str = "", **query: str) -> Callable[[World], str]:
    def read(world: World) -> str:
        given = {name: str(world.ids.get(value, value)) for name, value in query.items()}
        answer: Any = world.program(who).get(path.format(*_args(world, names)), **given)
        if answer.status_code != 200:
            return f"status {answer.status_code}"
        return json.dumps(json.loads(answer.content), ensure_ascii=False)

    return read


def words_of(mail: EmailMessage) -> str:
    """Subject, text, and of a calendar file the method with each entry's state and start."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = [str(mail["Subject"]), str(body.get_content()).replace("\r\n", "\n")]
    for part in mail.iter_attachments():
        calendar = Calendar.from_ical(part.get_content())
        rows: Any = calendar.walk("VEVENT")
        found += [f"{calendar['method']} {row['status']} {row.decoded('dtstart'):%Y-%m-%d %H:%M}" for row in rows]
    return re.sub(r"\s+", " ", " ".join(found))


def _mail(who: str) -> Callable[[World], str]:
    def read(world: World) -> str:
        person = world.people[who]
        wanted = {person.user.email if isinstance(person, Staff) else person.email}
        if isinstance(client := getattr(world, who, None), Client):
            wanted |= {client.email, "new@example.org"} if who == "robin" else {client.email}
        return " | ".join(words_of(mail) for to in sorted(wanted) for mail in world.received.get(to, []))

    return read


def _feed(world: World) -> str:
    answer: Any = world.browser("nobody").get(reverse("sessions:feed", args=[world.feed]))
    if answer.status_code != 200:
        return f"status {answer.status_code}"
    rows: Any = Calendar.from_ical(answer.content).walk("VEVENT")
    return " ".join(f"{row.get('status', '')} {row.decoded('dtstart'):%Y-%m-%d %H:%M}" for row in rows)


SURFACES = [
    # The lead therapist
    Surface("lea: today", _page("lea", "workspace:today")),
    Surface("lea: caseload", _page("lea", "workspace:caseload")),
    Surface("lea: client", _page("lea", "workspace:client", "robin")),
    Surface("lea: assessments", _page("lea", "assessments:client-assessments", "robin")),
    Surface("lea: measures", _page("lea", "tracked:client-measures", "robin")),
    Surface("lea: API measures", _api("lea", "clients/{}/measures/", "robin")),
    Surface("lea: sessions", _page("lea", "sessions:client-sessions", "robin")),
    Surface("lea: exercises", _page("lea", "exercises:client-exercises", "robin")),
    Surface("lea: safety", _page("lea", "safety:client-safety", "robin")),
    Surface("lea: letters", _page("lea", "letters:letters", "robin")),
    Surface("lea: API letters", _api("lea", "clients/{}/letters/", "robin")),
    Surface("lea: record", _page("lea", "clients:client-file", "robin")),
    Surface("lea: health", _page("lea", "health:client-health", "robin")),
    Surface("lea: care team", _page("lea", "care_team:client-care", "robin")),
    Surface("lea: report", _page("lea", "workspace:client-report", "robin")),
    Surface("lea: report, PDF", _pdf("lea", "workspace:client-report-pdf", "robin")),
    Surface("lea: appointment card, PDF", _pdf("lea", "sessions:appointment-card", "robin")),
    Surface("lea: plan", _plan("lea", "plan")),
    Surface("lea: joint plan", _plan("lea", "joint_plan")),
    Surface("lea: joint plan, PDF", _pdf("lea", "plans:plan-pdf", "joint_plan")),
    Surface("lea: new plan", _page("lea", "plans:plan-new", "robin")),
    Surface("lea: booking", _page("lea", "sessions:book", "robin")),
    Surface("lea: giving an exercise", _page("lea", "exercises:exercise-new", "robin")),
    Surface("lea: closing", _page("lea", "episodes:episode-close", "robin")),
    Surface("lea: coming session", _page("lea", "sessions:session", "session")),
    Surface("lea: past session", _page("lea", "sessions:session", "past")),
    Surface("lea: session workspace", _page("lea", "notes:session-note", "past")),
    Surface("lea: joint session", _page("lea", "sessions:session", "joint")),
    Surface("lea: calendar", _page("lea", "sessions:calendar", "", {"on": "2027-03-01"})),
    Surface("lea: notes", _page("lea", "notes:notes")),
    Surface("lea: household", _page("lea", "households:household", "household")),
    Surface("lea: side by side, alerts", _risks("lea", "workspace:together", "household")),
    Surface("lea: partner", _page("lea", "workspace:client", "kim")),
    Surface("lea: partner's booking, alerts", _risks("lea", "sessions:book", "kim")),
    Surface("lea: feed", _feed),
    Surface("lea: mail", _mail("lea")),
    Surface("lea: API alerts", _api("lea", "alerts/")),
    Surface("lea: API caseload", _api("lea", "caseload/")),
    Surface("lea: API client", _api("lea", "clients/{}/", "robin")),
    Surface("lea: API sessions", _api("lea", "sessions/", client="robin")),
    Surface("lea: API assessments", _api("lea", "assessments/", client="robin")),
    Surface("lea: API plans", _api("lea", "plans/", client="robin")),
    Surface("lea: API numbers", _api("lea", "plans/{}/numbers/", "plan")),
    Surface("lea: API cautions", _api("lea", "plans/{}/cautions/", "joint_plan")),
    Surface("lea: API assignments", _api("lea", "assignments/", client="robin")),
    Surface("lea: API logs", _api("lea", "logs/", client="robin")),
    Surface("lea: API health", _api("lea", "clients/{}/health/", "robin")),
    Surface("lea: API unread diaries", _api("lea", "diary/unread/")),
    Surface("lea: API notes", _api("lea", "notes/", client="robin")),
    # The second therapist, the person on call, the supervisor, the admin
    Surface("sam: today", _page("sam", "workspace:today")),
    Surface("sam: client", _page("sam", "workspace:client", "robin")),
    Surface("sam: mail", _mail("sam")),
    Surface("olga: today", _page("olga", "workspace:today")),
    Surface("olga: caseload", _page("olga", "workspace:caseload")),
    Surface("olga: client", _page("olga", "workspace:client", "robin")),
    Surface("olga: mail", _mail("olga")),
    Surface("olga: API alerts", _api("olga", "alerts/")),
    Surface("sue: today", _page("sue", "workspace:today")),
    Surface("sue: caseload", _page("sue", "workspace:caseload")),
    Surface("sue: notes", _page("sue", "notes:notes")),
    Surface("sue: mail", _mail("sue")),
    Surface("ada: today", _page("ada", "workspace:today")),
    Surface("ada: unassigned", _api("ada", "clients/", show="unassigned")),
    Surface("ada: letters", _page("ada", "letters:letters", "robin")),
    Surface("ada: calendar", _page("ada", "sessions:calendar", "", {"on": "2027-03-01", "therapist": "all"})),
    Surface("ada: reports", _page("ada", "workspace:report")),
    Surface("ada: API health", _api("ada", "clients/{}/health/", "robin")),
    Surface("ada: mail", _mail("ada")),
    # The partner's own therapist
    Surface("otto: today", _page("otto", "workspace:today")),
    Surface("otto: caseload", _page("otto", "workspace:caseload")),
    Surface("otto: client", _page("otto", "workspace:client", "kim")),
    Surface("otto: sessions", _page("otto", "sessions:client-sessions", "kim")),
    Surface("otto: appointment card, PDF", _pdf("otto", "sessions:appointment-card", "kim")),
    Surface("otto: record", _page("otto", "clients:client-file", "kim")),
    Surface("otto: joint plan", _plan("otto", "joint_plan")),
    Surface("otto: household", _page("otto", "households:household", "household")),
    Surface("otto: side by side, alerts", _risks("otto", "workspace:together", "household")),
    Surface("otto: booking, alerts", _risks("otto", "sessions:book", "kim")),
    Surface("otto: API health", _api("otto", "clients/{}/health/", "robin")),
    Surface("otto: API logs", _api("otto", "logs/", client="robin")),
    Surface("otto: mail", _mail("otto")),
    # The client and the partner
    Surface("robin: portal", _page("robin", "portal:today")),
    Surface("robin: exercise", _page("robin", "portal:exercise", "exercise")),
    Surface("robin: help", _page("robin", "portal:help")),
    Surface("robin: after an exercise", _once_there("robin", "portal:exercise-worse", "exercise")),
    Surface("robin: API appointments", _api("robin", "me/appointments/")),
    Surface("robin: API exercises", _api("robin", "me/exercises/")),
    Surface("robin: API plans", _api("robin", "me/plans/")),
    Surface("robin: diary", _page("robin", "portal:diary")),
    Surface("robin: API cards", _api("robin", "me/cards/")),
    Surface("robin: mail", _mail("robin")),
    Surface("kim: portal", _page("kim", "portal:today")),
    Surface("kim: API appointments", _api("kim", "me/appointments/")),
    Surface("kim: API plans", _api("kim", "me/plans/")),
    Surface("kim: mail", _mail("kim")),
]
