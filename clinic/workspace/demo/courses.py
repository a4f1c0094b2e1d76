"""The courses of the demo: clients, plans, sessions, measures and exercises of a year, drawn from one generator."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from uuid_utils.compat import uuid7

from assessments import catalogue, scoring
from assessments.actions import score_rows
from assessments.comparing import compare_rows
from assessments.models import Assessment, Score
from clients.households.actions import begin_household
from clients.households.models import Household
from clients.models import CareRelation, Client, Consent, Episode
from clinic.core.models import Practice, Room, Staff
from clinic.workspace.demo.answers import answers_for
from interventions.catalogue import exercises, library_version, modality
from interventions.models import Assignment, ExerciseLog, Plan, PlanPhase, TherapySession
from interventions.plans.gates import is_gated
from interventions.plans.models import GatePassed

ZONE = ZoneInfo("Europe/London")

NAMES = (
    "Amara Okafor, Ben Carlisle, Chiara Lombardi, Dmitri Volkov, Elif Kaya, Femi Adeyemi, Grace Whitmore, "
    "Hugo Lindqvist, Ines Carvalho, Jonas Keller, Katya Morozova, Liam Doherty, Mei Tanaka, Nadia Haddad, Oskar Nowak, "
    "Priya Raman, Quentin Moreau, Rosa Delgado, Samir Qureshi, Tess van Dijk, Uma Patel, Viktor Horvat, Wren Ashdown, "
    "Ximena Rojas, Yusuf Demir, Zoe Fairbanks, Anouk Lefevre, Bela Szabo, Cormac Byrne, Dalia Mansour, Emre Aydin, "
    "Freya Halvorsen, Gideon Stein, Hana Kobayashi, Idris Mbeki, Juno Marlow, Kofi Boateng, Leila Farahani, "
    "Milo Castellan, Noor Al-Amin"
).split(", ")
PRONOUNS = ("she/her", "he/him", "they/them", "")
# course: first and last CORE-10, first and last (anxiety, avoidance), share of clients
COURSES = {
    "recovered": ((24, 7), ((5.4, 4.6), (3.2, 2.7)), 10),
    "better": ((26, 16), ((5.6, 3.2), (4.2, 2.8)), 12),
    "stuck": ((17, 16), ((3.1, 5.2), (3.2, 4.9)), 8),
    "worse": ((14, 23), ((4.9, 4.8), (5.3, 5.2)), 4),
    "dropped": ((22, 19), ((5.8, 2.4), (5.5, 2.6)), 6),
}
MODALITIES = ("emdr", "efit", "schema", "ifs", "se")
STEPS = {"recovered": 0.9, "better": 0.6, "stuck": 0.35, "worse": 0.3, "dropped": 0.2}


@dataclass
class Case:
    """A client of the demo with what their course is."""

    client: Client
    episode: Episode
    course: str
    staff: Staff
    started: date
    ended: date
    slot: tuple[int, int]
    modality: str
    household: Household | None = None
    comes_along: bool = False  # to the joint sessions of the other one, whose plan it is
    plan: Plan | None = None


class DemoBuilder:
    """Builds one practice's year in bulk; everything inside one scope and one transaction."""

    def __init__(self, practice: Practice, seed: int) -> None:
        self.practice, self.rng, self.today = practice, random.Random(seed), timezone.localdate(timezone=ZONE)  # noqa: S311
        self.sessions: list[TherapySession] = []
        self.logs: list[ExerciseLog] = []

    def clients(self, names: list[str]) -> list[Client]:
        rows = [
            Client(
                practice=self.practice,
                name=name,
                pronouns=self.rng.choice(PRONOUNS),
                birth_date=date(self.rng.randint(1958, 2004), self.rng.randint(1, 12), self.rng.randint(1, 28)),
                email=f"{name.split()[0].lower()}.{name.split()[-1].lower()}@demo.example",
            )
            for name in names
        ]
        return Client.objects.bulk_create(rows)

    def cases(self, clients: list[Client], staff: list[Staff], couples: int) -> list[Case]:
        courses = [course for course, (_, _, share) in COURSES.items() for _ in range(share)]
        self.rng.shuffle(courses)
        weekdays = [
            d for d in dict.fromkeys([self.today.weekday(), 0, 1, 2, 3, 4]) if d < 5 or d == self.today.weekday()
        ]
        slots = {s.pk: [(d, h) for h in (9, 10, 11, 13, 14, 15, 16, 17) for d in weekdays] for s in staff}
        cases = []
        for number, client in enumerate(clients):
            therapist = staff[number % len(staff)]
            course = courses[number % len(courses)]
            weeks = self.rng.randint(14, 50)
            started = self.today - timedelta(weeks=weeks)
            ended = started + timedelta(weeks=self.rng.randint(4, 7)) if course == "dropped" else self.today
            kind = "eft" if number < couples * 2 else MODALITIES[number % len(MODALITIES)]
            episode = Episode(
                practice=self.practice,
                client=client,
                opened_on=started,
                closed_on=ended if course == "dropped" else None,
                ending=Episode.Ending.DROPPED_OUT if course == "dropped" else "",
                closing_reason="stopped coming" if course == "dropped" else "",
            )
            cases.append(Case(client, episode, course, therapist, started, ended, slots[therapist.pk].pop(0), kind))
        for first in range(0, couples * 2, 2):
            one, two = cases[first], cases[first + 1]
            one.course, two.course, two.comes_along = "better", "better", True
            one.household = begin_household(clients=[one.client, two.client], began_on=one.started)
            two.staff, two.started, two.ended = one.staff, one.started, self.today
            for case in (one, two):
                case.ended, case.episode.closed_on = self.today, None
                case.episode.ending, case.episode.closing_reason = "", ""
                case.episode.opened_on = one.started
        Episode.objects.bulk_create([case.episode for case in cases])
        CareRelation.objects.bulk_create(
            CareRelation(practice=self.practice, client=c.client, staff=c.staff, since=c.started) for c in cases
        )
        Consent.objects.bulk_create(
            Consent(practice=self.practice, client=c.client, kind=Consent.Kind.EMAIL)
            for number, c in enumerate(cases)
            if number % 13 != 5
        )
        return cases

    def plans(self, cases: list[Case]) -> None:
        phases = []
        for case in cases:
            if case.comes_along:
                continue
            kind = modality(case.modality)
            reached = min(len(kind.phases) - 1, int(STEPS[case.course] * len(kind.phases)))
            case.plan = Plan(
                practice=self.practice,
                client=case.client,
                household=case.household,
                episode=case.episode,
                therapist=case.staff,
                modality=kind.key,
                version=kind.version,
                phase=kind.phases[reached].key,
                started_on=case.started + timedelta(days=14),
                review_on=self.today + timedelta(days=self.rng.randint(-4, 60)),
            )
            if case.course == "dropped":
                case.plan.state, case.plan.ended_on = Plan.State.ENDED, case.ended
                case.plan.review_on = None
            span = (case.ended - case.started).days - 14
            marks = [case.plan.started_on + timedelta(days=span * i // (reached + 1)) for i in range(reached + 1)]
            for i, mark in enumerate(marks):
                left = marks[i + 1] if i < reached else case.plan.ended_on
                phases.append(
                    PlanPhase(
                        practice=self.practice,
                        plan=case.plan,
                        phase=kind.phases[i].key,
                        entered_on=mark,
                        left_on=left,
                        gate=GatePassed.MET if is_gated(kind, kind.phases[i].key) else "",
                    )
                )
        Plan.objects.bulk_create([case.plan for case in cases if case.plan])
        PlanPhase.objects.bulk_create(phases)

    def add_sessions(self, case: Case, room: Room, now: datetime) -> None:
        weekday, hour = case.slot
        day = case.started + timedelta(days=(weekday - case.started.weekday()) % 7)
        last = case.ended if case.course == "dropped" else self.today + timedelta(weeks=self.rng.choice((1, 2, 3, 4)))
        if self.rng.random() < 0.08:
            last = min(last, self.today - timedelta(days=1))  # somebody without a next session
        while day <= last:
            start = datetime.combine(day, time(hour), tzinfo=ZONE)
            state = TherapySession.State.BOOKED
            if start < now:
                missed = self.rng.random() < (0.25 if case.course == "dropped" else 0.07)
                cancelled = self.rng.random() < 0.04
                state = (
                    TherapySession.State.CANCELLED
                    if cancelled
                    else TherapySession.State.MISSED
                    if missed
                    else TherapySession.State.ATTENDED
                )
            self.sessions.append(
                TherapySession(
                    practice=self.practice,
                    client=case.client,
                    household=case.household,
                    therapist=case.staff,
                    room=room,
                    plan=case.plan,
                    starts_at=start,
                    ends_at=start + timedelta(minutes=50),
                    state=state,
                    cancelled_how=TherapySession.Cancelled.CLIENT if state == TherapySession.State.CANCELLED else "",
                )
            )
            day += timedelta(days=7)

    def measures(self, cases: list[Case]) -> None:
        assessments: list[Assessment] = []
        scores: list[Score] = []
        for case in cases:
            (core_a, core_b), (plane_a, plane_b), _ = COURSES[case.course]
            for key, every in (("core-10", 14), ("ecr-r", 84), ("phq-9", 35)):
                instrument = catalogue.get(key)
                rows: list[Score] = []
                days = list(range(3, max(4, (case.ended - case.started).days), every))
                for day in days:
                    share = day / max(1, days[-1])
                    core = core_a + (core_b - core_a) * share
                    goal = {
                        "core-10": {"total": core},
                        "phq-9": {"total": core * 0.7},
                        "ecr-r": {
                            "anxiety": plane_a[0] + (plane_b[0] - plane_a[0]) * share,
                            "avoidance": plane_a[1] + (plane_b[1] - plane_a[1]) * share,
                        },
                    }[key]
                    answers = scoring.parse_answers(instrument, answers_for(instrument, goal, self.rng))
                    found = scoring.score(instrument, answers)
                    placed = scoring.place(instrument, found)
                    assessment = Assessment(
                        practice=self.practice,
                        client=case.client,
                        episode=case.episode,
                        instrument=key,
                        version=instrument.version,
                        completed_on=case.started + timedelta(days=day),
                        responses={str(item): value for item, value in answers.items()},
                        recorded_by=case.staff,
                        style=placed.style if placed else "",
                        style_near=placed.near_text if placed else "",
                    )
                    assessments.append(assessment)
                    rows.extend(score_rows(instrument, assessment, found))
                compare_rows(instrument, rows)
                scores.extend(rows)
        Assessment.objects.bulk_create(assessments, batch_size=500)
        Score.objects.bulk_create(scores, batch_size=500)

    def add_exercises(self, cases: list[Case]) -> None:
        library = list(exercises().values())
        given = []
        for case in cases:
            if case.course == "dropped":
                continue
            fitting = [e for e in library if case.modality in e.modalities] or library
            for exercise in self.rng.sample(fitting, min(len(fitting), self.rng.randint(1, 2))):
                given.append(
                    Assignment(
                        practice=self.practice,
                        client=case.client,
                        plan=case.plan,
                        assigned_by=case.staff,
                        exercise=exercise.key,
                        version=library_version(),
                        times_per_week=min(7, exercise.times_per_week),
                        starts_on=self.today - timedelta(days=28),
                    )
                )
        Assignment.objects.bulk_create(given)
        now = timezone.now()
        for row in given:
            keen = self.rng.uniform(0.3, 1.0)
            for days_ago in range(1, 28):
                if self.rng.random() < keen * row.times_per_week / 7:
                    before = self.rng.randint(4, 8)
                    self.logs.append(
                        ExerciseLog(
                            practice=self.practice,
                            assignment=row,
                            client_id=row.client_id,
                            key=uuid7(),
                            at=now - timedelta(days=days_ago, hours=self.rng.randint(0, 5)),
                            before=before,
                            after=max(0, before - self.rng.randint(0, 4)),
                        )
                    )
        ExerciseLog.objects.bulk_create(self.logs, batch_size=500)

    def build(self, names: list[str], staff: list[Staff], couples: int = 0) -> list[Case]:
        now = timezone.now()
        rooms = Room.objects.bulk_create(
            Room(practice=self.practice, name=f"Room {number}") for number in range(1, len(staff) + 1)
        )
        room_of = {member.pk: room for member, room in zip(staff, rooms, strict=True)}
        cases = self.cases(self.clients(names), staff, couples)
        self.plans(cases)
        for case in cases:
            if not case.comes_along:
                self.add_sessions(case, room_of[case.staff.pk], now)
        TherapySession.objects.bulk_create(self.sessions, batch_size=500)
        self.measures(cases)
        self.add_exercises(cases)
        return cases
