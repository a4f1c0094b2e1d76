"""The cycle map: whatever is written, nothing is cut, hidden, or over something else."""

import itertools
import os
import random
import re

import pytest

from clinic.core.maps import text_width
from interventions.modalities.eft.maps import DISC, PHONE, Cycle, Partner, Words, cycle_with_narrow

# More, and others, by `make prove`.
MAPS, SEED = 10_000 if os.environ.get("PROVE") else 200, int(os.environ.get("SEED", "7"))
WORDS = (
    "silence",
    "“you never answer”",
    "Auseinandersetzung",
    "W" * 40,
    "焦慮的小孩",
    "i",
    "a",
    "x" * 200,
)
Box = tuple[float, float, float, float]  # left, top, right, bottom
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def some_text(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(0, 12)))[: chance.choice((0, 20, 200))].strip()


def a_partner(chance: random.Random) -> Partner:
    def pairs(*labels: str) -> list[tuple[str, str]]:
        return [(label, some_text(chance)) for label in labels]

    name = some_text(chance) or "S. M."
    trigger = ("set off by", some_text(chance))
    return Partner(name, "pursues", "pursuer", pairs("does", "shows", "Selbstgespräch dabei"), pairs("feels"), trigger)


def draw(people: list[Partner], number: tuple[str, str] | None = ("7", "of 10")) -> Cycle:
    return cycle_with_narrow(people, title="t", description="d", levels=("what shows", "underneath"), number=number)


def frame(one: Words) -> Box:
    width = text_width(one.text) * (1.08 if one.look == "val" else 1)
    left = one.x - width / 2 if one.is_middle else one.x
    return left, one.y - 11, left + width, one.y + 3


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def within(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def way(d: str) -> Box:
    """The frame of an arrow: a bend reaches half of the way to its point between the ends."""
    x1, y1, _x2, y2, x3, y3 = (float(one) for one in NUMBER.findall(d))
    bend = (y1 + 2 * y2 + y3) / 4
    return min(x1, x3), min(y1, bend, y3), max(x1, x3), max(y1, bend, y3)


def faults(made: Cycle) -> list[str]:
    """What lies over something else, in two boxes at once, or outside of the frame."""
    boxes = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in made.boxes]
    texts = [(one.text, frame(one)) for one in made.words]
    arrows = [way(arrow.d) for arrow in made.arrows]
    whole = (0.0, 0.0, made.width, made.height)
    found = [f"{a} over {b}" for (a, one), (b, other) in itertools.combinations(texts, 2) if not apart(one, other)]
    found += [f"{text} outside" for text, one in texts if not within(one, whole)]
    found += ["a box outside" for box in boxes if not within(box, whole)]
    found += [f"{text} at the edge of a box" for text, t in texts for b in boxes if not (apart(t, b) or within(t, b))]
    found += ["a box on the line" for box in boxes if box[1] < made.line < box[3]]
    found += ["boxes over one another" for one, other in itertools.combinations(boxes, 2) if not apart(one, other)]
    found += [f"an arrow through {text}" for arrow in arrows for text, one in texts if not apart(arrow, one)]
    found += ["an arrow in a box" for arrow in arrows for box in boxes if not apart(arrow, box)]
    for x, y in made.discs:
        disc = (x - DISC, y - DISC, x + DISC, y + DISC)
        found += ["an arrow through the number" for arrow in arrows if not apart(arrow, disc)]
        found += [f"{text} half in the number" for text, one in texts if not (apart(one, disc) or within(one, disc))]
        found += ["the number in a box" for box in boxes if not apart(disc, box)]
    return found


def written(people: list[Partner]) -> list[str]:
    return [text for one in people for _label, text in (*one.shows, *one.feels, one.trigger)] + [p.name for p in people]


def test_random_maps_have_nothing_over_anything_else_and_lose_no_letter() -> None:
    chance = random.Random(SEED)
    for number in range(MAPS):
        people = [a_partner(chance) for _ in range(chance.randint(1, 3))]
        made = draw(people, chance.choice((None, ("10", "of 10"))))
        for one in filter(None, (made, made.narrow)):
            assert faults(one) == [], f"map {number} of seed {SEED}"
            shown = sorted("".join(one.text for one in one.words).replace(" ", ""))
            rest = [shown.count(letter) for letter in "Wxi焦"]
            wanted = "".join(written(people))
            assert all(have >= wanted.count(letter) for have, letter in zip(rest, "Wxi焦", strict=True))


def test_a_text_over_another_would_be_found() -> None:
    made = draw([a_partner(random.Random(1)), a_partner(random.Random(2))])
    made.words.append(made.words[0])
    assert any("over" in fault for fault in faults(made))


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_people_stand_side_by_side_with_an_arrow_each_way_between_two(count: int) -> None:
    said = ([("does", "x")], [("feels", "y")])
    people = [Partner(f"P{n}", "pursues", "pursuer", *said, ("by", f"t{n}")) for n in range(count)]
    made = draw(people)
    assert (len(made.boxes), len(made.arrows), len(made.discs)) == (2 * count, 2 * max(0, count - 1), max(0, count - 1))
    texts = [one.text for one in made.words]
    assert all(f"P{n}" in texts for n in range(count))
    if count in {1, 2}:
        assert all(f"t{n}" in texts for n in range(count))
    assert ("by" in texts) is (count == 1)  # alone, the trigger stands in the box
    if made.narrow:
        assert made.narrow.width == PHONE
        assert [len(made.boxes), len(made.arrows)] == [len(made.narrow.boxes), len(made.narrow.arrows)]
        assert {f"t{n}" for n in range(count)} <= {one.text for one in made.narrow.words}
    assert (made.narrow is None) is (count < 2)


def test_a_map_is_as_wide_as_its_texts_need() -> None:
    def one(text: str) -> Partner:
        return Partner("Ann", "pursues", "pursuer", [("does", text)], [("feels", text)], ("by", text))

    short, long = [draw([one(text)] * 2) for text in ("sighs", "calls until somebody answers, all evening " * 4)]
    assert short.width == 2 * 12 + 2 * 170 + 92
    assert short.width < long.width <= 2 * 12 + 2 * 270 + 150
    assert short.height < long.height
    assert draw([one("sighs")]).width == 2 * 12 + 170
