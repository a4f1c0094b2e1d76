"""A client's scores as pictures, and what the pictures say in words."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import change
from assessments.catalogue import Instrument, Plane
from assessments.models import Assessment, Score
from assessments.queries import Series
from assessments.scoring import Style, neighbours
from assessments.wording.queries import instrument_of
from clinic.core import charts


def _points(found: Mapping[tuple[str, str], Series], instrument: Instrument) -> dict[str, list[charts.PlanePoint]]:
    """Target → points in order of time; an instrument without targets has the one target ""."""
    assert instrument.plane is not None  # noqa: S101 - the caller has looked
    across, up = found[instrument.key, instrument.plane.x], found[instrument.key, instrument.plane.y]
    ups = {score.assessment_id: score for score in up.scores}
    points: dict[str, list[charts.PlanePoint]] = {}
    for x in across.scores:
        y = ups.get(x.assessment_id)
        if x.value is not None and y is not None and y.value is not None:
            point = charts.PlanePoint(x.completed_on, float(x.value), float(y.value), _float(x.sem), _float(y.sem))
            points.setdefault(x.target, []).append(point)
    return points


def plane_of(key: str, found: Mapping[tuple[str, str], Series], target: str = "") -> charts.Plane | None:
    """The attachment plane of one instrument, from its two series; None where the instrument has none.

    The course is the target's own; of every other target the newest point is a mark.
    """
    instrument = instrument_of(key)
    if instrument.plane is None:
        return None
    by_target = _points(found, instrument)
    points = by_target.get(target, [])
    others = [(name, instrument.targets.index(name), rows[-1]) for name, rows in by_target.items() if name != target]
    if points:
        first, last = points[0], points[-1]
        description = _(
            "From anxiety %(x1).1f and avoidance %(y1).1f in %(m1)s to %(x2).1f and %(y2).1f in %(m2)s."
        ) % {
            "x1": first.x,
            "y1": first.y,
            "m1": date_format(first.on, "F Y"),
            "x2": last.x,
            "y2": last.y,
            "m2": date_format(last.on, "F Y"),
        }
    else:
        description = _("No scores yet.")
    name = f"{instrument.short}, {target}" if target else instrument.short
    return charts.plane(
        points,
        title=_("Attachment plane, %(name)s") % {"name": name},
        description=description,
        cut=instrument.middle,
        norm=_norm_of(instrument, instrument.plane),
        low=instrument.min,
        high=instrument.max,
        region=(
            change.threshold(instrument.subscales[instrument.plane.x]),
            change.threshold(instrument.subscales[instrument.plane.y]),
        ),
        others=sorted(others, key=lambda other: other[1]),
        name_month=lambda day: date_format(day, "M y"),
    )


def _norm_of(instrument: Instrument, plane: Plane) -> tuple[float, float] | None:
    """The means of the norm sample on both dimensions; None where they are not published."""
    x, y = (instrument.subscales[key].norm for key in (plane.x, plane.y))
    return (x.mean, y.mean) if x and y else None


def profile_of(instrument: Instrument, scores: Sequence[Score]) -> charts.Profile | None:
    """The scales of one assessment beneath one another; None unless it has three or more of the same range."""
    ranges = {instrument.score_range(score.subscale) for score in scores}
    if len(scores) < 3 or len(ranges) != 1:
        return None
    low, high = ranges.pop()
    rows = [
        (instrument.subscales[s.subscale].name, float(s.value), None if s.change is None else float(s.value - s.change))
        for s in scores
        if s.value is not None
    ]
    described = ", ".join(f"{name} {value:g}" for name, value, _baseline in rows)
    return charts.profile(
        rows, title=_("Profile, %(name)s") % {"name": instrument.short}, description=described, low=low, high=high
    )


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def course_of(
    series: Series, *, sessions: Sequence[date] = (), phases: Sequence[tuple[str, date, date]] = ()
) -> charts.Course:
    """A score over time over its bands."""
    instrument, subscale = series.instrument, series.instrument.subscales[series.subscale]
    points = [
        charts.TimePoint(score.completed_on, float(score.value), score.verdict_words)
        for score in series.scores
        if score.value is not None
    ]
    name = f"{instrument.short}, {subscale.name}"
    low, high = instrument.score_range(series.subscale)
    judged = not any(score.own_words for score in series.scores)  # bands and cut-off are the published wording's
    description = _("No scores yet.")
    if points:
        description = _("%(count)s scores, from %(first)g to %(last)g: %(verdict)s.") % {
            "count": len(points),
            "first": points[0].value,
            "last": points[-1].value,
            "verdict": points[-1].verdict or _("baseline"),
        }
    return charts.course(
        points,
        title=_("%(name)s over time") % {"name": instrument.short if len(instrument.subscales) == 1 else name},
        description=description,
        low=low,
        high=high,
        bands=[(float(a), float(b), name) for a, b, name in subscale.bands] if judged else [],
        cut=change.cutoff(subscale) if judged else None,
        sessions=sessions,
        phases=phases,
        baseline=_("baseline"),
        name_month=lambda day: date_format(day, "M"),
    )


STYLE_NAMES = {
    Style.SECURE: gettext_lazy("secure"),
    Style.PREOCCUPIED: gettext_lazy("preoccupied"),
    Style.DISMISSING: gettext_lazy("dismissing"),
    Style.FEARFUL: gettext_lazy("fearful"),
}


def style_sentence(assessment: Assessment) -> str:
    """Where the scores lie, as a place and never as an identity, with the neighbours that cannot be ruled out."""
    if not assessment.style:
        return ""
    text = _("Scores in the %(style)s quadrant") % {"style": STYLE_NAMES[Style(assessment.style)]}
    near = neighbours(assessment.style_near)
    if near is None:
        return text + _("; how near a neighbouring one is not known, because the error of these scores is not known.")
    if near:
        text += _(", near the border with %(near)s") % {"near": _and([str(STYLE_NAMES[Style(one)]) for one in near])}
    return text + "."


def _and(words: Sequence[str]) -> str:
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]} if words[1:] else words[0]


def change_sentences(instrument: Instrument, scores: Sequence[Score]) -> list[str]:
    """One plain sentence per subscale: its score, and whether that is a change beyond measurement error."""
    found = []
    for score in scores:
        name = instrument.subscales[score.subscale].name
        if score.value is None:
            found.append(_("%(name)s: no score, %(note)s.") % {"name": name, "note": score.note})
        elif score.is_baseline or score.change is None:
            found.append(_("%(name)s: %(value)g, the baseline.") % {"name": name, "value": score.value})
        else:
            found.append(
                _("%(name)s: %(first)g → %(value)g since baseline, %(verdict)s.")
                % {
                    "name": name,
                    "first": score.value - score.change,
                    "value": score.value,
                    "verdict": score.verdict_words,
                }
            )
    return found
