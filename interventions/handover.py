"""What goes along when clients change their therapist, and what somebody may hold when their account is closed:
sessions to come, running plans, places on the waiting list, notes that are not signed."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.care_team.actions import Handed, Handover, Stayed, add_second
from clients.households.joint import JointQuerySet, clients_of, people_of
from clients.models import CareRelation, Client, Cover
from clients.queries import therapists
from clinic.accounts.closing.actions import Decision, HandoverItem, Held
from clinic.core.access import Actor, May
from clinic.core.models import Staff
from interventions.models import Note, Plan, TherapySession, Waiting
from interventions.notes.queries import without_note
from interventions.notices.queries import appointment_of
from interventions.notices.telling import announce
from interventions.sessions.availability import zone_of_practice
from interventions.sessions.models import SessionQuerySet
from interventions.sessions.series import when_in_words
from interventions.sessions.taking_over import assign, free_for

J = TypeVar("J", bound=JointQuerySet[Any])


def coming_session() -> Exists:
    """The condition on Client that a session of theirs is to come; a joint one is theirs too."""
    return Exists(TherapySession.objects.of(OuterRef("pk")).upcoming())


def sessions_follow(handover: Handover) -> Handed:
    """Booked sessions to come are handed over where the new therapist is free; the others stay and are listed.

    Those that a closed account was left with, or that somebody holds who only covered, go along as well. A joint
    session stays with a therapist who still
    cares for another person in it. Working hours and pauses are not asked about: the time was agreed on with the
    client.
    """
    theirs = left_behind(TherapySession.objects.of_any(handover.clients))
    rows = locked_to_come(theirs.exclude(therapist=handover.to))
    return give_sessions(rows, handover.to.pk, handover.clients, tell=handover.tell)


def left_behind(rows: J) -> J:
    """Those of these sessions or plans whose therapist cares for nobody in them (any more)."""
    caring = CareRelation.objects.current().filter(client=OuterRef("client"), staff__is_active=True)
    for_client = Exists(caring.filter(staff=OuterRef("therapist")))
    for_somebody = Exists(rows.participants().filter(Exists(caring.filter(staff=OuterRef(OuterRef("therapist"))))))
    return rows.filter(~Q(for_client) & ~Q(for_somebody))


def movable_sessions(rows: SessionQuerySet) -> SessionQuerySet:
    """Those of these that can be given to somebody else, in order of time."""
    return rows.movable().select_related("client").with_people().in_order()


def locked_to_come(rows: SessionQuerySet) -> list[TherapySession]:
    """The same, locked."""
    return movable_sessions(rows).locked()


def give_sessions(rows: Iterable[TherapySession], to: UUID, named: Collection[UUID], *, tell: bool = True) -> Handed:
    """Gives sessions to a therapist where they have neither another session nor leave then; the others stay.

    ``named``: the clients who may be named to whoever hands over. ``rows`` are locked by the caller, in order of time.
    Each client is told of all theirs in one message (``tell``). A fixed number of statements, more only where somebody
    books at the same moment.
    """
    found = list(rows)
    if not found:
        return Handed()
    fit = free_for(found, to)
    before = {row.pk: appointment_of(row) for row in found}
    moved = assign(fit, to)
    announce(list(TherapySession.objects.filter(pk__in=moved).with_people()), before, tell=tell)
    stayed = [row for row in found if row.pk not in moved]
    zone, clients = zone_of_practice(found[0].practice_id), clients_of(stayed)
    return Handed(
        moved={"sessions": len(moved)},
        stayed=[
            Stayed("sessions", row.pk, ", ".join([when_in_words(row.starts_at, zone), *_names(row, clients, named)]))
            for row in stayed
        ],
    )


def sessions_after_cover(cover: Cover, to: UUID) -> None:
    """A cover ended before its time: the sessions to come that its holder has for it, and would no longer reach, go to
    ``to``; the clients are told. Raises ValidationError where they have no time then."""
    led = CareRelation.objects.leading().filter(staff=cover.therapist_id)
    rows = TherapySession.objects.overlapping(max(cover.starts_at, timezone.now()), cover.ends_at)
    rows = rows.filter(therapist=cover.staff_id).of_any(Client.objects.filter(pk__in=led.values("client")))
    clients = Client.objects.filter(pk__in=led.values("client")).values_list("pk", flat=True)
    handed = give_sessions(locked_to_come(left_behind(rows)), to, list(clients))
    if handed.stayed:
        text = _(
            "%(name)s holds sessions for this time that nobody else can take: %(list)s. Move or cancel them first."
        )
        stayed = "; ".join(one.text for one in handed.stayed)
        raise ValidationError({"cover": text % {"name": cover.staff.name, "list": stayed}})


def _names(row: TherapySession, clients: Mapping[UUID, Client], named: Collection[UUID] | None = None) -> list[str]:
    """The names of who takes part, or of those of them who may be ``named``."""
    return [clients[person].name for person in people_of(row) if named is None or person in named]


def plans_follow(handover: Handover) -> Handed:
    """Running plans are handed over: their reviews are now up to the new therapist."""
    running = left_behind(Plan.objects.of_any(handover.clients).running())
    return Handed(moved={"plans": running.update(therapist=handover.to)})


def waiting_follows(handover: Handover) -> Handed:
    """Who waits for a time with the former therapist waits for one with the new one."""
    rows = Waiting.objects.filter(
        client__in=handover.clients, therapist=handover.of, state=Waiting.State.WAITING
    ).exclude(therapist=None)
    return Handed(moved={"waiting": rows.update(therapist=handover.to)})


class ComingSessions(HandoverItem):
    """Booked sessions to come."""

    kind, title, takers = "sessions", gettext_lazy("Coming sessions"), May.RECORD
    follows_client = True
    left = gettext_lazy("They stay in the calendar as sessions that nobody will hold, and no reminder goes out.")
    busy = gettext_lazy("Whoever was chosen has another session or leave at these times.")

    def held(self, staff: Staff) -> list[Held]:
        zone = zone_of_practice(staff.practice_id)
        rows = list(movable_sessions(TherapySession.objects.filter(therapist=staff)))
        clients = clients_of(rows)
        return [
            Held(row.pk, f"{when_in_words(row.starts_at, zone)}, {' & '.join(_names(row, clients))}") for row in rows
        ]

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        rows = locked_to_come(TherapySession.objects.filter(therapist=staff))
        lead = CareRelation.objects.leading().filter(staff__in=therapists())
        leads = dict(lead.filter(client__in=[row.client_id for row in rows]).values_list("client_id", "staff_id"))
        groups: dict[UUID, list[TherapySession]] = {}
        for row in rows:
            chosen = decision.each.get(row.pk, decision.to)
            to = chosen.pk if chosen else leads.get(row.client_id) if decision.with_client else None
            if to and to != staff.pk:
                groups.setdefault(to, []).append(row)
        for to, given in groups.items():
            stayed = {one.id for one in give_sessions(given, to, ()).stayed}
            for client in {row.client for row in given if row.pk not in stayed}:
                join_team(client, to, by, reason)


def join_team(client: Client, to: UUID, by: Actor, reason: str) -> None:
    """Whoever is given a session sees the client's record: they join as second therapist unless they care already."""
    if not CareRelation.objects.current().filter(client=client, staff=to).exists():
        add_second(client=client, staff_id=to, by=by, reason=reason)


def _in_words(plan: Plan) -> str:
    """Whose and since when; not of which modality: who closes an account may not read records."""
    return _("%(name)s, since %(day)s") % {"name": plan.client.name, "day": date_format(plan.started_on, "j F Y")}


class RunningPlans(HandoverItem):
    """Plans whose reviews are up to the person."""

    kind, title, takers = "plans", gettext_lazy("Running plans"), May.RECORD
    left = gettext_lazy("They continue under the name of the person who left, until somebody changes that.")

    def _rows(self, staff: Staff) -> QuerySet[Plan]:
        return Plan.objects.running().filter(therapist=staff).select_related("client")

    def held(self, staff: Staff) -> list[Held]:
        return [Held(row.pk, _in_words(row)) for row in self._rows(staff)]

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            if to := decision.each.get(row.pk, decision.to):
                Plan.objects.filter(pk=row.pk).update(therapist=to)


class WaitingForThem(HandoverItem):
    """Clients who wait for a time with this person."""

    kind, title, takers = "waiting", gettext_lazy("Waiting for a time with this person"), May.RECORD
    left = gettext_lazy("They wait for a time with any therapist.")

    def _rows(self, staff: Staff) -> QuerySet[Waiting]:
        return Waiting.objects.filter(therapist=staff, state=Waiting.State.WAITING).select_related("client")

    def held(self, staff: Staff) -> list[Held]:
        return [Held(row.pk, row.client.name) for row in self._rows(staff)]

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            if to := decision.each.get(row.pk, decision.to):
                Waiting.objects.filter(pk=row.pk).update(therapist=to)

    def leave(self, staff: Staff, by: Actor, reason: str) -> None:
        self._rows(staff).update(therapist=None)


class UnsignedNotes(HandoverItem):
    """Notes that only their author can sign, and sessions of which they have written none."""

    kind, title = "drafts", gettext_lazy("Notes not signed or not written")
    left = gettext_lazy("Only the author can sign a draft: ask for that first. What is left stays a draft for good.")

    def held(self, staff: Staff) -> list[Held]:
        zone = zone_of_practice(staff.practice_id)
        drafts = Note.objects.filter(author=staff, state=Note.State.DRAFT).select_related("session", "client")
        found = [
            Held(
                row.pk,
                _("draft: %(when)s, %(name)s")
                % {"when": when_in_words(row.session.starts_at, zone), "name": row.client.name},
            )
            for row in drafts.order_by("session__starts_at")
        ]
        unwritten = TherapySession.objects.filter(pk__in=without_note().filter(therapist=staff).values("pk"))
        return found + [
            Held(
                row.pk,
                _("no note: %(when)s, %(name)s")
                % {"when": when_in_words(row.starts_at, zone), "name": row.client.name},
            )
            for row in unwritten.select_related("client").order_by("starts_at")
        ]
