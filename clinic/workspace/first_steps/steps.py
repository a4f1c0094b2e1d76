"""The first steps of a practice and of a therapist: each is done when the data say so, and can be put away."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Wording
from clients.models import AlertRules, Client
from clients.on_call.models import OnCallShift
from clinic.core.access import Actor, May, Reach, may, reach
from clinic.core.models import Message, Practice, Room, Staff
from interventions.models import Hours, TherapySession


@dataclass(frozen=True)
class Step:
    """A step: what to do, why, where (a route; ``own`` where it takes the person's id), and who is asked to."""

    label: str | Promise
    why: str | Promise
    route: str
    may: May
    query: str = ""
    own: bool = False


@dataclass(frozen=True)
class ShownStep:
    """A step as somebody sees it; ``put_away``: they said that it is not needed here."""

    key: str
    label: str
    why: str
    url: str
    done: bool
    put_away: bool


STEPS: Mapping[str, Step] = {
    "contacts": Step(
        _("Write down crisis contacts"),
        _("Clients see them on every page, and after an answer that tells of risk."),
        "practice:practice",
        May.MANAGE_PRACTICE,
    ),
    "mail": Step(
        _("Send a trial mail"),
        _("Invitations and reminders go by mail. See that one arrives."),
        "practice:practice",
        May.MANAGE_PRACTICE,
    ),
    "staff": Step(
        _("Invite your colleagues"),
        _("Each gets a mail with a link to choose a password."),
        "practice:practice",
        May.MANAGE_PRACTICE,
    ),
    "rooms": Step(
        _("Name your rooms"),
        _("A room is booked once at a time. Without one, sessions are online."),
        "practice:practice",
        May.MANAGE_PRACTICE,
    ),
    "on-call": Step(
        _("Say who is on call"),
        _("They are told of a risk alert when the client's therapist is away."),
        "on_call:on-call",
        May.MANAGE_PRACTICE,
    ),
    "wordings": Step(
        _("Load the published wording of your instruments"),
        _("Norms and cut-offs hold for the published wording alone."),
        "wording:wordings",
        May.MANAGE_PRACTICE,
    ),
    "hours": Step(
        _("Enter your working hours"),
        _("Free times are offered within them."),
        "sessions:hours",
        May.RECORD,
        own=True,
    ),
    "client": Step(
        _("Add the first client"),
        _("Name and e-mail address are enough to begin."),
        "clients:client-new",
        May.ADD_CLIENT,
    ),
    "session": Step(
        _("Book the first session"),
        _("The client is reminded before it, if they wish."),
        "workspace:caseload",
        May.RECORD,
        query="?to=book",
    ),
    "measure": Step(
        _("Record the first questionnaire"),
        _("On paper, or given for the client's page: it is scored at once."),
        "workspace:caseload",
        May.RECORD,
        query="?to=record",
    ),
}


def _facts(actor: Actor) -> QuerySet[Staff]:
    """The actor's row with a column for each step that is done. Row-level security keeps it to the practice."""
    own = OuterRef("pk")
    here = Practice.objects.filter(pk=OuterRef("practice_id"))
    named = AlertRules.objects.filter(on_call__isnull=False)
    return Staff.objects.filter(pk=actor.as_staff()).annotate(
        contacts=Exists(here.exclude(crisis_contacts="")),
        mail=Exists(Message.objects.filter(channel=Message.Channel.EMAIL, state=Message.State.SENT)),
        staff=Exists(Staff.objects.exclude(pk=own)),
        rooms=Exists(Room.objects.all()),
        on_call=Exists(named) | Exists(OnCallShift.objects.all()),
        wordings=Exists(Wording.objects.filter(retired_at__isnull=True)),
        hours=Exists(Hours.objects.filter(therapist=own)),
        client=Exists(_clients(actor)),
        session=Exists(TherapySession.objects.filter(therapist=own)),
        measure=Exists(Assessment.objects.filter(recorded_by=own)),
    )


def _clients(actor: Actor) -> QuerySet[Client]:
    """Whose file ticks “the first client”: anybody's for an admin, for others one that they care for."""
    if Reach.PRACTICE in reach(actor, May.KEEP_FILE):
        return Client.objects.all()
    return Client.objects.filter(care__staff=OuterRef("pk"))


def first_steps(actor: Actor) -> list[ShownStep]:
    """The steps of what the actor may do, in order. One statement."""
    asked = {key: step for key, step in STEPS.items() if may(actor, step.may)}
    if not asked:
        return []
    found = _facts(actor).get()
    return [
        ShownStep(
            key=key,
            label=str(step.label),
            why=str(step.why),
            url=reverse(step.route, args=[found.pk] if step.own else None) + step.query,
            done=bool(getattr(found, key.replace("-", "_"))),
            put_away=key in found.steps_put_away,
        )
        for key, step in asked.items()
    ]


def put_step_away(actor: Actor, key: str, *, away: bool = True) -> None:
    """Takes a step off the actor's own list, or puts it back on; twice is as once. Raises ValidationError by field."""
    if key not in STEPS or not may(actor, STEPS[key].may):
        raise ValidationError({"step": _("There is no such step.")})
    staff = Staff.objects.select_for_update().get(pk=actor.as_staff())
    kept = [one for one in staff.steps_put_away if one != key]
    staff.steps_put_away = [*kept, key] if away else kept
    staff.save(update_fields=["steps_put_away"])
