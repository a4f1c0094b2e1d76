"""The one place that answers "may this person do this to that".

Three words: an **actor** (who), a **capability** (what, :class:`May`) and a **reach** (to whose records). The table
``POLICY`` is the whole rule. Packages ask :func:`reach` and turn the answer into a filter (``clients.queries``);
nothing else compares roles.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from clinic.core.sending import sign_out_response


class Role(TextChoices):
    """What a person is to a practice. Staff may have several; a client has this one only."""

    THERAPIST = "therapist", _("therapist")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMIN = "admin", _("admin")
    CLIENT = "client", _("client")

    @classmethod
    def of_staff(cls) -> list["Role"]:
        """What somebody who works here can be."""
        return [role for role in cls if role != cls.CLIENT]

    @classmethod
    def staff_choices(cls) -> list[tuple[str, Any]]:
        """The same with their names, for models, forms and serializers."""
        return [(role.value, role.label) for role in cls.of_staff()]


class Reach(Enum):
    """Whose records a capability covers."""

    CARE = "clients in one's care"
    LEAD = "clients whose lead one is"
    FORMER = "clients who were in one's care until lately, as long as the practice allows"
    COVER = "clients in the care of somebody for whom one covers now"
    SUPERVISED = "clients in a supervisee's care"
    ON_CALL = "clients with an open alert, while one is on call at every hour"
    TOLD = "clients with an open alert of which one was told, or with one that one closed and is to follow up"
    PRACTICE = "all of the practice"
    SELF = "one's own record"


class May(StrEnum):
    """Everything that somebody may be allowed to do."""

    SEE_DESK = "see Today"
    SEE_CLIENT = "see that a client exists: name, contact, appointments"
    ADD_CLIENT = "add a client"
    READ_RECORD = "read scores, plans and exercises"
    READ_ANSWERS = "read the answers to single items"
    RECORD = "record assessments"
    PLAN = "assign plans and exercises"
    BOOK = "book and move sessions"
    SEE_CALENDAR = "see a therapist's calendar"
    KEEP_HOURS = "set working hours, leave and the calendar feed"
    SEE_ALERTS = "see risk alerts, take and close them"
    HAND_ALERTS = "hand risk alerts to somebody"
    WATCH_ALERTS = "see that alerts wait, and whom to reach"
    SEE_CASELOAD = "see a caseload, and what needs somebody in it"
    SEE_REPORTS = "see reports in aggregate"
    SEE_ACCESS_LOG = "see who looked at a record"
    READ_INSTRUMENTS = "read instrument definitions"
    USE_PORTAL = "see and do one's own exercises"
    WRITE_NOTES = "write and sign one's own notes of sessions"
    READ_NOTES = "read signed notes of sessions"
    COSIGN = "cosign notes, or return them"
    WRITE_LETTERS = "write and sign letters about a treatment, and hand them over"
    READ_LETTERS = "read signed letters"
    SEE_LETTERS = "see that a letter exists: its kind, to whom, by whom, when"
    KEEP_TEMPLATES = "write note templates of the practice"
    READ_LIBRARY = "read exercises, modalities and pages for clients"
    KEEP_LIBRARY = "write custom exercises"
    KEEP_FILE = "change contacts, consents and portal access"
    KEEP_CARE = "add to a client's care team, end and hand over care"
    REOPEN = "open a client's treatment again"
    MANAGE_PRACTICE = "manage staff, rooms and the practice's details"
    SEE_STATUS = "see how the installation is: parts, disk, backups"
    SEE_MAILBOX = "see what the mail sink of the local stack received"
    SEE_OWN_ACCOUNT = "see one's own account"


# Who covers works in these files as those could who are away. Whose clients they are stays as it is: not KEEP_CARE.
_OWN = {Reach.CARE, Reach.COVER}
_CARE = {Role.THERAPIST: _OWN}
_READERS: Mapping[Role, set[Reach]] = {
    Role.THERAPIST: {*_OWN, Reach.FORMER},
    Role.SUPERVISOR: {Reach.SUPERVISED},
}
_CLINICAL = {Role.THERAPIST: _OWN, Role.SUPERVISOR: {Reach.SUPERVISED}}
_ALERTED = {
    Role.THERAPIST: {*_OWN, Reach.ON_CALL, Reach.TOLD},
    Role.SUPERVISOR: {Reach.SUPERVISED, Reach.ON_CALL, Reach.TOLD},
}
_STAFF: dict[Role, set[Reach]] = {role: {Reach.PRACTICE} for role in Role if role is not Role.CLIENT}

POLICY: Mapping[May, Mapping[Role, set[Reach]]] = {
    May.SEE_DESK: _STAFF,
    May.SEE_CLIENT: {**_READERS, Role.ADMIN: {Reach.PRACTICE}},
    May.ADD_CLIENT: {Role.THERAPIST: {Reach.PRACTICE}, Role.ADMIN: {Reach.PRACTICE}},
    May.READ_RECORD: _READERS,
    May.READ_ANSWERS: _READERS,
    May.RECORD: _CARE,
    May.PLAN: _CARE,
    May.BOOK: {Role.THERAPIST: _OWN, Role.ADMIN: {Reach.PRACTICE}},
    May.SEE_CALENDAR: {**_CLINICAL, Role.ADMIN: {Reach.PRACTICE}},
    May.KEEP_HOURS: {Role.THERAPIST: {Reach.CARE}, Role.ADMIN: {Reach.PRACTICE}},
    May.SEE_ALERTS: _ALERTED,
    May.HAND_ALERTS: {**_ALERTED, Role.ADMIN: {Reach.PRACTICE}},
    May.WATCH_ALERTS: {Role.ADMIN: {Reach.PRACTICE}},
    May.SEE_CASELOAD: _CLINICAL,
    May.SEE_REPORTS: {Role.ADMIN: {Reach.PRACTICE}},
    May.SEE_ACCESS_LOG: {Role.THERAPIST: _OWN, Role.ADMIN: {Reach.PRACTICE}},
    May.READ_INSTRUMENTS: _STAFF,
    May.WRITE_NOTES: _CARE,
    May.READ_NOTES: _READERS,
    May.COSIGN: {Role.SUPERVISOR: {Reach.SUPERVISED}},
    May.WRITE_LETTERS: _CARE,
    May.READ_LETTERS: _READERS,
    May.SEE_LETTERS: {**_READERS, Role.ADMIN: {Reach.PRACTICE}},
    May.KEEP_TEMPLATES: {Role.THERAPIST: {Reach.PRACTICE}, Role.ADMIN: {Reach.PRACTICE}},
    May.READ_LIBRARY: _STAFF,
    May.KEEP_LIBRARY: {Role.THERAPIST: {Reach.PRACTICE}, Role.ADMIN: {Reach.PRACTICE}},
    May.KEEP_FILE: {Role.THERAPIST: _OWN, Role.ADMIN: {Reach.PRACTICE}},
    May.KEEP_CARE: {Role.THERAPIST: {Reach.LEAD}, Role.ADMIN: {Reach.PRACTICE}},
    May.REOPEN: {Role.THERAPIST: _OWN, Role.ADMIN: {Reach.PRACTICE}},
    May.MANAGE_PRACTICE: {Role.ADMIN: {Reach.PRACTICE}},
    May.SEE_STATUS: {Role.ADMIN: {Reach.PRACTICE}},
    May.SEE_MAILBOX: {Role.ADMIN: {Reach.PRACTICE}},
    May.USE_PORTAL: {Role.CLIENT: {Reach.SELF}},
    May.SEE_OWN_ACCOUNT: {role: {Reach.SELF} for role in Role},
}
# Nobody in the demo practice is real: whoever tries it out sees what clients and colleagues are sent.
DEMO_POLICY: Mapping[May, Mapping[Role, set[Reach]]] = {May.SEE_MAILBOX: _STAFF}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a staff member, a client, or the system itself (no person).

    ``person_id`` is the Staff or Client row; ``label`` is what the change history shows.
    """

    practice_id: UUID
    label: str
    roles: frozenset[Role] = frozenset()
    user_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""

    @property
    def is_client(self) -> bool:
        return Role.CLIENT in self.roles

    @property
    def staff_id(self) -> UUID | None:
        return None if self.is_client else self.person_id

    def as_staff(self) -> UUID:
        """The Staff row that acts; raises PermissionDenied for a client or the system."""
        if self.staff_id is None:
            raise PermissionDenied("only staff can do this")
        return self.staff_id


def system(practice_id: UUID, label: str) -> Actor:
    """The actor of a task that no person started. It has no role, and so no capability."""
    return Actor(practice_id=practice_id, label=label)


def reach(actor: Actor | None, capability: May) -> frozenset[Reach]:
    """Whose records the actor may do this to; empty means no records."""
    if actor is None:
        return frozenset()
    rules = DEMO_POLICY.get(capability, POLICY[capability]) if settings.DEMO else POLICY[capability]
    return frozenset(found for role in actor.roles for found in rules.get(role, ()))


def may(actor: Actor | None, capability: May) -> bool:
    """Whether the actor may do this to anybody at all. For a certain record, fetch it through its query."""
    return bool(reach(actor, capability))


def roles_with(capability: May) -> list[str]:
    """The roles that have a capability, as they are stored: for finding the staff whom it concerns."""
    return sorted(role.value for role, reached in POLICY[capability].items() if reached)


def require(actor: Actor | None, capability: May) -> Actor:
    """Returns the actor, or raises PermissionDenied."""
    if actor is None or not may(actor, capability):
        raise PermissionDenied(f"not allowed: {capability}")
    return actor


class ActorRequest(HttpRequest):
    """A request that has passed :func:`page`: its actor is there."""

    actor: Actor


P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]


def page(capability: May) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Guards a page: strangers are sent to sign in, people without the capability get 403."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                if request.user.is_authenticated:
                    raise PermissionDenied("no practice")
                return sign_out_response(request)
            require(actor, capability)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.capability = capability  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)

    return decorate


def roles_of(values: Iterable[Any]) -> frozenset[Role]:
    """Roles from stored values; unknown ones are dropped, never guessed."""
    return frozenset(Role(value) for value in values if value in Role.values)
