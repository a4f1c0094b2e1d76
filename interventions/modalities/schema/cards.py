"""The flash cards that clients were given."""

from collections.abc import Iterable

from interventions.modalities.package import Card
from interventions.modalities.schema.work_models import CARD_LINES, FlashCard
from interventions.plans.models import Plan


def cards_of(plans: Iterable[Plan]) -> list[Card]:
    """The cards of these plans that were given to the client, the newest first. One statement."""
    rows = FlashCard.objects.filter(plan__in=plans, removed_at__isnull=True, given_on__isnull=False)
    return [
        Card(
            row.pk,
            row.title,
            [(str(label).capitalize(), text) for name, label in CARD_LINES.items() if (text := getattr(row, name))],
        )
        for row in rows.order_by("-given_on", "-made_at")
    ]
