"""Reads of clients: whose records somebody may open, decided by clinic.core.access."""

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Case, Count, DecimalField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When
from django.db.models.functions import Extract
from django.http import Http404
from django.utils.translation import gettext as _

from clients.couples import SIDES, CoupleQuerySet, OfCouple, people_of
from clients.models import AlertRecipient, AlertRules, CareRelation, Client, Consent, RiskAlert, ViolenceScreen
from clinic.core.access import Actor, May, Reach, reach, roles_with
from clinic.core.models import Membership, Practice, Staff, User

C = TypeVar("C", bound=CoupleQuerySet[Any])
SECONDS: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=6)
AFTER_OPEN = Decimal(10**12)  # seconds: further than any date, so that what is acknowledged comes after what is open


def _care(**who: object) -> Exists:
    return Exists(CareRelation.objects.filter(client=OuterRef("pk"), until__isnull=True, **who))


def visible(actor: Actor, capability: May) -> QuerySet[Client]:
    """The clients to whom the actor may do this; an empty set where the answer is nobody."""
    reached = reach(actor, capability)
    if Reach.PRACTICE in reached:
        return Client.objects.all()
    rule = Q(pk__in=[])
    if Reach.CARE in reached:
        rule |= Q(_care(staff=actor.staff_id))
    if Reach.LEAD in reached:
        rule |= Q(_care(staff=actor.staff_id, part=CareRelation.Part.LEAD))
    if Reach.SUPERVISED in reached:
        rule |= Q(_care(staff__supervisor=actor.staff_id))
    if Reach.ON_CALL in reached:
        open_alert = RiskAlert.objects.filter(client=OuterRef("pk"), acknowledged_at__isnull=True)
        rule |= Q(Exists(open_alert), Exists(AlertRules.objects.filter(on_call=actor.staff_id)))
    if Reach.TOLD in reached:
        rule |= Q(
            Exists(
                AlertRecipient.objects.filter(
                    alert__client=OuterRef("pk"), alert__acknowledged_at__isnull=True, staff=actor.staff_id
                )
            )
        )
    if Reach.SELF in reached:
        rule |= Q(pk=actor.person_id)
    return Client.objects.filter(rule)


def client_for(actor: Actor, client_id: UUID, capability: May) -> Client:
    """The client, if the actor may do this to them; otherwise Http404, the same as for an id that does not exist."""
    client = visible(actor, capability).filter(pk=client_id).first()
    if client is None:
        raise Http404("no such client")
    return client


def knowing(rows: C, actor: Actor) -> C:
    """Rows with ``knows_client`` and ``knows_partner``: whether the actor may know who that is.

    Who holds a couple's session, or leads their plan, knows both.
    """
    seen, own = visible(actor, May.SEE_CLIENT), Q(therapist=actor.staff_id) if actor.staff_id else Q(pk__in=[])
    return rows.annotate(**{f"knows_{side}": Q(Exists(seen.filter(pk=OuterRef(f"{side}_id")))) | own for side in SIDES})


def same_care(actor: Actor, client: Client, capability: May) -> QuerySet[Client]:
    """Other clients of the client's own therapists, to whom the actor may do this, by name: who could come along."""
    team = CareRelation.objects.filter(client=client, until__isnull=True).values("staff")
    return visible(actor, capability).filter(_care(staff__in=team)).exclude(pk=client.pk).order_by("sort_name", "id")


def may_for(actor: Actor, client: Client, capability: May) -> bool:
    """Whether the actor may do this to this client; one statement at most.

    Who has two roles may see by one that a client exists, and not read their record by the other.
    """
    reached = reach(actor, capability)
    if Reach.PRACTICE in reached or not reached:
        return bool(reached)
    known = client.__dict__.setdefault("_reached", {})  # the same reach has the same answer: asked once a request
    if (actor, reached) not in known:
        known[actor, reached] = visible(actor, capability).filter(pk=client.pk).exists()
    found: bool = known[actor, reached]
    return found


def therapists() -> QuerySet[Staff]:
    """Who may care for clients: active therapists of the practice, by name."""
    return Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.RECORD)).order_by("name", "id")


def therapist_for_new(actor: Actor, staff_id: UUID | None) -> Staff | None:
    """Who takes the lead of a new client: the one named, else the therapist who adds. Raises ValidationError.

    A therapist takes their own clients; whoever has none (an admin) names a therapist of the practice.
    """
    if Reach.CARE in reach(actor, May.RECORD):
        if staff_id not in {None, actor.staff_id}:
            raise ValidationError({"therapist": _("A therapist takes the lead of the clients they add.")})
        return None
    found = None
    if staff_id is not None:
        found = therapists().filter(pk=staff_id).first()
    if found is None:
        raise ValidationError({"therapist": _("Name a therapist of the practice.")})
    return found


def alert_rules(practice_id: UUID) -> AlertRules:
    """The practice's rules for alerts; the defaults, not yet saved, where it has none."""
    return AlertRules.objects.select_related("on_call__user").first() or AlertRules(practice_id=practice_id)


def still_cares(staff: Staff) -> str | None:
    """Why this one cannot stop being a therapist yet: clients in their care. None where there is none."""
    if count := CareRelation.objects.filter(staff=staff, until__isnull=True).count():
        return _("Clients in this person's care: %(count)s. Hand them over first.") % {"count": count}
    return None


def lead_of(client: Client) -> Staff | None:
    """The lead therapist, if the client has one."""
    leads = client.care.filter(until__isnull=True, part=CareRelation.Part.LEAD)
    relation = leads.select_related("staff__user", "staff__supervisor__user").first()
    return relation.staff if relation else None


def zone_of(client: Client, practice: Practice | None = None) -> ZoneInfo:
    """The client's own zone, or the practice's; ``practice`` saves a statement where the caller has it."""
    return ZoneInfo(client.time_zone or (practice or Practice.objects.get(pk=client.practice_id)).time_zone)


def portal_account(client: Client) -> User | None:
    """The account for the client's own pages, if there is one."""
    found = Membership.objects.filter(kind=Membership.Kind.CLIENT, person_id=client.pk).select_related("user").first()
    return found.user if found else None


def consents_of(client: Client) -> list[tuple[str, str, Consent | None]]:
    """(kind, its name, the newest consent or None) for each way of being contacted."""
    newest = {consent.kind: consent for consent in client.consents.order_by("given_at")}
    return [(kind, str(name), newest.get(kind)) for kind, name in Consent.Kind.choices]


def newest_screen(client: Client) -> ViolenceScreen | None:
    """What the client said last about violence in the relationship; None where nobody asked."""
    return client.violence_screens.select_related("asked_by").order_by("-asked_at", "-id").first()


def recipients_waiting() -> dict[UUID, int]:
    """Staff → how many open alerts they are to answer in writing; closed accounts are not in it."""
    opens = Q(
        alert__acknowledged_at__isnull=True, staff__is_active=True, staff__roles__overlap=roles_with(May.SEE_ALERTS)
    )
    rows = AlertRecipient.objects.filter(opens).order_by().values_list("staff").annotate(n=Count("pk"))
    return dict(rows)


def open_alerts_among(actor: Actor, *clients: Client | None) -> list[RiskAlert]:
    """Open alerts of these clients that the actor may see, oldest first, each with its client; one statement."""
    wanted = [client.pk for client in clients if client is not None]
    rows = RiskAlert.objects.filter(client__in=visible(actor, May.SEE_ALERTS).filter(pk__in=wanted))
    return list(rows.filter(acknowledged_at__isnull=True).select_related("client").order_by("raised_at", "id"))


def violence_going_on(actor: Actor, people: Iterable[UUID]) -> list[ViolenceScreen]:
    """Who of these people said last that violence goes on, or fear of the partner; one statement.

    Only of people whose record the actor may read: a partner's other therapist is not told.
    """
    readable = visible(actor, May.READ_RECORD).filter(pk__in=list(people))
    newest = ViolenceScreen.objects.filter(client__in=readable).select_related("client")
    found = newest.order_by("client", "-asked_at", "-id").distinct("client")
    return [screen for screen in found if screen.answer == ViolenceScreen.Answer.ONGOING]


def joint_violence(actor: Actor, row: OfCouple) -> list[ViolenceScreen]:
    """Who of a couple's session or plan said that violence goes on, as :func:`violence_going_on`; none of one alone."""
    joint = row.partner_id is not None and bool(reach(actor, May.READ_RECORD))
    return violence_going_on(actor, people_of(row)) if joint else []


def open_alerts(client: Client) -> list[RiskAlert]:
    """The client's alerts that nobody has acknowledged, oldest first."""
    return list(client.alerts.filter(acknowledged_at__isnull=True).order_by("raised_at", "id"))


def alerts_in_reach(actor: Actor) -> QuerySet[RiskAlert]:
    """Alerts that the actor may see. ``place`` orders them: the open ones first, of each the oldest first."""
    seconds = Extract("raised_at", "epoch", tzinfo=UTC, output_field=SECONDS)
    behind = Case(When(acknowledged_at__isnull=True, then=Decimal(0)), default=AFTER_OPEN, output_field=SECONDS)
    return RiskAlert.objects.filter(client__in=visible(actor, May.SEE_ALERTS)).annotate(
        place=ExpressionWrapper(seconds + behind, output_field=SECONDS)
    )


def alert_for(actor: Actor, alert_id: UUID) -> RiskAlert:
    """The alert, if the actor may see it; otherwise Http404."""
    found = RiskAlert.objects.filter(pk=alert_id, client__in=visible(actor, May.SEE_ALERTS))
    alert = found.select_related("client", "acknowledged_by").first()
    if alert is None:
        raise Http404("no such alert")
    return alert
