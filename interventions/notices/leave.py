"""What becomes of the sessions in a leave, with word to those who come: what the page and the API call."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from clinic.core.access import Actor
from clinic.core.text import clean_text
from interventions.models import Leave
from interventions.notices.acts import Done
from interventions.notices.queries import appointment_of
from interventions.notices.telling import announce
from interventions.sessions.leave_changes import (
    LeaveAct,
    cancel_chosen,
    give_chosen,
    lock_chosen,
    lock_covering,
    move_chosen,
)


@transaction.atomic
def settle(
    *,
    leave: Leave,
    by: Actor,
    act: LeaveAct,
    chosen: Mapping[UUID, int | None],
    reason: str = "",
    tell: bool = True,
    knowing: bool = True,
) -> Done:
    """Does one thing with several sessions of a leave: all of them or, with an error, none. One message a person.

    ``chosen``: session → the revision that was shown, None for any. ``reason``: of a cancellation. ``knowing``: see
    ``announce``. Raises SessionsRefused, and ValidationError by field.
    """
    reason = clean_text(reason, "reason", 200) if reason else ""
    covers = lock_covering(leave) if act == LeaveAct.GIVE else []
    rows = lock_chosen(leave, by, chosen)
    before = {row.pk: appointment_of(row) for row in rows}
    if act == LeaveAct.CANCEL:
        rows = cancel_chosen(rows, reason)
    elif act == LeaveAct.MOVE:
        rows = move_chosen(leave, rows)
    else:
        rows = give_chosen(covers, rows)
    return Done(rows, announce(rows, before, tell=tell, knowing=knowing))
