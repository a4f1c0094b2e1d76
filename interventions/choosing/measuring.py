"""What a client's newest forms say of the problems that ways of working are chosen by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Assessment, Score
from assessments.rules import Met, evaluate_rules
from assessments.wording.queries import instrument_of, short_name
from clients.models import Client
from interventions.choosing.arguing import Finding, Problem, State

# The mean of a schema, from 1 to 6, from which it is counted as raised: this project's own rule. Manuals speak of high
# scores without a cut-off that would hold for every version.
SCHEMA_RAISED = 4
ITQ_PTSD, ITQ_COMPLEX = "PTSD (ICD-11)", "Complex PTSD (ICD-11)"


@dataclass(frozen=True)
class Source:
    """A form that asks about a problem: by its published cut-off of the total, a pattern of answers (``rules``), or the
    highest scale (``raised``)."""

    instrument: str
    rules: tuple[str, ...] = ()
    raised: float | None = None


# Problem → the forms that ask about it, the one that says most first.
SOURCES: Mapping[Problem, tuple[Source, ...]] = {
    "ptsd": (Source("itq", rules=(ITQ_PTSD, ITQ_COMPLEX)), Source("pcl-5")),
    "complex-ptsd": (Source("itq", rules=(ITQ_COMPLEX,)),),
    "couple-distress": (Source("csi-16"), Source("csi-4")),
    "depression": (Source("phq-9"),),
    "schemas": (Source("ysq-r", raised=SCHEMA_RAISED), Source("ysq-s3", raised=SCHEMA_RAISED)),
}
INSTRUMENTS = sorted({source.instrument for sources in SOURCES.values() for source in sources})


def measures_named() -> dict[str, tuple[str, ...]]:
    """Problem → the short names of the forms that ask about it."""
    return {problem: tuple(short_name(one.instrument) for one in sources) for problem, sources in SOURCES.items()}


def findings_of(client: Client) -> tuple[Finding, ...]:
    """What the newest form of each measure says of each problem; of two measures the newer one. Two statements."""
    forms = Assessment.objects.filter(client=client, instrument__in=INSTRUMENTS, voided_at__isnull=True)
    newest = {one.instrument: one for one in forms.order_by("completed_on", "id")}
    scores: dict[object, dict[str, Score]] = {}
    for score in Score.objects.filter(assessment__in=[one.pk for one in newest.values()]):
        scores.setdefault(score.assessment_id, {})[score.subscale] = score
    found = (_of_problem(problem, sources, newest, scores) for problem, sources in SOURCES.items())
    return tuple(one for one in found if one is not None)


def _of_problem(
    problem: Problem,
    sources: Iterable[Source],
    newest: Mapping[str, Assessment],
    scores: Mapping[object, Mapping[str, Score]],
) -> Finding | None:
    there = [(newest[one.instrument], one) for one in sources if one.instrument in newest]
    if not there:
        return None
    form, source = max(there, key=lambda pair: pair[0].completed_on)
    state, value, cut = _judged(form, source, scores.get(form.pk, {}))
    on = form.completed_on.isoformat()
    return Finding(problem, state, short_name(form.instrument), on, value, cut)


def _judged(form: Assessment, source: Source, scores: Mapping[str, Score]) -> tuple[State, str, str]:
    """Whether the form shows it, with the value and what it is compared with as text."""
    if form.own_words:  # no published figure judges it
        return "unclear", "", ""
    if source.rules:
        answers = {int(item): value for item, value in form.responses.items()}
        met = {one.name: one.met for one in evaluate_rules(instrument_of(form.instrument, form.version), answers)}
        states = [met[name] for name in source.rules if name in met]
        if Met.YES in states:
            return "shown", "", ""
        return ("unclear" if Met.OPEN in states or not states else "not-shown"), "", ""
    if source.raised is not None:
        values = [float(score.value) for score in scores.values() if score.value is not None]
        return _compared(max(values, default=None), source.raised, "worse")
    known = instrument_of(form.instrument, form.version).subscales["total"]
    total = scores.get("total")
    value = float(total.value) if total is not None and total.value is not None else None
    return _compared(value, known.cutoff, known.higher_is)


def _compared(value: float | None, cut: float | None, higher_is: str) -> tuple[State, str, str]:
    if value is None or cut is None:
        return "unclear", "", ""
    shows = value >= cut if higher_is == "worse" else value <= cut
    return ("shown" if shows else "not-shown"), f"{value:g}", f"{cut:g}"
