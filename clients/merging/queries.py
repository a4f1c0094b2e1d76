"""Reads of files that were merged, and of what keeps two files apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.alerts.models import AlertQuerySet
from clients.episodes.closing import ITEMS
from clients.finding.duplicates import alike
from clients.finding.queries import matching
from clients.health.models import HealthFact
from clients.households.models import HouseholdMember
from clients.models import Client, Episode, RiskAlert
from clients.queries import listed, may_for, visible
from clients.safety.models import EmergencyContact, SafetyPlan
from clients.safety.queries import current_plan
from clinic.core.access import Actor, May

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_FOUND = 20  # files that a search offers

# What a file brings: the name of a kind, and its rows of one file. Packages above add theirs.
BROUGHT: list[tuple["StrPromise", Callable[[UUID], QuerySet[Any, Any]]]] = [
    (gettext_lazy("Safety plan versions"), lambda file: SafetyPlan.objects.filter(client=file)),
    (gettext_lazy("Emergency contacts"), lambda file: EmergencyContact.objects.filter(client=file)),
    (gettext_lazy("Answers about health"), lambda file: HealthFact.objects.filter(client=file)),
    (gettext_lazy("Risk alerts"), lambda file: RiskAlert.objects.filter(client=file)),
]


@dataclass(frozen=True)
class Obstacle:
    """Why a file cannot be merged yet, in words, with the page where that can be changed; ``kind``: for programs."""

    kind: str
    text: "str | StrPromise"
    url: str = ""


@dataclass(frozen=True)
class Brought:
    """How many records of one kind a file brings."""

    label: str
    count: int


@dataclass(frozen=True)
class Side:
    """One of two files that are compared, as the reader may know it."""

    client: Client
    lead: str
    treatments: list[Episode]
    brings: list[Brought] | None  # None for somebody who may not read the record


def merged_files(client: Client) -> list[Client]:
    """The files that were merged into this one, the newest merging first; no statement where there are none."""
    if not client.has_merged:
        return []
    files = client.merged.select_related("merged_by").order_by("-merged_at", "pk")
    return list(files.prefetch_related(Prefetch("episodes", Episode.objects.newest_first(), to_attr="treatments")))


def merged_file(kept: Client, file_id: UUID) -> Client:
    """A file that was merged into this one; Http404 for any other."""
    found = Client.objects.filter(merged_into=kept, pk=file_id).first()
    if found is None:
        raise Http404("no such merged file")
    return found


def file_at(actor: Actor, file_id: UUID, capability: May) -> Client:
    """The file with this id, merged or not, if the actor may do this to the person; otherwise Http404."""
    found = visible(actor, capability).filter(pk=file_id).first()
    if found is None:
        raise Http404("no such client")
    return found


def perhaps_same(actor: Actor, client: Client) -> list[Client]:
    """Files that are like this one and that the actor may merge into it, the surest first."""
    found = [row.pk for row, _likeness in alike(actor, client)]
    allowed = listed(actor, May.KEEP_CARE).in_bulk(found)
    return [allowed[pk] for pk in found if pk in allowed]


def files_to_merge(actor: Actor, client: Client, search: str) -> QuerySet[Client]:
    """The files that the search finds and that the actor may merge into this one, by name; none without a search."""
    if not search.strip():
        return Client.objects.none()
    rows = matching(listed(actor, May.KEEP_CARE), search).exclude(pk=client.pk)
    return rows.order_by("sort_name", "id")[:MOST_FOUND]


def obstacles(actor: Actor, kept: Client, other: Client) -> list[Obstacle]:
    """Everything that keeps the other file from being merged into the kept one: what goes on in it goes on there.

    Who may not read the record is told that something goes on, not what.
    """
    found, clinical = [*_of_the_pair(kept, other), *_on_file(actor, other)], _in_record(actor, kept, other)
    if clinical and not may_for(actor, other, May.READ_RECORD):
        text = _("Something in its record still goes on. A therapist of this file ends or finishes it first.")
        clinical = [Obstacle("goes_on", text)]
    return [*found, *clinical]


def _of_the_pair(kept: Client, other: Client) -> list[Obstacle]:
    found = []
    if other.has_merged:
        text = _("Other files were merged into this one. Undo that first, or keep this one instead.")
        found.append(Obstacle("has_merged", text, _file(other)))
    mine = HouseholdMember.objects.filter(client__in=kept.file_ids).values("household")
    if HouseholdMember.objects.filter(client=other.pk, household__in=mine).exists():
        found.append(Obstacle("together", _("They belong to one household, so they are two people.")))
    return found


def _on_file(actor: Actor, other: Client) -> list[Obstacle]:
    """What whoever keeps the file may know of, and can end."""
    found = []
    if Episode.objects.open().filter(client=other).exists():
        url = reverse("episodes:episode-close", args=[other.pk]) if may_for(actor, other, May.READ_RECORD) else ""
        found.append(Obstacle("treatment", _("A treatment is open in it. Its lead therapist closes it first."), url))
    if HouseholdMember.objects.current().filter(client=other).exists():
        found.append(Obstacle("household", _("It belongs to a household. End the household first."), _file(other)))
    return [*found, *_listed_items(actor, other, clinical=False)]


def _in_record(actor: Actor, kept: Client, other: Client) -> list[Obstacle]:
    """What only who reads the record may know of."""
    found = []
    if _followed_up_later(other).exists():
        found.append(Obstacle("follow_up", _("A follow-up after an alert is still to be done."), _file(other)))
    if _safety_plan_is_newer(kept, other):
        text = _("Its safety plan is newer. Write what is in it into the safety plan of the file that you keep first.")
        found.append(Obstacle("safety_plan", text, reverse("safety:client-safety", args=[other.pk])))
    if Episode.objects.filter(client=other, ending=Episode.Ending.DIED).exists():
        found.append(Obstacle("died", _("It says that the client has died.")))
    return [*found, *_listed_items(actor, other, clinical=True)]


def _listed_items(actor: Actor, other: Client, *, clinical: bool) -> list[Obstacle]:
    """What the checklist of a closing names and what keeps the files apart."""
    text = _("%(what)s: still open in it.")
    items = [item for item in ITEMS if item.clinical == clinical and item.keeps_apart(other, actor)]
    return [Obstacle(item.kind, text % {"what": item.title}, _file(other)) for item in items]


def _safety_plan_is_newer(kept: Client, other: Client) -> bool:
    """The plan that counts has to stand in the kept file, where the client sees it too."""
    theirs, own = current_plan(other), current_plan(kept)
    return theirs is not None and (own is None or own.written_at < theirs.written_at)


def _followed_up_later(other: Client) -> AlertQuerySet:
    return RiskAlert.objects.filter(client=other, follow_up_on__isnull=False, followed_up_at__isnull=True)


def _file(client: Client) -> str:
    return reverse("clients:client-file", args=[client.pk])


def side(actor: Actor, client: Client) -> Side:
    """A file as it is compared with another one."""
    lead = client.care.leading().select_related("staff").first()
    treatments = list(client.episodes.newest_first())
    brings = list(_brought(client)) if may_for(actor, client, May.READ_RECORD) else None
    return Side(client, lead.staff.name if lead else "", treatments, brings)


def _brought(client: Client) -> list[Brought]:
    """How many records of each kind of :data:`BROUGHT` this one file has."""
    kinds = ((str(label), rows(client.pk).count()) for label, rows in BROUGHT)
    return [Brought(label, count) for label, count in kinds if count]
