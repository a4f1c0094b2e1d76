"""Reads of the diary, and of the cards that a client was given."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Coalesce

from clients.queries import visible
from clinic.core import audit
from clinic.core.access import Actor, May
from interventions.diary.models import DiaryEntry
from interventions.library.queries import modalities_of
from interventions.modalities.package import Card
from interventions.modalities.packages import package_of
from interventions.models import Plan

NEWEST = 12  # entries of a page
OPENED = ("diary", "api diary")  # as the access log names it

# Plan, client, name, how many entries, the newest, and the highest strength that the client gave.
Unread: TypeAlias = tuple[UUID, UUID, str, int, datetime, int | None]


def _running(client_id: UUID) -> list[Plan]:
    """The client's own plans that run, the newest first. Two statements, with their modalities."""
    found = Plan.objects.active().filter(client_id=client_id, household__isnull=True)
    return list(found.order_by("-started_on", "-id"))


def _with_diary(plans: Iterable[Plan]) -> list[Plan]:
    plans = list(plans)
    known = modalities_of(plans)
    packages = ((plan, package_of(known[plan.modality, plan.version].record_key)) for plan in plans)
    return [plan for plan, package in packages if package and package.diary]


def has_diary(plan: Plan) -> bool:
    """Whether the plan's modality keeps a diary."""
    return bool(_with_diary([plan]))


def diary_plan(client_id: UUID) -> Plan | None:
    """The newest running plan of the client whose modality keeps a diary."""
    return next(iter(_with_diary(_running(client_id))), None)


def keeps_diary(client_id: UUID) -> bool:
    """Whether the client has a diary to write into."""
    return diary_plan(client_id) is not None


def entries_of(plan: Plan) -> QuerySet[DiaryEntry]:
    """What the client wrote while this plan ran, the newest first."""
    return DiaryEntry.objects.filter(plan=plan).order_by("-on", "-written_at")


def unread_entries(actor: Actor) -> QuerySet[DiaryEntry, Unread]:
    """What clients in the actor's care, or whom they cover, wrote into a diary that the actor has not opened since:
    one row a plan, the one with the strongest moment first, then the newest. Whoever opens the diary has read it, by
    the access log; the first words beside a plan or a note are no reading."""
    unread = DiaryEntry.objects.filter(
        audit.unopened_since(actor.user_id, "plan__client_id", "written_at", OPENED),
        client__in=visible(actor, May.RECORD),
    )
    rows = unread.values("plan_id").annotate(
        file=Coalesce("client__merged_into", "client"),
        name=Coalesce("client__merged_into__name", "client__name"),
        count=Count("pk"),
        newest=Max("written_at"),
        strongest=Max("strength"),
    )
    shown = rows.values_list("plan_id", "file", "name", "count", "newest", "strongest")
    found: QuerySet[DiaryEntry, Unread] = shown.order_by(F("strongest").desc(nulls_last=True), "-newest", "plan_id")
    return found


def portal_entries(client_id: UUID) -> QuerySet[DiaryEntry]:
    """The client's own entries, of all plans, the newest first."""
    return DiaryEntry.objects.filter(client_id=client_id).order_by("-on", "-written_at")


def portal_cards(client_id: UUID) -> list[Card]:
    """The cards that the client was given, of the plans that run."""
    plans = _running(client_id)
    known = modalities_of(plans)
    found: list[Card] = []
    for key in dict.fromkeys(known[plan.modality, plan.version].record_key for plan in plans):
        if package := package_of(key):
            of_key = [plan for plan in plans if known[plan.modality, plan.version].record_key == key]
            found += package.cards(of_key)
    return found
