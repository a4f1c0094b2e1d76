"""docs/clinical.md has one row of figures for each shipped instrument, and it says what the files say."""

from pathlib import Path

from assessments import catalogue, change
from assessments.catalogue import Instrument, Subscale

DOC = Path(__file__).parents[2] / "docs" / "clinical.md"


def _number(value: float) -> str:
    text = f"{value:g}"
    return text.removeprefix("0") if text.startswith("0.") else text


def _distinct(parts: list[str]) -> str:
    """Each once, in order of the scales; a dash for none."""
    return "; ".join(dict.fromkeys(part for part in parts if part)) or "–"


def _reliability(one: Subscale) -> str:
    kind = {"alpha": "α", "retest": "retest"}.get(one.reliability_kind or "", "")
    return f"{kind} {_number(one.reliability)} ({one.reliability_source})" if one.reliability else ""


def _spread(one: Subscale) -> str:
    return f"{one.sample.sd:g} ({one.sample.sample})" if one.sample else ""


def _criterion(one: Subscale) -> str:
    least = change.threshold(one)
    if least is None:
        return ""
    if one.rci_published is None:
        return f"{least:.2f} at 95 %, computed"
    stated = f"at {round(100 * one.rci_confidence)} %" if one.rci_confidence else "confidence not stated"
    recovered = f", recovered at {one.recovered_at:g}" if one.recovered_at is not None else ""
    return f"{least:g} {stated} ({one.change_source}){recovered}"


def _cutoffs(one: Subscale) -> str:
    found = [f"{one.cutoff:g} ({one.cutoff_source})"] if one.cutoff is not None else []
    return ", ".join([*found, *(f"{further.at:g} ({further.source})" for further in one.further_cutoffs)])


def figures_row(instrument: Instrument) -> str:
    """The instrument's row as the document has to have it."""
    scales = list(instrument.subscales.values())
    rights = instrument.rights
    cells = [
        instrument.short,
        instrument.texts["en"].recall_period if "en" in instrument.texts else "–",
        *(_distinct([render(one) for one in scales]) for render in (_reliability, _spread, _criterion, _cutoffs)),
        rights.terms if rights else instrument.licence,
        instrument.checked,
    ]
    return "| " + " | ".join(cells) + " |"


def test_every_instrument_has_its_row_of_figures_as_its_file_says() -> None:
    lines = DOC.read_text().splitlines()
    missing = [row for one in catalogue.catalogue().values() if (row := figures_row(one)) not in lines]
    assert not missing, "docs/clinical.md, Figures, needs:\n" + "\n".join(missing)


def test_the_table_names_no_instrument_twice_and_none_that_is_not_there() -> None:
    text = DOC.read_text()
    table = text[text.index("## Figures") :].split("\n## ")[0]
    named = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][1:]
    named = [name for name in named if not set(name) <= {"-", " "}]
    assert sorted(named) == sorted(one.short for one in catalogue.catalogue().values())
