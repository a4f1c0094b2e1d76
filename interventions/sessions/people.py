"""Who takes part in a session of a joint plan: everybody, or one of them alone; changed after it was booked."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.households.joint import people_of
from clients.households.models import Household
from clients.households.queries import refused_household
from clients.models import CareRelation, Client
from interventions.models import Note, Plan, SessionRating, TherapySession


@dataclass(frozen=True)
class TakesPart:
    """Who is to take part: one person of the joint plan alone; None: everybody in it."""

    alone: Client | None


def refused_people(
    client: Client, plan: Plan | None, household: Household | None, alone_with: Client | None
) -> dict[str, object]:
    """Why these people cannot have a session together, or the one of them alone, by field."""
    errors: dict[str, object] = {}
    people = people_of(plan) if plan is not None else []
    together = plan.household if plan is not None else None
    if plan is not None and client.pk not in people:
        errors["plan"] = _("This plan is another client's.")
    if household is not None and together is not None and household.pk != together.pk:
        errors["household"] = _("The plan is another household's.")
    if alone_with is not None and together is None:
        errors["alone_with"] = _("Choose a joint plan, or book a session of this person’s own.")
    elif alone_with is not None and alone_with.pk not in people:
        errors["alone_with"] = _("This person does not take part in the plan.")
    joint = household or together
    if joint is not None and not errors and (refused := refused_household(joint, alone_with or client)):
        errors["household" if alone_with is None else "alone_with"] = refused
    return errors


def change_people(session: TherapySession, wanted: TakesPart) -> bool:
    """Sets who takes part in a session that the caller has locked and saves; answers whether that is a change.

    It then leaves its series, whose other sessions keep their people. Raises ValidationError under ``alone_with``: not
    of a joint plan, not one of its people, not in the care of the therapist, or somebody has begun a note of it or
    given numbers in it, which are one person's or all of theirs.
    """
    plan = session.plan
    if plan is None or plan.household is None:
        raise ValidationError({"alone_with": _("Who takes part can be changed in a session of a joint plan only.")})
    household = plan.household if wanted.alone is None else None
    client = wanted.alone or session.client
    if (client.pk, household and household.pk) == (session.client_id, session.household_id):
        return False
    if errors := refused_people(client, plan, None, wanted.alone):
        raise ValidationError({"alone_with": list(errors.values())})
    if not CareRelation.objects.current().filter(client=client, staff=session.therapist_id).exists():
        raise ValidationError({"alone_with": not_in_team(session.therapist.name, client.name)})
    ratings = SessionRating.objects.filter(session=session, removed_at__isnull=True)
    if Note.objects.filter(session=session).exists() or ratings.exists():
        text = _("A note of this session has been begun, or numbers given in it: who takes part can no longer change.")
        raise ValidationError({"alone_with": text})
    session.client, session.household, session.series, session.series_on = client, household, None, None
    session.participant_ids = list(people_of(plan)) if household else None
    for name in ("people_ids", "people"):
        session.__dict__.pop(name, None)
    return True


def not_in_team(therapist: str, client: str) -> str:
    """That the therapist does not care for the one who comes alone, as for anybody's own session."""
    names = {"therapist": therapist, "client": client}
    return _("%(therapist)s is not in the care team of %(client)s.") % names
