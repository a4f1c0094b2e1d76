"""Giving a session, or those of a series from one on, to another therapist."""

from typing import NotRequired, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.care_team.actions import join_team, taker
from clients.households.joint import clients_of
from clinic.core.access import Actor
from clinic.core.revisions import check_revision
from interventions.models import TherapySession
from interventions.sessions.actions import State, slot_query_of, translate_overlap_errors
from interventions.sessions.availability import clashes, concerns, zone_of_practice
from interventions.sessions.series import Which, in_words, taken_in_words
from interventions.sessions.series_changes import select_sessions


class Given(TypedDict):
    """To whom, by whom; ``revision`` as it was shown; ``despite`` leave, hours and pauses."""

    to: UUID
    by: Actor
    revision: NotRequired[int | None]
    despite: NotRequired[bool]


@transaction.atomic
def give_session(
    *,
    session: TherapySession,
    to: UUID,
    by: Actor,
    which: Which = Which.THIS,
    revision: int | None = None,
    despite: bool = False,
) -> list[TherapySession]:
    """Another therapist holds this session, or with it the following ones or all to come; time and place stay.

    Who is given a session sees the client's record: they join the care team, where ``by`` may decide that. Raises
    ValidationError (``therapist``: busy then, not in the care team, no active therapist; ``despite``: leave, hours,
    pause), SlotTaken, or EditConflict. Nothing changes then.
    """
    staff, found = taker(to, "therapist"), check_revision(session, revision)
    if found.state != State.BOOKED:
        raise ValidationError(_("Only a booked session can be given to somebody else."))
    if found.therapist_id == staff.pk:
        raise ValidationError({"therapist": _("%(name)s already holds this session.") % {"name": staff.name}})
    rows = select_sessions(found, which) if found.series_id and which != Which.THIS else [found]
    rows = [row for row in rows if row.therapist_id != staff.pk]
    for row in rows:
        row.therapist = staff
    _refuse_unfit(rows, despite)
    for client in clients_of(rows).values():
        join_team(client=client, staff=staff, by=by, field="therapist")
    with translate_overlap_errors():
        for row in rows:
            row.save(update_fields=["therapist"])
    return rows


def _refuse_unfit(rows: list[TherapySession], despite: bool) -> None:
    """Raises ValidationError where the new therapist has something else then, or is away."""
    slot, spans, own = slot_query_of(rows[0]), [(row.starts_at, row.ends_at) for row in rows], [row.pk for row in rows]
    zone, taken = zone_of_practice(rows[0].practice_id), clashes(slot, spans, own)
    if any(taken):
        raise ValidationError({"therapist": taken_in_words(spans, taken, zone)})
    against = [] if despite else concerns(rows[0].practice_id, slot, spans, own)
    if any(against):
        raise ValidationError({"despite": in_words(spans, against, zone)})
