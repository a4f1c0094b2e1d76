"""Reads of clients: whose records somebody may open, decided by clinic.core.access."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject
from django.db.models.lookups import IsNull
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.care_team.former_models import DaysAfter, DaysSince
from clients.households.joint import EqualsAny, Joint, JointQuerySet, people_of
from clients.models import (
    AlertQuerySet,
    AlertRecipient,
    AlertRules,
    CareQuerySet,
    CareRelation,
    CareRules,
    Client,
    Consent,
    Cover,
    Episode,
    RiskAlert,
    ViolenceScreen,
)
from clients.on_call.models import OnCallShift
from clinic.core.access import Actor, May, Reach, reach, roles_with
from clinic.core.compiled import Condition, Meets, compile_condition, value
from clinic.core.models import Membership, Practice, Staff, User
from clinic.core.refusals import FileMerged

C = TypeVar("C", bound=JointQuerySet[Any])


Person = UUID | Combinable | None


@dataclass(frozen=True)
class AsOf:
    """The moment for which somebody's reach is asked, and the practice's day then; now and today where not given.
    Parameters where the rule is compiled."""

    at: datetime | Combinable | None = None
    day: date | Combinable | None = None

    @property
    def moment(self) -> datetime | Combinable:
        return timezone.now() if self.at is None else self.at

    @property
    def today(self) -> Combinable:
        day = timezone.localdate() if self.day is None else self.day
        return Cast(Value(day) if isinstance(day, date) else day, DateField())


NOW = AsOf()


def _file() -> Case:
    """The file that the client of the query around is kept under.

    CASE, not COALESCE: PostgreSQL does not know that COALESCE gives nothing away, so it compares it with no index where
    row-level security stands (``contain_leaked_vars``): with 100,000 clients a second in place of a millisecond.
    """
    merged_into = OuterRef("merged_into")
    return Case(When(IsNull(merged_into, True), then=OuterRef("pk")), default=merged_into)


def _in_care_of(*rules: Q, **who: object) -> Exists:
    return Exists(CareRelation.objects.current().filter(*rules, client=_file(), **who))


def _own_or_covered(reached: Collection[Reach], person: Person, as_of: AsOf) -> Q:
    """Of care relations: those of the person, and of everybody for whom they cover."""
    rule = Q(staff=person) if Reach.CARE in reached else Q(pk__in=[])
    if Reach.COVER in reached:
        covers = Cover.objects.at(as_of.moment).filter(staff=person)
        rule |= Q(EqualsAny(F("staff_id"), ArraySubquery(covers.values("therapist"))))
    return rule


def _always_on_call(person: Person) -> Exists:
    """That the person is on call at every hour: the practice names them, and has no rota. With a rota, whoever is on
    call at the moment is told of each alert, and reaches it by that."""
    return Exists(AlertRules.objects.filter(~Exists(OnCallShift.objects.all()), on_call=person))


def former_care(person: Person, as_of: AsOf = NOW) -> CareQuerySet:
    """The care relations that have ended, by which somebody may still read: for as many days as the practice allows,
    and only where it allows some."""
    since = DaysSince(as_of.today, OuterRef("until"))
    allowed = CareRules.objects.filter(former_days__gt=0, former_days__gte=since)
    return CareRelation.objects.filter(Exists(allowed), staff=person, until__isnull=False)


def last_days(actor: Actor, client: Client) -> QuerySet[CareRelation, date]:
    """The last days on which the actor may read the client's record although their care has ended."""
    days = Subquery(CareRules.objects.values("former_days")[:1])
    found = former_care(actor.staff_id).filter(client=client).order_by()
    return found.annotate(last_day=DaysAfter(F("until"), days)).values_list("last_day", flat=True)


def covered_relations(person: Person, as_of: AsOf) -> CareQuerySet:
    """The care relations by which somebody reaches clients as long as they cover, and in no other way."""
    own = CareRelation.objects.current().filter(client=OuterRef("client"), staff=person)
    rule = _own_or_covered({Reach.COVER}, person, as_of)
    return CareRelation.objects.current().filter(rule, ~Exists(own))


def clients_within(reached: Collection[Reach], person: Person, as_of: AsOf = NOW) -> QuerySet[Client]:
    """The clients whom somebody with these reaches reaches: the one access rule, for querysets and for SQL. Who reaches
    a file reaches in the same way those that were merged into it, and nobody reaches these in another way; a single
    alert is the exception, which is reached in the file it was raised in.

    ``person``: the row of staff, or of the client themselves; a parameter where it is compiled (``clinic.core``).
    """
    if Reach.PRACTICE in reached:
        return Client.objects.all()
    rule = Q(pk__in=[])
    if {Reach.CARE, Reach.COVER} & set(reached):
        rule |= Q(_in_care_of(_own_or_covered(reached, person, as_of)))
    if Reach.FORMER in reached:
        rule |= Q(Exists(former_care(person, as_of).filter(client=_file())))
    if Reach.LEAD in reached:
        rule |= Q(Exists(CareRelation.objects.leading().filter(client=_file(), staff=person)))
    if Reach.SUPERVISED in reached:
        rule |= Q(_in_care_of(staff__supervisor=person))
    waiting = RiskAlert.objects.open().filter(client=OuterRef("pk"))
    if Reach.ON_CALL in reached:
        rule |= Q(Exists(waiting), _always_on_call(person))
    if Reach.TOLD in reached:
        told = AlertRecipient.objects.filter(alert=OuterRef("pk"), staff=person)
        mine = RiskAlert.objects.follow_ups_of(person).filter(client=OuterRef("pk"))
        rule |= Q(Exists(waiting.filter(Exists(told)))) | Q(Exists(mine))
    if Reach.SELF in reached:
        rule |= Q(pk=person)
    return Client.objects.filter(rule)


def alerts_within(reached: Collection[Reach], person: Person, as_of: AsOf = NOW) -> AlertQuerySet:
    """The risk alerts that somebody with these reaches reaches: all of the clients in their care, and besides only
    single ones: open while they are on call, open and told of, or theirs to follow up. For querysets and for SQL."""
    rows, wholly = RiskAlert.objects.all(), frozenset(reached) - {Reach.ON_CALL, Reach.TOLD}
    if Reach.PRACTICE in wholly:
        return rows
    rule, waiting = Q(client__in=clients_within(wholly, person, as_of)), Q(closed_at__isnull=True)
    if Reach.ON_CALL in reached:
        rule |= waiting & Q(_always_on_call(person))
    if Reach.TOLD in reached:
        rule |= waiting & Q(Exists(AlertRecipient.objects.filter(alert=OuterRef("pk"), staff=person)))
        rule |= Q(pk__in=RiskAlert.objects.follow_ups_of(person).values("pk"))
    return rows.filter(rule)


@cache
def _kept(rule: Callable[..., QuerySet[Any]], reached: frozenset[Reach]) -> Condition:
    return compile_condition(
        rule(reached, value("person", "uuid"), AsOf(value("now", "timestamptz"), value("today", "date")))
    )


def _at_once(rule: Callable[..., QuerySet[Any]], reached: Collection[Reach], person: UUID | None) -> Meets:
    """Whether somebody with these reaches reaches the row at this moment, by a condition that is compiled once for each
    kind of reach: it stands in most statements, and Django would build it anew in each of them (decision 33)."""
    now, today = timezone.now(), timezone.localdate()
    return Meets(_kept(rule, frozenset(reached)), person=person, now=now, today=today)


def visible_alerts(actor: Actor, capability: May = May.SEE_ALERTS) -> AlertQuerySet:
    """The risk alerts to which the actor may do this: not more of a client than the one they were told of."""
    reached = reach(actor, capability)
    if not reached or Reach.PRACTICE in reached:
        return alerts_within(reached, actor.person_id)
    return RiskAlert.objects.filter(_at_once(alerts_within, reached, actor.person_id))


def visible(actor: Actor, capability: May) -> QuerySet[Client]:
    """The clients to whom the actor may do this; an empty set where the answer is nobody."""
    reached = reach(actor, capability)
    if not reached or {Reach.PRACTICE, Reach.SELF} & set(reached):
        return clients_within(reached, actor.person_id)
    return Client.objects.filter(_at_once(clients_within, reached, actor.person_id))


def listed(actor: Actor, capability: May) -> QuerySet[Client]:
    """The clients to whom the actor may do this, each person once: to be listed, searched, chosen or counted."""
    return visible(actor, capability).filter(merged_into__isnull=True)


def find_client(actor: Actor, client_id: UUID, capability: May) -> Client | None:
    """The client, if the actor may do this to them; None also for an id that does not exist. Raises FileMerged for a
    file that was merged: nothing is read or done at its address, but at that of the one that is kept."""
    own = Exists(visible(actor, May.RECORD).filter(pk=OuterRef("pk")))  # what pages ask next, of who may only read
    client = visible(actor, capability).filter(pk=client_id).annotate(is_own=own).first()
    if client is not None:
        if client.merged_into_id is not None:
            raise FileMerged(client.pk, client.merged_into_id)
        keep_answer(actor, client, capability, True)
        keep_answer(actor, client, May.RECORD, client.is_own)
    return client


def client_for(actor: Actor, client_id: UUID, capability: May) -> Client:
    """The client, if the actor may do this to them; otherwise Http404, the same as for an id that does not exist.
    Raises FileMerged as :func:`find_client`."""
    client = find_client(actor, client_id, capability)
    if client is None:
        raise Http404("no such client")
    return client


def annotate_known_names(rows: C, actor: Actor) -> C:
    """Rows with who takes part, and whom of them the actor may know by name.

    Who holds a joint session, or leads the plan, knows everybody in it.
    """
    seen, own = visible(actor, May.SEE_CLIENT), Q(therapist=actor.staff_id) if actor.staff_id else Q(pk__in=[])
    everybody = rows.participants().order_by("client_id")
    all_names, seen_names = (
        ArraySubquery(people.values(person=JSONObject(id="client_id", name="client__name")))
        for people in (everybody, everybody.filter(client__in=seen))
    )
    return rows.with_people().annotate(
        knows_client=Q(Exists(seen.filter(pk=OuterRef("client_id")))) | own,
        known_names=Case(When(household__isnull=True, then=None), When(own, then=all_names), default=seen_names),
    )


def last_ending() -> Subquery:
    """How the last treatment ended, to annotate clients with; empty while it is open. Of a client who has died, this is
    the death: one that was noted by mistake is undone by opening a treatment, and stays undone when that one ends."""
    return Subquery(Episode.objects.filter(client=OuterRef("pk")).newest_first().values("ending")[:1])


def has_died(client: Client) -> bool:
    """Whether a death ended the client's last treatment."""
    return Client.objects.annotate(how=last_ending()).filter(pk=client.pk, how=Episode.Ending.DIED).exists()


def same_care(actor: Actor, client: Client, capability: May) -> QuerySet[Client]:
    """Other clients of the client's own therapists, to whom the actor may do this, by name: who could come along."""
    team = CareRelation.objects.current().filter(client=client).values("staff")
    return (
        listed(actor, capability).filter(_in_care_of(staff__in=team)).exclude(pk=client.pk).order_by("sort_name", "id")
    )


def may_for(actor: Actor, client: Client, capability: May) -> bool:
    """Whether the actor may do this to this client; one statement at most.

    Who has two roles may see by one that a client exists, and not read their record by the other.
    """
    reached = reach(actor, capability)
    if Reach.PRACTICE in reached or not reached:
        return bool(reached)
    known = _answers(client)
    if any(allowed for (who, within), allowed in known.items() if who == actor and within <= reached):
        return True  # who is reached in one of these ways is reached in all of them together
    if (actor, reached) not in known:
        known[actor, reached] = visible(actor, capability).filter(pk=client.pk).exists()
    return known[actor, reached]


def _answers(client: Client) -> dict[tuple[Actor, frozenset[Reach]], bool]:
    """What is known of who reaches this client: the same reach has the same answer, asked once a request."""
    found: dict[tuple[Actor, frozenset[Reach]], bool] = client.__dict__.setdefault("_reached", {})
    return found


def keep_answer(actor: Actor, client: Client, capability: May, allowed: bool) -> None:
    """Spares :func:`may_for` its statement where the one that fetched the client has answered it."""
    _answers(client)[actor, reach(actor, capability)] = allowed


def therapists() -> QuerySet[Staff]:
    """Who may care for clients: active therapists of the practice, by name."""
    return Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.RECORD)).order_by("name", "id")


def therapist_for_new(actor: Actor, staff_id: UUID | None) -> Staff | None:
    """Who takes the lead of a new client: the one named, else the therapist who adds. Raises ValidationError.

    A therapist takes their own clients; whoever has none (an admin) names a therapist of the practice.
    """
    if Reach.CARE in reach(actor, May.RECORD):
        if staff_id not in {None, actor.staff_id}:
            raise ValidationError({"therapist": _("A therapist leads the clients they add.")})
        return None
    found = None
    if staff_id is not None:
        found = therapists().filter(pk=staff_id).first()
    if found is None:
        raise ValidationError({"therapist": _("Name a therapist of the practice.")})
    return found


def still_cares(staff: Staff) -> str | None:
    """Why this one cannot stop being a therapist yet: clients in their care, or colleagues for whom they cover. None
    where there is none."""
    if count := CareRelation.objects.current().filter(staff=staff, client__merged_into__isnull=True).count():
        return _("Clients in this person's care: %(count)s. Hand them over first.") % {"count": count}
    if cover := Cover.objects.coming().filter(staff=staff).select_related("therapist").first():
        return _("This person covers for %(name)s. Name somebody else first.") % {"name": cover.therapist.name}
    return None


def lead_of(client: Client) -> Staff | None:
    """The lead therapist, if the client has one."""
    leads = client.care.leading()
    relation = leads.select_related("staff__user", "staff__supervisor__user").first()
    return relation.staff if relation else None


def zone_of(client: Client, practice: Practice | None = None) -> ZoneInfo:
    """The client's own zone, or the practice's; ``practice`` saves a statement where the caller has it."""
    return ZoneInfo(client.time_zone or (practice or Practice.objects.get(pk=client.practice_id)).time_zone)


def portal_account(client: Client) -> User | None:
    """The account for the client's own pages, if there is one."""
    found = portal_memberships(client.pk).select_related("user").first()
    return found.user if found else None


def portal_memberships(person: UUID | OuterRef) -> QuerySet[Membership]:
    """The rows by which a client has an account for pages of their own, open or closed."""
    return Membership.objects.filter(kind=Membership.Kind.CLIENT, person_id=person)


def portal_access(client: Client) -> QuerySet[Membership]:
    """One row where the client can open pages of their own, none otherwise."""
    return portal_memberships(client.pk).filter(user__is_active=True)


def has_portal(client: Client) -> bool:
    """Whether the client can open pages of their own; who cannot gets things on paper."""
    return portal_access(client).exists()


def consents_of(given: Iterable[Consent]) -> list[tuple[str, str, Consent | None]]:
    """(kind, its name, the newest consent or None) for each way of being contacted, of all in order of time."""
    newest = {consent.kind: consent for consent in given}
    return [(kind, str(name), newest.get(kind)) for kind, name in Consent.Kind.choices]


def newest_screen(client: Client) -> ViolenceScreen | None:
    """What the client said last about violence in the relationship; None where nobody asked."""
    return client.violence_screens.select_related("asked_by").order_by("-asked_at", "-id").first()


def violence_going_on(actor: Actor, people: Iterable[UUID]) -> list[ViolenceScreen]:
    """Who of these people last reported ongoing violence, or fear of the partner; one statement.

    Only of people whose record the actor may read: a partner's other therapist is not told.
    """
    return those_going_on(newest_screens(actor, people))


def newest_screens(actor: Actor, people: Iterable[UUID]) -> QuerySet[ViolenceScreen]:
    """What each of these people said last about violence, of whom the actor may read the record."""
    files = readable_files(actor, people)
    return ViolenceScreen.objects.select_related("client__merged_into").of_files(files)


def readable_files(actor: Actor, people: Iterable[UUID]) -> QuerySet[Client]:
    """The files of these people, also those that were merged, of whom the actor may read the record."""
    ids = list(people)
    return visible(actor, May.READ_RECORD).filter(Q(pk__in=ids) | Q(merged_into__in=ids))


def those_going_on(screens: Iterable[ViolenceScreen]) -> list[ViolenceScreen]:
    """Those that say that violence, or fear of the partner, goes on."""
    return [screen for screen in screens if screen.answer == ViolenceScreen.Answer.ONGOING]


def joint_violence(actor: Actor, row: Joint) -> list[ViolenceScreen]:
    """Who of a joint session or plan reported ongoing violence, as :func:`violence_going_on`; none of one alone."""
    joint = row.household_id is not None and bool(reach(actor, May.READ_RECORD))
    return violence_going_on(actor, people_of(row)) if joint else []
