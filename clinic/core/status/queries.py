"""What a practice's admin is shown: the installation, and of messages their own practice's alone."""

from dataclasses import replace
from datetime import datetime

from clinic.core.status.checks import Check, Facts, Level, judge
from clinic.core.status.gather import outbox_here
from clinic.core.status.models import Trouble
from clinic.core.status.watch import newest_facts


def status_here() -> tuple[Facts, list[Check]]:
    """The newest facts with the scope's own messages, and each check of them; what is amiss knows since when."""
    facts = replace(newest_facts(here=True), outbox=outbox_here())
    since = {(row.code, row.subject): row.since for row in Trouble.objects.filter(ended_at=None)}
    return facts, [_dated(check, since.get(check.key)) for check in judge(facts)]


def _dated(check: Check, since: datetime | None) -> Check:
    amiss = check.level is Level.TROUBLE and check.since is None
    return replace(check, since=since) if amiss else check
