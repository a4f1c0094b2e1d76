"""Sessions as curves of activation."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interventions.modalities.package import Picture, Record
from interventions.modalities.se import maps
from interventions.modalities.se.models import Sibam
from interventions.modalities.se.work_models import WindowAnchor


def window_on(anchors: Sequence[WindowAnchor], on: date) -> tuple[int, int]:
    """Where the person's window lay on a day: as it was noted last until then, else first, else as it usually lies."""
    known = [row for row in anchors if row.on <= on][-1:] or list(anchors[:1])
    return (known[0].low, known[0].high) if known else maps.USUAL


def activations_of(record: Record, most: int = 3) -> list[Picture]:
    """SE: the newest sessions' activation over the window of tolerance; two sessions of a day are two curves."""
    sessions: dict[tuple[date, str], list[Sibam]] = {}
    for row in record["moment"]:
        sessions.setdefault((row.on, str(row.session_id or "")), []).append(row)
    found: list[Picture] = []
    for on, session in sorted(sessions, reverse=True)[:most]:
        rows = sessions[on, session]
        title = _("Activation, %(day)s") % {"day": date_format(on, "j M Y")}
        message = _("From %(first)s to %(last)s, highest %(peak)s.") % {
            "first": rows[0].activation,
            "last": rows[-1].activation,
            "peak": max(r.activation for r in rows),
        }
        moments = [(r.minute, r.channel, r.text, r.activation, str(r.state), str(r.get_state_display())) for r in rows]
        chart = maps.activation(
            moments,
            title=title,
            description=message,
            bands=(_("over"), _("window"), _("under")),
            window=window_on(record.get("window", []), on),
        )
        found.append(("activation", title, chart))
    return found
