"""What pages take as a practice grows: each at several numbers of clients in one person's reach, in one run."""

import time
from collections.abc import Callable, Mapping
from statistics import median

from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from clinic.core.models import Practice, Staff
from interventions.models import Plan
from tests.factories import inside

ROUNDS = 15


def _ways(practice: Practice, therapist: Staff) -> Mapping[str, str]:
    """The pages by name: those that are to stay flat, and those of one client."""
    with inside(practice):
        client = Client.objects.order_by("sort_name")[0]
        plan = Plan.objects.get(client=client)
    return {
        "today": "/",
        "caseload": "/caseload/",
        "caseload, worse": "/caseload/?show=attention",
        "caseload, no next session": "/caseload/?show=unbooked",
        "client": reverse("workspace:client", args=[client.pk]),
        "plan": reverse("plans:plan", args=[plan.pk]),
        "calendar week": reverse("sessions:calendar"),
        "free slots": reverse("sessions:slots"),
    }


def _milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def measure(practice: Practice, therapist: Staff) -> dict[str, float]:
    """Page → median milliseconds of a request, measured in turn so that the machine's moods hit all alike."""
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Browser()
    browser.force_login(therapist.user)
    ways = _ways(practice, therapist)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 2):  # the first two warm up
        for name, path in ways.items():
            taken = _milliseconds(lambda path=path: browser.get(path))  # type: ignore[misc]
            if number > 1:
                found[name].append(taken)
    return {name: median(times) for name, times in found.items()}


def report(found: Mapping[int, Mapping[str, float]]) -> list[str]:
    """Lines to print: each page at each number of clients, and how many times as long the last takes as the first."""
    counts = list(found)
    lines = ["\npages, milliseconds by clients in one person's reach (aim for today and the caseload: at most 2 times)"]
    lines.append(f"  {'':28}" + "".join(f"{count:>10,}" for count in counts) + "     ratio")
    for name in found[counts[0]]:
        row = [found[count][name] for count in counts]
        lines.append(f"  {name:28}" + "".join(f"{ms:10.1f}" for ms in row) + f"{row[-1] / row[0]:10.2f}")
    return lines
