"""A client's summary is always what their rows come to, whatever is done, and lists read from it show the right people.

Real actions in random order, those of couples too, while the clock goes past sessions, midnights and both nights on
which the clocks change.
"""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from assessments import catalogue as instruments
from assessments.actions import correct_assessment, log_repair, record_assessment, void_assessment
from assessments.change import Verdict, is_judged
from assessments.models import Assessment, QuestionnaireAssignment, Rupture, Score, TrackedChoice
from assessments.questionnaires.actions import withdraw_questionnaire
from assessments.tracked.actions import choose_tracked, end_set_aside, set_no_change_aside
from clients.actions import change_contact, note_violence_screen
from clients.alerts.actions import close_alert, raise_alert
from clients.care_team import actions as care
from clients.care_team.actions import CareChanged
from clients.episodes.actions import close_episode, episode_for_record, pause_episode
from clients.episodes.reopening import reopen_episode
from clients.households.models import HouseholdMember
from clients.models import Client, ClientSummary, Episode, RiskAlert, StaleSummary
from clients.queries import visible
from clients.summaries.actions import find_differences, settle_summaries
from clinic.core.access import Actor, May
from clinic.core.models import Practice, Staff
from clinic.core.revisions import EditConflict
from clinic.local.postgres import APP
from clinic.workspace import queries
from clinic.workspace.caseload import statements
from clinic.workspace.caseload.listing import Listing
from clinic.workspace.caseload.queries import caseload, counts
from interventions.catalogue import modality
from interventions.models import CautionReview, Plan, TherapySession
from interventions.plans.actions import PlanExists, assign_plan, change_plan, end_plan, pause_plan
from interventions.sessions.actions import (
    OnRecord,
    SlotTaken,
    book_session,
    cancel_session,
    move_session,
    note_attendance,
    restore_session,
)
from tests.factories import a_client, a_new_household, a_plan, a_practice, a_session, a_staff, actor, inside

# Each goes on from one moment past the next: a session, midnight, and the nights on which the clocks change, in London
# and where clocks are 13:45 ahead of UTC.
COURSES = {
    "Europe/London": [datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)],
    "Pacific/Chatham": [datetime(2026, 4, 4, 10, 30, tzinfo=UTC), datetime(2026, 9, 26, 10, 30, tzinfo=UTC)],
}
STEP = timedelta(minutes=50)
REFUSED = (ValidationError, CareChanged, EditConflict, OnRecord, PlanExists, SlotTaken, care.CareChanged)
WHY = "As was agreed with both"


class Life:
    """A practice with two therapists and four clients to whom things happen."""

    def __init__(self, seed: int, zone: str) -> None:
        self.chance = random.Random(seed)
        self.practice: Practice = a_practice(time_zone=zone)
        self.therapists: list[Staff] = [a_staff(self.practice), a_staff(self.practice)]
        for number in range(4):
            a_client(self.therapists[number % 2])
        self.done: list[str] = []

    def one(self, rows: Any) -> Any:
        """Any of the rows, or None."""
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def act(self, by: Actor) -> None:
        """One thing that somebody does."""
        acts: list[Callable[[Client, Actor], Any]] = [
            *(self.measure, self.correct, self.void, self.repair, self.screen, self.treat, self.plan, self.change),
            *(self.book, self.book, self.move, self.cancel, self.restore, self.attend, self.attend, self.attend),
            *(self.alert, self.close, self.ask, self.take_back, self.hand_over, self.rename, self.in_bulk),
            *(self.choose, self.choose, self.set_aside, self.set_aside, self.end_set_aside),
        ]
        chosen = self.chance.choice(acts)
        self.done.append(chosen.__name__)
        chosen(self.one(Client.objects.all()), by)

    def measure(self, client: Client, by: Actor) -> None:
        key = self.chance.choice(["core-10", "core-10", "core-10", "wai-sr", "phq-9", "phq-9", "who-5"])
        instrument = instruments.get(key)
        value = self.chance.randint(instrument.min, instrument.max)
        responses: dict[str, object] = {str(n): value for n in range(1, instrument.items + 1)}
        on = timezone.localdate() - timedelta(days=self.chance.choice([0, 0, 1, 9]))
        record_assessment(client=client, instrument=instrument, responses=responses, by=by, completed_on=on)

    def choose(self, client: Client, by: Actor) -> None:
        """What is followed, of one client or of the practice; sometimes nobody's choice."""
        keys = self.chance.choice([[], ["phq-9"], ["core-10"], ["phq-9", "who-5"], ["gad-7"]])
        whose = client if self.chance.random() < 0.5 else None
        choose_tracked(practice_id=self.practice.pk, by=by, instruments=keys, client=whose)

    def set_aside(self, client: Client, by: Actor) -> None:
        until = timezone.localdate() + timedelta(days=self.chance.choice([1, 1, 2, 30]))
        set_no_change_aside(client=client, by=by, until=until, reason=WHY)

    def end_set_aside(self, client: Client, by: Actor) -> None:
        end_set_aside(client=client, by=by)

    def correct(self, client: Client, by: Actor) -> None:
        if row := self.one(Assessment.objects.filter(voided_at=None, instrument="core-10")):
            answers: dict[str, object] = {str(n): self.chance.randint(0, 4) for n in range(1, 11)}
            correct_assessment(assessment=row, by=by, reason=WHY, responses=answers)

    def void(self, client: Client, by: Actor) -> None:
        if row := self.one(Assessment.objects.filter(voided_at=None)):
            void_assessment(assessment=row, by=by, reason=WHY)

    def repair(self, client: Client, by: Actor) -> None:
        if row := self.one(Rupture.objects.filter(repaired_at=None)):
            log_repair(rupture=row, by=by, text=WHY)

    def screen(self, client: Client, by: Actor) -> None:
        note_violence_screen(client=client, by=by, answer=self.chance.choice(["none", "past", "ongoing"]))

    def treat(self, client: Client, by: Actor) -> None:
        what = self.chance.choice(["pause", "go on", "close", "open"])
        if what == "close":
            close_episode(client=client, reason=WHY)
        elif what == "open":
            if not client.episodes.open().exists():
                reopen_episode(client=client, by=by, reason=WHY)
        else:
            pause_episode(client=client, pause=what == "pause")

    def plan(self, client: Client, by: Actor) -> None:
        partner = self.one(Client.objects.exclude(pk=client.pk)) if self.chance.random() < 0.5 else None
        kind = modality("eft" if partner else self.chance.choice(["se", "ifs"]))
        household = a_new_household(client, partner) if partner else None
        assign_plan(client=client, modality=kind, by=by, household=household, caution_reason=WHY, reason=WHY)

    def change(self, client: Client, by: Actor) -> None:
        if not (row := self.one(Plan.objects.exclude(state="ended"))):
            return
        what = self.chance.choice(["pause", "go on", "end", "review"])
        if what == "end":
            end_plan(plan=row, outcome=WHY)
        elif what == "review":
            change_plan(plan=row, formulation="", review_on=timezone.localdate() + timedelta(days=1))
        else:
            pause_plan(plan=row, pause=what == "pause")

    def book(self, client: Client, by: Actor) -> None:
        partner = self.one(Client.objects.exclude(pk=client.pk)) if self.chance.random() < 0.3 else None
        start = timezone.now() + timedelta(minutes=10 * self.chance.randint(-600, 60))
        therapist = self.chance.choice(self.therapists)
        household = a_new_household(client, partner) if partner else None
        book_session(client=client, household=household, therapist_id=therapist.pk, starts_at=start, despite=True)

    def move(self, client: Client, by: Actor) -> None:
        if row := self.one(TherapySession.objects.filter(state="booked")):
            start = row.starts_at + timedelta(minutes=10 * self.chance.randint(-9, 9))
            move_session(session=row, starts_at=start, despite=True)

    def cancel(self, client: Client, by: Actor) -> None:
        if row := self.one(TherapySession.objects.movable()):
            cancel_session(session=row, reason=WHY)

    def restore(self, client: Client, by: Actor) -> None:
        if row := self.one(TherapySession.objects.filter(state="cancelled")):
            restore_session(session=row)

    def attend(self, client: Client, by: Actor) -> None:
        if row := self.one(TherapySession.objects.not_cancelled()):
            state = self.chance.choice(["arrived", "attended", "missed", "missed", "booked"])
            note_attendance(session=row, state=TherapySession.State(state))

    def alert(self, client: Client, by: Actor) -> None:
        raise_alert(client=client, source="PHQ-9 item 9", source_id=uuid7(), reason="x")

    def close(self, client: Client, by: Actor) -> None:
        if row := self.one(RiskAlert.objects.open()):
            close_alert(alert=row, by=by, outcome="safe", note=WHY)

    def ask(self, client: Client, by: Actor) -> None:
        QuestionnaireAssignment.objects.create(
            practice=self.practice,
            client=client,
            episode=episode_for_record(client, timezone.localdate()),
            instrument=f"form-{self.chance.random():.8f}",
            version=1,
            due_on=timezone.localdate() + timedelta(days=self.chance.choice([-1, 0, 1])),
        )

    def take_back(self, client: Client, by: Actor) -> None:
        if row := self.one(QuestionnaireAssignment.objects.open()):
            withdraw_questionnaire(questionnaire=row)

    def hand_over(self, client: Client, by: Actor) -> None:
        lead = care.lead_id(client)
        to = next(one for one in self.therapists if one.pk != lead)
        care.transfer(client=client, to=to.pk, by=by, reason=WHY, note=WHY, lead=lead)

    def rename(self, client: Client, by: Actor) -> None:
        change_contact(client=client, name=f"Émile {self.chance.random()}", email=client.email)

    def in_bulk(self, client: Client, by: Actor) -> None:
        """What no action does: rows of several clients changed by one statement, and deleted."""
        if self.chance.random() < 0.5:
            TherapySession.objects.booked().begun().update(state="missed", outcome_at=timezone.now())
        else:
            Score.objects.filter(client=client).delete()


def followed(client: Client, episode: Episode) -> list[Score]:
    """The last score of each measure that is followed, in plain words."""
    of_client, of_practice = (
        next((row.instruments for row in TrackedChoice.objects.all() if row.client_id == whose), [])
        for whose in (client.pk, None)
    )
    chosen = of_client or of_practice
    newest: dict[tuple[str, str, str], Score] = {}
    for row in sorted(Score.objects.filter(episode=episode), key=lambda row: (row.completed_on, row.assessment_id)):
        if row.value is None or not is_judged(instruments.get(row.instrument)):
            continue
        if not chosen or row.instrument in chosen:
            newest[row.instrument, row.target, row.subscale] = row
    return list(newest.values())


def needed(by: Actor) -> set[tuple[str, Any]]:
    """Kind and client of what needs somebody, asked of every client one by one, without their summary."""
    found: set[tuple[str, Any]] = set()
    for client in visible(by, May.READ_RECORD):
        episode = client.episodes.open().first()
        if episode is None:
            continue
        kinds, sessions = set(), TherapySession.objects.of(client)
        verdicts = {row.verdict for row in followed(client, episode)} - {"", Verdict.UNKNOWN}
        if Verdict.WORSE in verdicts:
            kinds.add("worse")
        aside = client.set_aside.filter(ended_at=None, until__gt=timezone.localdate(), episode=episode).exists()
        if verdicts == {Verdict.UNCHANGED} and sessions.attended().count() >= 8 and not aside:
            kinds.add("stuck")
        screen = client.violence_screens.order_by("-asked_at", "-id").first()
        for plan in Plan.objects.of(client).running().joint():
            reviewed = CautionReview.objects.filter(plan=plan, screen=screen).exists()
            if screen and screen.answer == "ongoing" and not reviewed:
                kinds.add("violence")
        if client.ruptures.filter(repaired_at=None).exists():
            kinds.add("rupture")
        last = list(sessions.with_outcome().begun().order_by("-starts_at", "-id")[:2])
        if [row.state for row in last] == ["missed", "missed"]:
            kinds.add("missed")
        if episode.paused_on is None and client.questionnaires.overdue(timezone.localdate()).exists():
            kinds.add("overdue")
        if episode.paused_on is None and not sessions.upcoming().exists():
            kinds.add("unbooked")
        found |= {(kind, client.pk) for kind in kinds}
    return found


ASKED = {"worse", "stuck", "violence", "rupture", "missed", "overdue", "unbooked"}


def check(life: Life) -> None:
    """The summaries are right, and so are the lists that are read from them, for everybody."""
    assert list(find_differences()) == [], life.done
    for staff in life.therapists:
        by = actor(staff)
        expected = needed(by)
        shown = {(row["kind"], row["client_id"]) for row in queries.needs(by, limit=1000)}
        assert {row for row in shown if row[0] in ASKED} == expected, life.done
        found = counts(by)
        rows = {name: caseload(by, Listing(show=name))[0] for name in statements.FILTERS}
        unbooked = {row.id for row in rows["unbooked"]}
        assert len(unbooked) == found.unbooked
        for row in rows[""]:
            sessions = TherapySession.objects.of(row.id)
            following, last = sessions.next(), sessions.attended().order_by("-starts_at").first()
            measures = followed(Client.objects.get(pk=row.id), Episode.objects.open().get(client=row.id))
            tracked = list(Score.objects.tracked(Client.objects.get(pk=row.id)))
            assert {one.pk for one in tracked} == {one.pk for one in measures}, life.done
            first = tracked[0] if tracked else None
            shown_first = (row.measure, row.measure_subscale, row.verdict) if row.measure else None
            assert shown_first == ((first.instrument, first.subscale, first.verdict) if first else None), life.done
            assert (row.verdict == Verdict.WORSE) == (("worse", row.id) in expected), life.done
            assert row.next_session == (following.starts_at if following else None), life.done
            assert (row.next_session is None) == (row.id in unbooked), life.done
            assert row.last_seen == (last.starts_at if last else None), life.done
            assert row.open_alerts == RiskAlert.objects.open().filter(client=row.id).count()
        assert [row.id for row in rows["risk"]] == [row.id for row in rows[""] if row.open_alerts]
        assert {row.id for row in rows["attention"]} == {pk for kind, pk in expected if kind == "worse"}
        assert found.active == len(rows[""])


@pytest.mark.django_db
def test_summaries_are_what_the_rows_come_to_whatever_happens_and_whatever_the_clock_shows() -> None:
    turns: list[int] = []

    @settings(max_examples=4, phases=[Phase.generate])  # what fails says what was done: no shorter one is looked for
    @given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(COURSES)), st.integers(0, 1))
    def run(seed: int, zone: str, night: int) -> None:
        start = COURSES[zone][night]
        with time_machine.travel(start - timedelta(days=120), tick=False):
            life = Life(seed, zone)
        for step in range(12):
            with time_machine.travel(start + step * STEP, tick=False), timezone.override(ZoneInfo(zone)):
                for _ in range(4):
                    by = actor(life.chance.choice(life.therapists))
                    with inside(life.practice, by):
                        try:
                            with transaction.atomic():
                                life.act(by)
                        except REFUSED as error:
                            life.done[-1] += f" refused: {type(error).__name__}"
                        else:
                            turns.append(step)
                with inside(life.practice):
                    check(life)

    run()
    assert len(turns) > 90  # most things are not refused


def test_who_finds_a_summary_held_waits_for_nobody_and_the_next_reader_works_it_out(own_database: str) -> None:
    """Two transactions change one client's sessions and alerts at once, in opposite order: neither waits."""
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    booked = a_session(client)
    other = psycopg.connect(host=os.environ["TEST_PG_SOCKETS"], user=APP, dbname=own_database)
    with other:
        other.execute("SELECT set_config('clinic.practice', %s, true)", [str(practice.pk)])
        other.execute("SET LOCAL lock_timeout = '5s'")
        other.execute("UPDATE clients_episode SET paused_on = '2026-01-01' WHERE client_id = %s", [client.pk])
        with inside(practice, actor(therapist)):
            cancel_session(session=booked)  # the summary is held by the other one
            assert StaleSummary.objects.count() == 1
        with inside(practice):
            settle_summaries()
            assert StaleSummary.objects.count() == 1  # held even now: for the next reader
        other.execute("UPDATE interventions_therapysession SET reason = 'x' WHERE id = %s", [booked.pk])
    other.close()
    with inside(practice):
        assert [one.column for one in find_differences()] == ["booked_until"]
        assert counts(actor(therapist)).unbooked == 1
        assert StaleSummary.objects.count() == 0
        assert list(find_differences()) == []
        assert ClientSummary.objects.get().is_running is False


@pytest.mark.django_db
def test_a_member_whose_row_alone_is_written_finds_it_in_their_summary() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    ana, ben, dan = (a_client(therapist) for _ in range(3))
    household = a_new_household(ana, ben)
    plan = a_plan(ana, "eft", household=household)
    a_session(ana, timezone.now() + timedelta(days=2), household=household)

    def summary(client: Client) -> tuple[Any, bool, bool]:
        kept = ClientSummary.objects.get(client=client)
        assert list(find_differences()) == []
        return kept.plan_id, kept.has_joint_plan, kept.booked_until is not None

    with inside(practice):
        assert (summary(ben), summary(dan)) == ((plan.pk, True, True), (None, False, False))
        joined = HouseholdMember.objects.create(
            practice=practice, household=household, client=dan, joined_on=timezone.localdate()
        )
        assert summary(dan) == (plan.pk, True, False)
        day_before = timezone.localdate() - timedelta(days=1)
        household.members.filter(client=ben).update(left_on=day_before)  # before the plan began
        assert summary(ben) == (None, False, True)  # they are on record with the session
        joined.delete()
        assert summary(dan) == (None, False, False)
        household.members.filter(client=ben).delete()
        assert summary(ben) == (None, False, False)
        assert summary(ana) == (plan.pk, True, True)


@pytest.mark.django_db
def test_a_command_finds_what_is_wrong_with_summaries_and_puts_it_right() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    a_session(client)
    with inside(practice):
        ClientSummary.objects.update(booked_until=None, open_alerts=7)
        out = StringIO()
        with pytest.raises(CommandError, match="2 differences"):
            call_command("rebuild_summaries", "--check", stdout=out)
        assert f"client {client.pk}, open_alerts: kept 7, expected 0" in out.getvalue()
        ClientSummary.objects.all().delete()
        call_command("rebuild_summaries", stdout=out)
        assert "1 summaries worked out" in out.getvalue()
        call_command("rebuild_summaries", "--check", stdout=out)
        assert "Every summary is what its client's rows come to." in out.getvalue()


@pytest.mark.django_db
def test_many_clients_of_one_statement_are_summarised_by_one_statement() -> None:
    practice = a_practice()
    with inside(practice):
        Client.objects.bulk_create(Client(practice=practice, name=f"Person {n:04}") for n in range(3000))
        assert ClientSummary.objects.count() == 3000
        assert list(find_differences()) == []


@pytest.mark.django_db
def test_a_filter_with_more_clients_than_are_counted_says_so() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    for _ in range(3):
        a_client(therapist)
    with inside(practice), pytest.MonkeyPatch.context() as patch:
        assert counts(actor(therapist)).words["active"] == "3"
        patch.setattr(statements, "MOST_COUNTED", 2)
        assert counts(actor(therapist)).words == {
            "active": "2+",
            "attention": "0",
            "unbooked": "2+",
            "risk": "0",
        }
