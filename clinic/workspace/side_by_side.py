"""Those who belong to a household side by side: each one's own measures, goals and exercises, for who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from assessments.catalogue import catalogue
from assessments.models import Assessment
from assessments.pictures import course_of, plane_of, style_sentence
from assessments.queries import series, with_plane
from assessments.tracked.queries import Measure, first_series, tracked_scores, with_courses
from clients.alerts.queries import open_alerts_among
from clients.alerts.standing import AlertChip, chips_by_client
from clients.households.models import Household
from clients.households.queries import Member, as_seen
from clients.models import Client, RiskAlert
from clients.queries import visible
from clinic.core import charts
from clinic.core.access import Actor, May
from interventions.library.queries import exercises_given
from interventions.models import Assignment
from interventions.plans.goals import GoalProgress, goal_progress
from interventions.plans.queries import plans_of


@dataclass(frozen=True)
class Own:
    """What belongs to one member alone. ``placed``: the newest form of the attachment plane; ``measures``: those that
    are followed, the most urgent first, and ``course`` the first one's. ``open_alerts``: the oldest first."""

    client: Client
    open_alerts: list[RiskAlert]
    placed: Assessment | None
    plane: charts.Plane | None
    plane_name: str
    placement: str
    measures: list[Measure]
    course: charts.Course | None
    goals: list[GoalProgress]
    exercises: list[tuple[Assignment, str]]

    @property
    def alert_chips(self) -> list[AlertChip]:
        return chips_by_client(self.open_alerts)


@dataclass(frozen=True)
class Side:
    """One member as the reader may see them: ``own`` is None where they may not read the record."""

    member: Member
    own: Own | None


def side_by_side(actor: Actor, household: Household) -> list[Side]:
    """The members of a household of ``households.queries``, each with what the actor may read of them.

    Nothing of one member is drawn in the other's part, and what somebody said of violence is not on it at all.
    """
    members = as_seen(household).members
    known = [member.client.pk for member in members if member.client]
    read = set(visible(actor, May.READ_RECORD).filter(pk__in=known).values_list("pk", flat=True))
    return [
        Side(member, _own(actor, member.client) if member.client and member.client.pk in read else None)
        for member in members
    ]


def readable_ids(sides: Sequence[Side]) -> list[UUID]:
    """Whose records are shown."""
    return [side.own.client.pk for side in sides if side.own]


def _own(actor: Actor, client: Client) -> Own:
    placed = with_plane(client).first()
    key = placed.instrument if placed else "ecr-r"
    newest = list(tracked_scores(client))
    found = series(client, {key, *(score.instrument for score in newest)})
    measures = with_courses(newest, (score for one in found.values() for score in one.scores))
    first = first_series(measures, found)
    plans = plans_of(actor, client).running().filter(household=None)  # a joint plan's goals are not one's own
    given = list(Assignment.objects.running(timezone.localdate()).filter(client=client).order_by("starts_on", "id"))
    titles = exercises_given(given)
    return Own(
        client=client,
        open_alerts=list(open_alerts_among(actor, client.file_ids)),
        placed=placed,
        plane=plane_of(key, found, placed.target if placed else ""),
        plane_name=catalogue()[key].short,
        placement=style_sentence(placed) if placed else "",
        measures=measures,
        course=course_of(first) if first else None,
        goals=[one for plan in plans for one in goal_progress(plan)[0]],
        exercises=[
            (row, one.title if (one := titles.get((row.exercise, row.version))) else row.exercise) for row in given
        ],
    )
