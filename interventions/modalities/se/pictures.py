"""Sessions as curves of activation."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interventions.modalities.package import Picture, Record
from interventions.modalities.se import maps
from interventions.modalities.se.models import Sibam


def activations_of(record: Record, most: int = 3) -> list[Picture]:
    """SE: the newest sessions' activation over the window of tolerance."""
    by_day: dict[date, list[Sibam]] = {}
    for row in record["moment"]:
        by_day.setdefault(row.on, []).append(row)
    found: list[Picture] = []
    for on in sorted(by_day, reverse=True)[:most]:
        rows = by_day[on]
        title = _("Activation, %(day)s") % {"day": date_format(on, "j M Y")}
        message = _("From %(first)s to %(last)s, highest %(peak)s.") % {
            "first": rows[0].activation,
            "last": rows[-1].activation,
            "peak": max(r.activation for r in rows),
        }
        moments = [(r.minute, r.channel, r.text, r.activation, str(r.get_state_display())) for r in rows]
        chart = maps.activation(moments, title=title, description=message, bands=(_("over"), _("window"), _("under")))
        found.append(("activation", title, chart))
    return found
