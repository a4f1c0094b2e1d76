"""Finding what is due for a reminder, and queueing it. Nothing clinical is ever said."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.alerts.queries import recipients_waiting
from clients.households.joint import people_of
from clients.models import validate_phone
from clients.reach.actions import Reach, reachable
from clinic.core import outbox
from clinic.core.access import Actor
from clinic.core.models import Message, Practice, Staff
from clinic.core.moments import local_text
from clinic.core.phones import dialled
from clinic.core.practices import current_practice, lock_practice
from clinic.core.revisions import compare_revision
from clinic.core.scope import current_scope
from clinic.core.sweeps import one_by_one
from clinic.core.wallclock import from_wall_clock, is_quiet, to_wall_clock
from interventions.models import Attendee, ReminderRules, TherapySession
from interventions.notices.queries import messages_that_say_so, was_told_by_message
from interventions.reminders.queries import clients_with_exercises_due, rules_of, waiting_for_staff
from interventions.reminders.timing import LATEST, Due, due_now, reminders_of

MOST_OFFSETS, EARLIEST_HOURS, SHORTEST_HOURS = 4, 336, 2
DIGEST_HOUR = 8
FEW_HOURS = timedelta(hours=3)  # so long after the chosen hour a reminder to practise still makes sense


@transaction.atomic
def set_reminder_rules(
    *, practice_id: UUID, offsets: Iterable[int] | None = None, revision: int | None = None, **fields: object
) -> ReminderRules:
    """Sets what is reminded of; what is not named stays. ``revision``: of what was shown, 0 for the usual.

    Raises ValidationError by field, or EditConflict.
    """
    lock_practice(practice_id)
    row = rules_of(practice_id)
    compare_revision(row, revision)
    wanted = sorted(set(row.offsets if offsets is None else offsets), reverse=True)
    if len(wanted) > MOST_OFFSETS or any(not SHORTEST_HOURS <= hours <= EARLIEST_HOURS for hours in wanted):
        raise ValidationError(
            {
                "offsets": _("At most four, each from %(a)s to %(b)s hours before.")
                % {"a": SHORTEST_HOURS, "b": EARLIEST_HOURS}
            }
        )
    row.offsets = wanted
    for name, value in fields.items():
        setattr(row, name, value)
    row.clean_fields(exclude=["practice"])
    row.validate_constraints(exclude=["practice"])
    row.save()
    return row


def words(starts_at: datetime, zone: ZoneInfo, practice: Practice, link: str = "") -> tuple[str, str]:
    """Subject and body: when, and a neutral name. No word about what the appointment is for."""
    local = starts_at.astimezone(zone)
    when = _("%(day)s at %(time)s") % {"day": date_format(local, "l j F"), "time": local_text(local)}
    subject = _("Your appointment on %(when)s") % {"when": when}
    body = _("You have an appointment on %(when)s.\n") % {"when": when}
    if link:
        body += _("It is online: %(link)s\n") % {"link": link}
    return subject, f"{body}\n{practice.sender_name}\n"


def _pairs(sessions: Iterable[TherapySession]) -> Iterator[tuple[TherapySession, UUID]]:
    """Each session with the id of each of its clients."""
    return ((session, person) for session in sessions for person in people_of(session))


@transaction.atomic
def enqueue_due_reminders() -> int:
    """Queues a reminder for each booked session that is due for one, to each of its clients who want it.

    A session whose therapist left the practice is reminded of once somebody has taken it over.

    Returns how many were new. Running it again, or twice at once, queues nothing twice: the key is session, start,
    client and offset. After an outage only the reminder whose time it is goes out, not those before it.
    """
    practice, now = current_practice(), timezone.now()
    offsets = rules_of(practice.pk).offsets
    if not offsets:
        return 0
    # More than the longest: on the night the clocks go back a day before is 25 hours before, and quiet hours may put a
    # reminder as much as a day earlier.
    candidates = (
        TherapySession.objects.movable(now + LATEST)
        .filter(therapist__is_active=True, starts_at__lte=now + timedelta(hours=max(offsets) + 26))
        .with_people()
        .annotate(messages=messages_that_say_so())
        .order_by("starts_at")
    )
    pairs = list(_pairs(candidates))
    where = reachable({person for _session, person in pairs}, Message.Kind.REMINDER, practice)

    def wanted(pair: tuple[TherapySession, UUID]) -> _Reminder | None:
        session, person = pair
        reach = where.get(person)
        if reach is None or is_quiet(now, reach.quiet, reach.zone):
            return None
        due = due_now(reminders_of(session.starts_at, offsets, reach.zone, reach.quiet), now)
        if due is None or was_told_by_message(session, person, due.at):
            return None
        return _Reminder(session, reach, due)

    found = one_by_one("reminder", pairs, wanted)
    known = outbox.find_known([one.key for one in found]) if found else {}
    fresh = [one for one in found if known.get(one.key, Message.State.CANCELLED) == Message.State.CANCELLED]
    drafts = one_by_one("reminder", fresh, lambda one: one.draft(practice))
    return outbox.queue(drafts, known) if drafts else 0


class _Reminder(NamedTuple):
    """A reminder whose time it is, before anything is written."""

    session: TherapySession
    reach: Reach
    due: Due

    @property
    def key(self) -> outbox.Key:
        client_id, starts_at = self.reach.client.pk, self.session.starts_at
        return outbox.Key(Message.Kind.REMINDER, self.session.pk, client_id, f"{self.due.hours}h", starts_at)

    def draft(self, practice: Practice) -> outbox.Draft:
        """The message, in the client's language."""
        with translation.override(self.reach.language or settings.LANGUAGE_CODE):
            subject, body = words(self.session.starts_at, self.reach.zone, practice, self.session.link)
        return outbox.Draft(
            **self.key._asdict(),
            channel=self.reach.channel,
            to_address=self.reach.address,
            from_name=practice.sender_name,
            subject=subject,
            body=body,
            expires_at=self.due.until,
        )


@transaction.atomic
def enqueue_due_exercise_reminders() -> int:
    """Reminds clients who want that of their exercises, at the hour they chose, on days on which they did none."""
    practice, now = current_practice(), timezone.now()
    if not rules_of(practice.pk).exercises:
        return 0

    def draft(reach: Reach) -> outbox.Draft | None:
        today = to_wall_clock(now, reach.zone).date()
        at = from_wall_clock(datetime.combine(today, reach.exercise_at), reach.zone).at
        if not at <= now < at + FEW_HOURS or is_quiet(now, reach.quiet, reach.zone):
            return None
        with translation.override(reach.language or settings.LANGUAGE_CODE):
            subject = _("A reminder you asked for")
            body = _("Something is waiting on your pages:\n%(url)s/my/\n\n%(name)s\n") % {
                "url": settings.SITE_URL,
                "name": practice.sender_name,
            }
        return outbox.Draft(
            kind=Message.Kind.EXERCISE,
            about_id=reach.client.pk,
            recipient_id=reach.client.pk,
            occasion=today.isoformat(),
            channel=reach.channel,
            to_address=reach.address,
            from_name=practice.sender_name,
            subject=subject,
            body=body,
            expires_at=at + FEW_HOURS,
        )

    wanting = clients_with_exercises_due(practice).values_list("pk", flat=True)
    reaches = reachable(wanting, Message.Kind.EXERCISE, practice).values()
    drafts = one_by_one("exercise reminder", reaches, draft)
    return outbox.queue(drafts) if drafts else 0


@transaction.atomic
def enqueue_due_staff_digests() -> int:
    """In the morning one mail to each person who has something waiting: how much, never whose.

    Open alerts are in it every day; the rest on working days, where the practice wants that.
    """
    practice, now = current_practice(), timezone.now()
    zone, rules = ZoneInfo(practice.time_zone), rules_of(practice.pk)
    local = to_wall_clock(now, zone)
    if not DIGEST_HOUR <= local.hour < DIGEST_HOUR + 3:
        return 0
    usual = rules.staff_digest and local.weekday() <= 4
    waiting = waiting_for_staff(practice, rules) if usual else {}
    for staff_id, number in recipients_waiting().items():  # every morning, whatever the practice chose of the rest
        line = ngettext(
            "%(n)s entry on Today waits for your written answer.",
            "%(n)s entries on Today wait for your written answer.",
            number,
        )
        waiting[staff_id] = [line % {"n": number}, *waiting.get(staff_id, [])]
    staff = Staff.objects.filter(pk__in=waiting, is_active=True).select_related("user")
    drafts = [
        outbox.Draft(
            kind=Message.Kind.STAFF,
            about_id=one.pk,
            recipient_id=one.pk,
            occasion=local.date().isoformat(),
            to_address=one.user.email,
            from_name="Secure Base",
            subject=_("What waits for you"),
            body="\n".join([*waiting[one.pk], "", f"{settings.SITE_URL}/", ""]),
            expires_at=now + timedelta(hours=6),
        )
        for one in staff
    ]
    return outbox.queue(drafts) if drafts else 0


def _own_number(text: str) -> str:
    """A number to try, to be dialled. Raises ValidationError for ``number``."""
    if not settings.TEXT_URL:
        raise ValidationError({"number": _("Text messages are not set up here: TEXT_URL is empty.")})
    try:
        validate_phone(text)
    except ValidationError as error:
        raise ValidationError({"number": error.messages}) from error
    return dialled(text)


@transaction.atomic
def send_trial(*, by: Actor, number: str = "") -> None:
    """Sends a trial mail to the person who asks, or a text to a number of theirs. Raises ValidationError by field."""
    practice, now = current_practice(), timezone.now()
    staff = Staff.objects.select_related("user").get(pk=by.as_staff())
    channel = Message.Channel.TEXT if number else Message.Channel.EMAIL
    to = _own_number(number) if number else staff.user.email
    subject, body = words(now + timedelta(days=2), ZoneInfo(practice.time_zone), practice)
    outbox.queue(
        [
            outbox.Draft(
                kind=Message.Kind.TEST,
                about_id=staff.pk,
                recipient_id=staff.pk,
                occasion_at=now,
                channel=channel,
                to_address=to,
                from_name=practice.sender_name,
                subject=subject,
                body=body,
                expires_at=now + timedelta(hours=1),
            )
        ]
    )


def refuse_reminders(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: whether the appointments are still then, somebody holds them, and the recipient still
    takes part. A guard."""
    booked = TherapySession.objects.filter(pk__in={row.about_id for row in rows}, state=TherapySession.State.BOOKED)
    sessions = {pk: (at, held) for pk, at, held in booked.values_list("pk", "starts_at", "therapist__is_active")}
    takes_part = set(Attendee.objects.filter(session__in=sessions).values_list("session_id", "client_id"))
    refused = {}
    for row in rows:
        starts_at, is_held = sessions.get(row.about_id, (None, False))
        if starts_at != row.occasion_at:
            refused[row.pk] = "the appointment was moved or cancelled"
        elif not is_held:
            refused[row.pk] = "nobody holds the appointment: its therapist's account is closed"
        elif (row.about_id, row.recipient_id) not in takes_part:
            refused[row.pk] = "this person does not take part any more"
    return refused


def refuse_exercises(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: whether an exercise still runs, and the practice's rules. A guard of the outbox."""
    practice = current_practice()
    wanting: set[UUID] = set()
    if rules_of(practice.pk).exercises:
        clients = clients_with_exercises_due(practice).filter(pk__in={row.recipient_id for row in rows})
        wanting = set(clients.values_list("pk", flat=True))
    return {row.pk: "no exercise runs any more" for row in rows if row.recipient_id not in wanting}


def refuse_questions(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: whether the practice writes of questionnaires. A guard of the outbox."""
    if rules_of(current_scope().practice_id).questionnaires:
        return {}
    return {row.pk: "the practice writes nothing about questionnaires" for row in rows}
