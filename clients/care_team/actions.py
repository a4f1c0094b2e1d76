"""Who cares for a client: added, ended, handed over, and who is left without anybody.

Locks are taken in one order everywhere: staff first, then clients.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.notices import stop_telling_former
from clients.care_team.handover_notes import clean_notes, tell_new_leads
from clients.models import CareQuerySet, CareRelation, Client, Episode
from clients.queries import listed, may_for, therapists, visible
from clinic.core.access import Actor, May, Reach, reach
from clinic.core.models import Staff
from clinic.core.text import MOST_REASON, clean_text

Part = CareRelation.Part


class CareChanged(Exception):
    """Who cares for the client is not any more what the person saw who wants to change it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this care team. Check it, then try again."))


@dataclass(frozen=True)
class Handover:
    """Clients that go from one therapist (None: from nobody) to another, for those packages that know what follows.

    ``tell``: the clients are told of what that changes for them. ``leaving``: the therapist's account is being closed,
    so that whoever closes it decides on what is theirs alone.
    """

    clients: frozenset[UUID]
    of: UUID | None
    to: Staff
    tell: bool = True
    leaving: bool = False


@dataclass(frozen=True)
class Stayed:
    """One thing that could not go along, in words."""

    kind: str
    id: UUID
    text: str


@dataclass
class Handed:
    """What a hand-over did: how many clients, how many of each kind went along, and what stayed behind."""

    clients: int = 0
    moved: dict[str, int] = field(default_factory=dict)
    stayed: list[Stayed] = field(default_factory=list)

    def add(self, other: "Handed") -> None:
        """Puts another's numbers and rows to these."""
        self.clients += other.clients
        for kind, number in other.moved.items():
            self.moved[kind] = self.moved.get(kind, 0) + number
        self.stayed += other.stayed


# Filled by higher packages when they are ready: what else, besides an open episode, keeps a client in care (a condition
# on Client), and what goes along with clients who are handed over, in the same transaction.
IN_CARE: list[Callable[[], Exists]] = []
FOLLOWS: list[Callable[[Handover], Handed]] = []


def in_care() -> Q:
    """The condition on Client that somebody has to be responsible: an open episode, or a session to come."""
    found = Q(Exists(Episode.objects.open().filter(client=OuterRef("pk"))))
    for condition in IN_CARE:
        found |= Q(condition())
    return found


def unassigned_clients() -> QuerySet[Client]:
    """Clients in care without a lead, or whose lead has left or is no longer a therapist; by name.

    A second therapist does not count: nobody has said that they are responsible.
    """
    lead = CareRelation.objects.leading().filter(client=OuterRef("pk"))
    found = Client.objects.filter(in_care(), ~Exists(lead.filter(staff__in=therapists())))
    return found.order_by("sort_name", "id")


def unassigned_for(actor: Actor) -> QuerySet[Client]:
    """The unassigned clients for whom the actor may name a therapist."""
    if Reach.PRACTICE not in reach(actor, May.KEEP_CARE):
        return Client.objects.none()
    return unassigned_clients()


def team_of(client: Client) -> list[CareRelation]:
    """Everybody who cares or cared for the client: who does now first, the lead before the others."""
    rows = list(client.care.select_related("staff", "added_by", "ended_by").order_by("-since", "-id"))
    now = sorted((row for row in rows if row.until is None), key=lambda row: row.part != Part.LEAD)
    return now + [row for row in rows if row.until is not None]


def lead_id(client: Client) -> UUID | None:
    """Who leads now, also where their account is closed."""
    found: UUID | None = CareRelation.objects.leading().filter(client=client).values_list("staff_id", flat=True).first()
    return found


def relation_for(actor: Actor, relation_id: UUID) -> CareRelation:
    """The care relation, if the actor may change the client's care; otherwise Http404."""
    found = CareRelation.objects.filter(pk=relation_id, client__in=visible(actor, May.KEEP_CARE))
    relation = found.select_related("client", "staff").first()
    if relation is None:
        raise Http404("no such care relation")
    return relation


def hander_over(actor: Actor, staff_id: UUID) -> Staff:
    """The therapist whose clients the actor may hand over: anybody for an admin, oneself for a therapist.

    Raises Http404 otherwise.
    """
    anybody = Reach.PRACTICE in reach(actor, May.KEEP_CARE)
    staff = Staff.objects.filter(pk=staff_id).first() if anybody or staff_id == actor.staff_id else None
    if staff is None:
        raise Http404("no such therapist")
    return staff


def clients_led_by(actor: Actor, staff: Staff) -> QuerySet[Client]:
    """The clients whom this therapist leads and whose care the actor may hand over, by name."""
    led = CareRelation.objects.leading().filter(client=OuterRef("pk"), staff=staff)
    return listed(actor, May.KEEP_CARE).filter(Exists(led)).order_by("sort_name", "id")


def taker(staff_id: UUID, name: str = "to") -> Staff:
    """The therapist who takes something over, locked until the transaction's end so that nobody closes the account
    meanwhile. Raises ValidationError at ``name`` for somebody who has left, is not a therapist, or does not exist."""
    locked = therapists().select_related("user").select_for_update(no_key=True, of=("self",))
    found = locked.filter(pk=staff_id).first()
    if found is None:
        raise ValidationError({name: _("Choose an active therapist of the practice.")})
    return found


@transaction.atomic
def add_second(*, client: Client, staff_id: UUID, by: Actor, reason: str) -> CareRelation:
    """Adds a second therapist, who sees the client's record from now on.

    Raises ValidationError by field: ``staff`` for somebody who is already in the team, or is not an active therapist.
    """
    reason, staff = clean_text(reason, "reason", MOST_REASON), taker(staff_id, "staff")
    Client.objects.select_for_update().get(pk=client.pk)
    if CareRelation.objects.current().filter(client=client, staff=staff).exists():
        raise ValidationError({"staff": _("%(name)s is already in the care team.") % {"name": staff.name}})
    return CareRelation.objects.create(
        practice_id=client.practice_id,
        client=client,
        staff=staff,
        part=Part.SECOND,
        since=timezone.localdate(),
        reason=reason,
        added_by_id=by.staff_id,
    )


def join_team(*, client: Client, staff: Staff, by: Actor, field: str) -> None:
    """Who is given a client's session sees the record: they join the care team, where ``by`` may decide that.

    Raises ValidationError at ``field`` where ``by`` may not.
    """
    if CareRelation.objects.current().filter(client=client, staff=staff).exists():
        return
    if not may_for(by, client, May.KEEP_CARE):
        text = _("%(name)s is not in the care team. The lead therapist or an admin can add them first.")
        raise ValidationError({field: text % {"name": staff.name}})
    add_second(client=client, staff_id=staff.pk, by=by, reason=_("was given a session"))


@transaction.atomic
def add(
    *, client: Client, staff_id: UUID, by: Actor, reason: str, part: str = Part.SECOND, note: str = ""
) -> CareRelation:
    """Adds somebody to the care team: a second therapist, or the lead of a client who has none, with a note for them.

    Raises CareChanged where a lead is added and there is one already; else what the two actions raise.
    """
    if part != Part.LEAD:
        return add_second(client=client, staff_id=staff_id, by=by, reason=reason)
    taker(staff_id, "staff")
    transfer(client=client, to=staff_id, by=by, reason=reason, lead=None, note=note)
    return CareRelation.objects.leading().get(client=client)


@transaction.atomic
def end_care(*, relation: CareRelation, by: Actor, reason: str, unassigned: bool = False) -> Handed:
    """Ends a care relation; the record is closed to that person from now on.

    Sessions to come of a second therapist go to the lead where the lead is free. A lead whose client is in care is
    handed over instead (:func:`transfer`), or left unassigned, knowingly and by an admin: ``unassigned``. Raises
    ValidationError by field, or CareChanged where it has ended already.
    """
    reason = clean_text(reason, "reason", MOST_REASON)
    lead = lead_id(relation.client) if relation.part != Part.LEAD else None
    to = therapists().select_for_update(no_key=True).filter(pk=lead).first() if lead else None
    Client.objects.select_for_update().get(pk=relation.client_id)
    if not CareRelation.objects.current().filter(pk=relation.pk, part=relation.part).exists():
        raise CareChanged
    if relation.part == Part.LEAD:
        _refuse_to_leave_alone(relation.client, by, unassigned)
    _end(CareRelation.objects.filter(pk=relation.pk), by, reason)
    stop_telling_former([relation.client_id])
    if to is None:
        return Handed()
    return _follow(Handover(frozenset({relation.client_id}), relation.staff_id, to))


def _refuse_to_leave_alone(client: Client, by: Actor, knowingly: bool) -> None:
    """Raises ValidationError at ``unassigned`` where a client in care would be left without a responsible person."""
    if not Client.objects.filter(in_care(), pk=client.pk).exists():
        return
    if Reach.PRACTICE not in reach(by, May.KEEP_CARE):
        raise ValidationError({"unassigned": _("Hand the lead over first: this client is in care.")})
    if not knowingly:
        raise ValidationError(
            {"unassigned": _("This client is in care. Hand the lead over, or confirm that nobody is responsible.")}
        )


def _end(relations: CareQuerySet, by: Actor, reason: str) -> int:
    return relations.current().update(until=timezone.localdate(), end_reason=reason, ended_by=by.staff_id)


def _follow(handover: Handover) -> Handed:
    """What else goes along, by the packages that know of it."""
    found = Handed()
    for follow in FOLLOWS:
        found.add(follow(handover))
    return found


@transaction.atomic
def transfer(
    *, client: Client, to: UUID, by: Actor, reason: str, lead: UUID | None, note: str = "", tell: bool = True
) -> Handed:
    """Makes another therapist the client's lead; the former one sees the record no more,
    or reads it for as long as the practice sets (``former_days``).

    ``note``: for the new lead, needed where the client is in care and somebody leads now. ``tell``: the client is told
    that somebody else holds their sessions. ``lead``: who led when the person decided, None for nobody. Raises
    CareChanged where it is somebody else by now, so that of two who hand over at once the second is told;
    ValidationError by field.
    """
    reason, staff = clean_text(reason, "reason", MOST_REASON), taker(to)
    Client.objects.select_for_update().get(pk=client.pk)
    if lead_id(client) != lead:
        raise CareChanged
    if staff.pk == lead:
        raise ValidationError({"to": _("%(name)s already leads this client.") % {"name": staff.name}})
    notes = clean_notes([client.pk], _needing_note([client.pk]), note, {})
    tell_new_leads({staff: 1}, by)
    return _hand_over(notes, Handover(frozenset(notes), lead, staff, tell), by, reason)


def _needing_note(clients: Collection[UUID]) -> set[UUID]:
    """Those of these clients who are in care and led by an active therapist: who takes over is told where things
    stand. Of an unassigned client nobody is there who could."""
    lead = CareRelation.objects.leading().filter(client=OuterRef("pk"), staff__in=therapists())
    return set(Client.objects.filter(in_care(), Exists(lead), pk__in=clients).values_list("pk", flat=True))


@transaction.atomic
def transfer_all(
    *,
    of: Staff,
    by: Actor,
    reason: str,
    to: UUID | None = None,
    each: Mapping[UUID, UUID] | None = None,
    note: str = "",
    notes: Mapping[UUID, str] | None = None,
    tell: bool = True,
    leaving: bool = False,
) -> Handed:
    """Hands a therapist's clients over: those in ``each`` (client → therapist) to these, all others to ``to``.

    Without ``to`` the others stay. ``note``: for every file, ``notes``: client → the one for theirs alone.
    ``leaving``: their account is being closed. One transaction: all of them or none. Raises ValidationError by field,
    ``each`` for a client whom the therapist does not lead.
    """
    reason, each = clean_text(reason, "reason", MOST_REASON), dict(each or {})
    takers = {pk: taker(pk, "to" if pk == to else "each") for pk in sorted({*each.values(), *([to] if to else [])})}
    if of.pk in takers:
        raise ValidationError({"to": _("Choose somebody else: %(name)s has these clients.") % {"name": of.name}})
    led = _locked_led(of, by, each.keys())
    groups: dict[UUID, set[UUID]] = {}
    for client in led:
        if target := each.get(client, to):
            groups.setdefault(target, set()).add(client)
    if not groups:
        raise ValidationError({"to": _("Choose who takes over.")})
    given = set().union(*groups.values())
    kept = clean_notes(given, _needing_note(given), note, notes or {})
    tell_new_leads({takers[target]: len(groups[target]) for target in sorted(groups)}, by)
    found = Handed()
    for target in sorted(groups):
        handover = Handover(frozenset(groups[target]), of.pk, takers[target], tell, leaving)
        found.add(_hand_over({pk: kept[pk] for pk in groups[target]}, handover, by, reason))
    return found


def _locked_led(of: Staff, by: Actor, named: Collection[UUID]) -> set[UUID]:
    """The clients whom a therapist leads and ``by`` may hand over, locked. Raises ValidationError at ``each`` where
    one of those ``named`` is not among them."""
    led = set(clients_led_by(by, of).values_list("pk", flat=True))
    # Locked in one order, then read again: somebody may have handed one over meanwhile.
    list(Client.objects.select_for_update().filter(pk__in=led).order_by("pk"))
    led = set(clients_led_by(by, of).filter(pk__in=led).values_list("pk", flat=True))
    if strangers := set(named) - led:
        text = _("%(n)s of these clients are no longer led by %(name)s.")
        raise ValidationError({"each": text % {"n": len(strangers), "name": of.name}})
    return led


def _hand_over(notes: Mapping[UUID, str], handover: Handover, by: Actor, reason: str) -> Handed:
    """Ends the old lead, begins the new one, and lets the rest follow; a fixed number of statements.

    ``notes``: client → what their file keeps of the hand-over.
    """
    people, to = handover.clients, handover.to
    now = CareRelation.objects.current().filter(client__in=people)
    _end(now.filter(part=Part.LEAD), by, reason)
    _end(now.filter(staff=to), by, reason)  # who was the second leads now
    fields: dict[str, object] = {"part": Part.LEAD, "since": timezone.localdate(), "reason": reason}
    fields["handed_at"] = timezone.now() if to.pk != by.staff_id else None  # nobody confirms their own act
    CareRelation.objects.bulk_create(
        CareRelation(practice_id=to.practice_id, client_id=pk, staff=to, added_by_id=by.staff_id, note=note, **fields)
        for pk, note in sorted(notes.items())
    )
    stop_telling_former(people)
    found = Handed(clients=len(people))
    found.add(_follow(handover))
    return found
