"""Reads of assignments."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from assessments.queries import latest_with_plane
from clients.alerts.queries import open_alerts
from clients.health.models import HealthFact
from clients.health.queries import health_among, newest_facts, person_of
from clients.households.joint import people_of
from clients.models import Client
from clients.queries import violence_going_on, visible
from clinic.core.access import Actor, May
from clinic.core.messages import Message
from clinic.core.moments import current_zone
from clinic.core.wallclock import days_before, midnight
from interventions import catalogue
from interventions.cautions import Against, File, for_exercise, while_it_runs
from interventions.exercises.definitions import Exercise
from interventions.exercises.models import ExerciseLogQuerySet
from interventions.exercises.suggesting import Suggestion, steadying_after, suggest
from interventions.library.queries import exercises, exercises_given, modalities_of
from interventions.models import Assignment, ExerciseLog, Plan, Worsening
from interventions.plans.queries import dissociation_forms, dissociation_of


def open_assignments(client_id: UUID) -> QuerySet[Assignment]:
    """A client's exercises that run today, with ``done_today`` and ``done_week`` (times in the last seven days)."""
    now = timezone.now()
    today, zone = timezone.localdate(), current_zone()
    began, week = midnight(today, zone), days_before(now, 7, zone)
    counted = ~Q(logs__done=ExerciseLog.Done.NO)
    return (
        Assignment.objects.running(today)
        .filter(client_id=client_id)
        .annotate(
            done_today=Count("logs", filter=counted & Q(logs__at__gte=began)),
            put_off_today=Count("logs", filter=Q(logs__done=ExerciseLog.Done.NO, logs__at__gte=began)),
            done_week=Count("logs", filter=counted & Q(logs__at__gte=week)),
        )
        .order_by("done_today", "starts_on", "id")
    )


def assignments(actor: Actor) -> QuerySet[Assignment]:
    """Exercises given to clients whose records the actor may read, with ``running``: whether they run today."""
    running = Assignment.objects.running(timezone.localdate()).filter(pk=OuterRef("pk"))
    return Assignment.objects.filter(client__in=visible(actor, May.READ_RECORD)).annotate(running=Exists(running))


def without_private(actor: Actor, rows: Iterable[Assignment]) -> list[Assignment]:
    """The same rows, without a caution and its reason where these may rest on what another of a household said alone
    and the actor may not read that one's record. No statement where there is no such caution."""
    found = list(rows)
    risky = [row for row in found if any(one.code == Against.WITH_PARTNER for one in row.cautions)]
    if risky:
        readable = visible(actor, May.READ_RECORD)
        joint = Plan.objects.of_any({row.client_id for row in risky}).joint()
        unread = joint.filter(Exists(joint.participants().exclude(client__in=readable)))
        closed = {person for plan in unread.with_people() for person in people_of(plan)}
        for row in risky:
            if row.client_id in closed:
                row.cautions, row.caution_reason = [], ""
    return found


def resting_assignments(client_id: UUID) -> QuerySet[Assignment]:
    """A client's exercises that rest while the treatment, or the plan that they hang on, is paused."""
    found = Assignment.objects.resting(timezone.localdate()).filter(client_id=client_id)
    return found.order_by("starts_on", "id")


def logs(actor: Actor) -> ExerciseLogQuerySet:
    """What clients noted whose records the actor may read."""
    rows = ExerciseLog.objects.filter(client__in=visible(actor, May.READ_RECORD))
    return rows.select_related("assignment").prefetch_related("facts", "worsenings")


MOST_EARLIER = 60  # exercises that a client no longer has, on their page
NEWEST = 20  # logs that a client's page shows besides those that wait to be read
MOST_WAITING = 100  # of those that wait; older ones follow as these are read


def logs_to_show(client: Client) -> QuerySet[ExerciseLog]:
    """What a client's page shows: first, however old, what made things worse and nobody has read, then the newest.

    One statement.
    """
    rows = ExerciseLog.objects.filter(client=client)
    newest = rows.order_by("-at", "-id")[:NEWEST]
    found = rows.filter(Q(pk__in=rows.waiting().values("pk")) | Q(pk__in=newest.values("pk")))
    unread = Exists(Worsening.objects.unread().filter(log=OuterRef("pk")))
    return found.select_related("assignment").order_by(unread.desc(), "-at", "-id")[: NEWEST + MOST_WAITING]


def log_with(actor: Actor, log_id: UUID, capability: May, client_id: UUID | None = None) -> ExerciseLog:
    """What a client noted once, if the actor may do this to them (and it is this client's); otherwise Http404."""
    rows = ExerciseLog.objects.filter(pk=log_id, client__in=visible(actor, capability))
    found = (rows.filter(client=client_id) if client_id else rows).first()
    if found is None:
        raise Http404("no such log")
    return found


def assignment_with(actor: Actor, assignment_id: UUID, capability: May) -> Assignment:
    """The exercise given, if the actor may do this to its client; otherwise Http404."""
    found = Assignment.objects.filter(pk=assignment_id, client__in=visible(actor, capability)).first()
    if found is None:
        raise Http404("no such assignment")
    return found


def portal_assignment(client_id: UUID, assignment_id: UUID) -> Assignment:
    """The client's own running assignment; otherwise Http404."""
    found = open_assignments(client_id).filter(pk=assignment_id).first()
    if found is None:
        raise Http404("no such exercise")
    return found


def is_inactive(client_id: UUID, assignment_id: UUID) -> bool:
    """Whether an exercise is the client's own but does not run now."""
    return (
        Assignment.objects.filter(client_id=client_id, pk=assignment_id)
        .exclude(pk__in=Assignment.objects.running(timezone.localdate()).values("pk"))
        .exists()
    )


def exercise_of(assignment: Assignment) -> Exercise:
    """The exercise as it was given; Http404 where nobody knows it any more."""
    known = exercises_given([assignment]).get((assignment.exercise, assignment.version))
    if known is None:
        raise Http404("no such exercise")
    return known


@dataclass(frozen=True)
class Adherence:
    """How an exercise goes: ``weeks`` the times done in each of the last eight weeks, the newest last, of ``asked``.

    ``effect``: mean of tension before minus after over the logs that have both; None without any.
    """

    assignment: Assignment
    weeks: list[int]
    asked: int
    effect: float | None
    rated: int


WEEKS = 8


def adherence_of(client: Client) -> list[Adherence]:
    """A client's exercises with adherence by week and effect, running ones first; two statements."""
    now = timezone.now()
    rows = list(Assignment.objects.filter(client=client).order_by("-starts_on", "-id")[:60])
    logs: dict[UUID, list[ExerciseLog]] = {}
    zone = current_zone()
    ends = [days_before(now, 7 * number, zone) for number in range(1, WEEKS + 1)]  # of each week, the newest first
    done = ExerciseLog.objects.filter(assignment__in=rows).exclude(done=ExerciseLog.Done.NO)
    for log in done.order_by("at"):
        logs.setdefault(log.assignment_id, []).append(log)
    found = []
    for row in rows:
        weeks, differences = [0] * WEEKS, []
        for log in logs.get(row.pk, []):
            if log.at > ends[-1]:
                weeks[WEEKS - 1 - sum(log.at <= end for end in ends)] += 1
            if log.before is not None and log.after is not None:
                differences.append(log.before - log.after)
        effect = round(sum(differences) / len(differences), 1) if differences else None
        found.append(Adherence(row, weeks, row.times_per_week, effect, len(differences)))
    return found


def suggestions_for(client: Client, given: Iterable[Assignment], file: File) -> list[Suggestion]:
    """Exercises that may fit this client besides those ``given``, with reasons and cautions from their file."""
    placed = latest_with_plane(client)
    running = list(Plan.objects.of(client).active())
    return suggest(
        exercises().values(),
        style=placed.style if placed else "",
        modalities=[plan.modality for plan in running],
        given=[row.exercise for row in given],
        early=_early(running),
        joint=any(plan.household_id for plan in running),
        file=file,
    )


def _early(running: Sequence[Plan]) -> bool:
    """Whether one of the plans is in the first third of its phases."""
    known = modalities_of(running)
    for plan in running:
        keys = [phase.key for phase in known[plan.modality, plan.version].phases]
        if keys.index(plan.phase) * 3 < len(keys):
            return True
    return False


def _said_in(actor: Actor, clients: Collection[UUID]) -> dict[UUID, File]:
    """Client → what is on file of violence and health, as far as the actor may read it. Four statements at most.

    Violence counts where the client said it, and where another of a joint plan said it to somebody who reads that too.
    """
    people = {client: {client} for client in clients}
    for plan in Plan.objects.of_any(clients).running().joint().with_people():
        together = people_of(plan)
        for client in people.keys() & set(together):
            people[client].update(together)
    violent = {one.person.pk for one in violence_going_on(actor, {one for those in people.values() for one in those})}
    facts: dict[UUID, list[HealthFact]] = {}
    for fact in newest_facts(actor, clients):
        facts.setdefault(person_of(fact).pk, []).append(fact)
    return {
        client: File(violence=("ongoing",) if those & violent else ("",), health=health_among(facts.get(client, [])))
        for client, those in people.items()
    }


def exercise_file(actor: Actor, client: Client) -> File:
    """What a client's file says that asks for care with exercises, as far as the actor may read it."""
    return replace(
        _said_in(actor, [client.pk])[client.pk],
        alerts=tuple(sorted({alert.source for alert in open_alerts(client)})),
        dissociation=dissociation_of(dissociation_forms(client)),
    )


def cautions_now(actor: Actor, rows: Collection[Assignment]) -> dict[UUID, list[Message]]:
    """Assignment → what speaks against it while it runs; ``rows``: of :func:`assignments`. Four statements at most."""
    running = [row for row in rows if getattr(row, "running", False)]
    if not running:
        return {}
    files, known = _said_in(actor, {row.client_id for row in running}), exercises_given(running)
    return {
        row.pk: while_it_runs(found, files[row.client_id])
        for row in running
        if (found := known.get((row.exercise, row.version)))
    }


def cautions_for(actor: Actor, client: Client, exercise: Exercise) -> list[Message]:
    """What in the client's file speaks against the exercise; empty where nothing does."""
    if not exercise.cautions and not exercise.caution_kinds:
        return []
    return for_exercise(exercise, exercise_file(actor, client))


def exercises_before(client: Client) -> QuerySet[Assignment]:
    """What the client had and has no more, the newest first: ``times``, how often it was done in all; one statement.

    Only what was stopped, is over, or was left behind by its plan or its treatment; what rests comes back.
    """
    today, rows = timezone.localdate(), Assignment.objects.filter(client=client)
    resting = Assignment.objects.resting(today).filter(client=client)
    over = rows.filter(starts_on__lte=today).exclude(pk__in=resting.values("pk"))
    over = over.exclude(pk__in=rows.running(today).values("pk"))
    done = Count("logs", filter=~Q(logs__done=ExerciseLog.Done.NO))
    return over.annotate(times=done).order_by("-starts_on", "-id")[:MOST_EARLIER]


def steadying_for(exercise: Exercise, client_id: UUID) -> tuple[Exercise | None, Assignment | None]:
    """What steadies the client after this exercise made things worse, and the client's own assignment of it, if there
    is one: pages and programs offer the same. One statement."""
    rows = list(open_assignments(client_id))
    found = steadying_after(exercise, catalogue.exercises().values(), [row.exercise for row in rows])
    return found, next((row for row in rows if found and row.exercise == found.key), None)
