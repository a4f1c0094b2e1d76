"""What there is to remind of."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from clients.models import CareRelation, Client, Contact, Episode
from clinic.core.models import Practice
from interventions.models import Assignment, ExerciseLog, Note, Plan, ReminderRules, TherapySession
from interventions.notes.queries import without_note
from interventions.sessions.availability import rules_of as session_rules


def rules_of(practice_id: UUID) -> ReminderRules:
    """What the practice reminds of; the usual, not yet saved, where it said nothing."""
    return ReminderRules.objects.first() or ReminderRules(practice_id=practice_id)


def clients_with_exercises_due(practice: Practice) -> QuerySet[Client]:
    """Clients who have a running exercise, want to be reminded, and did none in the last 12 hours."""
    now = timezone.now()
    today = now.astimezone(ZoneInfo(practice.time_zone)).date()
    given = Assignment.objects.running(today).filter(client=OuterRef("pk"))
    done = ExerciseLog.objects.filter(client=OuterRef("pk"), at__gt=now - timedelta(hours=12))
    found = Client.objects.filter(Exists(given), ~Exists(done), contact__isnull=False)
    return found.exclude(contact__exercises=Contact.Way.OFF)


def waiting_for_staff(practice: Practice, rules: ReminderRules) -> dict[UUID, list[str]]:
    """Staff → what waits for them, one line each: notes to sign, write, add to or cosign, plans, clients."""
    now, today = timezone.now(), timezone.localdate()
    found: dict[UUID, list[str]] = {}

    def say(rows: Iterable[tuple[UUID, int]], one: str, many: str) -> None:
        for staff_id, number in rows:
            found.setdefault(staff_id, []).append(ngettext(one, many, number) % {"n": number})

    old = now - timedelta(hours=session_rules(practice.pk).sign_hours)
    notes = Note.objects.filter(state=Note.State.DRAFT, session__ends_at__lt=old).order_by()
    say(
        notes.values_list("author_id").annotate(n=Count("pk")),
        "%(n)s note is not signed.",
        "%(n)s notes are not signed.",
    )
    unwritten = without_note().filter(ends_at__lt=old).order_by()
    say(
        unwritten.values_list("therapist_id").annotate(n=Count("pk")),
        "%(n)s session has no note.",
        "%(n)s sessions have no note.",
    )
    say(
        Note.objects.returned().order_by().values_list("author_id").annotate(n=Count("pk")),
        "%(n)s note was returned to you.",
        "%(n)s notes were returned to you.",
    )
    say(
        Note.objects.to_cosign().order_by().values_list("author__supervisor").annotate(n=Count("pk")),
        "%(n)s note waits for your cosignature.",
        "%(n)s notes wait for your cosignature.",
    )
    plans = Plan.objects.to_review(today).order_by()
    say(
        plans.values_list("therapist_id").annotate(n=Count("pk")),
        "%(n)s plan is to be looked at again.",
        "%(n)s plans are to be looked at again.",
    )
    leads = CareRelation.objects.leading().filter(client__in=without_contact(rules.no_contact_days)).order_by()
    say(
        leads.values_list("staff_id").annotate(n=Count("pk")),
        "%(n)s client had no contact for a while.",
        "%(n)s clients had no contact for a while.",
    )
    return found


def without_contact(days: int) -> QuerySet[Client]:
    """Clients in a running treatment whose last session, or beginning, is that many days ago, with nothing booked."""
    now = timezone.now()
    theirs = TherapySession.objects.of(OuterRef("pk"))
    coming = theirs.upcoming(now)
    lately = theirs.held().begun(now).filter(starts_at__gt=now - timedelta(days=days))
    long_ago = timezone.localdate() - timedelta(days=days)
    running = Episode.objects.running().filter(client=OuterRef("pk"), opened_on__lte=long_ago)
    return Client.objects.filter(~Exists(coming), ~Exists(lately), Exists(running))
