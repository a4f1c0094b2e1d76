"""Steps over time: whatever the names and days, no text lies over another one or leaves the picture."""

import itertools
import os
import random
from datetime import date, timedelta

from clinic.core.maps import text_width
from interventions.modalities.eft.stairs import Stairs, Stand, Words, stairs

MAPS, SEED = 10_000 if os.environ.get("PROVE") else 300, int(os.environ.get("SEED", "7"))
NAMES = ("Ana", "S. M.", "Maximiliane-Wilhelmina von Wolfeschlegelsteinhausenbergerdorff", "焦慮的小孩", "W" * 40)
DAY = date(2026, 3, 2)
Box = tuple[float, float, float, float]


def draw(courses: dict[str, list[tuple[int, int]]], until: int = 200) -> Stairs:
    given = {
        name: [
            Stand(DAY + timedelta(days=day), step, f"{step} · words of the step", f"{day} Mar 2026")
            for day, step in one
        ]
        for name, one in courses.items()
    }
    last, stages = DAY + timedelta(days=until), ["one", "two", "three"]
    return stairs(given, title="t", description="d", until=last, stages=stages, name_day=lambda day: f"{day:%d Mon %Y}")


def frame(one: Words) -> Box:
    width = text_width(one.text) * (1.08 if one.look == "val" else 1)
    left = {"start": one.x, "end": one.x - width}[one.anchor]
    return left, one.y - 11, left + width, one.y + 3


def faults(made: Stairs) -> list[str]:
    texts = [(one.text, frame(one)) for one in made.words]
    found = [
        f"{a} over {b}"
        for (a, one), (b, other) in itertools.combinations(texts, 2)
        if not (one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1])
    ]
    found += [f"{text} outside" for text, (a, b, c, d) in texts if a < 0 or b < 0 or c > made.width or d > made.height]
    for band in made.bands:
        x, y, right, below = band.x, band.y, band.x + band.width, band.y + band.height
        found += [f"{text} in a stage" for text, (a, b, c, d) in texts if c > x and a < right and d > y and b < below]
    for dot in made.dots:
        inside = [band for band in made.bands if band.x <= dot.x <= band.x + band.width]
        found += (
            [] if any(band.y <= dot.y <= band.y + band.height for band in inside) else ["a mark outside of its stages"]
        )
    return found


def test_random_courses_have_nothing_over_anything_else() -> None:
    chance = random.Random(SEED)
    for number in range(MAPS):
        courses = {
            name: [(day, chance.randint(1, 9)) for day in sorted(chance.choices(range(260), k=chance.randint(1, 8)))]
            for name in chance.sample(NAMES, chance.randint(1, 3))
        }
        made = draw(courses, chance.choice((0, 30, 200)))
        assert faults(made) == [], f"courses {number} of seed {SEED}"
        assert len(made.rows) == sum(map(len, courses.values()))


def test_a_higher_step_is_drawn_higher_and_each_stage_behind_its_steps() -> None:
    made = draw({"Ana": [(day * 10, step) for day, step in enumerate(range(1, 10))]})
    assert [dot.y for dot in made.dots] == sorted((dot.y for dot in made.dots), reverse=True)
    assert len(set(made.dots)) == 9
    stage = [next(b.look for b in made.bands if b.y <= dot.y <= b.y + b.height) for dot in made.dots]
    assert stage == ["stage-1"] * 4 + ["stage-2"] * 3 + ["stage-3"] * 2


def test_a_text_over_another_would_be_found() -> None:
    made = draw({"Ana": [(0, 1)]})
    made.words.append(made.words[0])
    assert any("over" in fault for fault in faults(made))
