"""Scoring against a bare loop, and the plane in its template: pure Python, no server."""

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from django.template import Context, Template

from assessments import catalogue, scoring
from clinic.core import charts

SHEETS = 10_000


def _seconds(act: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def bare_loop(sheets: list[dict[int, int | None]]) -> list[tuple[float, float]]:
    """The two means of an ECR-R, written out for this one instrument, without missing answers."""
    anxiety = [(n, n in {9, 11}) for n in range(1, 19)]
    turned = {20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36}
    avoidance = [(n, n in turned) for n in range(19, 37)]
    found = []
    for sheet in sheets:
        pair = [
            round(sum(8 - (sheet[n] or 0) if reverse else (sheet[n] or 0) for n, reverse in key) / 18, 2)
            for key in (anxiety, avoidance)
        ]
        found.append((pair[0], pair[1]))
    return found


def measure() -> list[str]:
    """Lines to print: scoring 10,000 ECR-R, and the plane of fifty points."""
    rng = random.Random(7)
    ecr_r = catalogue.get("ecr-r")
    sheets: list[dict[int, int | None]] = [{n: rng.randint(1, 7) for n in range(1, 37)} for _ in range(SHEETS)]
    ours = [scoring.score(ecr_r, sheet) for sheet in sheets]
    assert [(s["anxiety"].value, s["avoidance"].value) for s in ours] == bare_loop(sheets)
    seconds = _seconds(lambda: [scoring.score(ecr_r, sheet) for sheet in sheets])
    loop = _seconds(lambda: bare_loop(sheets))
    points = [
        charts.PlanePoint(date(2026, 1, 1) + timedelta(days=7 * n), 1 + n % 6, 1 + n % 5, 0.317, 0.315)
        for n in range(50)
    ]
    template = Template("{% load formats %}{% plane chart 'p' %}")

    def draw() -> str:
        made = charts.plane(points, title="t", description="d", cut=4, norm=(3.56, 2.92), region=(0.88, 0.87))
        return str(template.render(Context({"chart": made})))

    draw()
    rate, ratio = SHEETS / seconds, seconds / loop
    return [
        f"\nscoring {SHEETS:,} ECR-R: {rate:,.0f} a second; {ratio:.2f} times as long as a bare loop",
        f"plane of {len(points)} points, computed and drawn: {_seconds(draw, 20) * 1000:.1f} ms",
    ]
