"""What a row of *today* says of a client, in words, from what the statement found."""

import json
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from assessments.models import Rupture
from assessments.tracked.queries import series_name
from assessments.wording.queries import instrument_of, short_name
from clinic.core.messages import joined
from clinic.core.types import SqlRow
from interventions.cautions import HEALTH, File, health_against
from interventions.library.queries import exercise_titles, modalities_kept, modalities_named

Sign = Rupture.Sign


def put_into_words(rows: list[SqlRow]) -> None:
    """Replaces what rows found as keys and figures by what is shown: instruments and modalities by their names."""
    known = modalities_named(row["what"] for row in rows if row["kind"] == "override")
    titles = exercise_titles(row["what"] for row in rows if row["kind"] == "exercise-worse")
    for row in rows:
        if row["kind"] == "override":
            row["what"] = known[row["what"]].short if row["what"] in known else row["what"]
        elif row["kind"] == "exercise-worse":
            row["what"] = titles.get(row["what"], row["what"])
        elif row["kind"] in _WORDS:
            row["what"] = _WORDS[row["kind"]](row["what"])


def _overdue(what: str) -> str:
    return ", ".join(short_name(key) for key in what.split(", "))


def _worse(what: str) -> str:
    return ", ".join(f"{series_name(*of)} {first} → {last}" for *of, first, last in json.loads(what))


def _rupture(what: str) -> str:
    """Of which measure, from what to what, and since when: the last time, or the client's best of the treatment."""
    key, sign, fell_by, values = json.loads(what)
    instrument = instrument_of(key)
    scales = [drop.subscale for drop in instrument.drops if drop.subscale in (values or {})]
    now = values[scales[0]] if scales else None
    if sign == Sign.LOW or now is None:
        shown = "" if now is None else f" {_number(now)}"
        return _("%(measure)s low") % {"measure": f"{instrument.short}{shown}"}
    named = {
        "measure": instrument.short,
        "before": _number(now + fell_by),
        "now": _number(now),
        "by": _number(fell_by),
    }
    if sign == Sign.BEST:
        return _("%(measure)s %(before)s → %(now)s, down by %(by)s from the best so far") % named
    return _("%(measure)s %(before)s → %(now)s, down by %(by)s since the last time") % named


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _health(what: str) -> str:
    """What the file says, and of which plan it asks for care."""
    key, version, answers = json.loads(what)
    said = joined(health_against(HEALTH, File(health=answers)))
    known = modalities_kept([(key, version)]).get((key, version))
    return f"{known.short}: {said}" if known else said


_WORDS: Mapping[str, Callable[[str], str]] = {
    "overdue": _overdue,
    "worse": _worse,
    "rupture": _rupture,
    "health": _health,
}
