"""What is named, and what ends, when a treatment is closed: sessions, plans, exercises, pages, waiting list, notes."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.episodes.closing import Closing, ClosingItem, Open, Treated
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.wallclock import midnight
from interventions.exercises.actions import stop_exercise
from interventions.exercises.definitions import Exercise
from interventions.library.queries import exercises_given, modality_of_plan
from interventions.models import Assignment, ExerciseLog, Letter, Note, Plan, ReadingAssignment, TherapySession, Waiting
from interventions.notes.queries import unwritten
from interventions.notices import acts
from interventions.notices.outcome import in_words
from interventions.notices.outlook import for_actor
from interventions.plans.actions import end_plan
from interventions.sessions.availability import zone_of_practice
from interventions.sessions.models import SessionQuerySet
from interventions.sessions.series import when_in_words
from interventions.sessions.waiting import wait_no_longer


def _listed(rows: SessionQuerySet, client: Client) -> list[Open]:
    zone = zone_of_practice(client.practice_id)
    url = reverse("sessions:client-sessions", args=[client.pk])
    return [Open(row.pk, when_in_words(row.starts_at, zone), url) for row in rows.in_order()]


class OwnSessions(ClosingItem):
    """The client's own sessions to come."""

    kind, title, treated = "sessions", gettext_lazy("Coming sessions"), Treated.CHOSEN
    clinical = False
    means = gettext_lazy("Cancelled with the closing; the client is told once, if you choose so.")

    def _rows(self, client: Client) -> SessionQuerySet:
        return TherapySession.objects.movable().filter(client=client, household=None)

    def open(self, client: Client, by: Actor) -> list[Open]:
        return _listed(self._rows(client), client)

    def end(self, closing: Closing) -> str:
        rows = self._rows(closing.client).with_people().select_related("therapist").locked()
        tell = closing.tell_client and not closing.died
        done = acts.cancel_all(rows, reason=_("The treatment is closed."), tell=tell)
        n = len(done.sessions)
        cancelled = ngettext("One session is cancelled.", "%(n)s sessions are cancelled.", n) % {"n": n}
        told = "" if closing.died else in_words(for_actor(done.outcomes, closing.by))
        return f"{cancelled} {told}".strip()


class JointSessions(ClosingItem):
    """Sessions to come that the client has with others."""

    kind, title = "joint_sessions", gettext_lazy("Coming joint sessions")
    clinical = False
    means = gettext_lazy("They stay: they end with the household.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        rows = TherapySession.objects.movable().of(client).filter(household__isnull=False)
        return _listed(rows, client)


class OpenPlans(ClosingItem):
    """The client's own running plans."""

    kind, title, treated = "plans", gettext_lazy("Running plans"), Treated.ENDS
    means = gettext_lazy("They end with the treatment; the outcome below is kept with them.")

    def _rows(self, client: Client) -> QuerySet[Plan]:
        return Plan.objects.running().filter(client=client, household=None).order_by("started_on", "id")

    def open(self, client: Client, by: Actor) -> list[Open]:
        return [
            Open(row.pk, modality_of_plan(row).name, reverse("plans:plan", args=[row.pk])) for row in self._rows(client)
        ]

    def end(self, closing: Closing) -> str:
        rows = list(self._rows(closing.client))
        for row in rows:
            end_plan(plan=row, outcome=closing.outcome)
        return ngettext("One plan has ended.", "%(n)s plans have ended.", len(rows)) % {"n": len(rows)}


class JointPlans(ClosingItem):
    """Running plans that the client has with others."""

    kind, title = "joint_plans", gettext_lazy("Joint plans")
    means = gettext_lazy("They stay: they end with the household.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        rows = Plan.objects.of(client).running().filter(household__isnull=False).order_by("started_on", "id")
        return [Open(row.pk, modality_of_plan(row).name, reverse("plans:plan", args=[row.pk])) for row in rows]


class OpenExercises(ClosingItem):
    """Exercises that nobody has stopped."""

    kind, title, treated = "exercises", gettext_lazy("Exercises"), Treated.ENDS
    means = gettext_lazy("They stop, and nothing reminds of them.")

    def _rows(self, client: Client) -> QuerySet[Assignment]:
        found = Assignment.objects.filter(client=client, stopped_at=None)
        return found.exclude(ends_on__lt=timezone.localdate()).order_by("starts_on", "id")

    def open(self, client: Client, by: Actor) -> list[Open]:
        url = reverse("exercises:client-exercises", args=[client.pk])
        rows = list(self._rows(client))
        known = exercises_given(rows)
        return [
            Open(row.pk, one.title if (one := known.get((row.exercise, row.version))) else row.exercise, url)
            for row in rows
        ]

    def end(self, closing: Closing) -> str:
        rows = list(self._rows(closing.client))
        for row in rows:
            stop_exercise(assignment=row)
        return ngettext("One exercise has stopped.", "%(n)s exercises have stopped.", len(rows)) % {"n": len(rows)}


class UnreadWorsenings(ClosingItem):
    """Exercises that made things worse, which nobody of the staff has read."""

    kind, title = "worsenings", gettext_lazy("Exercises that made things worse, not read yet")
    means = gettext_lazy("They stay on Today until somebody has read them, also after the closing.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        url = reverse("exercises:client-exercises", args=[client.pk])
        logs = list(
            ExerciseLog.objects.filter(client=client).waiting().select_related("assignment").order_by("at", "id")
        )
        known = exercises_given([row.assignment for row in logs])
        return [Open(row.pk, _worse(row, known), url) for row in logs]


def _worse(row: ExerciseLog, known: Mapping[tuple[str, int], Exercise]) -> str:
    given = row.assignment
    found = known.get((given.exercise, given.version))
    return f"{found.title if found else given.exercise}, {date_format(timezone.localtime(row.at), 'j F Y')}"


class OpenReadings(ClosingItem):
    """Pages that were given and not read."""

    kind, title, treated = "readings", gettext_lazy("Pages to read"), Treated.ENDS
    means = gettext_lazy("They are taken back.")

    def _rows(self, client: Client) -> QuerySet[ReadingAssignment]:
        return ReadingAssignment.objects.filter(client=client, read_at=None, taken_back_at=None)

    def open(self, client: Client, by: Actor) -> list[Open]:
        url = reverse("exercises:client-exercises", args=[client.pk])
        rows = self._rows(client).order_by("given_at", "id")
        return [Open(row.pk, _("given on %(day)s") % {"day": date_format(row.given_at, "j F Y")}, url) for row in rows]

    def end(self, closing: Closing) -> str:
        n = self._rows(closing.client).update(taken_back_at=timezone.now())
        return ngettext("One page was taken back.", "%(n)s pages were taken back.", n) % {"n": n}


class OnWaitingList(ClosingItem):
    """The client's place on the waiting list."""

    kind, title, treated = "waiting", gettext_lazy("Waiting list"), Treated.ENDS
    clinical = False
    means = gettext_lazy("The client is taken off the list.")

    def _rows(self, client: Client) -> QuerySet[Waiting]:
        return Waiting.objects.filter(client=client, state=Waiting.State.WAITING)

    def open(self, client: Client, by: Actor) -> list[Open]:
        url = reverse("sessions:waiting")
        return [
            Open(row.pk, _("since %(day)s") % {"day": date_format(row.since, "j F Y")}, url)
            for row in self._rows(client)
        ]

    def end(self, closing: Closing) -> str:
        for row in self._rows(closing.client):
            wait_no_longer(waiting=row)
        return _("The client is no longer on the waiting list.")


class Unfinished(ClosingItem):
    """The person's own drafts of notes and letters, attended sessions of this treatment of which their therapist has
    written nothing, and sessions of which nobody wrote what became of them."""

    kind, title = "unfinished", gettext_lazy("Notes and attendance to be done")
    means = gettext_lazy("They stay, and can be done after the closing.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        zone = zone_of_practice(client.practice_id)
        drafts = Note.objects.filter(client=client, state=Note.State.DRAFT, author_id=by.staff_id)
        past = TherapySession.objects.booked().begun().of(client).in_order()
        return [
            *(
                Open(
                    row.pk,
                    _("note not signed: %(when)s") % {"when": when_in_words(row.session.starts_at, zone)},
                    _workspace(row.session_id),
                )
                for row in drafts.select_related("session").order_by("session__starts_at", "id")
            ),
            *(
                Open(row.pk, _("letter not signed: %(kind)s") % {"kind": row.get_kind_display()}, _letter(row.pk))
                for row in Letter.objects.filter(client=client, state=Letter.State.DRAFT, author_id=by.staff_id)
            ),
            *(
                Open(row.pk, _("no note: %(when)s") % {"when": _by_whom(row, by, zone)}, _page_of(row, by))
                for row in self._unwritten(client)
            ),
            *(
                Open(
                    row.pk,
                    _("no attendance: %(when)s") % {"when": when_in_words(row.starts_at, zone)},
                    _workspace(row.pk),
                )
                for row in past
            ),
        ]

    def _unwritten(self, client: Client) -> SessionQuerySet:
        treatment = client.episodes.open().first()
        if treatment is None:
            return TherapySession.objects.none()
        attended = TherapySession.objects.attended().of(client).select_related("therapist")
        since = midnight(treatment.opened_on, zone_of_practice(client.practice_id))
        return unwritten(attended.filter(starts_at__gte=since)).in_order()

    def keeps_apart(self, client: Client, by: Actor) -> bool:
        drafts = Note.objects.filter(client=client, state=Note.State.DRAFT)
        letters = Letter.objects.filter(client=client, state=Letter.State.DRAFT)  # of anybody: none can be signed then
        return drafts.exists() or letters.exists() or bool(self.open(client, by))


def _by_whom(row: TherapySession, by: Actor, zone: ZoneInfo) -> str:
    """When a session was, and who held it where that is somebody else."""
    when = when_in_words(row.starts_at, zone)
    return when if row.therapist_id == by.staff_id else f"{when}, {row.therapist.name}"


def _page_of(row: TherapySession, by: Actor) -> str:
    """Where its note is written; of somebody else's session, its own page."""
    own = row.therapist_id == by.staff_id
    return _workspace(row.pk) if own else reverse("sessions:session", args=[row.pk])


def _letter(letter_id: UUID) -> str:
    return reverse("letters:letter-write", args=[letter_id])


def _workspace(session_id: UUID) -> str:
    return reverse("notes:session-note", args=[session_id])
