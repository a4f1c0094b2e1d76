"""Reads for the choice of a way of working."""

from dataclasses import dataclass

from django.db.models import QuerySet

from clients.models import Client
from clinic.core.access import Actor
from interventions.catalogue import Modality
from interventions.cautions import File, for_modality
from interventions.choosing.arguing import Argument, Situation, argue
from interventions.choosing.measuring import findings_of, measures_named
from interventions.choosing.models import ModalityWish, Training
from interventions.library.queries import modalities

MOST_SHOWN = 100  # answers that a page shows; the API pages through all


def trainings_of(actor: Actor) -> QuerySet[Training]:
    """What the actor was trained in."""
    return Training.objects.filter(staff_id=actor.as_staff()).order_by("modality")


def wishes_of(client: Client) -> QuerySet[ModalityWish]:
    """All that a client said about ways of working, the newest first."""
    return ModalityWish.objects.filter(client=client).select_related("noted_by").order_by("-noted_at", "-id")


@dataclass(frozen=True)
class Case:
    """One modality with the arguments about it, in three lists; ``wish``: the client's newest word on it."""

    modality: Modality
    arguments: list[Argument]
    wish: ModalityWish | None

    @property
    def speaks_for(self) -> list[Argument]:
        return [one for one in self.arguments if one.side == "for"]

    @property
    def speaks_against(self) -> list[Argument]:
        return [one for one in self.arguments if one.side == "against"]

    @property
    def not_known(self) -> list[Argument]:
        return [one for one in self.arguments if one.side == "unknown"]


def _trainings_of_lead(client: Client) -> tuple[str, dict[str, tuple[str, int | None]]]:
    """The name of who leads the treatment, empty where nobody does, and what they said of their trainings."""
    relation = client.care.leading().select_related("staff").prefetch_related("staff__trainings").first()
    if relation is None:
        return "", {}
    return relation.staff.name, {row.modality: (row.level, row.year) for row in relation.staff.trainings.all()}


def cases_for(client: Client, file: File) -> list[Case]:
    """Every modality that can be assigned, in the order of the library: none is put first. Five statements.

    ``file``: what the client's file says that asks for care, see ``interventions.plans.queries.file_of``.
    """
    wishes: dict[str, ModalityWish] = {}
    for wish in wishes_of(client):
        wishes.setdefault(wish.modality, wish)
    lead, trainings = _trainings_of_lead(client)
    situation = Situation(
        findings=findings_of(client),
        measures=measures_named(),
        wishes={key: wish.answer for key, wish in wishes.items()},
        trainings=trainings,
        lead=lead,
    )
    return [
        Case(one, argue(one, situation, for_modality(one, file, couple="couple" in one.formats)), wishes.get(one.key))
        for one in modalities().values()
    ]
