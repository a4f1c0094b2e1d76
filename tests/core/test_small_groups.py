"""Whatever the sizes: no small group is shown, and what is hidden cannot be worked out from a total."""

import random

import pytest

from clinic.core.small_groups import LEAST_GROUP, hidden_groups


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([0, 0], set()),
        ([3], {0}),
        ([5], set()),
        ([4, 9, 7], {0, 2}),  # one alone would be the total less the others
        ([1, 1, 12, 6], {0, 1, 3}),  # two people together are still few
        ([4, 4, 12], {0, 1}),
        ([0, 2, 8], {1, 2}),  # nobody is no group, and hides nobody
        ([5, 6, 100], set()),
    ],
)
def test_small_groups_are_hidden_with_what_would_betray_them(counts: list[int], hidden: set[int]) -> None:
    assert hidden_groups(counts) == hidden


def test_of_any_sizes_what_is_hidden_is_several_groups_of_enough_people_or_everything() -> None:
    chance = random.Random(20261128)
    for _ in range(5000):
        counts = [chance.choice((0, 0, 1, 2, 3, 4, 5, 6, 9, 40)) for _ in range(chance.randrange(8))]
        hidden = hidden_groups(counts)
        shown = {place for place, count in enumerate(counts) if count} - hidden
        assert all(counts[place] >= LEAST_GROUP for place in shown)
        if hidden and shown:
            assert len(hidden) > 1
            assert sum(counts[place] for place in hidden) >= LEAST_GROUP
