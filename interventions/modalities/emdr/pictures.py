"""The target ledger as curves."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interventions.modalities.emdr import maps
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.package import Picture, Record


def ledgers_of(record: Record) -> list[Picture]:
    """EMDR: a curve a target."""
    by_target: dict[UUID, list[TargetMeasure]] = {}
    for row in record["measure"]:
        by_target.setdefault(row.target_id, []).append(row)
    found: list[Picture] = []
    targets: Sequence[Target] = record["target"]
    for target in targets:
        rows = by_target.get(target.pk, [])
        message = _("Not measured yet.")
        if rows:
            message = _("SUD %(sud)s, VOC %(voc)s after %(n)s measures.") % {
                "sud": next((r.sud for r in reversed(rows) if r.sud is not None), "–"),
                "voc": next((r.voc for r in reversed(rows) if r.voc is not None), "–"),
                "n": len(rows),
            }
        measures = [(date_format(r.on, "j M Y"), r.sets, r.sud, r.voc) for r in rows]
        title = f"{target.label}, {target.get_prong_display()}, {target.get_status_display()}"
        found.append(("ledger", title, maps.ledger(measures, title=title, description=message)))
    return found
