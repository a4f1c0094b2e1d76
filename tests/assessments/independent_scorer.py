"""Scores sheets from keys written down by hand from docs/clinical.md; shares no code and no data with the product.

    python -m tests.assessments.independent_scorer            # scores the kept examples; says how many are wrong
    python -m tests.assessments.independent_scorer --write    # makes vectors_rest.json anew

Exact fractions throughout; a score is rounded to two decimals at the end, halves to the even one.
"""

import json
import random
import sys
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from tests.assessments.independent_keys import KEYS, SCREENS, Key, Scale, span

HERE = Path(__file__).parent
FILES = ("vectors.json", "vectors_further.json", "vectors_rest.json")
Sheet = dict[int, int | None]
LEVELS = ("none", "low", "moderate", "high")


def counted(key: Key, scale: Scale, item: int, answer: int) -> int:
    """What an answer counts in a scale."""
    low, high, _step = key.answers
    if item in scale.tables:
        return scale.tables[item][answer - low]
    value = low + high - answer if item in scale.reverse else answer
    return -value if item in scale.minus else value


def score_of(key: Key, scale: Scale, sheet: Sheet) -> Fraction | None:
    """A scale's score; None where too much is missing."""
    given = [counted(key, scale, item, answer) for item in scale.items if (answer := sheet.get(item)) is not None]
    allowed = key.missing if scale.missing is None else scale.missing
    if not given or len(scale.items) - len(given) > allowed:
        return None
    mean = Fraction(sum(given), len(given))
    return (mean if key.mean else mean * len(scale.items)) * key.times


def quadrant(scores: dict[str, Fraction | None]) -> str | None:
    """The quadrant about the middle of the scale, 4; at the line counts as above it."""
    anxiety, avoidance = scores["anxiety"], scores["avoidance"]
    if anxiety is None or avoidance is None:
        return None
    names = {(False, False): "secure", (True, False): "preoccupied", (False, True): "dismissing"}
    return names.get((anxiety >= 4, avoidance >= 4), "fearful")


def level_of(name: str, sheet: Sheet) -> int | None:
    """The level of a complete suicide screen, 0 to 3; None where what is asked was left out (3 is certain before).

    A yes to what follows from a question that was left out counts as a yes to that question.
    """
    recent = 1 if name == "c-ssrs-contact" else sheet.get(7)
    done = sheet.get(6) == 1 or (sheet.get(6) is None and sheet.get(7) == 1)
    four, five = sheet.get(4) == 1, sheet.get(5) == 1
    if four or five or (done and recent != 0):
        return 3
    asked = [1, 2, 6] + ([3, 4, 5] if sheet.get(2) == 1 else []) + ([7] if done and name == "c-ssrs-screen" else [])
    if any(sheet.get(item) is None for item in asked):
        return None
    if sheet.get(3) == 1 or done:
        return 2
    return int(sheet.get(1) == 1 or sheet.get(2) == 1)


def scored(name: str, sheet: Sheet) -> dict[str, Any]:
    """Scores, bands and quadrant of a sheet."""
    if name in SCREENS:
        level = level_of(name, sheet)
        bands = {"level": "" if level is None else LEVELS[level]}
        return {"scores": {"level": None if level is None else float(level)}, "bands": bands, "style": None}
    key = KEYS[name]
    exact = {title: score_of(key, scale, sheet) for title, scale in key.scales.items()}
    bands = {}
    for title, scale in key.scales.items():
        value = exact[title]
        if scale.bands:
            whole = None if value is None else floor(value + Fraction(1, 2))
            bands[title] = "" if whole is None else next(band for highest, band in scale.bands if whole <= highest)
    scores = {title: None if value is None else float(round(value, 2)) for title, value in exact.items()}
    return {"scores": scores, "bands": bands, "style": quadrant(exact) if key.plane else None}


def refusal_of(name: str, sheet: dict[str, Any]) -> str:
    """Why a sheet cannot be: "unknown item" or "out of range"; nothing where it can."""
    if name in SCREENS:
        most, low, high, step, first = SCREENS[name], 0, 1, 1, None
    else:
        key = KEYS[name]
        most, (low, high, step), first = key.items, key.answers, key.first_up_to
    for item, answer in sheet.items():
        if not 1 <= int(item) <= most:
            return "unknown item"
        top = first if item == "1" and first else high
        if answer is not None and answer not in range(low, top + 1, step):
            return "out of range"
    return ""


def random_sheet(name: str, chance: random.Random, gaps: int = 0) -> dict[str, int]:
    """Random answers, ``gaps`` of them left out."""
    if name in SCREENS:
        most, low, high, step, first = SCREENS[name], 0, 1, 1, None
    else:
        key = KEYS[name]
        most, (low, high, step), first = key.items, key.answers, key.first_up_to
    sheet = {
        str(item): chance.choice(range(low, (first if item == 1 and first else high) + 1, step))
        for item in span(1, most)
    }
    if name in SCREENS and sheet["2"] == 0:
        sheet |= {"3": 0, "4": 0, "5": 0}  # they are not asked
    if name == "c-ssrs-screen" and sheet["6"] == 0:
        sheet["7"] = 0
    for item in chance.sample(sorted(sheet), gaps):
        del sheet[item]
    return sheet


def _without_empty(found: dict[str, Any]) -> tuple[object, ...]:
    """Scores, named bands and quadrant: an example may say of a missing score that its band is none, or nothing."""
    return found["scores"], {title: band for title, band in found["bands"].items() if band}, found["style"]


def wrong_ones(vectors: list[dict[str, Any]]) -> list[int]:
    """The positions of those examples that this script scores otherwise."""
    wrong = []
    for at, vector in enumerate(vectors):
        name, given = str(vector["instrument"]), vector.get("responses")
        if not isinstance(given, dict):
            continue  # values of scales, typed in: nothing is computed
        if "error" in vector:
            right = refusal_of(name, given) == str(vector["error"]).partition(":")[0]
        else:
            found = scored(name, {int(item): answer for item, answer in given.items()})
            right = not refusal_of(name, given) and _without_empty(found) == _without_empty(vector)
        if not right:
            wrong.append(at)
    return wrong


def rest() -> list[dict[str, Any]]:
    """Examples of the instruments that the two other files leave out."""
    chance = random.Random(20261128)
    made: list[dict[str, Any]] = []
    for name in ("attachment-observation", *SCREENS):
        sheets = [random_sheet(name, chance, gaps) for gaps in (0, 0, 0, 0, 0, 0, 1, 2)]
        sheets += [dict.fromkeys(sheets[0], end) for end in (0, 1 if name in SCREENS else 4)]
        for sheet in sheets:
            made.append({"instrument": name, "responses": sheet, **scored(name, {int(n): a for n, a in sheet.items()})})
        bad = [({"1": 9}, "out of range: item 1"), ({"77": 0}, "unknown item")]
        made += [{"instrument": name, "responses": sheet, "error": error} for sheet, error in bad]
    return made


def main() -> None:
    """Makes the third file where asked to, and scores all three."""
    if "--write" in sys.argv:
        about = "Worked scoring examples of what the two other files leave out, made by independent_scorer.py."
        lines = ",\n  ".join(json.dumps(one) for one in rest())
        (HERE / FILES[2]).write_text(f'{{\n "about": "{about}",\n "vectors": [\n  {lines}\n ]\n}}\n')
    for name in FILES:
        vectors = json.loads((HERE / name).read_text())["vectors"]
        sys.stdout.write(f"{name}: {len(vectors)} examples, {len(wrong_ones(vectors))} wrong\n")


if __name__ == "__main__":
    main()
