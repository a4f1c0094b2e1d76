"""A simulated year: every alert reaches somebody who is there, every client has somebody, every change is told once."""

import os
import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings

from clients.models import AlertAct
from clinic.core.models import Message, Staff
from tests import servers
from tests.consequences.year import DAY, FIRST_HOURS, LATER_SWEEP, MINUTE, START, SWEEP, ZONE, Size, Year
from tests.factories import inside

T = TypeVar("T")
SEED = int(os.environ.get("SEED", "10"))
SIZE = Size(12, 400, 365) if os.environ.get("PROVE") else Size(5, 16, 14, pace=20)
FIRST_STEP = 60 * MINUTE  # the usual wait; half of it where the risk is high


def tidy(database: str) -> None:
    """What autovacuum does on a server that is not a test's."""
    with servers.superuser(database) as owner:
        owner.execute("VACUUM (ANALYZE)")


@pytest.fixture
def year(_sink: list[bytes], own_database: str) -> Year:
    """The whole time, passed, with real commits: what is changed again and again within one transaction gets slow."""
    hosts = override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"])
    with hosts, time_machine.travel(START, tick=False) as clock:
        found = Year(_sink, clock.move_to, SIZE, random.Random(SEED))
        found.each_week = partial(tidy, own_database)
        found.run()
    return found


def rounds(year: Year) -> dict[UUID, list[tuple[datetime, UUID]]]:
    """Alert → when whom was told, in order."""
    found: dict[UUID, list[tuple[datetime, UUID]]] = defaultdict(list)
    with inside(year.practice):
        acts = AlertAct.objects.filter(kind__in=("told", "escalated")).order_by("at", "id")
        for alert, at, staff in acts.values_list("alert_id", "at", "staff_id"):
            found[alert].append((at, staff))
    return found


def late(year: Year) -> list[str]:
    """Alerts of which nobody was told at once, or somebody who was not there, or that waited too long."""
    wrong, told = [], rounds(year)
    for alert in year.alerts:
        mine = told[alert.id]
        times = sorted({at for at, _staff in mine})
        if not times or times[0] != alert.at:
            wrong.append(f"{alert}: first told {times[:1]}")
        wrong += [f"{alert}: {staff} was not there at {at}" for at, staff in mine if not year.present(staff, at)]
        end = min(one for one in (alert.taken, alert.closed, year.now) if one)
        waited = [at for at in times if at <= end] + [end]
        for number, (one, other) in enumerate(pairwise(waited)):
            sweep = SWEEP if other - alert.at < FIRST_HOURS else LATER_SWEEP
            if other - one > (FIRST_STEP if number == 0 else DAY) + sweep:
                wrong.append(f"{alert}: nobody was told from {one} to {other}")
    return wrong


def undelivered(year: Year) -> list[str]:
    """Notices of alerts that the mail server did not get, and changes that a client did not hear of once."""
    with inside(year.practice):
        rows = list(Message.objects.all())
        addresses = dict(Staff.objects.values_list("pk", "user__email"))
    wrong = [
        f"notice to {row.to_address}: {row.state} {row.state_reason}"
        for row in rows
        if row.kind == Message.Kind.ALERT and row.state != Message.State.SENT and row.recipient_id not in year.left
    ]
    notices = Counter(row.recipient_id for row in rows if row.kind == Message.Kind.ALERT)
    told = Counter(staff for one in rounds(year).values() for _at, staff in one)
    wrong += [
        f"{addresses[one]}: told {told[one]} times, {notices[one]} notices" for one in told if told[one] > notices[one]
    ]
    heard = Counter(row.recipient_id for row in rows if row.kind == Message.Kind.APPOINTMENT)
    wrong += [
        f"{one}: {heard[one]} messages of {count} changes" for one, count in year.told.items() if heard[one] != count
    ]
    sent = Counter(row.to_address for row in rows if row.state == Message.State.SENT)
    wrong += [f"{one}: {year.mails[one]} mails of {count}" for one, count in sent.items() if year.mails[one] != count]
    return wrong


def unheard(year: Year) -> list[str]:
    """Messages about a change that a client who is still there never gets: but for those that another change replaced
    while they waited for the end of the night."""
    with inside(year.practice):
        rows = Message.objects.filter(kind=Message.Kind.APPOINTMENT, recipient_id__in=year.in_care)
        unsent = list(rows.exclude(state=Message.State.SENT))
    return [
        f"{row.recipient_id}: {row.state} {row.state_reason} at {row.state_at}"
        for row in unsent
        if row.state_reason != "replaced by a newer message" or 8 <= row.state_at.astimezone(ZONE).hour < 21
    ]


def test_a_year_of_leaves_closings_moves_and_alerts_at_night(year: Year) -> None:
    print(f"\nseed {SEED}, {SIZE}:", dict(sorted(year.books.items())))  # noqa: T201 -- the result of make prove
    wrong = year.faults + late(year) + undelivered(year) + unheard(year)
    assert not wrong, "\n".join(["", *wrong])
    with inside(year.practice):
        after_death = Message.objects.filter(recipient_id__in=year.dead, state=Message.State.SENT)
        assert [row for row in after_death if row.state_at > year.dead[row.recipient_id] + timedelta(minutes=1)] == []
    for what in ("alerts", "moved", "cancelled", "leaves"):
        assert year.books[what] > 0, what
