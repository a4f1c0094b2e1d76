"""Sessions that nobody will hold: booked, still to come, and the therapist's account is closed."""

from datetime import datetime

from clients.queries import annotate_known_names, visible
from clinic.core.access import Actor, May
from clinic.core.models import Staff
from interventions.models import TherapySession
from interventions.sessions.models import SessionQuerySet


def sessions_without_outcome(now: datetime | None = None) -> SessionQuerySet:
    """Booked sessions to come of therapists who left: no reminder goes out until somebody takes them over."""
    return TherapySession.objects.movable(now).filter(therapist__is_active=False)


def unheld_for(actor: Actor) -> SessionQuerySet:
    """Those that the actor may give to somebody else, or cancel; the next one first.

    A statement finds whose sessions these are, mostly nobody's; only then another one asks who may see them.
    """
    left = Staff.objects.filter(pk__in=sessions_without_outcome().values("therapist"), is_active=False)
    rows = sessions_without_outcome().filter(therapist__in=list(left.values_list("pk", flat=True)))
    found = annotate_known_names(rows.of_any(visible(actor, May.BOOK)), actor)
    return found.select_related("client", "therapist", "room").in_order()
