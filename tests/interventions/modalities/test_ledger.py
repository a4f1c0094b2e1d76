"""The target ledger: whatever was recorded, no text or mark lies over another, and nothing is cut."""

import itertools
import os
import random
import re

import pytest

from clinic.core.charts import Dot
from clinic.core.maps import text_width
from interventions.modalities.emdr.maps import LEFT, MOST_SITTINGS, RIGHT, Ledger, Sitting, Words, ledger

# More, and others, by `make prove`.
LEDGERS, SEED = 10_000 if os.environ.get("PROVE") else 200, int(os.environ.get("SEED", "7"))
LABELS = (
    "11 Nov 2026",
    "3. September 2026",
    "24 sets",
    "1 set",
    "incomplete",
    "unvollständig geblieben",
    "W" * 30,
    "焦慮",
)
RADIUS = 3.5
Box = tuple[float, float, float, float]  # left, top, right, bottom
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def some_sitting(chance: random.Random) -> Sitting:
    """A session with up to sixty numbers, or none; SUD, VOC or both of each."""
    points = []
    for _ in range(chance.choice((0, 1, 2, 3, 5, 8, 16, 17, 60))):
        sud, voc = chance.choice((None, chance.randint(0, 10))), chance.choice((None, chance.randint(1, 7)))
        points.append((chance.randint(0, 10), voc) if sud is None and voc is None else (sud, voc))
    return Sitting(chance.choices(LABELS, k=chance.randint(1, 3)), points, chance.random() < 0.4)


def draw(sittings: list[Sitting]) -> Ledger:
    return ledger(sittings, title="t", description="d")


def frame(one: Words) -> Box:
    width = text_width(one.text) * (1.08 if one.look == "val" else 1)
    left = one.x - width / 2 if one.at == "middle" else one.x - width if one.at == "end" else one.x
    return left, one.y - 10, left + width, one.y + 3


def mark(dot: Dot) -> Box:
    return dot.x - RADIUS, dot.y - RADIUS, dot.x + RADIUS, dot.y + RADIUS


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def within(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def pieces(points: str) -> list[Box]:
    """The straight pieces of a line, each with the box around it."""
    numbers = [float(one) for one in NUMBER.findall(points)]
    ends = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in itertools.pairwise(ends)]


def faults(made: Ledger) -> list[str]:
    """What lies over something else, or outside of the frame."""
    whole = (0.0, 0.0, made.width, made.height)
    texts = [(one.text, frame(one)) for one in made.words]
    marks = [("SUD", mark(dot)) for dot in made.sud] + [("VOC", mark(dot)) for dot in made.voc]
    boxes = [(box.x, box.top, box.x + box.width, box.top + box.height) for box in made.boxes]
    found = [
        f"{a} over {b}" for (a, one), (b, other) in itertools.combinations([*texts, *marks], 2) if not apart(one, other)
    ]
    found += [f"{name} outside" for name, one in [*texts, *marks] if not within(one, whole)]
    found += ["a session outside" for box in boxes if not within(box, (LEFT, 0, RIGHT, made.height))]
    found += ["sessions over one another" for one, other in itertools.combinations(boxes, 2) if not apart(one, other)]
    found += [f"{name} in no session" for name, one in marks if not any(within(one, box) for box in boxes)]
    lines = {"SUD": made.sud_paths, "VOC": made.voc_paths}
    for name, paths in lines.items():
        for piece in itertools.chain.from_iterable(map(pieces, paths)):
            found += [f"the line of {name} through {text}" for text, one in texts if not apart(piece, one)]
            others = [one for which, one in marks if which != name]
            found += [f"the line of {name} through a mark of the other" for one in others if not apart(piece, one)]
    return found


def written(sittings: list[Sitting]) -> list[str]:
    return ["".join(text.split()) for one in sittings for text in one.label]


@pytest.mark.timeout(0)
def test_random_ledgers_have_nothing_over_anything_else_and_lose_nothing() -> None:
    chance = random.Random(SEED)
    for number in range(LEDGERS):
        sittings = [some_sitting(chance) for _ in range(chance.randint(0, MOST_SITTINGS))]
        made = draw(sittings)
        assert faults(made) == [], f"ledger {number} of seed {SEED}"
        points = [point for one in sittings for point in one.points]
        assert len(made.sud) == sum(sud is not None for sud, _voc in points)
        assert len(made.voc) == sum(voc is not None for _sud, voc in points)
        shown = "".join(one.text for one in made.words if one.at == "middle").replace(" ", "")
        assert all(text in shown for text in written(sittings)), f"ledger {number} of seed {SEED}"


def test_a_text_over_another_and_a_line_through_a_mark_would_be_found() -> None:
    made = draw([Sitting(["11 Nov 2026"], [(8, 2), (4, None), (0, 7)])])
    assert faults(made) == []
    made.words.append(made.words[0])
    made.voc_paths.append(" ".join(f"{dot.x},{dot.y}" for dot in made.sud))
    assert {"10 over 10", "the line of VOC through a mark of the other"} <= set(faults(made))


def test_a_ledger_says_first_and_newest_and_leaves_out_what_was_not_said() -> None:
    made = draw([Sitting(["1 Jan 2026", "4 sets"], [(8, 2), (5, None)]), Sitting(["8 Jan 2026"], [(None, 6)])])
    assert (len(made.sud), len(made.voc), len(made.boxes)) == (2, 2, 2)
    assert [one.text for one in made.words if one.look == "val"] == ["5", "8", "6", "2"]
    assert made.sud[0].y < made.sud[1].y  # SUD falls
    assert made.voc[0].y > made.voc[1].y  # VOC rises


def test_without_voc_there_is_one_lane_and_without_a_session_nothing() -> None:
    one, both = (draw([Sitting(["1 Jan 2026"], [(8, voc)])]) for voc in (None, 2))
    assert (one.voc, len(one.grid), len(both.grid)) == ([], 2, 4)
    assert one.height < both.height
    assert (draw([]).boxes, draw([]).height) == ([], 0)


def test_of_very_many_sessions_the_first_and_the_newest_are_drawn() -> None:
    days = [Sitting([f"day {number}"], [(number % 11, None)]) for number in range(40)]
    labels = [one.text for one in draw(days).words if one.at == "middle"]
    assert labels == ["day 0", *(f"day {number}" for number in range(28, 40))]
