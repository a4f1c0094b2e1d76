"""Between sessions: what those who take part have to do, and what can be given to each of them beside the note."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.catalogue import Instrument
from assessments.models import QuestionnaireAssignment
from assessments.questionnaires.queries import open_questionnaires_of, with_instruments
from assessments.wording.queries import instruments
from clients.episodes.actions import refused_giving
from clients.households.joint import people_of
from clients.models import Client
from clients.queries import has_portal, visible
from clinic.core.access import Actor, May
from interventions.exercises.definitions import Exercise
from interventions.exercises.queries import exercise_file, open_assignments, suggestions_for
from interventions.library.queries import exercises_given
from interventions.models import Assignment, TherapySession


@dataclass(frozen=True)
class Between:
    """One person's exercises and questionnaires. ``exercises`` and ``questionnaires``: what can be given now, empty
    where the actor may not, the treatment is closed, or there is no sign-in to answer on."""

    person: Client
    given: list[tuple[Assignment, Exercise | None]]
    asked: list[tuple[QuestionnaireAssignment, Instrument]]
    exercises: list[Exercise]
    questionnaires: list[Instrument]


def givable(actor: Actor, session: TherapySession) -> list[Client]:
    """Who takes part, of those to whom the actor may give something; first whose file the session is in."""
    found = visible(actor, May.PLAN).filter(pk__in=people_of(session)).order_by("sort_name", "id")
    return sorted(found, key=lambda person: person.pk != session.client_id)


def between_sessions(actor: Actor, session: TherapySession, people: Iterable[Client]) -> list[Between]:
    """Of each of these people, whose records the actor reads, in this order."""
    allowed = {person.pk for person in givable(actor, session)}
    return [_between(actor, person, may_give=person.pk in allowed) for person in people]


def _between(actor: Actor, person: Client, *, may_give: bool) -> Between:
    given, asked = list(open_assignments(person.pk)), with_instruments(open_questionnaires_of(person))
    known = exercises_given(given)
    offers = may_give and refused_giving(person) is None
    fitting = suggestions_for(person, given, exercise_file(actor, person)) if offers else []
    waiting = {questionnaire.instrument for questionnaire, _instrument in asked}
    questionnaires = [
        one
        for one in (instruments().values() if offers and has_portal(person) else ())
        if one.respondent == "client" and not one.targets and one.key not in waiting
    ]
    return Between(
        person=person,
        given=[(row, known.get((row.exercise, row.version))) for row in given],
        asked=asked,
        exercises=[one.exercise for one in fitting if not one.cautions],
        questionnaires=questionnaires,
    )
