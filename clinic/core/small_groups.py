"""Which groups of a report show no figures, so that no person can be read off it."""

from collections.abc import Sequence

LEAST_GROUP = 5  # people


def hidden_groups(counts: Sequence[int], least: int = LEAST_GROUP) -> set[int]:
    """The places of the groups that are hidden; ``counts``: how many people each has.

    Those with fewer than ``least`` people, and the next larger ones until what is hidden is several groups that have
    ``least`` people together: whoever knows a total knows no more than their sum. A group of nobody hides nobody.
    """
    groups = sorted((place for place, count in enumerate(counts) if count), key=lambda place: counts[place])
    hidden = {place for place in groups if counts[place] < least}
    if not hidden:
        return hidden
    for place in groups[len(hidden) :]:
        if len(hidden) > 1 and sum(counts[one] for one in hidden) >= least:
            break
        hidden.add(place)
    return hidden
