"""Closings, leaves, hand-overs, reopenings, alerts in any order: nothing goes to a closed account, nobody is lost."""

import os
import random
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from clients.actions import add_client
from clients.alerts.actions import raise_alert, set_alert_rules
from clients.alerts.notices import escalate_alerts
from clients.care_team import actions as care
from clients.care_team.actions import CareChanged
from clients.models import CareRelation, Client
from clinic.accounts.closing.actions import Decision, checklist, close_staff
from clinic.accounts.staff.actions import set_staff_active
from clinic.core.access import Role
from clinic.core.models import Message, Practice, Staff
from interventions.models import TherapySession
from interventions.reminders.actions import enqueue_due_reminders, enqueue_due_staff_digests
from interventions.sessions.actions import SlotTaken, book_session
from interventions.sessions.calendar_settings import add_leave
from tests.factories import a_client, a_practice, a_session, a_staff, actor, inside, refusal

ACTS = ("close", "close", "transfer", "transfer all", "leave", "reopen", "alert", "book", "add", "end", "send")
TURNS, SEED = int(os.environ.get("TURNS", "60")), int(os.environ.get("SEED", "10"))  # more by `make prove`
WHY = "Moves to another town"


class Life:
    """A practice to which things happen."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.practice: Practice = a_practice()
        self.admin = a_staff(self.practice, Role.ADMIN)
        self.supervisor = a_staff(self.practice, Role.SUPERVISOR)
        self.therapists = [a_staff(self.practice, supervisor=self.supervisor) for _ in range(5)]
        for therapist in self.therapists:
            a_session(a_client(therapist), timezone.now() + timedelta(hours=self.chance.randrange(3, 60)))
        self.by = actor(self.admin)
        self.done: list[str] = []

    def staff(self, *, active: bool) -> Staff | None:
        rows = list(Staff.objects.filter(pk__in=[one.pk for one in self.therapists], is_active=active).order_by("name"))
        return self.chance.choice(rows) if rows else None

    def client(self) -> Client:
        return self.chance.choice(list(Client.objects.order_by("sort_name", "id")))

    def act(self, name: str) -> None:
        """One thing that somebody does; what the rules refuse is refused."""
        staff, other, client = self.staff(active=True), self.staff(active=True), self.client()
        if name == "reopen" and (gone := self.staff(active=False)):
            set_staff_active(staff=gone, active=True, by=self.by)
        elif name == "alert":
            set_alert_rules(practice_id=self.practice.pk, on_call=staff, escalate_minutes=5)
            raise_alert(client=client, source="PHQ-9 item 9", source_id=uuid7(), reason="x")
            escalate_alerts()
        elif name == "add":
            add_client(by=self.by, therapist=staff, name=f"Client {self.chance.random()}")
        elif name == "send":
            self.send()
        elif staff and other:
            self._with(name, staff, other, client)

    def _with(self, name: str, staff: Staff, other: Staff, client: Client) -> None:
        to = None if self.chance.random() < 0.3 else other
        if name == "close":
            found = checklist(staff)
            decisions = {
                row.item.kind: Decision(to=to if to in row.takers else None, leave=True) for row in found.items
            }
            close_staff(staff=staff, by=self.by, reason=WHY, decisions=decisions, seen=found.seen)
        elif name == "transfer":
            care.transfer(client=client, to=staff.pk, by=self.by, reason=WHY, note=WHY, lead=care.lead_id(client))
        elif name == "transfer all":
            care.transfer_all(of=staff, by=self.by, reason=WHY, note=WHY, to=other.pk)
        elif name == "leave":
            start = timezone.now() + timedelta(hours=self.chance.randrange(-20, 40))
            add_leave(therapist=staff, starts_at=start, ends_at=start + timedelta(days=3))
        elif name == "book":
            self._book(client, staff)
        elif name == "end" and (relation := CareRelation.objects.filter(client=client, until__isnull=True).first()):
            care.end_care(relation=relation, by=self.by, reason=WHY, unassigned=self.chance.random() < 0.5)

    def _book(self, client: Client, staff: Staff) -> None:
        start = timezone.now() + timedelta(hours=self.chance.randrange(2, 70), minutes=self.chance.randrange(60))
        book_session(client=client, therapist_id=staff.pk, starts_at=start, despite=True)

    def send(self) -> None:
        """What a worker does with each message that waits, as far as the mail server."""
        enqueue_due_reminders()
        enqueue_due_staff_digests()
        closed = set(Staff.objects.filter(is_active=False).values_list("user__email", flat=True))
        for row in Message.objects.filter(state="queued"):
            if reason := refusal(row):
                Message.objects.filter(pk=row.pk).update(state="cancelled", state_reason=reason)
                continue
            row.refresh_from_db()  # a guard may have addressed it anew
            assert row.to_address not in closed, (self.done, row.kind, row.to_address)
            if row.kind == Message.Kind.REMINDER:
                session = TherapySession.objects.get(pk=row.about_id)
                assert session.therapist.is_active, self.done
            Message.objects.filter(pk=row.pk).update(state="sent")

    def check(self) -> None:
        """Nobody in care is without a responsible active person, unless that stands on the admin's today."""
        shown = set(care.unassigned_for(self.by).values_list("pk", flat=True))
        led = set(
            CareRelation.objects.filter(until__isnull=True, part="lead", staff__is_active=True).values_list(
                "client_id", flat=True
            )
        )
        for client in Client.objects.filter(care.in_care()):
            assert client.pk in led or client.pk in shown, (self.done, client)
        assert not CareRelation.objects.filter(until__isnull=True, staff__is_active=False).exists(), self.done


@pytest.mark.django_db
def test_in_any_number_of_turns_nothing_goes_to_a_closed_account_and_no_client_is_lost() -> None:
    life = Life(SEED)
    refused = 0
    for _ in range(TURNS):
        name = life.chance.choice(ACTS)
        life.done.append(name)
        with inside(life.practice, life.by):
            try:
                with transaction.atomic():
                    life.act(name)
            except (ValidationError, CareChanged, SlotTaken) as error:
                refused += 1
                life.done[-1] += f" refused: {error}"
            life.check()
    assert refused < TURNS / 2, life.done
