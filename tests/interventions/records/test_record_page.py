"""A plan's record on its page: what is needed during a session open and first, the rest under a line with its count."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.dateformat import format as formatted

from interventions.modalities.packages import packages
from interventions.plans.views.tabs import MOST_SHOWN, section_of
from tests.factories import a_client, a_plan, a_practice, a_row, a_staff
from tests.web import pages

pytestmark = pytest.mark.django_db


def _sections(html: str) -> list[tuple[str, bool, str]]:
    """Of the page, in order: the line that stands there, whether it is open, and what is under it."""
    found = re.findall(
        r'<section class="panel foldable">\s*<details (open)?>\s*<summary>(.*?)</summary>(.*?)</section>', html, re.S
    )
    return [
        (" ".join(re.sub("<[^>]+>", " ", unescape(line)).split()), bool(is_open), rest) for is_open, line, rest in found
    ]


@pytest.mark.parametrize("key", sorted(packages()))
def test_each_modality_names_what_is_needed_in_the_room_and_not_all_of_it(key: str) -> None:
    kinds = packages()[key].kinds
    at_hand = [kind for kind in kinds if kind.at_hand]
    assert 1 <= len(at_hand) <= 2
    assert not [kind.key for kind in at_hand if kind.is_number]


def test_the_rows_of_sessions_are_folded_with_their_count_and_last_day_and_the_targets_stand_open_first() -> None:
    therapist = a_staff(a_practice())
    plan = a_plan(a_client(therapist), "emdr")
    labels = [f"target {number}" for number in range(MOST_SHOWN + 3)]
    targets = [a_row(plan, "target", label=label) for label in labels]
    newest = timezone.localdate() - timedelta(days=2)
    for week in range(6):
        a_row(plan, "measure", target=targets[0], on=newest - timedelta(days=week), sets=0, sud=week)
    html = pages(therapist).get(f"/plans/{plan.pk}/record/").content.decode()
    (target, target_open, rows), (measure, measure_open, measures) = _sections(html)
    assert (target, target_open) == (f"Target {len(labels)}", True)
    shown, _earlier, folded = rows.partition("<details>")
    assert [label for label in labels if f">{label}<" in shown] == labels[-MOST_SHOWN:]  # the newest
    assert [label for label in labels if f">{label}<" in folded] == labels[:-MOST_SHOWN]
    assert f"Earlier: {len(labels) - MOST_SHOWN}" in folded
    assert (measure, measure_open) == (f"SUD and VOC 6 last on {formatted(newest, 'j M Y')}", False)
    assert measures.count("<li>") == 6
    assert 'Add<span class="visually-hidden"> block and interweave' in html  # of what is not recorded yet, too


def test_what_is_sorted_by_what_it_is_keeps_its_order_and_one_row_is_never_folded_alone() -> None:
    therapist = a_staff(a_practice())
    plan = a_plan(a_client(therapist), "ifs")
    names = [f"part {number}" for number in range(MOST_SHOWN + 1)]
    parts = [a_row(plan, "part", name=name, kind="manager") for name in names]
    kind = next(kind for kind in packages()["ifs"].kinds if kind.key == "part")
    section = section_of(kind, parts)
    assert ([str(row) for row in section.first], section.rest, section.newest) == (names, [], None)
    section = section_of(kind, [*parts, parts[0]])
    assert (len(section.first), len(section.rest), section.count) == (MOST_SHOWN, 2, MOST_SHOWN + 2)
