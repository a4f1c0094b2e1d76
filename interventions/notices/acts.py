"""Booking, moving, cancelling and restoring, with word to those who come: what pages and API call.

The rules of sessions are those of ``interventions.sessions``; here is what an act means for what the clients know.
Everything is one transaction: who is told of a change is told if and only if it was made.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from clients.care_team.actions import taker
from clients.households.joint import people_of
from clients.models import Client
from clinic.core.revisions import check_revision
from interventions.models import Series, TherapySession
from interventions.notices.changes import Appointment
from interventions.notices.outcome import Outcome
from interventions.notices.queries import appointment_of
from interventions.notices.telling import announce
from interventions.sessions import actions, series, series_changes
from interventions.sessions.giving import Given, give_session
from interventions.sessions.series import Booked, Which


@dataclass(frozen=True)
class Done:
    """The sessions that an act made or changed, and who is told of it."""

    sessions: list[TherapySession]
    outcomes: list[Outcome]
    series: Series | None = None
    left_out: list[date] = field(default_factory=list)

    def session(self, session_id: UUID) -> TherapySession:
        """The one that was acted on."""
        return next(one for one in self.sessions if one.pk == session_id)


def _locked_before(session: TherapySession, which: Which) -> dict[UUID, Appointment | None]:
    """How the session and, where they are meant too, the others of its series are; locked. One statement."""
    rows = Q(pk=session.pk)
    if which != Which.THIS and session.series_id is not None:
        rows |= Q(series=session.series_id)
    return {row.pk: appointment_of(row) for row in TherapySession.objects.filter(rows).locked()}


@transaction.atomic
def book(*, tell: bool = True, **fields: Unpack[actions.NewBooking]) -> Done:
    """Books one session, as :func:`actions.book_session`."""
    made = [actions.book_session(**fields)]
    return Done(made, announce(made, {}, tell=tell))


@transaction.atomic
def book_series(
    *, pattern: TherapySession, rule: str, skip_taken: bool = False, despite: bool = False, tell: bool = True
) -> Done:
    """Books a series, as :func:`series.book_series`; one message for all of it."""
    return _booked(series.book_series(pattern=pattern, rule=rule, skip_taken=skip_taken, despite=despite), tell)


@transaction.atomic
def extend(*, session: TherapySession, tell: bool = True, **fields: Unpack[series.Extension]) -> Done:
    """Makes a series longer, as :func:`series.extend_series`."""
    return _booked(series.extend_series(session=session, **fields), tell)


def _booked(made: Booked, tell: bool) -> Done:
    return Done(made.sessions, announce(made.sessions, {}, tell=tell), made.series, made.left_out)


@transaction.atomic
def move(
    *,
    session: TherapySession,
    which: Which = Which.THIS,
    tell: bool = True,
    knowing: bool = True,
    **fields: Unpack[series_changes.Moved],
) -> Done:
    """Moves a session or more of its series, as ``move_in_series``. ``knowing``: see :func:`announce`. To whoever takes
    part in it no more it is cancelled, to whoever does from now on it is booked."""
    before = _locked_before(session, which)
    came = people_of(session) if fields.get("takes_part") else []
    rows = series_changes.move_in_series(session=session, which=which, **fields)
    come = people_of(rows[0]) if came else []
    without = {session.pk: [person for person in came if person not in come]}
    joining = {session.pk: [person for person in come if person not in came]}
    return Done(rows, announce(rows, before, tell=tell, knowing=knowing, without=without, joining=joining))


@transaction.atomic
def give(*, session: TherapySession, which: Which = Which.THIS, tell: bool = True, **fields: Unpack[Given]) -> Done:
    """Gives a session or more of its series to another therapist, as :func:`giving.give_session`."""
    taker(fields["to"], "therapist")  # staff are locked before sessions, everywhere
    before = _locked_before(session, which)
    rows = give_session(session=session, which=which, **fields)
    return Done(rows, announce(rows, before, tell=tell))


@transaction.atomic
def cancel(
    *,
    session: TherapySession,
    which: Which = Which.THIS,
    by_client: bool = True,
    reason: str = "",
    revision: int | None = None,
    tell: bool = True,
    knowing: bool = True,
) -> Done:
    """Cancels a session or more of its series, as ``cancel_in_series``. ``knowing``: as for moving."""
    before = _locked_before(session, which)
    rows = series_changes.cancel_in_series(
        session=session, which=which, by_client=by_client, reason=reason, revision=revision
    )
    return Done(rows, announce(rows, before, tell=tell, knowing=knowing))


@transaction.atomic
def restore(*, session: TherapySession, tell: bool | None = None, revision: int | None = None) -> Done:
    """Undoes a cancellation, as :func:`actions.restore_session`. ``tell`` None: whoever was told of it is told
    again."""
    was = check_revision(session, None)
    before = {was.pk: appointment_of(was)}
    rows = [actions.restore_session(session=session, revision=revision)]
    return Done(rows, announce(rows, before, tell=tell, was_cancelled=[was]))


@transaction.atomic
def cancel_all(rows: list[TherapySession], *, reason: str, tell: bool = True) -> Done:
    """Cancels booked sessions to come, locked by the caller, by the therapist; one message a person for all of them."""
    before = {row.pk: appointment_of(row) for row in rows}
    series_changes.cancel_rows(rows, by_client=False, reason=reason)
    return Done(rows, announce(rows, before, tell=tell))


@transaction.atomic
def continue_alone(rows: list[TherapySession], *, client: Client, reason: str, tell: bool = True) -> Done:
    """Sessions of joint work to come, locked by the caller, continue with one member alone: joint ones are cancelled
    for the others, and what another one has alone within the joint plan is cancelled for ``reason``."""
    before = {row.pk: appointment_of(row) for row in rows}
    goes_on = [row for row in rows if client.pk in people_of(row)]
    without = {row.pk: [person for person in people_of(row) if person != client.pk] for row in goes_on}
    series_changes.cancel_rows([row for row in rows if row.pk not in without], by_client=False, reason=reason)
    series_changes.continue_rows_alone(goes_on, client)
    return Done(rows, announce(rows, before, tell=tell, without=without))


class _NotKept(Exception):
    """Takes a trial back."""


def preview(act: Callable[[], Done]) -> Done:
    """What an act would do, and what people would be told: it is done, and rolled back. Raises what the act raises."""
    found: list[Done] = []
    try:
        with transaction.atomic():
            found.append(act())
            raise _NotKept
    except _NotKept:
        return found[0]
