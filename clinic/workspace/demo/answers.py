"""Made-up answers that come near a score."""

import random

from assessments import catalogue


def answers_for(instrument: catalogue.Instrument, goal: dict[str, float], rng: random.Random) -> dict[str, object]:
    """Answers whose scores lie near ``goal`` (subscale → score in the instrument's unit); risk items stay at zero."""
    risky = {alert.item for alert in instrument.alerts}
    found: dict[str, object] = {}
    for key, subscale in instrument.subscales.items():
        mean = goal[key] / len(subscale.items) if instrument.aggregate == "sum" else goal[key]
        for item in subscale.items:
            value = min(instrument.max, max(instrument.min, round(rng.gauss(mean, 0.55))))
            if item in risky:
                value = instrument.min
            found[str(item)] = instrument.counted(subscale, item, value)
    return found
